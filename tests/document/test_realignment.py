"""Times from an alignment for a segment's own words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Word
from transcribe.document.realignment import has_guesses, has_new_guesses, retime, times_of
from transcribe.document.word_timing import fit_words, tokenize

HEARD = (Word("Ask", 1000, 1200, 0.9), Word("not", 1250, 1500, 0.8), Word("what", 1600, 1900, 0.7))
SEGMENT = Segment(1, 1000, 2000, "Ask not what", words=HEARD)


def _typed(text: str, segment: Segment = SEGMENT) -> Segment:
    words = fit_words(segment.words, text, segment.start_ms, segment.end_ms)
    return Segment(segment.id, segment.start_ms, segment.end_ms, text, words=words)


def test_only_typed_words_make_a_segment_wait() -> None:
    assert has_new_guesses(SEGMENT, _typed("Ask now what"))
    assert not has_new_guesses(SEGMENT, _typed("ask, not WHAT?"))
    assert not has_new_guesses(SEGMENT, _typed("Ask what"))
    assert not has_new_guesses(SEGMENT, _typed(""))


def test_an_aligned_word_does_not_wait_again() -> None:
    typed = _typed("Ask now what")
    assert not has_new_guesses(typed, _typed("Ask now, what?", typed))
    assert has_guesses(typed)


def test_changed_text_without_words_waits() -> None:
    bare = Segment(1, 0, 1000, "Ask not")
    assert has_new_guesses(None, bare)
    assert has_new_guesses(bare, Segment(1, 0, 1000, "Ask now"))
    assert not has_new_guesses(bare, Segment(1, 0, 900, "Ask not"))


def test_probabilities_and_speakers_of_words_stay() -> None:
    segment = Segment(
        1, 0, 2000, "Ask – now",
        words=(Word("Ask", 0, 10, 0.4, "S2"), Word("–", 10, 20), Word("now", 20, 30)),
    )  # fmt: skip
    aligned = (Word("Ask –", 300, 600, 0.99), Word("now", 700, 900, 0.01))
    assert retime(segment, aligned) == (
        Word("Ask", 300, 600, 0.4, "S2"), Word("–", 600, 600), Word("now", 700, 900),
    )  # fmt: skip


def test_words_timed_by_a_user_stay_and_others_do_not_overlap_them() -> None:
    aligned = (Word("Ask", 1000, 1300), Word("not", 1300, 1500), Word("what", 1500, 1900))
    by_hand = frozenset({("not", 1250, 1500)})
    assert retime(SEGMENT, aligned, by_hand) == (
        Word("Ask", 1000, 1250, 0.9), HEARD[1], Word("what", 1500, 1900, 0.7),
    )  # fmt: skip


def test_an_alignment_of_another_text_changes_nothing() -> None:
    assert retime(SEGMENT, (Word("Ask", 0, 10), Word("now", 10, 20))) == HEARD


def test_a_word_of_the_aligner_is_divided_among_single_characters() -> None:
    segment = Segment(1, 0, 1000, "你好。")
    assert retime(segment, (Word("你好。", 200, 400, 0.9),)) == (
        Word("你", 200, 300), Word("好。", 300, 400),
    )  # fmt: skip


@given(
    st.text(alphabet="ab你。 -", min_size=1, max_size=30),
    st.lists(st.integers(-500, 3000), min_size=1, max_size=60),
)
def test_words_stay_in_order_inside_their_segment_for_any_alignment(
    text: str, times: list[int]
) -> None:
    segment = Segment(1, 1000, 2000, text)
    edges = sorted(max(0, time) for time in times)
    tokens = tokenize(text)
    aligned = tuple(
        Word(token, edges[min(2 * n, len(edges) - 1)], edges[min(2 * n + 1, len(edges) - 1)])
        for n, token in enumerate(tokens)
    )
    words = retime(segment, aligned)
    passed = segment.start_ms
    for word in words:
        assert passed <= word.start_ms <= word.end_ms <= segment.end_ms
        passed = word.end_ms
    if any(character.isalnum() for character in text):
        assert [word.text for word in words] == tokens


@given(
    st.lists(st.tuples(st.integers(900, 2100), st.integers(0, 900), st.booleans()), max_size=6),
    st.lists(st.integers(0, 2500), min_size=12, max_size=12),
)
def test_words_timed_by_a_user_stay_also_where_they_overlap_or_lie_outside(
    places: list[tuple[int, int, bool]], edges: list[int]
) -> None:
    """As after a merge of two segments that overlap."""
    words = tuple(Word(f"w{n}", at, at + long) for n, (at, long, _) in enumerate(places))
    fixed = {word for word, (*_, by_hand) in zip(words, places, strict=True) if by_hand}
    segment = Segment(1, 1000, 2000, " ".join(word.text for word in words), words=words)
    edges.sort()
    aligned = tuple(
        Word(word.text, edges[2 * n], edges[2 * n + 1]) for n, word in enumerate(words)
    )  # fmt: skip
    placed = retime(segment, aligned, frozenset(times_of(word) for word in fixed))
    assert fixed <= set(placed)
    free = [word for word in placed if word not in fixed]
    assert all(1000 <= word.start_ms <= word.end_ms <= 2000 for word in free)
