"""Remove a recording from the database for good, in slices, so that each turn of the writer is short.

1. One short turn puts the recording into the bin, cancels its jobs and hides it. It gets an owner
   that is never alive: if this process dies, the next server purges the recording like one of a
   single request whose process has died.
2. Slices remove the rows of large tables.
3. The last turn removes the row of `media`. The schema removes with it all rows that name it
   (migration 14), so that no row stays that the slices do not know or that was added meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from sqlite_utils import Database

from transcribe.store.events import announce
from transcribe.store.known_voices import empty_log, forget_voices
from transcribe.store.row_queries import get_media, now
from transcribe.store.work import jobs
from transcribe.store.writer import SLICE_S, Writer

PURGED = "purged"  # in `media.transient`, in place of the token of a process
ROWS_AT_ONCE = 50

_Step = Callable[[Database], int]


def purge_rows(connect: Callable[[], Database], writer: Writer, media_id: str) -> None:
    """Remove all rows of a recording; see the module for how.

    Raises:
        NotFound: No recording has this id.
    """
    writer.run(lambda db: _begin(db, media_id))
    for step in _steps(connect(), media_id):
        while not writer.run_slice(partial(_remove_for_a_slice, step=step)):
            pass
    if writer.run(lambda db: _finish(db, media_id)):
        empty_log(connect)


def _begin(db: Database, media_id: str) -> None:
    deleted_at = get_media(db, media_id).deleted_at or now()
    jobs.cancel_all(db, media_id, finished_at=deleted_at)
    db.execute(
        "UPDATE media SET deleted_at = ?, transient = coalesce(transient, ?) WHERE id = ?",
        [deleted_at, PURGED, media_id],
    )


def _steps(db: Database, media_id: str) -> Iterator[_Step]:
    """Removals of a few rows each, which return how many they have removed."""
    yield partial(_remove_segments, media_id=media_id)
    for staging in _stagings(db, media_id):
        yield partial(_remove, table="edit_parts", where="staging = ?", value=staging)
    for job in list(db.query("SELECT id FROM jobs WHERE media_id = ?", [media_id])):
        yield partial(_remove, table="chunks", where="job_id = ?", value=job["id"])
    for table in (
        "edits", "staged_segments", "tombstones", "effort", "realignments", "deliveries",
        "media_tags", "voices",
    ):  # fmt: skip
        yield partial(_remove, table=table, where="media_id = ?", value=media_id)


def _stagings(db: Database, media_id: str) -> list[int]:
    rows = db.query(
        "SELECT staging AS id FROM edits WHERE media_id = :media AND staging IS NOT NULL "
        "UNION SELECT id FROM stagings WHERE media_id = :media",
        {"media": media_id},
    )
    return [row["id"] for row in rows]


def _remove_for_a_slice(db: Database, step: _Step) -> bool:
    """Repeat a step for the time of one slice; True where nothing is left."""
    began = time.perf_counter()
    while step(db):
        if time.perf_counter() - began > SLICE_S:
            return False
    return True


def _remove(db: Database, table: str, where: str, value: str | int) -> int:
    some = f"SELECT rowid FROM {table} WHERE {where} LIMIT {ROWS_AT_ONCE}"
    return int(db.execute(f"DELETE FROM {table} WHERE rowid IN ({some})", [value]).rowcount)


def _remove_segments(db: Database, media_id: str) -> int:
    """Remove a few segments, and them from the search index."""
    some = f"SELECT key FROM segments WHERE media_id = ? LIMIT {ROWS_AT_ONCE}"
    db.execute(f"DELETE FROM segments_fts WHERE rowid IN ({some})", [media_id])
    return int(db.execute(f"DELETE FROM segments WHERE key IN ({some})", [media_id]).rowcount)


def _finish(db: Database, media_id: str) -> int:
    """Remove the recording itself and the known voices that were heard in it; returns how many these were."""
    row = next(db.query("SELECT transient FROM media WHERE id = ?", [media_id]), None)
    if row is None:
        return 0  # another thread or process purged it at the same time
    n_voices = forget_voices(db, "media_id", media_id)
    db.execute("DELETE FROM media WHERE id = ?", [media_id])
    db.execute("DELETE FROM events WHERE media_id = ?", [media_id])
    if row["transient"] == PURGED:  # nobody was told of one of a single request
        announce(db, "media", media_id, {"deleted": True})
    return n_voices
