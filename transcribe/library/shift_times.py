"""Change the times of a transcript, or of some of its segments, as one edit that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from transcribe.document.model import Segment
from transcribe.document.time_edits import time_edits
from transcribe.errors import InvalidOperation
from transcribe.store import Store
from transcribe.subtitles.retiming import TimeMap, by_offset, retimed


@dataclass(frozen=True, slots=True)
class Shifted:
    """What a shift did.

    Attributes:
        revision: The new revision.
        edit_id: The edit, for undo.
        n_segments: Segments that were shifted.
        n_cut: Of these, segments that now begin at 0, since they would have begun before it.
        n_beyond: Of these, segments that now end after the recording.
    """

    revision: int
    edit_id: str
    n_segments: int
    n_cut: int
    n_beyond: int

    @property
    def message(self) -> str:
        """What a person is to know beyond the number; empty if there is nothing."""
        told = []
        if self.n_cut:
            told.append(f"{self.n_cut} would have begun before 0 and now begin at 0")
        if self.n_beyond:
            told.append(f"{self.n_beyond} end after the recording")
        return f"Of {self.n_segments} segments, {', and '.join(told)}." if told else ""


def shift_times(
    store: Store,
    media_id: str,
    shift_ms: int,
    segments: Collection[int] | None = None,
    author: str = "",
) -> Shifted:
    """Move segments and their words by milliseconds, negative for earlier; raises as `retime_segments`."""
    return retime_segments(store, media_id, by_offset(shift_ms), segments, author)


def retime_segments(
    store: Store,
    media_id: str,
    map_: TimeMap,
    segments: Collection[int] | None = None,
    author: str = "",
) -> Shifted:
    """Give segments and their words new times; a segment that would begin before 0 begins at 0.

    Args:
        store: The library.
        media_id: The recording.
        map_: Where times move to.
        segments: Ids; None for all.
        author: For the history.

    Raises:
        InvalidOperation: A segment would lie before the beginning, or there is none to shift.
        EditConflict: Somebody edited the same segments at the same time.
        NotFound: The recording or a segment does not exist.
    """
    revision, transcript = store.edits.transcript(media_id)
    chosen = _chosen(transcript.segments, segments)
    done = retimed(chosen, lambda start_ms, end_ms: map_)  # noqa: ARG005
    ops = tuple(
        op for old, new in zip(chosen, done.segments, strict=True) for op in time_edits(old, new)
    )
    if not ops:
        raise InvalidOperation("shift", "this changes no time")
    applied = store.edits.apply(
        media_id, revision, ops,
        edit_id=str(uuid.uuid4()), kind="edit", author=author or "shift", realigns=False,
    )  # fmt: skip
    duration_ms = store.media.get(media_id).duration_ms
    n_beyond = sum(one.end_ms > duration_ms for one in done.segments) if duration_ms else 0
    return Shifted(applied.revision, applied.edit.id, len(chosen), done.n_cut, n_beyond)


def _chosen(all_: Sequence[Segment], ids: Collection[int] | None) -> list[Segment]:
    wanted = None if ids is None else set(ids)
    chosen = [segment for segment in all_ if wanted is None or segment.id in wanted]
    if not chosen or (wanted is not None and len(chosen) < len(wanted)):
        raise InvalidOperation("shift", "there is no such segment; reload the transcript")
    return chosen
