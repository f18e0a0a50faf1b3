"""The kinds of job: one module each, and the registry that finds them by name.

A new kind is a module with an options dataclass, a task type (`jobs/tasks.py`) and a subclass of
`ChunkedKind`, and a line in `_BUILT_IN`; `kinds/base.py` says what each method must do.
"""

from __future__ import annotations

from typing import Any

from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.align import Align
from transcribe.jobs.kinds.align_text import AlignText
from transcribe.jobs.kinds.bakeoff import Bakeoff
from transcribe.jobs.kinds.base import ChunkedKind, JobKind
from transcribe.jobs.kinds.dataset import Dataset
from transcribe.jobs.kinds.draft import Draft
from transcribe.jobs.kinds.ingest import Ingest
from transcribe.jobs.kinds.redraft import Redraft
from transcribe.jobs.kinds.resync import Resync
from transcribe.jobs.kinds.shots import Shots
from transcribe.jobs.kinds.speakers import Speakers
from transcribe.jobs.kinds.subtitled_video import SubtitledVideo
from transcribe.jobs.kinds.translate import Translate
from transcribe.store import Store
from transcribe.store.values import Job, WorkChunk

_BUILT_IN: tuple[JobKind[Any], ...] = (
    Draft(),
    Redraft(),
    Align(),
    Translate(),
    AlignText(),
    Resync(),
    Speakers(),
    Shots(),
    SubtitledVideo(),
    Ingest(),
    Dataset(),
    Bakeoff(),
)
_KINDS: dict[str, JobKind[Any]] = {kind.name: kind for kind in _BUILT_IN}


def register(kind: JobKind[Any]) -> None:
    """Add a kind.

    Raises:
        ValueError: A kind of this name exists.
    """
    if kind.name in _KINDS:
        raise ValueError(f"two kinds of jobs are named {kind.name}")
    _KINDS[kind.name] = kind


def unregister(kind: JobKind[Any]) -> None:
    """Remove a registered kind, for tests."""
    del _KINDS[kind.name]


def find_kind(name: Any) -> JobKind[Any]:
    """Look up a kind that the API accepts.

    Raises:
        InvalidOperation: The message lists the kinds.
    """
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None or not kind.is_asked_for:
        raise InvalidOperation("kind", f"one of {', '.join(kind_names())}")
    return kind


def kind_names() -> tuple[str, ...]:
    """The names of the kinds that the API accepts."""
    return tuple(name for name, kind in _KINDS.items() if kind.is_asked_for)


def known_names() -> tuple[str, ...]:
    """The names of all kinds, also of those that are not asked for by name."""
    return tuple(_KINDS)


def chunked_names(*, priority: int = 0) -> tuple[str, ...]:
    """The names of the kinds that the dispatcher runs, with at least this priority."""
    return tuple(
        name
        for name, kind in _KINDS.items()
        if isinstance(kind, ChunkedKind) and kind.priority >= priority
    )


def chunked_kind_of(job: Job) -> ChunkedKind[Any]:
    """The kind of a job that has chunks.

    Raises:
        InvalidOperation: It has none, or this version does not know its kind.
    """
    kind = _KINDS.get(job.kind)
    if not isinstance(kind, ChunkedKind):
        raise InvalidOperation("job", f"its kind, {job.kind}, is unknown")
    return kind


def commit(store: Store, job: Job, chunk: WorkChunk) -> None:
    """Write a finished chunk into the library; the caller then marks it as published.

    Raises:
        EditConflict: Users edited the same place at every attempt.
    """
    kind = chunked_kind_of(job)
    kind.commit(store, job, kind.options_of(job), chunk)
