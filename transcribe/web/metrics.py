"""`GET /metrics`: figures for Prometheus, in its text format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import psutil

from transcribe.store import Store
from transcribe.web.api.jobs import read_note


def exposition(store: Store) -> str:
    """The metrics as text, format version 0.0.4."""
    recordings = store.media.list()
    uploads = store.incoming_folder.glob("*.part") if store.incoming_folder.is_dir() else ()
    note, speed = read_note(store), store.chunks.speed()
    lines = [
        *_metric("media", "Recordings in the library.", [("", len(recordings))]),
        *_metric(
            "media_seconds", "Length of all recordings.",
            [("", sum(media.duration_ms or 0 for media in recordings) / 1000)],
        ),
        *_metric("segments", "Segments of all transcripts.", [("", sum(m.n_segments for m in recordings))]),
        *_metric("revisions", "Edits of all transcripts.", [("", sum(m.revision for m in recordings))]),
        *_metric("uploads", "Unfinished uploads.", [("", sum(1 for _ in uploads))]),
        *_metric(
            "jobs", "Jobs by kind and state.",
            [(f'{{kind="{kind}",state="{state}"}}', n) for (kind, state), n in sorted(store.jobs.count().items())],
        ),
        *_metric(
            "chunks", "Chunks of work by state.",
            [(f'{{state="{state}"}}', n) for state, n in sorted(store.chunks.count().items())],
        ),
        *_metric("speed", "Seconds of audio drafted per second of computing, recently.",
                 [("", speed)] if speed else []),
        *_metric("workers", "Workers by state.", sorted(Counter(
            f'{{state="{worker["state"]}"}}' for worker in note["workers"]).items())),
        *_metric("worker_memory_bytes", "Resident memory of each worker.", [
            (f'{{worker="{worker["name"]}"}}', worker["memory"])
            for worker in note["workers"] if worker["memory"]]),
        *_metric("memory_bytes", "Resident memory of the web process.",
                 [("", psutil.Process().memory_info().rss)]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _metric(name: str, text: str, values: Iterable[tuple[str, float]]) -> list[str]:
    full = f"transcribe_{name}"
    return [
        f"# HELP {full} {text}",
        f"# TYPE {full} gauge",
        *(f"{full}{labels} {value}" for labels, value in values),
    ]
