"""Many operations at once, at a cost that grows with the segments they touch.

`apply_all` builds a transcript for each operation, so its time grows with operations times segments.
An edit of 20,000 operations needs this: each operation sees only the segments and the speaker that it
names, and the inverse has each segment once for every run of operations between changes of speakers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import (
    AddSpeaker,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
    SetSpeaker,
)

REPLACE_MOST = 500  # segments in one operation of an inverse, so that it can be stored in pieces


class Batch:
    """The segments that an edit may look at, changed by one operation after another.

    Attributes:
        segments: As they are now, by id.
    """

    def __init__(self, segments: Iterable[Segment], speakers: Iterable[Speaker]) -> None:
        self.segments = {segment.id: segment for segment in segments}
        self._speakers = {speaker.id: speaker for speaker in speakers}
        self._run: dict[int, Segment | None] = {}  # before the operations since the last speaker's
        self._inverse: list[Operation] = []  # the last is to be applied first
        self._named: dict[str, list[int]] | None = None

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The speakers as they are now, in the order they were added."""
        return tuple(self._speakers.values())

    def apply(self, operation: Operation) -> None:
        """Apply one operation.

        Raises:
            InvalidOperation: It does not fit; the batch is not to be used any more.
        """
        if isinstance(operation, AddSpeaker | RenameSpeaker | RemoveSpeaker):
            self._change_speakers(operation)
        else:
            self._change_segments(operation)

    def inverse(self) -> tuple[Operation, ...]:
        """The operations that undo all of them, in the order to apply them."""
        self._end_run()
        return tuple(reversed(self._inverse))

    def _change_segments(self, operation: Operation) -> None:
        touched = dict.fromkeys(operation.touched())
        named = operation.speaker if isinstance(operation, SetSpeaker) else None
        changed = operation.apply(self._part(touched, named))
        for key in touched:
            self._run.setdefault(key, self.segments.get(key))
            if (segment := changed.segment(key)) is None:
                self.segments.pop(key, None)
            else:
                self.segments[key] = segment
        self._named = None

    def _change_speakers(self, operation: AddSpeaker | RenameSpeaker | RemoveSpeaker) -> None:
        key = operation.speaker.id if isinstance(operation, AddSpeaker) else operation.id
        named = self._naming().get(key, ()) if isinstance(operation, RemoveSpeaker) else ()
        part = self._part(named, key)
        changed = operation.apply(part)
        self._end_run()
        self._inverse.append(operation.inverse(part))
        if (speaker := changed.speaker(key)) is None:
            del self._speakers[key]
        else:
            self._speakers[key] = speaker

    def _part(self, keys: Iterable[int], speaker_id: str | None) -> Transcript:
        segments = tuple(self.segments[key] for key in keys if key in self.segments)
        speaker = self._speakers.get(speaker_id or "")
        return Transcript(segments, () if speaker is None else (speaker,))

    def _naming(self) -> dict[str, list[int]]:
        """For each speaker the segments that name it, in themselves or in a word."""
        if self._named is None:
            self._named = {}
            for key, segment in self.segments.items():
                for name in {segment.speaker, *(word.speaker for word in segment.words)} - {None}:
                    self._named.setdefault(str(name), []).append(key)
        return self._named

    def _end_run(self) -> None:
        keys = list(self._run)
        pieces = [keys[at : at + REPLACE_MOST] for at in range(0, len(keys), REPLACE_MOST)]
        for piece in reversed(pieces):
            before = [self._run[key] for key in piece]
            put = tuple(segment for segment in before if segment is not None)
            remove = tuple(k for k in piece if self._run[k] is None and k in self.segments)
            if put or remove:
                self._inverse.append(Replace(put, remove))
        self._run = {}


def apply_batch(
    transcript: Transcript, operations: Iterable[Operation]
) -> tuple[Transcript, tuple[Operation, ...]]:
    """Apply many operations in order, all or none.

    Returns:
        The transcript after them, as `apply_all` gives it, and operations that undo them, in the
        order to apply them. These are fewer than those of `apply_all` and lead to the same.

    Raises:
        InvalidOperation: One does not fit what those before it left.
    """
    batch = Batch(transcript.segments, transcript.speakers)
    for operation in operations:
        batch.apply(operation)
    segments = tuple(batch.segments.values())
    return replace(transcript, segments=segments, speakers=batch.speakers), batch.inverse()
