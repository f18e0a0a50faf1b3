"""Speaker turns of a recording with one speaker on each channel, as telephone and interview recorders make it.

A channel's speaker talks where the channel has speech that is no cross-talk. Cross-talk is told by level: who
talks alone leaves a pattern of levels over the channels, and each channel's own pattern is learned from the
recording, so that neither different gains nor a constant leak matter. A channel counts as talking at the same
time as another one only where it is louder than the other's leak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.vad import FRAME_SAMPLES, SPEECH
from transcribe.document.spans import join_spans
from transcribe.speakers.analysis import SAMPLES_PER_MS, runs_of
from transcribe.speakers.turns import Turn, join_pauses

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
SAME = 1e-3  # -30 dB: share of a channel's power outside another one, below which both are one
FLOOR = 1e-8  # power of full scale, -80 dB: less is digital silence
SMOOTHED_FRAMES = 5  # 160 ms: levels of speech jump from frame to frame
SEPARATED_DB = 12.0  # level differences of two speakers, between whose they are told apart
LEAK_MARGIN_DB = (6.0, 12.0)  # least and most above another's leak of who talks at the same time
START_SHARE = 0.05  # of the frames with speech: those in which a channel stands out most
N_ROUNDS = 10
SURE_DB = 6.0  # difference of two patterns at which the nearer one has a probability of 0.73
NOISE_PERCENT = 10  # of the frames of a channel have its noise alone
GAP_FRAMES = 12  # pauses up to 0.4 s are part of the speech
SHORTEST_FRAMES = 7  # 0.22 s; shorter sounds are clicks and scraps of cross-talk
PAD_FRAMES = 3  # 0.1 s: the network hears soft beginnings and ends late
OWN_SPEECH_MS = 1_000  # a channel with less has no speaker of its own


@dataclass(frozen=True)
class ChannelFrames:
    """What is computed of the channels, frame by frame.

    Attributes:
        power: Of each frame, emphasised as speech is (6 dB an octave), shape (n_channels, n_frames).
        speech: Probability of speech, same shape.
        products: Sums of the samples' products by pairs of channels, shape (n_channels, n_channels).
    """

    power: Floats
    speech: Floats
    products: NDArray[np.float64]


@dataclass(frozen=True)
class ChannelTurns:
    """Who spoke when, by channel.

    Attributes:
        turns: In the order of time; `speaker` is the number of the channel, from 0. Empty with a `problem`.
        speech_ms: Speech of all channels.
        problem: Why channels do not tell speakers apart, as a clause; empty if they do.
    """

    turns: tuple[Turn, ...] = ()
    speech_ms: int = 0
    problem: str = ""
    separation_db: float = 0.0


def turns_of_channels(
    frames: ChannelFrames, *, is_asked: bool, passed_over: Sequence[int] = ()
) -> ChannelTurns:
    """Find the turns of the speakers on the channels.

    Args:
        frames: Of the whole recording.
        is_asked: A person says that each channel has a speaker; else cross-talk must be clearly softer.
        passed_over: Channels that are a mix of the others, as their names say. Where there are no others, as with two
            channels named L and R, they are none.
    """
    different = _different(frames.products)
    own = [n for n in different if n not in passed_over] or different
    if len(own) < 2:
        return ChannelTurns(problem=_too_few(frames))
    heard = frames.speech[own] >= SPEECH
    levels = _levels(frames.power[own])
    patterns = _patterns(levels, heard)
    talking = [n for n, pattern in enumerate(patterns) if pattern is not None]
    if len(talking) >= 2:
        found = _Assignment(
            levels[talking],
            heard[talking],
            np.stack([p[talking] for p in patterns if p is not None]),
        )
        turns, speech = _all_turns(found, [own[n] for n in talking])
        if len({turn.speaker for turn in turns}) >= 2:
            apart = found.separation_db()
            if apart < SEPARATED_DB and not is_asked:
                return ChannelTurns(problem="every voice is on all channels", separation_db=apart)
            return ChannelTurns(turns, speech, separation_db=apart)
    return ChannelTurns(problem="only one channel has speech of its own" if heard.any() else "no channel has speech")  # fmt: skip


def _different(products: NDArray[np.float64]) -> list[int]:
    """Channels with sound, without those that are a copy of one before, also inverted or at another level."""
    kept: list[int] = []
    for n, power in enumerate(np.diag(products)):
        if power <= 0:
            continue
        shared = [products[n, m] ** 2 / (power * products[m, m]) for m in kept]
        if all(share < 1 - SAME for share in shared):
            kept.append(n)
    return kept


def _too_few(frames: ChannelFrames) -> str:
    power = np.diag(frames.products)
    n_heard = int((power > 0).sum())
    if n_heard < 2:
        return "only one channel has sound" if n_heard else "no channel has sound"
    first, second = np.flatnonzero(power > 0)[:2]
    is_inverted = frames.products[first, second] < 0
    return "all channels have the same sound" + (", inverted" if is_inverted else "")


def _levels(power: Floats) -> Floats:
    """Smoothed levels in dB; each channel's noise is below its speech in all of them."""
    kernel = np.ones(SMOOTHED_FRAMES) / SMOOTHED_FRAMES
    smooth = np.stack([np.convolve(channel, kernel, "same") for channel in power])
    return np.asarray(10 * np.log10(np.maximum(smooth, FLOOR)), np.float32)


