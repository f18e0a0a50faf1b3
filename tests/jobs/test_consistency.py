"""One way of writing numbers, names and capitals in a draft: across chunks, said, and never in what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.test_chunk_edits import drafted as chunks_of_draft
from tests.jobs.test_chunk_edits import publish_next, texts, words
from tests.support.store_steps import add_media
from transcribe.document.model import DraftOrigin
from transcribe.document.operations import SetText
from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.consistency import even_out
from transcribe.jobs.kinds.draft import Draft, DraftOptions
from transcribe.jobs.kinds.redraft import proposal
from transcribe.library.notices import warnings_of
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement
from transcribe.text.consistency import Rules

PAUSE_MS = 3_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        yield made


def drafted(store: Store, *texts: str, **options: Any) -> Job:
    """A draft of which all chunks are published, each with one of these texts."""
    job = chunks_of_draft(store, *texts, pause_ms=PAUSE_MS, **options)
    store.media.update("m", language="en", draft=DraftOrigin("faster-whisper", "base"))
    for _ in texts:
        publish_next(store, job)
    return store.jobs.get(job.id)


def finish(store: Store, job: Job) -> None:
    options = DraftOptions.from_stored(job.options)
    Draft().finish(store, job, options, store.chunks.counts(job.id))


def write(store: Store, number: int, text: str) -> None:
    """Change the text of a segment, as a person does."""
    revision, segments = store.edits.segments("m")
    store.edits.apply("m", revision, [SetText(segments[number].id, text)], edit_id="typed")


def warnings(store: Store) -> list[str]:
    return warnings_of(store.media.overview("m"))


def test_chunks_that_write_a_number_in_two_ways_get_one_and_it_is_said(store: Store) -> None:
    finish(store, drafted(store, "Press 2 now.", "Press three now.", "Press 4 now."))
    assert texts(store) == ["Press 2 now.", "Press 3 now.", "Press 4 now."]
    (told,) = warnings(store)
    assert told.startswith("1 number was changed to digits")
    _, segments = store.edits.segments("m")
    assert [word.text for word in segments[1].words] == ["Press", "3", "now."]
    assert segments[1].words[1].probability == 0.9


def test_what_a_person_wrote_counts_and_stays(store: Store) -> None:
    job = drafted(store, "Press two now.", "Press three now.", "Press 4 now.")
    write(store, 0, "Press 2, or press 5, now.")
    finish(store, job)
    assert texts(store) == ["Press 2, or press 5, now.", "Press 3 now.", "Press 4 now."]


def test_a_person_who_changes_it_back_keeps_it(store: Store) -> None:
    job = drafted(store, "Press 2 now.", "Press three now.", "Press 4 now.")
    even_out(store, job, Rules("en"))
    write(store, 1, "Press three now.")
    even_out(store, job, Rules("en"))  # as after a crash
    assert texts(store)[1] == "Press three now."


def test_it_is_off_by_option(store: Store) -> None:
    finish(store, drafted(store, "Press 2.", "Press three.", "Press 4.", keep_numbers=True))
    assert texts(store) == ["Press 2.", "Press three.", "Press 4."]
    assert warnings(store) == []


def test_a_recording_without_such_numbers_says_nothing(store: Store) -> None:
    finish(store, drafted(store, "The two of us press 2.", "You press 3."))
    assert texts(store) == ["The two of us press 2.", "You press 3."]
    assert warnings(store) == []


def test_the_option_is_true_or_false(store: Store) -> None:
    add_media(store)
    media = store.media.get("m")
    assert Draft().read_body({"keep_numbers": True}, media)["keep_numbers"] is True
    with pytest.raises(InvalidOperation, match="true or false"):
        Draft().read_body({"keep_numbers": "yes"}, media)


def redraft(store: Store, number: int, text: str, **options: Any) -> Job:
    """A redraft of one segment's range, of which the chunk is done."""
    _, segments = store.edits.segments("m")
    start_ms, end_ms = segments[number].start_ms, segments[number].end_ms
    asked = {"language": "en", "start_ms": start_ms, "end_ms": end_ms, **options}
    job = store.jobs.enqueue("m", "redraft", asked)
    assert store.jobs.claim("d") is not None
    store.chunks.plan(
        job.id, [(ChunkPlan(((start_ms, end_ms),)), 0)], planned_ms=end_ms, is_planned=True
    )
    (chunk,) = store.chunks.claim(job.id, 1, "again")
    result = {chunk.id: {"language": "en", "words": words(text)}}
    store.chunks.settle([Settlement("again", result, worker="w", seconds=1)])
    publish_next(store, job)
    return store.jobs.get(job.id)


DRAFT = ("An iPhone, press 2.", "My iPhone, press 3.", "An Iphone, press four.")


def test_names_are_written_in_one_way_and_it_is_said(store: Store) -> None:
    finish(store, drafted(store, *DRAFT))
    assert texts(store)[2] == "An iPhone, press 4."
    assert warnings(store)[1] == (
        "1 place is written like most others in this recording: Iphone → iPhone."
    )


def test_spelling_is_off_by_option(store: Store) -> None:
    finish(store, drafted(store, *DRAFT, keep_spelling=True))
    assert texts(store)[2] == "An Iphone, press 4."


def test_a_range_that_is_drafted_again_gets_the_way_of_the_rest(store: Store) -> None:
    finish(store, drafted(store, *DRAFT))
    redraft(store, 2, "An Iphone, press four.")
    assert texts(store) == ["An iPhone, press 2.", "My iPhone, press 3.", "An iPhone, press 4."]
    assert any("iPhone (2)" in one for one in warnings(store))
    redraft(store, 1, "My Iphone, press three.", keep_spelling=True)
    assert texts(store)[1] == "My Iphone, press 3."


def test_a_proposal_has_the_way_of_the_rest(store: Store) -> None:
    finish(store, drafted(store, *DRAFT))
    job = redraft(store, 0, "An Iphone, press two.", dry_run=True)
    assert [one.text for one in proposal(store, job.id).made.segments] == ["An iPhone, press 2."]
    assert texts(store)[0] == DRAFT[0]
