"""Which format a file has, by its first bytes and its name."""

from __future__ import annotations

import re

from transcribe.errors import FormatError
from transcribe.formats.annotation.kaldi import is_kaldi
from transcribe.formats.catalog import FORMATS
from transcribe.formats.parsing import MICRODVD, Notes, ReadOptions, decode_text
from transcribe.formats.strangers import what_is_binary, what_is_text
from transcribe.formats.timestamps import parse_time_line

_READ = tuple(known for known in FORMATS.values() if known.reader)


def detect(data: bytes, name: str, encoding: str | None = None) -> str:
    """Detect a file's format from its name and its first bytes.

    Raises:
        FormatError: No readable format matches.
        InvalidOperation: The named encoding does not exist.
    """
    if data.startswith(b"PK\x03\x04") and name.lower().endswith(".docx"):
        return "docx"
    if is_kaldi(data):
        return "kaldi"
    if (what := what_is_binary(data)) is not None:
        raise FormatError(name, 1, what)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    head = decode_text(data[:4000], Notes(name, ReadOptions(encoding))).lstrip(" \t\n")
    marked = next((f.name for f in _READ if f.mark and re.match(f.mark, head)), None)
    if marked is not None:
        return marked
    if re.match(r"\{|\[\s*\{", head) and not MICRODVD.match(head):
        return "json"
    if (what := what_is_text(head)) is not None and not _has_time_lines(head):
        raise FormatError(name, 1, what)
    if (named := _by_suffix(suffix)) not in {None, "txt"}:  # most plain texts are something else
        return str(named)
    if _has_time_lines(head):
        return "srt"
    is_text = sum((c < " " and c not in "\n\t\f\v") or c == "\ufffd" for c in head) * 10 <= len(
        head
    )
    if (named and is_text) or (not suffix and head and is_text and "\n" not in head.strip()):
        return "txt"
    names = ", ".join(known.name for known in _READ)
    raise FormatError(name, 1, f"its format is not recognised; name it ({names})")


def _has_time_lines(head: str) -> bool:
    return any(parse_time_line(line) for line in head.split("\n"))


def _by_suffix(suffix: str) -> str | None:
    """The first readable format whose files have this suffix."""
    return next(
        (f.name for f in _READ if f".{suffix}" in {one.lower() for one in (f.suffix, *f.suffixes)}),
        None,
    )
