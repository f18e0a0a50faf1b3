"""Helpers for fault tests of a workstation with a fake engine: its drafts, and invariants."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.support.recordings import to_wav
from transcribe.audio.decode import decode, open_pcm
from transcribe.store import Store

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
SLOW = "tests.support.task_functions:slow"


def speech(folder: Path, n: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Eleven seconds of speech and two of silence, `n` times."""
    decode(JFK, folder / "jfk.pcm", name="jfk.flac", channels=2)
    once = np.concatenate([np.array(open_pcm(folder / "jfk.pcm")), np.zeros(32_000, np.int16)])
    return np.tile(once, n)


def noise(seconds: float) -> bytes:
    """A WAV file of quiet noise."""
    return to_wav(np.random.default_rng(7).normal(0, 300, int(seconds * 16_000)))


def queue_draft(store: Store, media_id: str, samples: np.ndarray) -> int:
    """Add an ingested recording and its draft; returns the job's id."""
    folder = store.media_folder(media_id)
    folder.mkdir(parents=True)
    (folder / "audio.pcm").write_bytes(samples.astype("<i2").tobytes())
    store.media.add(
        media_id=media_id, title=media_id, filename=media_id, sha256=media_id, size_bytes=1
    )
    store.media.update(media_id, state="ready", duration_ms=len(samples) // 16)
    options = {"model": "base", "language": "en"}
    return store.jobs.enqueue(media_id, "draft", options).id


def check_drafted_once(
    store: Store, job_id: int, media_id: str, done_before: dict[int, str | None]
) -> None:
    """Every chunk is done and published once, in order; finished chunks are not repeated."""
    assert store.jobs.get(job_id).state == "done"
    chunks = store.chunks.list(job_id)
    assert {chunk.state for chunk in chunks} == {"done"}
    assert all(chunk.is_published for chunk in chunks)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(chunks))
    assert {c.id: c.finished_at for c in chunks if c.id in done_before} == done_before
    brought = [edit.id for edit in store.edits.since(media_id, 0, limit=10_000)]
    wanted = [f"draft-{job_id}-{chunk.start_ms}" for chunk in chunks]
    assert [edit for edit in brought if edit.startswith("draft-")] == wanted
    segments = store.edits.segments(media_id)[1]
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(segments))


def finished(store: Store, job_id: int) -> dict[int, str | None]:
    """Finished chunks and their times."""
    return {chunk.id: chunk.finished_at for chunk in store.chunks.list(job_id, ["done"])}


def wait_for(is_so: Callable[[], object], seconds: float = 90) -> float:
    """Wait until a condition holds; returns the time it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "the condition never held"
        time.sleep(0.05)
    return time.monotonic() - began
