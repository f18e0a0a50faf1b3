"""Move a text's times as a whole to where it is spoken: a constant, a drift, pieces cut out or put in.

The recording is transcribed as for a draft, but no segment is made of it: its words tell how the times are off
(`quality/time_fit.py`), or, where they are in another language than the text, when somebody speaks. Texts, and the lengths of segments except for a drift, stay; words move along. Segments that
were not found are flagged. All of it is one edit at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transcribe.document.model import Segment
from transcribe.document.operations import Operation, SetFlag
from transcribe.document.time_edits import time_edits
from transcribe.jobs.activity_fit import fit_by_either
from transcribe.jobs.chunk_edits import apply_edit, words_of
from transcribe.jobs.kinds.align_text import AlignText, AlignTextOptions
from transcribe.jobs.kinds.base import Ending
from transcribe.jobs.kinds.speech import SpeechKind
from transcribe.quality.fit_report import describe_fit
from transcribe.quality.time_fit import TimeFit
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase
from transcribe.store.values import Job
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts
from transcribe.subtitles.retiming import retime


class Resync(AlignText):
    """Times for a text that is off, from the whole recording."""

    name = "resync"

    def finish(
        self, store: Store, job: Job, options: AlignTextOptions, counts: ChunkCounts
    ) -> Ending:
        """Move the segments that are still there."""
        heard = [w for c in store.chunks.list(job.id, ["done"]) for w in words_of(c)]
        total_ms = store.media.get(job.media_id).duration_ms or 0
        wanted = set(options.segments)
        fits: list[TimeFit] = []

        def new_times(base: DraftBase) -> tuple[Operation, ...]:
            chosen = [s for s in base.segments if s.id in wanted or not wanted]
            fits[:] = [fit_by_either(chosen, heard, total_ms)]
            return tuple(_edits(chosen, fits[0])) if fits[0].is_found else ()

        apply_edit(store, job, "times", (0, None), new_times, origin="align")
        ending = SpeechKind.finish(self, store, job, options, counts)
        fit = fits[0]
        if ending.message:
            return ending
        code = None if fit.is_found and not fit.marked else reasons.TEXT_NOT_FOUND
        return Ending(describe_fit(fit, flagged="flagged"), code)


def _edits(segments: Sequence[Segment], fit: TimeFit) -> Iterator[Operation]:
    marked = set(fit.marked)
    for index, segment in enumerate(segments):
        if not fit.is_right:
            yield from time_edits(segment, retime(segment, fit.map_of(index)))
        if index in marked and not segment.is_flagged:
            yield SetFlag(segment.id, True)
