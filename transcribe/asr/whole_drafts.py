"""Draft chunks completely: each part in its language, speech that was left out decoded again.

The first draft is made in batches, in the recording's language. Where the parts of a chunk sound like
another language, and a draft in it is as likely, that draft is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from transcribe.asr.biasing import bias
from transcribe.asr.coverage import Uncovered, cover
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Engine, Samples
from transcribe.asr.language_runs import CONFIDENT, LanguagePart, LanguageRun, find_runs
from transcribe.asr.repeat_checks import without_unheard_repeats
from transcribe.audio.onsets import HOP_MS, levels_db
from transcribe.document.model import Word
from transcribe.text.glossary import Term

SEARCH_MS = 1_200  # around the change of a language, for the pause where it happens
PAUSE_MS = 200
LEAST_RUN_MS = 1_500  # shorter audio is not decoded by itself
LESS_LIKELY = 0.05  # mean probability of words that a draft in the other language may lack

Words = tuple[Word, ...]
T = TypeVar("T", Word, Uncovered)


@dataclass(frozen=True, slots=True)
class SpokenRange:
    """A range of a chunk with the language that it sounds like, or was drafted in."""

    start_ms: int
    end_ms: int
    language: str


@dataclass(frozen=True, slots=True)
class WholeDraft:
    """The complete draft of a chunk, times in ms from its start.

    Attributes:
        language: Of most of it.
        uncovered: Speech without words.
        sounds_like: Ranges that sound like another language than their words.
        parts: What its parts sound like.
        drafted_in: The languages of all its words.
    """

    language: str
    words: Words
    uncovered: tuple[Uncovered, ...] = ()
    sounds_like: tuple[SpokenRange, ...] = ()
    parts: tuple[LanguagePart, ...] = ()
    drafted_in: tuple[SpokenRange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a chunk that is drafted in one language."""

    start_ms: int
    end_ms: int
    language: str
    words: Words


def draft_whole(
    engine: Engine,
    chunks: Sequence[Samples],
    options: DecodeOptions,
    terms: Sequence[Term],
    *,
    follows_language: bool,
) -> list[WholeDraft]:
    """Draft chunks.

    Args:
        engine: The recognition engine.
        chunks: As for `Engine.draft`.
        options: Decoding options with the recording's language.
        terms: The glossary, most relevant first.
        follows_language: Draft in the language that a part is spoken in; else it is only told.
    """
    drafts = engine.draft(chunks, options)
    whole: list[WholeDraft] = []
    for chunk, draft in zip(chunks, drafts, strict=True):
        pieces = _pieces(engine, chunk, draft, options, follows_language=follows_language)
        whole.append(_complete(engine, chunk, draft, pieces, options, terms))
    return whole


def _pieces(
    engine: Engine,
    chunk: Samples,
    draft: ChunkDraft,
    options: DecodeOptions,
    *,
    follows_language: bool,
) -> list[_Piece]:
    """The chunk in one piece, or in pieces of one language each."""
    length_ms = len(chunk) // 16
    in_one = [_Piece(0, length_ms, options.language, draft.words)]
    runs = find_runs(draft.parts, options.language)
    others = [run for run in runs if run.language != options.language]
    if not follows_language or not any(run.is_confident for run in others):
        return in_one
    kept = _joined(
        run if run.is_confident else replace(run, language=options.language) for run in runs
    )
    edges = [0, *(_quietest_ms(chunk, run.start_ms) for run in kept[1:]), length_ms]
    pieces = [
        _decoded(engine, chunk, (start_ms, end_ms), run, draft, options)
        for start_ms, end_ms, run in zip(edges, edges[1:], kept, strict=False)
    ]
    return pieces if any(piece.language != options.language for piece in pieces) else in_one


def _joined(runs: Iterable[LanguageRun]) -> list[LanguageRun]:
    """Neighbouring runs in the same language as one."""
    joined: list[LanguageRun] = []
    for run in runs:
        if joined and joined[-1].language == run.language:
            joined[-1] = replace(joined[-1], end_ms=run.end_ms)
        else:
            joined.append(run)
    return joined


