"""What is computed of the audio, piece by piece: where speech is, where two speak, and embeddings of windows.

A piece needs `CONTEXT_MS` of audio on both sides and nothing else, so pieces can be computed in any order and
in any process, and 12 hours take no more memory than 10 minutes. Segmentation hears 10 s every 2 s; a frame's
probabilities are the mean of the windows that cover it. Embeddings are of 1.5 s every 0.75 s inside speech.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from transcribe.document.spans import join_spans
from transcribe.speakers.features import FRAME, HOP, Samples, fbank
from transcribe.speakers.networks import Networks
from transcribe.speakers.segmentation_graph import N_CLASSES

SAMPLES_PER_MS = 16
STEP = 270  # samples from one frame of segmentation to the next: 16.875 ms
CENTRE = 495  # sample in the middle of the first frame
WINDOW = 160_000  # samples that segmentation hears at once
WINDOW_FRAMES = 589
SPACING = 119  # frames from one window to the next: 2.008 s
CONTEXT_MS = 10_100
SPEECH_OVER = 0.5  # probability
OVERLAP_OVER = 0.3
FILL_FRAMES = 6  # gaps of at most 0.1 s are no gaps for embeddings
SHORTEST_FRAMES = 15  # 0.25 s: shorter speech gets no embedding
EMBED_FRAMES, EMBED_EVERY = 150, 75  # of the filter bank: 1.5 and 0.75 s
BATCH = 4
N_DIMS = 192
T = TypeVar("T")
IsStopped = Callable[[], bool]
Run = tuple[int, int]  # frames [first, after last)


@dataclass(frozen=True)
class Piece:
    """A part of a recording, analysed. Frames and times count from the recording's start.

    Attributes:
        frames: First frame and the one after the last.
        speech: Runs of frames with speech.
        overlap: Runs of frames in which two speak.
        windows_ms: Start and end of each window that was embedded, shape (n, 2).
        embeddings: float16, shape (n, 192).
    """

    frames: Run
    speech: tuple[Run, ...]
    overlap: tuple[Run, ...]
    windows_ms: NDArray[np.int64]
    embeddings: NDArray[np.float16]

    def to_plain(self) -> dict[str, Any]:
        """Its JSON."""
        return {
            "frames": list(self.frames),
            "speech": [list(run) for run in self.speech],
            "overlap": [list(run) for run in self.overlap],
            "windows": self.windows_ms.tolist(),
            "embeddings": base64.b64encode(self.embeddings.astype("<f2").tobytes()).decode(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Piece:
        """Read its JSON."""
        embeddings = np.frombuffer(base64.b64decode(plain["embeddings"]), "<f2")
        return cls(
            (plain["frames"][0], plain["frames"][1]),
            tuple((run[0], run[1]) for run in plain["speech"]),
            tuple((run[0], run[1]) for run in plain["overlap"]),
            np.array(plain["windows"], np.int64).reshape(-1, 2),
            embeddings.reshape(-1, N_DIMS),
        )


def frame_at(ms: float) -> int:
    """The first frame whose middle is at or after a time."""
    return max(0, -int((CENTRE - ms * SAMPLES_PER_MS) // STEP))


def ms_at(frame: int) -> int:
    """Where a frame begins: half a step before its middle."""
    return round((frame * STEP + CENTRE - STEP / 2) / SAMPLES_PER_MS) if frame else 0


def needed_ms(start_ms: int, end_ms: int) -> Run:
    """The audio that a piece needs; the end may lie after the recording's."""
    return max(0, start_ms - CONTEXT_MS), end_ms + CONTEXT_MS


