"""What a format is: its names, its module, its options, and which parts of a transcript it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from transcribe.document.model import Transcript
from transcribe.errors import InvalidOption
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
        keeps: Parts of a transcript that the format keeps where the option is on.
    """

    name: str
    kind: Literal["switch", "whole number", "choice", "text"] = "switch"
    default: OptionValue = False
    choices: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()

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
        keeps: The parts of a transcript that a reader of the file gets back (`losses.PARTS`).
        writer: Function in the module: a transcript, `Losses` and the options to text or bytes;
            None where the format cannot be written.
        reader: Function in the module: text or bytes and notes to a transcript; None where the
            format cannot be read.
        options: What the writer takes as keyword arguments.
        group: What people use it for; lists of formats show it.
        suffixes: Other suffixes of its files.
        mark: A pattern that the beginning of its files, and of no others, matches.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    module: str
    keeps: frozenset[str]
    writer: str | None = "dumps"
    reader: str | None = "loads"
    options: tuple[Option, ...] = ()
    group: Literal["subtitles", "text", "annotation", "data"] = "data"
    suffixes: tuple[str, ...] = ()
    mark: str = ""

    @property
    def dumps(self) -> Callable[..., str | bytes] | None:
        """The writer, or None where the format cannot be written."""
        return getattr(self._imported(), self.writer) if self.writer else None

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

    def kept(self, given: Mapping[str, OptionValue]) -> frozenset[str]:
        """The parts that the format keeps with some options; the others have their defaults."""
        on = (one.keeps for one in self.options if given.get(one.name, one.default))
        return self.keeps.union(*on)

    def keeping(self, part: str) -> str | None:
        """The name of the option that makes the format keep a part."""
        return next((one.name for one in self.options if part in one.keeps), None)
