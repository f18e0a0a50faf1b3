"""EBU STL, the subtitle exchange file of broadcasters (EBU Tech 3264-E, 1991).

A block of 1,024 bytes (GSI) describes the file, then each block of 128 bytes (TTI) holds a subtitle or a part
of one. Times count frames: 25 a second, or 30000/1001 in files that say 30.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from transcribe.document.model import Segment, Transcript
from transcribe.errors import InvalidFrameRate
from transcribe.formats.broadcast import stl_codes
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import MAX_BYTES, Builder, Notes, one_line, ordered_times, quoted
from transcribe.formats.speaker_names import split_speaker
from transcribe.formats.srt import cue_text
from transcribe.subtitles.frame_rates import FrameRate
from transcribe.subtitles.frame_rates import frame_rate as frame_rate_of

GSI, TTI, TEXT = 1024, 128, 112  # bytes
LAST, USER_DATA = 0xFF, 0xFE  # extension block numbers
NEW_LINE, UNUSED = 0x8A, 0x8F
# Teletext: double height, then two codes that begin the box; they take columns.
_ROW = b"\x0d\x0b\x0b"
COLUMNS, ROWS = 40, 23
MOST_SUBTITLES, MOST_BLOCKS, MOST_PARTS = 65_535, 99_999, 0xF0
DAY = 24 * 3600  # seconds: timecodes have no days
LAST_S = 3  # of a subtitle whose end cannot be read
_RATES = {b"STL23.01": "23.976", b"STL24.01": "24", b"STL25.01": "25", b"STL30.01": "29.97",
          b"STL50.01": "50", b"STL60.01": "59.94"}  # fmt: skip
_FIELDS = "3s8s1s2s2s32s32s32s32s32s32s16s6s6s2s5s5s3s2s2s1s8s8s1s1s3s32s32s32s75s576s"
_MARKUP = re.compile(rb"[\x01-\x06\x08\x10-\x16\x80-\x85]")
_SPACING = re.compile(rb" *[\x00-\x1f]+[ \x00-\x1f]*")


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first block says.

    Attributes:
        rate: Frames a second.
        table: The code table of the texts.
        language: Whisper's code; None where the file names none.
        n_blocks: How many text blocks it announces; None if that cannot be read.
        start: The number of the programme's first frame.
        is_teletext: Teletext subtitles, not open ones.
    """

    rate: FrameRate
    table: str
    language: str | None
    n_blocks: int | None
    start: int
    is_teletext: bool

    def options(self) -> dict[str, str]:
        """What the writer needs to write such a file again."""
        table = next(name for name, code in stl_codes.NAMES.items() if code == self.table)
        start = ":".join(f"{part:02}" for part in _parts(self.start, self.rate))
        display = "teletext" if self.is_teletext else "open"
        return {
            "frame_rate": self.rate.name,
            "start": start,
            "display": display,
            "code_table": table,
        }


class _Block(NamedTuple):
    """A block of text, with its times as hours, minutes, seconds and frames."""

    number: int
    extension: int
    times: tuple[int, ...]
    row: int
    side: int
    is_comment: bool
    text: bytes


