"""Write changed cues into a WebVTT file and keep what is not text: header, styles, regions, notes, names, settings.

A cue whose text is as it was keeps its markup too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcribe.formats.timestamps import parse_time_line, to_timestamp
from transcribe.formats.vtt import TIMINGS, block_end, header_end


@dataclass(frozen=True, slots=True)
class ChangedCue:
    """A cue as it shall be.

    Attributes:
        line: The number of the time line that it comes from.
        body: Its text as WebVTT writes it.
        is_same: The text is that of the file, so the file's own lines are kept.
    """

    line: int
    start_ms: int
    end_ms: int
    body: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between blank ones.

    Attributes:
        line: The number of the time line; 0 where there is none.
    """

    first: int
    line: int
    lines: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """A style or region, which must stand before all cues."""
        return not self.line and self.lines[0].split()[:1] in (["STYLE"], ["REGION"])

    def head(self) -> tuple[str, str]:
        """The cue's name with a line end, and its settings after a space."""
        time_line = self.lines[-1 - self._n_body]
        found = TIMINGS.match(time_line)
        loose = None if found else parse_time_line(time_line)
        settings = (found[9] if found else loose.rest if loose else "").strip()
        name = f"{self.lines[0]}\n" if self.first != self.line - 1 else ""
        return name, f" {settings}" if settings else ""

    @property
    def body(self) -> tuple[str, ...]:
        """The lines of the text."""
        return self.lines[len(self.lines) - self._n_body :]

    @property
    def _n_body(self) -> int:
        return len(self.lines) - (self.line - self.first)


def with_cues(text: str, cues: Sequence[ChangedCue]) -> tuple[str, int]:
    """The file with these cues instead of its own.

    Args:
        text: The file, with line feeds.
        cues: In the order in which they shall stand.

    Returns:
        The file, and the number of cues whose markup is gone, since their text changed.
    """
    lines = text.split("\n")
    first = header_end(lines)
    blocks = list(_blocks(lines, first))
    by_line = {block.line: block for block in blocks if block.line}
    shown = {cue.line for cue in cues}
    rest = [block for block in blocks if not block.line and not block.is_for_all]
    parts = ["\n".join(lines[:first])]
    parts += ["\n".join(block.lines) for block in blocks if block.is_for_all]
    n_lost = 0
    for cue in cues:
        while rest and rest[0].first < cue.line and cue.line in shown:
            parts.append("\n".join(rest.pop(0).lines))
        block = by_line[cue.line]
        name, settings = block.head()
        body = "\n".join(block.body) if cue.is_same else cue.body
        n_lost += not cue.is_same and "<" in "".join(block.body)
        times = f"{to_timestamp(cue.start_ms, '.')} --> {to_timestamp(cue.end_ms, '.')}"
        parts.append(f"{name}{times}{settings}\n{body}")
    parts += ["\n".join(block.lines) for block in rest]
    return "\n\n".join(parts) + "\n", n_lost


def _blocks(lines: list[str], at: int) -> Iterator[_Block]:
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        head = at if "-->" in lines[at] else at + 1
        has_times = head < len(lines) and "-->" in lines[head]
        stop = block_end(lines, head + 1 if has_times else at)
        is_cue = has_times and (TIMINGS.match(lines[head]) or parse_time_line(lines[head]))
        yield _Block(at, head + 1 if is_cue else 0, tuple(lines[at:stop]))
        at = stop
