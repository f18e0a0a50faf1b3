"""The append-only history of edits, and the transcript that it amounts to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from transcribe.document.model import MediaReference, Segment, Speaker, Transcript
from transcribe.document.operations import Operation, apply_all
from transcribe.errors import EditConflict, InvalidOperation, NotFound
from transcribe.store import search
from transcribe.store.events import announce
from transcribe.store.media import get_media, now
from transcribe.store.rows import (
    edit_from_row,
    operations_to_text,
    segment_from_row,
    segment_to_row,
    to_text,
)
from transcribe.store.values import Applied, Edit, EditKind
from transcribe.store.writer import Writer

CACHED_TRANSCRIPTS = 8
UNDOABLE = "kind IN ('edit', 'import')"


@dataclass(frozen=True, slots=True)
class EditRequest:
    """An edit as it comes in; see `EditLog.apply`."""

    media_id: str
    base: int
    ops: tuple[Operation, ...]
    edit_id: str
    kind: EditKind = "edit"
    target: str | None = None
    author: str = ""


class EditLog:
    """Applies edits durably and keeps the whole history.

    Other processes write to the same database: a cached transcript counts only while its revision
    is the one that the current transaction sees.
    """

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect
        self._cache: OrderedDict[str, tuple[int, Transcript]] = OrderedDict()
        self._lock = threading.Lock()
        self.writer: Writer  # set by Store, which hands `forget` to the writer

    def forget(self) -> None:
        """Drop cached transcripts: a transaction they came from was undone."""
        with self._lock:
            self._cache.clear()

    def transcript(self, media_id: str) -> tuple[int, Transcript]:
        """The current revision and the whole transcript.

        Raises:
            NotFound: No recording has this id.
        """
        db = self._connect()
        with db.atomic():
            media = get_media(db, media_id)
            body = self._body(db, media_id, media.revision)
        described = replace(
            body,
            language=media.language,
            duration_ms=media.duration_ms or 0,
            media=MediaReference(media.title, media.filename, media.sha256),
            draft=media.draft,
        )
        return media.revision, described

    def segments(
        self, media_id: str, from_ms: int = 0, to_ms: int | None = None
    ) -> tuple[int, tuple[Segment, ...]]:
        """The segments that overlap `[from_ms, to_ms)`, in order, with the revision."""
        revision, transcript = self.transcript(media_id)
        return revision, tuple(
            segment
            for segment in transcript.segments
            if segment.end_ms >= from_ms and (to_ms is None or segment.start_ms < to_ms)
        )

    def some(
        self, media_id: str, ids: Iterable[int]
    ) -> tuple[tuple[Segment, ...], tuple[int, ...]]:
        """Segments by id, in order, and those of the ids that are not there."""
        wanted = list(dict.fromkeys(ids))
        _, transcript = self.transcript(media_id)
        return _present(transcript, wanted)

    def apply(
        self,
        media_id: str,
        base: int,
        ops: tuple[Operation, ...],
        *,
        edit_id: str,
        kind: EditKind = "edit",
        target: str | None = None,
        author: str = "",
    ) -> Applied:
        """Apply operations, all or none; durable when it returns.

        The same `edit_id` again returns the first outcome and changes nothing, so that a client
        that lost the answer may simply ask again.

        Raises:
            EditConflict: `base` is old and an operation touches what changed since.
            InvalidOperation: An operation does not fit the transcript.
            NotFound: No recording has this id, or no edit that of `target`.
        """
        request = EditRequest(media_id, base, ops, edit_id, kind, target, author)
        return self.writer.run(lambda db: self._apply(db, request))

    def _apply(self, db: Database, request: EditRequest) -> Applied:
        media = get_media(db, request.media_id)
        body = self._body(db, media.id, media.revision)
        known = _edit_by_id(db, media.id, request.edit_id)
        if known is not None:
            return Applied(media.revision, known, True, *_present(body, _touched(known.ops)))
        if request.base > media.revision:
            raise InvalidOperation(
                "edit",
                f"revision {request.base} is ahead of {media.revision}; reload the transcript",
            )
        _check_clash(db, request, media.revision)
        after, inverse = _apply_rebased(body, request, media.revision)
        edit = Edit(
            media.revision + 1, request.edit_id, request.kind, request.target, request.author,
            now(), request.ops, inverse,
        )  # fmt: skip
        self._write(db, edit, request.media_id, body, after)
        self._remember(media.id, edit.revision, after)
        return Applied(edit.revision, edit, False, *_present(after, _touched(edit.ops)))

    def _write(
        self, db: Database, edit: Edit, media_id: str, before: Transcript, after: Transcript
    ) -> None:
        touched = _touched(edit.ops)
        present, removed = _present(after, touched)
        _write_segments(db, media_id, present, removed, edit.revision)
        if after.speakers != before.speakers:
            _write_speakers(db, media_id, after.speakers)
        _write_history(db, media_id, edit, touched)
        db.execute(
            "UPDATE media SET revision = ?, n_segments = ? WHERE id = ?",
            [edit.revision, len(after.segments), media_id],
        )
        announce(
            db, "edit", media_id,
            {
                "revision": edit.revision, "id": edit.id, "author": edit.author, "kind": edit.kind,
                "touched": list(touched), "speakers": after.speakers != before.speakers,
            },
        )  # fmt: skip

    def _body(self, db: Database, media_id: str, revision: int) -> Transcript:
        """Segments and speakers at the revision that the connection sees."""
        with self._lock:
            cached = self._cache.get(media_id)
        if cached is not None and cached[0] == revision:
            return cached[1]
        rows = db.query("SELECT * FROM segments WHERE media_id = ?", [media_id])
        speakers = db.query(
            "SELECT id, name FROM speakers WHERE media_id = ? ORDER BY position", [media_id]
        )
        body = Transcript(
            tuple(segment_from_row(row) for row in rows),
            tuple(Speaker(row["id"], row["name"]) for row in speakers),
        )
        self._remember(media_id, revision, body)
        return body

    def _remember(self, media_id: str, revision: int, body: Transcript) -> None:
        with self._lock:
            self._cache[media_id] = (revision, body)
            self._cache.move_to_end(media_id)
            while len(self._cache) > CACHED_TRANSCRIPTS:
                self._cache.popitem(last=False)

    def since(self, media_id: str, revision: int, limit: int = 1000) -> tuple[Edit, ...]:
        """Edits after `revision`, oldest first."""
        return self._edits(
            "media_id = ? AND revision > ? ORDER BY revision LIMIT ?", [media_id, revision, limit]
        )

    def undo_stack(
        self, media_id: str, limit: int = 100, before: int | None = None
    ) -> tuple[Edit, ...]:
        """What can be undone, the next one first; `before` (a revision) pages on."""
        return self._edits(
            f"media_id = ? AND {UNDOABLE} AND undone_at IS NULL AND revision < ? "
            "ORDER BY revision DESC LIMIT ?",
            [media_id, before or 2**53, limit],
        )

    def redo_stack(self, media_id: str, limit: int = 100) -> tuple[Edit, ...]:
        """What can be done again, the next one first; a new edit empties it."""
        return self._edits(
            f"media_id = ? AND {UNDOABLE} AND undone_at > (SELECT coalesce(max(revision), 0) "
            f"FROM edits WHERE media_id = ? AND {UNDOABLE}) ORDER BY undone_at DESC LIMIT ?",
            [media_id, media_id, limit],
        )

    def find(self, media_id: str, edit_id: str) -> Edit | None:
        """Look up an edit by the id its author gave it."""
        return _edit_by_id(self._connect(), media_id, edit_id)

    def _edits(self, where: str, values: list[object]) -> tuple[Edit, ...]:
        rows = self._connect().query(f"SELECT * FROM edits WHERE {where}", values)
        return tuple(edit_from_row(row) for row in rows)


def _touched(ops: tuple[Operation, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(segment_id for op in ops for segment_id in op.touched()))


def _present(
    transcript: Transcript, ids: Iterable[int]
) -> tuple[tuple[Segment, ...], tuple[int, ...]]:
    found = [(segment_id, transcript.segment(segment_id)) for segment_id in ids]
    return (
        tuple(segment for _, segment in found if segment is not None),
        tuple(segment_id for segment_id, segment in found if segment is None),
    )


def _edit_by_id(db: Database, media_id: str, edit_id: str) -> Edit | None:
    rows = db.query("SELECT * FROM edits WHERE media_id = ? AND id = ?", [media_id, edit_id])
    return next((edit_from_row(row) for row in rows), None)


def _check_clash(db: Database, request: EditRequest, revision: int) -> None:
    """Refuse an edit whose segments were changed, added or removed after its base."""
    if request.base == revision:
        return
    wanted = to_text(list(_touched(request.ops)))
    clashing: set[int] = set()
    for table in ("segments", "tombstones"):
        rows = db.query(
            f"SELECT id FROM {table} WHERE media_id = ? AND revision > ? "
            "AND id IN (SELECT value FROM json_each(?))",
            [request.media_id, request.base, wanted],
        )
        clashing |= {row["id"] for row in rows}
    if clashing:
        raise EditConflict(request.base, revision, tuple(sorted(clashing)))


def _apply_rebased(
    body: Transcript, request: EditRequest, revision: int
) -> tuple[Transcript, tuple[Operation, ...]]:
    try:
        return apply_all(body, request.ops)
    except InvalidOperation as error:
        if request.base == revision:
            raise
        # It may have fitted when it was made: two windows that both add speaker S2, say.
        raise EditConflict(request.base, revision, _touched(request.ops)) from error


def _write_segments(
    db: Database,
    media_id: str,
    present: tuple[Segment, ...],
    removed: tuple[int, ...],
    revision: int,
) -> None:
    for segment in present:
        row = segment_to_row(media_id, segment, revision)
        columns = ", ".join(row)
        updates = ", ".join(f"{name} = excluded.{name}" for name in row)
        keys = list(
            db.query(
                f"INSERT INTO segments ({columns}) VALUES ({', '.join(':' + name for name in row)}) "
                f"ON CONFLICT (media_id, id) DO UPDATE SET {updates} RETURNING key",
                row,
            )
        )
        search.index(db, keys[0]["key"], segment.text)
        db.execute("DELETE FROM tombstones WHERE media_id = ? AND id = ?", [media_id, segment.id])
    for segment_id in removed:
        for row in list(
            db.query(
                "DELETE FROM segments WHERE media_id = ? AND id = ? RETURNING key",
                [media_id, segment_id],
            )
        ):
            search.unindex(db, row["key"])
        db.execute(
            "INSERT OR REPLACE INTO tombstones (media_id, id, revision) VALUES (?, ?, ?)",
            [media_id, segment_id, revision],
        )


def _write_speakers(db: Database, media_id: str, speakers: tuple[Speaker, ...]) -> None:
    db.execute("DELETE FROM speakers WHERE media_id = ?", [media_id])
    db.table("speakers").insert_all(
        {"media_id": media_id, "id": speaker.id, "name": speaker.name, "position": position}
        for position, speaker in enumerate(speakers)
    )


def _write_history(db: Database, media_id: str, edit: Edit, touched: tuple[int, ...]) -> None:
    db.table("edits").insert(
        {
            "media_id": media_id, "revision": edit.revision, "id": edit.id, "kind": edit.kind,
            "target": edit.target, "author": edit.author, "at": edit.at,
            "ops": operations_to_text(edit.ops), "inverse": operations_to_text(edit.inverse),
            "touched": to_text(list(touched)), "undone_at": None,
        }
    )  # fmt: skip
    if edit.kind in {"undo", "redo"}:
        _mark_target(db, media_id, edit)


def _mark_target(db: Database, media_id: str, edit: Edit) -> None:
    rows = list(
        db.query(
            f"UPDATE edits SET undone_at = ? WHERE media_id = ? AND id = ? AND {UNDOABLE} "
            f"AND (undone_at IS NULL) = ? RETURNING revision",
            [
                edit.revision if edit.kind == "undo" else None,
                media_id,
                edit.target,
                edit.kind == "undo",
            ],
        )
    )
    if not rows and _edit_by_id(db, media_id, edit.target or "") is None:
        raise NotFound("edit", edit.target or "(none given)")
    if not rows:
        raise InvalidOperation(edit.kind, f"edit {edit.target} is not there to {edit.kind}")
