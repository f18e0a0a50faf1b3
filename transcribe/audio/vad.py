"""Voice activity detection with Silero VAD, block by block in bounded memory.

The network is the ONNX file that faster-whisper contains (Silero VAD v6, MIT). Its state is carried
from block to block, so that block boundaries have no effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import SAMPLES_PER_MS, forget_pages, to_float
from transcribe.audio.soft_runs import MIN_SPEECH_MS, find_soft_runs

FRAME_SAMPLES = 512  # input size of the network, 32 ms
FRAME_MS = FRAME_SAMPLES / SAMPLES_PER_MS
CONTEXT_SAMPLES = 64
BLOCK_FRAMES = 938  # about 30 s
BLOCK_SAMPLES = BLOCK_FRAMES * FRAME_SAMPLES
FORGET_BLOCKS = 20
TARGET_PEAK = 0.5
SPEECH = 0.5  # probability of a frame with speech
SHARE_HEARD = 0.8  # of a soft run: it need not be looked at again
MAX_GAIN = 50.0  # +34 dB lifts speech at -50 dB; more would lift rounding noise


@dataclass(frozen=True, slots=True)
class Speech:
    """A range of speech."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class ActivityOptions:
    """Limits for speech.

    Attributes:
        onset: Probability at which speech begins.
        offset: Probability below which speech may end.
        min_speech_ms: Shorter ranges are clicks.
        min_silence_ms: Shorter pauses are part of the speech.
        pad_ms: Added on both sides, for soft consonants; 200 cost 1.2 points of WER, 600 gained
            nothing (docs/develop/benchmarks.md).
    """

    onset: float = 0.5
    offset: float = 0.35
    min_speech_ms: int = 150
    min_silence_ms: int = 300
    pad_ms: int = 400


def iter_speech(
    samples: NDArray[np.int16], options: ActivityOptions | None = None
) -> Iterator[Speech]:
    """Yield speech in order, each range as soon as it has ended.

    Args:
        samples: Mono 16 kHz PCM, int16, shape (n_samples,); may be a memory map of any length.
        options: Limits for speech.
    """
    options = options or ActivityOptions()
    end_ms = len(samples) // SAMPLES_PER_MS
    raw = _ranges(_probabilities(samples), options)
    previous_end = 0
    for start, end in _with_next(raw, end_ms):
        padded_start = max(previous_end, start - options.pad_ms)
        previous_end = min(end_ms, end + options.pad_ms)
        if previous_end > padded_start:
            yield Speech(padded_start, previous_end)


def _with_next(ranges: Iterable[tuple[int, int]], last_ms: int) -> Iterator[tuple[int, int]]:
    """Clip each range to the recording."""
    for start, end in ranges:
        if start < last_ms:
            yield start, min(end, last_ms)


def _probabilities(samples: NDArray[np.int16]) -> Iterator[float]:
    """One probability of speech per 32 ms."""
    detector = FrameDetector()
    for number, start in enumerate(range(0, len(samples), BLOCK_SAMPLES), 1):
        heard = samples[start : start + BLOCK_SAMPLES]
        if number % FORGET_BLOCKS == 0:  # hours without speech are read in one loop
            forget_pages(samples)
        yield from detector.probabilities(heard).tolist()


