"""DER and JER: figures by hand, and the same as pyannote.metrics 4.2 where it is installed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.speakers.error_rates import (
    DiarizationErrors,
    Region,
    SpeakerErrors,
    SpokenTurn,
    diarization_errors,
    speaker_errors,
)

WHOLE = [(0, 20_000)]
TWO = [SpokenTurn("ann", 0, 10_000), SpokenTurn("bob", 10_000, 20_000)]


def test_names_do_not_matter() -> None:
    heard = [SpokenTurn("bob", 0, 10_000), SpokenTurn("x", 10_000, 20_000)]
    assert diarization_errors(TWO, heard, WHOLE) == DiarizationErrors(0, 0, 0, 20_000, 0)
    assert speaker_errors(TWO, heard, WHOLE) == SpeakerErrors(
        0.0, 2, 2, (("bob", "ann"), ("x", "bob"))
    )


def test_a_boundary_200_ms_late_is_75_ms_of_confusion_at_a_sum_of_250_and_none_at_250_a_side() -> (
    None
):
    heard = [SpokenTurn("a", 0, 10_200), SpokenTurn("b", 10_200, 20_000)]
    found = [diarization_errors(TWO, heard, WHOLE, collar).confusion_ms for collar in (0, 125, 250)]
    assert found == [200, 75, 0]


def test_the_three_parts() -> None:
    heard = [
        SpokenTurn("a", 0, 8_000),  # 2 s missed
        SpokenTurn("b", 10_000, 16_000),
        SpokenTurn("a", 16_000, 20_000),  # 4 s confused
        SpokenTurn("b", 0, 1_000),  # 1 s of false alarm in another's speech
    ]
    found = diarization_errors(TWO, heard, WHOLE)
    assert found == DiarizationErrors(2_000, 1_000, 4_000, 20_000, 0)
    assert found.rate == 0.35


def test_overlap_counts_for_each_speaker() -> None:
    truth = [SpokenTurn("a", 0, 10_000), SpokenTurn("b", 5_000, 10_000)]
    heard = [SpokenTurn("x", 0, 10_000)]
    assert diarization_errors(truth, heard, WHOLE) == DiarizationErrors(5_000, 0, 0, 15_000, 0)


def test_overlapping_turns_of_one_speaker_count_once() -> None:
    truth = [SpokenTurn("a", 0, 7_000), SpokenTurn("a", 5_000, 12_000)]
    assert diarization_errors(truth, [], WHOLE).speech_ms == 12_000
    assert diarization_errors(truth, truth, WHOLE, 250).speech_ms == 11_500  # no collar inside


def test_equal_turns_of_two_speakers_both_count() -> None:
    truth = [SpokenTurn("a", 0, 1_000), SpokenTurn("b", 0, 1_000)]
    assert diarization_errors(truth, truth, WHOLE) == DiarizationErrors(0, 0, 0, 2_000, 0)


def test_speech_outside_of_the_region_is_not_scored() -> None:
    heard = [*TWO, SpokenTurn("c", 20_000, 90_000)]
    assert diarization_errors(TWO, heard, WHOLE).rate == 0
    assert speaker_errors(TWO, heard, WHOLE).n_hypothesis == 2
    assert diarization_errors(TWO, heard, [(0, 5_000), (3_000, 8_000)]).speech_ms == 8_000


def test_turns_shorter_than_the_collars_leave_nothing() -> None:
    truth = [SpokenTurn("a", start, start + 400) for start in range(0, 5_000, 1_000)]
    assert diarization_errors(truth, [], WHOLE, 250).rate is None
    assert diarization_errors(truth, [], WHOLE).rate == 1


def test_without_speech_in_the_reference_there_is_no_rate() -> None:
    found = diarization_errors([], TWO, WHOLE)
    assert found == DiarizationErrors(0, 20_000, 0, 0, 0)
    assert (found.rate, speaker_errors([], TWO, WHOLE).jaccard) == (None, None)
    assert diarization_errors([], [], []).rate is None


def test_invented_speakers_show_in_the_count_only() -> None:
    heard = [*TWO, *(SpokenTurn(f"x{n}", 12_000, 12_010) for n in range(5))]
    found = speaker_errors(TWO, heard, WHOLE)
    assert (found.jaccard, found.n_reference, found.n_hypothesis) == (0.0, 2, 7)


def test_jaccard_by_hand() -> None:
    heard = [SpokenTurn("x", 0, 5_000)]  # ann: 5 of 10 s; bob: not found
    assert speaker_errors(TWO, heard, WHOLE).jaccard == 0.75


def turns(names: str) -> st.SearchStrategy[list[SpokenTurn]]:
    one = st.builds(
        lambda who, at, length: SpokenTurn(who, at * 50, (at + length) * 50),
        st.sampled_from(names), st.integers(0, 400), st.integers(1, 80),
    )  # fmt: skip
    return st.lists(one, max_size=12)


@given(turns("abcd"), turns("wxyz"), st.sampled_from([0, 50, 250]))
@settings(max_examples=50, deadline=None)
def test_parts_add_up(truth: list[SpokenTurn], heard: list[SpokenTurn], collar_ms: int) -> None:
    found = diarization_errors(truth, heard, WHOLE, collar_ms)
    back = diarization_errors(heard, truth, WHOLE)
    at_0 = diarization_errors(truth, heard, WHOLE)
    assert min(found.missed_ms, found.false_alarm_ms, found.confusion_ms) >= 0
    assert found.missed_ms + found.confusion_ms <= found.speech_ms <= at_0.speech_ms
    assert (back.missed_ms, back.confusion_ms) == (at_0.false_alarm_ms, at_0.confusion_ms)
    assert diarization_errors(truth, truth, WHOLE, collar_ms).rate in {0, None}


@given(turns("abcd"), turns("wxyz"), st.sampled_from([0, 50, 250]))
@settings(max_examples=40, deadline=None)
def test_the_same_as_pyannote(
    truth: list[SpokenTurn], heard: list[SpokenTurn], collar_ms: int
) -> None:
    diarization = pytest.importorskip(
        "pyannote.metrics.diarization", reason="pyannote.metrics 4.2 is not installed"
    )
    regions: list[Region] = [(0, 9_000), (10_000, 20_000)]
    uem = timeline(regions)
    metric = diarization.DiarizationErrorRate(collar=2 * collar_ms / 1000)
    theirs = metric(annotation(truth), annotation(heard), uem=uem, detailed=True)
    ours = diarization_errors(truth, heard, regions, collar_ms)
    parts = [theirs[key] for key in ("missed detection", "false alarm", "confusion", "total")]
    own = [ours.missed_ms, ours.false_alarm_ms, ours.confusion_ms, ours.speech_ms]
    assert own == pytest.approx([1000 * part for part in parts], abs=0.01)
    by_speaker = speaker_errors(truth, heard, regions)
    if by_speaker.n_reference and is_clear(truth, heard, regions):
        jaccard = diarization.JaccardErrorRate()(annotation(truth), annotation(heard), uem=uem)
        assert by_speaker.jaccard == pytest.approx(jaccard, abs=1e-6)


def is_clear(truth: list[SpokenTurn], heard: list[SpokenTurn], regions: list[Region]) -> bool:
    """Whether one mapping is the best: of equal ones, either side may take another."""
    best = speaker_errors(truth, heard, regions)
    back = speaker_errors(truth[::-1], heard[::-1], regions)
    return set(best.mapping) == set(back.mapping)


def timeline(regions: list[Region]) -> Any:
    from pyannote.core import Segment, Timeline

    return Timeline([Segment(start / 1000, end / 1000) for start, end in regions])


def annotation(spoken: list[SpokenTurn]) -> Any:
    from pyannote.core import Annotation, Segment

    made = Annotation()
    for track, turn in enumerate(spoken):
        made[Segment(turn.start_ms / 1000, turn.end_ms / 1000), track] = turn.speaker
    return made.support()
