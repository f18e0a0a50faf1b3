"""Files that cannot be read, by what they are: a refusal names the format and says what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_VIDEO = "take its subtitles out first, for example with ffmpeg -i FILE subtitles.srt"
_PICTURES = "its subtitles are pictures; read them with a program for text recognition first"
_CONVERT = "convert it to SubRip or WebVTT first"

# Beginnings of files, as bytes.
_BYTES: tuple[tuple[bytes, str], ...] = (
    (rb"\x1a\x45\xdf\xa3", f"this is a Matroska or WebM video; {_VIDEO}"),
    (rb".{4}ftyp", f"this is an MP4 video; {_VIDEO}"),
    (rb"\x00\x00\x01\xba", f"this is VobSub; {_PICTURES}"),
    (rb"PG.{8}[\x14-\x17\x80]", f"this is a Blu-ray subtitle stream (PGS); {_PICTURES}"),
    (rb"%PDF-", "this is a PDF; copy its text into a plain text file"),
    (rb"PK\x03\x04", "this is a ZIP archive or an Office file; unpack it, or save it as plain text"),
    (rb"\x1f\x8b", "this is compressed (gzip); unpack it first"),
    (rb"\xd0\xcf\x11\xe0", "this is an old Office file; save it as plain text"),
    (rb"\{\\rtf", "this is RTF; save it as plain text"),
    (rb"(?:RIFF|OggS|fLaC|ID3|\xff\xfb)", "this is an audio or video file; upload it as a recording"),
    (rb"<\x00?[?!sSdD].{0,400}<SAMI\b|\s*<SAMI\b", f"this is SAMI; {_CONVERT}"),
)  # fmt: skip
_BYTES_COMPILED = tuple((re.compile(mark, re.DOTALL), what) for mark, what in _BYTES)

_PROLOGUE = r"(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
# The same of decoded text.
_TEXTS: tuple[tuple[str, str], ...] = (
    (r"\s*<sami\b", f"this is SAMI; {_CONVERT}"),
    (r"\{\d{1,9}\}\{\d{0,9}\}", f"this is MicroDVD with frame numbers; {_CONVERT}"),
    (rf"{_PROLOGUE}(?:<!DOCTYPE[^>]*>\s*)?<smil\b", "this is SMIL, which holds times and links to texts but no texts"),
    (rf"{_PROLOGUE}<!DOCTYPE\s+html|{_PROLOGUE}<html\b", "this is an HTML page; copy its text into a plain text file"),
    (rf"{_PROLOGUE}<!DOCTYPE", "this is XML with a document type, which is not read"),
    (r"token\|speaker\|ts\|endTs", "this is a table of words of fstalign (NLP) and has no format that is read"),
    (r"\[INFORMATION\]|\d\d:\d\d:\d\d\.\d\d,\d\d:\d\d:\d\d\.\d\d\s", f"this is SubViewer; {_CONVERT}"),
    (r"<SYSTEM title=", "this is a report of sclite"),
)  # fmt: skip
_TEXTS_COMPILED = tuple((re.compile(mark, re.IGNORECASE), what) for mark, what in _TEXTS)
_ROOT = re.compile(rf"{_PROLOGUE}<([A-Za-z_][\w.:-]*)")


def what_is_binary(data: bytes) -> str | None:
    """What bytes are that are no text, and what to do; None if they are unknown."""
    head = data[:1000]
    found = (what for mark, what in _BYTES_COMPILED if mark.match(head))
    return next(found, None)


def what_is_text(head: str) -> str | None:
    """What a text is that cannot be read, and what to do; None if it is unknown."""
    found = next((what for mark, what in _TEXTS_COMPILED if mark.match(head)), None)
    if found is not None:
        return found
    root = _ROOT.match(head)
    return (
        f"this is XML with the root <{root[1]}>, which is of no format that is read"
        if root
        else None
    )


def what_is_json(plain: Any) -> str:
    """What a JSON file is that has no segments that can be read."""
    first = plain[0] if isinstance(plain, list) and plain else plain
    if isinstance(first, Mapping):
        for names, what in _JSON:
            if names <= set(first):
                return f"this is {what}"
    return 'it is not a JSON object with a list "segments" (or of another program we know)'


_JSON: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"supervisions", "recording"}), "a list of Lhotse's cuts of many recordings; export one to CTM or TextGrid"),
    (frozenset({"annotations", "data"}), "a task of Label Studio without regions of audio"),
    (frozenset({"completions", "data"}), "a task of Label Studio without regions of audio"),
    (frozenset({"job", "format"}), "an answer of Speechmatics without results"),
    (frozenset({"job"}), "the state of a job, not its transcript"),
    (frozenset({"name", "version"}), "a description of a program, not a transcript"),
    (frozenset({"$schema"}), "a schema or settings, not a transcript"),
)  # fmt: skip
