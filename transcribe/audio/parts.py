"""Recordings that lie one after another in one Matroska, WebM, MP4, WAV, AIFF or FLAC file.

A browser or recorder that stops and resumes may write a second file into the first. Its time stamps
begin at zero again, or the first header says where the file ends: players lose the second.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.errors import DiskFull, MediaUnreadable
from transcribe.system.child_process import Cancellation

MATROSKA = re.compile(rb"\x1aE\xdf\xa3.{1,60}?(?:webm|matroska).{0,40}?\x18S\x80g", re.DOTALL)
HEADER_BYTES = 128  # more than a match is long
BLOCK_BYTES = 1 << 24
FLAC = re.compile(rb"fLaC[\x00\x80]\x00\x00\x22.{34}", re.DOTALL)
WAVE = re.compile(rb"RIFF(.{4})WAVE", re.DOTALL)  # little-endian sizes
AIFF = re.compile(rb"FORM(.{4})AIF[FC]", re.DOTALL)  # big-endian sizes
BOX_BYTES = 16
MP4_BOX = re.compile(rb"[A-Za-z0-9 \xa9]{4}")


def find_parts(
    path: Path, container: str, cancellation: Cancellation | None = None
) -> tuple[tuple[int, int], ...]:
    """The byte ranges of the recordings in a file, half-open; usually one.

    Args:
        path: The file.
        container: FFmpeg's name of its format. Other formats than those of this module have one
            part: ffmpeg reads through them.
        cancellation: Ends the work when it is cancelled.
    """
    cancellation = cancellation or Cancellation()
    with path.open("rb") as file:
        if container.startswith("matroska"):
            starts = _header_starts(file, MATROSKA, cancellation)
        elif container == "flac":
            starts = _header_starts(file, FLAC, cancellation)
        elif container.startswith("mov"):
            starts = [0, *_mp4_starts(file)]
        elif container in {"wav", "aiff"}:
            starts = [0, *_chunk_starts(file, WAVE if container == "wav" else AIFF)]
        else:
            starts = [0]
    return tuple(zip(starts, [*starts[1:], path.stat().st_size], strict=True))


def _mp4_starts(file: BinaryIO) -> Iterator[int]:
    """Where a file type box begins again, after the boxes of a whole recording."""
    at = 0
    kinds: set[bytes] = set()
    while len(head := _read_at(file, at, BOX_BYTES)) >= 8:
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if kind == b"ftyp":
            if {b"moov", b"mdat"} <= kinds:
                yield at
            kinds = set()
        kinds.add(kind)
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8 or not MP4_BOX.fullmatch(kind):  # 0: up to the end of the file
            return
        at += size


def _chunk_starts(file: BinaryIO, header: re.Pattern[bytes]) -> Iterator[int]:
    """Where a second WAV or AIFF file begins, at the end that the first one's header names."""
    at = 0
    while found := header.match(_read_at(file, at, 12)):
        if at:
            yield at
        size = int.from_bytes(found[1], "little" if header is WAVE else "big")
        at += 8 + size + size % 2


def _read_at(file: BinaryIO, at: int, n: int) -> bytes:
    file.seek(at, os.SEEK_SET)
    return file.read(n)


def _header_starts(
    file: BinaryIO, header: re.Pattern[bytes], cancellation: Cancellation
) -> list[int]:
    """Where the header of a file occurs, for formats whose length no header names."""
    starts = [0]
    kept, offset = b"", 0
    while block := file.read(BLOCK_BYTES):
        cancellation.check()
        held = kept + block
        starts += [
            offset + found.start()
            for found in header.finditer(held)
            if offset + found.start() > starts[-1]
        ]
        kept = held[-HEADER_BYTES:]
        offset += len(held) - len(kept)
    return starts


def join_parts(
    path: Path,
    parts: tuple[tuple[int, int], ...],
    target: Path,
    *,
    name: str,
    cancellation: Cancellation | None = None,
) -> None:
    """Copy the packets of all parts into one Matroska file, each part after the one before.

    Raises:
        MediaUnreadable: ffmpeg cannot join them.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    script = target.with_suffix(".txt")
    lines = [f"file 'subfile,,start,{start},end,{end},,:{_quoted(path)}'" for start, end in parts]
    try:
        script.write_text("\n".join(["ffconcat version 1.0", *lines, ""]), "utf-8")
        node = read_source(script, joins=True)
        made = node.output(str(target), map="0", codec="copy", format="matroska")
        with running(command(made), name, cancellation) as (blocks, error_text):
            for _ in blocks:  # no output is expected; ends with ffmpeg
                pass
            errors = error_text()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise
    finally:
        script.unlink(missing_ok=True)
    if "No space left" in errors:
        raise DiskFull(str(target.parent))
    if not target.is_file() or target.stat().st_size < sum(end - start for start, end in parts) / 2:
        raise MediaUnreadable(name, f"its parts cannot be joined ({errors[-200:].strip()})")


def _quoted(path: Path) -> str:
    """A path inside single quotes of a concat script."""
    return f"file:{path.resolve()}".replace("'", r"'\''")
