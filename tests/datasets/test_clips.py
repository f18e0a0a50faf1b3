"""Which segments become clips, where padding ends, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.datasets.clips import ClipOptions, Recording, cut
from transcribe.document.model import Segment, Speaker, Transcript, Word

ALL = ClipOptions(statuses=(), min_ms=0, max_ms=10**9)


def recording(*segments: Segment, speakers: tuple[Speaker, ...] = (), **more: object) -> Recording:
    transcript = Transcript(segments, speakers, "en", 60_000)
    return replace(Recording("abc", transcript, 60_000), **more)  # type: ignore[arg-type]


def segment(id: int, start: int, end: int, text: str = "Hello.", **more: object) -> Segment:
    return replace(Segment(id, start, end, text, status="approved"), **more)  # type: ignore[arg-type]


def lower(text: str) -> str:
    return text.lower()


@given(transcripts(), st.integers(0, 3_000))
def test_padding_reaches_into_no_other_segment_and_every_segment_is_a_clip_or_counted(
    transcript: Transcript, padding_ms: int
) -> None:
    whole = Recording("abc", transcript, 500_000)
    options = replace(ALL, padding_ms=padding_ms)
    found = cut(whole, options, "salt", lower)
    assert len(found.clips) + sum(found.left_out.values()) == len(transcript.segments)
    for clip in found.clips:
        own = transcript.segment(clip.segment)
        assert own is not None
        assert 0 <= clip.start_ms <= own.start_ms < own.end_ms <= clip.end_ms <= 500_000
        assert own.start_ms - clip.start_ms <= padding_ms >= clip.end_ms - own.end_ms
        for other in transcript.segments:
            if other.id != own.id:
                spans = [(word.start_ms, word.end_ms) for word in other.words]
                for start, end in [(other.start_ms, other.end_ms), *spans]:
                    assert not (start < own.start_ms and end > clip.start_ms < own.start_ms)
                    assert not (end > own.end_ms and start < clip.end_ms > own.end_ms)


@given(transcripts())
def test_ids_are_unique_and_sort_by_speaker_as_bytes(transcript: Transcript) -> None:
    clips = cut(Recording("a-_B", transcript, 500_000), ALL, "salt", lower).clips
    ids = [clip.id for clip in clips]
    assert len(set(ids)) == len(ids)
    assert all(one.isascii() and "." not in one and one == one.lower() for one in ids)
    by_id = sorted(clips, key=lambda clip: clip.id.encode())
    assert [c.speaker for c in by_id] == sorted(c.speaker for c in clips)


def test_what_is_left_out_is_counted_by_reason() -> None:
    speakers = (Speaker("S1", "Ann"), Speaker("S2", "Bob"))
    whole = recording(
        segment(1, 0, 2_000, speaker="S1"),
        segment(2, 2_000, 4_000, status="draft", speaker="S1"),
        segment(3, 4_000, 6_000, "  ", speaker="S1"),
        segment(4, 6_000, 6_000, speaker="S1"),
        segment(5, 7_000, 7_100, speaker="S1"),
        segment(6, 8_000, 50_000, speaker="S1"),
        segment(7, 59_000, 60_001, speaker="S1"),
        segment(8, 51_000, 52_000, speaker="S2"),
        segment(9, 51_500, 52_500, speaker="S1"),
        speakers=speakers,
    )
    options = ClipOptions(speakers=("ANN",), with_overlap=False)
    found = cut(whole, options, "salt", lower)
    assert [clip.segment for clip in found.clips] == [1]
    assert found.left_out == {
        "status": 1, "no text": 1, "no length": 1, "too short": 1, "too long": 1,
        "beyond the end": 1, "speaker": 1, "overlap": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "n"), [(("interviews",), 1), (("Interviews/Anna",), 1), (("news",), 0)]
)
def test_a_recording_without_the_tags_has_no_clips(tags: tuple[str, ...], n: int) -> None:
    whole = recording(segment(1, 0, 2_000), tags=("interviews/anna",))
    assert len(cut(whole, ClipOptions(tags=tags), "salt", lower).clips) == n


def test_text_is_kept_as_typed_beside_the_normalised_text() -> None:
    whole = recording(segment(1, 0, 2_000, " It's [laughs] 5 <noise> ♪  o'clock "))
    (kept,) = cut(whole, ClipOptions(), "salt", lower).clips
    assert kept.text == "It's [laughs] 5 <noise> ♪  o'clock"
    assert kept.normalized == kept.text.lower()
    (dropped,) = cut(whole, ClipOptions(marks="drop"), "salt", lower).clips
    assert dropped.text == "It's 5 o'clock"


@pytest.mark.parametrize(
    "text", ["", " \t\u00a0\u3000\n", "\u200b", "\ufeff \u00ad", "\u200e\u2060", "\u0301"]
)
def test_a_text_without_visible_characters_is_none(text: str) -> None:
    found = cut(recording(segment(1, 0, 2_000, text)), ClipOptions(), "salt", lower)
    assert (found.clips, found.left_out) == ((), {"no text": 1})


@pytest.mark.parametrize("text", ["♪", "[laughs]", "...", "0", "हि", "\u200bword"])
def test_a_text_of_signs_is_one(text: str) -> None:
    found = cut(recording(segment(1, 0, 2_000, text)), ClipOptions(), "salt", lower)
    assert [clip.text for clip in found.clips] == [text]


def test_a_word_that_sticks_out_of_its_segment_stops_padding() -> None:
    word = Word("late", 2_000, 2_400)
    whole = recording(segment(1, 1_000, 2_000, words=(word,)), segment(2, 3_000, 4_000))
    clips = cut(whole, ClipOptions(padding_ms=900), "salt", lower).clips
    assert [(clip.start_ms, clip.end_ms) for clip in clips] == [(100, 2_900), (2_400, 4_900)]


def test_typed_names_are_one_person_everywhere_and_others_belong_to_their_recording() -> None:
    speakers = (Speaker("S1", "Anna"), Speaker("S2", "Speaker 2"), Speaker("S3", "s/3-|"))
    segments = tuple(segment(n, n * 1000, n * 1000 + 900, speaker=f"S{n}") for n in (1, 2, 3))
    one = recording(*segments, segment(4, 4_000, 5_000), speakers=speakers)
    other = replace(one, id="xyz")
    first, second = (
        [clip.speaker for clip in cut(r, ALL, "salt", lower).clips] for r in (one, other)
    )
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, True, False]
    assert len(set(first)) == 4
    assert first != [clip.speaker for clip in cut(one, ALL, "other", lower).clips]
