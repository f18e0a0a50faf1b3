"""What the page and the API ask for: a job that compares models on a release, and the reports of such jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transcribe.asr.models import files as models
from transcribe.datasets.normalisers import NORMALISERS
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.kinds.bakeoff import Bakeoff, BakeoffOptions
from transcribe.library.corpora.release import read_release
from transcribe.library.corpora.requests import release_of
from transcribe.store import Store
from transcribe.store.bakeoff_files import bakeoff_folder, report_paths
from transcribe.store.projects import Release
from transcribe.store.values import Job

MAX_MODELS = 10
ALL = "all"
Json = dict[str, Any]


def submit(
    store: Store, project_id: str, release_id: int, body: Mapping[str, Any], *, owner: str = ""
) -> Job:
    """Queue a comparison.

    Raises:
        NotFound: The collection has no such release.
        InvalidOperation: A field is invalid.
        ModelUnavailable: A model is not installed.
        CorpusUnsuitable: The release's folder is not there any more.
    """
    release = release_of(store, project_id, release_id)
    splits = [*read_release(Path(release.folder))["splits"], ALL]
    asked = BakeoffOptions(
        release=release.id, models=_models(store, body.get("models")),
        split=_choice(body, "split", splits), normaliser=_choice(body, "normaliser", NORMALISERS),
    )  # fmt: skip
    return Bakeoff().submit_for(store, project_id, asked, owner=owner)


def _models(store: Store, named: object) -> tuple[str, ...]:
    """Installed models, each once."""
    if not isinstance(named, list) or not 1 <= len(named) <= MAX_MODELS:
        raise InvalidOperation("bakeoff", f"models must be a list of 1 to {MAX_MODELS} names")
    known = dict.fromkeys(models.canonical_name(str(one), store.models_folder) for one in named)
    for name in known:
        models.check(store.models_folder, name)
    return tuple(known)


def _choice(body: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    default: str = getattr(BakeoffOptions(), name)
    value = body.get(name, default)
    if value not in allowed:
        raise InvalidOperation("bakeoff", f"the {name} is one of {', '.join(allowed)}")
    return str(value)


def comparisons(store: Store, project_id: str, release_id: int) -> list[tuple[Job, Json | None]]:
    """The comparisons on a release, newest first, each with its report if it has one.

    Raises:
        NotFound: The collection has no such release.
    """
    release = release_of(store, project_id, release_id)
    return [(job, _report(store, release, job)) for job in _jobs(store, release)]


def _jobs(store: Store, release: Release) -> list[Job]:
    jobs = store.jobs.of_project(release.project_id)
    found = [job for job in jobs if job.kind == Bakeoff.name]
    return sorted(
        (job for job in found if Bakeoff().options_of(job).release == release.id),
        key=lambda job: -job.id,
    )


def _report(store: Store, release: Release, job: Job) -> Json | None:
    path, _ = report_paths(bakeoff_folder(store.folder, release.digest), job.id)
    try:
        plain: Json = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return plain


def report_page(store: Store, project_id: str, release_id: int, job_id: int) -> str:
    """The report of a comparison as a page, with the worst passages to listen to.

    Raises:
        NotFound: The release has no such comparison, it is not done, or a recording in it was erased.
    """
    release = release_of(store, project_id, release_id)
    if any(job.id == job_id for job in _jobs(store, release)):
        _, path = report_paths(bakeoff_folder(store.folder, release.digest), job_id)
        if path.is_file():
            return path.read_text("utf-8")
    raise NotFound("comparison", str(job_id))
