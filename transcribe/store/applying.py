"""What happens to one edit inside the writer's transaction.

Only the segments that an edit touches are read and written: its cost does not grow with the
transcript. This rests on `Operation.touched()` naming all that an operation looks at; removing a
speaker looks at all segments with that speaker, which are read for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.document.codec import MAX_TEXT
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import (
    AddSpeaker,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    apply_all,
)
from transcribe.errors import EditConflict, InvalidOperation, NotFound
from transcribe.store import realignments, search
from transcribe.store.events import announce
from transcribe.store.lookups import now
from transcribe.store.rows import (
    edit_from_row,
    operations_to_text,
    segment_from_row,
    segment_to_row,
    to_text,
)
from transcribe.store.transcripts import read_segments, read_speakers
from transcribe.store.values import Applied, Edit, EditKind

UNDOABLE = "kind IN ('edit', 'import')"


@dataclass(frozen=True, slots=True)
class EditRequest:
    """An edit as it comes in; see `EditLog.apply`. `ops_text` is `ops` as stored."""

    media_id: str
    base: int
    ops: tuple[Operation, ...]
    ops_text: str
    edit_id: str
    kind: EditKind = "edit"
    target: str | None = None
    author: str = ""
    realigns: bool = True


@dataclass(slots=True)
class _Excerpt:
    """The part of a transcript that an edit may look at; changes as operations are applied."""

    keys: dict[int, int]  # row key of each segment that has a row
    before: dict[int, Segment]
    after: dict[int, Segment]
    speakers_before: tuple[Speaker, ...]
    speakers: tuple[Speaker, ...]

    def apply(self, operation: Operation) -> Operation:
        """Apply one operation and return its inverse."""
        touched = list(dict.fromkeys(operation.touched()))
        seen = self.after if isinstance(operation, RemoveSpeaker) else touched
        part = Transcript(
            tuple(self.after[key] for key in seen if key in self.after), self.speakers
        )
        changed, inverse = apply_all(part, (operation,))
        for key in touched:
            segment = changed.segment(key)
            if segment is None:
                self.after.pop(key, None)
            else:
                self.after[key] = segment
        self.speakers = changed.speakers
        return inverse[0]


def apply_request(db: Database, request: EditRequest) -> Applied:
    """Apply an edit inside the open transaction, or give the first outcome of a repeated one."""
    known = find_edit(db, request.edit_id)
    if known is not None:
        return _first_outcome(db, request, *known)
    revision = _revision(db, request)
    request = _completed(db, request, revision)
    _check_clash(db, request, revision)
    excerpt = _read_excerpt(db, request)
    try:
        inverse = tuple(reversed([excerpt.apply(operation) for operation in request.ops]))
    except InvalidOperation as error:
        if request.base == revision:
            raise
        # It may have fitted when it was made: the speaker it names is gone since, say.
        raise EditConflict(request.base, revision, touched_segments(request.ops)) from error
    edit = Edit(
        revision + 1, request.edit_id, request.kind, request.target, request.author, now(),
        request.ops, inverse,
    )  # fmt: skip
    _write(db, request, edit, excerpt)
    return _outcome(edit, False, excerpt.after)


def find_edit(db: Database, edit_id: str) -> tuple[str, Edit] | None:
    """An edit by its id with the recording it belongs to."""
    for row in db.query("SELECT * FROM edits WHERE id = ?", [edit_id]):
        return row["media_id"], edit_from_row(row)
    return None


def touched_segments(ops: Iterable[Operation]) -> tuple[int, ...]:
    """Ids of all segments that operations look at or change, each once."""
    return tuple(dict.fromkeys(key for operation in ops for key in operation.touched()))


def touched_speakers(ops: Iterable[Operation]) -> tuple[str, ...]:
    """Ids of all speakers that operations change, each once."""
    found: list[str] = []
    for operation in ops:
        if isinstance(operation, AddSpeaker):
            found.append(operation.speaker.id)
        elif isinstance(operation, RenameSpeaker | RemoveSpeaker):
            found.append(operation.id)
    return tuple(dict.fromkeys(found))


def _outcome(edit: Edit, already: bool, segments: dict[int, Segment]) -> Applied:
    touched = touched_segments(edit.ops)
    return Applied(
        edit.revision,
        edit,
        already,
        tuple(segments[key] for key in touched if key in segments),
        tuple(key for key in touched if key not in segments),
    )


def _first_outcome(db: Database, request: EditRequest, media_id: str, edit: Edit) -> Applied:
    if media_id != request.media_id:
        raise InvalidOperation(
            "edit", f"the id {edit.id} belongs to an edit of another recording; make a new id"
        )
    current = read_segments(db, media_id, touched_segments(edit.ops))
    return _outcome(edit, True, {segment.id: segment for _, segment in current})


def _revision(db: Database, request: EditRequest) -> int:
    for row in db.query("SELECT revision FROM media WHERE id = ?", [request.media_id]):
        revision = int(row["revision"])
        if request.base > revision:
            raise InvalidOperation(
                "edit",
                f"revision {request.base} is ahead of {revision}; reload the transcript",
            )
        return revision
    raise NotFound("recording", request.media_id)


def _completed(db: Database, request: EditRequest, revision: int) -> EditRequest:
    """Check what an undo or redo is about; without operations of its own it gets the target's."""
    if request.kind not in {"undo", "redo"}:
        return request
    found = find_edit(db, request.target or "")
    if found is None or found[0] != request.media_id:
        raise NotFound("edit", request.target or "(an undo names its target)")
    target = found[1]
    if target.kind not in {"edit", "import"}:
        raise InvalidOperation(request.kind, f"an edit of kind {target.kind} cannot be undone")
    if request.ops:
        ops, text = request.ops, request.ops_text
    else:
        ops = target.inverse if request.kind == "undo" else target.ops
        text = operations_to_text(ops)
    request = EditRequest(
        request.media_id, request.base, ops, text, request.edit_id, request.kind, request.target,
        request.author, request.realigns,
    )  # fmt: skip
    _check_target(db, request, target, revision)
    return request


