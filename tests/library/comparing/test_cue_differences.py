"""A recording is compared with a file, its draft, an earlier revision or another recording, cue by cue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import edit, put_numbers
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import AddSpeaker, Delete, Insert, SetSpeaker, SetText
from transcribe.errors import FormatError, NotFound
from transcribe.library.comparing.cue_differences import (
    compare_cues,
    differences_to_json,
    other_file,
    other_transcript,
)
from transcribe.store import Store

SRT = """1
00:00:01,000 --> 00:00:03,000
one two

2
00:00:05,000 --> 00:00:06,500
three

3
00:00:07,000 --> 00:00:08,000
fore

4
00:00:09,000 --> 00:00:09,500
five
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        put_numbers(made)
        yield made


def kinds(store: Store, srt: str, name: str = "a.srt") -> list[tuple[str, ...]]:
    done = compare_cues(store, "m", other_file(store, "m", srt.encode(), name))
    return [one.kinds for one in done.differences]


def test_text_times_and_cues_of_one_side_are_told_apart(store: Store) -> None:
    other = other_file(store, "m", SRT.encode(), "a.srt")
    plain = differences_to_json(compare_cues(store, "m", other))
    assert plain["same"] == 1
    assert [(one["kinds"], one["here"]) for one in plain["differences"]] == [
        (["times"], [2]), (["text"], [3]), (["only_there"], []),
    ]  # fmt: skip
    assert plain["differences"][2]["there"][0]["text"] == "five"
    edit(store, Insert(Segment(4, 20_000, 21_000, "only here")))
    assert ("only_here",) in kinds(store, SRT)


def test_speakers_are_compared_by_name_and_only_if_the_other_has_any(store: Store) -> None:
    edit(store, AddSpeaker(Speaker("S1", "Anna")))
    edit(store, SetSpeaker(1, "S1"))
    same = SRT.replace("fore", "four").replace("06,500", "06,000").rpartition("4\n")[0]
    assert kinds(store, same) == []
    vtt = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ben>one two\n\n00:05.000 --> 00:06.000\nthree\n\n00:07.000 --> 00:08.000\nfour\n"
    assert kinds(store, vtt, "a.vtt") == [("speaker",)]
    assert kinds(store, vtt.replace("Ben", "Anna"), "a.vtt") == []


def test_a_plain_text_has_no_times_that_could_differ(store: Store) -> None:
    assert kinds(store, "one two three four", "a.txt") == []
    assert kinds(store, "one two tree four", "a.txt") != []


def test_earlier_states_and_other_recordings(store: Store) -> None:
    revision = edit(store, SetText(2, "thirty")).revision
    edit(store, Delete(3))
    edit(store, Insert(Segment(9, 7_000, 8_000, "fourteen")))

    def here(name: str) -> list[list[int]]:
        done = differences_to_json(compare_cues(store, "m", other_transcript(store, "m", name)))
        return [one["here"] for one in done["differences"]]

    assert here("m") == []
    assert here(f"m@{revision}") == [[9]]
    assert here(f"m@{revision - 1}") == [[2], [9]]
    with pytest.raises(NotFound):
        other_transcript(store, "m", "m@99")
    with pytest.raises(NotFound):
        other_transcript(store, "m", "nobody")


def test_a_file_that_cannot_be_read_is_refused(store: Store) -> None:
    with pytest.raises(FormatError):
        other_file(store, "m", b"\x00\x01\x02", "a.stl")
