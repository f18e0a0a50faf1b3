"""Find who spoke when, and lay the turns on the text that is there.

Where the recording has several channels, a first chunk reads them: if each has a speaker, that is all
(`channel_speakers.py`). Else the recording is analysed in pieces of three minutes, one after another; a last chunk
without audio finds the speakers of all pieces. Turns from an RTTM file need neither. All speakers and cuts of segments
are one edit at the end, which can be undone. People's text is not cut and their tags stay, also those that they set
while the job runs.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.document.operations import Operation
from transcribe.document.speaker_turns import SpeakerTurn, TouchedByPeople, lay_on_segments
from transcribe.errors import InvalidOperation
from transcribe.jobs.chunk_edits import apply_edit
from transcribe.jobs.kinds.base import (
    ChunkedKind,
    Ending,
    JobContext,
    JobOptions,
    TaskParts,
    TaskResults,
)
from transcribe.jobs.kinds.body import text_of
from transcribe.jobs.kinds.channel_speakers import (
    CHANNELS_MS,
    FROM_FILE,
    TIMEOUT_S,
    channels_task,
    has_channels,
    is_of_channels,
    source_of,
    told_fallback,
)
from transcribe.jobs.kinds.rttm_turns import is_number, turns_from_rttm
from transcribe.jobs.option_checks import speaker_count, speakers_option
from transcribe.jobs.tasks import task_type
from transcribe.speakers import weights
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase
from transcribe.store.values import ChunkPlan, Job, Media, WorkChunk
from transcribe.store.voices import VoicePiece
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

PIECE_MS = 180_000
CONTEXT_MS = 10_100  # heard before and after a piece; as `speakers.analysis.CONTEXT_MS`
CLUSTERING_PER_AUDIO_S = 0.05  # ten hours take 100 s on one core of 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersOptions(JobOptions):
    """Options of the job.

    Attributes:
        speakers: How many there are: "auto", "N" or "N-M".
        voices_only: Only compute the embeddings of voices; text and speakers stay as they are.
        speakers_from: `auto`, `voices` or `channels`; `rttm` for turns of a file from outside.
        turns: Of such a file: start and end in ms, name of the speaker. They are stored apart from the options,
            which every list of jobs reads.
        notes: What reading the file left out, in sentences.
        webhook: Address that gets a message at the end.
    """

    speakers: str = "auto"
    voices_only: bool = False
    speakers_from: str = "auto"
    turns: tuple[Sequence[Any], ...] = ()
    notes: tuple[str, ...] = ()
    webhook: str = ""


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyseSpeakersTask:
    """Analyse a piece of audio.

    Its blob is mono 16 kHz PCM, int16 little-endian, with the context of the piece.

    Attributes:
        model: What names the networks; a worker with others refuses.
        models_folder: The sender's.
        first_ms: Where the blob begins in the recording.
        start_ms, end_ms: The piece.
    """

    kind: ClassVar[str] = "analyse-speakers"
    runner: ClassVar[str] = "transcribe.jobs.worker.speaker_tasks:run_analysis"

    model: str
    models_folder: str
    first_ms: int
    start_ms: int
    end_ms: int


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class FindSpeakersTask:
    """Find the speakers of a recording; its blobs are the analysed pieces as JSON, in order.

    Attributes:
        least, most: How many there may be; `most` of 0 for any number.
    """

    kind: ClassVar[str] = "find-speakers"
    runner: ClassVar[str] = "transcribe.jobs.worker.speaker_tasks:run_clustering"

    least: int = 1
    most: int = 0


class Speakers(ChunkedKind[SpeakersOptions]):
    """The job."""

    name = "speakers"
    options_type = SpeakersOptions
    is_sequential = True

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        asked = speakers_option(body.get("speakers"))
        if asked == "none":
            raise InvalidOperation("speakers", "a job that finds them needs a number or auto")
        voices_only = body.get("voices_only", False)
        if not isinstance(voices_only, bool):
            raise InvalidOperation("voices_only", "true or false")
        rttm = text_of(body, "rttm")
        if (
            "rttm" in body
            and body["rttm"] is not None
            and (voices_only or asked not in {"", "auto"})
        ):
            raise InvalidOperation("rttm", "give a file, a number of speakers or voices_only, not two of them")  # fmt: skip
        speakers_from = source_of(body)
        if body.get("rttm") is not None and speakers_from != "auto":
            raise InvalidOperation("speakers_from", "an RTTM file is a source itself; leave one of them out")  # fmt: skip
        given = turns_from_rttm(rttm, media) if body.get("rttm") is not None else None
        return {
            "speakers": asked or "auto", "voices_only": voices_only,
            "speakers_from": FROM_FILE if given else speakers_from,
            "turns": given.turns if given else (), "notes": given.notes if given else (),
            "webhook": text_of(body, "webhook"),
        }  # fmt: skip

    def submit(
        self, store: Store, media_id: str, options: SpeakersOptions, *, owner: str = ""
    ) -> Job:
        """Queue the job; turns of a file are kept apart from its options.

        Raises:
            NotFound: No recording has this id.
        """
        payload = json.dumps(options.turns) if options.turns else None
        stored = replace(options, turns=()).to_stored()
        return store.jobs.enqueue(
            media_id, self.name, stored, owner=owner, priority=self.priority, payload=payload
        )

    def plan(self, context: JobContext[SpeakersOptions]) -> Iterator[tuple[ChunkPlan, int] | None]:
        """The channels; pieces of three minutes, and a chunk after the end for the clustering."""
        if context.options.speakers_from == FROM_FILE:
            return
        total_ms, priority = context.total_ms, context.job.priority
        from_ms = context.job.planned_ms
        if _reads_channels(context):
            if not from_ms:
                from_ms = CHANNELS_MS
                yield ChunkPlan(((0, CHANNELS_MS),)), priority
            while (channels := channels_chunk(context.store, context.job)) and channels.state in {
                "waiting",
                "running",
            }:
                yield None
            if channels and channels.result and "turns" in channels.result:
                return
        for start_ms in range(from_ms - from_ms % PIECE_MS, total_ms, PIECE_MS):
            if start_ms >= from_ms or from_ms == CHANNELS_MS:
                first_ms = max(start_ms, from_ms)
                yield ChunkPlan(((first_ms, min(start_ms + PIECE_MS, total_ms)),)), priority
        if from_ms <= total_ms and not context.options.voices_only:
            yield ChunkPlan(((total_ms, total_ms + 1),)), priority

    def task(
        self, context: JobContext[SpeakersOptions], chunks: Sequence[WorkChunk], group: int
    ) -> TaskParts:
        del group
        (chunk,) = chunks
        if is_of_channels(chunk):
            media, options = context.store.media.get(context.job.media_id), context.options
            return channels_task(
                context.store, media, context.total_ms,
                is_asked=options.speakers_from == "channels",
                allowed=speaker_count(options.speakers) or (1, 0),
            )  # fmt: skip
        if chunk.start_ms >= context.total_ms:
            return _clustering(context)
        start_ms = 0 if chunk.start_ms == CHANNELS_MS else chunk.start_ms
        first_ms = max(0, start_ms - CONTEXT_MS)
        last_ms = min(context.total_ms, chunk.end_ms + CONTEXT_MS)
        audio = context.recording[first_ms * SAMPLES_PER_MS : last_ms * SAMPLES_PER_MS]
        if len(audio) < (chunk.end_ms - first_ms - 1) * SAMPLES_PER_MS:
            raise ValueError("it is shorter than when it was added")
        task = AnalyseSpeakersTask(
            model=weights.model_digest(), models_folder=str(context.store.models_folder),
            first_ms=first_ms, start_ms=start_ms, end_ms=chunk.end_ms,
        )  # fmt: skip
        return TaskParts(task, (np.asarray(audio).astype("<i2").tobytes(),))

    def timeout_s(self, chunks: Sequence[WorkChunk], base_s: float) -> float:
        """As usual, and for the clustering, which lies after the end, a share of the whole recording."""
        if is_of_channels(chunks[0]):
            return base_s + TIMEOUT_S
        before_s = max(chunk.start_ms for chunk in chunks) / 1000
        return super().timeout_s(chunks, base_s) + CLUSTERING_PER_AUDIO_S * before_s

    def results(self, plain: Mapping[str, Any]) -> TaskResults:
        is_stopped = bool(plain.get("stopped"))
        return TaskResults(() if is_stopped else (plain,), is_stopped=is_stopped)

    def commit(self, store: Store, job: Job, options: SpeakersOptions, chunk: WorkChunk) -> None:
        """Keep the voices of a piece; lay the turns on the text, when they are there."""
        del options
        if chunk.result and "embeddings" in chunk.result:
            store.voices.put(job.media_id, _voices(chunk, chunk.result))
        if chunk.result is None or "turns" not in chunk.result:
            return
        _lay(store, job, chunk.result["turns"], chunk.result.get("names"))

    def finish(
        self, store: Store, job: Job, options: SpeakersOptions, counts: ChunkCounts
    ) -> Ending:
        """Say how many there are, and whether this is a guess; lay given turns on the text."""
        if options.speakers_from == FROM_FILE:
            return _finish_given(store, job, options)
        ending = super().finish(store, job, options, counts)
        media = store.media.get(job.media_id)
        fallback = told_fallback(media, options.speakers_from, channels_chunk(store, job))
        store.chunks.forget_results(job.id)  # voices are kept in their own table
        if options.voices_only and not ending.message:
            return Ending("The voices were read again.")
        found = next((c.result for c in reversed(store.chunks.list(job.id, ["done"]))), None)
        if ending.message or found is None or "turns" not in found:
            return ending
        if not found["turns"]:
            return Ending(
                " ".join(filter(None, ("No speech was found.", fallback))), reasons.NO_SPEECH
            )
        if found.get("source") == "channels":
            _queue_voices(store, job)
        told = _told(found, options.speakers, n_segments=media.n_segments)
        return replace(told, message=" ".join(filter(None, (told.message, fallback))))


def given_turns(store: Store, job: Job) -> Sequence[Sequence[Any]]:
    """The turns of a job whose source is a file: start and end in ms, name of the speaker; else none."""
    if Speakers().options_of(job).speakers_from != FROM_FILE:
        return ()
    turns: list[list[Any]] = json.loads(store.jobs.payload(job.id) or "[]")
    return turns


def _queue_voices(store: Store, job: Job) -> None:
    """Read the voices too, for offers and known voices, where that needs no download; once."""
    later = (one for one in store.jobs.list(job.media_id) if one.id > job.id)
    if weights.is_present(store.models_folder) and not any(o.kind == Speakers.name for o in later):
        options = SpeakersOptions(voices_only=True)
        Speakers().submit(store, job.media_id, options, owner=job.owner)


def channels_chunk(store: Store, job: Job) -> WorkChunk | None:
    """The chunk that stands for the channels; None if they are not read."""
    return next((one for one in store.chunks.list(job.id) if is_of_channels(one)), None)


def _reads_channels(context: JobContext[SpeakersOptions]) -> bool:
    options = context.options
    if options.voices_only or options.speakers_from == "voices":
        return False
    return has_channels(context.store.media.get(context.job.media_id))


def _finish_given(store: Store, job: Job, options: SpeakersOptions) -> Ending:
    """Lay the turns of a file on the text: all in one edit, which is made once."""
    turns = given_turns(store, job)
    speakers = dict.fromkeys(str(turn[2]) for turn in turns)
    _lay(store, job, turns, {one: one for one in speakers if not is_number(one)})
    n_segments = store.media.get(job.media_id).n_segments
    found = {"n_speakers": len(speakers), "is_count_sure": True}
    told = _told(found, "auto", n_segments=n_segments).message
    return Ending(" ".join((told, *options.notes)))


def _lay(
    store: Store, job: Job, rows: Sequence[Sequence[Any]], names: Mapping[str, str] | None = None
) -> None:
    turns = [SpeakerTurn(row[0], row[1], str(row[2])) for row in rows]

    def operations(base: DraftBase) -> tuple[Operation, ...]:
        touched = _touched(store, job.media_id, base)
        return lay_on_segments(
            base.segments, base.speakers, turns, touched, base.next_id, names or {}
        )

    apply_edit(store, job, "turns", (0, None), operations, origin="speakers")


def submit_after_draft(store: Store, draft: Job, speakers: str) -> None:
    """Queue the job for a draft that is done, once; see `DraftOptions.speakers`."""
    asked = speakers or ("auto" if weights.is_present(store.models_folder) else "none")
    later = (job for job in store.jobs.list(draft.media_id) if job.id > draft.id)
    if asked == "none" or any(job.kind == Speakers.name for job in later):
        return
    Speakers().submit(store, draft.media_id, SpeakersOptions(speakers=asked), owner=draft.owner)


def _told(found: Mapping[str, Any], asked: str, *, n_segments: int) -> Ending:
    n, is_of_channels = int(found["n_speakers"]), found.get("source") == "channels"
    least, most = speaker_count(asked) or (1, 0)
    how = ", one on each channel" if is_of_channels else ""
    message = "1 speaker." if n == 1 else f"{n} speakers{how}."
    if not n_segments:
        message += " There is no text yet that they could be laid on."
    if is_of_channels and not least <= n <= (most or n):
        return Ending(f"{message} The number given was {asked}. To get it, choose voices instead of channels.")  # fmt: skip
    if n < least:
        return Ending(f"{message} {least} were asked for, but no more voices could be told apart.")
    if found["is_count_sure"]:
        return Ending(message)
    why = "there is less than a minute of speech" if found["speech_ms"] < 60_000 else "it is a close decision"  # fmt: skip
    return Ending(
        f"{message} The number is a guess, since {why}. If it is wrong, give the number and find "
        "the speakers again.",
        reasons.UNSURE_COUNT,
    )


def _voices(chunk: WorkChunk, result: Mapping[str, Any]) -> VoicePiece:
    windows = np.array(result["windows"], "<i4").tobytes()
    embeddings = base64.b64decode(result["embeddings"])
    model = result.get("model") or weights.model_digest()
    return VoicePiece(chunk.start_ms, chunk.end_ms, model, windows, embeddings)


def _clustering(context: JobContext[SpeakersOptions]) -> TaskParts:
    done = context.store.chunks.list(context.job.id, ["done"])
    pieces = [json.dumps(c.result).encode() for c in done if c.result and "frames" in c.result]
    least, most = speaker_count(context.options.speakers) or (1, 0)
    return TaskParts(FindSpeakersTask(least=least, most=most), tuple(pieces))


def _touched(store: Store, media_id: str, base: DraftBase) -> TouchedByPeople:
    """What people have done, from the history."""
    text = {s.id for s in base.segments if base.authorship.is_of_person(s.id)}
    return TouchedByPeople(frozenset(text), store.edits.tagged_by_people(media_id))
