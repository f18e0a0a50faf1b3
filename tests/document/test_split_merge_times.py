"""Split and merge use the words' times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.operations import Merge, Split, apply_all


@st.composite
def spoken(draw: st.DrawFn) -> Segment:
    """A segment of two to eight words with pauses between them."""
    steps = draw(
        st.lists(st.integers(1, 400), min_size=4, max_size=16).filter(lambda s: len(s) % 2 == 0)
    )
    edges = [1000]
    for step in steps:
        edges.append(edges[-1] + step)
    words = tuple(
        Word(f"w{n}", edges[2 * n], edges[2 * n + 1], 0.9) for n in range(len(steps) // 2)
    )
    return Segment(1, 900, edges[-1] + 100, " ".join(word.text for word in words), words=words)


@given(spoken(), st.data())
def test_splitting_in_a_pause_and_merging_loses_nothing(
    segment: Segment, data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(segment.words) - 1))
    left, right = segment.words[n - 1], segment.words[n]
    at_ms = (left.end_ms + right.start_ms) // 2
    at_char = segment.text.index(right.text)
    before = Transcript((segment,))
    split, _ = apply_all(before, (Split(1, at_char, at_ms, 2, None),))
    first, second = split.segments
    assert (first.words, second.words) == (segment.words[:n], segment.words[n:])
    assert first.end_ms == second.start_ms == at_ms
    assert [first.text.split(), second.text.split()] == [
        [word.text for word in part] for part in (segment.words[:n], segment.words[n:])
    ]
    merged, _ = apply_all(split, (Merge(1, 2),))
    assert merged.segments == (segment,)


@given(spoken(), st.data())
def test_after_a_split_anywhere_words_stay_inside_their_part(
    segment: Segment, data: st.DataObject
) -> None:
    at_ms = data.draw(st.integers(segment.start_ms + 1, segment.end_ms - 1))
    split, inverse = apply_all(Transcript((segment,)), (Split(1, 2, at_ms, 2, None),))
    parts = split.segments
    assert sum(len(part.words) for part in parts) == len(segment.words)
    for part in parts:
        for word in part.words:
            assert part.start_ms <= word.start_ms <= word.end_ms <= part.end_ms
    assert apply_all(split, inverse)[0].segments == (segment,)
