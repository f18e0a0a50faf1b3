"""Spectrogram tiles: computed on demand by a worker process, cached up to a limit.

librosa takes over a second to import and a quarter of a gigabyte, so the web process does not import it:
the first tile that is missing starts a worker, which ends after two idle minutes.
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
from transcribe.jobs.executors.on_demand import OnDemandExecutor
from transcribe.jobs.tasks import SpectrogramTask, to_plain
from transcribe.store import Store
from transcribe.store.values import Media

DEFAULT_LIMIT_MB = 512
IDLE_EXIT_S = 120.0
TIMEOUT_S = 60.0  # of one request for a tile
# For the first tile of a data folder, numba compiles: 20 s, over a minute on a busy machine.
TASK_TIMEOUT_S = 180.0


def limit_bytes() -> int:
    """The limit for all tiles of a library on the disk, in bytes."""
    return int(float(os.environ.get("TRANSCRIBE_SPECTROGRAM_MB", DEFAULT_LIMIT_MB)) * 1_000_000)


class TileCache:
    """The tiles of all recordings on the disk; the least recently used are removed first.

    Args:
        folder: The folder with the recordings' folders.
        limit: Limit for all tiles together, in bytes.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._sizes: OrderedDict[Path, int] | None = None
        self._total = 0
        self._lock = threading.Lock()

    def touch(self, path: Path) -> None:
        """Note that a tile was used."""
        with self._lock:
            known = self._known()
            if path in known:
                known.move_to_end(path)
        with suppress(OSError):
            os.utime(path)  # keeps the order for the next process

    def add(self, path: Path, size: int) -> None:
        """Note that a tile was written, and remove others down to the limit."""
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
    """Reads tiles of recordings; each is computed once, however many requests wait for it.

    Args:
        store: The library.
        limit: Limit for all tiles, in bytes; `limit_bytes()` by default.
        executor: Computes them; a worker process by default.
    """

    def __init__(
        self, store: Store, *, limit: int | None = None, executor: Executor | None = None
    ) -> None:
        self._store = store
        self._cache = TileCache(store.folder / "media", limit_bytes() if limit is None else limit)
        self._executor = OnDemandExecutor(
            "transcribe.jobs.worker.spectrogram_task:draw_tile", self._settle,
            idle_exit_s=IDLE_EXIT_S, executor=executor,
        )  # fmt: skip
        self._lock = threading.Lock()
        self._waiting: dict[str, Future[Outcome]] = {}

    def read(self, media_id: str, tile: Tile) -> bytes:
        """Read a tile: gzipped rows of grey values; computed now if it is not cached.

        Raises:
            NotFound: No such recording or tile, or the recording is not decoded yet.
            SpectrogramFailed: The worker failed or took too long.
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
        for _ in range(2):  # again if it was removed between computing and reading
            with suppress(FileNotFoundError):
                content = path.read_bytes()
                self._cache.touch(path)
                return content
            self._draw(pcm, tile, path)
        raise SpectrogramFailed(
            "its tile was removed at once; TRANSCRIBE_SPECTROGRAM_MB is too low"
        )

    def close(self) -> None:
        """End the worker."""
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
                self._executor.submit(Task(key, to_plain(task), timeout_s=TASK_TIMEOUT_S))
        try:
            outcome = waiting.result(TIMEOUT_S)
        except NotInTime as error:
            raise SpectrogramFailed("it took too long; try again") from error
        if outcome.state != "done":
            raise SpectrogramFailed(outcome.error or outcome.state)

    def _settle(self, outcome: Outcome) -> None:
        if outcome.state == "done" and outcome.result is not None:
            self._cache.add(Path(outcome.task_id), int(outcome.result["bytes"]))
        with self._lock:
            waiting = self._waiting.pop(outcome.task_id, None)
        if waiting is not None:
            waiting.set_result(outcome)


def tiles_folder(store: Store, media_id: str) -> Path:
    """The folder of a recording's tiles; its files can be computed again at any time."""
    return store.media_folder(media_id) / TILES_FOLDER


def count_media_levels(media: Media) -> int:
    """Levels of a recording's spectrogram; 0 until the recording is decoded."""
    return count_levels(_count_samples(media))


def _count_samples(media: Media) -> int:
    return (media.duration_ms or 0) * SAMPLES_PER_MS
