"""Words become readable segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Word
from transcribe.document.segmentation import CutOptions, cut_segments, display_width


@st.composite
def speech(draw: st.DrawFn) -> list[Word]:
    words, at = [], 0
    texts = st.sampled_from(
        ["one", "two,", "three.", "Mr.", "你好", "3.5", "extraordinarily", "ok?"]
    )
    for text in draw(st.lists(texts, max_size=60)):
        at += draw(st.integers(0, 1500))
        length = draw(st.integers(1, 900))
        words.append(Word(text, at, at + length))
        at += length
    return words


@given(speech())
def test_every_word_is_kept_in_order_within_the_limits(words: list[Word]) -> None:
    options = CutOptions()
    segments = cut_segments(words, options, first_id=7)
    assert [word for segment in segments for word in segment.words] == words
    assert [segment.id for segment in segments] == list(range(7, 7 + len(segments)))
    for segment in segments:
        if len(segment.words) > 1:
            assert segment.duration_ms <= options.max_ms
            assert display_width(segment.words) <= options.max_chars


def test_sentences_are_split_and_abbreviations_are_not() -> None:
    texts = [
        "I",
        "met",
        "Mr.",
        "Smith",
        "at",
        "3.5",
        "miles",
        "from",
        "here.",
        "He",
        "was",
        "very",
        "well",
        "indeed.",
    ]
    words = [Word(text, 300 * i, 300 * i + 290) for i, text in enumerate(texts)]
    assert [segment.text for segment in cut_segments(words)] == [
        "I met Mr. Smith at 3.5 miles from here.", "He was very well indeed.",
    ]  # fmt: skip
