"""Sort more lines than fit into memory, as bytes."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO

LINES_AT_ONCE = 20_000  # some MB


def sorted_lines(lines: Iterable[str], folder: Path, at_once: int = LINES_AT_ONCE) -> Iterator[str]:
    """The lines in the order of their UTF-8 bytes (Kaldi's LC_ALL=C); none may hold a line end.

    Args:
        lines: Without line ends.
        folder: For temporary files.
        at_once: How many are sorted in memory.
    """
    rest = iter(lines)
    with ExitStack() as files:
        runs: list[Iterator[bytes]] = []
        while run := sorted(line.encode() for line in islice(rest, at_once)):
            if len(run) < at_once and not runs:
                yield from (line.decode() for line in run)
                return
            file = files.enter_context(tempfile.TemporaryFile(dir=folder))
            file.writelines(line + b"\n" for line in run)
            file.seek(0)
            runs.append(_lines(file))
        yield from (line.decode() for line in heapq.merge(*runs))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    for line in file:
        yield line.removesuffix(b"\n")
