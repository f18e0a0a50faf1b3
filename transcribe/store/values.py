"""Arguments and results of the store: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from transcribe.document.model import DraftOrigin, Notice, Segment
from transcribe.document.operations import Operation

MediaState = Literal["new", "ingesting", "ready", "failed"]
JobKind = str  # a name from the registry of `jobs/kinds`
JobState = Literal["queued", "running", "paused", "done", "failed", "cancelled"]
ChunkState = Literal["waiting", "running", "done", "quarantined", "cancelled"]
EditKind = Literal["edit", "undo", "redo", "import", "draft", "align"]
StreamChoice = Literal["named", "automatic"]
EditOrigin = Literal["person", "draft", "redraft", "align", "import", "speakers"]

UNFINISHED: tuple[JobState, ...] = ("queued", "running", "paused")
INTERACTIVE = 2  # priority of work that a user waits for
FIRST_MINUTE = 1  # priority of the beginning of a new recording


@dataclass(frozen=True, slots=True)
class Stream:
    """One audio stream of a file, from the probe.

    Attributes:
        index: Counts audio streams from 0.
        is_default: The file marks it as the one to play.
        problem: Why it was passed over: "undecodable", or "silent" as far as that is known.
        duration_ms: What the file's header claims; None if it does not tell.
    """

    index: int
    codec: str
    channels: int
    sample_rate: int
    language: str | None = None
    title: str | None = None
    is_default: bool = False
    problem: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class TimecodeChoice:
    """How the times of a recording are shown.

    Attributes:
        shown: As SMPTE timecodes; else as clock times.
        drop: Drop-frame, where the rate has it.
        start: Timecode of the first frame.
    """

    shown: bool = False
    drop: bool = True
    start: str = "00:00:00:00"


@dataclass(frozen=True, slots=True)
class Media:
    """One recording in the library.

    Attributes:
        id: Ten url-safe characters.
        duration_ms: Length of the decoded PCM; None until ingest is done.
        error: Why ingest failed, as a sentence; else None.
        warnings: Problems of the file that did not prevent its use.
        proxy: File name of the playback copy, None until it exists.
        peak_levels: Number of waveform levels, 0 until they exist.
        linked_path: Path of the original if it was not copied.
        deleted_at: Time of deletion, None while it is in the library.
        revision: Number of edits.
        transient: Token of the process that uses it for one request; hidden from the library.
        is_sample: The recording that a new library begins with.
        clock: Version of the clock of its samples (`audio.clock`), which the times of its
            transcript fit; 0 before it is decoded.
        stream_choice: "named" by a user, or "automatic": the first stream with sound, those that
            the file marks as default before the others.
        batch: Shared by recordings that were added together; None if it was added alone.
        timecode: How its times are shown; None until somebody chose.
    """

    id: str
    title: str
    filename: str
    sha256: str
    size_bytes: int
    created_at: str
    duration_ms: int | None = None
    language: str | None = None
    state: MediaState = "new"
    error: str | None = None
    warnings: tuple[str, ...] = ()
    has_video: bool = False
    frame_rate: float | None = None
    audio_stream: int = 0
    streams: tuple[Stream, ...] = ()
    proxy: str | None = None
    peak_levels: int = 0
    linked_path: str | None = None
    deleted_at: str | None = None
    revision: int = 0
    draft: DraftOrigin | None = None
    n_segments: int = 0
    transient: str | None = None
    is_sample: bool = False
    clock: int = 0
    stream_choice: StreamChoice = "named"
    batch: str | None = None
    timecode: TimecodeChoice | None = None


@dataclass(frozen=True, slots=True)
class MediaOverview:
    """One recording with what the library shows of its jobs.

    Attributes:
        is_drafting: It is ready and a draft has not ended.
        progress: 0 to 1, of the running ingest or draft; None without one.
        eta_s: Estimated seconds left of that job; None if unknown.
        message: Message of that job.
        error: Why the ingest or the newest draft failed; None if neither did.
        translation: State of the newest translation that was not cancelled.
        notices: What its draft says of ranges, without failed ranges.
        tags: In alphabetical order.
    """

    media: Media
    is_drafting: bool = False
    progress: float | None = None
    eta_s: float | None = None
    message: str = ""
    error: str | None = None
    translation: JobState | None = None
    notices: tuple[Notice, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShotCut:
    """A time in ms at which the image changes, and whether a person said so."""

    time_ms: int
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag in its most frequent spelling, and how many recordings of the library have it."""

    tag: str
    n: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording was opened last.

    Attributes:
        segment: Id of the segment with the cursor; it may be gone. None without one.
        time_ms: Time of the player.
        at: When, in UTC as ISO 8601.
    """

    segment: int | None
    time_ms: int
    at: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job on one recording, or on a collection.

    Attributes:
        media_id: The recording; empty for a job of a collection.
        progress: 0 to 1.
        eta_s: Estimated seconds left; None if unknown.
        lease: Name of the claim; a worker that has lost it may not write.
        attempts: Number of claims since the last progress.
        priority: `INTERACTIVE` if a user waits for it, else 0.
        owner: Owner; workers are shared fairly between owners.
        language: Language of its chunks; None until detected.
        planned_ms: End of the part that has been cut into chunks.
        is_planned: The whole recording has been cut into chunks.
        reason_code: Why it ended as it did, for programs: `error` and `message` are for people. None if
            there is nothing to say. `reasons.py` has the codes.
        project_id: The collection; None for a job of a recording.
    """

    id: int
    media_id: str
    kind: JobKind
    state: JobState
    created_at: str
    progress: float = 0.0
    message: str = ""
    error: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    started_at: str | None = None
    finished_at: str | None = None
    attempts: int = 0
    eta_s: float | None = None
    lease: str | None = None
    priority: int = 0
    owner: str = ""
    language: str | None = None
    planned_ms: int = 0
    is_planned: int = 0
    reason_code: str | None = None
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """The content of a chunk.

    Attributes:
        pieces: `(start_ms, end_ms)` of parts of the recording, in order; joined for the engine.
        segment: Id of the segment to align.
        text: Its text at the time of the request.
    """

    pieces: tuple[tuple[int, int], ...]
    segment: int | None = None
    text: str | None = None

    @property
    def audio_ms(self) -> int:
        """Length of the audio given to the engine."""
        return sum(end - start for start, end in self.pieces)


