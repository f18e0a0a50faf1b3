"""Which formats there are. A format's module is imported when the format is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from transcribe.document.model import Transcript
from transcribe.errors import FormatError, InvalidOption, InvalidOptionValue, UnknownFormat
from transcribe.formats.parsing import Notes

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
    """

    name: str
    title: str
    suffix: str
    media_type: str
    module: str
    writer: str = "dumps"
    reader: str | None = "loads"
    options: tuple[Option, ...] = ()

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
        Format("srt", "SubRip", ".srt", "application/x-subrip", "srt", options=(SPEAKERS,)),
        Format(
            "vtt", "WebVTT", ".vtt", "text/vtt", "vtt",
            options=(Option("speakers", default=True), WORDS),
        ),
        Format("txt", "Plain text", ".txt", "text/plain", "txt", reader=None, options=(TIMES, SPEAKERS)),
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
    data: bytes | str, format: str, *, name: str = ""
) -> tuple[Transcript, tuple[str, ...]]:
    """Read a transcript, with warnings about the file."""
    read = _known(format).loads
    if read is None:
        readable = tuple(name for name, known in FORMATS.items() if known.reader)
        raise UnknownFormat(format, readable)
    notes = Notes(name)
    return read(data, notes), tuple(notes.warnings)


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


def detect(data: bytes, name: str) -> str:
    """Detect a file's format from its name and its first bytes.

    Raises:
        FormatError: No readable format matches.
    """
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"WEBVTT"):
        return "vtt"
    if head.startswith(b"{"):
        return "json"
    if suffix in {"srt", "vtt", "tsv", "json"}:
        return suffix
    if b"->" in head or b"-\0>\0" in head:
        return "srt"
    raise FormatError(name, None, "its format is not recognised; name it (srt, vtt, tsv or json)")
