"""Draft a range again; as a dry run, the result stays in the ledger as a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Transcript, Word
from transcribe.document.segmentation import cut_segments
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.chunk_edits import (
    END_MS,
    Drafted,
    apply_drafted,
    found_in,
    words_of,
)
from transcribe.jobs.kinds.base import Ending
from transcribe.jobs.kinds.body import ms_of
from transcribe.jobs.kinds.consistency import ConsistentOptions, as_in_recording, keep_flags
from transcribe.jobs.kinds.speech import SpeechKind
from transcribe.store import Store
from transcribe.store.values import INTERACTIVE, Job, Media, WorkChunk
from transcribe.store.work.chunks import ChunkCounts
from transcribe.text.consistency import Rules

SHORTEST_MS = 100
EDGE_MS = 500  # voice activity may cut so much off the first and last word


@dataclass(frozen=True, slots=True, kw_only=True)
class RedraftOptions(ConsistentOptions):
    """Options of a redraft.

    Attributes:
        start_ms, end_ms: The range; `end_ms` None for the end of the recording.
        overwrite_corrected: Also replace segments that people have edited.
        dry_run: Change nothing; keep the result as a proposal.
    """

    start_ms: int = 0
    end_ms: int | None = None
    overwrite_corrected: bool = False
    dry_run: bool = False


class Redraft(SpeechKind[RedraftOptions]):
    """A redraft of a range, at a user's request."""

    name = "redraft"
    options_type = RedraftOptions
    priority = INTERACTIVE

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        start_ms, end_ms = (ms_of(body.get(name), name) for name in ("start", "end"))
        if end_ms - start_ms < SHORTEST_MS:
            raise InvalidOperation("redraft", '"end" must lie at least 0.1 s after "start"')
        return {
            **super().read_body(body, media), "start_ms": start_ms, "end_ms": end_ms,
            "overwrite_corrected": body.get("overwrite_corrected") is True,
            "dry_run": body.get("dry_run") is True, **keep_flags(body),
        }  # fmt: skip

    def range_ms(self, options: RedraftOptions, total_ms: int) -> tuple[int, int]:
        end_ms = total_ms if options.end_ms is None else options.end_ms
        return max(0, options.start_ms), min(total_ms, end_ms)

    def commit(self, store: Store, job: Job, options: RedraftOptions, chunk: WorkChunk) -> None:
        """Replace the segments of the chunk's range, unless it is a dry run."""
        if not options.dry_run:
            start_ms = max(chunk.start_ms - EDGE_MS, options.start_ms,
                           store.chunks.end_before(job.id, chunk.start_ms))  # fmt: skip
            rules = _rules(store, job, options)
            words = as_in_recording(store, job, words_of(chunk), rules, tells=True)
            _replace(store, job, options, chunk.start_ms, (start_ms, chunk.end_ms), words)
            store.notices.replace(job, (start_ms, chunk.end_ms), found_in(chunk))

    def finish(
        self, store: Store, job: Job, options: RedraftOptions, counts: ChunkCounts
    ) -> Ending:
        """Remove what voice activity cut off the last word."""
        if counts.done and not options.dry_run:
            last_ms = store.chunks.end_before(job.id)
            end_ms = min(last_ms + EDGE_MS, options.end_ms or END_MS)
            _replace(store, job, options, "rest", (last_ms, end_ms), ())
        return super().finish(store, job, options, counts)


def _rules(store: Store, job: Job, options: RedraftOptions) -> Rules:
    return options.rules(job.language or store.media.get(job.media_id).language)


def _replace(
    store: Store,
    job: Job,
    options: RedraftOptions,
    what: object,
    range_ms: tuple[int, int],
    words: tuple[Word, ...],
) -> None:
    drafted = Drafted(job, words, range_ms, options.cut_options(), options.overwrite_corrected)
    apply_drafted(store, what, drafted, "redraft")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a redraft of a range.

    Attributes:
        made: The segments, numbered from 1.
        chunks: All chunks of the job, in file order; unfinished ones have no result for their range.
    """

    made: Transcript
    chunks: tuple[WorkChunk, ...]


def proposal(store: Store, job_id: int) -> Proposal:
    """The result so far of a dry run.

    Raises:
        NotFound: No job has this id, or the job makes no proposal.
    """
    job = store.jobs.get(job_id)
    options = RedraftOptions.from_stored(job.options)
    if job.kind != Redraft.name or not options.dry_run:
        raise NotFound("proposal of job", str(job_id))
    chunks = store.chunks.list(job.id)
    rules = _rules(store, job, options)
    done = [
        as_in_recording(store, job, words_of(chunk), rules)
        for chunk in chunks
        if chunk.state == "done"
    ]
    words = [word for one in done for word in one]
    segments = tuple(cut_segments(words, options.cut_options(), first_id=1))
    return Proposal(Transcript(segments=segments, language=job.language), chunks)
