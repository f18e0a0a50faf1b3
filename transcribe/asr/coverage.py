"""Speech that no word covers: found in a drafted chunk, decoded again by itself, and reported.

Whisper leaves speech out without a word: a repeated sentence, a softer voice between louder ones, the
end of a window. Voice activity detection tells where speech is; what it finds without words is decoded
again alone, in Whisper's full window. What stays without words is reported, so that a person listens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.asr.repetitions import is_sayable, weight
from transcribe.audio.vad import ActivityOptions, Speech, iter_speech
from transcribe.document.model import Word

GAP_MS = 1_200  # shorter ranges without words are not looked at
RETRY_MS = 700  # so much speech in one is decoded again: two short words
EDGE_MS = 300  # speech closer to a chunk's edge may continue in the next chunk
LEAST_MS = 500  # of speech without words at an edge, to be joined with the next chunk's
MARK_MS = 3_000  # so much speech without words is reported
MARGIN_MS = 200  # of audio around speech that is decoded again
TOLERANCE_MS = 250  # between the edges of a word and of its speech
JOIN_MS = 1_000  # shorter pauses do not separate ranges
WORD_MS, LETTER_MS = 600, 150  # a word covers at most this much, more is a wrong time
STOPS = (".", "!", "?", "…", "。")
MAX_ROUNDS = 6
MIN_PROBABILITY = 0.4  # mean of the words; less is a guess
MIN_LETTERS_PER_S = 1.5

Words = tuple[Word, ...]
RAW = ActivityOptions(pad_ms=0)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A range with speech and without words, in ms from the chunk's start.

    Attributes:
        speech_ms: Speech in it.
    """

    start_ms: int
    end_ms: int
    speech_ms: int


