"""The state of a running job; all of it can be rebuilt from the ledger and the recording."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.jobs.chunk_plans import Samples
from transcribe.jobs.early_audio import GrowingAudio
from transcribe.jobs.kinds.base import ChunkedKind, JobContext
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job


@dataclass(eq=False)
class RunningJob:
    """A running job.

    Attributes:
        job: The job as it was claimed, with this process's lease.
        kind, options: The job's kind, and its options in the kind's type.
        model: Name of the model; empty for kinds without one.
        expected_ms: Length of the recording when it was ingested.
        is_ready: Its model is installed.
        wants_plan: More chunks are to be planned.
        maker: The iterator of the plan, at its current position.
        began_ms: Position of the job when it was claimed.
        has_origin: The recording's row names the draft's model.
        notice: What the user should know of the engine; the job ends with it.
        computed_s: Time that its chunks took, without those during which the model was loaded.
        computed_ms: Audio in these chunks.
        is_dirty: It has changed since the last check for publication.
        growing: The recording while it is being prepared; the plan follows it.
        early_language: Of its first words; used until the whole recording can decide.
        is_origin_early: The recording's row names the language of the first words only.
        planning: Held while chunks are added to the ledger.
        is_dropped: Its audio is no longer valid: no chunk may be added.
    """

    job: Job
    kind: ChunkedKind[Any]
    options: Any
    recording: Samples
    model: str = ""
    engine: str = "auto"
    is_english_only: bool = False
    expected_ms: int = 0
    is_ready: bool = False
    wants_plan: bool = True
    maker: Iterator[tuple[ChunkPlan, int] | None] | None = None
    is_planned: bool = False
    began: float = field(default_factory=time.monotonic)
    began_ms: int = 0
    beaten_at: float = 0.0
    has_origin: bool = False
    notice: str = ""
    computed_s: float = 0.0
    computed_ms: int = 0
    is_dirty: bool = True
    growing: GrowingAudio | None = None
    early_language: str | None = None
    is_origin_early: bool = False
    planning: threading.Lock = field(default_factory=threading.Lock)
    is_dropped: bool = False

    @property
    def is_early(self) -> bool:
        """Whether a part of the recording is not decoded yet."""
        return self.growing is not None and not self.growing.is_complete

    @property
    def total_ms(self) -> int:
        """Length of the recording, even if a part of its file is missing now."""
        return max(1, self.expected_ms, len(self.recording) // SAMPLES_PER_MS)

    @property
    def language(self) -> str | None:
        """Requested, detected or the only language of the model; None until it is known."""
        known = "en" if self.is_english_only else self.job.language
        early = self.early_language if self.is_early else None
        return getattr(self.options, "named_language", None) or known or early

    @property
    def is_language_needed(self) -> bool:
        """Whether chunks wait because the language is not known yet."""
        return self.kind.uses_model and self.language is None

    @property
    def is_one_by_one(self) -> bool:
        """Whether one chunk runs at a time."""
        return self.kind.is_sequential or self.is_language_needed

    @property
    def range_ms(self) -> tuple[int, int]:
        """The range of the recording that the job covers."""
        return self.kind.range_ms(self.options, self.total_ms)

    def context(self, store: Store, job: Job | None = None) -> JobContext[Any]:
        """The context for the methods of its kind; `job` is its row, read again."""
        return JobContext(
            store, job or self.job, self.options, self.recording, self.total_ms, self.model,
            self.engine, self.language, self.growing,
        )  # fmt: skip

    def progress(self, at_ms: int) -> tuple[float, float | None]:
        """The finished share, 0 to 1, and the seconds left, if they can be told.

        They cannot while a recording is decoded whose file does not tell its length.
        """
        start_ms, end_ms = self.range_ms
        if self.growing is not None:
            if self.is_early and not self.growing.expected_ms:
                return 0.0, None
            end_ms = max(end_ms, self.growing.expected_ms)
        share = (at_ms - start_ms) / max(1, end_ms - start_ms)
        return min(1.0, max(0.0, share)), self._eta_s(at_ms, end_ms)

    def _eta_s(self, at_ms: int, end_ms: int) -> float | None:
        """Seconds left at the average speed since the job was claimed."""
        done_ms = at_ms - self.began_ms
        if done_ms <= 0:
            return None
        return (time.monotonic() - self.began) * max(0, end_ms - at_ms) / done_ms
