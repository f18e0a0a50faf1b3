"""From a finished chunk to an edit: what the kinds of job share.

Each chunk becomes one edit whose id names job and chunk, so that publishing it again, after a crash
between edit and mark, changes nothing. It replaces the earlier draft of its range, never the work of
people (`store/transcripts/authorship.py`): their segments stay, and no new text is put where they lie
or lay. Ranges that are not drafted keep the earlier text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from transcribe.asr.word_times import with_lengths
from transcribe.document.model import NO_WORDS, OTHER_LANGUAGE, Segment, Word
from transcribe.document.operations import Delete, Insert, Operation, Replace
from transcribe.document.redrafting import OldText, is_as_drafted, middle_ms, outside, runs
from transcribe.document.segmentation import (
    CutOptions,
    continues,
    cut_segments,
    lowered_inside,
    without_hasty_stop,
)
from transcribe.jobs.chunk_plans import chunk_of
from transcribe.jobs.tasks import ChunkResult
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase, DraftEdit, MakeOps
from transcribe.store.values import EditOrigin, Job, WorkChunk
from transcribe.store.work.notices import FoundRange

END_MS = 2**53  # after every recording
LONGEST_OPEN_MS = 10_000  # before a chunk, to look for the segment that it may continue


def edit_id(job: Job, what: object) -> str:
    """The id of a job's edit."""
    return f"{job.kind}-{job.id}-{what}"


def range_of(chunk: WorkChunk) -> tuple[int, int]:
    """Start and end of a chunk in the recording, in ms."""
    return chunk.start_ms, chunk.end_ms


def words_of(chunk: WorkChunk) -> tuple[Word, ...]:
    """A finished chunk's words on the recording's clock."""
    if chunk.result is None:
        return ()
    heard, words = chunk_of(chunk.plan), []
    for word in ChunkResult.from_plain(chunk.result).words:
        start_ms, end_ms = heard.to_recording_ms(word.start_ms, word.end_ms)
        words.append(replace(word, start_ms=start_ms, end_ms=end_ms))
    return with_lengths(tuple(words), chunk.end_ms)


def found_in(chunk: WorkChunk) -> tuple[FoundRange, ...]:
    """What a finished chunk's draft says of ranges, on the recording's clock."""
    if chunk.result is None:
        return ()
    heard, result = chunk_of(chunk.plan), ChunkResult.from_plain(chunk.result)

    def on_clock(start_ms: int, end_ms: int) -> tuple[int, int]:
        first, _ = heard.to_recording_ms(start_ms, start_ms + 1)
        _, last = heard.to_recording_ms(end_ms - 1, end_ms)
        return first, max(first, last)

    return (
        *(
            FoundRange(*on_clock(start_ms, end_ms), speech_ms, NO_WORDS)
            for start_ms, end_ms, speech_ms in result.uncovered
        ),
        *(
            FoundRange(*on_clock(start_ms, end_ms), end_ms - start_ms, OTHER_LANGUAGE, language)
            for start_ms, end_ms, language in result.sounds_like
        ),
    )


def segments_of(chunks: Iterable[WorkChunk], options: CutOptions) -> tuple[Segment, ...]:
    """The segments that finished chunks amount to, numbered from 1."""
    words = [word for chunk in chunks if chunk.state == "done" for word in words_of(chunk)]
    return tuple(cut_segments(words, options, first_id=1))


