"""Compute the effect of an edit outside the writer's turn.

Everything is read from one state of the database on the caller's own connection: checks, the
segments that the edit may read, the rows that it writes. Nothing is written, so no other edit waits.
`apply_edit` writes the result if nothing that it depends on has changed; otherwise the edit is
prepared again.

Only the segments that an edit touches are read, so its cost does not grow with the transcript. This
requires that `Operation.touched()` names all segments that an operation reads. Removing a speaker
reads all segments with that speaker; they are read for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from transcribe.document.batches import Batch
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import Operation, RemoveSpeaker, SetWords
from transcribe.document.serialization import MAX_TEXT, MAX_WORDS
from transcribe.errors import EditConflict, EditTooLarge, InvalidOperation, NotFound
from transcribe.store.rows import (
    edit_from_row,
    operations_to_texts,
    segment_from_row,
    segment_to_row,
    to_text,
)
from transcribe.store.transcripts import realignments
from transcribe.store.transcripts.transcripts import read_segments, read_speakers
from transcribe.store.transcripts.undo_steps import (
    Step,
    find_clashing,
    first_revisions,
    read_step,
    touched_segments,
    touched_speakers,
)
from transcribe.store.values import Applied, Edit, EditKind, EditOrigin

MAX_TOUCHED = 400_000  # an import that replaces 200,000 segments with as many
MAX_SPEAKERS = 1_000  # of one recording


@dataclass(frozen=True, slots=True)
class EditRequest:
    """An edit as received; see `EditLog.apply`.

    Attributes:
        op_texts: `ops` in stored form.
        draft_ids: Segments that it inserts and that a client calls a draft, of any recogniser.
        is_exact: It depends on more than the segments that it touches, so it is written only on the
            revision on which it was prepared.
    """

    media_id: str
    base: int
    ops: tuple[Operation, ...]
    op_texts: tuple[str, ...]
    edit_id: str
    kind: EditKind = "edit"
    target: str | None = None
    author: str = ""
    realigns: bool = True
    origin: EditOrigin = "person"
    job_id: int | None = None
    draft_ids: tuple[int, ...] = ()
    is_exact: bool = False

    @property
    def sets_only_words(self) -> bool:
        """Whether it is an alignment that only set words: it conflicts with no edit of an older base."""
        is_alignment = "align" in (self.kind, self.origin)
        return is_alignment and all(isinstance(op, SetWords) for op in self.ops)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edit with everything that is to be written for it.

    Attributes:
        request: The request; an undo or redo has the operations of its target.
        revision: The revision of the transcript on which it was prepared.
        inverse: The operations that undo it.
        inverse_texts: The same in stored form.
        touched: Ids of the segments, each once.
        touched_text: These and `speaker_ids` in stored form.
        speaker_ids: Ids of the speakers that it names.
        speakers: The speakers before and after it.
        changes: A row for each touched segment, for `staging.write_segment`.
        after: The touched segments that remain.
        n_more: The number of segments that the transcript gains.
        waiting: Segments whose words are to be aligned.
        step: What an undo or redo is about, as read.
    """

    request: EditRequest
    revision: int
    inverse: tuple[Operation, ...]
    inverse_texts: tuple[str, ...]
    touched: tuple[int, ...]
    touched_text: str
    speaker_ids: tuple[str, ...]
    speakers: tuple[tuple[Speaker, ...], tuple[Speaker, ...]]
    changes: tuple[Mapping[str, Any], ...]
    after: Mapping[int, Segment]
    n_more: int
    waiting: tuple[int, ...]
    step: Step | None


def prepare(db: Database, request: EditRequest) -> Prepared | Applied:
    """Compute the effect of an edit, or return the first outcome of a repeated edit.

    Args:
        db: The database, in a transaction, so that everything is read from one state.
        request: The edit.

    Raises:
        EditConflict, EditTooLarge, InvalidOperation, NotFound: See `EditLog.apply`.
    """
    known = find_edit(db, request.edit_id)
    if known is not None:
        return _first_outcome(db, request, *known)
    revision = _revision(db, request)
    request, step = _completed(db, request, revision)
    _check_size(request)
    if step is None or not step.is_of_job:  # the step was checked; its client saw a part of it only
        _check_clash(db, request, revision)
    before, speakers = _read(db, request)
    batch = Batch(before.values(), speakers)
    _apply(batch, request, revision)
    return _prepared(db, request, revision, step, before, speakers, batch)


def _apply(batch: Batch, request: EditRequest, revision: int) -> None:
    try:
        for operation in request.ops:
            batch.apply(operation)
    except InvalidOperation as error:
        if request.base == revision:
            raise
        # It may have been valid on its base: for example, its speaker was removed since.
        raise EditConflict(request.base, revision, touched_segments(request.ops)) from error
    if len(batch.speakers) > MAX_SPEAKERS:
        raise EditTooLarge("speakers of a recording", len(batch.speakers), MAX_SPEAKERS)


def _prepared(
    db: Database,
    request: EditRequest,
    revision: int,
    step: Step | None,
    before: dict[int, Segment],
    speakers: tuple[Speaker, ...],
    batch: Batch,
) -> Prepared:
    touched, speaker_ids = touched_segments(request.ops), touched_speakers(request.ops)
    kind = (request.kind, request.target)
    waiting: tuple[int, ...] = ()
    if request.realigns:
        states = (before, batch.segments)
        waiting = realignments.find_waiting(db, request.media_id, kind, touched, states)
    inverse = batch.inverse()
    wanted = frozenset(waiting)
    return Prepared(
        request, revision, inverse, operations_to_texts(inverse), touched, to_text([*touched, *speaker_ids]),
        speaker_ids, (speakers, batch.speakers),
        tuple(_change(request, key, before.get(key), batch.segments.get(key), wanted)
              for key in touched),
        {key: batch.segments[key] for key in touched if key in batch.segments},
        len(batch.segments) - len(before), waiting, step,
    )  # fmt: skip


