"""Draft a range again, or only propose it: then the result stays in the ledger and is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Segment, Transcript
from transcribe.document.operations import Delete, Operation
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.chunk_edits import apply_edit, found_in, inserts, range_of, segments_of
from transcribe.jobs.kinds.body import ms_of
from transcribe.jobs.kinds.speech import SpeechKind, SpeechOptions
from transcribe.store import Store
from transcribe.store.values import INTERACTIVE, Job, Media, WorkChunk

SHORTEST_MS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RedraftOptions(SpeechOptions):
    """Options of a redraft.

    Attributes:
        start_ms, end_ms: The range; `end_ms` None for the end of the recording.
        replace_corrected: Also replace segments that people have edited.
        propose: Change nothing; keep the result for `proposal`.
    """

    start_ms: int = 0
    end_ms: int | None = None
    replace_corrected: bool = False
    propose: bool = False


class Redraft(SpeechKind[RedraftOptions]):
    """A range drafted again while somebody waits."""

    name = "redraft"
    options_type = RedraftOptions
    priority = INTERACTIVE

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        start_ms, end_ms = (ms_of(body.get(name), name) for name in ("start", "end"))
        if end_ms - start_ms < SHORTEST_MS:
            raise InvalidOperation("redraft", '"end" must lie at least 0.1 s after "start"')
        return {
            **super().read_body(body, media), "start_ms": start_ms, "end_ms": end_ms,
            "replace_corrected": body.get("replace_corrected") is True,
            "propose": body.get("propose") is True,
        }  # fmt: skip

    def range_ms(self, options: RedraftOptions, total_ms: int) -> tuple[int, int]:
        end_ms = total_ms if options.end_ms is None else options.end_ms
        return max(0, options.start_ms), min(total_ms, end_ms)

    def commit(self, store: Store, job: Job, options: RedraftOptions, chunk: WorkChunk) -> None:
        """Replace the segments of the chunk's range, unless it is only proposed."""
        if not options.propose:
            apply_edit(
                store, job, chunk.start_ms, range_of(chunk),
                lambda now: _replacing(store, job, options, chunk, now), kind="edit",
                origin="redraft",
            )  # fmt: skip
            store.notices.replace(job, range_of(chunk), found_in(chunk))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a redraft of a range.

    Attributes:
        made: The segments, numbered from 1.
        chunks: All of the job, in file order; unfinished ones have no result for their range.
    """

    made: Transcript
    chunks: tuple[WorkChunk, ...]


def proposal(store: Store, job_id: int) -> Proposal:
    """The result so far of a redraft that only proposes.

    Raises:
        NotFound: No job has this id, or the job makes no proposal.
    """
    job = store.jobs.get(job_id)
    options = RedraftOptions.from_stored(job.options)
    if job.kind != Redraft.name or not options.propose:
        raise NotFound("proposal of job", str(job_id))
    chunks = store.chunks.list(job.id)
    segments = segments_of(chunks, options.cut_options())
    return Proposal(Transcript(segments=segments, language=job.language), chunks)


def _replacing(
    store: Store, job: Job, options: RedraftOptions, chunk: WorkChunk, now: tuple[Segment, ...]
) -> tuple[Operation, ...]:
    """Remove recognition's segments in a range, and users' segments only if requested."""
    gone = [
        s for s in now if (options.replace_corrected or s.status == "draft") and _lies_in(s, chunk)
    ]
    kept = tuple(s for s in now if s not in gone)
    return (*(Delete(s.id) for s in gone), *inserts(store, job, chunk, kept, options.cut_options()))


def _lies_in(segment: Segment, chunk: WorkChunk) -> bool:
    middle = (segment.start_ms + segment.end_ms) // 2
    return chunk.start_ms <= middle < chunk.end_ms
