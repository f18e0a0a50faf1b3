"""Build a task from claimed chunks: audio and the worker's header."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe import __version__
from transcribe.asr import devices
from transcribe.asr.models import files as models
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.jobs.chunk_plans import pcm_bytes
from transcribe.jobs.executors import ResourceRequirements, Task
from transcribe.jobs.running_job import RunningJob
from transcribe.store import Store
from transcribe.store.values import WorkChunk

MAX_BATCH = 8  # chunks decoded together; more gains little (docs/develop/benchmarks.md)
MAX_BATCH_GPU = devices.MAX_CHUNKS
LANGUAGE_CHUNKS = 3  # used to detect the language of a recording
MAX_TERMS = 1_000  # of the glossary, newest first; each is compared with every range of a draft
TIMEOUT_BASE_S = 180.0  # a model may have to be loaded from a slow disk
TIMEOUT_PER_AUDIO_S = 20.0


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
        timeout_base_s: Time limit, plus 20 s per second of audio.

    Raises:
        ValueError: The audio on disk is shorter than before.
        OSError: The audio cannot be read.
    """
    job = active.job
    blobs = [pcm_bytes(chunk.plan, active.recording) for chunk in chunks]
    expected = [chunk.plan.audio_ms * SAMPLES_PER_MS * 2 for chunk in chunks]
    if job.kind != "align" and [len(blob) for blob in blobs] != expected:
        raise ValueError("it is shorter than when it was added")
    heard = _to_listen_to(store, active, chunks) if active.language is None else []
    blobs += [pcm_bytes(chunk.plan, active.recording) for chunk in heard]
    header = {
        "kind": "align" if job.kind == "align" else "draft", "version": __version__,
        "engine": active.engine, "model": active.model,
        "sha256": models.pinned_sha256(active.model),
        "models_folder": str(store.models_folder), "language": active.language,
        "options": {"batch_size": group, **_decode_options(store, active)}, "n_listen": len(heard),
        "group": group,
        "texts": [chunk.plan.text or "" for chunk in chunks],
    }  # fmt: skip
    audio_s = sum(chunk.plan.audio_ms for chunk in chunks) / 1000
    timeout_s = timeout_base_s + TIMEOUT_PER_AUDIO_S * audio_s
    return Task(lease, header, tuple(blobs), timeout_s, needs_of(active.model))


def needs_of(model: str) -> ResourceRequirements:
    """The requirements for a model, with one chunk at a time."""
    return ResourceRequirements(model, devices.bytes_needed(models.weights_bytes(model), 1))


def _to_listen_to(store: Store, active: RunningJob, chunks: Sequence[WorkChunk]) -> list[WorkChunk]:
    ahead = store.chunks.list(active.job.id)
    return [c for c in ahead if c.start_ms >= chunks[0].start_ms][:LANGUAGE_CHUNKS]


def _decode_options(store: Store, active: RunningJob) -> dict[str, object]:
    job = active.job
    options: dict[str, object] = {}
    if job.kind == "translate" or job.options.get("task") == "translate":
        options["task"] = "translate"
    for name in ("initial_prompt", "hotwords", "detect_each"):
        if job.options.get(name):
            options[name] = job.options[name]
    if "task" not in options and job.kind != "align":
        entries = store.glossary.list(active.language, MAX_TERMS)
        options["glossary"] = [[entry.term.term, *entry.term.wrong] for entry in entries]
    return options
