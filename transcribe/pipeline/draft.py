"""Speech to segments: voice activity, chunks, engine, readable pieces, committed as they come."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.asr import models
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Engine
from transcribe.audio.activity import iter_speech
from transcribe.audio.chunks import Chunk, iter_chunks
from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm
from transcribe.document.cutting import CutOptions, cut_segments
from transcribe.document.model import DraftOrigin, Segment, Transcript, Word
from transcribe.document.operations import Delete, Insert, Operation
from transcribe.errors import EditConflict, MediaUnreadable
from transcribe.store import Store
from transcribe.store.values import Job, Media

BATCH = 8  # chunks decoded together; more gains little on a CPU and delays the text
LANGUAGE_CHUNKS = 3  # chunks whose votes decide the language
SURE = 0.8  # one chunk with this probability is enough
COMMIT_ATTEMPTS = 20

Beat = Callable[[float, str, float | None], bool]
EngineLoader = Callable[[str, str], Engine]


class DraftLost(Exception):
    """The job was cancelled or given to another worker: stop at once."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What stays the same during one draft."""

    store: Store
    job: Job
    media: Media
    recording: NDArray[np.int16]
    beat: Beat
    cut: CutOptions


def run_draft(store: Store, job: Job, load: EngineLoader, beat: Beat) -> str:
    """Draft a recording; returns a message for people.

    Every batch of chunks is committed as one edit whose id names the job and the chunk, so that a
    draft that was cut off goes on after the last committed chunk. What a person has touched is
    left alone: new segments that overlap it are dropped.

    Raises:
        DraftLost: `beat` said that the job is no longer ours.
        MediaUnreadable: The decoded sound is gone.
        ModelUnavailable, EngineUnavailable: There is nothing to draft with.
    """
    media = store.media.get(job.media_id)
    pcm = store.media_folder(media.id) / "audio.pcm"
    if not pcm.is_file():
        raise MediaUnreadable(media.filename, "its decoded sound is gone; add the file again.")
    run = _Run(store, job, media, open_pcm(pcm), beat, _cut_options(job.options))
    if not beat(0.0, "Listening for speech", None):
        raise DraftLost
    chunks = iter_chunks(iter_speech(run.recording), run.recording)
    first = list(islice(chunks, 1))
    if not first:
        _clear_old_draft(run)
        return "No speech was found."
    engine = load(str(job.options.get("engine") or "auto"), str(job.options.get("model") or "base"))
    options, heard_ahead = _choose_options(
        run, engine, first + list(islice(chunks, LANGUAGE_CHUNKS - 1))
    )
    _note_origin(run, engine, options)
    _clear_old_draft(run)
    _draft_all(run, engine, options, _chain(heard_ahead, chunks))
    return "" if store.media.get(media.id).n_segments else "No speech was understood."


def _chain(ahead: list[Chunk], rest: Iterator[Chunk]) -> Iterator[Chunk]:
    yield from ahead
    yield from rest


def _cut_options(options: Mapping[str, Any]) -> CutOptions:
    given = {name: int(options[name]) for name in ("max_ms", "max_chars") if options.get(name)}
    return CutOptions(**given)


def _choose_options(
    run: _Run, engine: Engine, chunks: list[Chunk]
) -> tuple[DecodeOptions, list[Chunk]]:
    language = run.job.options.get("language")
    if language in {None, "", "auto"}:
        language = _vote(run, engine, chunks)
    prompt = str(run.job.options.get("initial_prompt") or "")
    return DecodeOptions(language=str(language), batch_size=BATCH, initial_prompt=prompt), chunks


def _vote(run: _Run, engine: Engine, chunks: list[Chunk]) -> str:
    """The language of the first chunks, each weighed by how sure the model is."""
    votes: Counter[str] = Counter()
    for chunk in chunks:
        language, probability = engine.detect_language(chunk.samples(run.recording))
        if probability >= SURE:
            return language
        votes[language] += round(probability * 1000)
    return votes.most_common(1)[0][0]