class FrameDetector:
    """Reads one signal block by block; the network's state is carried from block to block."""

    def __init__(self) -> None:
        # Imported here: processes that only read files should not load onnxruntime.
        from faster_whisper.vad import get_vad_model  # noqa: PLC0415

        self._session = get_vad_model().session
        self._state_h = np.zeros((1, 1, 128), np.float32)
        self._state_c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT_SAMPLES, np.float32)

    def probabilities(self, heard: NDArray[np.int16]) -> NDArray[np.float32]:
        """The probability of speech in each frame of the next block, of `BLOCK_SAMPLES` or, at the end, fewer."""
        if not heard.any():  # hours of digital silence cost almost nothing
            self._context = np.zeros(CONTEXT_SAMPLES, np.float32)
            return np.zeros(-(-len(heard) // FRAME_SAMPLES), np.float32)
        block = _levelled(to_float(heard))
        padded = np.pad(block, (0, -len(block) % FRAME_SAMPLES))
        frames = padded.reshape(-1, FRAME_SAMPLES)
        before = np.vstack([self._context, frames[:-1, -CONTEXT_SAMPLES:]])
        batch = np.concatenate([before, frames], axis=1)
        output, self._state_h, self._state_c = self._session.run(
            None, {"input": batch, "h": self._state_h, "c": self._state_c}
        )
        self._context = frames[-1, -CONTEXT_SAMPLES:]
        return _with_soft_speech(self._session, block, output.reshape(-1))


def _with_soft_speech(
    session: Any, block: NDArray[np.float32], probabilities: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The greater of two probabilities where soft sound beside loud speech was lifted.

    A block is amplified as a whole, and the network misses a voice that is 30 dB below another one.
    """
    heard = probabilities.copy()
    for run in find_soft_runs(block):
        first = -(-run.start // FRAME_SAMPLES)
        n_frames = run.end // FRAME_SAMPLES - first
        place = slice(first, first + n_frames)
        if n_frames * FRAME_MS < MIN_SPEECH_MS or _speech_ms(heard[place]) >= SHARE_HEARD * (
            n_frames * FRAME_MS
        ):
            continue
        start = first * FRAME_SAMPLES
        frames = run.lift(block)[start - run.start :][: n_frames * FRAME_SAMPLES]
        found = _alone(session, frames.reshape(-1, FRAME_SAMPLES))
        if _speech_ms(found) >= MIN_SPEECH_MS:
            heard[place] = np.maximum(heard[place], found)
    return heard


def _speech_ms(probabilities: NDArray[np.float32]) -> float:
    return float((probabilities >= SPEECH).sum() * FRAME_MS)


def _alone(session: Any, frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of frames that stand alone, shape (n,)."""
    context = np.zeros((1, CONTEXT_SAMPLES), np.float32)
    before = np.vstack([context, frames[:-1, -CONTEXT_SAMPLES:]])
    batch = np.concatenate([before, frames], axis=1)
    state = np.zeros((1, 1, 128), np.float32)
    output = session.run(None, {"input": batch, "h": state, "c": state})[0]
    found: NDArray[np.float32] = output.reshape(-1)
    return found


def _levelled(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Amplify a quiet block: the network misses speech that is far below full scale."""
    block = block - block.mean()
    loud = float(np.quantile(np.abs(block), 0.995)) if len(block) else 0.0
    gain = min(MAX_GAIN, TARGET_PEAK / loud) if 0 < loud < TARGET_PEAK else 1.0
    lifted: NDArray[np.float32] = np.clip(block * np.float32(gain), -1.0, 1.0)
    return lifted


def _ranges(probabilities: Iterable[float], options: ActivityOptions) -> Iterator[tuple[int, int]]:
    """Turn probabilities into ranges with hysteresis, times in ms."""
    start: int | None = None
    quiet_since: int | None = None
    frame = 0
    for frame, probability in enumerate(probabilities, 1):
        begin_ms, end_ms = round((frame - 1) * FRAME_MS), round(frame * FRAME_MS)
        if probability >= options.onset:
            start = begin_ms if start is None else start
            quiet_since = None
        elif start is not None and probability < options.offset:
            quiet_since = begin_ms if quiet_since is None else quiet_since
            if end_ms - quiet_since >= options.min_silence_ms:
                if quiet_since - start >= options.min_speech_ms:
                    yield start, quiet_since
                start = quiet_since = None
    if start is not None:
        end = quiet_since if quiet_since is not None else round(frame * FRAME_MS)
        if end - start >= options.min_speech_ms:
            yield start, end
