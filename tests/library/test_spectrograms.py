"""Tiles are drawn once, the cache is bounded, and only a worker loads librosa."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from transcribe.audio.spectrogram_tiles import COLUMNS, ROWS, Tile
from transcribe.errors import NotFound, SpectrogramFailed
from transcribe.jobs.executors.base import (
    NOTHING,
    OnOutcome,
    Outcome,
    ResourceRequirements,
    Task,
    WorkerInfo,
)
from transcribe.jobs.worker.spectrogram_task import draw_tile
from transcribe.library.spectrograms import Spectrograms, TileCache, tiles_folder
from transcribe.store import Store


class SlowExecutor:
    """Runs tasks in a thread on command, and counts them."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.may_go, self.has_task = threading.Event(), threading.Event()
        self.fails = False

    def start(self, on_outcome: OnOutcome) -> None:
        self._on_outcome = on_outcome

    def submit(self, task: Task) -> None:
        self.tasks.append(task)
        self.has_task.set()
        threading.Thread(target=self._do, args=(task,)).start()

    def _do(self, task: Task) -> None:
        self.may_go.wait(20)
        if self.fails:
            self._on_outcome(Outcome(task.id, "lost", error="Its worker ended."))
        else:
            self._on_outcome(Outcome(task.id, "done", draw_tile(task.header, ())))

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        del needs
        return 1

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        del needs
        return ""

    def cancel(self, task_id: str) -> None:
        pass

    def workers(self) -> tuple[WorkerInfo, ...]:
        return ()

    def unavailable_reason(self) -> str:
        return ""

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as fresh:
        fresh.media.add(media_id="m1", title="T", filename="t.wav", sha256="0" * 64, size_bytes=1)
        fresh.media_folder("m1").mkdir(parents=True)
        noise = np.random.default_rng(0).normal(0, 3000, 16_000 * 12).astype("<i2")
        (fresh.media_folder("m1") / "audio.pcm").write_bytes(noise.tobytes())
        fresh.media.update("m1", state="ready", duration_ms=12_000)
        yield fresh


@pytest.fixture
def executor() -> SlowExecutor:
    return SlowExecutor()


def test_concurrent_requests_for_a_tile_draw_it_once(store: Store, executor: SlowExecutor) -> None:
    spectrograms = Spectrograms(store, executor=executor)
    answers: list[bytes] = []
    askers = [
        threading.Thread(target=lambda: answers.append(spectrograms.read("m1", Tile("mel", 1, 0))))
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    assert executor.has_task.wait(10)
    executor.may_go.set()
    for asker in askers:
        asker.join(20)
    assert len(answers) == 8
    assert len(set(answers)) == len(executor.tasks) == 1
    assert len(gzip.decompress(answers[0])) == ROWS["mel"] * COLUMNS
    spectrograms.read("m1", Tile("mel", 1, 0))
    assert len(executor.tasks) == 1
    assert [path.name for path in tiles_folder(store, "m1").iterdir()] == ["mel-1-0.gz"]


def test_a_failed_tile_is_reported_and_retried(store: Store, executor: SlowExecutor) -> None:
    spectrograms = Spectrograms(store, executor=executor)
    executor.may_go.set()
    executor.fails = True
    with pytest.raises(SpectrogramFailed, match=r"could not be computed: Its worker ended\."):
        spectrograms.read("m1", Tile("linear", 0, 0))
    executor.fails = False
    assert spectrograms.read("m1", Tile("linear", 0, 0))


def test_the_least_recently_used_tiles_are_removed(store: Store, executor: SlowExecutor) -> None:
    executor.may_go.set()
    size = len(Spectrograms(store, executor=executor).read("m1", Tile("linear", 0, 0)))
    spectrograms = Spectrograms(store, limit=int(2.5 * size), executor=executor)
    spectrograms.read("m1", Tile("linear", 0, 1))
    spectrograms.read("m1", Tile("linear", 0, 0))  # viewed again
    spectrograms.read("m1", Tile("linear", 0, 2))
    kept = sorted(path.name for path in tiles_folder(store, "m1").iterdir())
    assert kept == ["linear-0-0.gz", "linear-0-2.gz"]


def test_a_tile_cache_counts_existing_tiles(tmp_path: Path) -> None:
    folder = tmp_path / "m1" / "spectrogram"
    folder.mkdir(parents=True)
    for n in range(3):
        (folder / f"mel-0-{n}.gz").write_bytes(b"x" * 100)
    new = folder / "mel-0-9.gz"
    new.write_bytes(b"x" * 100)
    TileCache(tmp_path, 250).add(new, 100)
    assert len(list(folder.iterdir())) == 2
    assert new.is_file()


@pytest.mark.parametrize("tile", [Tile("mel", 9, 0), Tile("mel", 0, 10), Tile("linear", 2, 1)])
def test_there_are_no_tiles_beyond_the_recording(
    store: Store, executor: SlowExecutor, tile: Tile
) -> None:
    with pytest.raises(NotFound):
        Spectrograms(store, executor=executor).read("m1", tile)
    assert not executor.tasks


def test_a_real_worker_draws_and_ends(store: Store) -> None:
    spectrograms = Spectrograms(store)
    try:
        assert spectrograms.read("m1", Tile("linear", 1, 0))
    finally:
        spectrograms.close()


def test_the_web_process_does_without_librosa() -> None:
    code = (
        "import sys, transcribe.web.app, transcribe.web.server; "
        "print([m for m in ('librosa', 'numba', 'scipy') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
