"""Large edits, written in slices so that each turn of the writer stays short.

1. The segments and operations of the edit are written to separate tables, slice by slice. They have
   no effect yet; if the process dies here, the rows are removed later.
2. One short turn (`apply_edit.write`) writes the history row and the new revision and makes the rows
   valid: with this commit the edit is complete. The view `current_segments` shows its segments
   instead of those in `segments`.
3. The segments are moved to `segments` and the search index, slice by slice. The next edit of the
   recording needs them there and moves those that a dead process left. Until then the search over
   the library finds the text from before the edit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlite_utils import Database

from transcribe.errors import DatabaseUnusable
from transcribe.store.row_queries import get_media
from transcribe.store.transcripts import realignments, search
from transcribe.store.transcripts.preparing import Prepared
from transcribe.store.writer import SLICE_S, Writer

SLICE_ROWS = 200
SLICE_CHARACTERS = 128 * 1024  # in one turn of staging
ABANDONED_S = 3600.0  # much longer than any staging takes

_SEGMENT_COLUMNS = (
    "media_id", "id", "start_ms", "end_ms", "text", "speaker", "status", "words", "is_flagged",
)  # fmt: skip
_STAGED_COLUMNS = (*_SEGMENT_COLUMNS, "is_gone", "is_text_new", "due_at", "is_urgent")
_STAGE = (
    f"INSERT INTO staged_segments (staging, {', '.join(_STAGED_COLUMNS)}) "
    f"VALUES (:staging, {', '.join(f':{name}' for name in _STAGED_COLUMNS)})"
)
_PART = "INSERT INTO edit_parts (staging, name, n, text) VALUES (?, ?, ?, ?)"
_INSERT = (
    f"INSERT INTO segments ({', '.join(_SEGMENT_COLUMNS)}, revision) "
    f"VALUES ({', '.join(f':{name}' for name in _SEGMENT_COLUMNS)}, :revision)"
)
_UPDATE = (
    f"UPDATE segments SET {', '.join(f'{name} = :{name}' for name in _SEGMENT_COLUMNS)}, "
    "revision = :revision WHERE key = :key"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Values that all segments of an edit get.

    Attributes:
        revision: The revision of the edit.
        clashes: Whether edits with an older base conflict with it.
        realigns: Whether it replaces waiting realignments of its segments.
    """

    revision: int
    clashes: bool
    realigns: bool


def write_segment(db: Database, change: Mapping[str, Any], marks: Marks) -> None:
    """Write one segment of an edit inside the open transaction: insert, change or remove it.

    Args:
        db: The database, in a transaction.
        change: The columns of `staged_segments`.
        marks: The marks of the edit.
    """
    media_id, segment_id = change["media_id"], change["id"]
    place = [media_id, segment_id]
    found = next(db.query("SELECT key FROM segments WHERE media_id = ? AND id = ?", place), None)
    if change["is_gone"]:
        if found is not None:
            db.execute("DELETE FROM segments WHERE key = ?", [found["key"]])
            search.unindex(db, found["key"])
        db.execute("INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)", [*place, marks.revision])
    else:
        key = None if found is None else int(found["key"])
        _put_segment(db, key, change, marks)
    if marks.realigns:
        realignments.replace_wait(db, change)


def _put_segment(db: Database, key: int | None, change: Mapping[str, Any], marks: Marks) -> None:
    row = {name: change[name] for name in _SEGMENT_COLUMNS} | {"revision": marks.revision}
    is_new = key is None
    if key is None:
        key = db.execute(_INSERT, row).lastrowid or 0
        db.execute(
            "DELETE FROM tombstones WHERE media_id = ? AND id = ?", [row["media_id"], row["id"]]
        )
    else:
        db.execute(_UPDATE, row | {"key": key})
    if marks.clashes:  # an alignment conflicts with no edit
        db.execute("UPDATE segments SET clash_revision = revision WHERE key = ?", [key])
    if is_new or change["is_text_new"]:
        search.index(db, key, row["text"])


def stage(writer: Writer, prepared: Prepared) -> int:
    """Write the segments and operations of an edit to the staging tables.

    Returns:
        The id of the staging, for `apply_edit.write`.

    Raises:
        NotFound: The recording has been purged meanwhile.
    """
    media_id = prepared.request.media_id
    staging = writer.run(lambda db: _begin(db, prepared))
    try:
        for rows in _slices(prepared.changes):
            staged = [{**row, "staging": staging} for row in rows]
            writer.run_slice(partial(_insert, media_id=media_id, sql=_STAGE, rows=staged))
        texts = {"ops": prepared.request.op_texts, "inverse": prepared.inverse_texts}
        for name, wanted in texts.items():
            for n, part in enumerate(_parts(wanted)):
                row = [staging, name, n, part]
                writer.run_slice(partial(_insert, media_id=media_id, sql=_PART, rows=[row]))
    except BaseException:
        with suppress(
            DatabaseUnusable, RuntimeError
        ):  # the first error is raised; leftovers are removed later
            discard(writer, staging)
        raise
    return staging


