"""Recordings that lie one after another in one Matroska or WebM file.

A browser that stops and resumes a recording may write a second file into the first. Its time stamps
begin at zero again, and players that go by them lose it.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path

from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.errors import DiskFull, MediaUnreadable
from transcribe.system.child_process import Cancellation

HEADER = re.compile(rb"\x1aE\xdf\xa3.{1,60}?(?:webm|matroska).{0,40}?\x18S\x80g", re.DOTALL)
HEADER_BYTES = 128  # more than a match is long
BLOCK_BYTES = 1 << 24


def find_parts(path: Path, cancellation: Cancellation | None = None) -> tuple[tuple[int, int], ...]:
    """The byte ranges of the recordings in a Matroska file, half-open; usually one."""
    cancellation = cancellation or Cancellation()
    size, starts = path.stat().st_size, [0]
    with path.open("rb") as file:
        kept, offset = b"", 0
        while block := file.read(BLOCK_BYTES):
            cancellation.check()
            held = kept + block
            starts += [
                offset + found.start()
                for found in HEADER.finditer(held)
                if offset + found.start() > starts[-1]
            ]
            kept = held[-HEADER_BYTES:]
            offset += len(held) - len(kept)
    return tuple(zip(starts, [*starts[1:], size], strict=True))


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
