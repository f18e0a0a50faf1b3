"""WAV files whose channels have names, as field recorders write them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

IXML = "<?xml version='1.0' encoding='UTF-8'?><BWFXML><TRACK_LIST>{tracks}</TRACK_LIST></BWFXML>"


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a RIFF file."""
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def named_wav(content: bytes, names: Sequence[str]) -> bytes:
    """A WAV file with an iXML chunk at its end that names its channels."""
    tracks = "".join(
        f"<TRACK><INTERLEAVE_INDEX>{n}</INTERLEAVE_INDEX><NAME>{name}</NAME></TRACK>"
        for n, name in enumerate(names, start=1)
    )
    added = content + chunk(b"iXML", IXML.format(tracks=tracks).encode())
    return added[:4] + struct.pack("<I", len(added) - 8) + added[8:]
