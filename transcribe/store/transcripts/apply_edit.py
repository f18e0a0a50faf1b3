"""Write a prepared edit inside the writer's turn, after a last check.

A small edit is written completely. For a large edit only the history row and the new revision are
written here; `staging` has written its segments before and moves them afterwards.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from transcribe.document.operations import RemoveSpeaker
from transcribe.errors import NotFound, WorkCancelled
from transcribe.store.events import announce
from transcribe.store.row_queries import now
from transcribe.store.transcripts import staging
from transcribe.store.transcripts.preparing import EditRequest, Prepared, read_undone_in_revision
from transcribe.store.transcripts.undo_steps import Step, count_members
from transcribe.store.values import Edit
from transcribe.store.work.jobs import cancel_job

SMALL_SEGMENTS = 64  # an edit of at most this many is written in one turn
SMALL_CHARACTERS = 256 * 1024  # of its operations, its inverse and its rows together


def is_small(prepared: Prepared) -> bool:
    """Whether writing an edit is short enough for one turn."""
    texts = sum(map(len, (*prepared.request.op_texts, *prepared.inverse_texts)))
    rows = sum(len(row["text"] or "") + len(row["words"] or "") for row in prepared.changes)
    return len(prepared.touched) <= SMALL_SEGMENTS and texts + rows <= SMALL_CHARACTERS


def write(db: Database, prepared: Prepared, staged: int | None = None) -> Edit | None:
    """Write an edit inside the open transaction.

    Args:
        db: The database, in a transaction.
        prepared: The edit.
        staged: The staging with its segments and operations; None for a small edit.

    Returns:
        The edit; None if the transcript has changed and the edit must be prepared again.

    Raises:
        NotFound: The recording does not exist any more.
        WorkCancelled: The job that made the edit was cancelled.
    """
    revision = _read_revision(db, prepared)
    if revision is None or (staged is not None and not staging.is_there(db, staged)):
        return None
    request = prepared.request
    _check_job(db, request)
    edit = Edit(
        revision + 1, request.edit_id, request.kind, request.target, request.author, now(),
        request.ops, prepared.inverse, request.origin, request.job_id,
    )  # fmt: skip
    if staged is None:
        marks = staging.Marks(edit.revision, not request.sets_only_words, request.realigns)
        for change in prepared.changes:
            staging.write_segment(db, change, marks)
    else:
        staging.make_valid(db, staged, edit.revision)
    if prepared.speaker_ids:
        _write_speakers(db, prepared, edit.revision)
    if prepared.step is not None:
        _mark_step(db, request.media_id, edit, prepared.step)
    _write_history(db, prepared, edit, staged)
    _announce(db, prepared, edit)
    return edit


def _read_revision(db: Database, prepared: Prepared) -> int | None:
    """The transcript's revision; None if something that the edit depends on may have changed."""
    request = prepared.request
    row = next(db.query("SELECT revision FROM media WHERE id = ?", [request.media_id]), None)
    if row is None:
        raise NotFound("recording", request.media_id)
    revision: int = row["revision"]
    if list(db.query("SELECT 1 FROM edits WHERE id = ?", [request.edit_id])):
        return None  # sent twice at once
    if staging.valid_of(db, request.media_id) is not None:
        return None
    if revision == prepared.revision or (not request.is_exact and _is_apart(db, prepared)):
        return revision
    return None


def _is_apart(db: Database, prepared: Prepared) -> bool:
    """Whether the edits since the preparation touch other segments only, and no speaker."""
    request, touched = prepared.request, set(prepared.touched)
    if prepared.speaker_ids and any(isinstance(op, RemoveSpeaker) for op in request.ops):
        return False  # any edit may have assigned a segment to that speaker
    if prepared.step is not None and not _is_same(db, request, prepared.step):
        return False
    rows = db.query(
        "SELECT touched FROM edits WHERE media_id = ? AND revision > ?",
        [request.media_id, prepared.revision],
    )
    for row in rows:
        since = json.loads(row["touched"])
        if any(isinstance(key, str) for key in since) or not touched.isdisjoint(since):
            return False
    return True


