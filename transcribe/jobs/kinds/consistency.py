"""When all of a recording is drafted, its numbers, spellings and capitals are written in one way.

The rules are in `text/consistency.py`. What people have written counts for the choice and stays as it is.
A range that is drafted again gets the way of the rest. The draft's options say what was changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from transcribe.document.model import Segment, Word, join_text
from transcribe.document.operations import Operation, Replace
from transcribe.document.redrafting import is_as_drafted, middle_ms
from transcribe.jobs.chunk_edits import apply_edit, words_of
from transcribe.jobs.kinds.speech import SpeechOptions
from transcribe.store import Store
from transcribe.store.transcripts.draft_edits import DraftBase
from transcribe.store.values import Job
from transcribe.text.consistency import Block, Consistent, Rules, make_consistent

NUMBERS = "numbers"  # names of the draft's options that say what was done
SPELLING = "spelling"
MOST_SPELLINGS = 50  # that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistentOptions(SpeechOptions):
    """Options of recognition whose text is made consistent.

    Attributes:
        keep_numbers: Leave numbers as each chunk has them; else a recording has one way of writing them.
        keep_spelling: The same for names, joined words, capitals and the full stops between chunks.
    """

    keep_numbers: bool = False
    keep_spelling: bool = False

    def rules(self, language: str | None) -> Rules:
        """What is changed."""
        return Rules(language or "", not self.keep_numbers, not self.keep_spelling)


def keep_flags(body: Mapping[str, Any]) -> dict[str, bool]:
    """The fields of a request's body that turn it off."""
    return {name: body.get(name) is True for name in ("keep_numbers", "keep_spelling")}


def even_out(store: Store, job: Job, rules: Rules) -> None:
    """Make the text of a draft consistent, and say so.

    Args:
        store: The library.
        job: The draft, all of whose chunks are published.
        rules: Without the edges of the chunks.

    Raises:
        EditConflict, WorkCancelled: As for other edits of jobs.
    """
    if not (rules.numbers or rules.spelling):
        return
    firsts = [words[:1] for chunk in store.chunks.list(job.id) if (words := words_of(chunk))]
    edges = frozenset(word.start_ms for (word,) in firsts)
    made = _Change(job, replace(rules, edges_ms=edges))
    apply_edit(store, job, NUMBERS, (0, None), made.operations, "draft")
    if made.made is not None:
        _tell(store, job.media_id, made.made)


def as_in_recording(
    store: Store, job: Job, words: tuple[Word, ...], rules: Rules, *, tells: bool = False
) -> tuple[Word, ...]:
    """New words of a range as the rest of the recording is written.

    Args:
        store: The library.
        job: Which has drafted the range.
        words: On the recording's clock, in order.
        rules: What is changed.
        tells: Say in the draft's options what was changed.
    """
    if not words:
        return words
    start_ms, end_ms = words[0].start_ms, words[-1].end_ms
    _, segments = store.edits.segments(job.media_id)
    before = [Block(_texts(s)) for s in segments if middle_ms(s) < start_ms]
    after = [Block(_texts(s)) for s in segments if middle_ms(s) >= end_ms]
    block = Block(tuple(word.text for word in words), words)
    made = make_consistent([*before, block, *after], rules)
    if tells:
        _tell(store, job.media_id, made)
    return made.blocks[len(before)].words


@dataclass(slots=True)
class _Change:
    """The edit, and what it does."""

    job: Job
    rules: Rules
    made: Consistent | None = None

    def operations(self, base: DraftBase) -> tuple[Operation, ...]:
        blocks = [self._block(base, segment) for segment in base.segments]
        self.made = make_consistent(blocks, self.rules)
        changed = sorted(self.made.changed)
        return tuple(
            Replace(put=(_with_words(base.segments[n], self.made.blocks[n].words),))
            for n in changed
        )

    def _block(self, base: DraftBase, segment: Segment) -> Block:
        is_touched = segment.status != "draft" or segment.is_flagged
        is_own = base.authorship.is_of_job(segment.id, self.job.id)
        is_free = is_own and not is_touched and is_as_drafted(segment)
        return Block(_texts(segment), segment.words if is_free else ())


def _with_words(segment: Segment, words: tuple[Word, ...]) -> Segment:
    return replace(segment, words=words, text=reduce(join_text, (w.text for w in words), ""))


def _texts(segment: Segment) -> tuple[str, ...]:
    """The words of a segment; of one that a person has written, what is between its spaces."""
    if is_as_drafted(segment):
        return tuple(word.text for word in segment.words)
    return tuple(segment.text.split())


def _tell(store: Store, media_id: str, made: Consistent) -> None:
    """Add what was changed to what the draft says of itself."""
    draft = store.media.get(media_id).draft
    if draft is None or not made.changed:
        return
    options = dict(draft.options)
    if made.number_form is not None:
        form, _, n = options.get(NUMBERS, "").partition(" ")
        n_before = int(n) if form == made.number_form else 0
        options[NUMBERS] = f"{made.number_form} {n_before + made.n_numbers}"
    if made.spellings:
        told = Counter({(old, new): n for old, new, n in json.loads(options.get(SPELLING, "[]"))})
        told += made.spellings
        most = [[old, new, n] for (old, new), n in told.most_common(MOST_SPELLINGS)]
        options[SPELLING] = json.dumps(most, ensure_ascii=False)
    store.media.update(media_id, draft=replace(draft, options=tuple(sorted(options.items()))))
