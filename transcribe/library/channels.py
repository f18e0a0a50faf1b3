"""The waveform of two channels of recordings that were taken in before there was one."""

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
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.ingest import original_path
from transcribe.jobs.tasks import ChannelsTask, from_plain, to_plain
from transcribe.store import Store
from transcribe.store.values import Media

IDLE_EXIT_S = 10.0
TIMEOUT_S = 3600.0

log = logging.getLogger("transcribe.channels")


def count_channels(store: Store, media: Media) -> int:
    """How many channels can be shown: 2 as long as nothing says that both are the same."""
    written = count_written(store.media_folder(media.id))
    if written is not None:
        return written
    stream = next((known for known in media.streams if known.index == media.audio_stream), None)
    return 2 if stream is not None and stream.channels > 1 and media.peak_levels else 1


def draw_channels(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """What the worker does: read the original's channels and write their waveform beside it."""
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
    """Has the channels of old recordings read by a worker, each once, one recording at a time."""

    def __init__(self, store: Store, executor: Executor | None = None) -> None:
        self._store, self._executor = store, executor
        self._lock = threading.Lock()
        self._under_way: set[str] = set()
        self._given_up: set[str] = set()
        self._is_started = False

    def ask(self, media: Media) -> bool:
        """Have a recording's channels read.

        Returns:
            Whether they will come; False where that failed before, or the original is gone.
        """
        with self._lock:
            if media.id in self._under_way or media.id in self._given_up:
                return media.id in self._under_way
            try:
                source = (
                    Path(media.linked_path)
                    if media.linked_path
                    else original_path(self._store, media.id)
                )
            except TranscribeError:
                return False
            task = ChannelsTask(
                str(source), media.filename, media.audio_stream,
                str(self._store.media_folder(media.id)), media.clock,
            )  # fmt: skip
            self._under_way.add(media.id)
            self._running().submit(Task(media.id, to_plain(task), timeout_s=TIMEOUT_S))
            return True

    def cancel(self, media_id: str) -> None:
        """Stop reading a recording's channels, as when it is deleted."""
        with self._lock:
            if self._executor is not None and media_id in self._under_way:
                self._executor.cancel(media_id)

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            if self._executor is not None and self._is_started:
                self._executor.close()

    def _running(self) -> Executor:
        if self._executor is None:
            self._executor = LocalExecutor(
                "transcribe.library.channels:draw_channels", idle_exit_s=IDLE_EXIT_S
            )
        if not self._is_started:
            self._executor.start(self._settle)
            self._is_started = True
        return self._executor

    def _settle(self, outcome: Outcome) -> None:
        with self._lock:
            self._under_way.discard(outcome.task_id)
            if outcome.state != "done" and not _is_cancelled(outcome):
                log.warning("channels of %s: %s", outcome.task_id, outcome.error)
                self._given_up.add(outcome.task_id)


def _is_cancelled(outcome: Outcome) -> bool:
    return outcome.state == "cancelled" or outcome.error_type == WorkCancelled.__name__
