"""Every earlier state can be restored by the inverses of later edits, and by operations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support import strategies
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import AddSpeaker, Operation, SetSpeaker, apply_all
from transcribe.document.revert import differences, rewind


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Transcript], list[tuple[Operation, ...]]]:
    """States from the first to the last, and the inverse of each step between them."""
    states, inverses = [draw(strategies.transcripts())], []
    for _ in range(draw(st.integers(0, 5))):
        changed, inverse = apply_all(states[-1], (draw(strategies.operations(states[-1])),))
        states.append(changed)
        inverses.append(inverse)
    return states, inverses


@given(histories(), st.data())
def test_every_earlier_state_is_restored(
    history: tuple[list[Transcript], list[tuple[Operation, ...]]], data: st.DataObject
) -> None:
    states, inverses = history
    wanted = data.draw(st.integers(0, len(states) - 1))
    newest_first = [op for inverse in reversed(inverses[wanted:]) for op in inverse]
    assert rewind(states[-1], newest_first) == states[wanted]


@given(histories())
def test_differences_turn_one_transcript_into_the_other(
    history: tuple[list[Transcript], list[tuple[Operation, ...]]],
) -> None:
    states, _ = history
    changed, inverse = apply_all(states[-1], differences(states[-1], states[0]))
    assert changed == states[0]
    assert apply_all(changed, inverse)[0] == states[-1]
    assert differences(states[0], states[0]) == ()


def test_a_speaker_added_later_is_removed_with_its_tags() -> None:
    before = Transcript((Segment(1, 0, 1000, "a"),))
    after, _ = apply_all(before, (AddSpeaker(Speaker("S1", "Anna")), SetSpeaker(1, "S1")))
    assert apply_all(after, differences(after, before))[0] == before
