"""A sentence is written as often as it is said: what is written twice is heard twice, or goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.transcripts import plain
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Samples
from transcribe.asr.engines import load_engine
from transcribe.asr.language_runs import LanguagePart
from transcribe.asr.repeat_checks import without_unheard_repeats
from transcribe.asr.whole_drafts import draft_whole
from transcribe.audio.chunking import iter_chunks
from transcribe.audio.vad import iter_speech
from transcribe.document.model import Word

SENTENCES = st.sampled_from(
    [
        "press one to send this message or two to add another recipient",
        "Pour quitter, appuyez sur dièse.",
        "да конечно мы придём",
        "it is what it is",
    ]
)
OTHERS = st.sampled_from(["", "and then he left the house", "alors"])
LETTER_MS, PAUSE_MS = 80, 300


def timed(text: str, start_ms: int = 0, letter_ms: int = LETTER_MS) -> tuple[Word, ...]:
    words = []
    for one in text.split():
        end_ms = start_ms + len(one) * letter_ms
        words.append(Word(one, start_ms, end_ms, 0.9))
        start_ms = end_ms
    return tuple(words)


def said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


class Listener:
    """An engine that hears exactly what is said in a recording: `truth`, at its times."""

    name = model = "listener"

    def __init__(self, truth: tuple[Word, ...], *, is_deaf_to_all: bool = False) -> None:
        length_ms = truth[-1].end_ms + PAUSE_MS
        self.samples = np.random.default_rng(1).normal(0, 0.1, length_ms * 16).astype(np.float32)
        self._truth, self._is_deaf = truth, is_deaf_to_all
        self.n_decoded = 0

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        assert options.is_alone  # the first draft is given
        self.n_decoded += len(chunks)
        return [ChunkDraft("en", self._heard(chunk)) for chunk in chunks]

    def _heard(self, chunk: Samples) -> tuple[Word, ...]:
        if self._is_deaf and len(chunk) == len(self.samples):
            return ()
        start_ms = int(np.flatnonzero(self.samples == chunk[0])[0]) // 16
        end_ms = start_ms + len(chunk) // 16
        return tuple(
            Word(word.text, max(0, word.start_ms - start_ms), word.end_ms - start_ms, 0.9)
            for word in self._truth
            if start_ms <= (word.start_ms + word.end_ms) / 2 < end_ms
        )

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        assert language
        return spread(text, len(samples) // 16)

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        raise NotImplementedError

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        raise NotImplementedError

    def encode(self, samples: Samples) -> None:
        raise NotImplementedError

    def alternatives(self, *_: object) -> tuple[tuple[str, float], ...]:
        return ()


def spread(text: str, length_ms: int) -> tuple[Word, ...]:
    """A text over the whole audio, as an aligner that is given it has to do."""
    letters = sum(map(len, text.split()))
    return timed(text, 0, length_ms // letters)


def written_again(truth: tuple[Word, ...], sentence: str, n: int, first: int) -> tuple[Word, ...]:
    """The draft in which a sentence, from its first word in the truth, is written n times."""
    end = first + len(sentence.split())
    start_ms, end_ms = truth[first].start_ms, truth[end - 1].end_ms
    copies = []
    for number in range(n):
        shift_ms = start_ms + number * (end_ms - start_ms) // n
        for word in truth[first:end]:
            at_ms, to_ms = (
                shift_ms + (edge - start_ms) // n for edge in (word.start_ms, word.end_ms)
            )
            copies.append(Word(word.text, at_ms, to_ms, 0.9))
    return (*truth[:first], *copies, *truth[end:])


def repeated(sentence: str, n: int, before: str, after: str) -> tuple[Word, ...]:
    words: list[Word] = []
    at_ms = 0
    for text in (before, *[sentence] * n, after):
        words += timed(text, at_ms)
        at_ms = (words[-1].end_ms if words else 0) + PAUSE_MS
    return tuple(words)


@given(SENTENCES, st.integers(1, 6), OTHERS, OTHERS)
@settings(max_examples=30, deadline=None)
def test_a_sentence_that_was_said_again_stays(
    sentence: str, n: int, before: str, after: str
) -> None:
    truth = repeated(sentence, n, before, after)
    engine = Listener(truth)
    assert without_unheard_repeats(engine, engine.samples, truth, DecodeOptions()) == truth


@given(SENTENCES, st.integers(2, 6), OTHERS, OTHERS, st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_sentence_that_was_said_once_is_written_once(
    sentence: str, n: int, before: str, after: str, is_deaf: bool
) -> None:
    """Also where the second decode of the whole chunk fails; the times are those of the text that stays."""
    truth = repeated(sentence, 1, before, after)
    engine = Listener(truth, is_deaf_to_all=is_deaf)
    draft = written_again(truth, sentence, n, len(before.split()))
    kept = without_unheard_repeats(engine, engine.samples, draft, DecodeOptions())
    assert said(kept) == said(truth)
    assert kept[-1].end_ms > 0.8 * truth[-1].end_ms


@given(st.lists(st.sampled_from(["the", "a", "no", "yes", "and"]), max_size=12))
@settings(max_examples=50, deadline=None)
def test_single_words_said_again_cost_nothing(words: list[str]) -> None:
    """`no, no`, `the the`: as often said as written by mistake."""
    text = " ".join(words[:3]) or "no"
    truth = timed(text)
    engine = Listener(truth)
    assert without_unheard_repeats(engine, engine.samples, truth, DecodeOptions()) == truth
    assert engine.n_decoded == 0


def test_more_text_than_there_is_time_for_is_decoded_again() -> None:
    truth = timed("this is what he said")
    engine = Listener(truth)
    babble = spread(" ".join(f"word{n} other{n} things{n}" for n in range(9)), truth[-1].end_ms)
    assert without_unheard_repeats(engine, engine.samples, babble, DecodeOptions()) == truth


@pytest.mark.parametrize(
    ("sentence", "others"), [("press {} to hear it", "2 3 4"), ("I {} him not", "heard saw met")]
)
def test_sentences_that_differ_in_a_word_were_all_said(sentence: str, others: str) -> None:
    """`Press 2 to …, press 3 to …`; `I heard him not, and I watched him not`."""
    truth = timed(" ".join(sentence.format(other) for other in others.split()))
    engine = Listener(truth)
    assert without_unheard_repeats(engine, engine.samples, truth, DecodeOptions()) == truth
    assert engine.n_decoded == 0


def test_a_repeat_that_is_misheard_alone_stays_if_the_full_window_has_it_too() -> None:
    truth = repeated("Pour quitter, appuyez sur dièse.", 2, "", "")

    class HardOfHearing(Listener):
        def _heard(self, chunk: Samples) -> tuple[Word, ...]:
            heard = super()._heard(chunk)
            return (
                heard if len(chunk) == len(self.samples) else timed("quite sure") if heard else ()
            )

    engine = HardOfHearing(truth)
    assert without_unheard_repeats(engine, engine.samples, truth, DecodeOptions()) == truth


def test_a_repeat_with_a_number_in_another_form_is_one() -> None:
    """`Press 1 to send …` and `Press one to send …`."""
    truth = timed("press 1 to send this message to the others")
    engine = Listener(truth)
    draft = spread(
        "press 1 to send this message to the others press one to send this message to the others",
        len(engine.samples) // 16,
    )
    kept = without_unheard_repeats(engine, engine.samples, draft, DecodeOptions())
    assert said(kept) == said(truth)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("path", "language", "once", "last"),
    [
        ("asterisk-en/vm-forward-multiple.flac", "en", "recipient", "recipient"),
        ("asterisk-it/vm-opts-full.flac", "it", "casella", "posta"),
    ],
)
def test_a_clip_that_says_a_sentence_once(
    models_folder: Path,
    shared_data: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    language: str,
    once: str,
    last: str,
) -> None:
    """In a window of 10 s, `base` writes a sentence of these clips twice and three times."""
    from benchmarks.support.draft_engines import load_samples

    monkeypatch.setenv("TRANSCRIBE_WINDOW", "10+2")
    monkeypatch.setenv("TRANSCRIBE_ENCODER", "ctranslate2")
    recording = (load_samples(shared_data / "speech" / path) * 32768).astype(np.int16)
    chunk = max(iter_chunks(iter_speech(recording), recording), key=lambda one: one.audio_ms)
    samples = chunk.samples(recording)
    engine = load_engine("faster-whisper", "base", models_folder=models_folder)
    options = DecodeOptions(language=language)
    (first,) = engine.draft([samples], options)
    assert plain(said(first.words)).split().count(once) > 1
    (draft,) = draft_whole(engine, [samples], options, (), follows_language=False)
    assert plain(said(draft.words)).split().count(once) == 1
    assert plain(draft.words[-1].text) == last
    assert draft.words[-1].start_ms > 0.7 * len(samples) / 16
