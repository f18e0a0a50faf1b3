"""Names of exported files, safe on every file system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.filenames import UniqueNames, safe_filename


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Interview", "Interview"),
        ("a/b\\c:d", "a-b-c-d"),
        ("会议 “一”", "会议 “一”"),
        ("what?*", "what-"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("..", "transcript"),
        ("", "transcript"),
        (" ends with dots... ", "ends with dots"),
        ("line\nbreak\ttab", "line-break-tab"),
        ("\u202eevil", "-evil"),
        ("../../etc/passwd", "-..-etc-passwd"),
    ],
)
def test_titles_become_names(title: str, name: str) -> None:
    assert safe_filename(title) == name


@given(st.text(max_size=400))
def test_any_title_gives_a_name_that_every_file_system_takes(title: str) -> None:
    name = safe_filename(title)
    assert name
    assert len(f"{name} (999).en.json".encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name[-1] not in " ."
    assert name[0] not in " .~"
    assert name.split(".")[0].casefold() not in {"con", "nul", "aux", "prn", "com1", "lpt1"}
    assert safe_filename(name) == name


def test_two_recordings_of_one_title_get_numbers() -> None:
    names = UniqueNames("errors")
    assert [names.take(name) for name in ("A", "a", "A")] == ["A", "a (2)", "A (3)"]
    assert [names.take(name) for name in ("a (3)", "Errors", "b", "A")] == [
        "a (3) (2)", "Errors (2)", "b", "A (4)",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "a (2) (2)", "b"]), max_size=30))
def test_no_name_is_given_twice(titles: list[str]) -> None:
    names = UniqueNames()
    given = [names.take(title).casefold() for title in titles]
    assert len(set(given)) == len(titles)
