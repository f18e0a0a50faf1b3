"""The append-only history of edits, and the resulting transcript."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import get_args

from sqlite_utils import Database

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import Operation, Replace, SetWords
from transcribe.document.realignment import Times, times_of
from transcribe.document.revert import rewind
from transcribe.errors import EditConflict, InvalidOperation, NotFound
from transcribe.store.database import unusable
from transcribe.store.rows import (
    edit_from_row,
    operation_from_text,
    operations_from_text,
    operations_to_texts,
    read_operations,
    to_text,
)
from transcribe.store.transcripts import staging
from transcribe.store.transcripts.apply_edit import is_small, write
from transcribe.store.transcripts.approvals import read_approvers
from transcribe.store.transcripts.authorship import AuthorshipReader
from transcribe.store.transcripts.draft_edits import DraftEdit
from transcribe.store.transcripts.preparing import (
    EditRequest,
    Prepared,
    find_edit,
    outcome,
    prepare,
)
from transcribe.store.transcripts.speaker_tags import tagged_in
from transcribe.store.transcripts.transcripts import TranscriptReader
from transcribe.store.transcripts.undo_steps import read_stack
from transcribe.store.values import Applied, DraftLine, Edit, EditKind, EditOrigin
from transcribe.store.writer import Writer

# Inserted, replaced and removed segments of drafts, redrafts and imports, in order.
_ASR_OPERATIONS = """
WITH made AS (
    SELECT edits.revision, operation.key AS place, operation.value AS op
    FROM whole_edits AS edits, json_each(edits.ops) AS operation
    WHERE media_id = ? AND undone_in_revision IS NULL
      AND edits.origin IN ('draft', 'import', 'redraft')
), written AS (
    SELECT revision, place, 1 AS part, json_extract(op, '$.segment') AS segment FROM made
    WHERE json_extract(op, '$.op') = 'insert'
    UNION ALL
    SELECT revision, place, 1, put.value FROM made, json_each(op, '$.put') AS put
    WHERE json_extract(op, '$.op') = 'replace'
)
SELECT revision, place, part, json_extract(segment, '$.id') AS id,
    CAST(round(json_extract(segment, '$.start') * 1000) AS INTEGER) AS start_ms,
    CAST(round(json_extract(segment, '$.end') * 1000) AS INTEGER) AS end_ms,
    json_extract(segment, '$.text') AS text
