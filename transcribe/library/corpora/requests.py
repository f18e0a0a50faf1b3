"""What the page and the API ask for: a preview of a corpus, a job that makes it, releases and their differences."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from transcribe.audio.encoding import AUDIO_FORMATS
from transcribe.datasets.clips import REASONS
from transcribe.datasets.writers import WRITERS
from transcribe.errors import CorpusFolderTaken, InvalidOperation, NotFound
from transcribe.jobs.kinds.dataset import Dataset, DatasetOptions
from transcribe.library.corpora.export import check_target, preview_corpus
from transcribe.library.corpora.options_json import from_body, to_stored
from transcribe.library.corpora.plan import CorpusOptions, Plan
from transcribe.library.corpora.release import RELEASE, compare_releases
from transcribe.store import Store
from transcribe.store.projects import Project, Release
from transcribe.store.values import UNFINISHED, Job
from transcribe.text.filenames import safe_filename

ARCHIVE_BYTES = 2_000_000_000  # a larger release is fetched from its folder
Json = dict[str, Any]


def folder_name(project: Project, options: CorpusOptions, asked: str = "") -> str:
    """The name of a corpus's folder: the one asked for, or made of collection, version and format.

    Raises:
        InvalidOperation: The name asked for is no name of a folder.
    """
    if asked and asked != safe_filename(asked):
        raise InvalidOperation(
            "folder", f"a name without / and signs such as {safe_filename(asked)}"
        )
    return asked or safe_filename(f"{project.name} {options.version} {options.format}", "corpus")


def preview(store: Store, project_id: str, body: Mapping[str, Any]) -> Json:
    """What a corpus would have, with what is left out by reason; nothing is written.

    Raises:
        NotFound: No collection has this id.
        InvalidOperation: A field is invalid.
        CorpusUnsuitable, CorpusFolderTaken, MediaUnreadable, PackageMissing: See `preview_corpus`.
    """
    project, options = store.projects.get(project_id), from_body(body)
    name = folder_name(project, options, str(body.get("folder") or ""))
    with tempfile.TemporaryDirectory(prefix="transcribe-dataset-") as scratch:
        target = store.datasets_folder / name
        plan = preview_corpus(store, project, options, target, Path(scratch))
    return {**plan_to_json(plan), "folder": str(target)}


def plan_to_json(plan: Plan) -> Json:
    """A plan for users."""
    return {
        "clips": plan.n_clips, "hours": round(plan.clips_ms / 3_600_000, 4),
        "recordings": len(plan.recordings), "speakers": plan.info.n_speakers,
        "splits": {name: round(actual, 4) for name, _, actual in plan.shares},
        "left_out": dict(plan.left_out),
        "reasons": {REASONS[reason]: n for reason, n in sorted(plan.left_out.items())},
        "warnings": list(plan.warnings),
        "shards": len(plan.shards), "bytes": plan.n_bytes, "redacted": plan.n_redacted,
    }  # fmt: skip


def submit(store: Store, project_id: str, body: Mapping[str, Any], *, owner: str = "") -> Job:
    """Queue the job that makes a corpus in the server's folder of corpora.

    Raises:
        NotFound: No collection has this id.
        InvalidOperation: A field is invalid.
        CorpusFolderTaken: The folder has a corpus, or another job is to write it.
    """
    project, options = store.projects.get(project_id), from_body(body)
    target = store.datasets_folder / folder_name(project, options, str(body.get("folder") or ""))
    check_target(target)
    for job in store.jobs.list(states=UNFINISHED):
        if job.kind == Dataset.name and job.options.get("folder") == str(target):
            raise CorpusFolderTaken(str(target), f"is being written by job {job.id}; wait for it")
    asked = DatasetOptions(corpus=to_stored(options), folder=str(target))
    return Dataset().submit_for(store, project.id, asked, owner=owner)


def formats_to_json() -> list[Json]:
    """The formats of corpora with the audio and the rates that each may have."""
    return [
        {
            "name": writer.name, "title": writer.title, "rate": writer.rate,
            "rates": list(writer.rates), "holds_recordings": writer.holds_recordings,
            "audio": [{"name": name, "rates": list(AUDIO_FORMATS[name].rates)} for name in writer.audio],
        }
        for writer in WRITERS.values()
    ]  # fmt: skip


def release_of(store: Store, project_id: str, release_id: int) -> Release:
    """Look up a release.

    Raises:
        NotFound: The collection has none with this id.
    """
    for one in store.projects.releases(store.projects.get(project_id).id):
        if one.id == release_id:
            return one
    raise NotFound("release", str(release_id))


def describe_release(release: Release) -> Json:
    """What the release's own file tells; zeros and `is_present` false if its folder is gone."""
    try:
        plain = json.loads((Path(release.folder) / RELEASE).read_text("utf-8"))
    except (OSError, ValueError):
        plain = {}
    found = plain.get("statistics", {})
    n_bytes = int(plain.get("bytes", 0))
    return {
        "is_present": bool(plain), "clips": found.get("clips", 0), "hours": found.get("hours", 0),
        "bytes": n_bytes, "has_archive": bool(plain) and n_bytes <= ARCHIVE_BYTES,
        "splits": list(plain.get("splits", ())),
    }  # fmt: skip


def difference(store: Store, project_id: str, release_id: int, other_id: int) -> Json:
    """How many clips differ between two releases of a collection, with the first of them.

    Raises:
        NotFound: One of them is not there.
        CorpusUnsuitable: The folder of one has no manifest any more.
    """
    before = release_of(store, project_id, other_id)
    after = release_of(store, project_id, release_id)
    found = asdict(compare_releases(Path(before.folder), Path(after.folder)))
    return {name: {"n": len(ids), "first": list(ids[:20])} for name, ids in found.items()}