def _quietest_ms(chunk: Samples, near_ms: int) -> int:
    """The middle of the quietest 200 ms near a time."""
    start_ms = max(0, near_ms - SEARCH_MS)
    level = levels_db(chunk[start_ms * 16 : (near_ms + SEARCH_MS) * 16])
    width = PAUSE_MS // HOP_MS
    if len(level) <= width:
        return near_ms
    means = np.convolve(level, np.ones(width) / width, "valid")
    return start_ms + (int(means.argmin()) + width // 2) * HOP_MS


def _decoded(
    engine: Engine,
    chunk: Samples,
    range_ms: tuple[int, int],
    run: LanguageRun,
    draft: ChunkDraft,
    options: DecodeOptions,
) -> _Piece:
    """A piece in its language; an uncertain one if a draft in it is as likely as the first one."""
    start_ms, end_ms = range_ms
    is_whole = start_ms == 0 and end_ms == len(chunk) // 16
    samples = chunk[start_ms * 16 : end_ms * 16]
    ours = draft.words if is_whole else _words(engine, samples, options)
    if run.language != options.language and end_ms - start_ms >= min(
        LEAST_RUN_MS, len(chunk) // 16
    ):
        other = replace(options, language=run.language, initial_prompt="")
        theirs = _words(engine, samples, other)
        is_likely = run.is_certain or _likelihood(theirs) >= _likelihood(ours) - LESS_LIKELY
        if theirs and is_likely:
            return _Piece(start_ms, end_ms, run.language, theirs)
    return _Piece(start_ms, end_ms, options.language, ours)


def _words(engine: Engine, samples: Samples, options: DecodeOptions) -> Words:
    (draft,) = engine.draft([samples], options)
    return draft.words


def _likelihood(words: Words) -> float:
    given = [word.probability for word in words if word.probability is not None]
    return sum(given) / len(given) if given else 0.0


def _complete(
    engine: Engine,
    chunk: Samples,
    draft: ChunkDraft,
    pieces: Sequence[_Piece],
    options: DecodeOptions,
    terms: Sequence[Term],
) -> WholeDraft:
    """Repeats that were not said, glossary and second decodes, piece by piece."""
    words: list[Word] = []
    uncovered: list[Uncovered] = []
    for piece in pieces:
        samples = chunk[piece.start_ms * 16 : piece.end_ms * 16]
        own = replace(options, language=piece.language)
        said = without_unheard_repeats(engine, samples, piece.words, own)
        found, left = cover(engine, samples, bias(engine, samples, said, own, terms), own)
        words += [_later(word, piece.start_ms) for word in found]
        uncovered += [_later(one, piece.start_ms) for one in left]
    longest = max(pieces, key=lambda piece: piece.end_ms - piece.start_ms)
    sounds_like = tuple(_told(draft.parts, pieces, options.language))
    drafted_in = tuple(SpokenRange(one.start_ms, one.end_ms, one.language) for one in pieces)
    return WholeDraft(
        longest.language, tuple(words), tuple(uncovered), sounds_like, draft.parts, drafted_in
    )


def _later(one: T, by_ms: int) -> T:
    return replace(one, start_ms=one.start_ms + by_ms, end_ms=one.end_ms + by_ms)


def _told(
    parts: Sequence[LanguagePart], pieces: Sequence[_Piece], language: str
) -> list[SpokenRange]:
    """Ranges that sound like another language than the one that they were drafted in."""
    told = []
    for run in find_runs(parts, language):
        used = max(
            pieces,
            key=lambda piece: min(piece.end_ms, run.end_ms) - max(piece.start_ms, run.start_ms),
        )
        if run.language not in {language, used.language} and run.probability >= CONFIDENT:
            told.append(SpokenRange(run.start_ms, run.end_ms, run.language))
    return told