@dataclass(frozen=True, slots=True)
class _Subtitle:
    number: int
    start: int
    end: int
    text: bytes
    is_comment: bool


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read EBU STL. Times begin at the programme's start timecode.

    Raises:
        FormatError: It is no EBU STL, or names a frame rate or a code table that is not known.
    """
    content = data.encode("latin-1", "replace") if isinstance(data, str) else data
    if len(content) > MAX_BYTES:
        raise notes.error(None, f"it is larger than {MAX_BYTES >> 20} MiB")
    if len(content) < GSI or content[3:6] != b"STL":
        raise notes.error(None, "it does not begin with a block of EBU STL (1,024 bytes, STL25.01)")
    head = _head(content[:GSI], notes)
    notes.writer_options = head.options()
    builder = Builder(notes)
    shown = [one for one in _subtitles(content, head, notes) if not _is_note(one, head, notes)]
    start = head.start
    if any(one.start < start for one in shown):
        notes.warn(
            None, "subtitles begin before the programme's start timecode; times count from 0"
        )
        start = 0
    for one in shown:
        text = _text(one.text, head.table, notes)
        speaker, text = split_speaker(text, notes, one.number)
        times = (_ms(one.start - start, head.rate), _ms(one.end - start, head.rate))
        builder.add(*ordered_times(*times, None, notes), text, speaker=speaker)
    made = builder.transcript()
    return Transcript(made.segments, made.speakers, head.language, made.duration_ms)


def _head(block: bytes, notes: Notes) -> _Head:
    found = struct.unpack(_FIELDS, block)
    rate = _rate(found[1], notes)
    table = found[3].decode("latin-1")
    if table not in stl_codes.NAMES.values():
        notes.warn(
            None, f"it names the code table {quoted(table)}, which does not exist; read as Latin"
        )
        table = stl_codes.LATIN
    language = stl_codes.LANGUAGE_OF.get(found[4].decode("latin-1").upper())
    blocks = found[15].decode("latin-1").strip()
    first = found[21].decode("latin-1")
    has_start = first.isascii() and first.isdigit()
    start = _number([int(first[n : n + 2]) for n in (0, 2, 4, 6)], rate) if has_start else 0
    n_blocks = int(blocks) if blocks.isdigit() else None
    return _Head(rate, table, language, n_blocks, start, found[2] in {b"1", b"2"})


def _rate(code: bytes, notes: Notes) -> FrameRate:
    if code in _RATES:
        return frame_rate_of(_RATES[code])
    asked = notes.options.frame_rate
    if asked is None:
        raise notes.error(None, f"its frame rate {quoted(code.decode('latin-1'))} is not known; "
                          "import it with its frame rate, for example 25")  # fmt: skip
    try:
        return frame_rate_of(asked)
    except InvalidFrameRate as error:
        raise notes.error(None, str(error)) from error


def _subtitles(content: bytes, head: _Head, notes: Notes) -> Iterator[_Subtitle]:
    """Subtitles, the blocks of each joined."""
    n_blocks, rest = divmod(len(content) - GSI, TTI)
    if rest:
        notes.warn(None, f"the last {rest} bytes are no whole block; left out")
    if head.n_blocks not in {None, n_blocks}:
        notes.warn(None, f"it announces {head.n_blocks} blocks of text and has {n_blocks}")
    first: _Block | None = None  # of a subtitle that is not whole
    parts, n_user, places = bytearray(), 0, set()
    for n in range(n_blocks):
        block = _block(content[GSI + n * TTI : GSI + (n + 1) * TTI])
        if USER_DATA >= block.extension > 0xEF:
            n_user += 1
            continue
        if first and first.number != block.number:
            yield _unfinished(first, parts, head, notes)
            parts.clear()
            first = None
        parts += block.text
        places.add((block.row, block.side))
        first = first or block
        if block.extension == LAST:
            yield _subtitle(block, parts, head, notes)
            parts.clear()
            first = None
    if first:
        yield _unfinished(first, parts, head, notes)
    if n_user:
        notes.warn(None, f"{count(n_user, 'block')} of user data or reserved blocks were not kept")
    if len(places) > 1:
        notes.warn(None, "positions and alignment of subtitles were not kept")


def _block(data: bytes) -> _Block:
    _, number, extension, _, *times, row, side, comment = struct.unpack("<BHBB8B3B", data[:16])
    text = data[16:].rstrip(bytes([UNUSED]))
    return _Block(number, extension, tuple(times), row, side, comment == 1, text)


def _unfinished(block: _Block, text: bytearray, head: _Head, notes: Notes) -> _Subtitle:
    notes.warn(None, f"subtitle {block.number} has no last block; it is taken as whole")
    return _subtitle(block, text, head, notes)


def _subtitle(block: _Block, text: bytearray, head: _Head, notes: Notes) -> _Subtitle:
    start, end = (_in_programme(one, head) for one in (block.times[:4], block.times[4:]))
    if not _exists(block.times[:4], head.rate):
        notes.warn(None, f"the start of subtitle {block.number} is no timecode; it may be wrong")
    if not _exists(block.times[4:], head.rate):
        notes.warn(None, f"the end of subtitle {block.number} is no timecode; it lasts {LAST_S} s")
        end = start + LAST_S * head.rate.nominal
    return _Subtitle(block.number, start, end, bytes(text), block.is_comment)


def _exists(parts: Sequence[int], rate: FrameRate) -> bool:
    hours, minutes, seconds, frames = parts
    return hours < 100 and minutes < 60 and seconds < 60 and frames < rate.nominal


def _in_programme(parts: Sequence[int], head: _Head) -> int:
    """The number of a frame; far before the start of the programme is after midnight."""
    number, day = _number(parts, head.rate), DAY * head.rate.nominal
    return number + day if head.start - number > day // 2 else number


def _is_note(one: _Subtitle, head: _Head, notes: Notes) -> bool:
    if one.is_comment:
        text = one_line(_text(one.text, head.table, notes))
        notes.warn(None, f"a comment was not kept: {quoted(text)}")
    return one.is_comment


def _text(data: bytes, table: str, notes: Notes) -> str:
    """The lines of a subtitle. Codes of Teletext take a column each and show as a space."""
    if _MARKUP.search(data):
        notes.warn(None, "markup (italics, underlines, boxes, colours, flashing) was removed")
    lines = []
    for raw in data.replace(bytes([UNUSED]), b"").split(bytes([NEW_LINE])):
        spaced = _SPACING.sub(b" ", re.sub(rb"[\x7f-\x89\x8b-\x9f]", b"", raw))
        lines.append(stl_codes.decode(spaced, table).strip(" "))
    text = "\n".join(filter(None, lines))
    if "\ufffd" in text:
        notes.warn(None, "bytes that its code table has not became \ufffd")
    return text


def _number(parts: Sequence[int], rate: FrameRate) -> int:
    """The number of a frame from hours, minutes, seconds and frames; timecodes are non-drop."""
    hours, minutes, seconds, frames = parts
    return ((hours * 60 + minutes) * 60 + seconds) * rate.nominal + frames


def _ms(frame: int, rate: FrameRate) -> int:
    return int(rate.time_of(frame) * 1000 + Fraction(1, 2))


def dumps(
    transcript: Transcript,
    losses: Losses,
    *,
    frame_rate: str = "25",
    start: str = "00:00:00:00",
    display: str = "teletext",
    code_table: str = "auto",
    speakers: bool = False,
) -> bytes:
    """Write EBU STL.

    Args:
        transcript: Segments without text are skipped.
        losses: What the code table, the frames and the columns do not hold.
        frame_rate: 25, or 29.97 for files that say 30.
        start: The timecode of the programme's first frame.
        display: `teletext` with codes for double height and a box, or `open` subtitles.
        code_table: `auto` takes the one that holds most of the text.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    rate = frame_rate_of(frame_rate)
    first = _number([int(part) for part in start.split(":")], rate)
    shown = _shown(transcript, rate, first, losses)
    texts = [_named(one, transcript) if speakers else cue_text(one.text) for one in shown]
    table = stl_codes.NAMES.get(code_table) or stl_codes.best_table("\n".join(texts))
    writer = _Writer(rate, table, first, is_teletext=display == "teletext")
    for segment, text in zip(shown, texts, strict=True):
        writer.add(segment, text)
    writer.tell(losses)
    language = transcript.language or ""
    code = stl_codes.CODE_OF.get(language)
    losses.add("language", int(bool(language and code is None)),
               f"not kept: the language {language}, for which EBU STL has no code")  # fmt: skip
    return writer.file(title=one_line(transcript.media.title), language=code or "00", start=start)


