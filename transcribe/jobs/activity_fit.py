"""Find how the times of cues are off from where speech begins and ends, without comparing words.

For subtitles in another language than the speech, and for recordings that nobody has transcribed. Each speed (1 or a ratio of
frame rates) is tried at all offsets: what counts is the correlation of two signals, speech or none and cue or none, as in
ffsubsync (github.com/smacke/ffsubsync); the fast Fourier transform gives all offsets of a speed together. Pieces that
were cut out or put in are not found: words are needed for these (`time_fit`).

A text of another recording correlates a little at some place too. So the best place is compared with the best one elsewhere,
in standard deviations over all places, and what is not sure counts as not found (docs/develop/benchmarks.md has the figures).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from statistics import median

import numpy as np
from numpy.typing import NDArray

from transcribe.document.model import Segment, Word
from transcribe.document.spans import join_spans
from transcribe.quality.time_fit import (
    RATIOS,
    Agreement,
    Piece,
    TimeFit,
    fit_times,
    is_outside,
)
from transcribe.subtitles.retiming import TimeMap

STEP_MS = 20
MOST_STEPS = 1_000_000  # of a signal: over 5.5 h steps are longer, so memory is bounded
ELSEWHERE_MS = 3_000  # from the best place; nearer ones are the same
INDIFFERENT = 0.005  # of the correlation: the speed stays
FEWEST = 10  # cues
JOINED_MS = 300  # a shorter pause between words is part of the speech

Spans = Sequence[tuple[int, int]]  # starts and ends in ms, in order


def speech_of(heard: Sequence[Word]) -> list[tuple[int, int]]:
    """Where somebody speaks: where recognition has words, right or wrong ones, in any language."""
    return join_spans(((word.start_ms, word.end_ms) for word in heard), JOINED_MS)


def fit_by_either(cues: Sequence[Segment], heard: Sequence[Word], total_ms: int) -> TimeFit:
    """Find how cues are to move by their words, or, if these are not found, by where words were heard.

    Args:
        cues: In the order in which they are spoken.
        heard: Words of recognition, ordered by time.
        total_ms: Length of the recording; 0 if it is not known.
    """
    fit = fit_times(cues, heard, total_ms)
    if fit.is_found or not heard or len(cues) < FEWEST:
        return fit
    by_speech = fit_activity(cues, speech_of(heard), total_ms)
    return by_speech if by_speech.is_found else fit


def fit_activity(cues: Sequence[Segment], speech: Spans, total_ms: int) -> TimeFit:
    """Find how cues are to move so that they lie where somebody speaks: an offset and a speed.

    Args:
        cues: In the order in which they are spoken.
        speech: Where somebody speaks.
        total_ms: Length of the recording; 0 if it is not known.
    """
    spoken = [n for n, cue in enumerate(cues) if any(map(str.isalnum, cue.text))]
    nothing = TimeFit((), len(spoken), 0, 0, tuple(range(len(cues))), n_heard=len(speech))
    last_ms = max((end for _, end in speech), default=0)
    if len(spoken) < FEWEST or not last_ms:
        return nothing
    shown = [(cues[n].start_ms, cues[n].end_ms) for n in spoken]
    step_ms = max(STEP_MS, -(-max(last_ms, 2 * max(end for _, end in shown)) // MOST_STEPS))
    voice = _signal(speech, step_ms)
    places = [_best_place(shown, voice, speed, step_ms) for speed in RATIOS]
    best = max(places, key=lambda one: one.score)
    same = next(one for one in places if one.map.factor == 1)
    place = same if same.score >= best.score - INDIFFERENT else best
    fit = _described(cues, spoken, speech, place, total_ms)
    return fit if fit.is_sure else replace(nothing, agreement=fit.agreement, n_placed=fit.n_placed)


def _best_place(
    shown: Spans, voice: NDArray[np.float32], speed: Fraction, step_ms: int
) -> Agreement:
    factor = float(speed)
    cues = _signal([(start * factor, end * factor) for start, end in shown], step_ms)
    size = 1 << (len(cues) + len(voice)).bit_length()
    spectrum = np.fft.rfft(voice, size) * np.conj(np.fft.rfft(cues, size))
    power = float(np.sqrt((voice * voice).sum() * (cues * cues).sum())) or 1.0
    scores = np.fft.irfft(spectrum, size) / power
    at = int(scores.argmax())
    near = ELSEWHERE_MS // step_ms
    elsewhere = np.roll(scores, -at)[near + 1 : -near]
    offset_ms = (at if at < size // 2 else at - size) * step_ms
    map_ = TimeMap(speed, Fraction(offset_ms))
    return Agreement(map_, float(scores[at]), float(elsewhere.max()), float(elsewhere.std()))


def _signal(spans: Sequence[tuple[float, float]], step_ms: int) -> NDArray[np.float32]:
    """1 in spans and 0 between them, less the mean."""
    signal = np.zeros(int(max(end for _, end in spans)) // step_ms + 1, np.float32)
    for start, end in spans:
        signal[int(start) // step_ms : max(int(end), int(start) + step_ms) // step_ms] = 1
    centred: NDArray[np.float32] = signal - signal.mean()
    return centred


def _described(
    cues: Sequence[Segment], spoken: Sequence[int], speech: Spans, place: Agreement, total_ms: int
) -> TimeFit:
    """What moving the cues to a place does.

    Args:
        spoken: Indexes of the cues that have words.
    """
    map_ = place.map
    moved = {n: (map_.at(cues[n].start_ms), map_.at(cues[n].end_ms)) for n in spoken}
    covered = _Covered(speech)
    shares = {n: covered.share(*moved[n]) for n in spoken}
    onsets = [start for start, _ in speech]
    away = (min(abs(onset - moved[n][0]) for onset in _around(onsets, moved[n][0])) for n in spoken)
    return TimeFit(
        (Piece(0, map_),), len(spoken), sum(share >= 0.5 for share in shares.values()), round(median(away)),
        tuple(n for n in spoken if not shares[n]),
        tuple(n for n, cue in enumerate(cues) if is_outside(cue, map_, total_ms)),
        len(speech), place,
    )  # fmt: skip


def _around(onsets: Sequence[int], at_ms: int) -> Sequence[int]:
    after = bisect_right(onsets, at_ms)
    return onsets[max(0, after - 1) : after + 1]


class _Covered:
    """How much of a span is speech."""

    def __init__(self, speech: Spans) -> None:
        self._starts = [start for start, _ in speech]
        self._speech = speech
        self._before = [0, *accumulate(end - start for start, end in speech)]

    def share(self, start_ms: int, end_ms: int) -> float:
        """The share of a span that is speech."""
        return (self._until(end_ms) - self._until(start_ms)) / max(1, end_ms - start_ms)

    def _until(self, at_ms: int) -> int:
        """Milliseconds of speech before a time."""
        n = bisect_right(self._starts, at_ms)
        if n == 0:
            return 0
        start, end = self._speech[n - 1]
        return self._before[n - 1] + min(end, at_ms) - start
