"""A finished job that found speakers, without models: its results are given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transcribe.jobs.kinds.speakers import Speakers, SpeakersOptions
from transcribe.speakers import weights
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.voices import VoicePiece
from transcribe.store.work.chunk_claims import Settlement

Turn = tuple[int, int, int, float]  # start and end in ms, number of the speaker, confidence


def find_speakers(store: Store, turns: Sequence[Turn], media_id: str = "m") -> Job:
    """Run the job with these turns as its result; they are laid on the text."""
    store.media.update(media_id, state="ready")
    job = store.jobs.enqueue(media_id, "speakers", {})
    claimed = store.jobs.claim("dispatcher", kinds=["speakers"])
    assert claimed is not None
    end_ms = max((turn[1] for turn in turns), default=0)
    plan = ChunkPlan(((end_ms, end_ms + 1),))
    store.chunks.plan(job.id, [(plan, 0)], planned_ms=end_ms, is_planned=True)
    (chunk,) = store.chunks.claim(job.id, 1, "lease")
    result = {"turns": [list(turn) for turn in turns], "n_speakers": len({t[2] for t in turns})}
    store.chunks.settle([Settlement("lease", {chunk.id: result})])
    (done,) = store.chunks.list(job.id, ["done"])
    Speakers().commit(store, job, SpeakersOptions(), done)
    store.jobs.finish(claimed)
    return job


def keep_voices(
    store: Store,
    windows_ms: Sequence[tuple[int, int]],
    sounds: Sequence[int],
    *,
    media_id: str = "m",
    model: str | None = None,
) -> None:
    """Keep an embedding for each window, as the job does; those with the same number sound alike."""
    known = np.random.default_rng(1).normal(0, 1, (9, 192)).astype("<f2")
    windows = np.array(windows_ms, "<i4").tobytes()
    made = model or weights.model_digest()
    store.voices.put(media_id, VoicePiece(0, 180_000, made, windows, known[[*sounds]].tobytes()))