def _change(
    request: EditRequest,
    segment_id: int,
    before: Segment | None,
    after: Segment | None,
    waiting: frozenset[int],
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "media_id": request.media_id, "id": segment_id, "is_gone": int(after is None),
        "is_text_new": 0, "due_at": None, "is_urgent": 0, "start_ms": None, "end_ms": None,
        "text": None, "speaker": None, "status": None, "words": None, "is_flagged": None,
    }  # fmt: skip
    if after is None:
        return row
    _check_segment(request, before, after)
    row |= segment_to_row(request.media_id, after)
    row["is_text_new"] = int(before is None or before.text != after.text)
    if segment_id in waiting:
        row["due_at"] = time.time() + realignments.REST_S
        row["is_urgent"] = int(len(waiting) <= realignments.MANY)
    return row


def _check_segment(request: EditRequest, before: Segment | None, after: Segment) -> None:
    """Refuse what is too long, but not what was so already: it can still be corrected and undone."""
    if len(after.text) > MAX_TEXT:
        raise InvalidOperation(
            "edit", f"segment {after.id} would be longer than {MAX_TEXT} characters"
        )
    n_before = len(before.words) if before else 0
    if len(after.words) > max(MAX_WORDS, n_before) and request.kind not in {"undo", "redo"}:
        raise EditTooLarge(f"words in segment {after.id}", len(after.words), MAX_WORDS)


def _check_size(request: EditRequest) -> None:
    n_touched = sum(len(operation.touched()) for operation in request.ops)
    if n_touched > MAX_TOUCHED and request.kind not in {"undo", "redo"}:
        raise EditTooLarge("segments in one edit", n_touched, MAX_TOUCHED)


def find_edit(db: Database, edit_id: str) -> tuple[str, Edit] | None:
    """An edit by its id, with the id of its recording."""
    for row in db.query("SELECT * FROM edits WHERE id = ?", [edit_id]):
        return row["media_id"], edit_from_row(db, row)
    return None


def outcome(edit: Edit, is_duplicate: bool, segments: Mapping[int, Segment]) -> Applied:
    """The result of an edit; `segments` holds those touched segments that exist."""
    touched = touched_segments(edit.ops)
    return Applied(
        edit.revision,
        edit,
        is_duplicate,
        tuple(segments[key] for key in touched if key in segments),
        tuple(key for key in touched if key not in segments),
    )


def _first_outcome(db: Database, request: EditRequest, media_id: str, edit: Edit) -> Applied:
    if media_id != request.media_id:
        raise InvalidOperation(
            "edit", f"the id {edit.id} belongs to an edit of another recording; make a new id"
        )
    current = read_segments(db, media_id, touched_segments(edit.ops))
    return outcome(edit, True, {segment.id: segment for segment in current})


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


def _completed(
    db: Database, request: EditRequest, revision: int
) -> tuple[EditRequest, Step | None]:
    """Check the target of an undo or redo; without its own operations it gets the step's."""
    if request.kind not in {"undo", "redo"}:
        return request, None
    found = find_edit(db, request.target or "")
    if found is None or found[0] != request.media_id:
        raise NotFound("edit", request.target or "(an undo names its target)")
    target = found[1]
    if target.kind not in {"edit", "import"}:
        raise InvalidOperation(request.kind, f"an edit of kind {target.kind} cannot be undone")
    step = read_step(db, request.media_id, target, read_undone_in_revision(db, target.id))
    _check_step(db, request, step, revision)
    if request.ops and len(step.edits) > 1:  # the job went on after the client read the step
        raise EditConflict(request.base, revision, touched_segments(request.ops))
    if not request.ops:
        ops = step.operations(request.kind)
        request = replace(request, ops=ops, op_texts=operations_to_texts(ops))
    return request, step


def _check_step(db: Database, request: EditRequest, step: Step, revision: int) -> None:
    """Refuse an undo or redo that is already done or that other edits of the segments prevent."""
    if (step.undone_in_revision is None) != (request.kind == "undo"):
        if request.base < revision:
            made = first_revisions(step)
            raise EditConflict(
                request.base, revision,
                tuple(key for key in made if isinstance(key, int)),
                tuple(key for key in made if isinstance(key, str)),
            )  # fmt: skip
        raise InvalidOperation(
            request.kind, f"there is nothing to {request.kind} in edit {request.target}"
        )
    _refuse_clashing(request, revision, find_clashing(db, request.media_id, step))


def read_undone_in_revision(db: Database, edit_id: str) -> int | None:
    """The revision that undid an edit; None if it is in force."""
    found: int | None = next(
        db.query("SELECT undone_in_revision FROM edits WHERE id = ?", [edit_id])
    )["undone_in_revision"]
    return found


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


def _read(db: Database, request: EditRequest) -> tuple[dict[int, Segment], tuple[Speaker, ...]]:
    """The segments that the operations may read, by id, and the speakers."""
    touched = touched_segments(request.ops)
    found = {segment.id: segment for segment in read_segments(db, request.media_id, touched)}
    for operation in request.ops:
        if isinstance(operation, RemoveSpeaker):
            # May find too many (the text of a word may be "S1"); the operation checks again.
            rows = db.query(
                "SELECT * FROM segments WHERE media_id = ? AND (speaker = ? OR instr(words, ?))",
                [request.media_id, operation.id, json.dumps(operation.id, ensure_ascii=False)],
            )
            found |= {row["id"]: segment_from_row(row) for row in rows}
    return found, read_speakers(db, request.media_id)
