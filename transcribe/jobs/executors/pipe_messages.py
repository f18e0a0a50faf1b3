"""Messages between a local executor and its workers, over private pipes.

A frame is the length of its JSON part (8 bytes, big-endian), the JSON `{"header", "sizes"}`, and the
blobs of those sizes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

_LENGTH_BYTES = 8


def write_frame(file: BinaryIO, header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Write one message and flush it.

    Raises:
        BrokenPipeError: The reader has closed the pipe.
    """
    sizes = [len(blob) for blob in blobs]
    text = json.dumps({"header": header, "sizes": sizes}).encode()
    file.write(len(text).to_bytes(_LENGTH_BYTES, "big") + text)
    for blob in blobs:
        file.write(blob)
    file.flush()


def read_frame(file: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """Read one message; None at the end of the stream, also in the middle of a message."""
    length = _read(file, _LENGTH_BYTES)
    text = length and _read(file, int.from_bytes(length, "big"))
    if not text:
        return None
    plain = json.loads(text)
    blobs = []
    for size in plain["sizes"]:
        blob = _read(file, size)
        if blob is None:
            return None
        blobs.append(blob)
    return plain["header"], blobs


def _read(file: BinaryIO, size: int) -> bytes | None:
    """Exactly `size` bytes, or None if the stream ends before."""
    parts = []
    while size:
        part = file.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
