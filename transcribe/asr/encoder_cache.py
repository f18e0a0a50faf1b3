"""Cache of encoder outputs, kept while a user edits there.

Encoding is most of the cost of an alignment. With a cached output, aligning the same range again takes
a tenth. The encoder also takes a window as short as the range instead of Whisper's 30 s
(docs/develop/benchmarks.md has the effect: times change by less than the aligner's own step).
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from transcribe.asr.engine import Samples

MAX_BYTES = 64 << 20  # `base` uses 2 KB per 20 ms: 21 full windows
SAMPLES_PER_FRAME = 160
MAX_FRAMES = 3000  # of 10 ms
PAD_FRAMES = 50  # of silence after the audio
STEP_FRAMES = 100


def window_frames(n_samples: int) -> int:
    """Frames given to the encoder for this much audio: slightly more, in whole seconds."""
    needed = math.ceil(n_samples / SAMPLES_PER_FRAME) + PAD_FRAMES
    return min(MAX_FRAMES, math.ceil(needed / STEP_FRAMES) * STEP_FRAMES)


class Encodings:
    """Encoder outputs by audio; the least recently used are dropped first.

    Args:
        max_bytes: Maximum total size.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes, self._n_bytes = max_bytes, 0
        self._kept: OrderedDict[bytes, tuple[Any, int]] = OrderedDict()

    def of(self, samples: Samples, encode: Callable[[], Any]) -> Any:
        """The output for this audio, computed by `encode` if it is not cached."""
        key = hashlib.blake2b(samples.tobytes(), digest_size=16).digest()
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][0]
        encoded = encode()
        size = math.prod(encoded.shape) * 4
        self._kept[key] = (encoded, size)
        self._n_bytes += size
        while self._n_bytes > self._max_bytes and len(self._kept) > 1:
            self._n_bytes -= self._kept.popitem(last=False)[1][1]
        return encoded

    def __len__(self) -> int:
        return len(self._kept)
