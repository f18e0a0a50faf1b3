"""Speech without words: what counts, and what a second decode may add."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr import coverage
from transcribe.asr.coverage import Uncovered, cover, find_uncovered
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Samples
from transcribe.asr.language_runs import LanguagePart
from transcribe.audio.vad import Speech
from transcribe.document.model import Word

SECONDS = st.lists(st.tuples(st.integers(0, 4000), st.integers(100, 6000)), max_size=8)


def spans(lengths: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order from pairs of pause and length."""
    made, at_ms = [], 0
    for pause_ms, length_ms in lengths:
        made.append((at_ms + pause_ms, at_ms + pause_ms + length_ms))
        at_ms = made[-1][1]
    return made


def words_at(*times: tuple[int, int]) -> tuple[Word, ...]:
    return tuple(Word("word", start, end, 0.9) for start, end in times)


class Rehearser:
    """An engine without audio: the words that it is told for ranges decoded alone, in turn."""

    name = model = "rehearser"

    def __init__(self, *drafts: tuple[Word, ...]) -> None:
        self._drafts, self.heard_ms = iter(drafts), list[int]()

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        assert options.is_alone
        self.heard_ms += [len(chunk) // 16 for chunk in chunks]
        return [ChunkDraft("en", next(self._drafts, ())) for _ in chunks]

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        raise NotImplementedError

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        raise NotImplementedError

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        raise NotImplementedError

    def encode(self, samples: Samples) -> None:
        raise NotImplementedError

    def alternatives(self, *_: object) -> tuple[tuple[str, float], ...]:
        return ()


def speak(monkeypatch: pytest.MonkeyPatch, *speech: tuple[int, int]) -> Samples:
    """A chunk of 20 s with speech, as voice activity detection is made to say, in these ranges."""
    found = tuple(Speech(start, end) for start, end in speech)
    monkeypatch.setattr(coverage, "find_speech", lambda _: found)
    return np.zeros(20 * 16_000, np.float32)


@given(SECONDS)
def test_speech_without_any_word_is_uncovered_all_of_it(lengths: list[tuple[int, int]]) -> None:
    speech = [Speech(start, end) for start, end in spans(lengths)]
    found = list(find_uncovered((), speech))
    assert sum(one.speech_ms for one in found) == sum(s.end_ms - s.start_ms for s in speech)


@given(SECONDS, SECONDS)
def test_what_a_word_covers_is_never_uncovered(
    lengths: list[tuple[int, int]], words: list[tuple[int, int]]
) -> None:
    speech = [Speech(start, end) for start, end in spans(lengths)]
    said = words_at(*spans([(pause, min(length, 900)) for pause, length in words]))
    found = list(find_uncovered(said, speech))
    for one in found:
        assert not any(
            max(one.start_ms, word.start_ms) < min(one.end_ms, word.end_ms) for word in said
        )
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(found))


def test_a_word_stretched_over_a_sentence_covers_only_what_it_can_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its sentence tells the side: the first word of one lies at its end."""
    chunk = speak(monkeypatch, (0, 9000))
    first = (Word("level.", 0, 500, 0.9), Word("If", 500, 8500, 0.9), Word("the", 8500, 9000, 0.9))
    found = words_at(*((at, at + 450) for at in range(0, 6000, 500)))
    words, left = cover(Rehearser(found), chunk, first, DecodeOptions())
    assert left == ()
    assert [word.text for word in words] == ["level.", *["word"] * 12, "If", "the"]
    words, left = cover(Rehearser(), chunk, first, DecodeOptions())
    assert words == first
    assert [one.speech_ms > 6000 for one in left] == [True]


def test_what_is_heard_alone_is_added_where_no_word_is(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = speak(monkeypatch, (0, 8000))
    first = words_at((100, 500), (600, 1000))
    engine = Rehearser(words_at(*((at, at + 400) for at in range(0, 6500, 500))))
    words, left = cover(engine, chunk, first, DecodeOptions())
    assert words[:2] == first
    assert len(words) == 15
    assert left == ()
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(words))


def test_speech_that_stays_without_words_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = speak(monkeypatch, (0, 1000), (5000, 9500))
    words, left = cover(Rehearser(), chunk, words_at((100, 900)), DecodeOptions())
    assert words == words_at((100, 900))
    assert left == (Uncovered(5000, 9500, 4500),)


def test_up_to_three_seconds_are_not_told_but_at_an_edge_they_may_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chunk = speak(monkeypatch, (0, 1000), (5000, 7500), (18_500, 20_000))
    _, left = cover(Rehearser(), chunk, words_at((100, 900)), DecodeOptions())
    assert left == (Uncovered(18_500, 20_000, 1500),)


@pytest.mark.parametrize(
    "guess",
    [
        (Word("you", 0, 200, 0.2),),
        tuple(Word("word", at, at + 20, 0.9) for at in range(0, 4500, 20)),
        (Word("you", 0, 300, 0.9),),
    ],
    ids=["improbable", "more than can be said", "one word for all of it"],
)
def test_a_guess_is_not_taken(monkeypatch: pytest.MonkeyPatch, guess: tuple[Word, ...]) -> None:
    chunk = speak(monkeypatch, (5000, 9500))
    words, left = cover(Rehearser(guess, guess), chunk, (), DecodeOptions())
    assert words == ()
    assert [(one.start_ms, one.end_ms) for one in left] == [(5000, 9500)]


def test_nothing_is_decoded_again_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = speak(monkeypatch, (0, 20_000))
    full = words_at(*((at, at + 450) for at in range(0, 20_000, 500)))
    texts = tuple(Word(f"word{n}", w.start_ms, w.end_ms, 0.9) for n, w in enumerate(full))
    engine = Rehearser()
    assert cover(engine, chunk, texts, DecodeOptions()) == (texts, ())
    assert engine.heard_ms == []


def test_single_digits_are_enough_for_a_pause_with_three_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chunk = speak(monkeypatch, (0, 2000), (2900, 3300), (4000, 4300), (5000, 5400))
    first = words_at((0, 900), (1000, 1900))
    heard = tuple(
        Word(text, at, at + 300, 0.8) for text, at in (("1", 300), ("2", 1300), ("3", 2300))
    )
    words, left = cover(Rehearser(heard), chunk, first, DecodeOptions())
    assert [word.text for word in words[2:]] == ["1", "2", "3"]
    assert left == ()
