"""Text that a draft says again is kept if it is heard again.

A decoder writes a sentence twice, or on and on, mostly in an encoder window that is shorter than Whisper's.
People say sentences again, too, and the two look alike: the aligner shares the audio out among all
repeats. So the range of the last repeat is decoded alone. Where it has other words, or where a text is
longer than can be said in the time, the chunk is decoded once more in Whisper's full window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.asr.languages import UNSPACED
from transcribe.asr.repetitions import (
    MAX_LOOP,
    Repetition,
    drop_repeats,
    find_repetitions,
    find_said_again,
    is_sayable,
)
from transcribe.asr.word_times import sounding_ms
from transcribe.document.model import Word

MARGIN_MS = 200  # of audio around what is decoded alone
REPEATS_MS = 2_000  # of repeats are decoded alone; single words are not heard well
FASTEST = 1.4  # times what can be said: audio is also speech where it is softer than its loud parts
SAME = 0.7  # share of the phrase's letters in what is heard alone

Words = tuple[Word, ...]


def without_unheard_repeats(
    engine: Engine, chunk: Samples, words: Words, options: DecodeOptions
) -> Words:
    """The draft of a chunk without text that was said fewer times than it is written.

    Args:
        engine: The recognition engine.
        chunk: float32 at 16 kHz, shape (n_samples,).
        words: Its draft.
        options: Those of the draft.

    Returns:
        The same words; or those of a second decode; or the same without the unheard repeats, aligned again.
    """
    unheard = _unheard(engine, chunk, words, options)
    if not unheard and _fits(words, chunk):
        return words
    (again,) = engine.draft([chunk], replace(options, is_alone=True))
    if again.words and _fits(again.words, chunk) and not _is_any_in(unheard, words, again.words):
        return again.words
    # Two decodes in different windows that agree are believed, unless it is a loop.
    dropped = [one for one in unheard if one.n > MAX_LOOP] if again.words else unheard
    kept = drop_repeats(words, dropped)
    return _aligned(engine, chunk, kept, options.language) if len(kept) < len(words) else words


def _fits(words: Words, chunk: Samples) -> bool:
    """Whether the text can be said in the time that the chunk is audible."""
    most_ms = round(FASTEST * sounding_ms(chunk))
    return is_sayable("".join(word.text for word in words), most_ms)


def _unheard(
    engine: Engine, chunk: Samples, words: Words, options: DecodeOptions
) -> list[Repetition]:
    found = list(_suspects(words))
    if not found:
        return []
    alone = replace(options, is_alone=True, initial_prompt="")
    ranges = [_last_repeats(one, words) for one in found]
    drafts = engine.draft([chunk[start * 16 : end * 16] for start, end in ranges], alone)
    return [
        one
        for one, draft in zip(found, drafts, strict=True)
        if not _is_in(one.words(words, one.n - 1), draft.words)
    ]


def _suspects(words: Words) -> Iterator[Repetition]:
    """Loops, and sentences written twice or three times, in order, without overlap."""
    end = 0
    found = [*find_repetitions(words), *find_said_again(words)]
    for one in sorted(found, key=lambda one: (one.first, -one.n * one.length)):
        if one.first >= end:
            yield one
            end = one.first + one.n * one.length


def _last_repeats(one: Repetition, words: Words) -> tuple[int, int]:
    """The last repeat with a margin; of a short phrase as many as can be decoded well, at most half.

    More than half of all repeats could have most of a phrase that was said once.
    """
    end_ms = one.words(words, one.n - 1)[-1].end_ms
    number = one.n - 1
    while (
        number > one.n - one.n // 2 and end_ms - one.words(words, number)[0].start_ms < REPEATS_MS
    ):
        number -= 1
    return max(0, one.words(words, number)[0].start_ms - MARGIN_MS), end_ms + MARGIN_MS


def _is_in(phrase: Sequence[Word], heard: Words) -> bool:
    """Whether a phrase, or most of it, was heard."""
    said, again = (" ".join(w.text for w in some).casefold() for some in (phrase, heard))
    common = SequenceMatcher(None, said, again, autojunk=False).get_matching_blocks()
    return sum(block.size for block in common) >= SAME * len(said)


def _is_any_in(unheard: Sequence[Repetition], words: Words, again: Words) -> bool:
    """Whether a second decode repeats what was not heard in the first."""
    repeated = list(_suspects(again))
    return any(
        _is_in(one.words(words, 0), tuple(other.words(again, 0)))
        for one in unheard
        for other in repeated
    )


def _aligned(engine: Engine, chunk: Samples, words: Words, language: str) -> Words:
    """The words with the times that they have without the others; the same where their number differs."""
    text = ("" if language in UNSPACED else " ").join(word.text for word in words)
    timed = engine.align(chunk, text, language)
    if len(timed) != len(words):
        return words
    return tuple(
        replace(word, start_ms=time.start_ms, end_ms=time.end_ms)
        for word, time in zip(words, timed, strict=True)
    )
