"""What the encoder heard, kept for as long as somebody edits there.

Encoding is most of the cost of an alignment. Kept, aligning the same stretch again takes a tenth;
and the encoder takes a window as short as the stretch instead of Whisper's 30 s
(docs/develop/benchmarks.md has what that changes: times by less than the aligner's own step).
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from transcribe.asr.engine import Samples

MAX_BYTES = 64 << 20  # `base` takes 2 KB for 20 ms: 21 whole windows
SAMPLES_PER_FRAME = 160
MAX_FRAMES = 3000  # of 10 ms
PAD_FRAMES = 50  # of silence after the sound
STEP_FRAMES = 100


def window_frames(n_samples: int) -> int:
    """Frames that the encoder is given for so much sound: a little more, in whole seconds."""
    needed = math.ceil(n_samples / SAMPLES_PER_FRAME) + PAD_FRAMES
    return min(MAX_FRAMES, math.ceil(needed / STEP_FRAMES) * STEP_FRAMES)


class Encodings:
    """Encoder outputs by the sound that they are of; those least recently used go first.

    Args:
        max_bytes: What all of them may take.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes, self._n_bytes = max_bytes, 0
        self._kept: OrderedDict[bytes, tuple[Any, int]] = OrderedDict()

    def of(self, samples: Samples, encode: Callable[[], Any]) -> Any:
        """The output for this sound, by `encode` where it is not kept."""
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
