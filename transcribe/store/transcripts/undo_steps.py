"""Undo steps: an edit of a person or an import, or all edits of one job together.

A job that drafts again writes one edit for each chunk. For a user this is one step: the edits of a
job that are in force are undone together by one edit, and those that were undone together are redone
together. The place of a step on the undo stack is that of its first edit, because edits that people
made while the job was running build on it. A new edit of a person empties the redo stack; one of a job
does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.document.operations import AddSpeaker, Operation, RemoveSpeaker, RenameSpeaker
from transcribe.store.rows import edit_from_row, to_text
from transcribe.store.values import UNFINISHED, Edit

UNDOABLE = "kind IN ('edit', 'import')"

# The edits of a job have one key, each other edit has its own.
_STEP_KEY = "coalesce(job_id, -revision)"
_UNDO_STEPS = f"""
SELECT min(revision) AS revision, count(*) AS n, max(job_id) AS job_id, min(stack_revision) AS place
FROM edits WHERE media_id = :media AND {UNDOABLE} AND undone_in_revision IS NULL
GROUP BY {_STEP_KEY} ORDER BY place DESC LIMIT :limit OFFSET :offset
"""
_REDO_STEPS = f"""
SELECT min(revision) AS revision, count(*) AS n, max(job_id) AS job_id, undone_in_revision AS place
FROM edits WHERE media_id = :media AND undone_in_revision > (
    SELECT coalesce(max(revision), 0) FROM edits
    WHERE media_id = :media AND {UNDOABLE} AND job_id IS NULL
) GROUP BY undone_in_revision, {_STEP_KEY} ORDER BY place DESC LIMIT :limit OFFSET :offset
"""
_MEMBERS = (
    f"FROM edits WHERE media_id = ? AND job_id = ? AND {UNDOABLE} AND undone_in_revision IS ?"
)

_OTHERS = """
SELECT revision, undone_in_revision, touched FROM edits WHERE media_id = :media
AND kind IN ('edit', 'import', 'draft') AND id NOT IN (SELECT value FROM json_each(:members))
AND ((revision > :first AND undone_in_revision IS NULL)
    OR (:undone IS NOT NULL AND (revision > :undone OR undone_in_revision > :undone)))
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What is undone or redone at once.

    Attributes:
        edits: In the order of their revisions.
        undone_in_revision: The revision that undid them; None if they are in force.
    """

    edits: tuple[Edit, ...]
    undone_in_revision: int | None

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the edits."""
        return tuple(edit.id for edit in self.edits)

    @property
    def is_of_job(self) -> bool:
        """Whether a job made it, so that it may have more edits than a client has seen."""
        return self.edits[0].job_id is not None

    def operations(self, kind: str) -> tuple[Operation, ...]:
        """The operations that undo or redo it."""
        if kind == "undo":
            return tuple(op for edit in reversed(self.edits) for op in edit.inverse)
        return tuple(op for edit in self.edits for op in edit.ops)


def read_step(db: Database, media_id: str, target: Edit, undone_in_revision: int | None) -> Step:
    """The step that an edit belongs to, in the state in which the edit is."""
    if target.job_id is None:
        return Step((target,), undone_in_revision)
    rows = db.query(
        f"SELECT * {_MEMBERS} ORDER BY revision", [media_id, target.job_id, undone_in_revision]
    )
    return Step(tuple(edit_from_row(db, row) for row in rows), undone_in_revision)


def count_members(db: Database, media_id: str, job_id: int, undone_in_revision: int | None) -> int:
    """The number of edits of a job that are in force, or that one revision has undone."""
    rows = db.query(f"SELECT count(*) AS n {_MEMBERS}", [media_id, job_id, undone_in_revision])
    return int(next(rows)["n"])


def find_clashing(db: Database, media_id: str, step: Step) -> list[int | str]:
    """Segments and speakers of a step that prevent its undo or redo.

    The edits of a segment that are in force build on one another in the order of their revisions.
    Only the last of them may be undone. An edit may be redone only on exactly the edits on which it
    was made: no later one in force, none made while it was undone, none of its predecessors undone.
    """
    made = first_revisions(step)
    rows = db.query(
        _OTHERS,
        {
            "media": media_id, "members": to_text([*step.ids]), "undone": step.undone_in_revision,
            "first": step.edits[0].revision,
        },
    )  # fmt: skip
    return list(
        dict.fromkeys(
            key
            for row in rows
            for key in json.loads(row["touched"])
            if key in made and _is_in_the_way(row, made[key], step.undone_in_revision)
        )
    )


def first_revisions(step: Step) -> dict[int | str, int]:
    """For each segment and speaker of a step the revision of its first edit that touched it."""
    made: dict[int | str, int] = {}
    for edit in step.edits:
        keys: tuple[int | str, ...] = (
            *touched_segments(edit.ops),
            *touched_speakers(edit.ops),
        )
        for key in keys:
            made.setdefault(key, edit.revision)
    return made


def _is_in_the_way(row: Mapping[str, Any], made: int, undone_in_revision: int | None) -> bool:
    is_in_force, revision = row["undone_in_revision"] is None, row["revision"]
    if undone_in_revision is None:
        return bool(revision > made and is_in_force)
    if revision > made:
        return bool(is_in_force or revision > undone_in_revision)
    return bool(not is_in_force and row["undone_in_revision"] > undone_in_revision)


def touched_segments(ops: Iterable[Operation]) -> tuple[int, ...]:
    """Ids of all segments that operations read or change, each once."""
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


def read_stack(
    db: Database, media_id: str, kind: str, page: tuple[int, int], largest: int
) -> tuple[Edit, ...]:
    """The steps that can be undone or redone, the next one first, each as its first edit.

    Steps of several edits, steps of a job that has not ended, and edits that touch more than
    `largest` segments come without operations: only the server can take them.
    """
    sql = _UNDO_STEPS if kind == "undo" else _REDO_STEPS
    limit, offset = page
    steps = list(db.query(sql, {"media": media_id, "limit": limit, "offset": offset}))
    return tuple(_first_edit(db, media_id, step, largest) for step in steps)


def _first_edit(db: Database, media_id: str, step: dict[str, int], largest: int) -> Edit:
    if step["n"] > 1 or (step["job_id"] is not None and _is_unfinished(db, step["job_id"])):
        largest = -1
    is_small = "json_array_length(touched) <= :largest"
    rows = db.query(
        f"SELECT revision, id, kind, target, author, created_at, staging, origin, job_id, "
        f"iif({is_small}, ops, '') ops, iif({is_small}, inverse, '') inverse "
        "FROM edits WHERE media_id = :media AND revision = :revision",
        {"media": media_id, "revision": step["revision"], "largest": largest},
    )
    return edit_from_row(db, next(rows))


def _is_unfinished(db: Database, job_id: int) -> bool:
    rows = db.query("SELECT state FROM jobs WHERE id = ?", [job_id])
    return any(row["state"] in UNFINISHED for row in rows)
