"""Spectrogram tiles: drawn on demand by a worker process, kept while there is room.

librosa takes over a second to import and a quarter of a gigabyte, so the web process does without:
a worker is started by the first tile that is not there yet, and ended after two idle minutes.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from pathlib import Path

from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.audio.spectrogram_tiles import TILES_FOLDER, Tile, count_levels, count_tiles
from transcribe.errors import NotFound, SpectrogramFailed
from transcribe.jobs.executors.base import Executor, Outcome, Task
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.tasks import SpectrogramTask, to_plain
from transcribe.store import Store
from transcribe.store.values import Media

DEFAULT_LIMIT_MB = 512
IDLE_EXIT_S = 120.0
TIMEOUT_S = 60.0  # somebody waits for a tile so long
# The first tile of a data folder waits until numba has compiled: 20 s, over a minute on a busy machine.
TASK_TIMEOUT_S = 180.0


def limit_bytes() -> int:
    """How much all tiles of a library may take on the disk."""
    return int(float(os.environ.get("TRANSCRIBE_SPECTROGRAM_MB", DEFAULT_LIMIT_MB)) * 1_000_000)


class TileCache:
    """The tiles of all recordings on the disk; those least recently asked for go first.

    Args:
        folder: Where the recordings' folders are.
        limit: Bytes that they may take together.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._sizes: OrderedDict[Path, int] | None = None
        self._total = 0
        self._lock = threading.Lock()

    def touch(self, path: Path) -> None:
        """A tile was asked for."""
        with self._lock:
            known = self._known()
            if path in known:
                known.move_to_end(path)
        with suppress(OSError):
            os.utime(path)  # the order outlives this process

    def add(self, path: Path, size: int) -> None:
        """A tile was written; make room for it."""
        with self._lock:
            known = self._known()
            self._total += size - known.pop(path, 0)
            known[path] = size
            while self._total > self._limit and len(known) > 1:
                oldest, its_size = known.popitem(last=False)
                self._total -= its_size
                oldest.unlink(missing_ok=True)

    def _known(self) -> OrderedDict[Path, int]:
        if self._sizes is None:
            self._sizes = OrderedDict(self._find())
            self._total = sum(self._sizes.values())
        return self._sizes

    def _find(self) -> list[tuple[Path, int]]:
        found = []
        for path in self._folder.glob(f"*/{TILES_FOLDER}/*.gz"):
            with suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, path, status.st_size))
        return [(path, size) for _, path, size in sorted(found)]


class Spectrograms:
    """Gives tiles of recordings, each drawn once however many ask for it at a time.

    Args:
        store: The library.
        limit: Bytes that all tiles may take; `limit_bytes()` by default.
        executor: Draws them; a worker process of its own by default.
    """

    def __init__(
        self, store: Store, *, limit: int | None = None, executor: Executor | None = None
    ) -> None:
        self._store = store
        self._shelf = TileCache(store.folder / "media", limit_bytes() if limit is None else limit)
        self._executor = executor
        self._is_started = False
        self._lock = threading.Lock()
        self._waiting: dict[str, Future[Outcome]] = {}

    def read(self, media_id: str, tile: Tile) -> bytes:
        """Read a tile, gzipped rows of grey values; drawn now if it is not there.

        Raises:
            NotFound: There is no such recording, its sound is not there yet, or no such tile.
            DrawingFailed: The worker could not do it.
        """
        media = self._store.media.get(media_id)
        pcm = self._store.media_folder(media_id) / "audio.pcm"
        if not pcm.is_file():
            raise NotFound("sound yet for recording", media_id)
        n_samples = _count_samples(media)
        if tile.level >= count_levels(n_samples) or tile.index >= count_tiles(
            n_samples, tile.level
        ):
            raise NotFound("spectrogram tile", f"{tile.level}/{tile.index}")
        path = tiles_folder(self._store, media_id) / tile.filename
        for _ in range(2):  # a second time if it was evicted between drawing and reading
            with suppress(FileNotFoundError):
                content = path.read_bytes()
                self._shelf.touch(path)
                return content
            self._draw(pcm, tile, path)
        raise SpectrogramFailed(
            "its picture was removed at once; the limit for pictures is too low"
        )

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            if self._executor is not None and self._is_started:
                self._executor.close()

    def _draw(self, pcm: Path, tile: Tile, path: Path) -> None:
        key = str(path)
        with self._lock:
            waiting = self._waiting.get(key)
            if waiting is None:
                if path.is_file():
                    return
                waiting = self._waiting[key] = Future()
                task = SpectrogramTask(str(pcm), key, tile.scale, tile.level, tile.index)
                self._running().submit(Task(key, to_plain(task), timeout_s=TASK_TIMEOUT_S))
        try:
            outcome = waiting.result(TIMEOUT_S)
        except NotInTime as error:
            raise SpectrogramFailed("it took too long; try again") from error
        if outcome.state != "done":
            raise SpectrogramFailed(outcome.error or outcome.state)

    def _running(self) -> Executor:
        if self._executor is None:
            self._executor = LocalExecutor(
                "transcribe.jobs.worker.spectrogram_task:draw_tile", idle_exit_s=IDLE_EXIT_S
            )
        if not self._is_started:
            self._executor.start(self._settle)
            self._is_started = True
        return self._executor

    def _settle(self, outcome: Outcome) -> None:
        if outcome.state == "done" and outcome.result is not None:
            self._shelf.add(Path(outcome.task_id), int(outcome.result["bytes"]))
        with self._lock:
            waiting = self._waiting.pop(outcome.task_id, None)
        if waiting is not None:
            waiting.set_result(outcome)


def tiles_folder(store: Store, media_id: str) -> Path:
    """Where the tiles of a recording lie. What is in it can be made again at any time."""
    return store.media_folder(media_id) / TILES_FOLDER


def count_media_levels(media: Media) -> int:
    """Levels of a recording's spectrogram, 0 until its sound is there."""
    return count_levels(_count_samples(media))


def _count_samples(media: Media) -> int:
    return (media.duration_ms or 0) * SAMPLES_PER_MS
