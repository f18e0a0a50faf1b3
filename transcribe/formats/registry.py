"""Reading and writing of all formats. A format's module is imported when it is first used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Transcript
from transcribe.errors import InvalidOptionValue, UnknownFormat
from transcribe.formats.catalog import FORMATS
from transcribe.formats.collector import collector_waits
from transcribe.formats.kinds import Format, OptionValue
from transcribe.formats.losses import Loss, Losses, losses_of
from transcribe.formats.parsing import Notes, ReadOptions

WRITABLE = tuple(known.name for known in FORMATS.values() if known.writer)
READABLE = tuple(known.name for known in FORMATS.values() if known.reader)


def loads(data: bytes | str, format: str, *, name: str = "") -> Transcript:
    """Read a transcript.

    Args:
        data: Content of the file.
        format: A name in `FORMATS`.
        name: The file's name, for messages.

    Raises:
        FormatError: The content cannot be read; no content raises any other exception.
        UnknownFormat: The format is unknown, or it cannot be read.
    """
    return load_report(data, format, name=name)[0]


def load_report(
    data: bytes | str, format: str, *, name: str = "", options: ReadOptions | None = None
) -> tuple[Transcript, tuple[str, ...]]:
    """Read a transcript, with warnings about the file."""
    done = read(data, format, name=name, options=options)
    return done.transcript, done.warnings


@dataclass(frozen=True, slots=True)
class Report:
    """A file that was read.

    Attributes:
        transcript: Its content.
        warnings: What was dropped or guessed, with line numbers.
        encoding: How its bytes were read.
        has_times: Its segments have times; those of a plain text are all 0.
        names: Beginnings of lines that may be speakers' names.
        cue_lines: For each segment its line in the file, where its reader keeps them; else None.
    """

    transcript: Transcript
    warnings: tuple[str, ...]
    encoding: str
    has_times: bool
    names: tuple[str, ...]
    cue_lines: tuple[int, ...] | None = None


def read(
    data: bytes | str, format: str, *, name: str = "", options: ReadOptions | None = None
) -> Report:
    """Read a transcript, and report how.

    Raises:
        FormatError: The content cannot be read.
        UnknownFormat: The format is unknown, or it cannot be read.
        InvalidOperation: The encoding does not exist.
    """
    reader = _known(format).loads
    if reader is None:
        raise UnknownFormat(format, READABLE)
    notes = Notes(name, options or ReadOptions())
    with collector_waits():
        transcript = reader(data, notes)
    is_known = notes.cue_lines is not None and notes.numbers is None
    lines = tuple(notes.cue_lines or ()) if is_known else None
    return Report(
        transcript, tuple(notes.warnings), notes.encoding, notes.has_times, notes.names, lines
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        content: The file; text is written as UTF-8.
        losses: What of the transcript is not in it.
    """

    content: str | bytes
    losses: tuple[Loss, ...]

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.content.encode() if isinstance(self.content, str) else self.content

    @property
    def warnings(self) -> tuple[str, ...]:
        """The losses in words."""
        return tuple(loss.text for loss in self.losses)


def write(transcript: Transcript, format: str, **options: Any) -> Written:
    """Write a transcript, and report what the format does not keep of it.

    Raises:
        UnknownFormat: The format is unknown, or it cannot be written.
        InvalidOption: The format has no such option.
    """
    known = _known(format)
    writer = known.dumps
    if writer is None:
        raise UnknownFormat(format, WRITABLE)
    for option in options:
        known.option(option)
    losses = Losses()
    content = writer(transcript, losses, **options)
    general = losses_of(transcript, known.kept(options), known.keeping)
    return Written(content, (*general, *losses.found))


def dumps(transcript: Transcript, format: str, **options: Any) -> str | bytes:
    """Write a transcript.

    Raises:
        UnknownFormat: The format is unknown, or it cannot be written.
        InvalidOption: The format has no such option.
    """
    return write(transcript, format, **options).content


def parse_options(format: str, given: Mapping[str, str]) -> dict[str, OptionValue]:
    """Read a writer's options as a query or a command line writes them.

    Raises:
        UnknownFormat: There is no such format.
        InvalidOption: The format has no such option.
        InvalidOptionValue: An option has no such value.
    """
    known = _known(format)
    parsed: dict[str, OptionValue] = {}
    for name, text in given.items():
        option = known.option(name)
        try:
            parsed[name] = option.parse(text)
        except ValueError as error:
            raise InvalidOptionValue(
                format, name, text, option.choices or (option.kind,)
            ) from error
    return parsed


def _known(format: str) -> Format:
    if format not in FORMATS:
        raise UnknownFormat(format, tuple(FORMATS))
    return FORMATS[format]
