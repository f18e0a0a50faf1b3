"""From windows with speakers to turns: frames are voted for by the windows that cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transcribe.document.spans import join_spans
from transcribe.speakers.analysis import CENTRE, SAMPLES_PER_MS, STEP, Piece, Run, ms_at, runs_of
from transcribe.speakers.clustering import Clusters, CountRange, cluster

PAUSE_MS = 500  # shorter pauses inside a turn are part of it
SHORTEST_TURN_MS = 120
SHORT_SPEECH_MS = 60_000  # under it the count of speakers is a guess
NEAR_FRAMES = 180  # 3 s: how far the second voice of an overlap is looked for
BLOCK = 50_000  # frames whose votes are counted at once


@dataclass(frozen=True, slots=True)
class Turn:
    """Speech of one speaker without a change of speaker.

    Attributes:
        speaker: A number from 0, in the order of first appearance.
        confidence: Probability that it is this speaker, 0 to 1.
    """

    start_ms: int
    end_ms: int
    speaker: int
    confidence: float


@dataclass(frozen=True)
class Diarization:
    """Who spoke when.

    Attributes:
        turns: In the order of time; turns of different speakers may overlap.
        n_speakers: How many there are.
        speech_ms: How much speech was found.
        is_count_sure: There is enough speech, and no other count is about as probable.
    """

    turns: tuple[Turn, ...]
    n_speakers: int
    speech_ms: int
    is_count_sure: bool


def diarize(pieces: Sequence[Piece], allowed: CountRange | None = None) -> Diarization:
    """Find the speakers of an analysed recording.

    Args:
        pieces: Of the whole recording, in order; missing ones leave gaps.
        allowed: How many speakers there may be.
    """
    allowed = allowed or CountRange()
    embeddings = np.concatenate([np.zeros((0, 192)), *(piece.embeddings for piece in pieces)])
    starts_ms = np.concatenate(
        [np.zeros(0, np.int64), *(piece.windows_ms[:, 0] for piece in pieces)]
    )
    clusters = cluster(embeddings, starts_ms, allowed)
    speech = join_spans([run for piece in pieces for run in piece.speech])
    speech_ms = sum(ms_at(b) - ms_at(a) for a, b in speech)
    turns = find_turns(pieces, clusters)
    is_said = allowed.most is not None and allowed.least == allowed.most
    is_sure = speech_ms >= SHORT_SPEECH_MS and clusters.is_stable
    n_heard = len({turn.speaker for turn in turns})
    return Diarization(turns, n_heard, speech_ms, is_said or is_sure)


def find_turns(pieces: Sequence[Piece], clusters: Clusters) -> tuple[Turn, ...]:
    """Turns from the speakers of windows."""
    if not clusters.n_speakers:
        return ()
    speech = join_spans([run for piece in pieces for run in piece.speech])
    overlap = join_spans([run for piece in pieces for run in piece.overlap])
    windows = np.concatenate([piece.windows_ms for piece in pieces])
    turns: list[Turn] = []
    for run in speech:
        votes = _votes(run, windows, clusters.gamma)
        turns += _turns_of(run, votes, overlap)
    return _numbered(join_pauses(turns))


def _votes(run: Run, windows: NDArray[np.int64], gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean probabilities of the speakers in each frame of a run, shape (n_frames, n_speakers)."""
    a, b = run
    lo = int(np.searchsorted(windows[:, 0], ms_at(a) - 2_000))
    hi = int(np.searchsorted(windows[:, 0], ms_at(b)))
    votes = np.zeros((b - a, gamma.shape[1]))
    middle = (np.arange(a, b) * STEP + CENTRE) / SAMPLES_PER_MS
    for window, probabilities in zip(windows[lo:hi], gamma[lo:hi], strict=True):
        first, after = np.searchsorted(middle, window)
        # a window tells most of what is in its middle
        near = 1 - np.abs(middle[first:after] - window.mean()) / (window[1] - window[0])
        votes[first:after] += near[:, None] * probabilities
    total = votes.sum(axis=1)
    heard = np.flatnonzero(total > 0)
    if not len(heard):  # too short for a window: the nearest one
        nearest = np.abs(windows.mean(axis=1) - middle.mean()).argmin()
        return np.tile(gamma[nearest], (b - a, 1))
    nearest_heard = heard[
        np.abs(np.searchsorted(heard, np.arange(b - a)) - 0).clip(0, len(heard) - 1)
    ]
    votes = votes[nearest_heard]
    return np.asarray(votes / votes.sum(axis=1, keepdims=True))


