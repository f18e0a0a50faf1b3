"""When a failed range is no longer in quarantine."""

from __future__ import annotations

import pytest

from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, JobKind
from transcribe.store.work.chunk_claims import Settlement


def _put_away(store: Store, kind: JobKind) -> None:
    """A recording whose only chunk, from 1.5 to 2.5 s, went into quarantine."""
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    store.media.update("m1", state="ready")
    job = store.jobs.enqueue("m1", kind, {})
    store.chunks.plan(job.id, [(ChunkPlan(((1500, 2500),)), 1)], planned_ms=2500, is_planned=True)
    assert store.jobs.claim("dispatcher") is not None
    for attempt in range(3):
        store.chunks.claim(job.id, 1, f"lease{attempt}")
        store.chunks.settle([Settlement(f"lease{attempt}", error="It ended its worker.")])


def _write(store: Store, start_ms: int, end_ms: int) -> None:
    segment = Segment(1, start_ms, end_ms, "Of course.", None, "corrected", ())
    store.edits.apply("m1", 0, (Insert(segment),), edit_id="typed")


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "is_left"),
    [(0, 1500, True), (1000, 1999, True), (1000, 2000, False), (2000, 9000, False)],
)
def test_a_failed_range_of_a_draft_is_obsolete_when_half_of_it_is_written(
    store: Store, start_ms: int, end_ms: int, is_left: bool
) -> None:
    _put_away(store, "draft")
    assert len(store.chunks.quarantined()) == 1
    _write(store, start_ms, end_ms)
    assert bool(store.chunks.quarantined("m1")) is is_left


def test_a_failed_range_of_a_translation_stays_when_its_original_is_written(store: Store) -> None:
    _put_away(store, "translate")
    _write(store, 0, 9000)
    assert len(store.chunks.quarantined("m1")) == 1
