"""Tokens have the times of their words, and the breaks between them their costs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.support.strategies import transcripts
from transcribe.document.model import Segment, Transcript, Word
from transcribe.subtitles.cues.tokens import tokens_of
from transcribe.subtitles.frame_rates import MILLISECONDS


def _costs(text: str, language: str) -> dict[str, int]:
    """For each word, the cost of a break before it."""
    transcript = Transcript((Segment(1, 0, 10_000, text),), language=language)
    return {token.text: token.break_cost for token in tokens_of(transcript, MILLISECONDS)}


@pytest.mark.parametrize(
    ("language", "text", "good", "bad"),
    [
        ("en", "we saw the dog in a park", "in", "dog"),
        ("en", "we went home, she stayed there", "she", "stayed"),
        ("en", "he met John Smith because of that", "because", "Smith"),
        ("en", "they have never seen birds before now", "before", "never"),
        ("de", "wir haben den Hund gesehen, weil er bellte", "weil", "Hund"),
        ("fr", "nous avons vu le chien parce que oui", "parce", "chien"),
        ("es", "vimos el perro porque ladraba mucho", "porque", "perro"),
        ("it", "abbiamo visto il cane perché abbaiava molto", "perché", "cane"),
        ("ru", "мы видели эту собаку потому что лаяла", "потому", "собаку"),
    ],
)
def test_a_break_stands_before_a_phrase_and_not_inside_it(
    language: str, text: str, good: str, bad: str
) -> None:
    costs = _costs(text, language)
    assert costs[good] < costs[bad]


def test_without_words_of_a_language_punctuation_alone_decides() -> None:
    costs = _costs("jedna dwa, trzy cztery. pięć sześć siedem", "pl")
    assert costs["pięć"] < costs["trzy"] < costs["dwa,"] == costs["cztery."] - 30


def test_times_between_words_follow_the_characters() -> None:
    segment = Segment(
        1, 0, 4_000, "one typed two", words=(Word("one", 0, 500), Word("two", 3_000, 3_400))
    )
    typed = tokens_of(Transcript((segment,)), MILLISECONDS)[1]
    assert 500 < typed.start < typed.end < 3_000


@settings(max_examples=50)
@given(transcripts())
def test_tokens_hold_the_text_and_begin_one_after_another(transcript: Transcript) -> None:
    found = tokens_of(transcript, MILLISECONDS)
    given = "".join("".join(segment.text.split()) for segment in transcript.segments)
    assert "".join(token.text for token in found) == given
    starts = [token.start for token in found]
    assert starts == sorted(set(starts))
