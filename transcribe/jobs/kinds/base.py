"""The base classes of kinds of job: options, plan, tasks, results.

A kind without chunks (`ThreadKind`) runs in a thread of its own (`jobs/thread_runner.py`); the work of a job of a collection is done by
a program of its own (`kinds/program.py`). All others are `ChunkedKind`s, which the
dispatcher runs: `plan` cuts the work into chunks, `task` makes a task of some chunks, a worker runs it
(`TaskValue.runner`), `results` reads its answer, `commit` writes a finished chunk into the library, and
`finish` ends the job. All persistent state is in the ledger or in the job's work folder, so each method may
be called again after a crash.

- *A job on the whole file* plans one chunk (`whole_file_plan`); its task names the file's path.
- *A job with a file as result*: its worker writes into `work_folder`, and `commit` moves the file into the
  recording's folder.
- *A job that can continue* plans many chunks, or its worker saves its state in `work_folder` for the next
  attempt. The folder is removed after the end of the job.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from transcribe.jobs.chunk_plans import Growing, Samples
from transcribe.jobs.executors import ResourceRequirements
from transcribe.jobs.executors.base import NOTHING
from transcribe.jobs.tasks import TaskValue
from transcribe.store import Store
from transcribe.store.values import UNFINISHED, ChunkPlan, Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts
from transcribe.system.child_process import Cancellation

TIMEOUT_PER_AUDIO_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOptions:
    """Options of a job. Each kind has its own type, in which every field has a default.

    Only fields that differ from their default are stored. Options of other versions can be loaded:
    unknown fields are ignored, and None means the default.
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
        priority: `INTERACTIVE` if a user waits for it, else 0.
        is_asked_for: Whether the API accepts it; the program itself queues the others.
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
            InvalidOperation: A field is invalid.
        """
        return self.options_type(**self.read_body(body, media))

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        """The fields of the options that a body contains; see `options_from_body`."""
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


class WorkCrashed(Exception):
    """The work ended without a result; another attempt may go on."""


class ReportProgress(Protocol):
    """Records the progress of a job, from 0 to 1, with a message and the seconds that are left, if they can be told."""

    def __call__(self, progress: float, message: str, eta_s: float | None = None) -> None:
        """See the class.

        Raises:
            WorkCancelled: The job is no longer this worker's.
        """


class ThreadKind(JobKind[O]):
    """A kind without chunks: one piece of work with child processes of its own, such as ffmpeg."""

    @abstractmethod
    def run(
        self,
        store: Store,
        job: Job,
        report_progress: ReportProgress,
        cancellation: Cancellation,
    ) -> str:
        """Do the work in the calling thread, from its beginning: an earlier attempt may have been killed.

        Returns:
            The message with which the job ends; may be empty.

        Raises:
            TranscribeError: The job fails with the message; after `DiskFull` it waits for space.
            WorkCancelled: The job is no longer this worker's.
            WorkCrashed: Another attempt is made, as after a crash of this program.
        """

    def after(self, job: Job) -> None:
        """Called when an attempt has ended and its outcome is recorded."""
        del job

    def remove_leftovers(self, store: Store) -> int:
        """Remove what killed attempts left; called once, before the first job. Returns the number of files and folders."""
        del store
        return 0

    def remove_given_up(self, store: Store) -> None:
        """Remove what jobs made that were cancelled or are gone; called every few seconds."""
        del store


@dataclass(frozen=True, slots=True)
class JobContext(Generic[O]):
    """A running job, for the methods of its kind.

    Attributes:
        recording: Its decoded audio, mono 16 kHz; a memory map.
        total_ms: Length of the recording, even if a part of its file is missing now.
        model: Name of the model; empty for kinds without one.
        language: Requested or detected; None until it is detected.
        growing: The recording while it is being decoded, of which `recording` is the beginning.
    """

    store: Store
    job: Job
    options: O
    recording: Samples
    total_ms: int
    model: str = ""
    engine: str = "auto"
    language: str | None = None
    growing: Growing | None = None

    @property
    def work_folder(self) -> Path:
        """The job's folder for files of its workers; the kind creates it when needed."""
        return work_folder(self.store, self.job)


