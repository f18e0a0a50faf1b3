"""Restore an earlier state of a transcript, and compare with the draft."""

from __future__ import annotations

import uuid

from transcribe.document.model import Transcript
from transcribe.document.revert import differences
from transcribe.errors import EditConflict
from transcribe.quality.word_diff import Changes, TextSpan, compare
from transcribe.store import Store
from transcribe.store.values import Applied, DraftLine

ATTEMPTS = 20  # to apply an edit between those of others


def restore(store: Store, media_id: str, revision: int, author: str) -> Applied | None:
    """Restore the transcript as it was after `revision`, as one edit that can be undone.

    Returns:
        None if nothing changed.

    Raises:
        NotFound: The recording or revision does not exist.
        EditConflict: Others edited at every attempt.
    """
    for attempt in range(ATTEMPTS):
        current, wanted = store.edits.at(media_id, revision)
        now_at, now = store.edits.transcript(media_id)
        ops = differences(now, wanted) if now_at == current else ()
        if now_at == current and not ops:
            return None
        try:
            if now_at == current:
                return store.edits.apply(
                    media_id, current, ops, edit_id=f"restore-{revision}-{uuid.uuid4()}",
                    author=author,
                )  # fmt: skip
        except EditConflict:
            if attempt == ATTEMPTS - 1:
                raise
    raise EditConflict(revision, now_at, ())


def changes_since_draft(store: Store, media_id: str) -> Changes:
    """Changes by users to the text of drafts and imports."""
    _, now = store.edits.transcript(media_id)
    return compare(_written(store.edits.asr_segments(media_id)), lines_of(now))


def changes_since(store: Store, media_id: str, revision: int) -> Changes:
    """Changes after a revision.

    Raises:
        NotFound: The recording or revision does not exist.
    """
    _, then = store.edits.at(media_id, revision)
    _, now = store.edits.transcript(media_id)
    return compare(lines_of(then), lines_of(now))


def lines_of(transcript: Transcript) -> list[TextSpan]:
    """The text of a transcript for comparison."""
    return [TextSpan(s.id, s.start_ms, s.end_ms, s.text) for s in transcript.segments]


def _written(lines: tuple[DraftLine, ...]) -> list[TextSpan]:
    return [TextSpan(line.id, line.start_ms, line.end_ms, line.text) for line in lines]