def _shown(transcript: Transcript, rate: FrameRate, first: int, losses: Losses) -> list[Segment]:
    """Segments that have text and a timecode of the day."""
    with_text = [one for one in transcript.segments if cue_text(one.text)]
    last = DAY * rate.nominal
    shown = [one for one in with_text if max(_frames(one, rate)) + first < last][:MOST_SUBTITLES]
    n = len(with_text) - len(shown)
    losses.add("text", n, f"not kept: {count(n, 'segment')} beyond 24 hours of timecode, or "
               f"beyond {MOST_SUBTITLES:,} subtitles")  # fmt: skip
    moved = [ms for one in shown for ms in (one.start_ms, one.end_ms)]
    n_moved = sum(_ms(rate.nearest(ms), rate) != ms for ms in moved)
    losses.add(
        "milliseconds", n_moved, f"changed: {count(n_moved, 'time')} moved to the nearest frame"
    )
    n_short = sum(rate.nearest(one.start_ms) == rate.nearest(one.end_ms) for one in shown)
    losses.add("ends", n_short, f"changed: {count(n_short, 'segment')} of less than a frame made one frame long")  # fmt: skip
    return shown


def _frames(segment: Segment, rate: FrameRate) -> tuple[int, int]:
    start = rate.nearest(segment.start_ms)
    return start, max(rate.nearest(segment.end_ms), start + 1)


def _named(segment: Segment, transcript: Transcript) -> str:
    speaker = transcript.speaker(segment.speaker)
    name = one_line(speaker.name) if speaker else ""
    return f"{name}: {cue_text(segment.text)}" if name else cue_text(segment.text)