def _is_same(db: Database, request: EditRequest, step: Step) -> bool:
    """Whether a step is still in the state in which it was read, without further edits."""
    target = request.target or ""
    undone_in_revision = read_undone_in_revision(db, target)
    if undone_in_revision != step.undone_in_revision:
        return False
    job_id = step.edits[0].job_id
    return job_id is None or count_members(db, request.media_id, job_id, undone_in_revision) == len(
        step.ids
    )


def _announce(db: Database, prepared: Prepared, edit: Edit) -> None:
    media_id, (before, after) = prepared.request.media_id, prepared.speakers
    db.execute(
        "UPDATE media SET revision = ?, n_segments = n_segments + ? WHERE id = ?",
        [edit.revision, prepared.n_more, media_id],
    )
    announce(
        db, "edit", media_id,
        {
            "revision": edit.revision, "id": edit.id, "author": edit.author, "kind": edit.kind,
            "origin": edit.origin, "job": edit.job_id,
            "touched": list(prepared.touched), "speakers": before != after,
            "words_only": prepared.request.sets_only_words, "waiting": list(prepared.waiting),
        },
    )  # fmt: skip


def _write_speakers(db: Database, prepared: Prepared, revision: int) -> None:
    """Write the speakers that an edit names; a removed one keeps a row without position.

    A named speaker that is not changed is marked too, like a segment: edits of the same speaker with
    an older base must conflict, and the conditions that refuse an undo use the same list.
    """
    media_id, (before, after) = prepared.request.media_id, prepared.speakers
    positions = {speaker.id: at for at, speaker in enumerate(after)}
    names = {speaker.id: speaker.name for speaker in (*before, *after)}
    for speaker_id in prepared.speaker_ids:
        db.execute(
            "INSERT OR REPLACE INTO speakers (media_id, id, name, position, revision) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                media_id, speaker_id, names.get(speaker_id, ""), positions.get(speaker_id),
                revision,
            ],
        )  # fmt: skip
    for speaker_id in positions.keys() - set(prepared.speaker_ids):
        db.execute(
            "UPDATE speakers SET position = ? WHERE media_id = ? AND id = ?",
            [positions[speaker_id], media_id, speaker_id],
        )


def _write_history(db: Database, prepared: Prepared, edit: Edit, staged: int | None) -> None:
    request = prepared.request
    ops, inverse = ("", "") if staged else (request.op_texts, prepared.inverse_texts)
    db.table("edits").insert(
        {
            "media_id": request.media_id, "revision": edit.revision, "id": edit.id,
            "kind": edit.kind, "target": edit.target, "author": edit.author, "created_at": edit.created_at,
            "stack_revision": None if edit.kind in {"undo", "redo"} else edit.revision,
            "undone_in_revision": None, "touched": prepared.touched_text, "ops": f"[{','.join(ops)}]",
            "inverse": f"[{','.join(inverse)}]", "staging": staged,
            "origin": edit.origin, "job_id": edit.job_id,
            "draft_ids": json.dumps(request.draft_ids) if request.draft_ids else None,
        }
    )  # fmt: skip


def _mark_step(db: Database, media_id: str, edit: Edit, step: Step) -> None:
    column = "undone_in_revision = :revision"
    if edit.kind == "redo":
        column = "undone_in_revision = NULL, stack_revision = :revision"
    db.execute(
        f"UPDATE edits SET {column} WHERE media_id = :media_id "
        "AND id IN (SELECT value FROM json_each(:ids))",
        {"revision": edit.revision, "media_id": media_id, "ids": json.dumps(step.ids)},
    )
    if edit.kind == "undo" and (job_id := step.edits[0].job_id) is not None:
        cancel_job(db, job_id)  # else its next chunk would be a new step


def _check_job(db: Database, request: EditRequest) -> None:
    """Refuse an edit of a job that was cancelled after its chunk was read."""
    if request.job_id is not None:
        rows = db.query("SELECT state FROM jobs WHERE id = ?", [request.job_id])
        if any(row["state"] == "cancelled" for row in rows):
            raise WorkCancelled
