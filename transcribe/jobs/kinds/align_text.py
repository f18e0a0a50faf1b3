"""Find a whole text in the audio: segments that came without times, or with wrong ones.

The recording is transcribed as for a draft, but no segment is made of it: its words tell when the
words of the text are spoken (`quality/text_alignment.py`). All new times are one edit at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Segment
from transcribe.document.operations import Operation, SetTimes, SetWords
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignTextOptions(SpeechOptions):
    """Options of the alignment of a text.

    Attributes:
        segments: Ids of the segments; empty for all.
    """

    segments: tuple[int, ...] = ()


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
        missing: list[Segment] = []

        def new_times(base: DraftBase) -> tuple[Operation, ...]:
            chosen = [s for s in base.segments if (s.id in wanted or not wanted) and s.text.strip()]
            placed = place_texts([segment.text for segment in chosen], heard, total_ms)
            missing[:] = [s for s, p in zip(chosen, placed, strict=True) if not p.n_heard]
            return timed(chosen, placed)

        if heard:
            apply_edit(store, job, "times", (0, None), new_times, origin="align")
        ending = super().finish(store, job, options, counts)
        if ending.message or not (missing or not heard):
            return ending
        return Ending(_not_found(missing, is_silent=not heard), reasons.TEXT_NOT_FOUND)


def timed(segments: Sequence[Segment], placed: Sequence[Placed]) -> tuple[Operation, ...]:
    """The edits that give segments their times and words."""
    ops: list[Operation] = []
    for segment, place in zip(segments, placed, strict=True):
        ops.append(SetTimes(segment.id, place.start_ms, place.end_ms))
        ops.append(SetWords(segment.id, place.words))
    return tuple(ops)


def _not_found(missing: Sequence[Segment], *, is_silent: bool) -> str:
    if is_silent:
        return "No speech was found, so the text has estimated times."
    some = ", ".join(f"“{segment.text[:40]}”" for segment in missing[:3])
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    n = len(missing)
    return f"{n} segment{'s were' if n > 1 else ' was'} not found in the audio: {some}{more}."