def _note_origin(run: _Run, engine: Engine, options: DecodeOptions) -> None:
    sha256 = models.model_sha256(run.store.models_folder, engine.model)
    shown = {"beam_size": str(options.beam_size), "language": options.language}
    origin = DraftOrigin(engine.name, engine.model, sha256, tuple(sorted(shown.items())))
    run.store.media.update(run.media.id, language=options.language, draft=origin)


def _edit_id(job: Job, what: object) -> str:
    return f"draft-{job.id}-{what}"


def _clear_old_draft(run: _Run) -> None:
    """Take away the machine's untouched segments of an earlier draft, once a job."""
    if run.store.edits.find(run.media.id, _edit_id(run.job, "clear")) is not None:
        return

    def operations(transcript: Transcript) -> tuple[Operation, ...]:
        return tuple(Delete(s.id) for s in transcript.segments if s.status == "draft")

    _commit(run, "clear", operations)


def _draft_all(run: _Run, engine: Engine, options: DecodeOptions, chunks: Iterator[Chunk]) -> None:
    total_ms = max(1, len(run.recording) // SAMPLES_PER_MS)
    started, started_at_ms = time.monotonic(), None
    size = 1  # the first text should be there soon; then full batches
    while batch := list(islice(chunks, size)):
        size = BATCH
        if run.store.edits.find(run.media.id, _edit_id(run.job, batch[-1].end_ms)) is not None:
            continue  # committed before this job was cut off
        if started_at_ms is None:
            started_at_ms = batch[0].start_ms
        if not run.beat(
            batch[0].start_ms / total_ms,
            "",
            _eta_s(started, started_at_ms, batch[0].start_ms, total_ms),
        ):
            raise DraftLost
        drafts = engine.draft([chunk.samples(run.recording) for chunk in batch], options)
        words = _on_recording(batch, drafts)
        _commit(run, batch[-1].end_ms, partial(_inserts, words=words, cut=run.cut))
        if not run.beat(
            batch[-1].end_ms / total_ms,
            "",
            _eta_s(started, started_at_ms, batch[-1].end_ms, total_ms),
        ):
            raise DraftLost


def _eta_s(started: float, from_ms: int, at_ms: int, total_ms: int) -> float | None:
    """Seconds left if the rest goes as fast as what was done since `started`."""
    if at_ms <= from_ms:
        return None
    return (time.monotonic() - started) * (total_ms - at_ms) / (at_ms - from_ms)


def _on_recording(batch: list[Chunk], drafts: list[ChunkDraft]) -> tuple[Word, ...]:
    words = []
    for chunk, draft in zip(batch, drafts, strict=True):
        for word in draft.words:
            start_ms, end_ms = chunk.to_recording_ms(word.start_ms, word.end_ms)
            words.append(replace(word, start_ms=start_ms, end_ms=end_ms))
    return tuple(words)


def _inserts(
    transcript: Transcript, words: tuple[Word, ...], cut: CutOptions
) -> tuple[Operation, ...]:
    """New segments beside what people have touched."""
    kept = [s for s in transcript.segments if s.status != "draft"]
    first_id = 1 + max((s.id for s in transcript.segments if s.id < 2**31), default=0)
    return tuple(
        Insert(segment)
        for segment in cut_segments(words, cut, first_id=first_id)
        if segment.end_ms > segment.start_ms and not _overlaps(segment, kept)
    )


def _overlaps(segment: Segment, others: list[Segment]) -> bool:
    return any(o.start_ms < segment.end_ms and segment.start_ms < o.end_ms for o in others)


def _commit(
    run: _Run, what: object, operations: Callable[[Transcript], tuple[Operation, ...]]
) -> None:
    """Apply what `operations` makes of the current transcript, again if somebody was faster."""
    for _ in range(COMMIT_ATTEMPTS):
        revision, transcript = run.store.edits.transcript(run.media.id)
        try:
            run.store.edits.apply(
                run.media.id, revision, operations(transcript),
                edit_id=_edit_id(run.job, what), kind="draft", author=f"draft {run.job.id}",
            )  # fmt: skip
        except EditConflict:
            continue
        return
    raise DraftLost
