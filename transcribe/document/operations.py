"""The edits: small values with `apply(transcript) -> transcript` and `inverse(transcript)`.

The browser, the API, the importer, the draft pipeline and the tests all speak these. An operation
carries all that its outcome depends on, so that applying it twice on equal transcripts, here or in
the browser, gives equal transcripts. `inverse` is asked of the transcript *before* the operation.

Raises, from every `apply` and `inverse`: `SegmentMissing` for an id that is not there,
`InvalidOperation` for an edit that does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from transcribe.document.model import (
    STATUSES,
    Segment,
    Speaker,
    Status,
    Transcript,
    Word,
    join_text,
)
from transcribe.document.word_timing import fit_words
from transcribe.errors import InvalidOperation, SegmentMissing


@dataclass(frozen=True, slots=True)
class Operation:
    """Base of all edits. `name` is the value of "op" in JSON."""

    name: ClassVar[str] = ""

    def apply(self, transcript: Transcript) -> Transcript:
        """Return the transcript after this edit."""
        raise NotImplementedError

    def inverse(self, transcript: Transcript) -> Operation:
        """Return the edit that undoes this one, given the transcript before it."""
        put, remove = [], []
        for segment_id in self.touched():
            before = transcript.segment(segment_id)
            if before is None:
                remove.append(segment_id)
            else:
                put.append(before)
        return Replace(put=tuple(put), remove=tuple(remove))

    def touched(self) -> tuple[int, ...]:
        """Ids of the segments that this edit reads or changes, for finding clashes."""
        return ()

    def _segment(self, transcript: Transcript, segment_id: int) -> Segment:
        segment = transcript.segment(segment_id)
        if segment is None:
            raise SegmentMissing(self.name, segment_id)
        return segment

    def _check_free(self, transcript: Transcript, segment_id: int) -> None:
        if transcript.segment(segment_id) is not None:
            raise InvalidOperation(self.name, f"segment {segment_id} exists already")


@dataclass(frozen=True, slots=True)
class SetText(Operation):
    """Change a segment's text; without `words` the old ones are fitted to it.

    A draft segment becomes corrected: a person has been here.
    """

    name: ClassVar[str] = "set_text"
    id: int
    text: str
    words: tuple[Word, ...] | None = None

    def apply(self, transcript: Transcript) -> Transcript:
        segment = self._segment(transcript, self.id)
        words = self.words
        if words is None:
            words = fit_words(segment.words, self.text, segment.start_ms, segment.end_ms)
        status: Status = "corrected" if segment.status == "draft" else segment.status
        return transcript.with_segments(
            (replace(segment, text=self.text, words=words, status=status),)
        )

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class SetTimes(Operation):
    """Move a segment or its edges.

    Moved as a whole (same length), its words move along; else words are clamped into it.
    """

    name: ClassVar[str] = "set_times"
    id: int
    start_ms: int
    end_ms: int

    def apply(self, transcript: Transcript) -> Transcript:
        segment = self._segment(transcript, self.id)
        if not 0 <= self.start_ms < self.end_ms:
            raise InvalidOperation(
                self.name, f"the end ({self.end_ms} ms) must lie after the start ({self.start_ms})"
            )
        shift_ms = self.start_ms - segment.start_ms
        is_moved = self.end_ms - self.start_ms == segment.duration_ms
        words = tuple(self._fitted(word, shift_ms if is_moved else 0) for word in segment.words)
        moved = replace(segment, start_ms=self.start_ms, end_ms=self.end_ms, words=words)
        return transcript.with_segments((moved,))

    def _fitted(self, word: Word, shift_ms: int) -> Word:
        start_ms = min(max(word.start_ms + shift_ms, self.start_ms), self.end_ms)
        end_ms = min(max(word.end_ms + shift_ms, self.start_ms), self.end_ms)
        return replace(word, start_ms=start_ms, end_ms=end_ms)

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class SetWords(Operation):
    """Give a segment new word times, as forced alignment does; the text stays."""

    name: ClassVar[str] = "set_words"
    id: int
    words: tuple[Word, ...]

    def apply(self, transcript: Transcript) -> Transcript:
        return transcript.with_segments(
            (replace(self._segment(transcript, self.id), words=self.words),)
        )

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class SetSpeaker(Operation):
    """Say who speaks in a segment; None for nobody known."""

    name: ClassVar[str] = "set_speaker"
    id: int
    speaker: str | None

    def apply(self, transcript: Transcript) -> Transcript:
        segment = self._segment(transcript, self.id)
        if self.speaker is not None and transcript.speaker(self.speaker) is None:
            raise InvalidOperation(
                self.name, f"there is no speaker {self.speaker!r}; add it first (add_speaker)"
            )
        return transcript.with_segments((replace(segment, speaker=self.speaker),))

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class SetStatus(Operation):
    """Mark a segment as draft, corrected, approved or rejected."""

    name: ClassVar[str] = "set_status"
    id: int
    status: Status

    def apply(self, transcript: Transcript) -> Transcript:
        if self.status not in STATUSES:
            raise InvalidOperation(
                self.name, f"a status is one of {', '.join(STATUSES)}, not {self.status!r}"
            )
        segment = self._segment(transcript, self.id)
        return transcript.with_segments((replace(segment, status=self.status),))

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class SetFlag(Operation):
    """Put a flag on a segment, to come back to it, or take it away."""

    name: ClassVar[str] = "set_flag"
    id: int
    is_flagged: bool

    def apply(self, transcript: Transcript) -> Transcript:
        segment = self._segment(transcript, self.id)
        return transcript.with_segments((replace(segment, is_flagged=self.is_flagged),))

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Split(Operation):
    """Cut a segment in two.

    Attributes:
        id: Keeps the first part.
        at_char: Cut position in the text, in Unicode code points.
        at_ms: Cut position in time, inside the segment.
        new_id: Gets the second part.
        n_words: How many of the words belong to the first part; None: those whose middle lies
            before `at_ms`.
    """

    name: ClassVar[str] = "split"
    id: int
    at_char: int
    at_ms: int
    new_id: int
    n_words: int | None = None

    def apply(self, transcript: Transcript) -> Transcript:
        segment = self._segment(transcript, self.id)
        self._check_free(transcript, self.new_id)
        if not 0 <= self.at_char <= len(segment.text):
            raise InvalidOperation(self.name, f"position {self.at_char} is outside the text")
        if not segment.start_ms < self.at_ms < segment.end_ms:
            raise InvalidOperation(
                self.name,
                f"{self.at_ms} ms is not inside the segment "
                f"({segment.start_ms} to {segment.end_ms} ms)",
            )
        n_words = self._n_words(segment)
        first = replace(
            segment,
            end_ms=self.at_ms,
            text=segment.text[: self.at_char].rstrip(),
            words=tuple(
                replace(
                    word,
                    start_ms=min(word.start_ms, self.at_ms),
                    end_ms=min(word.end_ms, self.at_ms),
                )
                for word in segment.words[:n_words]
            ),
        )
        second = replace(
            segment,
            id=self.new_id,
            start_ms=self.at_ms,
            text=segment.text[self.at_char :].lstrip(),
            words=tuple(
                replace(
                    word,
                    start_ms=max(word.start_ms, self.at_ms),
                    end_ms=max(word.end_ms, self.at_ms),
                )
                for word in segment.words[n_words:]
            ),
        )
        return transcript.with_segments((first, second))

    def _n_words(self, segment: Segment) -> int:
        if self.n_words is not None:
            return min(max(self.n_words, 0), len(segment.words))
        return sum(1 for word in segment.words if word.start_ms + word.end_ms < 2 * self.at_ms)

    def touched(self) -> tuple[int, ...]:
        return (self.id, self.new_id)


@dataclass(frozen=True, slots=True)
class Merge(Operation):
    """Append segment `other_id` to segment `id`, which keeps its speaker and status.

    A flag on either stays.
    """

    name: ClassVar[str] = "merge"
    id: int
    other_id: int

    def apply(self, transcript: Transcript) -> Transcript:
        if self.id == self.other_id:
            raise InvalidOperation(self.name, "a segment cannot be merged with itself")
        first = self._segment(transcript, self.id)
        second = self._segment(transcript, self.other_id)
        merged = replace(
            first,
            start_ms=min(first.start_ms, second.start_ms),
            end_ms=max(first.end_ms, second.end_ms),
            text=join_text(first.text, second.text),
            words=first.words + second.words,
            is_flagged=first.is_flagged or second.is_flagged,
        )
        return transcript.with_segments((merged,), remove=(self.other_id,))

    def touched(self) -> tuple[int, ...]:
        return (self.id, self.other_id)


@dataclass(frozen=True, slots=True)
class Insert(Operation):
    """Add a segment."""

    name: ClassVar[str] = "insert"
    segment: Segment

    def apply(self, transcript: Transcript) -> Transcript:
        self._check_free(transcript, self.segment.id)
        return transcript.with_segments((self.segment,))

    def touched(self) -> tuple[int, ...]:
        return (self.segment.id,)


@dataclass(frozen=True, slots=True)
class Delete(Operation):
    """Remove a segment."""

    name: ClassVar[str] = "delete"
    id: int

    def apply(self, transcript: Transcript) -> Transcript:
        self._segment(transcript, self.id)
        return transcript.with_segments(remove=(self.id,))

    def touched(self) -> tuple[int, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Replace(Operation):
    """Put whole segments and remove others: what undo, import and finished drafts do."""

    name: ClassVar[str] = "replace"
    put: tuple[Segment, ...] = ()
    remove: tuple[int, ...] = ()

    def apply(self, transcript: Transcript) -> Transcript:
        for segment_id in self.remove:
            self._segment(transcript, segment_id)
        if len({segment.id for segment in self.put}) != len(self.put):
            raise InvalidOperation(self.name, "two segments share an id")
        return transcript.with_segments(self.put, self.remove)

    def touched(self) -> tuple[int, ...]:
        return tuple(segment.id for segment in self.put) + self.remove


@dataclass(frozen=True, slots=True)
class AddSpeaker(Operation):
    """Add a speaker to the recording.

    Attributes:
        place: How many speakers come before it; None: it is the last. Colours and keys of speakers follow their
            order, so an undo puts a speaker back where it was.
    """

    name: ClassVar[str] = "add_speaker"
    speaker: Speaker
    place: int | None = None

    def apply(self, transcript: Transcript) -> Transcript:
        if transcript.speaker(self.speaker.id) is not None:
            raise InvalidOperation(self.name, f"speaker {self.speaker.id!r} exists already")
        return replace(transcript, speakers=self.put_into(transcript.speakers))

    def put_into(self, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
        """The speakers with this one in its place."""
        place = len(speakers) if self.place is None else self.place
        return (*speakers[:place], self.speaker, *speakers[place:])

    def inverse(self, transcript: Transcript) -> Operation:  # noqa: ARG002
        return RemoveSpeaker(self.speaker.id)


@dataclass(frozen=True, slots=True)
class RenameSpeaker(Operation):
    """Change the name that people read; the id stays."""

    name: ClassVar[str] = "rename_speaker"
    id: str
    to: str

    def apply(self, transcript: Transcript) -> Transcript:
        _known_speaker(self.name, transcript, self.id)
        return replace(
            transcript,
            speakers=tuple(
                Speaker(speaker.id, self.to) if speaker.id == self.id else speaker
                for speaker in transcript.speakers
            ),
        )

    def inverse(self, transcript: Transcript) -> Operation:
        return RenameSpeaker(self.id, _known_speaker(self.name, transcript, self.id).name)


@dataclass(frozen=True, slots=True)
class RemoveSpeaker(Operation):
    """Remove a speaker that no segment and no word names any more."""

    name: ClassVar[str] = "remove_speaker"
    id: str

    def apply(self, transcript: Transcript) -> Transcript:
        _known_speaker(self.name, transcript, self.id)
        for segment in transcript.segments:
            if self.id in {segment.speaker, *(word.speaker for word in segment.words)}:
                raise InvalidOperation(
                    self.name, f"segment {segment.id} is still tagged {self.id!r}; retag it first"
                )
        kept = tuple(speaker for speaker in transcript.speakers if speaker.id != self.id)
        return replace(transcript, speakers=kept)

    def inverse(self, transcript: Transcript) -> Operation:
        return self.undone_in(transcript.speakers)

    def undone_in(self, speakers: Sequence[Speaker]) -> AddSpeaker:
        """Add the speaker again where it is among these.

        Raises:
            InvalidOperation: It is not among them.
        """
        for place, speaker in enumerate(speakers):
            if speaker.id == self.id:
                return AddSpeaker(speaker, None if place == len(speakers) - 1 else place)
        raise InvalidOperation(self.name, f"there is no speaker {self.id!r}")


OPERATIONS: dict[str, type[Operation]] = {
    kind.name: kind
    for kind in (
        SetText, SetTimes, SetWords, SetSpeaker, SetStatus, SetFlag, Split, Merge, Insert, Delete,
        Replace, AddSpeaker, RenameSpeaker, RemoveSpeaker,
    )
}  # fmt: skip


def apply_all(
    transcript: Transcript, operations: tuple[Operation, ...]
) -> tuple[Transcript, tuple[Operation, ...]]:
    """Apply a few operations in order, all or none; `batches.apply_batch` is for many.

    Returns:
        The transcript after them, and the operations that undo them, in the order to apply them.
    """
    inverses: list[Operation] = []
    for operation in operations:
        inverses.append(operation.inverse(transcript))
        transcript = operation.apply(transcript)
    return transcript, tuple(reversed(inverses))


def _known_speaker(operation: str, transcript: Transcript, speaker_id: str) -> Speaker:
    speaker = transcript.speaker(speaker_id)
    if speaker is None:
        raise InvalidOperation(operation, f"there is no speaker {speaker_id!r}")
    return speaker
