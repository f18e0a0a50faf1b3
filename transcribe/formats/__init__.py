"""Transcript files: one module per format, one registry. Nothing here opens a file."""

from transcribe.formats.registry import (
    FORMATS,
    Format,
    Option,
    detect,
    dumps,
    load_report,
    loads,
    parse_options,
)

__all__ = [
    "FORMATS",
    "Format",
    "Option",
    "detect",
    "dumps",
    "load_report",
    "loads",
    "parse_options",
]