def _patterns(levels: Floats, heard: Flags) -> list[Floats | None]:
    """The levels over the channels where each channel's speaker talks alone, relative to their mean.

    None for a channel that never stands out. As k-means, from the frames in which a channel stands out most.
    """
    used = heard.any(axis=0)
    if not used.any():
        return [None] * len(levels)
    shapes = levels[:, used] - levels[:, used].mean(axis=0)
    can = heard[:, used]
    patterns = [_start(shapes, can, n) for n in range(len(levels))]
    for _ in range(N_ROUNDS):
        nearest = _nearest(shapes, can, patterns)
        moved = [_median(shapes[:, nearest == n]) for n in range(len(levels))]
        if all(np.array_equal(a, b) for a, b in zip(moved, patterns, strict=True) if a is not None and b is not None):  # fmt: skip
            break
        patterns = moved
    return [
        one if one is not None and _stands_out(one, n, patterns) else None
        for n, one in enumerate(patterns)
    ]


def _start(shapes: Floats, can: Flags, n: int) -> Floats | None:
    others = np.delete(shapes, n, axis=0).max(axis=0)
    by = np.where(can[n], shapes[n] - others, -np.inf)
    n_most = max(1, round(START_SHARE * np.isfinite(by).sum()))
    most = np.argsort(by)[-n_most:]
    return _median(shapes[:, most[np.isfinite(by[most])]])


def _median(shapes: Floats) -> Floats | None:
    return np.asarray(np.median(shapes, axis=1), np.float32) if shapes.shape[1] else None


def _nearest(shapes: Floats, can: Flags, patterns: Sequence[Floats | None]) -> NDArray[np.int64]:
    far = [_distance(shapes, can[n], pattern) for n, pattern in enumerate(patterns)]
    return np.asarray(np.stack(far).argmin(axis=0), np.int64)


def _distance(shapes: Floats, can: Flags, pattern: Floats | None) -> Floats:
    """How far each frame is from a pattern, in dB; infinite where the channel has no speech."""
    if pattern is None:
        return np.full(shapes.shape[1], np.inf, np.float32)
    far = np.abs(shapes - pattern[:, None]).mean(axis=0)
    return np.asarray(np.where(can, far, np.inf), np.float32)


def _stands_out(pattern: Floats, n: int, patterns: Sequence[Floats | None]) -> bool:
    """Whether a channel is loudest in its own pattern, compared with its level in those of all others."""
    others = [one for m, one in enumerate(patterns) if m != n and one is not None]
    return all(pattern[n] > other[n] + SURE_DB / 2 for other in others)


@dataclass(frozen=True)
class _Assignment:
    """Which channel's speaker talks in each frame.

    Attributes:
        patterns: One row a channel, shape (n_channels, n_channels).
    """

    levels: Floats
    heard: Flags
    patterns: Floats

    def separation_db(self) -> float:
        """The least difference of levels between two speakers."""
        n = len(self.patterns)
        return min(self._apart(a, b) for a in range(n) for b in range(n) if a != b)

    def _apart(self, a: int, b: int) -> float:
        own, other = self.patterns[a], self.patterns[b]
        return float((own[a] - own[b]) - (other[a] - other[b]))

    def talking(self) -> Floats:
        """The probability that each channel's speaker talks, for each frame in which it does; 0 in all others."""
        shapes = self.levels - self.levels.mean(axis=0)
        far = np.stack([np.abs(shapes - p[:, None]).mean(axis=0) for p in self.patterns])
        loudest = far.argmin(axis=0)
        sure = _sure(far) * self.heard * (np.arange(len(far))[:, None] == loudest)
        for main in range(len(far)):
            for other in range(len(far)):
                if other != main:
                    above = self._above(main, other)
                    both = (loudest == main) & self.heard[other] & (above > 0)
                    sure[other] += both * (1 - 0.5 * np.exp(-np.maximum(above, 0) / SURE_DB))
        return np.asarray(sure, np.float32)

    def _above(self, main: int, other: int) -> Floats:
        """By how much a channel is louder than the main one's leak into it and its own noise may be, in dB."""
        leak = self.levels[main] + (self.patterns[main, other] - self.patterns[main, main])
        least, most = LEAK_MARGIN_DB
        margin = min(most, max(least, self._apart(main, other) / 4))
        noise = np.percentile(self.levels[other], NOISE_PERCENT)
        return np.asarray(self.levels[other] - np.maximum(leak, noise) - margin)


def _sure(far: Floats) -> Floats:
    """Probabilities of channels from the distances of their patterns."""
    near = np.exp(-(far - far.min(axis=0)) / SURE_DB)
    return np.asarray(near / near.sum(axis=0), np.float32)


def _all_turns(found: _Assignment, channels: Sequence[int]) -> tuple[tuple[Turn, ...], int]:
    """The turns of all channels that have enough speech of their own, and how long they speak."""
    sure = found.talking()
    turns: list[Turn] = []
    speech_ms = 0
    for row, channel in enumerate(channels):
        own = [_turn(run, channel, sure[row]) for run in _runs(sure[row] > 0)]
        own_ms = sum(turn.end_ms - turn.start_ms for turn in own)
        if own_ms >= OWN_SPEECH_MS:
            turns += own
            speech_ms += own_ms
    joined = join_pauses(turns)
    return tuple(sorted(joined, key=lambda t: (t.start_ms, t.end_ms, t.speaker))), speech_ms


def _runs(talks: Flags) -> list[tuple[int, int]]:
    """Frames in which a channel talks, without short gaps and short sounds, a little wider."""
    return [
        (max(0, a - PAD_FRAMES), min(len(talks), b + PAD_FRAMES))
        for a, b in join_spans(runs_of(talks), GAP_FRAMES)
        if b - a >= SHORTEST_FRAMES
    ]


def _turn(run: tuple[int, int], channel: int, sure: Floats) -> Turn:
    start, end = (round(frame * FRAME_SAMPLES / SAMPLES_PER_MS) for frame in run)
    part = sure[run[0] : run[1]]
    return Turn(start, end, channel, float(part[part > 0].mean()))  # at least `SHORTEST_FRAMES`