@dataclass(frozen=True, slots=True)
class TaskParts:
    """A task: the value of its header, and its blobs."""

    task: TaskValue
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskResults:
    """The results of a task.

    Attributes:
        chunks: The result to store with each chunk, in order; may be fewer than the task had.
        language: Detected language of the recording.
        is_language_sure: Hardly anything else was heard in these chunks.
        is_stopped: The task was stopped; the rest does not count as failed.
    """

    chunks: tuple[Mapping[str, Any], ...]
    language: str | None = None
    is_language_sure: bool = False
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a job that was not cancelled: a message for users and a code for programs."""

    message: str = ""
    reason_code: str | None = None


class ChunkedKind(JobKind[O]):
    """A kind with chunks, run by the dispatcher.

    Attributes:
        uses_model: It needs a model, and the recording's language for its chunks.
        fetches_model: A missing model is downloaded; else the job fails.
        max_chunks: Limit for one task; None: as many as take a short time.
        is_sequential: Its chunks run one after another, in file order: the task of a later one may need the
            results of those before it.
    """

    uses_model: ClassVar[bool] = False
    fetches_model: ClassVar[bool] = True
    max_chunks: ClassVar[int | None] = None
    is_sequential: ClassVar[bool] = False

    def range_ms(self, options: O, total_ms: int) -> tuple[int, int]:
        """The range of the recording that the job covers, in ms."""
        del options
        return 0, total_ms

    def needs(self, model: str, models_folder: Path) -> ResourceRequirements:
        """Requirements of its tasks on the worker."""
        del model, models_folder
        return NOTHING

    def timeout_s(self, chunks: Sequence[WorkChunk], base_s: float) -> float:
        """Time limit of a task."""
        audio_s = sum(chunk.plan.audio_ms for chunk in chunks) / 1000
        return base_s + TIMEOUT_PER_AUDIO_S * audio_s

    @abstractmethod
    def plan(self, context: JobContext[O]) -> Iterator[tuple[ChunkPlan, int] | None]:
        """The chunks after `job.planned_ms`, in order, each with its priority.

        With a growing recording, None while the audio of more is missing.

        Raises:
            InvalidOperation: The job is impossible; it fails with the message.
        """

    @abstractmethod
    def task(self, context: JobContext[O], chunks: Sequence[WorkChunk], group: int) -> TaskParts:
        """The task for claimed chunks; it can be stopped after each `group` of them.

        Raises:
            ValueError: The audio on disk is shorter than before.
            OSError: The audio cannot be read.
        """

    def results(self, plain: Mapping[str, Any]) -> TaskResults:
        """Read a task's answer. By default the task has one chunk, and the answer is stored unchanged."""
        is_stopped = bool(plain.get("stopped"))
        return TaskResults(() if is_stopped else (plain,), is_stopped=is_stopped)

    def note_first_result(self, context: JobContext[O], result: Mapping[str, Any]) -> None:
        """Called with the first answer after the dispatcher has claimed the job."""

    @abstractmethod
    def commit(self, store: Store, job: Job, options: O, chunk: WorkChunk) -> None:
        """Write a finished chunk into the library; called in file order, after a crash possibly twice.

        Raises:
            EditConflict: Users edited the same place at every attempt; it is retried later.
        """

    def finish(self, store: Store, job: Job, options: O, counts: ChunkCounts) -> Ending:
        """Do the work after the last chunk, and report how the job ended."""
        del store, job, options
        if not counts.quarantined:
            return Ending()
        return Ending(put_away_message(counts.quarantined), reasons.RANGES_FAILED)


def put_away_message(n: int) -> str:
    """The message of a job about its chunks in quarantine."""
    ranges = "1 range" if n == 1 else f"{n} ranges"
    return f"{ranges} could not be drafted; see the Jobs page."


def whole_file_plan(context: JobContext[O]) -> Iterator[tuple[ChunkPlan, int]]:
    """One chunk with the whole recording."""
    if not context.job.planned_ms:
        yield ChunkPlan(((0, context.total_ms),)), context.job.priority


def work_folder(store: Store, job: Job) -> Path:
    """The folder for files of a job's workers; it exists until the job ends."""
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
