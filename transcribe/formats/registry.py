"""Which formats there are. A format's module is imported when the format is first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from transcribe.document.model import Transcript
from transcribe.errors import FormatError, InvalidOption, InvalidOptionValue, UnknownFormat
from transcribe.formats.parsing import MICRODVD, Notes, ReadOptions, decode_text
from transcribe.formats.timestamps import parse_time_line

OptionValue = bool | int | str
SWITCHED_ON, SWITCHED_OFF = ("1", "true", "on", "yes"), ("0", "false", "off", "no", "")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a writer.

    Attributes:
        name: The writer's keyword argument.
        kind: What values it takes.
        default: Its value when it is not given.
        choices: The values of a choice.
    """

    name: str
    kind: Literal["switch", "whole number", "choice", "text"] = "switch"
    default: OptionValue = False
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> OptionValue:
        """Read a value as a query or a command line writes it.

        Raises:
            ValueError: It is no value of this option.
        """
        if self.kind == "switch":
            if text.lower() in SWITCHED_ON:
                return True
            if text.lower() in SWITCHED_OFF:
                return False
            raise ValueError(text)
        if self.kind == "whole number":
            return int(text)
        if self.kind == "choice" and text not in self.choices:
            raise ValueError(text)
        return text


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Attributes:
        name: What the command line and the API call it.
        title: What people call it.
        suffix: Of its files, with the dot.
        media_type: For HTTP.
        module: In `transcribe.formats`; holds writer and reader.
        writer: Function in the module: a transcript and the options to text or bytes.
        reader: Function in the module: text or bytes and notes to a transcript; None where the
            format cannot be read.
        options: What the writer takes as keyword arguments.
        group: What people use it for; lists of formats show it.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    module: str
    writer: str = "dumps"
    reader: str | None = "loads"
    options: tuple[Option, ...] = ()
    group: Literal["subtitles", "text", "data"] = "data"

    @property
    def dumps(self) -> Callable[..., str | bytes]:
        """The writer."""
        function: Callable[..., str | bytes] = getattr(self._imported(), self.writer)
        return function

    @property
    def loads(self) -> Callable[[bytes | str, Notes], Transcript] | None:
        """The reader, or None where the format cannot be read."""
        return getattr(self._imported(), self.reader) if self.reader else None

    def _imported(self) -> Any:
        return import_module(f"transcribe.formats.{self.module}")

    def option(self, name: str) -> Option:
        """One option by its name.

        Raises:
            InvalidOption: The format has no such option.
        """
        for known in self.options:
            if known.name == name:
                return known
        raise InvalidOption(self.name, name, tuple(known.name for known in self.options))


SPEAKERS, WORDS, TIMES = Option("speakers"), Option("words"), Option("times")

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "srt", "SubRip", ".srt", "application/x-subrip", "srt",
            options=(SPEAKERS,), group="subtitles",
        ),
        Format(
            "vtt", "WebVTT", ".vtt", "text/vtt", "vtt",
            options=(Option("speakers", default=True), WORDS), group="subtitles",
        ),
        Format(
            "txt", "Plain text", ".txt", "text/plain", "txt",
            options=(TIMES, SPEAKERS), group="text",
        ),
        Format("tsv", "Whisper TSV", ".tsv", "text/tab-separated-values", "tsv"),
        Format("json", "Transcribe JSON", ".json", "application/json", "json"),
        Format(
            "whisper-json", "Whisper JSON", ".json", "application/json", "json",
            writer="dumps_whisper",
        ),
        Format("whisperx-json", "WhisperX JSON", ".json", "application/json", "json"),
    )
}  # fmt: skip


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
    """

    transcript: Transcript
    warnings: tuple[str, ...]
    encoding: str
    has_times: bool
    names: tuple[str, ...]


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
        readable = tuple(name for name, known in FORMATS.items() if known.reader)
        raise UnknownFormat(format, readable)
    notes = Notes(name, options or ReadOptions())
    transcript = reader(data, notes)
    return Report(transcript, tuple(notes.warnings), notes.encoding, notes.has_times, notes.names)


def dumps(transcript: Transcript, format: str, **options: Any) -> str | bytes:
    """Write a transcript.

    Raises:
        UnknownFormat: The format is unknown.
        InvalidOption: The format has no such option.
    """
    known = _known(format)
    for option in options:
        known.option(option)
    return known.dumps(transcript, **options)


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


def detect(data: bytes, name: str, encoding: str | None = None) -> str:
    """Detect a file's format from its name and its first bytes.

    Raises:
        FormatError: No readable format matches.
        InvalidOperation: The named encoding does not exist.
    """
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    head = decode_text(data[:4000], Notes(name, ReadOptions(encoding))).lstrip(" \t\n")
    if head.startswith("WEBVTT"):
        return "vtt"
    if re.match(r"\{|\[\s*\{", head) and not MICRODVD.match(head):
        return "json"
    if (named := _by_suffix(suffix)) not in {None, "txt"}:  # most plain texts are something else
        return str(named)
    if any(parse_time_line(line) for line in head.split("\n")):
        return "srt"
    if head.lower().startswith("start\tend\ttext"):
        return "tsv"
    if suffix in {"txt", "text"} or (not suffix and head and head.isprintable()):
        return "txt"
    names = ", ".join(known.name for known in FORMATS.values() if known.reader)
    raise FormatError(name, None, f"its format is not recognised; name it ({names})")


def _by_suffix(suffix: str) -> str | None:
    """The first readable format whose files have this suffix."""
    return next((f.name for f in FORMATS.values() if f.reader and f.suffix == f".{suffix}"), None)
