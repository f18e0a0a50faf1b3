"""Change the times of a subtitle file and keep every other byte: styles, positions, notes, line ends, encoding.

SubRip, WebVTT, SBV and ASS/SSA. Only digits of times change, and the signs between them are written as the format
has them. A caller compares the result, read again, with what it should be (`library/subtitles/retimed_files.py`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from transcribe.formats.timestamps import parse_time_line, to_timestamp
from transcribe.subtitles.retiming import MapOf, TimeMap

_TIME_LINE = re.compile(
    r"(?m)^(?P<before>[ \t]*)(?P<start>[\d:.,]{4,20})(?P<between>[ \t]*-->[ \t]*)(?P<end>[\d:.,]{4,20})(?=\s|$)",
    re.ASCII,
)
_INNER = re.compile(r"<(?:\d{2,}:)?\d\d:\d\d\.\d{3}>", re.ASCII)
_SBV = re.compile(
    r"(?m)^(?P<before>[ \t]*)(?P<start>\d{1,7}:\d\d:\d\d\.\d{3})(?P<between>,)(?P<end>\d{1,7}:\d\d:\d\d\.\d{3})(?=[ \t]*\r?$)",
    re.ASCII,
)
_ASS = re.compile(
    r"(?m)^(?P<before>(?:Dialogue|Comment):[^,\r\n]*,)(?P<start>[ \t]*\d{1,7}:\d\d:\d\d\.\d\d[ \t]*)(?P<between>,)(?P<end>[ \t]*\d{1,7}:\d\d:\d\d\.\d\d[ \t]*)(?=,)",
    re.ASCII,
)
_KARAOKE = re.compile(r"(?<=\\)([kK][of]?)(\d+)", re.ASCII)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
Write = Callable[[int, str], str]  # a time, and the text that stood there


@dataclass(frozen=True, slots=True)
class _Kind:
    times: re.Pattern[str]
    write: Write


def _dotted(ms: int, old: str) -> str:
    mark = "," if "," in old else "."
    written = to_timestamp(ms, mark)
    has_hours = old.count(":") > 1 or ms >= 3_600_000
    return written if has_hours else written[3:]


def _sbv(ms: int, _: str) -> str:
    return to_timestamp(ms, ".").removeprefix("0")


def _ass(ms: int, _: str) -> str:
    return to_timestamp((ms + 5) // 10 * 10, ".")[:-1].removeprefix("0")


_KINDS = {
    "srt": _Kind(_TIME_LINE, _dotted),
    "vtt": _Kind(_TIME_LINE, _dotted),
    "sbv": _Kind(_SBV, _sbv),
    "ass": _Kind(_ASS, _ass),
    "ssa": _Kind(_ASS, _ass),
}


def change_times(content: bytes, format: str, map_of: MapOf) -> bytes | None:
    """A subtitle file with other times.

    Args:
        content: The file. Times are ASCII in all encodings that are read; UTF-16 needs its mark.
        format: Its name in `FORMATS`.
        map_of: The map of a cue with this start and end.

    Returns:
        The file; None where the format has to be written from what was read.
    """
    kind = _KINDS.get(format)
    if kind is None:
        return None
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "latin-1")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return _changed(text, kind, map_of).encode(encoding)


def _changed(text: str, kind: _Kind, map_of: MapOf) -> str:
    """The text with the times of each cue, and those inside the cue, at their new places."""
    parts: list[str] = []
    at, inside = 0, TimeMap()
    for found in kind.times.finditer(text):
        times = _times(found)
        if times is None:
            continue
        parts.append(_inner(text[at : found.start()], inside, kind))
        inside = map_of(*times)
        parts += [found["before"], _new(found, inside, times, kind)]
        at = found.end()
    parts.append(_inner(text[at:], inside, kind))
    return "".join(parts)


def _times(found: re.Match[str]) -> tuple[int, int] | None:
    line = parse_time_line(f"{found['start'].strip()} --> {found['end'].strip()}")
    if line is None or line.start.frames is not None or line.end.frames is not None:
        return None
    return line.start.ms, line.end.ms


def _new(found: re.Match[str], map_: TimeMap, times: tuple[int, int], kind: _Kind) -> str:
    start_ms = max(0, map_.at(times[0]))
    end_ms = max(map_.at(times[1]), start_ms + 1 if times[1] > times[0] else start_ms)
    start, end = kind.write(start_ms, found["start"]), kind.write(end_ms, found["end"])
    return f"{start}{found['between']}{end}"


def _inner(text: str, map_: TimeMap, kind: _Kind) -> str:
    """A cue's text with its inner times moved; karaoke lengths of ASS follow the factor."""
    if kind.times is _ASS:
        return text if map_.factor == 1 else _KARAOKE.sub(lambda one: _longer(one, map_), text)
    return _INNER.sub(lambda one: _moved(one[0], map_), text) if "<" in text else text


def _longer(found: re.Match[str], map_: TimeMap) -> str:
    return f"{found[1]}{round(int(found[2]) * map_.factor)}"


def _moved(tag: str, map_: TimeMap) -> str:
    line = parse_time_line(f"{tag[1:-1]} --> {tag[1:-1]}")
    if line is None:
        return tag
    return f"<{_dotted(max(0, map_.at(line.start.ms)), tag)}>"
