"""Which formats there are."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Transcript
from transcribe.errors import FormatError, InvalidOption, UnknownFormat
from transcribe.formats import json, srt, tsv, txt, vtt
from transcribe.formats.parsing import Notes


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Attributes:
        name: What the command line and the API call it.
        title: What people call it.
        suffix: Of its files, with the dot.
        media_type: For HTTP.
        dumps: Writer; its keyword arguments are the format's options.
        loads: Reader, or None where the format cannot be read.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    dumps: Callable[..., str]
    loads: Callable[[bytes | str, Notes], Transcript] | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the writer's options; all are on or off."""
        parameters = inspect.signature(self.dumps).parameters.values()
        return tuple(p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY)


FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format("srt", "SubRip", ".srt", "application/x-subrip", srt.dumps, srt.loads),
        Format("vtt", "WebVTT", ".vtt", "text/vtt", vtt.dumps, vtt.loads),
        Format("txt", "Plain text", ".txt", "text/plain", txt.dumps),
        Format("tsv", "Whisper TSV", ".tsv", "text/tab-separated-values", tsv.dumps, tsv.loads),
        Format("json", "Transcribe JSON", ".json", "application/json", json.dumps, json.loads),
        Format(
            "whisper-json", "Whisper JSON", ".json", "application/json",
            json.dumps_whisper, json.loads,
        ),
        Format("whisperx-json", "WhisperX JSON", ".json", "application/json", json.dumps, json.loads),
    )
}  # fmt: skip


def loads(data: bytes | str, format: str, *, name: str = "") -> Transcript:
    """Read a transcript.

    Args:
        data: The file's content.
        format: A name in `FORMATS`.
        name: The file's name, for messages.

    Raises:
        FormatError: The content cannot be read; no other exception comes of any content.
        UnknownFormat: There is no such format, or it cannot be read.
    """
    return load_report(data, format, name=name)[0]


def load_report(
    data: bytes | str, format: str, *, name: str = ""
) -> tuple[Transcript, tuple[str, ...]]:
    """Read a transcript, with sentences on what was odd about the file."""
    read = _known(format).loads
    if read is None:
        readable = tuple(name for name, known in FORMATS.items() if known.loads)
        raise UnknownFormat(format, readable)
    notes = Notes(name)
    return read(data, notes), tuple(notes.warnings)


def dumps(transcript: Transcript, format: str, **options: Any) -> str | bytes:
    """Write a transcript.

    Raises:
        UnknownFormat: There is no such format.
        InvalidOption: The format has no such option.
    """
    known = _known(format)
    for option in options:
        if option not in known.options:
            raise InvalidOption(format, option, known.options)
    return known.dumps(transcript, **options)


def _known(format: str) -> Format:
    if format not in FORMATS:
        raise UnknownFormat(format, tuple(FORMATS))
    return FORMATS[format]


def detect(data: bytes, name: str) -> str:
    """Tell a file's format by its name and its beginning.

    Raises:
        FormatError: It is none that can be read.
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
