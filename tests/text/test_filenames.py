"""Names of exported files, safe on every file system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.filenames import numbered, safe_filename


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
    taken: set[str] = set()
    assert [numbered(name, taken) for name in ("A", "a", "A")] == ["A", "a (2)", "A (3)"]