def analyse(
    networks: Networks,
    samples: Samples,
    first_sample: int,
    range_ms: tuple[int, int],
    is_stopped: IsStopped = lambda: False,
) -> Piece | None:
    """Analyse a piece; None if it was stopped.

    Args:
        networks: Loaded.
        samples: float32 in [-1, 1]: the audio of `needed_ms`, as far as the recording has it.
        first_sample: Where they begin in the recording.
        range_ms: The piece.
        is_stopped: Asked between batches.
    """
    first, after = frame_at(range_ms[0]), frame_at(range_ms[1])
    found = _probabilities(networks, samples, first_sample, (first, after), is_stopped)
    if found is None:
        return None
    speech = runs_of(found[0] > SPEECH_OVER, first)
    overlap = runs_of((found[1] > OVERLAP_OVER) & (found[0] > SPEECH_OVER), first)
    windows, embeddings = [], []
    for batch in _batches(_windows(samples, first_sample, speech)):
        if is_stopped():
            return None
        windows += [place for place, _ in batch]
        embeddings.append(networks.embed(np.stack([features for _, features in batch])))
    made = np.concatenate([*embeddings, np.zeros((0, N_DIMS), np.float32)])
    return Piece(
        (first, after), speech, overlap,
        np.array(windows, np.int64).reshape(-1, 2), made.astype(np.float16),
    )  # fmt: skip


def runs_of(flags: NDArray[np.bool_], first: int = 0) -> tuple[Run, ...]:
    """Where flags are true, as runs that count from `first`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return tuple((int(a) + first, int(b) + first) for a, b in edges.reshape(-1, 2))


def _probabilities(
    networks: Networks, samples: Samples, first_sample: int, frames: Run, is_stopped: IsStopped
) -> NDArray[np.float32] | None:
    """Of speech, and of two at once, for each frame: shape (2, n_frames)."""
    first, after = frames
    sums = np.zeros((N_CLASSES, after - first), np.float32)
    counts = np.zeros(after - first, np.float32)
    for batch in _batches(iter(_window_starts(frames, first_sample + len(samples)))):
        if is_stopped():
            return None
        heard = np.stack([_cut(samples, start * STEP - first_sample) for start in batch])
        for start, scores in zip(batch, np.exp(networks.segment(heard[:, None])), strict=True):
            a, b = max(first, start), min(after, start + len(scores))
            sums[:, a - first : b - first] += scores[a - start : b - start].T
            counts[a - first : b - first] += 1
    mean = sums / np.maximum(counts, 1)
    speech = np.where(counts > 0, 1 - mean[0], 0)
    return np.stack([speech, mean[4:].sum(axis=0)])


def _window_starts(frames: Run, n_samples: int) -> list[int]:
    """First frames of the windows that overlap some frames; the grid is the same for all pieces."""
    low = max(0, -(-(frames[0] - WINDOW_FRAMES + 1) // SPACING))
    starts = [n * SPACING for n in range(low, -(-frames[1] // SPACING))]
    return [start for start in starts if start == 0 or start * STEP + SPACING * STEP <= n_samples]


def _cut(samples: Samples, start: int) -> Samples:
    """A window of audio, filled with silence outside."""
    window = np.zeros(WINDOW, np.float32)
    a, b = max(0, start), min(len(samples), start + WINDOW)
    if a < b:
        window[a - start : b - start] = samples[a:b]
    return window


def _windows(
    samples: Samples, first_sample: int, speech: tuple[Run, ...]
) -> Iterator[tuple[tuple[int, int], NDArray[np.float32]]]:
    """Places, in ms, and features of the windows in speech."""
    for first, after in join_spans(speech, FILL_FRAMES):
        if after - first < SHORTEST_FRAMES:
            continue
        start_ms = ms_at(first)
        start = start_ms * SAMPLES_PER_MS - first_sample
        features = fbank(samples[start : ms_at(after) * SAMPLES_PER_MS - first_sample])
        for at in window_places(len(features)):
            part = _repeated(features[at : at + EMBED_FRAMES])
            length = min(EMBED_FRAMES, len(features) - at)
            place = (start_ms + at * 10, start_ms + (at + length) * 10 + (FRAME - HOP) // 16)
            yield place, part - part.mean(axis=0)


def window_places(n_frames: int) -> list[int]:
    """Where windows begin in some frames of the filter bank; the last one ends where they end."""
    if not n_frames:
        return []
    last = max(0, n_frames - EMBED_FRAMES)
    places = list(range(0, last, EMBED_EVERY))
    return [*places, last]


def _repeated(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Short speech, repeated to the length of a window."""
    n_times = -(-EMBED_FRAMES // len(features))
    return np.tile(features, (n_times, 1))[:EMBED_FRAMES]


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
