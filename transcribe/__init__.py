"""Transcribe: a self-hosted workstation from speech-recognition draft to finished transcript."""

__version__ = "0.1.0"