def cover(
    engine: Engine, chunk: Samples, words: Words, options: DecodeOptions
) -> tuple[Words, tuple[Uncovered, ...]]:
    """Complete a drafted chunk.

    Args:
        engine: The recognition engine.
        chunk: float32 at 16 kHz, shape (n_samples,).
        words: Its draft.
        options: Those of the draft.

    Returns:
        The words with those found in a second decode, and the speech that is still without words.
    """
    drafted, words = words, shrink_stretched(words)
    if not _has_space(words, len(chunk) // 16):
        return drafted, ()
    speech = find_speech(chunk)
    alone = replace(options, is_alone=True, initial_prompt="")
    tried: set[tuple[int, int]] = set()
    for _ in range(MAX_ROUNDS):
        ranges = [
            span for span in _to_decode(words, speech, tried) if span[1] - span[0] >= RETRY_MS
        ]
        if not ranges:
            break
        tried |= set(ranges)
        drafts = engine.draft([chunk[start * 16 : end * 16] for start, end in ranges], alone)
        for (start_ms, end_ms), draft in zip(ranges, drafts, strict=True):
            words = _merged(words, _shifted(draft.words, start_ms), start_ms, end_ms)
    left = tuple(_reported(find_uncovered(words, speech), len(chunk) // 16))
    return (words if len(words) > len(drafted) else drafted), left


def find_speech(samples: Samples, options: ActivityOptions = RAW) -> tuple[Speech, ...]:
    """Speech in a chunk, without padding unless the options say otherwise."""
    return tuple(iter_speech((np.clip(samples, -1, 1) * 32767).astype(np.int16), options))


def shrink_stretched(words: Words) -> Words:
    """Shorten words that last longer than any such word, at the side where their sentence is not.

    The aligner gives speech that has no words to a word beside it.
    """
    return tuple(
        _shrunk(word, words[index - 1] if index else None) for index, word in enumerate(words)
    )


def _shrunk(word: Word, before: Word | None) -> Word:
    most_ms = WORD_MS + LETTER_MS * round(weight(word.text))
    if word.end_ms - word.start_ms <= most_ms:
        return word
    is_first = before is not None and before.text.endswith(STOPS)
    if is_first and not word.text.endswith(STOPS):
        return replace(word, start_ms=word.end_ms - most_ms)
    return replace(word, end_ms=word.start_ms + most_ms)


def _has_space(words: Words, length_ms: int) -> bool:
    """Whether a range without words is long enough at all; mostly there is none."""
    ends = [0, *(word.end_ms for word in words)]
    starts = [*(word.start_ms for word in words), length_ms]
    return any(start - end >= GAP_MS for end, start in zip(ends, starts, strict=True))


def find_uncovered(words: Sequence[Word], speech: Sequence[Speech]) -> Iterator[Uncovered]:
    """Speech that no word covers, joined across short pauses, in order.

    Args:
        words: In order.
        speech: Ranges in order.
    """
    current: Uncovered | None = None
    for start_ms, end_ms in _free_speech(words, speech):
        has_word = current is not None and any(
            current.end_ms <= word.start_ms < start_ms for word in words
        )
        if current and not has_word and start_ms - current.end_ms <= JOIN_MS:
            current = Uncovered(current.start_ms, end_ms, current.speech_ms + end_ms - start_ms)
            continue
        if current:
            yield current
        current = Uncovered(start_ms, end_ms, end_ms - start_ms)
    if current:
        yield current


def _free_speech(words: Sequence[Word], speech: Sequence[Speech]) -> Iterator[tuple[int, int]]:
    """Parts of speech between words; an edge near a word belongs to the word."""
    covered = [(w.start_ms - TOLERANCE_MS, w.end_ms + TOLERANCE_MS) for w in words]
    for span in speech:
        start_ms = span.start_ms
        for from_ms, to_ms in covered:
            if to_ms <= start_ms:
                continue
            if from_ms >= span.end_ms:
                break
            if from_ms > start_ms:
                yield start_ms, from_ms
            start_ms = max(start_ms, to_ms)
        if start_ms < span.end_ms:
            yield start_ms, span.end_ms


def _to_decode(
    words: Words, speech: Sequence[Speech], tried: set[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Ranges of audio to decode alone; what was tried whole is tried in its parts between pauses."""
    for found in find_uncovered(words, speech):
        if found.speech_ms < RETRY_MS:
            continue
        whole = _with_margin(found.start_ms, found.end_ms, words)
        if whole not in tried:
            yield whole
            continue
        for span in speech:
            start_ms, end_ms = max(span.start_ms, found.start_ms), min(span.end_ms, found.end_ms)
            part = _with_margin(start_ms, end_ms, words)
            if end_ms > start_ms and part not in tried:
                yield part


def _with_margin(start_ms: int, end_ms: int, words: Words) -> tuple[int, int]:
    """A range with some audio around it, as far as no word is there."""
    before = max((w.end_ms for w in words if w.start_ms <= start_ms), default=0)
    after = min((w.start_ms for w in words if w.start_ms >= end_ms), default=end_ms + MARGIN_MS)
    return max(0, min(start_ms, max(start_ms - MARGIN_MS, before))), min(end_ms + MARGIN_MS, after)


def _shifted(words: Words, by_ms: int) -> Words:
    return tuple(
        replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms) for word in words
    )


def _merged(words: Words, found: Words, start_ms: int, end_ms: int) -> Words:
    """Add words of a second decode, if they are likely and only where no other word is."""
    free = tuple(
        word for word in found
        if not any(w.start_ms < word.end_ms and word.start_ms < w.end_ms for w in words)
    )  # fmt: skip
    if not free or not _is_likely(found, end_ms - start_ms) or _is_part_of_one(free, words):
        return words
    return tuple(sorted((*words, *free), key=lambda word: (word.start_ms, word.end_ms)))


def _is_part_of_one(found: Words, words: Words) -> bool:
    """Whether one word of the draft has all that was found: digits read out, written as `9-3-6-2-5`."""
    text = _letters(found)
    return len(found) > 1 and any(text in _letters((word,)) for word in words)


def _letters(words: Words) -> str:
    return "".join(c for word in words for c in word.text.casefold() if c.isalnum())


def _is_likely(words: Words, length_ms: int) -> bool:
    text = "".join(word.text for word in words)
    given = [word.probability for word in words if word.probability is not None]
    mean = sum(given) / len(given) if given else 1.0
    is_dense = weight(text) >= MIN_LETTERS_PER_S * length_ms / 1000
    return mean >= MIN_PROBABILITY and is_dense and is_sayable(text, length_ms)


def _reported(found: Iterator[Uncovered], length_ms: int) -> Iterator[Uncovered]:
    """What is long enough, or may be with the speech of the neighbouring chunk."""
    for one in found:
        is_at_edge = one.start_ms <= EDGE_MS or one.end_ms >= length_ms - EDGE_MS
        if one.speech_ms > MARK_MS or (is_at_edge and one.speech_ms >= LEAST_MS):
            yield one