def _insert(db: Database, media_id: str, sql: str, rows: Sequence[Any]) -> None:
    get_media(db, media_id)  # parts do not name it: those of a purged one would stay for good
    db.conn.executemany(sql, rows)


def _begin(db: Database, prepared: Prepared) -> int:
    request = prepared.request
    get_media(db, request.media_id)
    cursor = db.execute(
        "INSERT INTO stagings (media_id, begun_at, clashes, realigns) VALUES (?, ?, ?, ?)",
        [request.media_id, time.time(), int(not request.sets_only_words), int(request.realigns)],
    )
    return int(cursor.lastrowid or 0)


def _slices(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    part: list[Mapping[str, Any]] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row["text"] or "") + len(row["words"] or "")
        if len(part) == SLICE_ROWS or size > SLICE_CHARACTERS:
            yield part
            part, size = [], 0
    if part:
        yield part


def _parts(texts: Sequence[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for text in texts:
        part.append(text)
        size += len(text)
        if size > SLICE_CHARACTERS:
            yield ",".join(part)
            part, size = [], 0
    if part:
        yield ",".join(part)


def is_there(db: Database, staging: int) -> bool:
    """Whether a staging still exists, that is, was not discarded as abandoned."""
    return bool(list(db.query("SELECT 1 FROM stagings WHERE id = ?", [staging])))


def make_valid(db: Database, staging: int, revision: int) -> None:
    """Make a staging part of its recording, in the transaction that writes this revision."""
    db.execute("UPDATE stagings SET revision = ? WHERE id = ?", [revision, staging])


def valid_of(db: Database, media_id: str) -> int | None:
    """The valid staging of a recording whose segments are not all moved yet, if there is one."""
    rows = db.query(
        "SELECT id FROM stagings WHERE media_id = ? AND revision IS NOT NULL", [media_id]
    )
    return next((row["id"] for row in rows), None)


def settle(writer: Writer, media_id: str) -> None:
    """Move valid staged segments to `segments`; safe in several threads and processes at once."""
    while not writer.run_slice(lambda db: _move_slice(db, media_id)):
        pass


def settle_all(connect: Callable[[], Database], writer: Writer) -> None:
    """Finish or remove the stagings of processes that ended during a large edit."""
    for row in list(connect().query("SELECT id, media_id, revision, begun_at FROM stagings")):
        if row["revision"] is not None:
            settle(writer, row["media_id"])
        elif row["begun_at"] < time.time() - ABANDONED_S:
            discard(writer, row["id"])


def discard(writer: Writer, staging: int) -> None:
    """Remove a staging that is not valid, with all of its rows."""
    # This row first: without it the staging can no longer be made valid.
    begun = "DELETE FROM stagings WHERE id = ? AND revision IS NULL"
    if not writer.run(lambda db: db.execute(begun, [staging]).rowcount):
        return
    for table in ("staged_segments", "edit_parts"):
        while writer.run_slice(partial(_remove_slice, table=table, staging=staging)):
            pass


def _remove_slice(db: Database, table: str, staging: int) -> int:
    some = f"SELECT rowid FROM {table} WHERE staging = ? LIMIT {SLICE_ROWS}"
    return int(db.execute(f"DELETE FROM {table} WHERE rowid IN ({some})", [staging]).rowcount)


def _move_slice(db: Database, media_id: str) -> bool:
    """Move segments for the time of one slice; returns True if none is left."""
    began = time.perf_counter()
    row = next(
        db.query("SELECT * FROM stagings WHERE media_id = ? AND revision IS NOT NULL", [media_id]),
        None,
    )
    if row is None:
        return True
    marks = Marks(row["revision"], bool(row["clashes"]), bool(row["realigns"]))
    changes = list(
        db.query(
            "SELECT * FROM staged_segments WHERE staging = ? ORDER BY id LIMIT ?",
            [row["id"], SLICE_ROWS],
        )
    )
    for change in changes:
        write_segment(db, change, marks)
        last = change["id"]
        if time.perf_counter() - began > SLICE_S:
            break
    else:
        if len(changes) < SLICE_ROWS:
            db.execute("DELETE FROM staged_segments WHERE staging = ?", [row["id"]])
            db.execute("DELETE FROM stagings WHERE id = ?", [row["id"]])
            return True
    db.execute("DELETE FROM staged_segments WHERE staging = ? AND id <= ?", [row["id"], last])
    return False
