"""Clips of one upload have one language: which of them are drafted again when all are done."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from transcribe.jobs.kinds.clip_languages import clips_to_redraft, main_language
from transcribe.jobs.kinds.speech import other_clips
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


def clip(
    store: Store, name: str, votes: dict[str, int], *, duration_ms: int = 3000, language: str = ""
) -> Job:
    """A clip of the upload, drafted with a result that sounds like these languages."""
    store.media.add(
        media_id=name, title=name, filename=name, sha256=name.ljust(64, "0"), size_bytes=1,
        batch="upload",
    )  # fmt: skip
    store.media.update(name, duration_ms=duration_ms, state="ready")
    job = store.jobs.enqueue(name, "draft", {"language": language} if language else {})
    store.chunks.plan(job.id, [(ChunkPlan(((0, 3000),)), 0)], planned_ms=3000, is_planned=True)
    claimed = store.jobs.claim("w")
    assert claimed is not None
    (chunk,) = store.chunks.claim(job.id, 1, f"lease {name}")
    heard = max(votes, key=lambda code: votes[code])
    result = {"language": heard, "words": [], "votes": [list(vote) for vote in votes.items()]}
    store.chunks.settle([Settlement(f"lease {name}", {chunk.id: result}, language=heard)])
    return store.jobs.get(job.id)


def finish(store: Store, *jobs: Job) -> None:
    for job in jobs:
        store.jobs.finish(job)


def test_the_last_of_an_upload_has_those_drafted_again_that_were_taken_for_another_language(
    store: Store,
) -> None:
    one = clip(store, "one", {"pt": 2490, "es": 120})
    two = clip(store, "two", {"es": 2900})
    three = clip(store, "three", {"es": 1500, "it": 800})
    assert clips_to_redraft(store, one) == []  # others are not done
    finish(store, one, two)
    assert clips_to_redraft(store, three) == [("one", "es")]


@pytest.mark.parametrize(
    ("duration_ms", "language"), [(60_000, ""), (3000, "pt")], ids=["long", "language named"]
)
def test_a_long_recording_and_one_with_a_language_keep_theirs(
    store: Store, duration_ms: int, language: str
) -> None:
    one = clip(store, "one", {"pt": 2490}, duration_ms=duration_ms, language=language)
    two, three = clip(store, "two", {"es": 2900}), clip(store, "three", {"es": 2900})
    finish(store, one, two)
    assert clips_to_redraft(store, three) == []


def test_a_recording_that_was_added_alone_has_no_other_clips(store: Store) -> None:
    clip(store, "one", {"es": 2900})
    media = store.media.add(
        media_id="alone", title="a", filename="a", sha256="f" * 64, size_bytes=1
    )
    assert other_clips(store, media) == []


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        ([("tl", 4_000), ("it", 16_000), ("it", 20_000)], "it"),
        ([("fr", 6_000), ("en", 20_000)], "en"),
        ([("en", 20_000), ("fr", 20_000)], None),
        ([], None),
    ],
    ids=["found wrongly", "a greeting", "two languages", "no speech"],
)
def test_a_recording_has_the_language_that_most_of_it_was_drafted_in(
    store: Store, drafted: list[tuple[str, int]], expected: str | None
) -> None:
    store.media.add(media_id="one", title="o", filename="o", sha256="a" * 64, size_bytes=1)
    store.media.update("one", duration_ms=60_000, state="ready")
    job = store.jobs.enqueue("one", "draft", {})
    edges = [sum(length_ms for _, length_ms in drafted[:n]) for n in range(len(drafted) + 1)]
    plans = [(ChunkPlan(((start, end),)), 0) for start, end in itertools.pairwise(edges)]
    store.chunks.plan(job.id, plans, planned_ms=edges[-1], is_planned=True)
    assert store.jobs.claim("w") is not None
    chunks = store.chunks.claim(job.id, 9, "lease") if plans else []
    results = [{"language": language, "words": []} for language, _ in drafted]
    settled = {chunk.id: result for chunk, result in zip(chunks, results, strict=True)}
    store.chunks.settle([Settlement("lease", settled, language="tl")])
    assert main_language(store, store.jobs.get(job.id)) == expected