FROM written
UNION ALL
SELECT revision, place, 0, json_extract(op, '$.id'), NULL, NULL, NULL FROM made
WHERE json_extract(op, '$.op') = 'delete'
UNION ALL
SELECT revision, place, 0, gone.value, NULL, NULL, NULL FROM made, json_each(op, '$.remove') AS gone
WHERE json_extract(op, '$.op') = 'replace'
ORDER BY revision, place, part
"""


_ORIGIN_BY_KIND: dict[EditKind, EditOrigin] = {
    "draft": "draft", "import": "import", "align": "align",
}  # fmt: skip
BuildRequest = Callable[[Database], EditRequest | None]
ATTEMPTS = 10  # to prepare an edit, if something it depends on changes before it is written


class EditLog:
    """Applies edits durably, keeps the whole history and reads the resulting transcript."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer
        self._reader, self._authorship = TranscriptReader(connect), AuthorshipReader()

    def transcript(self, media_id: str) -> tuple[int, Transcript]:
        """The current revision and the whole transcript.

        Raises:
            NotFound: No recording has this id.
        """
        return self._reader.transcript(media_id)

    def segments(
        self, media_id: str, from_ms: int = 0, to_ms: int | None = None
    ) -> tuple[int, tuple[Segment, ...]]:
        """The revision, and the segments that overlap `[from_ms, to_ms)`, in order.

        Raises:
            NotFound: No recording has this id.
        """
        return self._reader.segments(media_id, from_ms, to_ms)

    def approvers(self, media_id: str) -> dict[int, str]:
        """The person who approved each segment, by its id; see `read_approvers`."""
        return read_approvers(self._connect(), media_id)

    def compact_json(self, media_id: str) -> str:
        """The whole transcript as compact JSON text, built inside SQLite.

        `{"revision", "speakers": [[id, name]…], "segments": [[id, start_ms, end_ms, text, speaker,
        status, words, is_flagged]…]}` with each word `[text, start_ms, end_ms, probability?, speaker?]`. For
        8,000 segments it takes a tenth of the time of `transcript` and its objects.

        Raises:
            NotFound: No recording has this id.
        """
        return self._reader.compact_json(media_id)

    def speakers(self, media_id: str) -> tuple[Speaker, ...]:
        """The speakers in the order they were added."""
        return self._reader.speakers(media_id)

    def next_segment_id(self, media_id: str) -> int:
        """A new id for a segment made by the server: higher than all earlier ones.

        Browsers use ids from 2**31 upwards.
        """
        return self._reader.next_segment_id(media_id)

    def some(
        self, media_id: str, ids: Iterable[int]
    ) -> tuple[tuple[Segment, ...], tuple[int, ...]]:
        """Segments by id, in the order of `ids`, and the ids that do not exist."""
        return self._reader.some(media_id, ids)

    def apply(
        self,
        media_id: str,
        base: int,
        ops: Iterable[Operation],
        *,
        edit_id: str,
        kind: EditKind = "edit",
        target: str | None = None,
        author: str = "",
        realigns: bool = True,
        origin: EditOrigin | None = None,
        job_id: int | None = None,
        draft_ids: Iterable[int] = (),
    ) -> Applied:
        """Apply operations, all or none; durable when it returns.

        The same `edit_id` again changes nothing and returns the first outcome (its revision, and
        the current state of the touched segments), so a client that lost the answer may retry.

        Args:
            media_id: The recording.
            base: Revision of the transcript on which the edit was made.
            ops: Operations in order. An undo or redo without any gets its target's.
            edit_id: Chosen by the client, never used twice for different edits.
            kind: "draft" and "align" are history but not on the undo stack, "import" is. Changes of
                an "align" never conflict with an edit.
            target: Id of the edit to undo or redo. Of an edit: the one that it continues, as parts of
                one typed word do; clients undo both in one step. An unknown one has no effect.
            author: Name of the author.
            realigns: Whether words that it leaves with estimated times are aligned afterwards.
            origin: What made it; by default derived from `kind`, else a person.
            job_id: The job that made it.
            draft_ids: Segments that it inserts and the client calls a draft; a later draft may
                replace them.

        Raises:
            EditConflict: `base` is old and an operation touches something changed since; or a later
                edit in force touched something that this undo or redo would change.
            EditTooLarge: It touches too many segments, or leaves too many words in one.
            InvalidOperation: An operation does not fit the transcript, or the kind does not fit the
                target.
            NotFound: No recording has this id, or no edit has the id `target`.
            DatabaseUnusable: The disk is full or the database damaged; nothing was changed.
        """
        _check_request(kind, target, edit_id)
        # Apply the stored form, which a replay will read: rounded probabilities, sanitized text.
        canonical = tuple(map(operation_from_text, operations_to_texts(ops)))
        request = EditRequest(
            media_id, base, canonical, operations_to_texts(canonical), edit_id, kind, target,
            author, realigns, origin or _ORIGIN_BY_KIND.get(kind, "person"), job_id,
            tuple(draft_ids),
        )  # fmt: skip
        applied = self._apply(media_id, lambda _: request)
        if applied is None:
            raise EditConflict(base, base, ())
        return applied

    def apply_draft(self, edit: DraftEdit) -> Applied | None:
        """Compute an edit of a job from the current state and apply it; durable when it returns.

        It is written only on the state from which it was computed. An edit that a person makes
        meanwhile is never overwritten: the job's edit is then computed again. The first draft of a
        recording is not an undo step. All edits of any other job are one step.

        Returns:
            None if there is nothing to change.

        Raises:
            EditConflict: Users edited the recording at every attempt.
            NotFound: No recording has this id.
            WorkCancelled: The job has been cancelled.
            DatabaseUnusable: See `apply`.
        """
        return self._apply(edit.media_id, lambda db: edit.request(db, self._authorship))

    def _apply(self, media_id: str, build: BuildRequest) -> Applied | None:
        """Apply a request, or None without one."""
        for _ in range(ATTEMPTS):
            prepared = self._prepare(media_id, build)
            if prepared is None or isinstance(prepared, Applied):
                return prepared
            if (applied := self._write(prepared)) is not None:
                return applied
        return self._writer.run(lambda db: _at_once(db, build))

    def settle(self) -> None:
        """Finish the large edits that other processes began and did not live to finish."""
        staging.settle_all(self._connect, self._writer)

    def _write(self, prepared: Prepared) -> Applied | None:
        """Write a prepared edit; None where it must be prepared again."""
        if is_small(prepared):
            edit = self._writer.run(lambda db: write(db, prepared))
        else:
            edit = self._write_in_slices(prepared)
        return None if edit is None else outcome(edit, False, prepared.after)

    def _write_in_slices(self, prepared: Prepared) -> Edit | None:
        staged, edit = staging.stage(self._writer, prepared), None
        try:
            edit = self._writer.run(lambda db: write(db, prepared, staged))
        finally:
            if edit is None:
                staging.discard(self._writer, staged)
        staging.settle(self._writer, prepared.request.media_id)
        return edit

    def _prepare(self, media_id: str, build: BuildRequest) -> Prepared | Applied | None:
        db = self._connect()
        try:
            if staging.valid_of(db, media_id) is not None:
                staging.settle(self._writer, media_id)
            with db.atomic():
                request = build(db)
                return None if request is None else prepare(db, request)
        except sqlite3.Error as error:
            raise unusable(self._writer.path, error) from error

    def since(self, media_id: str, revision: int, limit: int = 1000) -> tuple[Edit, ...]:
        """Edits after `revision`, oldest first."""
        return self._edits(
            "media_id = ? AND revision > ? ORDER BY revision LIMIT ?", [media_id, revision, limit]
        )

    def page(self, media_id: str, before: int, limit: int) -> tuple[Edit, ...]:
        """The history backwards: edits under revision `before`, the newest first."""
        return self._edits(
            "media_id = ? AND revision < ? ORDER BY revision DESC LIMIT ?",
            [media_id, before, limit],
        )

    def undone(self, media_id: str, revisions: Iterable[int]) -> frozenset[int]:
        """Which of these edits have been taken back."""
        marks = list(revisions)
        rows = self._connect().query(
            "SELECT revision FROM edits WHERE media_id = ? AND undone_in_revision IS NOT NULL "
            "AND revision IN (SELECT value FROM json_each(?))",
            [media_id, to_text(marks)],
        )
        return frozenset(row["revision"] for row in rows)

    def at(self, media_id: str, revision: int) -> tuple[int, Transcript]:
        """The current revision, and the transcript as it was after `revision`; 0 is before all.

        Raises:
            NotFound: No recording has this id, or its history does not reach so far.
        """
        current, transcript = self.transcript(media_id)
        if revision > current:
            raise NotFound("revision", f"{revision} (the last one is {current})")
        rows = self._connect().query(
            "SELECT inverse, staging FROM edits WHERE media_id = ? AND revision > ? AND revision <= ? "
            "ORDER BY revision DESC",
            [media_id, revision, current],
        )
        db = self._connect()
        inverses = (op for row in rows for op in read_operations(db, row, "inverse"))
        return current, rewind(transcript, inverses)

    def asr_segments(self, media_id: str) -> tuple[DraftLine, ...]:
        """What machines and imports wrote and nobody took back, in order of time.

        Later drafts take the place of those that they removed; what people made of the segments is
        not in it. Read as JSON inside SQLite: ten hours take a second less than by operations.
        """
        rows = self._connect().query(_ASR_OPERATIONS, [media_id])
        lines: dict[int, DraftLine] = {}
        for row in rows:
            if row["text"] is None:
                lines.pop(row["id"], None)
            else:
                lines[row["id"]] = DraftLine(row["id"], row["start_ms"], row["end_ms"], row["text"])
        return tuple(sorted(lines.values(), key=lambda line: (line.start_ms, line.id)))

    def manually_timed_words(self, media_id: str) -> frozenset[Times]:
        """`times_of` the words whose times a person has set, in any segment of a recording.

        A word keeps its times when its segment is split or merged, so ids of segments do not matter.
        """
        rows = self._connect().query(
            "SELECT ops, inverse FROM whole_edits WHERE media_id = ? AND kind = 'edit' "
            "AND undone_in_revision IS NULL AND origin = 'person' AND instr(ops, '\"set_words\"')",
            [media_id],
        )
        found: set[Times] = set()
        for row in rows:
            before = {
                times_of(word)
                for op in operations_from_text(row["inverse"])
                if isinstance(op, Replace)
                for segment in op.put
                for word in segment.words
            }
            found |= {
                times_of(word)
                for op in operations_from_text(row["ops"])
                if isinstance(op, SetWords)
                for word in op.words
            } - before
        return frozenset(found)

    def tagged_by_people(self, media_id: str) -> frozenset[int]:
        """Ids of the segments whose speaker a person chose; see `speaker_tags`."""
        return tagged_in(
            self._edits(
                "media_id = ? AND origin IN ('person', 'import') AND kind NOT IN ('undo', 'redo') "
                "AND undone_in_revision IS NULL ORDER BY revision",
                [media_id],
            )
        )

    def undo_stack(
        self, media_id: str, limit: int = 100, offset: int = 0, *, largest: int = 2**31
    ) -> tuple[Edit, ...]:
        """What can be undone, the next one first; `offset` skips as many.

        A step is given as its first edit. Steps that only the server can take come without
        operations: see `undo_steps.read_stack`.
        """
        return read_stack(self._connect(), media_id, "undo", (limit, offset), largest)

    def redo_stack(
        self, media_id: str, limit: int = 100, offset: int = 0, *, largest: int = 2**31
    ) -> tuple[Edit, ...]:
        """What can be done again, the next one first; a new edit empties it."""
        return read_stack(self._connect(), media_id, "redo", (limit, offset), largest)

    def find(self, media_id: str, edit_id: str) -> Edit | None:
        """Look up an edit by the id its author gave it."""
        found = find_edit(self._connect(), edit_id)
        return found[1] if found and found[0] == media_id else None

    def _edits(self, where: str, values: list[object]) -> tuple[Edit, ...]:
        db = self._connect()
        rows = db.query(f"SELECT * FROM edits WHERE {where}", values)
        return tuple(edit_from_row(db, row) for row in rows)


def _at_once(db: Database, build: BuildRequest) -> Applied | None:
    """Prepare and write in one turn, where others were faster every time."""
    request = build(db)
    prepared = None if request is None else prepare(db, request)
    if prepared is None or isinstance(prepared, Applied):
        return prepared
    edit = write(db, prepared) if is_small(prepared) else None
    if edit is None:
        raise EditConflict(prepared.request.base, prepared.revision, ())
    return outcome(edit, False, prepared.after)


def _check_request(kind: str, target: str | None, edit_id: str) -> None:
    if kind not in get_args(EditKind):
        raise InvalidOperation("edit", f"its kind is one of {', '.join(get_args(EditKind))}")
    if not edit_id:
        raise InvalidOperation("edit", "it needs an id of its own")
    if kind in {"undo", "redo"} and not target:
        raise InvalidOperation(kind, "it names the id of the edit it is about as its target")
    if kind not in {"edit", "undo", "redo"} and target:
        raise InvalidOperation(kind, "only an edit, an undo or a redo has a target")