@dataclass(frozen=True, slots=True)
class Drafted:
    """A finished chunk that takes the place of what was drafted before.

    Attributes:
        job: The job.
        words: Its words on the recording's clock.
        range_ms: Where the text of earlier drafts gives way.
        cut: How segments are cut.
        overwrites: People's segments give way too.
        continues: Its first words may complete the segment that an earlier chunk left open.
    """

    job: Job
    words: tuple[Word, ...]
    range_ms: tuple[int, int]
    cut: CutOptions
    overwrites: bool = False
    continues: bool = False

    @property
    def read_ms(self) -> tuple[int, int]:
        """The range whose segments are needed."""
        last_ms = max((word.end_ms for word in self.words), default=0)
        before_ms = LONGEST_OPEN_MS if self.continues else 0
        return max(0, self.range_ms[0] - before_ms), max(self.range_ms[1], last_ms)

    def operations(self, base: DraftBase) -> tuple[Operation, ...]:
        """The edit that replaces the earlier draft of the range and keeps what people have done."""
        ids = count(base.next_id)
        old = self._old_text(base)
        changes, stays = _giving_way(old, self.range_ms, ids, self.overwrites)
        old = replace(old, kept=(*old.kept, *stays))
        made = self._made(base, old, ids)
        return (*changes, *made)

    def _old_text(self, base: DraftBase) -> OldText:
        own, authorship = self.job.id, base.authorship
        others = [s for s in base.segments if not authorship.is_of_job(s.id, own)]
        replaced = [s for s in others if _overlap(s, self.range_ms) and self._gives_way(s, base)]
        kept = tuple(s for s in others if s not in replaced)
        covered: tuple[tuple[int, int], ...] = ()
        if not (base.is_empty or self.overwrites):
            places = authorship.ranges(*self.read_ms).values()
            covered = tuple(one for each in places for one in each)
        return OldText(tuple(replaced), kept, covered)

    def _gives_way(self, segment: Segment, base: DraftBase) -> bool:
        if base.authorship.is_of_later_job(segment.id, self.job.id):
            return False
        is_touched = segment.status != "draft" or segment.is_flagged
        if is_touched or base.authorship.is_of_person(segment.id):
            start_ms, end_ms = self.range_ms
            return self.overwrites and start_ms <= middle_ms(segment) < end_ms
        return True

    def _made(self, base: DraftBase, old: OldText, ids: Iterator[int]) -> Iterator[Operation]:
        found = runs(self.words, old)
        grown = self._grown(base, old, found)
        if grown is not None:
            found = found[1:]
            yield Replace(put=(grown[0],))
            yield from (Insert(replace(s, id=next(ids))) for s in grown[1:])
        for run in found:
            for segment in cut_segments(run, self.cut):
                if segment.end_ms > segment.start_ms:
                    yield Insert(replace(segment, id=next(ids)))

    def _grown(
        self, base: DraftBase, old: OldText, found: list[tuple[Word, ...]]
    ) -> tuple[Segment, ...] | None:
        """The segment that the first words complete, under its id, and what follows it."""
        if not (self.continues and found and found[0][0] == self.words[0]):
            return None
        own = [s for s in base.segments if base.authorship.is_of_job(s.id, self.job.id)]
        left = _open_sentence(own, found[0], self.cut)
        if left is None:
            return None
        before = without_hasty_stop(left.words, found[0])
        first, *more = cut_segments((*before, *lowered_inside(before, found[0])), self.cut)
        if any(_overlap(s, (first.start_ms, first.end_ms)) for s in old.kept):
            return None
        return replace(first, id=left.id), *(s for s in more if s.end_ms > s.start_ms)


def _giving_way(
    old: OldText, range_ms: tuple[int, int], ids: Iterator[int], overwrites: bool
) -> tuple[list[Operation], list[Segment]]:
    """Operations that remove the words of earlier drafts in a range, and segments that stay whole."""
    changes: list[Operation] = []
    stays: list[Segment] = []
    for segment in old.replaced:
        is_whole = overwrites and not is_as_drafted(segment)
        parts = () if is_whole else outside(segment, range_ms)
        if parts == (segment,):
            stays += [] if is_as_drafted(segment) else [segment]
        elif not parts:
            changes.append(Delete(segment.id))
        else:
            # The last part keeps the id: the next chunk replaces it.
            changes.append(Replace(put=(parts[-1],)))
            changes += [Insert(replace(part, id=next(ids))) for part in parts[:-1]]
    return changes, stays


def _open_sentence(
    own: Sequence[Segment], words: tuple[Word, ...], options: CutOptions
) -> Segment | None:
    """The last segment of this draft before these words, if they continue it."""
    earlier = [s for s in own if s.start_ms <= words[0].start_ms]
    if not earlier:
        return None
    last = max(earlier, key=lambda s: (s.end_ms, s.id))
    return last if is_as_drafted(last) and continues(last, words, options) else None


def _overlap(segment: Segment, range_ms: tuple[int, int]) -> bool:
    return segment.start_ms < range_ms[1] and range_ms[0] < segment.end_ms


def apply_edit(
    store: Store,
    job: Job,
    what: object,
    range_ms: tuple[int, int | None],
    operations: MakeOps,
    origin: EditOrigin = "draft",
) -> None:
    """Apply `operations` to the current state of a range; nothing that a person does meanwhile is lost.

    Raises:
        EditConflict: Users edited the recording at every attempt.
        WorkCancelled: The job was cancelled.
    """
    store.edits.apply_draft(
        DraftEdit(
            job.media_id, job.id, edit_id(job, what), origin, range_ms, operations,
            author=f"{job.kind} {job.id}",
        )
    )  # fmt: skip


def apply_drafted(store: Store, what: object, drafted: Drafted, origin: EditOrigin) -> None:
    """Bring a finished chunk into the transcript; raises as `apply_edit`."""
    apply_edit(store, drafted.job, what, drafted.read_ms, drafted.operations, origin)
