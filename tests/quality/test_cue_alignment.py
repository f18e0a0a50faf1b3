"""Cues of two transcripts that belong together are found by words at any times, else by time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment
from transcribe.quality.cue_alignment import align_cues

TEXTS = (
    "Well, we went there early in the morning", "and nobody had opened the gate yet.",
    "So I called the number on the door", "but she never answered me.", "Yes.",
    "Then a lorry came around the corner", "full of oranges from Valencia.",
)  # fmt: skip


def cues(texts: tuple[str, ...], start_ms: int = 0, step_ms: int = 2_000) -> list[Segment]:
    return [
        Segment(n + 1, start_ms + n * step_ms, start_ms + n * step_ms + 1_800, text)
        for n, text in enumerate(texts)
    ]


def pairs(first: list[Segment], second: list[Segment]) -> list[tuple[list[int], list[int]]]:
    return [
        ([one.id for one in group.first], [one.id for one in group.second])
        for group in align_cues(first, second)
    ]


@given(st.integers(0, 3_600_000))
def test_files_whose_times_are_off_match_by_their_words(shift_ms: int) -> None:
    assert pairs(cues(TEXTS), cues(TEXTS, shift_ms)) == [([n], [n]) for n in range(1, 8)]


def test_a_translation_matches_by_its_times() -> None:
    other = cues(tuple(f"{n} etwas ganz anderes" for n in "abcdefg"), 200)
    assert pairs(cues(TEXTS), other) == [([n], [n]) for n in range(1, 8)]


def test_cues_that_are_divided_otherwise_are_one_group() -> None:
    other = [
        Segment(1, 0, 4_000, f"{TEXTS[0]} {TEXTS[1]}"), Segment(2, 4_000, 6_000, TEXTS[2]),
        Segment(3, 6_000, 6_900, "but she"), Segment(4, 6_900, 8_000, "never answered me."),
    ]  # fmt: skip
    assert pairs(cues(TEXTS[:4]), other) == [([1, 2], [1]), ([3], [2]), ([4], [3, 4])]


def test_cues_of_one_side_alone_stay_in_their_place() -> None:
    first = cues(TEXTS)
    second = [*first[:2], Segment(9, 5_820, 5_980, "Mhm."), *first[3:]]
    assert pairs(first, second) == [
        ([1], [1]), ([2], [2]), ([3], []), ([], [9]), ([4], [4]), ([5], [5]), ([6], [6]), ([7], [7]),
    ]  # fmt: skip


def test_one_word_far_away_is_no_match() -> None:
    first = [Segment(1, 0, 500, "Yes."), Segment(2, 1_000, 3_000, "we went home early that day")]
    second = [
        Segment(1, 90_000, 93_000, "yes I think that this is how it was in those years"),
        Segment(2, 1_000, 3_000, "we went home early that day"),
    ]
    assert ([1], [1]) not in pairs(first, second)


@st.composite
def transcripts(draw: st.DrawFn) -> list[Segment]:
    made, at_ms = [], 0
    for n in range(draw(st.integers(0, 9))):
        at_ms += draw(st.integers(0, 3_000))
        text = " ".join(
            draw(st.lists(st.sampled_from(["a", "b", "c", "d", "yes", "no"]), max_size=5))
        )
        made.append(Segment(n + 1, at_ms, at_ms + draw(st.integers(0, 4_000)), text))
    return sorted(made, key=lambda one: (one.start_ms, one.end_ms))


@given(transcripts(), transcripts())
def test_every_cue_is_in_one_group(first: list[Segment], second: list[Segment]) -> None:
    groups = align_cues(first, second)
    assert sorted(one.id for group in groups for one in group.first) == sorted(
        one.id for one in first
    )
    assert sorted(one.id for group in groups for one in group.second) == sorted(one.id for one in second)  # fmt: skip
    starts = [group.first[0].start_ms for group in groups if group.first]
    assert starts == sorted(starts)


@given(transcripts())
def test_a_transcript_equals_itself(cues: list[Segment]) -> None:
    for group in align_cues(cues, cues):
        assert [one.text for one in group.first] == [one.text for one in group.second]
