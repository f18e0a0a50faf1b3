"""When all of a recording is drafted, its small numbers are written in one way.

Chunks are drafted apart from one another, so a number has digits in one and letters in the next. What
people have written counts for the choice and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from transcribe.document.model import Segment, join_text
from transcribe.document.operations import Operation, Replace
from transcribe.document.redrafting import is_as_drafted
from transcribe.jobs.chunk_edits import apply_edit
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase
from transcribe.store.values import Job
from transcribe.text.number_forms import Evened, even_numbers

NUMBERS = "numbers"  # name of the draft's option that says what was done


def even_out_numbers(store: Store, job: Job, language: str) -> None:
    """Write the small numbers of a draft in the form that most of them have, and say so.

    Args:
        store: The library.
        job: The draft, all of whose chunks are published.
        language: Whisper's code of the text.

    Raises:
        EditConflict, WorkCancelled: As for other edits of jobs.
    """
    made = _Change(job, language)
    apply_edit(store, job, NUMBERS, (0, None), made.operations, "draft")
    draft = store.media.get(job.media_id).draft
    if made.evened is not None and draft is not None:
        options = {**dict(draft.options), NUMBERS: f"{made.evened.form} {made.n_changed}"}
        told = replace(draft, options=tuple(sorted(options.items())))
        store.media.update(job.media_id, draft=told)


@dataclass(slots=True)
class _Change:
    """The edit, and what it does."""

    job: Job
    language: str
    evened: Evened | None = None
    n_changed: int = 0

    def operations(self, base: DraftBase) -> tuple[Operation, ...]:
        spelled = [(segment, _texts(segment)) for segment in base.segments]
        found = even_numbers([text for _, texts in spelled for text in texts], self.language)
        changed = list(self._changed(base, spelled, found)) if found else []
        self.evened = found if changed else None
        return tuple(Replace(put=(segment,)) for segment in changed)

    def _changed(
        self, base: DraftBase, spelled: Sequence[tuple[Segment, Sequence[str]]], found: Evened
    ) -> Iterator[Segment]:
        """Segments of this draft with their new words, in order."""
        first = self.n_changed = 0
        for segment, texts in spelled:
            here = {
                n: found.texts[first + n] for n in range(len(texts)) if first + n in found.texts
            }
            first += len(texts)
            if here and self._is_ours(base, segment):
                self.n_changed += len(here)
                words = tuple(
                    replace(word, text=here.get(n, word.text))
                    for n, word in enumerate(segment.words)
                )
                yield replace(
                    segment, words=words, text=reduce(join_text, (w.text for w in words), "")
                )

    def _is_ours(self, base: DraftBase, segment: Segment) -> bool:
        is_touched = segment.status != "draft" or segment.is_flagged
        is_own = base.authorship.is_of_job(segment.id, self.job.id)
        return is_own and not is_touched and is_as_drafted(segment)


def _texts(segment: Segment) -> list[str]:
    """The words of a segment; of one that a person has written, what is between its spaces."""
    if is_as_drafted(segment):
        return [word.text for word in segment.words]
    return segment.text.split()
