"""Drafting a recording again: nothing that a person has set is lost, and it is one step of undo."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.person_edits import LENGTH_MS, PersonEdit, any_edit
from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    SetFlag,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    SetWords,
    Split,
)
from transcribe.errors import WorkCancelled
from transcribe.jobs.kinds import chunked_kind_of, commit
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement

VOCABULARY = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "and",
    "so",
    "we",
    "go",
    "home",
    "now.",
]
EXAMPLES = 40
EDGE_MS = 400  # where two drafts may differ in the time of a word


@contextmanager
def new_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        add_media(store)
        store.media.update("m", state="ready", duration_ms=LENGTH_MS)
        yield store


@dataclass
class Run:
    """A job whose chunks have results that the test chose.

    Attributes:
        drafted: Ranges in ms whose chunks were brought in.
    """

    store: Store
    job: Job
    drafted: list[tuple[int, int]] = field(default_factory=list)

    def bring_next(self) -> bool:
        """Bring the next finished chunk into the transcript; False without any."""
        ready = self.store.chunks.publishable(self.job.id)
        if not ready:
            return False
        start_ms = self.store.chunks.end_before(self.job.id, ready[0].start_ms)
        commit(self.store, self.job, ready[0])
        self.store.chunks.mark_published([ready[0].id])
        self.drafted.append((start_ms, ready[0].end_ms))
        return True

    def end(self) -> None:
        """Bring in all chunks and end the job."""
        while self.bring_next():
            pass
        kind = chunked_kind_of(self.job)
        counts = self.store.chunks.counts(self.job.id)
        kind.finish(self.store, self.job, kind.options_of(self.job), counts)
        self.drafted.append((self.store.chunks.end_before(self.job.id), 2**53))
        assert self.store.jobs.finish(self.job)


def begin(
    store: Store, chunks: list[tuple[int, int, str]], kind: str = "draft", **options: object
) -> Run:
    """Start a job with chunks of `(start_ms, end_ms, text)`; a text of "" fails for good."""
    store.jobs.enqueue("m", kind, {"language": "en", **options})
    job = store.jobs.claim("d")
    assert job is not None
    plans = [(ChunkPlan(((start, end),)), 0) for start, end, _ in chunks]
    store.chunks.plan(job.id, plans, planned_ms=LENGTH_MS, is_planned=True)
    made = store.chunks.claim(job.id, len(chunks), "lease")
    results = {
        one.id: {"language": "en", "words": spoken(text, end - start)}
        for one, (start, end, text) in zip(made, chunks, strict=True)
        if text
    }
    store.chunks.settle([Settlement("lease", results, error="it failed", worker="w", seconds=1)])
    for n in range(2):
        while left := store.chunks.claim(job.id, 1, f"again-{n}"):
            del left
            store.chunks.settle([Settlement(f"again-{n}", {}, error="it failed", worker="w")])
    return Run(store, job)


def spoken(text: str, length_ms: int) -> list[list[object]]:
    """Words spread over a chunk, on its own clock."""
    words = text.split()
    each_ms = length_ms / len(words)
    return [
        [word, round(n * each_ms), round((n + 0.9) * each_ms), 0.9] for n, word in enumerate(words)
    ]


def drafted(store: Store, *texts: str, each_ms: int = 6_000, kind: str = "draft") -> Run:
    """A job that has ended, with a chunk of six seconds for each text."""
    run = begin(store, [(n * each_ms, (n + 1) * each_ms, t) for n, t in enumerate(texts)], kind)
    run.end()
    return run


def now(store: Store) -> Transcript:
    """The transcript without notices of failed ranges, which are not its text."""
    return replace(store.edits.transcript("m")[1], notices=())


def undo(store: Store) -> None:
    step = store.edits.undo_stack("m", 1)[0]
    edit(store, kind="undo", target=step.id)


def redo(store: Store) -> None:
    step = store.edits.redo_stack("m", 1)[0]
    edit(store, kind="redo", target=step.id)


def texts(store: Store) -> list[str]:
    return [segment.text for segment in now(store).segments]


FIRST = ("One two three four.", "Five six seven eight.", "Nine ten and so.")
SECOND = ("Uno dos tres cuatro.", "Cinco seis siete ocho.", "Nueve diez y tal.")


SET_BY_PERSON: dict[str, Callable[[Segment], tuple[Operation, ...]]] = {
    "text": lambda s: (SetText(s.id, "Five sixes."),),
    "end": lambda s: (SetTimes(s.id, s.start_ms, s.end_ms + 200),),
    "earlier end": lambda s: (SetTimes(s.id, s.start_ms, s.end_ms - 200),),
    "speaker": lambda s: (AddSpeaker(Speaker("S1", "Ann")), SetSpeaker(s.id, "S1")),
    "flag": lambda s: (SetFlag(s.id, True),),
    "confirmed word": lambda s: (SetWords(s.id, tuple(_unsure(s))),),
    "approved": lambda s: (SetStatus(s.id, "approved"),),
    "rejected": lambda s: (SetStatus(s.id, "rejected"),),
    "split": lambda s: (Split(s.id, 9, s.start_ms + 2_900, 2**31 + 1),),
    "deleted": lambda s: (Delete(s.id),),
}


def _unsure(segment: Segment) -> list[Word]:
    return [replace(segment.words[0], probability=None), *segment.words[1:]]


@pytest.mark.parametrize("way", ["draft", "redraft"])
@pytest.mark.parametrize("name", SET_BY_PERSON)
def test_what_a_person_set_is_kept_and_nothing_is_put_over_it(name: str, way: str) -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        edit(store, *SET_BY_PERSON[name](now(store).segments[1]))
        before = now(store)
        set_by_person = [s for s in before.segments if s.id not in {1, 3}]
        drafted(store, *SECOND, kind=way)
        after = now(store)
        assert [s for s in after.segments if s.text[:3] not in {"Uno", "Nue"}] == set_by_person
        assert after.speakers == before.speakers
        assert texts(store)[0] == SECOND[0]
        assert texts(store)[-1] == SECOND[2]
        undo(store)
        assert now(store) == before
        redo(store)
        assert now(store) == after


def test_merged_segments_stay_one() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        edit(store, Merge(1, 2))
        drafted(store, *SECOND)
        assert texts(store) == ["One two three four. Five six seven eight.", SECOND[2]]


def test_a_row_made_by_hand_stays() -> None:
    with new_store() as store:
        drafted(store, FIRST[0], "", FIRST[2])
        edit(store, Insert(Segment(2**31, 8_000, 9_000, "By hand.")))
        drafted(store, *SECOND)
        assert "By hand." in texts(store)
        heard = " ".join(texts(store))
        assert "Cinco" in heard
        assert "ocho." in heard


@pytest.mark.parametrize("position", [0, 1, 2])
def test_where_a_person_deleted_a_segment_nothing_is_written(position: int) -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        edit(store, Delete(now(store).segments[position].id))
        drafted(store, *SECOND)
        assert texts(store) == [text for n, text in enumerate(SECOND) if n != position]


def test_an_undone_edit_does_not_count() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        edit(store, SetText(2, "Five sixes."), edit_id="typed")
        edit(store, kind="undo", target="typed")
        drafted(store, *SECOND)
        assert texts(store) == list(SECOND)


def test_after_all_was_deleted_everything_is_drafted() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        edit(store, *(Delete(s.id) for s in now(store).segments))
        drafted(store, *SECOND)
        assert texts(store) == list(SECOND)


def test_stop_keeps_the_old_text_of_the_rest_and_is_one_step() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        before = now(store)
        run = begin(store, [(0, 6_000, SECOND[0]), (6_000, 12_000, SECOND[1])])
        run.bring_next()
        chunk = store.chunks.publishable(run.job.id)[0]
        store.jobs.cancel(run.job.id)
        with pytest.raises(WorkCancelled):
            commit(store, run.job, chunk)
        assert texts(store) == [SECOND[0], *FIRST[1:]]
        undo(store)
        assert now(store) == before


def test_a_failed_range_keeps_its_old_text() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        drafted(store, SECOND[0], "", SECOND[2])
        assert texts(store) == [SECOND[0], FIRST[1], SECOND[2]]


def test_a_failed_range_that_is_tried_again_replaces_it() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        run = drafted(store, SECOND[0], "", SECOND[2])
        chunk = next(c for c in store.chunks.list(run.job.id) if c.state == "quarantined")
        store.chunks.retry(chunk.id)
        run.job = store.jobs.claim("d") or run.job
        store.chunks.claim(run.job.id, 1, "lease-2")
        result = {"language": "en", "words": spoken(SECOND[1], 6_000)}
        store.chunks.settle([Settlement("lease-2", {chunk.id: result}, worker="w", seconds=1)])
        run.end()
        assert texts(store) == list(SECOND)
        undo(store)
        assert texts(store) == list(FIRST)


def test_an_earlier_job_does_not_replace_the_text_of_a_later_one() -> None:
    with new_store() as store:
        first = begin(store, [(n * 6_000, (n + 1) * 6_000, t) for n, t in enumerate(FIRST)])
        first.bring_next()
        drafted(store, *SECOND)
        first.end()
        assert texts(store) == list(SECOND)


def test_a_segment_over_the_end_of_a_range_keeps_its_words_outside() -> None:
    with new_store() as store:
        drafted(store, "one two three four five six seven eight nine ten.", each_ms=20_000)
        assert len(now(store).segments) > 1
        words_before = " ".join(texts(store)).split()
        run = begin(store, [(0, 10_000, "uno dos tres cuatro cinco."), (10_000, 20_000, "mas")])
        run.bring_next()
        store.jobs.cancel(run.job.id)
        assert " ".join(texts(store)).split() == [
            "uno",
            "dos",
            "tres",
            "cuatro",
            "cinco.",
            *words_before[5:],
        ]


def test_undo_while_it_runs_takes_all_back_and_stops_it() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        before = now(store)
        run = begin(store, [(0, 6_000, SECOND[0]), (6_000, 12_000, SECOND[1])])
        run.bring_next()
        undo(store)
        assert now(store) == before
        assert store.jobs.get(run.job.id).state == "cancelled"
        with pytest.raises(WorkCancelled):
            commit(store, run.job, store.chunks.publishable(run.job.id)[0])
        assert now(store) == before


def test_the_first_draft_is_no_undo_step() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        assert store.edits.undo_stack("m") == ()


def test_edits_made_while_it_runs_are_undone_before_it() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        before = now(store)
        run = begin(store, [(n * 6_000, (n + 1) * 6_000, t) for n, t in enumerate(SECOND)])
        run.bring_next()
        edit(store, SetFlag(now(store).segments[0].id, True))
        run.end()
        assert now(store).segments[0].is_flagged
        undo(store)
        assert not now(store).segments[0].is_flagged
        assert texts(store) == list(SECOND)
        undo(store)
        assert now(store) == before


def test_an_alignment_keeps_times_set_by_hand_and_confirmed_words() -> None:
    with new_store() as store:
        drafted(store, *FIRST)
        segment = now(store).segments[1]
        by_hand = replace(segment.words[1], start_ms=8_000, end_ms=8_500)
        words = (replace(segment.words[0], probability=None), by_hand, *segment.words[2:])
        edit(store, SetWords(segment.id, words))
        store.jobs.enqueue("m", "align", {"segments": [segment.id], "language": "en"})
        job = store.jobs.claim("d")
        assert job is not None
        plan = ChunkPlan(((5_800, 12_200),), segment.id, segment.text)
        store.chunks.plan(job.id, [(plan, 2)], planned_ms=LENGTH_MS, is_planned=True)
        (chunk,) = store.chunks.claim(job.id, 1, "lease")
        result = {"language": "en", "words": spoken(segment.text, 1_000)}
        store.chunks.settle([Settlement("lease", {chunk.id: result}, worker="w", seconds=1)])
        Run(store, job).bring_next()
        after = now(store).segments[1]
        assert after.words[1] == by_hand
        assert after.words[0].probability is None
        assert after.words[2].start_ms != segment.words[2].start_ms
        assert (after.start_ms, after.end_ms) == (segment.start_ms, segment.end_ms)


@pytest.mark.parametrize(("by_ms"), [-350, -150, 0, 150, 350])
def test_a_draft_with_other_word_times_repeats_and_loses_no_word_beside_a_kept_segment(
    by_ms: int,
) -> None:
    first = "Alpha bravo charlie delta. Echo foxtrot golf hotel. India juliet kilo lima."
    with new_store() as store:
        drafted(store, first, each_ms=6_000)
        flagged = now(store).segments[len(now(store).segments) // 2]
        edit(store, SetFlag(flagged.id, True))
        run = begin(store, [(0, 6_000, first)])
        chunk = store.chunks.publishable(run.job.id)[0]
        words = [
            [word, max(0, n * 500 + by_ms), max(100, n * 500 + 450 + by_ms), 0.9]
            for n, word in enumerate(first.split())
        ]
        result = {"language": "en", "words": words}
        db = store.connection()
        db.execute("UPDATE chunks SET result = ? WHERE id = ?", [json.dumps(result), chunk.id])
        run.end()
        assert " ".join(texts(store)).split() == first.split()


@dataclass
class Kept:
    """What a person has set so far, by the test's own account."""

    segments: dict[int, Segment | None] = field(default_factory=dict)
    deleted: list[Segment] = field(default_factory=list)

    def note(self, made: PersonEdit, before: Transcript, after: Transcript) -> None:
        for key in made.touched:
            self.segments[key] = after.segment(key)
        if made.name == "delete":
            self.deleted += [s for key in made.touched if (s := before.segment(key))]

    def check_deleted(self, before: Transcript, after: Transcript, log: list[str]) -> None:
        """Nothing new inside of a deleted segment that no other one overlapped."""
        for gone in self.deleted:
            alone = not any(overlap(gone, other) for other in before.segments)
            new = [s for s in after.segments if before.segment(s.id) is None]
            inside = [w for s in new for w in s.words if is_deep_inside(w, gone)]
            assert not (alone and before.segments and inside), log

    def check(self, after: Transcript, log: list[str]) -> None:
        for key, segment in self.segments.items():
            assert after.segment(key) == segment, log


