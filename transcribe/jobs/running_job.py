"""A job that is being worked on: what can be made again from the ledger and the recording."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.jobs.chunk_plans import Samples
from transcribe.jobs.kinds.base import ChunkedKind, JobContext
from transcribe.jobs.option_checks import is_english_only
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job


@dataclass(eq=False)
class RunningJob:
    """A running job.

    Attributes:
        job: As it was claimed; its lease is ours.
        kind, options: Of the job; the options have the kind's type.
        model: Name of the model; empty for kinds without one.
        expected_ms: Length of the recording when it was taken in.
        is_ready: Its model is here.
        wants_plan: More chunks are to be planned.
        maker: Of the plan, at where it has come.
        began_ms: How far the job was when it was taken up.
        has_origin: Its recording's row tells of the draft.
        is_dirty: Something has changed since it was looked at for publication.
    """

    job: Job
    kind: ChunkedKind[Any]
    options: Any
    recording: Samples
    model: str = ""
    engine: str = "auto"
    expected_ms: int = 0
    is_ready: bool = False
    wants_plan: bool = True
    maker: Iterator[tuple[ChunkPlan, int]] | None = None
    is_planned: bool = False
    began: float = field(default_factory=time.monotonic)
    began_ms: int = 0
    beaten_at: float = 0.0
    has_origin: bool = False
    is_dirty: bool = True

    @property
    def total_ms(self) -> int:
        """Length of its recording, also of the part that is no longer on the disk."""
        return max(1, self.expected_ms, len(self.recording) // SAMPLES_PER_MS)

    @property
    def language(self) -> str | None:
        """What was named or heard; None while it must still be found out."""
        known = "en" if self.model and is_english_only(self.model) else self.job.language
        return getattr(self.options, "named_language", None) or known

    @property
    def is_language_needed(self) -> bool:
        """Whether its chunks are done one by one until the language is known."""
        return self.kind.uses_model and self.language is None

    @property
    def range_ms(self) -> tuple[int, int]:
        """The part of the recording that it is about."""
        return self.kind.range_ms(self.options, self.total_ms)

    def context(self, store: Store, job: Job | None = None) -> JobContext[Any]:
        """What its kind is told; `job` is its row read again."""
        return JobContext(
            store, job or self.job, self.options, self.recording, self.total_ms, self.model,
            self.engine, self.language,
        )  # fmt: skip

    def eta_s(self, at_ms: int, end_ms: int) -> float | None:
        """Seconds left if the rest goes as fast as what was done since the job was taken up."""
        done_ms = at_ms - self.began_ms
        if done_ms <= 0:
            return None
        return (time.monotonic() - self.began) * max(0, end_ms - at_ms) / done_ms