def _turns_of(run: Run, votes: NDArray[np.float64], overlap: Sequence[Run]) -> list[Turn]:
    """Turns in one run of speech; in overlaps the second voice too."""
    first = run[0]
    best = votes.argmax(axis=1)
    turns = _runs_to_turns(best, votes, first)
    if votes.shape[1] < 2:
        return turns
    for a, b in overlap:
        lo, hi = max(a, run[0]) - first, min(b, run[1]) - first
        if lo < hi:
            turns += _second_voices(votes, best, (lo, hi), first)
    return turns


def _second_voices(
    votes: NDArray[np.float64], best: NDArray[np.int64], part: Run, first: int
) -> list[Turn]:
    lo, hi = part
    around = votes[max(0, lo - NEAR_FRAMES) : hi + NEAR_FRAMES].mean(axis=0)
    ranked = votes[lo:hi] + 0.1 * around
    ranked[np.arange(hi - lo), best[lo:hi]] = -1
    second = ranked.argmax(axis=1)
    return _runs_to_turns(second, np.maximum(votes[lo:hi], 0), first + lo)


def _runs_to_turns(
    speakers: NDArray[np.int64], votes: NDArray[np.float64], first: int
) -> list[Turn]:
    cuts = np.flatnonzero(np.diff(speakers)) + 1
    edges = [0, *cuts.tolist(), len(speakers)]
    return [
        Turn(
            ms_at(first + a), ms_at(first + b), int(speakers[a]),
            float(votes[a:b, speakers[a]].mean()),
        )
        for a, b in pairwise(edges)
    ]  # fmt: skip


def join_pauses(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of one speaker with short pauses joined, unless another speaks in the pause."""
    starts = sorted(turns, key=lambda turn: turn.start_ms)
    open_turns: dict[int, Turn] = {}
    done: list[Turn] = []
    last_of_others: dict[int, int] = {}
    for turn in starts:
        before = open_turns.get(turn.speaker)
        gap_ms = turn.start_ms - before.end_ms if before else PAUSE_MS
        is_taken = before is not None and last_of_others.get(turn.speaker, -1) >= before.end_ms
        if before and (gap_ms <= 0 or (gap_ms < PAUSE_MS and not is_taken)):
            open_turns[turn.speaker] = _merged(before, turn)
        else:
            if before:
                done.append(before)
            open_turns[turn.speaker] = turn
        for other in open_turns:
            if other != turn.speaker:
                last_of_others[other] = max(last_of_others.get(other, -1), turn.start_ms)
    done += open_turns.values()
    return [turn for turn in done if turn.end_ms - turn.start_ms >= SHORTEST_TURN_MS]


def _merged(a: Turn, b: Turn) -> Turn:
    length_a, length_b = a.end_ms - a.start_ms, b.end_ms - b.start_ms
    confidence = (a.confidence * length_a + b.confidence * length_b) / max(1, length_a + length_b)
    return Turn(a.start_ms, max(a.end_ms, b.end_ms), a.speaker, confidence)


def _numbered(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    ordered = sorted(turns, key=lambda turn: (turn.start_ms, turn.end_ms, turn.speaker))
    numbers: dict[int, int] = {}
    for turn in ordered:
        numbers.setdefault(turn.speaker, len(numbers))
    return tuple(replace(turn, speaker=numbers[turn.speaker]) for turn in ordered)


__all__ = ["Diarization", "Turn", "diarize", "find_turns", "join_pauses", "runs_of"]
