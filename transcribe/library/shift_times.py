"""Shift the times of a transcript, or of some of its segments, as one edit that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from transcribe.document.model import Segment, Word
from transcribe.document.operations import Operation, SetTimes, SetWords
from transcribe.errors import InvalidOperation
from transcribe.store import Store

MAX_SHIFT_MS = 400 * 3_600_000


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
    """Move segments and their words; a segment that would begin before 0 begins at 0.

    Args:
        store: The library.
        media_id: The recording.
        shift_ms: Positive for later, negative for earlier.
        segments: Ids; None for all.
        author: For the history.

    Raises:
        InvalidOperation: A segment would lie before the beginning, or there is none to shift.
        EditConflict: Somebody edited the same segments at the same time.
        NotFound: The recording or a segment does not exist.
    """
    if shift_ms == 0 or abs(shift_ms) > MAX_SHIFT_MS:
        raise InvalidOperation("shift", "the time must not be 0, and at most 400 h")
    revision, transcript = store.edits.transcript(media_id)
    chosen = _chosen(transcript.segments, segments)
    _check_room(chosen, shift_ms)
    applied = store.edits.apply(
        media_id, revision, tuple(op for one in chosen for op in _moved(one, shift_ms)),
        edit_id=str(uuid.uuid4()), kind="edit", author=author or "shift", realigns=False,
    )  # fmt: skip
    duration_ms = store.media.get(media_id).duration_ms
    n_cut = sum(one.start_ms + shift_ms < 0 for one in chosen)
    n_beyond = sum(one.end_ms + shift_ms > duration_ms for one in chosen) if duration_ms else 0
    return Shifted(applied.revision, applied.edit.id, len(chosen), n_cut, n_beyond)


def _chosen(all_: Sequence[Segment], ids: Collection[int] | None) -> list[Segment]:
    wanted = None if ids is None else set(ids)
    chosen = [segment for segment in all_ if wanted is None or segment.id in wanted]
    if not chosen or (wanted is not None and len(chosen) < len(wanted)):
        raise InvalidOperation("shift", "there is no such segment; reload the transcript")
    return chosen


def _check_room(chosen: Sequence[Segment], shift_ms: int) -> None:
    first_end = min(segment.end_ms for segment in chosen)
    if first_end + shift_ms <= 0:
        n_lost = sum(segment.end_ms + shift_ms <= 0 for segment in chosen)
        what = "1 segment" if n_lost == 1 else f"{n_lost} segments"
        raise InvalidOperation(
            "shift",
            f"{what} would lie before the beginning of the recording. Shift by less than "
            f"{first_end / 1000:.3f} s, or delete them first",
        )


def _moved(segment: Segment, shift_ms: int) -> tuple[Operation, ...]:
    start_ms, end_ms = max(0, segment.start_ms + shift_ms), segment.end_ms + shift_ms
    end_ms = max(end_ms, start_ms + 1)
    move = SetTimes(segment.id, start_ms, end_ms)
    is_whole = (start_ms, end_ms) == (segment.start_ms + shift_ms, segment.end_ms + shift_ms)
    if is_whole or not segment.words:
        return (move,)  # moved as a whole, words move along
    words = tuple(_moved_word(word, shift_ms) for word in segment.words)
    return (move, SetWords(segment.id, words))


def _moved_word(word: Word, shift_ms: int) -> Word:
    return replace(
        word, start_ms=max(0, word.start_ms + shift_ms), end_ms=max(0, word.end_ms + shift_ms)
    )
