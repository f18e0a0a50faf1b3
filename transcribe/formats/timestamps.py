"""Times and time lines of subtitle files, as programs really write them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

MAX_LINE = 500  # A longer line is no time line.
_SPACE = "[ \t\u00a0]*"
# Bounded repeats: a line of a million digits takes linear time.
_NUMBERS = rf"-?\d{{1,9}}(?:{_SPACE}[:.,;]{_SPACE}\d{{1,9}}){{1,3}}"
TIME_LINE = re.compile(
    rf"{_SPACE}(?:#?\d{{1,6}}[.):]?[ \t]+)??({_NUMBERS}){_SPACE}((?:-[ \t]?){{1,3}}>|[\u2013\u2014]+>|\u2192){_SPACE}({_NUMBERS})(?!\d)(.*)",
    re.ASCII | re.DOTALL,
)
_FULL_WIDTH = {0xFF10 + n: ord("0") + n for n in range(11)} | {0xFF0C: ord(","), 0xFF0E: ord(".")}
# What nearly all files have: read at once.
_USUAL = re.compile(
    r"(\d\d):(\d\d):(\d\d)[,.](\d{3}) --> (\d\d):(\d\d):(\d\d)[,.](\d{3})[ \t]*", re.ASCII
)


class Time(NamedTuple):
    """A time as a file writes it.

    Attributes:
        ms: Milliseconds without the frames.
        frames: Frames beyond `ms`, None where the file writes decimals.
        is_drop: A semicolon: frame numbers are dropped (SMPTE 12M).
        is_complete: It has hours, minutes, seconds and a fraction, so nothing else looks like it.
        is_guessed: Decimals of one or two digits, or minutes or seconds above 59.
    """

    ms: int
    frames: int | None = None
    is_drop: bool = False
    is_complete: bool = False
    is_guessed: bool = False


class TimeLine(NamedTuple):
    """Both times of a cue, and the rest of their line.

    Attributes:
        is_certain: The line is a time line wherever it stands.
        is_likely: It is one at the beginning of a block; `10:30 -> 11:15` only after a number.
    """

    start: Time
    end: Time
    rest: str
    is_certain: bool
    is_likely: bool = True


def parse_time_line(line: str) -> TimeLine | None:
    """Read `00:00:01,000 --> 00:00:02,000` and its many variants; None if it is no time line."""
    usual = _USUAL.fullmatch(line) if "->" in line else None
    if usual is not None:
        numbers = tuple(map(int, usual.groups()))
        start, end = _usual_time(*numbers[:4]), _usual_time(*numbers[4:])
        return TimeLine(start, end, "", is_certain=True)
    if len(line) > MAX_LINE or (">" not in line and "\u2192" not in line):
        return None
    found = TIME_LINE.match(line if line.isascii() else line.translate(_FULL_WIDTH))
    if found is None:
        return None
    first, second = parse_time(found[1]), parse_time(found[3])
    if first is None or second is None:
        return None
    is_likely = found[2].count("-") > 1 and len(re.findall(r"\d+", found[1])) > 2
    is_certain = first.is_complete and second.is_complete
    return TimeLine(first, second, found[4].strip(" \t"), is_certain, is_certain or is_likely)


def _usual_time(hours: int, minutes: int, seconds: int, ms: int) -> Time:
    at = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
    return Time(at, is_complete=True, is_guessed=minutes > 59 or seconds > 59)


def parse_time(text: str) -> Time | None:
    """Read one time; hours, the fraction and leading zeros may be absent, separators vary."""
    numbers, separators = re.findall(r"\d+", text, re.ASCII), re.findall(r"[:.,;]", text)
    if len(separators) != len(numbers) - 1 or not 2 <= len(numbers) <= 4:
        return None
    has_fraction = _has_fraction(numbers, separators)
    whole = numbers[:-1] if has_fraction else numbers
    hours, minutes, seconds = (["0", "0", *whole])[-3:]
    if len(hours) > 7 or len(minutes) > 3 or len(seconds) > 2:
        return None
    fraction = numbers[-1] if has_fraction else ""
    ms = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000
    is_odd = int(seconds) > 59 or (len(whole) > 2 and int(minutes) > 59)
    sign = -1 if text.lstrip().startswith("-") else 1
    if has_fraction and separators[-1] in ":;" and len(fraction) < 3:
        return Time(
            sign * ms, int(fraction), ";" in separators, len(numbers) == 4, is_guessed=is_odd
        )
    ms += int((fraction + "00")[:3]) if fraction else 0
    is_odd = is_odd or (has_fraction and len(fraction) != 3)
    return Time(sign * ms, is_complete=len(numbers) == 4, is_guessed=is_odd)


def _has_fraction(numbers: list[str], separators: list[str]) -> bool:
    """Whether the last number is a fraction: `00:01.5` and `00:01:500`, but not `00.00.01`."""
    if len(numbers) != 3:
        return len(numbers) == 4 or separators[0] in ".,"
    return len(numbers[2]) > 2 or separators[0] != separators[1]


def with_frames(time: Time, frame_rate: float) -> int:
    """Milliseconds of a time with frames at a frame rate.

    At rates like 29.97 a second of the time code is 1.001 seconds; drop-frame numbers leave out two
    numbers each minute but the tenth (SMPTE 12M).
    """
    nominal = round(frame_rate)
    is_ntsc = abs(frame_rate - nominal) > 1e-9
    rate = Fraction(nominal * 1000, 1001) if is_ntsc else Fraction(nominal)
    seconds = abs(time.ms) // 1000
    frames = seconds * nominal + (time.frames or 0)
    if time.is_drop and is_ntsc and nominal % 30 == 0:
        minutes = seconds // 60
        frames -= nominal // 15 * (minutes - minutes // 10)
    return round(Fraction(frames) / rate * 1000) * (-1 if time.ms < 0 else 1)


def to_timestamp(ms: int, decimal: str) -> str:
    """Write ms as `HH:MM:SS` with three decimals; hours have at least two digits."""
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal}{fraction:03d}"
