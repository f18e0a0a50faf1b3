"""Publishing finished chunks: sentences across their borders, and users' edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.store_steps import add_media
from transcribe.document.model import Speaker
from transcribe.document.operations import AddSpeaker, SetSpeaker, SetText, Split
from transcribe.jobs.kinds import commit
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement

WORD_MS = 400


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        yield made


def words(text: str, from_ms: int = 0) -> list[list[Any]]:
    """One word per 400 ms, on the chunk's clock."""
    return [
        [word, from_ms + n * WORD_MS, from_ms + n * WORD_MS + 350, 0.9]
        for n, word in enumerate(text.split())
    ]


def drafted(store: Store, *texts: str, pause_ms: int = 0, **options: Any) -> Job:
    """A finished draft whose chunks follow one another without a pause and have these texts."""
    add_media(store)
    store.media.update("m", state="ready", duration_ms=60_000)
    job = store.jobs.enqueue("m", "draft", {"language": "en", **options})
    assert store.jobs.claim("d") is not None
    plans, at_ms = [], 0
    for text in texts:
        length_ms = len(text.split()) * WORD_MS + pause_ms
        plans.append((ChunkPlan(((at_ms, at_ms + length_ms),)), 0))
        at_ms += length_ms
    store.chunks.plan(job.id, plans, planned_ms=at_ms, is_planned=True)
    made = store.chunks.claim(job.id, len(texts), "lease")
    results = {
        chunk.id: {"language": "en", "words": words(text)}
        for chunk, text in zip(made, texts, strict=True)
    }
    store.chunks.settle([Settlement("lease", results, worker="w", seconds=1)])
    return job


def publish_next(store: Store, job: Job) -> None:
    chunk = store.chunks.publishable(job.id)[0]
    commit(store, job, chunk)
    store.chunks.mark_published([chunk.id])


def texts(store: Store) -> list[str]:
    return [segment.text for segment in store.edits.segments("m")[1]]


def test_a_sentence_over_the_border_of_two_chunks_is_one_segment(store: Store) -> None:
    job = drafted(store, "It is late. We go to", "The station now, to the trains. Then home it is.")
    publish_next(store, job)
    first = store.edits.segments("m")[1]
    assert [segment.text for segment in first] == ["It is late.", "We go to"]
    publish_next(store, job)
    assert texts(store) == [
        "It is late.", "We go to the station now, to the trains.", "Then home it is.",
    ]  # fmt: skip
    whole = store.edits.segments("m")[1][1]
    assert whole.id == first[1].id
    assert (whole.start_ms, whole.end_ms) == (first[1].start_ms, 5 * 400 + 2 * 400 + 5 * 400 - 50)


def test_publishing_again_after_a_crash_changes_nothing(store: Store) -> None:
    job = drafted(store, "We go to", "the station now.")
    first, second = store.chunks.publishable(job.id)
    commit(store, job, first)
    commit(store, job, second)
    before = store.edits.segments("m")
    commit(store, job, second)
    commit(store, job, first)
    assert store.edits.segments("m") == before


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("We go to.", "the station now.", "We go to the station now."),
        ("Поехали на.", "вокзал.", "Поехали на вокзал."),
    ],
)
def test_a_full_stop_before_lower_case_was_put_too_early(
    store: Store, before: str, after: str, whole: str
) -> None:
    job = drafted(store, before, after)
    publish_next(store, job)
    publish_next(store, job)
    assert texts(store) == [whole]
    assert [word.text for word in store.edits.segments("m")[1][0].words] == whole.split()


@pytest.mark.parametrize(
    ("before", "after", "pause_ms"),
    [
        ("We go to the station.", "Then home it is.", 0),
        ("We go to.", "the station now.", 1200),
        ("Do we go?", "to the station now.", 0),
        ("We go to...", "the station now.", 0),
        ("It is 5 p.m.", "in Rome now.", 0),
        ("We go.", "iPhone in hand.", 0),
        ("我们走.", "去车站.", 0),
        ("We go to", "the station now.", 1200),
    ],
    ids=[
        "ended",
        "stop and pause",
        "question",
        "trailing off",
        "its own dot",
        "a name",
        "no case",
        "pause",
    ],
)
def test_text_that_does_not_continue_starts_a_segment(
    store: Store, before: str, after: str, pause_ms: int
) -> None:
    job = drafted(store, before, after, pause_ms=pause_ms)
    publish_next(store, job)
    publish_next(store, job)
    assert texts(store) == [before, after]


def test_a_name_keeps_its_capital_inside_a_sentence(store: Store) -> None:
    job = drafted(store, "we go to", "Rome and I like it.")
    publish_next(store, job)
    publish_next(store, job)
    assert texts(store) == ["we go to Rome and I like it."]


def touch_text(store: Store) -> None:
    revision, (segment,) = store.edits.segments("m")
    store.edits.apply("m", revision, [SetText(segment.id, "We walk to")], edit_id="typed")


def touch_speaker(store: Store) -> None:
    revision, (segment,) = store.edits.segments("m")
    ops = [AddSpeaker(Speaker("S1", "Ann")), SetSpeaker(segment.id, "S1")]
    store.edits.apply("m", revision, ops, edit_id="named")


def touch_by_splitting(store: Store) -> None:
    revision, (segment,) = store.edits.segments("m")
    cut = Split(segment.id, at_char=3, at_ms=400, new_id=2**31 + 1)
    store.edits.apply("m", revision, [cut], edit_id="cut")


@pytest.mark.parametrize("touch", [touch_text, touch_speaker])
def test_an_edited_segment_is_not_continued(store: Store, touch: Any) -> None:
    job = drafted(store, "We go to", "the station now.")
    publish_next(store, job)
    touch(store)
    touched = store.edits.segments("m")[1]
    publish_next(store, job)
    assert store.edits.segments("m")[1][:-1] == touched
    assert texts(store)[-1] == "the station now."


def test_a_users_split_stays(store: Store) -> None:
    job = drafted(store, "We go to", "the station now.")
    publish_next(store, job)
    touch_by_splitting(store)
    publish_next(store, job)
    assert texts(store) == ["We", "go to", "the station now."]
