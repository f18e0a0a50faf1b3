"""Build an executor's task from claimed chunks."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.asr import devices
from transcribe.jobs.executors import Task
from transcribe.jobs.running_job import RunningJob
from transcribe.jobs.tasks import to_plain
from transcribe.store import Store
from transcribe.store.values import WorkChunk

MAX_BATCH = 8  # chunks decoded together; more gains little (docs/develop/benchmarks.md)
MAX_BATCH_GPU = devices.MAX_CHUNKS
TIMEOUT_BASE_S = 180.0  # a model may have to be loaded from a slow disk


def make_task(
    store: Store,
    active: RunningJob,
    lease: str,
    chunks: Sequence[WorkChunk],
    *,
    group: int = MAX_BATCH,
    timeout_base_s: float = TIMEOUT_BASE_S,
) -> Task:
    """Build the task for a claim.

    Args:
        store: The data folder.
        active: The job.
        lease: The claim.
        chunks: The claimed chunks.
        group: Chunks decoded together; the task can be stopped between groups only.
        timeout_base_s: Time limit, plus what the kind adds for the audio.

    Raises:
        ValueError: The audio on disk is shorter than before.
        OSError: The audio cannot be read.
    """
    parts = active.kind.task(active.context(store), chunks, group)
    timeout_s = active.kind.timeout_s(chunks, timeout_base_s)
    needs = active.kind.needs(active.model, store.models_folder)
    return Task(lease, to_plain(parts.task), parts.blobs, timeout_s, needs)