# For each segment, its edits that are not undone build on one another in the order of their
# revisions. Only the last of them may be undone; and an edit may be redone only on top of exactly
# those it was made on: none later in force, none made while it was undone, none of its own gone.
_IN_THE_WAY = {
    "undo": "revision > :made AND undone_at IS NULL",
    "redo": "(revision > :made AND (undone_at IS NULL OR revision > :undone)) "
    "OR (revision < :made AND undone_at > :undone)",
}


def _check_target(db: Database, request: EditRequest, target: Edit, revision: int) -> None:
    """Refuse to undo what is undone, and what other edits of the same segments stand in the way."""
    rows = db.query("SELECT undone_at FROM edits WHERE id = ?", [target.id])
    undone_at = next(rows)["undone_at"]
    touched, speakers = touched_segments(target.ops), touched_speakers(target.ops)
    if (undone_at is None) != (request.kind == "undo"):
        if request.base < revision:
            raise EditConflict(request.base, revision, touched, speakers)
        raise InvalidOperation(request.kind, f"edit {target.id} is not there to {request.kind}")
    rows = db.query(
        "SELECT DISTINCT each.value FROM edits, json_each(edits.touched) each "
        "WHERE media_id = :media_id AND edits.kind IN ('edit', 'import', 'draft') "
        f"AND ({_IN_THE_WAY[request.kind]}) "
        "AND each.value IN (SELECT value FROM json_each(:wanted))",
        {
            "media_id": request.media_id, "made": target.revision, "undone": undone_at,
            "wanted": to_text([*touched, *speakers]),
        },
    )  # fmt: skip
    _refuse_clashing(request, revision, [row["value"] for row in rows])


def _check_clash(db: Database, request: EditRequest, revision: int) -> None:
    """Refuse an edit whose segments or speakers were changed, added or removed after its base."""
    if request.base == revision:
        return
    segments = to_text(list(touched_segments(request.ops)))
    speakers = to_text(list(touched_speakers(request.ops)))
    wanted = [
        ("segments", "clash_revision", segments), ("tombstones", "revision", segments),
        ("speakers", "revision", speakers),
    ]  # fmt: skip
    clashing: list[int | str] = []
    for table, column, ids in wanted:
        rows = db.query(
            f"SELECT id FROM {table} WHERE media_id = ? AND {column} > ? "
            "AND id IN (SELECT value FROM json_each(?))",
            [request.media_id, request.base, ids],
        )
        clashing += [row["id"] for row in rows]
    _refuse_clashing(request, revision, clashing)


def _refuse_clashing(request: EditRequest, revision: int, clashing: list[int | str]) -> None:
    if clashing:
        raise EditConflict(
            request.base,
            revision,
            tuple(sorted(key for key in clashing if isinstance(key, int))),
            tuple(sorted(key for key in clashing if isinstance(key, str))),
        )


def _read_excerpt(db: Database, request: EditRequest) -> _Excerpt:
    found = {
        segment.id: (key, segment)
        for key, segment in read_segments(db, request.media_id, touched_segments(request.ops))
    }
    for operation in request.ops:
        if isinstance(operation, RemoveSpeaker):
            # More than needed (a word may say "S1"), but the operation looks for itself.
            rows = db.query(
                "SELECT * FROM segments WHERE media_id = ? AND (speaker = ? OR instr(words, ?))",
                [request.media_id, operation.id, json.dumps(operation.id, ensure_ascii=False)],
            )
            found |= {row["id"]: (row["key"], segment_from_row(row)) for row in rows}
    before = {segment_id: segment for segment_id, (_, segment) in found.items()}
    speakers = read_speakers(db, request.media_id)
    return _Excerpt(
        {segment_id: key for segment_id, (key, _) in found.items()},
        before, dict(before), speakers, speakers,
    )  # fmt: skip


