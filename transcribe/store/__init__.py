"""Persistent data in SQLite through sqlite-utils. Start reading at `store.py`."""

from transcribe.store.store import Store

__all__ = ["Store"]
