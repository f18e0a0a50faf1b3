"""Sort more lines than fit into memory, as bytes."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO

LINES_AT_ONCE = 4_000  # 1 MB
BUFFER_BYTES = 8_192
RUNS_AT_ONCE = 300  # files that are open and merged at a time


def sorted_lines(lines: Iterable[str], folder: Path, at_once: int = LINES_AT_ONCE) -> Iterator[str]:
    """The lines in the order of their UTF-8 bytes (Kaldi's LC_ALL=C); none may hold a line end.

    Args:
        lines: Without line ends.
        folder: For temporary files.
        at_once: How many are sorted in memory.
    """
    rest = iter(lines)
    with ExitStack() as files:
        runs: list[IO[bytes]] = []
        while run := sorted(line.encode() for line in islice(rest, at_once)):
            if len(run) < at_once and not runs:
                yield from (line.decode() for line in run)
                return
            runs.append(_written(run, folder, files))
            if len(runs) == RUNS_AT_ONCE:
                merged = _written(heapq.merge(*map(_lines, runs)), folder, files)
                for file in runs:
                    file.close()
                runs = [merged]
        yield from (line.decode() for line in heapq.merge(*map(_lines, runs)))


def _written(lines: Iterable[bytes], folder: Path, files: ExitStack) -> IO[bytes]:
    file = files.enter_context(  # closed with `files`
        tempfile.TemporaryFile(dir=folder, buffering=BUFFER_BYTES)  # noqa: SIM115
    )
    file.writelines(line + b"\n" for line in lines)
    file.seek(0)
    return file


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    for line in file:
        yield line.removesuffix(b"\n")
