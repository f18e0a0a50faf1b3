"""Scores of one answer: word errors, invented and repeated words, uncovered speech, word times.

WER is by words after Whisper's own normaliser; Chinese and Japanese are scored by characters: CER.

A moment of speech is uncovered if no word is within 0.25 s and the gap lasts over a second; a word
covers at most 0.6 s and 0.15 s for each letter. A word is invented if the alignment with the reference
(Levenshtein, by words without case, accents and punctuation) gives it no counterpart of which half of
the letters are the same: insertions, and translations. It is repeated if it is inserted and the words
before or after it are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.edges import TimedText, edge_errors
from benchmarks.support.draft_rows import MIXED, Range, Recording

BY_LETTERS = {"zh", "ja"}
NEAR_S, GAP_S = 0.25, 1.0
WORD_S, LETTER_S = 0.6, 0.15
SAME = 0.5
KEYS = {"en": ("star", "pound"), "fr": ("étoile", "dièse")}
STEP_S = 0.01
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one answer.

    Attributes:
        starts: Seconds by which recognised words or utterances begin late; negative: early.
        ends: The same for their ends.
    """

    errors: int
    words: int
    invented: int
    repeated: int
    speech_s: float
    uncovered_s: float
    duration_s: float
    starts: tuple[float, ...]
    ends: tuple[float, ...]


def score(
    recording: Recording, text: str, words: Sequence[TimedText], speech: Sequence[Range]
) -> Score:
    """Score an answer.

    Args:
        recording: With its truth.
        text: What was heard.
        words: With times in seconds.
        speech: Ranges of speech.
    """
    rule = {
        "language": recording.language,
        "norm_hint": "accents" if recording.folds_accents or recording.language == MIXED else "",
    }
    reference = normalise(" ".join(said for said, _ in recording.texts), rule)
    heard = normalise(text, rule)
    spoken_s, left_s = uncovered_s(speech, recording.duration_s, words)
    starts, ends = edge_errors(
        list(recording.truth), list(words), lambda said: normalise(said, rule)
    )
    is_told = bool(recording.texts)
    return Score(
        n_errors(reference, heard) if is_told else 0,
        len(reference),
        n_invented(recording.texts, [word for word, _, _ in words]) if is_told else 0,
        n_repeated(reference, heard) if is_told else 0,
        spoken_s, left_s, recording.duration_s, tuple(starts), tuple(ends),
    )  # fmt: skip


def normalise(text: str, row: Row) -> list[str]:
    """Words, or characters for Chinese and Japanese, as in Whisper's own scoring."""
    from whisper.normalizers import BasicTextNormalizer, EnglishTextNormalizer

    if row["language"] == "en":
        return str(EnglishTextNormalizer()(text)).split()
    by_letters = row["language"] in BY_LETTERS
    folds = "accent" in str(row.get("norm_hint"))
    plain = BasicTextNormalizer(remove_diacritics=folds, split_letters=by_letters)(text)
    return str(plain).split()


def n_errors(reference: list[str], heard: list[str]) -> int:
    """Minimum number of substitutions, deletions and insertions."""
    if not reference or not heard:
        return len(reference) + len(heard)
    import jiwer

    counted = jiwer.process_words(" ".join(reference), " ".join(heard))
    return int(counted.substitutions + counted.deletions + counted.insertions)


def uncovered_s(
    speech: Iterable[Range], duration_s: float, words: Iterable[TimedText]
) -> tuple[float, float]:
    """Seconds of speech, and of these, seconds without words."""
    n = int(duration_s / STEP_S) + 1
    spoken, covered = np.zeros(n, bool), np.zeros(n, bool)
    for start_s, end_s in speech:
        spoken[int(start_s / STEP_S) : int(end_s / STEP_S)] = True
    for text, start_s, end_s in words:
        most_s = WORD_S + LETTER_S * sum(map(str.isalnum, text))
        first = max(0, int((start_s - NEAR_S) / STEP_S))
        covered[first : int((min(end_s, start_s + most_s) + NEAR_S) / STEP_S)] = True
    n_left = sum(length for length in _runs(spoken & ~covered) if length * STEP_S > GAP_S)
    return float(spoken.sum() * STEP_S), n_left * STEP_S


def _runs(flags: NDArray[np.bool_]) -> Iterator[int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from (edges[1::2] - edges[::2]).tolist()


def n_invented(texts: Iterable[tuple[str, str]], words: Iterable[str]) -> int:
    """Words without a counterpart; numbers are not counted, as they are written both ways.

    Args:
        texts: What is said, each with its language.
        words: What was heard.
    """
    reference = [word for text, code in texts for word in _plain(_spelled(text, code))]
    heard = [word for word in _plain(" ".join(words)) if not _is_number(word)]
    if not heard or not reference:
        return len(heard)
    n = 0
    for chunk in _alignment(reference, heard):
        said = heard[chunk.hyp_start_idx : chunk.hyp_end_idx]
        if chunk.type == "insert":
            n += len(said)
        elif chunk.type == "substitute":
            meant = reference[chunk.ref_start_idx : chunk.ref_end_idx]
            pairs = zip(meant, said, strict=True)
            n += sum(_ratio(a, b) < SAME for a, b in pairs if not _is_number(a))
    return n


def n_repeated(reference: list[str], heard: list[str]) -> int:
    """Inserted words that say again what is said before or after them."""
    if not reference or not heard:
        return 0
    n = 0
    for chunk in _alignment(reference, heard):
        if chunk.type == "insert":
            first, end = chunk.hyp_start_idx, chunk.hyp_end_idx
            length = end - first
            n += sum(
                heard[max(0, at - length) : at - length + 1] == [heard[at]]
                or heard[at + length : at + length + 1] == [heard[at]]
                for at in range(first, end)
            )
    return n


def _alignment(reference: list[str], heard: list[str]) -> Any:
    import jiwer

    return jiwer.process_words(" ".join(reference), " ".join(heard)).alignments[0]


def _spelled(text: str, language: str) -> str:
    """The prompts' keys as they are spoken."""
    star, hash_ = KEYS.get(language, ("", ""))
    return text.replace("*", f" {star} ").replace("#", f" {hash_} ")


def _plain(text: str) -> list[str]:
    """Words without punctuation, case and accents, for all languages alike."""
    return normalise(text, {"language": "", "norm_hint": "accents"})


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
