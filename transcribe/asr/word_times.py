"""From tokens to words, and correct the engine's word times by the audio.

Whisper counts the pause before a word to the word, and ends the last word before a pause early: against
known utterance edges its starts are 0.44 s early and its ends 0.32 s early. Inside each word's interval
the audio level shows where the word is, and after it where the audio of the word ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from transcribe.asr.repetitions import clean_texts, drop_loops
from transcribe.audio.onsets import HOP_MS, levels_db, threshold_db
from transcribe.document.model import Word

RUN_GAP_MS = 120  # below the threshold for longer than this is a pause, not a stop consonant
DECAY_SHARE = 0.15  # of the distance from the background to the loudest: a vowel dies away slowly
DECAY_FLOOR = 0.05  # quantile of the level that counts as background there
DECAY_MARGIN_DB = 8.0
DECAY_GAP_MS = 80
MOST_DECAY_MS = 500  # sound that does not end by then is not the word's
MOST_ONSET_MS = 150
LEAST_WORD_MS = 20  # two frames of the aligner: shorter than any spoken word
PILE = 3  # this many such words in a row are not fast speech
LETTER_MS = 90  # slow speech; upper limit for spread words
OPENING = set("\"'“‘«¿¡([{（「『《〈-–—$£€#")


@dataclass(frozen=True, slots=True)
class TimedToken:
    """A piece of text from the aligner, with its leading space if it has one."""

    text: str
    start_s: float
    end_s: float
    probability: float


def assemble(pieces: Iterable[TimedToken], *, is_spaced: bool) -> tuple[Word, ...]:
    """Join pieces into words: punctuation and suffixes belong to the word before them.

    Args:
        pieces: In order of the text.
        is_spaced: Whether words begin with a space in this language; else each piece is a word.
    """
    words: list[Word] = []
    opening = ""
    for piece in pieces:
        bare = piece.text.strip()
        if not bare:
            continue
        is_mark = not any(character.isalnum() for character in bare)
        joins = (
            bool(words)
            and not opening
            and (is_mark if not is_spaced else not piece.text[0].isspace())
        )
        if is_mark and (not words or (bare[0] in OPENING and not (joins and is_spaced))):
            opening += bare
        elif joins or (is_mark and words):
            words[-1] = _extended(words[-1], bare, piece, is_mark)
        else:
            words.append(_word(opening + bare, piece))
            opening = ""
    if opening and words:
        words[-1] = replace(words[-1], text=words[-1].text + opening)
    return tuple(words)


def _word(text: str, piece: TimedToken) -> Word:
    start_ms = max(0, round(piece.start_s * 1000))
    end_ms = max(start_ms, round(piece.end_s * 1000))
    return Word(text, start_ms, end_ms, round(float(min(max(piece.probability, 0.0), 1.0)), 4))


def _extended(word: Word, text: str, piece: TimedToken, is_mark: bool) -> Word:
    if is_mark:  # punctuation is silent: its time is the pause after the word
        return replace(word, text=word.text + text)
    later = _word(text, piece)
    probability = min(word.probability or 0.0, later.probability or 0.0)
    return replace(
        word, text=word.text + text, end_ms=max(word.end_ms, later.end_ms), probability=probability
    )


def finish(words: tuple[Word, ...], samples: NDArray[np.float32]) -> tuple[Word, ...]:
    """The words of a chunk without loops, times corrected by the audio, each with a length.

    Args:
        words: Times in ms from the first sample.
        samples: The chunk: float32 at 16 kHz, shape (n_samples,).
    """
    end_ms = len(samples) // (HOP_MS * 16) * HOP_MS
    timed = spread_collapsed(snap_to_energy(clean_texts(words), samples), end_ms)
    return extend_to_sound(with_lengths(drop_loops(timed), end_ms), samples)


def snap_to_energy(words: tuple[Word, ...], samples: NDArray[np.float32]) -> tuple[Word, ...]:
    """Move word edges inward to where the audio inside the word's interval begins and ends.

    Args:
        words: Times in ms from the first sample.
        samples: float32 at 16 kHz, shape (n_samples,).

    Returns:
        The same words; starts do not decrease and words do not overlap.
    """
    level = levels_db(samples)
    if not len(level):
        return words
    active = level > threshold_db(level)
    snapped: list[Word] = []
    for word in words:
        start_ms, end_ms = _sounding(active, level, word.start_ms, word.end_ms)
        if snapped and start_ms < snapped[-1].end_ms:
            start_ms = min(snapped[-1].end_ms, end_ms)
        snapped.append(replace(word, start_ms=start_ms, end_ms=max(start_ms, end_ms)))
    return tuple(snapped)


def extend_to_sound(words: tuple[Word, ...], samples: NDArray[np.float32]) -> tuple[Word, ...]:
    """Move word edges outward to where the audio of the word begins and dies away.

    Sound that goes on for more than half a second is something else, such as music: the end stays.

    Args:
        words: In order, without overlap; times in ms from the first sample.
        samples: float32 at 16 kHz, shape (n_samples,).

    Returns:
        The same words, none shorter, without overlap.
    """
    level = levels_db(samples)
    if not len(level):
        return words
    sounds = level > _decay_threshold_db(level)
    extended: list[Word] = []
    for index, word in enumerate(words):
        before_ms = extended[-1].end_ms if extended else 0
        next_ms = words[index + 1].start_ms if index + 1 < len(words) else len(level) * HOP_MS
        extended.append(
            replace(
                word,
                start_ms=_onset_ms(sounds, word.start_ms, before_ms),
                end_ms=_decayed_ms(sounds, word.end_ms, next_ms),
            )
        )
    return tuple(extended)


def _decay_threshold_db(level: NDArray[np.float64]) -> float:
    floor, loud = np.quantile(level, [DECAY_FLOOR, 0.95])
    above_db = max(DECAY_MARGIN_DB, DECAY_SHARE * (loud - floor))
    return float(min(floor + above_db, loud - DECAY_MARGIN_DB))


def _onset_ms(sounds: NDArray[np.bool_], start_ms: int, before_ms: int) -> int:
    """Where the audio that a word starts in begins, not before the end of the word before."""
    earliest = max(before_ms, start_ms - MOST_ONSET_MS)
    frame = min(start_ms // HOP_MS, len(sounds))
    while frame * HOP_MS > earliest and sounds[frame - 1]:
        frame -= 1
    return min(start_ms, max(earliest, frame * HOP_MS))


def _decayed_ms(sounds: NDArray[np.bool_], end_ms: int, next_ms: int) -> int:
    """Where the audio after a word's end has died away; the same end if it goes on for too long."""
    first, gap = end_ms // HOP_MS, DECAY_GAP_MS // HOP_MS
    last = min(next_ms // HOP_MS, len(sounds))
    frames = np.flatnonzero(sounds[first:last])
    silent = np.flatnonzero(np.diff(frames, prepend=-1) > gap + 1)
    n_frames = len(frames) if not len(silent) else int(silent[0])
    if not n_frames:
        return end_ms
    decayed_ms = (first + int(frames[n_frames - 1]) + 1) * HOP_MS
    return end_ms if decayed_ms - end_ms > MOST_DECAY_MS else max(end_ms, min(decayed_ms, next_ms))


def spread_collapsed(words: tuple[Word, ...], end_ms: int) -> tuple[Word, ...]:
    """Spread words that collapse at one moment between their neighbours.

    The aligner gives words that it cannot place one time, mostly at the end of a chunk. Such words share
    the range from the word before to the word after by their letters; without such a range, they share
    it with the word before them.

    Args:
        words: Times in ms from the chunk's start, starts in order.
        end_ms: End of the chunk; no word ends after it.
    """
    kept = [_within(word, end_ms) for word in words]
    index = 0
    while index < len(kept):
        last = index
        while last < len(kept) and kept[last].end_ms - kept[last].start_ms < LEAST_WORD_MS:
            last += 1
        if last - index >= PILE:
            following = kept[last].start_ms if last < len(kept) else end_ms
            first = index
            before = kept[first - 1].end_ms if first else 0
            if first and following - before < LEAST_WORD_MS * (last - first):
                first -= 1
                before = kept[first].start_ms
            kept[first:last] = _shared_out(kept[first:last], before, max(before, following))
        index = last + 1
    return tuple(kept)


def with_lengths(words: tuple[Word, ...], end_ms: int) -> tuple[Word, ...]:
    """Give every word at least 20 ms, at the expense of its neighbours if need be.

    Args:
        words: Starts in order.
        end_ms: No word ends after it; if there is no time for 20 ms each, all get the same less, and
            words without even 1 ms are dropped.
    """
    kept = words[: max(0, end_ms)]
    least_ms = min(LEAST_WORD_MS, end_ms // len(kept)) if kept else 0
    timed: list[Word] = []
    before_ms = 0
    for word in kept:
        start_ms = max(word.start_ms, before_ms)
        before_ms = max(word.end_ms, start_ms + least_ms)
        timed.append(replace(word, start_ms=start_ms, end_ms=before_ms))
    limit_ms = end_ms
    for index in range(len(timed) - 1, -1, -1):
        word = timed[index]
        if word.end_ms <= limit_ms:
            break
        start_ms = min(word.start_ms, limit_ms - least_ms)
        timed[index] = replace(word, start_ms=start_ms, end_ms=limit_ms)
        limit_ms = start_ms
    return tuple(timed)


def sounding_ms(samples: NDArray[np.float32]) -> int:
    """How long a chunk is audible above its background; all of it if the level hardly varies."""
    level = levels_db(samples)
    return int((level > threshold_db(level)).sum()) * HOP_MS if len(level) else 0


def _within(word: Word, end_ms: int) -> Word:
    return replace(word, start_ms=min(word.start_ms, end_ms), end_ms=min(word.end_ms, end_ms))


def _shared_out(words: list[Word], start_ms: int, end_ms: int) -> list[Word]:
    """Place these words one after the other in a range, in proportion to their letters."""
    longest_ms = LETTER_MS * sum(len(word.text) for word in words)
    room_ms = min(end_ms - start_ms, longest_ms)
    edges = (
        np.cumsum([0, *(len(word.text) for word in words)]) * room_ms // (longest_ms // LETTER_MS)
    )
    return [
        replace(word, start_ms=start_ms + int(begin), end_ms=start_ms + int(finish))
        for word, begin, finish in zip(words, edges[:-1], edges[1:], strict=True)
    ]


def _sounding(
    active: NDArray[np.bool_], level: NDArray[np.float64], start_ms: int, end_ms: int
) -> tuple[int, int]:
    """The loudest run of audio inside `[start_ms, end_ms)`, or all of it if there is none."""
    first, last = start_ms // HOP_MS, min(-(-end_ms // HOP_MS), len(active))
    frames = np.flatnonzero(active[first:last]) + first
    if not len(frames):
        return start_ms, end_ms
    breaks = np.flatnonzero(np.diff(frames) * HOP_MS > RUN_GAP_MS) + 1
    runs = np.split(frames, breaks)
    run = max(runs, key=lambda frames: float(np.sum(10 ** (level[frames] / 20))))
    begin, finish = int(run[0]) * HOP_MS, (int(run[-1]) + 1) * HOP_MS
    return max(start_ms, begin), min(end_ms, finish)