def chosen_chunks(chance: random.Random) -> list[tuple[int, int, str]]:
    """Chunks of different lengths with pauses between some; some have no words, some fail."""
    made, at_ms = [], chance.randrange(3_000)
    while at_ms < LENGTH_MS - 3_000:
        end_ms = min(LENGTH_MS, at_ms + chance.randrange(1_500, 20_000))
        n_words = max(1, (end_ms - at_ms) // chance.randrange(250, 900))
        text = " ".join(chance.choice(VOCABULARY) for _ in range(n_words))
        made.append((at_ms, end_ms, text if chance.random() < 0.9 else ""))
        at_ms = end_ms + chance.choice([0, 0, 300, 2_000])
    return made


def edit_by_chance(chance: random.Random, store: Store, kept: Kept, log: list[str]) -> None:
    before = now(store)
    made = any_edit(chance, before)
    log.append(f"{made.name} {made.ops}")
    edit(store, *made.ops)
    kept.note(made, before, now(store))


def overlap(one: Segment, other: Segment) -> bool:
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


def is_deep_inside(word: Word, segment: Segment) -> bool:
    return segment.start_ms + EDGE_MS <= word.start_ms and word.end_ms <= segment.end_ms - EDGE_MS


def words_outside(transcript: Transcript, ranges: list[tuple[int, int]]) -> list[tuple[int, str]]:
    """Words of recognition whose middle lies in no range, in order of time."""
    return sorted(
        (word.start_ms, word.text)
        for segment in transcript.segments
        for word in segment.words
        if not any(a <= (word.start_ms + word.end_ms) // 2 < b for a, b in ranges)
    )


@given(st.integers(0, 2**32))
@settings(max_examples=EXAMPLES)
def test_nothing_a_person_set_is_lost_by_any_drafting(seed: int) -> None:
    chance, kept = random.Random(seed), Kept()
    log: list[str] = []
    with new_store() as store:
        begin(store, chosen_chunks(chance)).end()
        for _ in range(chance.randrange(12)):
            edit_by_chance(chance, store, kept, log)
        before = now(store)
        way = chance.choice(["draft", "redraft"])
        run = begin(store, chosen_chunks(chance), way)
        stop_at = chance.choice([0, 1, 2, 3, 99, 99])
        n_meanwhile = 0
        for _ in range(stop_at):
            if chance.random() < 0.3:
                edit_by_chance(chance, store, kept, log)
                n_meanwhile += 1
            if not run.bring_next():
                break
            kept.check(now(store), log)
        else:
            store.jobs.cancel(run.job.id)
        if store.jobs.get(run.job.id).state == "running":
            run.end()
        after = now(store)
        kept.check(after, log)
        if not n_meanwhile:
            kept.check_deleted(before, after, log)
            assert after.speakers == before.speakers
            assert words_outside(after, run.drafted) == words_outside(before, run.drafted), log
        for _ in range(n_meanwhile):
            undo(store)
        if store.edits.undo_stack("m", 1) and store.edits.undo_stack("m", 1)[0].job_id:
            between = now(store)
            undo(store)
            assert now(store) == before, log
            with Store(store.folder) as other:
                redo(other)
            assert now(store) == between, log
        elif not n_meanwhile:
            assert after == before
