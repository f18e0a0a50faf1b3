"""Find a whole text in the audio: segments that came without times, or with wrong ones.

The recording is transcribed as for a draft, but no segment is made of it: its words tell when the
words of the text are spoken (`quality/text_alignment.py`). All new times are one edit at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Segment
from transcribe.document.operations import Merge, Operation, SetTimes, SetWords, Split
from transcribe.jobs.chunk_edits import apply_edit, words_of
from transcribe.jobs.kinds.base import Ending
from transcribe.jobs.kinds.body import segment_ids
from transcribe.jobs.kinds.speech import SpeechKind, SpeechOptions
from transcribe.quality.text_alignment import Placed, place_texts
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase
from transcribe.store.values import Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

MAX_EDITS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignTextOptions(SpeechOptions):
    """Options of the alignment of a text.

    Attributes:
        segments: Ids of the segments; empty for all.
        since: Revision after which times that a person sets stay; None to set all.
    """

    segments: tuple[int, ...] = ()
    since: int | None = None


class AlignText(SpeechKind[AlignTextOptions]):
    """Times for the segments of a text, from the whole recording."""

    name = "align-text"
    options_type = AlignTextOptions

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        found = super().read_body(body, media)
        given = body.get("segments")
        return {
            **found,
            "segments": segment_ids(given) if given else (),
            "language": found["language"] or media.language,
        }

    def commit(self, store: Store, job: Job, options: AlignTextOptions, chunk: WorkChunk) -> None:
        """Nothing: the words of all chunks are needed."""

    def finish(
        self, store: Store, job: Job, options: AlignTextOptions, counts: ChunkCounts
    ) -> Ending:
        """Set the times of the segments that are still there."""
        heard = [w for c in store.chunks.list(job.id, ["done"]) for w in words_of(c)]
        total_ms = store.media.get(job.media_id).duration_ms or 0
        wanted = set(options.segments)
        by_hand = _timed_by_hand(store, job.media_id, options.since)
        missing: list[Segment] = []

        def new_times(base: DraftBase) -> tuple[Operation, ...]:
            chosen = [s for s in base.segments if (s.id in wanted or not wanted) and s.text.strip()]
            placed = place_texts([segment.text for segment in chosen], heard, total_ms)
            pairs = [(s, p) for s, p in zip(chosen, placed, strict=True) if s.id not in by_hand]
            missing[:] = [segment for segment, place in pairs if not place.n_heard]
            return timed(pairs)

        if heard:
            apply_edit(store, job, "times", (0, None), new_times, origin="align")
        ending = super().finish(store, job, options, counts)
        if ending.message or not (missing or not heard):
            return ending
        return Ending(_not_found(missing, is_silent=not heard), reasons.TEXT_NOT_FOUND)


def timed(pairs: Sequence[tuple[Segment, Placed]]) -> tuple[Operation, ...]:
    """The edits that give segments their times and words."""
    ops: list[Operation] = []
    for segment, place in pairs:
        ops.append(SetTimes(segment.id, place.start_ms, place.end_ms))
        ops.append(SetWords(segment.id, place.words))
    return tuple(ops)


def _timed_by_hand(store: Store, media_id: str, since: int | None) -> set[int]:
    """Segments that a person has moved, split or merged while the job ran."""
    if since is None:
        return set()
    edits = store.edits.since(media_id, since, limit=MAX_EDITS)
    return {
        segment_id
        for edit in edits
        if edit.origin == "person"
        for op in edit.ops
        if isinstance(op, SetTimes | Split | Merge)
        for segment_id in op.touched()
    }


def _not_found(missing: Sequence[Segment], *, is_silent: bool) -> str:
    if is_silent:
        return "No speech was found, so the text has estimated times."
    some = ", ".join(f"“{segment.text[:40]}”" for segment in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    n = len(missing)
    return f"{n} segment{'s were' if n > 1 else ' was'} not found in the audio: {some}{more}."
