"""Turns of an RTTM file from outside: what is read of it, what is left out and said."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.store_steps import add_media
from transcribe.errors import FormatError, InvalidOperation
from transcribe.jobs.kinds import find_kind
from transcribe.jobs.kinds.rttm_turns import is_number, turns_from_rttm
from transcribe.store import Store
from transcribe.store.values import Media


@pytest.fixture
def media(tmp_path: Path) -> Media:
    """A recording of ten seconds, `talk.mp3`."""
    with Store(tmp_path) as store:
        add_media(store)
        store.media.update("m", duration_ms=10_000)
        return store.media.get("m")


def line(start_s: float, seconds: float, who: str, recording: str = "talk") -> str:
    return f"SPEAKER {recording} 1 {start_s:.3f} {seconds:.3f} <NA> <NA> {who} <NA> <NA>\n"


def test_turns_have_names_and_may_overlap(media: Media) -> None:
    text = ";; made by hand\n" + line(4, 2, "Ben") + line(0, 5, "Anna") + line(4.5, 1, "Cleo")
    found = turns_from_rttm(text, media)
    assert found.turns == ((0, 5000, "Anna"), (4000, 6000, "Ben"), (4500, 5500, "Cleo"))
    assert found.notes == ()


def test_what_cannot_be_used_is_left_out_and_said(media: Media) -> None:
    text = line(0, 2, "Anna") + line(3, 1, "<NA>") + line(9, 5, "Ben") + line(12, 1, "Ben")
    found = turns_from_rttm(text, media)
    assert found.turns == ((0, 2000, "Anna"), (9000, 10_000, "Ben"))
    told = " ".join(found.notes)
    assert "1 turn without a speaker was left out." in told
    assert "1 turn after the end of the recording was left out." in told


def test_of_several_recordings_the_one_of_this_name_is_read(media: Media) -> None:
    text = line(0, 2, "Zoe", "other") + line(1, 2, "Anna") + line(5, 2, "Zoe", "third")
    assert turns_from_rttm(text, media).turns == ((1000, 3000, "Anna"),)
    foreign = turns_from_rttm(text.replace("talk", "fourth"), media)
    assert foreign.turns == ((0, 2000, "Zoe"),)
    assert any("fourth" in note for note in foreign.notes)


@pytest.mark.parametrize(
    "text",
    ["", ";; nothing\n", line(0, 1, "<NA>"), line(20, 1, "Anna"), line(0, 0, "Anna"),
     "1\n00:00:01,000 --> 00:00:02,000\nHello\n", "SPEAKER talk 1 one 2 <NA> <NA> Anna <NA>"],
)  # fmt: skip
def test_a_file_without_turns_of_this_recording_is_refused(media: Media, text: str) -> None:
    with pytest.raises(FormatError):
        find_kind("speakers").options_from_body({"rttm": text}, media)


@pytest.mark.parametrize("other", [{"speakers": "2"}, {"voices_only": True}])
def test_a_file_and_another_wish_are_refused(media: Media, other: dict[str, object]) -> None:
    body = {"rttm": line(0, 1, "Anna"), **other}
    with pytest.raises(InvalidOperation):
        find_kind("speakers").options_from_body(body, media)


def test_numbers_of_programs_are_no_names() -> None:
    assert all(map(is_number, ("SPEAKER_00", "speaker 1", "spk12", "S3", "7")))
    assert not any(map(is_number, ("Anna", "A", "FEE041", "Speaker", "Smith_2")))


@given(
    st.lists(st.tuples(st.integers(0, 12_000), st.integers(1, 5_000), st.sampled_from("ABC")),
             min_size=1, max_size=20)
)  # fmt: skip
@settings(deadline=None, max_examples=100)
def test_turns_of_one_speaker_never_overlap_and_lie_in_the_recording(
    rows: list[tuple[int, int, str]],
) -> None:
    talk = Media("m", "A talk", "talk.mp3", "0", 1, "", duration_ms=13_000)
    found = turns_from_rttm("".join(line(a / 1000, b / 1000, who) for a, b, who in rows), talk)
    for who in "ABC":
        own = [turn for turn in found.turns if turn[2] == who]
        assert all(a[1] < b[0] for a, b in pairwise(own))
        covered = {ms for a, b, one in rows if one == who for ms in range(a, min(a + b, 13_000))}
        assert sum(b - a for a, b, _ in own) == len(covered)
