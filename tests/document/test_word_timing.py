"""Word times under text changes."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.support.strategies import texts, transcripts
from transcribe.document.model import Transcript, Word
from transcribe.document.word_timing import fit_words, tokenize

WORDS = (Word("one", 0, 100, 0.5), Word("two", 200, 300, 0.6), Word("three.", 400, 500, 0.7))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, world.", ["Hello,", "world."]),
        ("你好。世界", ["你", "好。", "世", "界"]),
        ("「東京」です", ["「", "東", "京」", "で", "す"]),
        ("GPT模型 ok", ["GPT", "模", "型", "ok"]),
        ("  ", []),
        ("don't 3.5", ["don't", "3.5"]),
    ],
)
def test_text_is_split_into_words(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@given(texts)
def test_splitting_keeps_every_visible_character_in_order(text: str) -> None:
    assert "".join(tokenize(text)) == "".join(text.split())


@given(transcripts(), texts)
def test_fitted_words_are_the_tokens_of_the_text(transcript: Transcript, text: str) -> None:
    for segment in transcript.segments:
        fitted = fit_words(segment.words, text, segment.start_ms, segment.end_ms)
        assert [word.text for word in fitted] == (tokenize(text) if segment.words else [])
        starts = [word.start_ms for word in fitted]
        assert starts == sorted(starts)


@given(transcripts())
def test_unchanged_text_keeps_its_words(transcript: Transcript) -> None:
    for segment in transcript.segments:
        again = fit_words(segment.words, segment.text, segment.start_ms, segment.end_ms)
        if all(len(tokenize(word.text)) == 1 for word in segment.words):
            assert again == segment.words


def test_case_and_punctuation_changes_keep_word_times() -> None:
    assert fit_words(WORDS, "One, two; three", 0, 500) == (
        Word("One,", 0, 100, 0.5), Word("two;", 200, 300, 0.6), Word("three", 400, 500, 0.7),
    )  # fmt: skip


def test_new_words_share_the_gap_by_length() -> None:
    assert fit_words(WORDS, "one aa bbbb three.", 0, 500)[1:3] == (
        Word("aa", 100, 200), Word("bbbb", 200, 400),
    )  # fmt: skip


def test_a_chinese_word_of_several_characters_keeps_its_time() -> None:
    fitted = fit_words((Word("你好", 0, 400, 0.9),), "你们好", 0, 400)
    assert fitted == (Word("你", 0, 200, 0.9), Word("们", 200, 200), Word("好", 200, 400, 0.9))
