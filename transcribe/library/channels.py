"""The waveforms of two channels, for recordings that an earlier version ingested without them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transcribe.audio.channel_peaks import count_written, read_channels, write_channels
from transcribe.audio.clock import format_of
from transcribe.audio.probe import probe
from transcribe.errors import TranscribeError, WorkCancelled
from transcribe.jobs.executors.base import Executor, Outcome, Task
from transcribe.jobs.executors.cancellation import is_cancel_requested
from transcribe.jobs.executors.on_demand import OnDemandExecutor
from transcribe.jobs.ingest import original_of
from transcribe.jobs.tasks import ChannelsTask, from_plain, to_plain
from transcribe.store import Store
from transcribe.store.values import Media

IDLE_EXIT_S = 10.0
TIMEOUT_S = 3600.0

log = logging.getLogger("transcribe.channels")


def count_channels(store: Store, media: Media) -> int:
    """How many channels can be shown: 2 unless both are known to be the same."""
    written = count_written(store.media_folder(media.id))
    if written is not None:
        return written
    stream = next((known for known in media.streams if known.index == media.audio_stream), None)
    return 2 if stream is not None and stream.channels > 1 and media.peak_levels else 1


def draw_channels(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """Read the original's channels and write their waveforms beside it; runs in the worker."""
    del blobs
    task = from_plain(header)
    if not isinstance(task, ChannelsTask):
        raise TypeError(f"not the channels of a recording: {task}")

    def check() -> None:
        if is_cancel_requested(header.get("id")):
            raise WorkCancelled

    source = Path(task.source)
    found = probe(source, name=task.name, stream=task.stream)
    sound = format_of(found, task.stream, task.clock)
    peaks = read_channels(source, name=task.name, stream=task.stream, sound=sound, check=check)
    write_channels(Path(task.folder), peaks)
    return {}


class ChannelReader:
    """Reads the channels of old recordings in a worker: each once, one recording at a time."""

    def __init__(self, store: Store, executor: Executor | None = None) -> None:
        self._store = store
        self._executor = OnDemandExecutor(
            "transcribe.library.channels:draw_channels", self._settle, idle_exit_s=IDLE_EXIT_S,
            executor=executor,
        )  # fmt: skip
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._failed: set[str] = set()

    def ask(self, media: Media) -> bool:
        """Read a recording's channels, unless they are being read already.

        Returns:
            Whether they are being read; False if that failed before, or the original is missing.
        """
        with self._lock:
            if media.id in self._running or media.id in self._failed:
                return media.id in self._running
            try:
                source = original_of(self._store, media)
            except TranscribeError:
                return False
            task = ChannelsTask(
                str(source), media.filename, media.audio_stream,
                str(self._store.media_folder(media.id)), media.clock,
            )  # fmt: skip
            self._running.add(media.id)
            self._executor.submit(Task(media.id, to_plain(task), timeout_s=TIMEOUT_S))
            return True

    def cancel(self, media_id: str) -> None:
        """Stop reading a recording's channels, as when it is deleted."""
        with self._lock:
            if media_id in self._running:
                self._executor.cancel(media_id)

    def close(self) -> None:
        """End the worker."""
        self._executor.close()

    def _settle(self, outcome: Outcome) -> None:
        with self._lock:
            self._running.discard(outcome.task_id)
            if outcome.state != "done" and not _is_cancelled(outcome):
                log.warning("channels of %s: %s", outcome.task_id, outcome.error)
                self._failed.add(outcome.task_id)


def _is_cancelled(outcome: Outcome) -> bool:
    return outcome.state == "cancelled" or outcome.error_type == WorkCancelled.__name__
