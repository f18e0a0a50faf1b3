"""Clean and verbatim views, and text cleaned for storage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.document.vectors import write_down
from tests.support.strategies import texts, transcripts
from tests.text.disfluency_vectors import DISFLUENCIES, disfluency_vectors
from transcribe.document.model import Transcript
from transcribe.document.sanitize import clean_text
from transcribe.text.disfluencies import FILLERS, CleanOptions, clean, clean_transcript


def test_the_stored_vectors_match_python() -> None:
    assert DISFLUENCIES.read_text(encoding="utf-8") == write_down(disfluency_vectors())


@pytest.mark.parametrize(
    ("language", "said", "cleaned"),
    [
        ("en", "Well, um, I think", "Well, I think"),
        ("en", "Um, i think so, uh.", "I think so."),
        ("en", "in the, um, red car", "in the red car"),
        ("en", "Uh… Um.", ""),
        ("en", "the umbrella", "the umbrella"),
        ("de", "Das ist, äh, gut.", "Das ist gut."),
        ("ja", "えーと、明日です。", "明日です。"),
        ("ja", "あの人です", "あの人です"),
        ("zh", "嗯，我们走吧", "我们走吧"),
    ],
)
def test_disfluencies_are_removed_with_their_punctuation(
    language: str, said: str, cleaned: str
) -> None:
    assert clean(said, language) == cleaned


def test_repeats_and_false_starts_are_removed_only_on_request() -> None:
    said = "The the car w- went, that that 20 20"
    assert clean(said, "en") == said
    every = CleanOptions(repeats=True, false_starts=True)
    assert clean(said, "en", every) == "The car went, that that 20 20"


@given(texts, st.sampled_from([*FILLERS, None, "xx"]))
def test_cleaning_is_idempotent_and_keeps_words(text: str, language: str | None) -> None:
    once = clean(text, language)
    assert clean(once, language) == once
    assert len(once.split()) <= len(text.split())


@given(transcripts())
def test_a_clean_view_keeps_segments_and_times(transcript: Transcript) -> None:
    view = clean_transcript(transcript)
    assert [(s.id, s.start_ms, s.end_ms) for s in view.segments] == [
        (s.id, s.start_ms, s.end_ms) for s in transcript.segments
    ]


@given(st.text(st.characters()))
def test_any_text_can_be_stored_once_cleaned(text: str) -> None:
    stored = clean_text(text)
    stored.encode()
    assert clean_text(stored) == stored
    assert "\0" not in stored
    assert "\u202e" not in stored


def test_emoji_joiners_and_direction_marks_stay() -> None:
    kept = "👩‍👩‍👧 ☎️ ne\u200cgah \u200fא\u200e \u2067x\u2069 \u202bשלום\u202c"
    assert clean_text(kept) == kept