def _write(db: Database, request: EditRequest, edit: Edit, excerpt: _Excerpt) -> None:
    touched = touched_segments(edit.ops)
    for segment_id in touched:
        _write_segment(db, request, edit.revision, excerpt, segment_id)
    has_new_speakers = excerpt.speakers != excerpt.speakers_before
    if speakers := touched_speakers(edit.ops):
        _write_speakers(db, request.media_id, edit.revision, excerpt, speakers)
    if edit.kind in {"undo", "redo"}:
        _mark_target(db, request.media_id, edit)
    _write_history(db, request, edit)
    db.execute(
        "UPDATE media SET revision = ?, n_segments = n_segments + ? WHERE id = ?",
        [edit.revision, len(excerpt.after) - len(excerpt.before), request.media_id],
    )
    waiting = []
    if request.realigns:
        kind = (edit.kind, edit.target)
        states = (excerpt.before, excerpt.after)
        waiting = realignments.note_edit(db, request.media_id, kind, touched, states)
    announce(
        db, "edit", request.media_id,
        {
            "revision": edit.revision, "id": edit.id, "author": edit.author, "kind": edit.kind,
            "touched": list(touched), "speakers": has_new_speakers, "waiting": waiting,
        },
    )  # fmt: skip


def _write_segment(
    db: Database, request: EditRequest, revision: int, excerpt: _Excerpt, segment_id: int
) -> None:
    media_id = request.media_id
    before, segment = excerpt.before.get(segment_id), excerpt.after.get(segment_id)
    key = excerpt.keys.get(segment_id)
    if segment is None:
        if key is not None:
            db.execute("DELETE FROM segments WHERE key = ?", [key])
            search.unindex(db, key)
        db.execute(
            "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?)", [media_id, segment_id, revision]
        )
        return
    if len(segment.text) > MAX_TEXT:
        raise InvalidOperation(
            "edit", f"segment {segment_id} would be longer than {MAX_TEXT} characters"
        )
    row = segment_to_row(media_id, segment, revision)
    if request.kind != "align":  # which stands in nobody's way
        row["clash_revision"] = revision
    if key is None:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        key = db.execute(f"INSERT INTO segments ({names}) VALUES ({values})", row).lastrowid
        db.execute("DELETE FROM tombstones WHERE media_id = ? AND id = ?", [media_id, segment_id])
    else:
        updates = ", ".join(f"{name} = :{name}" for name in row)
        db.execute(f"UPDATE segments SET {updates} WHERE key = :key", {**row, "key": key})
    if key is not None and (before is None or before.text != segment.text):
        search.index(db, key, segment.text)


def _write_speakers(
    db: Database, media_id: str, revision: int, excerpt: _Excerpt, touched: tuple[str, ...]
) -> None:
    """Write the speakers that an edit named; a removed one keeps a row without position.

    One that was named and stays as it was is marked too, as a segment is: whoever edited the same
    speaker from an older base has to hear of it, and what an undo is refused for is the same list.
    """
    positions = {speaker.id: at for at, speaker in enumerate(excerpt.speakers)}
    names = {speaker.id: speaker.name for speaker in (*excerpt.speakers_before, *excerpt.speakers)}
    for speaker_id in touched:
        db.execute(
            "INSERT OR REPLACE INTO speakers (media_id, id, name, position, revision) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                media_id, speaker_id, names.get(speaker_id, ""), positions.get(speaker_id),
                revision,
            ],
        )  # fmt: skip
    for speaker_id in positions.keys() - set(touched):
        db.execute(
            "UPDATE speakers SET position = ? WHERE media_id = ? AND id = ?",
            [positions[speaker_id], media_id, speaker_id],
        )


def _write_history(db: Database, request: EditRequest, edit: Edit) -> None:
    touched = [*touched_segments(edit.ops), *touched_speakers(edit.ops)]
    db.table("edits").insert(
        {
            "media_id": request.media_id, "revision": edit.revision, "id": edit.id,
            "kind": edit.kind, "target": edit.target, "author": edit.author, "at": edit.at,
            "stacked_at": None if edit.kind in {"undo", "redo"} else edit.revision,
            "undone_at": None, "touched": to_text(touched), "ops": request.ops_text,
            "inverse": operations_to_text(edit.inverse),
        }
    )  # fmt: skip


def _mark_target(db: Database, media_id: str, edit: Edit) -> None:
    column = "undone_at = :revision"
    if edit.kind == "redo":
        column = "undone_at = NULL, stacked_at = :revision"
    db.execute(
        f"UPDATE edits SET {column} WHERE media_id = :media_id AND id = :target",
        {"revision": edit.revision, "media_id": media_id, "target": edit.target},
    )
