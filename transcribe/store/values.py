"""What the store gives and takes: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from transcribe.document.model import DraftOrigin, Segment
from transcribe.document.operations import Operation

MediaState = Literal["new", "ingesting", "ready", "failed"]
JobKind = Literal["ingest", "draft", "redraft", "align", "translate"]
JobState = Literal["queued", "running", "paused", "done", "failed", "cancelled"]
ChunkState = Literal["waiting", "running", "done", "quarantined", "cancelled"]
EditKind = Literal["edit", "undo", "redo", "import", "draft", "align"]

UNFINISHED: tuple[JobState, ...] = ("queued", "running", "paused")
INTERACTIVE = 2  # priority of what somebody sits and waits for
FIRST_MINUTE = 1  # of the beginning of a new recording


@dataclass(frozen=True, slots=True)
class Stream:
    """One audio stream of a file, as the probe found it; `index` counts audio streams from 0."""

    index: int
    codec: str
    channels: int
    sample_rate: int
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """One recording in the library.

    Attributes:
        id: Ten url-safe characters.
        duration_ms: Length of the decoded PCM; None until ingest is done.
        error: Why ingest failed, a sentence; None otherwise.
        warnings: What was odd about the file though it could be used.
        proxy: File name of what the player plays, None until it is made.
        peak_levels: Number of waveform levels, 0 until they are made.
        linked_path: Where the original lies when it was not copied.
        deleted_at: When it went to the bin, None while it is in the library.
        revision: Number of edits so far.
        transient: Names the process that has it for one request only; the library hides it.
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


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work on one recording.

    Attributes:
        progress: 0 to 1.
        eta_s: Seconds left by the speed so far; None while unknown.
        lease: Names the claim; a worker that lost it may not write any more.
        attempts: How often it was claimed since it last got on.
        priority: `INTERACTIVE` where somebody waits for it, else 0.
        owner: Whose it is; work is shared out fairly between owners.
        language: What its chunks are decoded as; None until it was heard.
        planned_ms: Up to where the recording has been cut into chunks.
        is_planned: All of it has.
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


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """What a chunk is made of.

    Attributes:
        pieces: `(start_ms, end_ms)` of parts of the recording, in order; heard joined.
        segment: Id of the segment that an alignment is about.
        text: Its text then.
    """

    pieces: tuple[tuple[int, int], ...]
    segment: int | None = None
    text: str | None = None

    @property
    def audio_ms(self) -> int:
        """Length of what the engine hears."""
        return sum(end - start for start, end in self.pieces)


@dataclass(frozen=True, slots=True)
class WorkChunk:
    """One row of the chunk ledger: a piece of a job that is done as a whole or not at all.

    Attributes:
        attempts: Claims without an outcome since the last one: what a restart must not forget.
        failures: How often it failed or took its worker with it; then it is tried alone.
        lease: The claim that may bring its result.
        seconds: Computing time of the claim that did it, its share of a batch.
        result: What came out, as the task gave it; None until it is done.
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
        id: Chosen by whoever made the edit; the same id twice is the same edit.
        target: Id of the edit that an undo or redo is about.
    """

    revision: int
    id: str
    kind: EditKind
    target: str | None
    author: str
    at: str
    ops: tuple[Operation, ...]
    inverse: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A segment as a machine or an import wrote it, without its words."""

    id: int
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of an edit: what is now in the database.

    Attributes:
        already: This edit id had been applied before; nothing was done again.
        segments: The touched segments as they are now.
        removed: Ids among the touched that are no longer there.
    """

    revision: int
    edit: Edit
    already: bool
    segments: tuple[Segment, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for those who watch."""

    id: int
    type: str
    media_id: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A segment (or, with `segment_id` None, a title) that a search found.

    Attributes:
        snippet: The text in parts, each with whether it matched.
        word_start_ms: Start of the first matched word where its time is known.
    """

    media_id: str
    title: str
    segment_id: int | None
    start_ms: int
    snippet: tuple[tuple[str, bool], ...]
    word_start_ms: int | None
