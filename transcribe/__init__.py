"""Transcribe: a self-hosted workstation from speech-recognition draft to finished transcript."""

from transcribe.system.telemetry import switch_off

switch_off()  # before any library that would read its switch too early

__version__ = "0.1.0"