class _Writer:
    """Collects blocks, and what of the texts they do not hold."""

    def __init__(self, rate: FrameRate, table: str, first: int, *, is_teletext: bool) -> None:
        self._rate, self._table, self._first = rate, table, first
        self._is_teletext = is_teletext
        self._blocks: list[bytes] = []
        self._n = 0
        self._changed: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._n_wide = self._n_cut = self._n_blank = self._n_tall = 0

    def add(self, segment: Segment, text: str) -> None:
        """Add a subtitle; a long one takes several blocks."""
        self._n += 1
        lines = text.split("\n")
        rows = [line for line in lines if line.strip(" ")]
        self._n_blank += len(lines) - len(rows)
        chunks = list(self._chunks(rows))
        self._n_cut += len(chunks) > MOST_PARTS
        chunks = chunks[:MOST_PARTS]
        start, end = _frames(segment, self._rate)
        per_row = 2 if self._is_teletext else 1
        self._n_tall += per_row * len(rows) > ROWS
        row = max(1, ROWS - 1 - per_row * (len(rows) - 1))
        times = [*self._timecode(start), *self._timecode(end)]
        for n, chunk in enumerate(chunks):
            number = LAST if n == len(chunks) - 1 else n
            head = struct.pack("<BHBB8B3B", 0, self._n, number, 0, *times, row, 2, 0)
            self._blocks.append(head + chunk.ljust(TEXT, bytes([UNUSED])))

    def _chunks(self, rows: list[str]) -> Iterator[bytes]:
        """The bytes of a subtitle, 112 at a time; accents stay with their letters."""
        chunk = b""
        for unit in self._units(rows):
            if len(chunk) + len(unit) > TEXT:
                yield chunk
                chunk = b""
            chunk += unit
        yield chunk

    def _units(self, rows: list[str]) -> Iterator[bytes]:
        room = COLUMNS - len(_ROW) if self._is_teletext else COLUMNS
        for n, row in enumerate(rows):
            encoded = stl_codes.encode(row, self._table)
            self._changed.update(encoded.changed)
            self._lost.update(encoded.lost)
            self._n_wide += len(encoded.units) > room
            if n:
                yield bytes([NEW_LINE] * (2 if self._is_teletext else 1))
            yield from [bytes([code]) for code in _ROW] if self._is_teletext else []
            yield from encoded.units
            if self._is_teletext and len(encoded.units) + 2 <= room:
                yield b"\x0a\x0a"

    def _timecode(self, frame: int) -> list[int]:
        return _parts(frame + self._first, self._rate)

    def tell(self, losses: Losses) -> None:
        """Report what was changed."""
        room = COLUMNS - len(_ROW) if self._is_teletext else COLUMNS
        losses.add("text", self._lost.total(), f"changed: {count(self._lost.total(), 'character')} that the "
                   f"code table has not became ?: {_named_few(self._lost)}")  # fmt: skip
        losses.add("text", self._changed.total(), f"changed: {count(self._changed.total(), 'character')} "
                   f"became simpler ones: {_named_few(self._changed)}")  # fmt: skip
        losses.add("text", self._n_blank, f"changed: {count(self._n_blank, 'blank line')} left out")
        losses.add("text", self._n_wide, f"{count(self._n_wide, 'line')} of more than {room} characters; "
                   "decoders may cut them off")  # fmt: skip
        losses.add("text", self._n_tall, f"{count(self._n_tall, 'segment')} of more rows than the screen has; "
                   "decoders may leave some out")  # fmt: skip
        losses.add("text", self._n_cut, f"not kept: the rest of {count(self._n_cut, 'segment')}; a subtitle has "
                   f"at most {MOST_PARTS * TEXT:,} bytes")  # fmt: skip

    def file(self, *, title: str, language: str, start: str) -> bytes:
        """The whole file. The same transcript is the same file at any time, so the dates are fixed."""
        code = next(code for code, name in _RATES.items() if frame_rate_of(name) == self._rate)
        rows = ROWS
        times = self._blocks[0][5:9] if self._blocks else bytes(4)
        first = "".join(f"{part:02}" for part in times)
        fields = (
            "850", code, "1" if self._is_teletext else "0", self._table, language, title, *[""] * 6,
            "700101", "700101", "00", f"{min(len(self._blocks), MOST_BLOCKS):05}", f"{self._n:05}",
            "001", f"{COLUMNS}", f"{rows}", "1", start.replace(":", ""), first, "1", "1", "", "", "",
            "", "", "",
        )  # fmt: skip
        sizes = [int(size) for size in re.findall(r"(\d+)s", _FIELDS)]
        whole = [
            (one if isinstance(one, bytes) else one.encode("cp850", "replace"))[:size].ljust(size)
            for one, size in zip(fields, sizes, strict=True)
        ]
        return b"".join([*whole, *self._blocks])


def _named_few(found: Counter[str]) -> str:
    shown = (c if c.isprintable() else f"U+{ord(c):04X}" for c, _ in found.most_common(10))
    named = " ".join(shown)
    return f"{named} …" if len(found) > 10 else named


def _parts(frame: int, rate: FrameRate) -> list[int]:
    seconds, frames = divmod(frame, rate.nominal)
    return [seconds // 3600, seconds // 60 % 60, seconds % 60, frames]
