"""What a kind of job is: its options, its plan, its tasks, and what becomes of their results.

A kind without chunks (`JobKind`) has a thread of its own. All others are `ChunkedKind`s, which the
dispatcher runs: `plan` cuts the work into chunks, `task` makes a task of some of them, a worker runs it
(`TaskValue.runner`), `results` reads its answer, `commit` writes a finished chunk into the library, and
`finish` ends the job. Everything that must survive is in the ledger or in the job's work folder, so each
method may be called again after a crash.

- *A job on the whole file* plans one chunk (`whole_file_plan`), and its task names the file's path.
- *A job whose result is a file* has its worker write into `work_folder`; `commit` moves the file to its
  place in the recording's folder.
- *A job that goes on where it was* plans many chunks, or its worker leaves its state in `work_folder`,
  which the next attempt finds. The folder is removed when the job has ended.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

from transcribe.jobs.chunk_plans import Samples
from transcribe.jobs.executors import ResourceRequirements
from transcribe.jobs.executors.base import NOTHING
from transcribe.jobs.tasks import TaskValue
from transcribe.store import Store
from transcribe.store.values import UNFINISHED, ChunkPlan, Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

TIMEOUT_PER_AUDIO_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOptions:
    """Options of a job. Each kind has a type of its own, in which every field has a default.

    Stored are only fields that differ from their default. What was stored by another version loads
    too: unknown fields are ignored, and None stands for the default.
    """

    @classmethod
    def from_stored(cls, plain: Mapping[str, Any]) -> Self:
        """Read the options of a stored job."""
        names = {field.name for field in fields(cls)}
        given = {name: value for name, value in plain.items() if name in names}
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in given.items()
                if value is not None
            }
        )

    def to_stored(self) -> dict[str, Any]:
        """The options as JSON."""
        values = ((field, getattr(self, field.name)) for field in fields(self))
        return {
            field.name: list(value) if isinstance(value, tuple) else value
            for field, value in values
            if field.default is MISSING or value != field.default
        }


O = TypeVar("O", bound=JobOptions)  # noqa: E741


class JobKind(ABC, Generic[O]):
    """A kind of job.

    Attributes:
        name: As in the ledger and the API.
        options_type: The type of its options.
        priority: `INTERACTIVE` if somebody waits for it, else 0.
        is_asked_for: Whether the API takes it; others are queued by the program only.
    """

    name: ClassVar[str]
    options_type: type[O]
    priority: ClassVar[int] = 0
    is_asked_for: ClassVar[bool] = True

    def options_of(self, job: Job) -> O:
        """The options of a stored job."""
        return self.options_type.from_stored(job.options)

    def options_from_body(self, body: Mapping[str, Any], media: Media) -> O:
        """Options from the API's body.

        Raises:
            InvalidOperation: A field is not what it should be.
        """
        return self.options_type(**self.read_body(body, media))

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        """The fields of the options that a body names; see `options_from_body`."""
        del body, media
        return {}

    def submit(self, store: Store, media_id: str, options: O, *, owner: str = "") -> Job:
        """Queue a job.

        Raises:
            NotFound: No recording has this id.
        """
        return store.jobs.enqueue(
            media_id, self.name, options.to_stored(), owner=owner, priority=self.priority
        )


@dataclass(frozen=True, slots=True)
class JobContext(Generic[O]):
    """What a kind is told about a running job.

    Attributes:
        recording: Its decoded audio, mono 16 kHz; a memory map.
        total_ms: Length of the recording, also of a part that is no longer on the disk.
        model: Name of the model; empty for kinds without one.
        language: Named or detected; None while it must still be detected.
    """

    store: Store
    job: Job
    options: O
    recording: Samples
    total_ms: int
    model: str = ""
    engine: str = "auto"
    language: str | None = None

    @property
    def work_folder(self) -> Path:
        """A folder of the job for files of its workers; the kind creates it when needed."""
        return work_folder(self.store, self.job)


@dataclass(frozen=True, slots=True)
class TaskParts:
    """A task as its kind makes it: the header's value and the bytes that go with it."""

    task: TaskValue
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskResults:
    """A task's answer, read by its kind.

    Attributes:
        chunks: What is stored with each chunk, in their order; may be fewer than were given.
        language: Detected language of the recording.
        is_stopped: The rest was not tried, so it does not count as failed.
    """

    chunks: tuple[Mapping[str, Any], ...]
    language: str | None = None
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended that was not cancelled: a message for people and its code for programs."""

    message: str = ""
    reason_code: str | None = None


class ChunkedKind(JobKind[O]):
    """A kind that the dispatcher runs chunk by chunk.

    Attributes:
        uses_model: It needs a model, and for its chunks the recording's language.
        fetches_model: A model that is not here is fetched; else the job fails.
        max_chunks: In one task; None for as many as are done in a short time.
    """

    uses_model: ClassVar[bool] = False
    fetches_model: ClassVar[bool] = True
    max_chunks: ClassVar[int | None] = None

    def range_ms(self, options: O, total_ms: int) -> tuple[int, int]:
        """The part of the recording that the job is about, in ms."""
        del options
        return 0, total_ms

    def needs(self, context_model: str) -> ResourceRequirements:
        """Requirements of its tasks on a worker."""
        del context_model
        return NOTHING

    def timeout_s(self, chunks: Sequence[WorkChunk], base_s: float) -> float:
        """After which a task is ended."""
        audio_s = sum(chunk.plan.audio_ms for chunk in chunks) / 1000
        return base_s + TIMEOUT_PER_AUDIO_S * audio_s

    @abstractmethod
    def plan(self, context: JobContext[O]) -> Iterator[tuple[ChunkPlan, int]]:
        """Chunks of what is not planned yet (`job.planned_ms`), in order, each with its priority.

        Raises:
            InvalidOperation: It cannot be done; the job fails with the message.
        """

    @abstractmethod
    def task(self, context: JobContext[O], chunks: Sequence[WorkChunk], group: int) -> TaskParts:
        """The task for claimed chunks, which can be stopped after each `group` of them.

        Raises:
            ValueError: The audio on disk is shorter than before.
            OSError: The audio cannot be read.
        """

    def results(self, plain: Mapping[str, Any]) -> TaskResults:
        """Read a task's answer: by default that of a task with one chunk, stored as it is."""
        is_stopped = bool(plain.get("stopped"))
        return TaskResults(() if is_stopped else (plain,), is_stopped=is_stopped)

    def note_first_result(self, context: JobContext[O], result: Mapping[str, Any]) -> None:
        """Called with the first answer that a job gets after it was taken up."""

    @abstractmethod
    def commit(self, store: Store, job: Job, options: O, chunk: WorkChunk) -> None:
        """Bring a finished chunk into the library; called in file order, a second time after a crash.

        Raises:
            EditConflict: Users edited the same place at every attempt; it is tried again later.
        """

    def finish(self, store: Store, job: Job, options: O, counts: ChunkCounts) -> Ending:
        """Do what comes after the last chunk, and say how the job ended."""
        del store, job, options
        if not counts.quarantined:
            return Ending()
        return Ending(put_away_message(counts.quarantined), reasons.RANGES_FAILED)


def put_away_message(n: int) -> str:
    """What a job says of chunks in quarantine."""
    ranges = "1 range" if n == 1 else f"{n} ranges"
    return f"{ranges} could not be drafted; see the Jobs page."


def whole_file_plan(context: JobContext[O]) -> Iterator[tuple[ChunkPlan, int]]:
    """One chunk: all of the recording."""
    if not context.job.planned_ms:
        yield ChunkPlan(((0, context.total_ms),)), context.job.priority


def work_folder(store: Store, job: Job) -> Path:
    """Where the workers of a job may leave files until it has ended."""
    return store.media_folder(job.media_id) / f"job-{job.id}"


def remove_work_folder(store: Store, job: Job) -> None:
    """Remove the files of a job that has ended."""
    shutil.rmtree(work_folder(store, job), ignore_errors=True)


def remove_old_work_folders(store: Store) -> None:
    """Remove the files of jobs that ended while no dispatcher ran."""
    kept = {work_folder(store, job) for job in store.jobs.list(states=UNFINISHED)}
    for folder in (store.folder / "media").glob("*/job-*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)
