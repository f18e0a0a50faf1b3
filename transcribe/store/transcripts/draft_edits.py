"""Edits that a job makes from what it finds, computed and written on one state of the transcript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import Operation
from transcribe.store.row_queries import get_media
from transcribe.store.rows import operation_from_text, operations_to_texts
from transcribe.store.transcripts.authorship import (
    Authorship,
    AuthorshipReader,
    read_has_earlier_draft,
)
from transcribe.store.transcripts.preparing import EditRequest, find_edit
from transcribe.store.transcripts.transcripts import read_next_id, read_range, read_speakers
from transcribe.store.values import EditKind, EditOrigin


@dataclass(frozen=True, slots=True)
class DraftBase:
    """The state on which a job computes an edit.

    Attributes:
        revision: The revision of the transcript.
        segments: Segments that overlap the requested range, in order.
        authorship: Whose work they are.
        next_id: The first free segment id; all higher ones below 2**31 are free too.
        is_empty: The transcript had no segments when the job began.
        speakers: All speakers of the recording.
    """

    revision: int
    segments: tuple[Segment, ...]
    authorship: Authorship
    next_id: int
    is_empty: bool
    speakers: tuple[Speaker, ...] = ()


MakeOps = Callable[[DraftBase], tuple[Operation, ...]]


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """An edit that a job makes.

    Attributes:
        media_id: The recording.
        job_id: The job.
        edit_id: Names job and chunk, so that the same edit again changes nothing.
        origin: "draft", "redraft", "align" or "speakers".
        range_ms: Segments that `make` needs; an end of None is the end of the recording.
        make: Computes the operations. It may be called several times.
        author: For the history.
    """

    media_id: str
    job_id: int
    edit_id: str
    origin: EditOrigin
    range_ms: tuple[int, int | None]
    make: MakeOps
    author: str = ""

    def request(self, db: Database, reader: AuthorshipReader) -> EditRequest | None:
        """Compute the edit in the open transaction; None if there is nothing to do."""
        if find_edit(db, self.edit_id) is not None:
            return self._request((), "draft", 0)  # `prepare` returns the first outcome
        kind: EditKind = "edit"
        if self.origin == "draft" and not read_has_earlier_draft(db, self.media_id, self.job_id):
            kind = "draft"  # the first draft is not an undo step
        base = self._base(db, reader)
        ops = self.make(base)
        return self._request(ops, kind, base.revision) if ops else None

    def _base(self, db: Database, reader: AuthorshipReader) -> DraftBase:
        authorship = reader.read(db, self.media_id)
        present = db.query("SELECT id FROM current_segments WHERE media_id = ?", [self.media_id])
        return DraftBase(
            get_media(db, self.media_id).revision,
            read_range(db, self.media_id, *self.range_ms),
            authorship,
            read_next_id(db, self.media_id),
            all(authorship.is_of_job(row["id"], self.job_id) for row in present)
            and not authorship.has_replaced(self.job_id),
            read_speakers(db, self.media_id),
        )

    def _request(self, ops: tuple[Operation, ...], kind: EditKind, revision: int) -> EditRequest:
        canonical = tuple(map(operation_from_text, operations_to_texts(ops)))
        return EditRequest(
            self.media_id, revision, canonical, operations_to_texts(canonical), self.edit_id, kind,
            author=self.author, origin=self.origin, job_id=self.job_id, is_exact=True,
        )  # fmt: skip
