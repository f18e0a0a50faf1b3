"""Apply many operations in a time that grows with the number of touched segments.

`apply_all` builds a transcript for each operation, so its time grows with operations times segments. Here,
each operation gets only the segments and the speaker that it names, and the inverse contains each segment
once per run of operations between changes of speakers. An edit of 20,000 operations needs that.
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

REPLACE_MOST = 500  # segments per operation of an inverse, so that it can be stored in pieces


class Batch:
    """The segments that an edit may read; the operations change them one after another.

    Attributes:
        segments: The current segments, by id.
    """

    def __init__(self, segments: Iterable[Segment], speakers: Iterable[Speaker]) -> None:
        self.segments = {segment.id: segment for segment in segments}
        self._speakers = {speaker.id: speaker for speaker in speakers}
        self._run: dict[int, Segment | None] = {}  # segments before the current run
        self._inverse: list[Operation] = []  # in reverse order
        self._named: dict[str, list[int]] | None = None

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """The current speakers, in their order."""
        return tuple(self._speakers.values())

    def apply(self, operation: Operation) -> None:
        """Apply one operation.

        Raises:
            InvalidOperation: It does not fit; the batch is unusable afterwards.
        """
        if isinstance(operation, AddSpeaker | RenameSpeaker | RemoveSpeaker):
            self._change_speakers(operation)
        else:
            self._change_segments(operation)

    def inverse(self) -> tuple[Operation, ...]:
        """The operations that undo the batch, in the order in which to apply them."""
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
        if isinstance(operation, RemoveSpeaker):
            self._inverse.append(operation.undone_in(self.speakers))
        else:
            self._inverse.append(operation.inverse(part))
        if (speaker := changed.speaker(key)) is None:
            del self._speakers[key]
        elif isinstance(operation, AddSpeaker):
            self._speakers = {one.id: one for one in operation.put_into(self.speakers)}
        else:
            self._speakers[key] = speaker

    def _part(self, keys: Iterable[int], speaker_id: str | None) -> Transcript:
        segments = tuple(self.segments[key] for key in keys if key in self.segments)
        speaker = self._speakers.get(speaker_id or "")
        return Transcript(segments, () if speaker is None else (speaker,))

    def _naming(self) -> dict[str, list[int]]:
        """The ids of the segments that name a speaker, by speaker; a word may name one too."""
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
        The same transcript as from `apply_all`, and operations that undo the edit, in the order in
        which to apply them. They are fewer than those of `apply_all` and have the same result.

    Raises:
        InvalidOperation: An operation does not fit the result of those before it.
    """
    batch = Batch(transcript.segments, transcript.speakers)
    for operation in operations:
        batch.apply(operation)
    segments = tuple(batch.segments.values())
    return replace(transcript, segments=segments, speakers=batch.speakers), batch.inverse()
