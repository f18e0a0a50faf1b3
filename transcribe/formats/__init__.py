"""Transcript files: one module per format, one registry. Nothing here opens a file."""

from transcribe.formats.catalog import FORMATS
from transcribe.formats.detection import detect
from transcribe.formats.kinds import Format, Option
from transcribe.formats.losses import PARTS, Loss
from transcribe.formats.parsing import ReadOptions
from transcribe.formats.registry import (
    READABLE,
    WRITABLE,
    Report,
    Written,
    dumps,
    load_report,
    loads,
    parse_options,
    read,
    write,
)

__all__ = [
    "FORMATS",
    "PARTS",
    "READABLE",
    "WRITABLE",
    "Format",
    "Loss",
    "Option",
    "ReadOptions",
    "Report",
    "Written",
    "detect",
    "dumps",
    "load_report",
    "loads",
    "parse_options",
    "read",
    "write",
]
