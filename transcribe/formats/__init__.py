"""Transcript files: one module a format, one registry. Nothing here opens a file."""

from transcribe.formats.registry import FORMATS, Format, detect, dumps, load_report, loads

__all__ = ["FORMATS", "Format", "detect", "dumps", "load_report", "loads"]
