"""Which format a file has, by its first bytes and its name."""

from __future__ import annotations

import re

from transcribe.errors import FormatError
from transcribe.formats.catalog import FORMATS
from transcribe.formats.parsing import MICRODVD, Notes, ReadOptions, decode_text
from transcribe.formats.timestamps import parse_time_line

_READ = tuple(known for known in FORMATS.values() if known.reader)


def detect(data: bytes, name: str, encoding: str | None = None) -> str:
    """Detect a file's format from its name and its first bytes.

    Raises:
        FormatError: No readable format matches.
        InvalidOperation: The named encoding does not exist.
    """
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    head = decode_text(data[:4000], Notes(name, ReadOptions(encoding))).lstrip(" \t\n")
    marked = next((f.name for f in _READ if f.mark and re.match(f.mark, head)), None)
    if marked is not None:
        return marked
    if re.match(r"\{|\[\s*\{", head) and not MICRODVD.match(head):
        return "json"
    if (named := _by_suffix(suffix)) not in {None, "txt"}:  # most plain texts are something else
        return str(named)
    if any(parse_time_line(line) for line in head.split("\n")):
        return "srt"
    if named or (not suffix and head and head.isprintable()):
        return "txt"
    names = ", ".join(known.name for known in _READ)
    raise FormatError(name, None, f"its format is not recognised; name it ({names})")


def _by_suffix(suffix: str) -> str | None:
    """The first readable format whose files have this suffix."""
    return next((f.name for f in _READ if f".{suffix}" in {f.suffix, *f.suffixes}), None)
