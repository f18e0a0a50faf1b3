"""Common steps of store tests, and invariants that must hold after them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from transcribe.document.batches import apply_batch
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.operations import Insert, Operation
from transcribe.store import Store
from transcribe.store.transcripts.search import index_text
from transcribe.store.values import Applied, EditKind, EditOrigin, Media


def add_media(store: Store, media_id: str = "m", title: str = "A talk") -> Media:
    """Put a recording without files into the library."""
    return store.media.add(
        media_id=media_id, title=title, filename="talk.mp3", sha256=media_id * 8, size_bytes=1
    )


def edit(
    store: Store,
    *ops: Operation,
    media_id: str = "m",
    base: int | None = None,
    edit_id: str | None = None,
    kind: EditKind = "edit",
    target: str | None = None,
    origin: EditOrigin | None = None,
) -> Applied:
    """Apply operations on the current revision unless another base is given."""
    revision = store.media.get(media_id).revision if base is None else base
    made_id = edit_id or str(uuid.uuid4())
    return store.edits.apply(
        media_id, revision, ops, edit_id=made_id, kind=kind, target=target, origin=origin
    )


def put(store: Store, *texts: str, media_id: str = "m") -> Applied:
    """Insert segments 1, 2, … of one second each."""
    made = (Insert(segment(n, text)) for n, text in enumerate(texts, start=1))
    return edit(store, *made, media_id=media_id)


def put_numbers(store: Store) -> None:
    """A recording of three segments; the first has words with times."""
    add_media(store)
    words = (Word("one", 1_000, 1_400), Word("two", 1_500, 2_900))
    edit(store, Insert(Segment(1, 1_000, 3_000, "one two", words=words)))
    edit(store, Insert(Segment(2, 5_000, 6_000, "three")))
    edit(store, Insert(Segment(3, 7_000, 8_000, "four")))


def segment(number: int, text: str) -> Segment:
    """Segment `number` of one second."""
    return Segment(number, number * 1000, number * 1000 + 1000, text)


def current(store: Store, media_id: str = "m") -> tuple[tuple[Segment, ...], tuple[Speaker, ...]]:
    """The current segments and speakers."""
    _, transcript = store.edits.transcript(media_id)
    return transcript.segments, transcript.speakers


def replayed(store: Store, media_id: str = "m") -> tuple[tuple[Segment, ...], tuple[Speaker, ...]]:
    """The segments and speakers that result from the whole history."""
    transcript = Transcript()
    for made in store.edits.since(media_id, 0, limit=100_000):
        transcript, inverse = apply_batch(transcript, made.ops)
        assert inverse == made.inverse
    return transcript.segments, transcript.speakers


def check_counts(store: Store) -> None:
    """The stored counts of every recording are those of its segments at this moment."""
    db = store.connection()
    names = ("n_corrected", "n_approved", "n_rejected", "n_flagged", "n_rated", "rating")
    with db.atomic():  # both reads see the same moment
        stored = {row["media_id"]: row for row in db.query("SELECT * FROM media_summaries")}
        segments = list(
            db.query("SELECT media_id, status, is_flagged, words FROM current_segments")
        )
    counted = {media_id: dict.fromkeys(names, 0) for media_id in stored}
    for row in segments:
        counts = counted[row["media_id"]]
        if row["status"] != "draft":
            counts[f"n_{row['status']}"] += 1
        counts["n_flagged"] += row["is_flagged"]
        rated = [
            word[3] for word in json.loads(row["words"]) if len(word) > 3 and word[3] is not None
        ]
        counts["n_rated"] += len(rated)
        counts["rating"] += sum(int(10_000 * probability + 0.5) for probability in rated)
    assert {key: {name: row[name] for name in names} for key, row in stored.items()} == counted


def check_consistent(store: Store, media_id: str = "m") -> None:
    """History, transcript, counts and search index agree, and the file is intact."""
    segments, speakers = current(store, media_id)
    assert (segments, speakers) == replayed(store, media_id)
    media = store.media.get(media_id)
    revisions = [made.revision for made in store.edits.since(media_id, 0, limit=100_000)]
    assert revisions == list(range(1, media.revision + 1))
    assert media.n_segments == len(segments)
    check_counts(store)
    db = store.connection()
    rows = db.query(
        "SELECT segments.id, segments_fts.text FROM segments "
        "LEFT JOIN segments_fts ON segments_fts.rowid = segments.key WHERE media_id = ?",
        [media_id],
    )
    assert {row["id"]: row["text"] for row in rows} == {s.id: index_text(s.text) for s in segments}
    counts = db.query(
        "SELECT (SELECT count(*) FROM segments) a, (SELECT count(*) FROM segments_fts) b"
    )
    assert all(row["a"] == row["b"] for row in counts)
    db.execute("INSERT INTO segments_fts (segments_fts) VALUES ('integrity-check')")
    assert [row["integrity_check"] for row in db.query("PRAGMA integrity_check")] == ["ok"]
    assert list(db.query("PRAGMA foreign_key_check")) == []


@contextmanager
def traced(store: Store) -> Iterator[list[str]]:
    """The SQL statements that a store runs meanwhile in this thread."""
    statements: list[str] = []
    connection = store.connection().conn
    connection.set_trace_callback(statements.append)
    yield statements
    connection.set_trace_callback(None)
