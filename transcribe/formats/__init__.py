"""Transcript files: one module per format, one registry. Nothing here opens a file."""

from transcribe.formats.parsing import ReadOptions
from transcribe.formats.registry import (
    FORMATS,
    Format,
    Option,
    Report,
    detect,
    dumps,
    load_report,
    loads,
    parse_options,
    read,
)

__all__ = [
    "FORMATS",
    "Format",
    "Option",
    "ReadOptions",
    "Report",
    "detect",
    "dumps",
    "load_report",
    "loads",
    "parse_options",
    "read",
]
