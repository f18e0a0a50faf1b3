"""Lines of NIST's formats: fields between white space, comments after `;;`, seconds.

The formats are described in the documentation of SCTK (`doc/infmts.htm`) and in the RT-09 evaluation
plan, appendix A.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from transcribe.document.model import Transcript, Word
from transcribe.formats.parsing import MAX_TIME_MS, Notes, decode_text, quoted

NOTHING = "<NA>"
_SECONDS = re.compile(
    r"[-+]?(?:\d{1,9}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][-+]?\d{1,2})?\*?", re.ASCII
)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass
class Lines:
    """The lines of a file that are no comments.

    Only the first recording of a file is read; lines of others are reported.
    """

    text: str
    notes: Notes
    recording: str | None = None
    _others: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes | str, notes: Notes) -> Lines:
        """The lines of a file."""
        return cls(decode_text(data, notes), notes)

    def fields(self, n_most: int = -1) -> Iterator[tuple[int, list[str]]]:
        """The number and the fields of each line; the last of `n_most` has the rest of its line."""
        for number, line in enumerate(self.text.split("\n"), 1):
            stripped = line.strip(" \t\f\v")
            if stripped.startswith(";;"):
                self.notes.warn(number, "a comment was left out")
            elif stripped:
                yield number, _SPACE.split(stripped, max(n_most, 0))

    def is_ours(self, recording: str) -> bool:
        """Whether a line belongs to the recording that is read."""
        self.recording = self.recording or recording
        if recording != self.recording:
            self._others[recording] = self._others.get(recording, 0) + 1
        return recording == self.recording

    def end(self, n_read: int, what: str) -> None:
        """Report other recordings.

        Raises:
            FormatError: Nothing was read, though there are lines.
        """
        for name, n in self._others.items():
            self.notes.warn(None, f"{n} lines of the recording {quoted(name)} were left out: only "
                            f"the first recording of a file is read, {quoted(self.recording or '')}")  # fmt: skip
        if not n_read:
            for number, fields in Lines(self.text, Notes("")).fields():
                raise self.notes.error(number, f"this is no {what}: {quoted(' '.join(fields))}")


def seconds_ms(text: str) -> int | None:
    """Milliseconds of a number of seconds; None if it is no number."""
    if not _SECONDS.fullmatch(text):
        return None
    return round(min(max(float(text.rstrip("*")), -1e9), MAX_TIME_MS) * 1000)


def confidence(text: str) -> float | None:
    """A confidence from 0 to 1; None where there is none."""
    if not _SECONDS.fullmatch(text) or not 0 <= float(text.rstrip("*")) <= 1:
        return None
    return float(text.rstrip("*"))


def present(text: str) -> str | None:
    """A field's value, None for `<NA>`."""
    return None if text.upper() == NOTHING else text


def as_seconds(ms: int) -> str:
    """Milliseconds as seconds with three decimals."""
    return f"{ms // 1000}.{ms % 1000:03}"


def one_field(text: str) -> str:
    """A text as one field: white space becomes `_`, as in NIST's own files."""
    return _SPACE.sub("_", text.strip(" \t\n"))


def recording_field(transcript: Transcript) -> str:
    """The recording's name as one field."""
    name = transcript.media.filename.rsplit("/", 1)[-1].rsplit(".", 1)[0] or transcript.media.title
    return one_field(name) or "recording"


def word_field(word: Word) -> str:
    """A word as one field."""
    return one_field(word.text)
