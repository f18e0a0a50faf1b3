"""Scenarist closed captions (SCC): CEA-608 codes with timecodes at 30000/1001 frames a second.

A code takes a frame, so a caption shows when its last code has come. Pop-on captions show at once; of roll-up captions
each row becomes a segment, and of paint-on captions all that is painted after one command, so that each word comes once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from transcribe.document.model import Transcript
from transcribe.formats.broadcast import cea608_codes as codes
from transcribe.formats.parsing import Builder, Notes, decode_text, ordered_times, quoted
from transcribe.formats.speaker_names import split_speaker
from transcribe.subtitles.frame_rates import frame_rate

HEADER = "Scenarist_SCC V1.0"
RATE = frame_rate("29.97")
LAST_MS = 3_000  # of a caption that nothing ends
COLUMNS = 400  # a row has 32; longer rows are kept, since decoders hide what a person wrote
_LINE = re.compile(r"\s*(\d{1,2}):(\d\d):(\d\d)([:;.,])(\d\d)\s+(.*)", re.ASCII)
_WORD = re.compile(r"[0-9a-fA-F]{4}")
_RESUME_LOADING, _BACKSPACE, _DELETE_ROW = 0x20, 0x21, 0x24
_ROLL_UP = (0x25, 0x26, 0x27)
_RESUME_DIRECT, _TEXT_RESTART, _RESUME_TEXT = 0x29, 0x2A, 0x2B
_ERASE_SHOWN, _RETURN, _ERASE_HIDDEN, _END_OF_CAPTION = 0x2C, 0x2D, 0x2E, 0x2F
_Mode = Literal["pop-on", "roll-up", "paint-on", "text"]


class _Caption(NamedTuple):
    line: int
    start: int
    end: int | None
    text: str


@dataclass
class _Page:
    """Rows of characters.

    Attributes:
        rows: For each row its characters by column.
        since: The frame when it began to show.
        line: The line in the file of that.
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    since: int = 0
    line: int = 0

    @property
    def text(self) -> str:
        lines = ("".join(_filled(self.rows[row])) for row in sorted(self.rows))
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _filled(row: dict[int, str]) -> list[str]:
    return [row.get(column, " ") for column in range(max(row, default=-1) + 1)]


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read SCC: the first channel of captions.

    Raises:
        FormatError: The first line is not that of SCC.
    """
    lines = decode_text(data, notes).split("\n")
    if lines[0].strip() != HEADER:
        raise notes.error(1, f"an SCC file must begin with the line {HEADER}")
    decoder = _Decoder(notes)
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            _read_line(line, number, decoder)
    builder = Builder(notes)
    for caption in decoder.captions():
        _add(caption, builder)
    return builder.transcript()


def _read_line(line: str, number: int, decoder: _Decoder) -> None:
    found = _LINE.match(line)
    if found is None:
        decoder.notes.warn(number, f"a line without a timecode was left out: {quoted(line)}")
        return
    frame = _frame(found)
    _check_timecode(found, number, decoder.notes)
    for word in found[6].split():
        if _WORD.fullmatch(word):
            decoder.feed(int(word[:2], 16) & 0x7F, int(word[2:], 16) & 0x7F, frame, number)
        else:
            decoder.notes.warn(number, f"{quoted(word)} is no code; left out")
        frame += 1


def _check_timecode(found: re.Match[str], number: int, notes: Notes) -> None:
    minutes, seconds, frames = (int(found[n]) for n in (2, 3, 5))
    is_skipped = found[4] != ":" and frames < 2 and not seconds and bool(minutes % 10)
    if minutes > 59 or seconds > 59 or frames >= RATE.nominal or is_skipped:
        time = found[0][: found.start(6)].strip()
        notes.warn(number, f"{quoted(time)} is no timecode; its captions may be late or early")


def _frame(found: re.Match[str]) -> int:
    """The number of a frame. Numbers that drop-frame skips are taken for the frame after."""
    hours, minutes, seconds, frames = (int(found[n]) for n in (1, 2, 3, 5))
    whole = hours * 60 + minutes
    number = (whole * 60 + seconds) * RATE.nominal + frames
    return number if found[4] == ":" else number - 2 * (whole - whole // 10)


def _add(caption: _Caption, builder: Builder) -> None:
    start_ms = _ms(caption.start)
    if caption.end is None:
        builder.notes.warn(caption.line, f"no code ends the caption; it lasts {LAST_MS // 1000} s")
    end_ms = start_ms + LAST_MS if caption.end is None else _ms(caption.end)
    speaker, text = split_speaker(caption.text, builder.notes, caption.line)
    times = ordered_times(start_ms, end_ms, caption.line, builder.notes)
    builder.add(*times, text, speaker=speaker)


def _ms(frame: int) -> int:
    return int(RATE.time_of(frame) * 1000 + Fraction(1, 2))


class _Decoder:
    """Follows the codes and keeps what was on the screen.

    Attributes:
        notes: For what is not kept.
    """

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._mode: _Mode = "pop-on"
        self._shown, self._hidden = _Page(), _Page()
        self._is_done = False  # what is shown is whole; the next character begins another caption
        self._row, self._column = 15, 0
        self._found: list[_Caption] = []
        self._before: tuple[int, int] | None = None
        self._channel: int | None = None
        self._is_other = False

    def captions(self) -> list[_Caption]:
        """All captions; the last may have no end."""
        self._clear_hidden()
        self._close(None)
        return sorted(self._found, key=lambda caption: caption.start)

    def feed(self, first: int, second: int, frame: int, line: int) -> None:
        """Take the two bytes of a frame, without their parity bits."""
        if first < 0x10 or first >= 0x20:
            self._before = None
            for code in (first, second):
                if code >= 0x20 and not self._is_other:
                    self._write(codes.basic(code), frame, line)
            return
        # Control codes come twice, so that one may get lost.
        if (first, second) == self._before:
            self._before = None
            return
        self._before = (first, second)
        if self._is_of_channel(first, line):
            self._command(first & ~0x08, second, frame, line)

    def _is_of_channel(self, first: int, line: int) -> bool:
        channel = first & 0x08
        if self._channel is None:
            self._channel = channel
        self._is_other = channel != self._channel
        if self._is_other:
            self.notes.warn(line, "captions of a second channel were not kept")
        return not self._is_other

    def _command(self, first: int, second: int, frame: int, line: int) -> None:
        at = codes.place(first, second)
        if at is not None:
            self._row, self._column = at
            return
        alone, instead = codes.special(first, second), codes.extended(first, second)
        if alone is not None:
            self._write(alone, frame, line)
        elif instead is not None:
            self._backspace()
            self._write(instead, frame, line)
        elif first == 0x11:  # italics or a colour inside of a row take a column
            self.notes.warn(line, "markup (italics, colours, underlines) was removed")
            self._write(" ", frame, line)
        elif first == 0x17 and 0x21 <= second <= 0x23:
            self._column += second - 0x20
        elif first in {0x14, 0x15}:
            self._control(second, frame, line)

    def _control(self, code: int, frame: int, line: int) -> None:
        if code == _RESUME_LOADING:
            self._switch("pop-on", frame)
        elif code in _ROLL_UP:
            self._switch("roll-up", frame)
        elif code == _RESUME_DIRECT:
            self._switch("paint-on", frame)
            self._is_done = True
        elif code in {_TEXT_RESTART, _RESUME_TEXT}:
            self._mode = "text"
            self.notes.warn(line, "text outside of captions was not kept")
        elif code == _END_OF_CAPTION:
            self._switch("pop-on", frame)
            self._flip(frame, line)
        elif code == _ERASE_SHOWN:
            self._close(frame)
        elif code == _ERASE_HIDDEN:
            self._clear_hidden()
        elif code == _RETURN and self._mode == "roll-up":
            self._is_done, self._column = True, 0
        elif code == _BACKSPACE:
            self._backspace()
        elif code == _DELETE_ROW:
            row = self._page.rows.get(self._row, {})
            self._page.rows[self._row] = {at: c for at, c in row.items() if at < self._column}

    @property
    def _page(self) -> _Page:
        return self._hidden if self._mode == "pop-on" else self._shown

    def _switch(self, mode: _Mode, frame: int) -> None:
        if mode == "roll-up" and self._mode != mode:  # it clears the screen
            self._close(frame)
            self._clear_hidden()
            self._row = 15
        self._is_done = self._is_done or mode != self._mode
        self._mode = mode

    def _flip(self, frame: int, line: int) -> None:
        hidden = self._hidden
        self._close(frame)
        hidden.since, hidden.line = frame, line
        self._shown, self._hidden = hidden, _Page()

    def _clear_hidden(self) -> None:
        """What was loaded and not shown is gone."""
        if self._hidden.text:
            self.notes.warn(
                self._hidden.line,
                f"a caption that was loaded and never shown was not kept: {quoted(self._hidden.text)}",
            )
        self._hidden = _Page()

    def _close(self, frame: int | None) -> None:
        """What is shown ends."""
        page = self._shown
        if page.text:
            self._found.append(_Caption(page.line, page.since, frame, page.text))
        self._shown = _Page()
        self._is_done = False

    def _write(self, character: str, frame: int, line: int) -> None:
        if self._mode == "text":
            return
        if self._mode != "pop-on" and (self._is_done or not self._shown.text):
            if not character.strip():
                return
            self._close(frame)
            self._shown.since, self._shown.line = frame, line
        if self._mode == "pop-on":
            self._hidden.line = self._hidden.line or line
        row = 0 if self._mode == "roll-up" else self._row
        self._page.rows.setdefault(row, {})[min(self._column, COLUMNS)] = character
        self._column += 1

    def _backspace(self) -> None:
        if self._is_done and self._mode != "pop-on":  # nothing was written yet
            return
        self._column = max(0, self._column - 1)
        row = 0 if self._mode == "roll-up" else self._row
        self._page.rows.get(row, {}).pop(self._column, None)
