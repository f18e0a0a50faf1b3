"""The names that a recorder gave to the channels of a WAV file: in its iXML chunk, else in that of the BWF.

iXML is the field recorders' standard (ixml.info, version 3: TRACK_LIST); recorders without it write lines such as
`sTRK1=Anna` into the description of the `bext` chunk (EBU Tech 3285).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from transcribe.errors import FormatError
from transcribe.formats.parsing import Notes
from transcribe.formats.xml_reading import parse_xml

MAX_CHUNK_BYTES = 1 << 20
MAX_CHUNKS = 200
MAX_NAME = 60  # characters
_BWF_NAME = re.compile(r"^[a-z]?TRK(\d{1,3})=(.*)$", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"(?:t|tr|trk|track|ch|chan|channel|in|input|mic|iso|audio)?[ _.#-]*\d{0,3}[lr]?", re.IGNORECASE)  # fmt: skip
_MIX = re.compile(r"(?:lr|stereo|main|master)?[ _-]*mix[ _-]*(?:l|r|lr|left|right|\d)?|left|right|[lr]", re.IGNORECASE)  # fmt: skip
_PLACE = re.compile(r"\d{1,4}")


def read_track_names(path: Path) -> Mapping[int, str]:
    """Names of channels by number, from 0; empty for a file of another kind, or without names.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        chunks = dict(_chunks(file))
    return _ixml_names(chunks.get(b"iXML", b"")) or _bext_names(chunks.get(b"bext", b""))


def is_mix(name: str) -> bool:
    """Whether a name says that the channel is a mix of others."""
    return _MIX.fullmatch(name) is not None


def names_somebody(name: str) -> bool:
    """Whether a name is more than a number, a side or a mix, as a recorder gives it by itself."""
    return bool(name) and not is_mix(name) and _NUMBER.fullmatch(name) is None


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The chunks with names; that of the samples is passed over, and a damaged rest is not read."""
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
        return
    data_bytes = 0
    for _ in range(MAX_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return
        kind, size = header[:4], struct.unpack("<I", header[4:])[0]
        if kind == b"ds64" and size >= 16:
            content = file.read(size)
            data_bytes = struct.unpack("<Q", content[8:16])[0] if len(content) >= 16 else 0
        elif kind in (b"iXML", b"bext") and size <= MAX_CHUNK_BYTES:
            yield kind, file.read(size)
        else:
            size = data_bytes if kind == b"data" and size == 0xFFFFFFFF else size
            file.seek(size, 1)
        file.seek(size % 2, 1)


def _ixml_names(content: bytes) -> dict[int, str]:
    try:
        root = parse_xml(content.rstrip(b"\0"), Notes(""))
    except FormatError:
        return {}
    found = {}
    for order, track in enumerate(root.iterfind(".//TRACK_LIST/TRACK")):
        number = track.findtext("INTERLEAVE_INDEX", "").strip()
        place = int(number) - 1 if _PLACE.fullmatch(number) else order
        found[place] = _clean(track.findtext("NAME", ""))
    return {place: name for place, name in found.items() if place >= 0 and name}


def _bext_names(content: bytes) -> dict[int, str]:
    text = content[:256].split(b"\0", 1)[0].decode("latin-1").replace("\r", "\n")
    found = {int(number) - 1: _clean(name) for number, name in _BWF_NAME.findall(text)}
    return {place: name for place, name in found.items() if place >= 0 and name}


def _clean(name: str) -> str:
    return " ".join(name.split())[:MAX_NAME]