@dataclass(frozen=True, slots=True)
class WorkChunk:
    """One row of the chunk ledger: a unit of a job that is done as a whole or not at all.

    Attributes:
        attempts: Claims without an outcome since the last one; survives a restart.
        failures: Number of failures and worker crashes; then it is tried alone.
        lease: The claim that may store its result.
        seconds: Computing time: its share of the batch.
        result: The task's result; None until it is done.
        is_published: Its words are in the transcript.
    """

    id: int
    job_id: int
    start_ms: int
    end_ms: int
    plan: ChunkPlan
    priority: int
    state: ChunkState
    attempts: int
    failures: int
    lease: str | None
    worker: str | None
    seconds: float | None
    result: Mapping[str, Any] | None
    error: str | None
    is_published: bool
    finished_at: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of a recording's history.

    Attributes:
        revision: The transcript's revision after this edit; 1 is the first.
        id: Chosen by the client; the same id means the same edit.
        target: Id of the edit that is undone or redone; of an edit: the one that it continues, as one
            step of undo.
        origin: What made it. A redraft and an alignment that a user asked for are of kind "edit", so that
            they can be undone.
        job_id: The job that made it; None for people, imports and automatic realignment.
    """

    revision: int
    id: str
    kind: EditKind
    target: str | None
    author: str
    created_at: str
    ops: tuple[Operation, ...]
    inverse: tuple[Operation, ...]
    origin: EditOrigin = "person"
    job_id: int | None = None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A segment as drafted or imported, without its words."""

    id: int
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The result of an edit: the current state in the database.

    Attributes:
        is_duplicate: This edit id was applied before; nothing was repeated.
        segments: The touched segments in their current state.
        removed: Ids of touched segments that no longer exist.
    """

    revision: int
    edit: Edit
    is_duplicate: bool
    segments: tuple[Segment, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An event for watchers."""

    id: int
    type: str
    media_id: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment (or, with `segment_id` None, a title) found by a search.

    Attributes:
        snippet: The text in parts, each with whether it matched.
        word_start_ms: Start of the first matched word if its time is known.
    """

    media_id: str
    title: str
    segment_id: int | None
    start_ms: int
    snippet: tuple[tuple[str, bool], ...]
    word_start_ms: int | None
