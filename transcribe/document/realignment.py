"""Word times that are estimates, and their replacement by forced alignment.

A word typed by a user has no probability, since recognition did not produce it. Its time is
interpolated between its neighbours (`word_timing.py`) until an alignment has found it in the audio.
An alignment sets times only, so that text typed by a user is not marked as low-confidence.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from transcribe.document.model import Segment, Word
from transcribe.document.word_timing import tokenize

Times = tuple[str, int, int]


def has_new_guesses(before: Segment | None, after: Segment) -> bool:
    """Whether a change left words in a segment whose times are only interpolated.

    Args:
        before: The segment before the change, None if it did not exist.
        after: The segment after it.
    """
    if not after.text.strip():
        return False
    if not after.words:
        return before is None or before.text != after.text or bool(before.words)
    if before is None:
        return False  # split off or inserted: its words are unchanged
    return bool(_guessed(after) - _guessed(before))


def has_guesses(segment: Segment) -> bool:
    """Whether any of its words has no probability, or it has text without words."""
    return bool(_guessed(segment)) or bool(segment.text.strip() and not segment.words)


def _guessed(segment: Segment) -> set[Times]:
    """Without punctuation and capitals, which are not audible."""
    return {times_of(word) for word in segment.words if word.probability is None}


def times_of(word: Word) -> Times:
    """A word's letters with its times: by these a word is recognised after an edit of its text."""
    return _letters(word.text).lower() or word.text, word.start_ms, word.end_ms


def retime(
    segment: Segment, aligned: tuple[Word, ...], by_hand: frozenset[Times] = frozenset()
) -> tuple[Word, ...]:
    """The segment's own words at the times found by an alignment of its text.

    Words, probabilities and speakers stay; a segment without words gets one word per token. Both sides may
    divide the text differently ("well - known", or one word for two Chinese characters), so times are
    transferred by letters.

    Args:
        segment: As it is now.
        aligned: Words of the same text, in order, on the recording's clock.
        by_hand: `times_of` the words timed by a user; they stay unchanged.

    Returns:
        Times lie inside the segment, do not decrease, and words do not overlap, except words timed
        by a user: after a merge of overlapping segments these may. The segment's words unchanged if
        the letters of the two differ.
    """
    words = segment.words or tuple(Word(text, 0, 0) for text in tokenize(segment.text))
    letters = [_letters(word.text) for word in words]
    heard = [_letters(word.text) for word in aligned]
    if not any(heard) or "".join(letters) != "".join(heard):
        return segment.words
    times = _letter_times(aligned, heard)
    fixed = [times_of(word) in by_hand for word in words]
    limits = _limits(words, fixed, segment)
    placed: list[Word] = []
    at, left = 0, segment.start_ms
    for n, (word, own) in enumerate(zip(words, letters, strict=True)):
        inside = times[at : at + len(own)]
        at += len(own)
        placed.append(word if fixed[n] else _placed(word, inside, left, limits[n]))
        left = min(max(left, placed[-1].end_ms), segment.end_ms)
    return tuple(placed)


def _placed(word: Word, heard: list[tuple[int, int]], left: int, limit: int) -> Word:
    """A word at the times of its letters, between its neighbours."""
    start_ms, end_ms = (heard[0][0], heard[-1][1]) if heard else (left, left)
    start_ms = min(max(start_ms, left), limit)
    return replace(word, start_ms=start_ms, end_ms=min(max(end_ms, start_ms), limit))


def _limits(words: tuple[Word, ...], fixed: list[bool], segment: Segment) -> list[int]:
    """For each word the latest allowed time: the start of the next fixed word."""
    limits, limit = [segment.end_ms] * len(words), segment.end_ms
    for n in range(len(words) - 1, -1, -1):
        limits[n] = limit
        if fixed[n]:
            limit = max(min(limit, words[n].start_ms), segment.start_ms)
    return limits


def _letters(text: str) -> str:
    """The spoken letters of a word; empty for "–" or "..."."""
    return "".join(character for character in text if character.isalnum())


def _letter_times(words: tuple[Word, ...], letters: list[str]) -> list[tuple[int, int]]:
    """An equal share of the word's time for each letter."""
    times: list[tuple[int, int]] = []
    for word, own in zip(words, letters, strict=True):
        duration_ms = word.end_ms - word.start_ms
        edges = [word.start_ms + duration_ms * n // max(len(own), 1) for n in range(len(own) + 1)]
        times += pairwise(edges)
    return times
