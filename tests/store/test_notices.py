"""What drafts say of ranges: joined over chunks, once, until somebody writes there or dismisses it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import NO_WORDS, OTHER_LANGUAGE, Notice, Segment
from transcribe.document.operations import Insert
from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.store.work.notices import FoundRange

FRENCH = FoundRange(20_000, 60_000, 35_000, OTHER_LANGUAGE, "fr")


@pytest.fixture
def job(store: Store) -> Job:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    return store.jobs.enqueue("m1", "draft", {})


def silent(start_ms: int, end_ms: int) -> FoundRange:
    return FoundRange(start_ms, end_ms, end_ms - start_ms, NO_WORDS)


def ranges(store: Store) -> list[tuple[int, int]]:
    return [(notice.start_ms, notice.end_ms) for notice in store.notices.list("m1")]


def test_ranges_of_neighbouring_chunks_are_one_however_often_they_are_committed(
    store: Store, job: Job
) -> None:
    for _ in range(2):
        store.notices.replace(job, (0, 20_000), [silent(18_000, 20_000)])
        store.notices.replace(
            job, (20_000, 40_000), [silent(20_400, 22_000), silent(30_000, 34_000)]
        )
    assert ranges(store) == [(18_000, 22_000), (30_000, 34_000)]
    assert store.notices.list("m1")[0].reason == NO_WORDS


def test_up_to_three_seconds_are_not_shown(store: Store, job: Job) -> None:
    store.notices.replace(job, (0, 20_000), [silent(1000, 4000), silent(10_000, 13_001)])
    assert ranges(store) == [(10_000, 13_001)]


@pytest.mark.parametrize(("status", "is_left"), [("corrected", False), ("draft", True)])
def test_a_notice_goes_when_a_person_writes_there(
    store: Store, job: Job, status: str, is_left: bool
) -> None:
    """A drafted segment across the range says nothing of what is in it."""
    store.notices.replace(job, (0, 20_000), [silent(5000, 9000)])
    segment = Segment(1, 5000, 8000, "typed", None, status)  # type: ignore[arg-type]
    store.edits.apply("m1", 0, (Insert(segment),), edit_id="e1")
    assert bool(store.notices.list("m1")) is is_left


def test_a_notice_is_dismissed_and_comes_back(store: Store, job: Job) -> None:
    store.notices.replace(job, (0, 60_000), [FRENCH])
    (notice,) = store.notices.list("m1")
    store.notices.dismiss("m1", notice.id)
    assert store.notices.list("m1") == ()
    store.notices.dismiss("m1", notice.id, is_dismissed=False)
    assert store.notices.list("m1") == (notice,)
    with pytest.raises(NotFound):
        store.notices.dismiss("m2", notice.id)


@given(
    st.integers(0, 70_000), st.integers(100, 40_000)
)  # fmt: skip
def test_a_range_drafted_again_is_taken_out(start_ms: int, length_ms: int) -> None:
    """Nothing of a notice is left inside, all of it outside."""

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
        first = store.jobs.enqueue("m1", "draft", {})
        again = store.jobs.enqueue("m1", "redraft", {})
        store.notices.replace(first, (0, 60_000), [FRENCH])
        end_ms = start_ms + length_ms
        store.notices.replace(again, (start_ms, end_ms), [])
        left = [
            (from_ms, to_ms)
            for from_ms, to_ms in ((20_000, min(start_ms, 60_000)), (max(end_ms, 20_000), 60_000))
            if (to_ms - from_ms) * 35_000 // 40_000 > 3000
        ]
        expected = left if start_ms < 60_000 and end_ms > 20_000 else [(20_000, 60_000)]
        assert ranges(store) == expected


def test_a_new_draft_of_the_whole_recording_forgets_what_earlier_ones_said(
    store: Store, job: Job
) -> None:
    store.notices.replace(job, (0, 60_000), [FRENCH])
    later = store.jobs.enqueue("m1", "draft", {})
    store.notices.replace(later, (0, 10_000), [silent(1000, 9000)])
    store.notices.forget_earlier(later)
    assert ranges(store) == [(1000, 9000)]


def test_transcript_and_overview_have_the_notices(store: Store, job: Job) -> None:
    store.notices.replace(job, (0, 60_000), [FRENCH, silent(1000, 9000)])
    notices = store.notices.list("m1")
    assert store.edits.transcript("m1")[1].notices == notices
    assert store.media.overview("m1").notices == notices
    (overview,) = store.media.overviews()
    assert overview.notices == notices
    assert [replace(notice, id=0) for notice in notices] == [
        Notice(1000, 9000, NO_WORDS), Notice(20_000, 60_000, OTHER_LANGUAGE, "fr"),
    ]  # fmt: skip
