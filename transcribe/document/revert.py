"""Restore an earlier transcript quickly: apply the inverses of later edits, newest first.

`Operation.apply` on a whole transcript costs its length; thousands of edits of a long recording
would take minutes. The store keeps inverses that replace segments by id, so a dictionary is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import (
    AddSpeaker,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
)


def rewind(transcript: Transcript, inverses: Iterable[Operation]) -> Transcript:
    """Revert edits.

    Args:
        transcript: The transcript after all edits.
        inverses: The inverse operations of each edit, newest edit first.

    Raises:
        SegmentMissing, InvalidOperation: An operation does not belong to this transcript.
    """
    segments = {segment.id: segment for segment in transcript.segments}
    speakers = list(transcript.speakers)
    for operation in inverses:
        if isinstance(operation, Replace):
            for segment_id in operation.remove:
                segments.pop(segment_id, None)
            segments.update((segment.id, segment) for segment in operation.put)
        elif isinstance(operation, AddSpeaker | RenameSpeaker | RemoveSpeaker):
            _change_speakers(speakers, operation)
        else:
            segments = _applied(segments, speakers, operation)
    return replace(transcript, segments=tuple(segments.values()), speakers=tuple(speakers))


def differences(current: Transcript, wanted: Transcript) -> tuple[Operation, ...]:
    """The operations that turn one transcript into the other, in an order that applies.

    Added speakers come first and removed speakers last, since a segment may name only existing
    speakers.
    """
    names = {speaker.id: speaker.name for speaker in current.speakers}
    added = _added_speakers(current.speakers, wanted.speakers)
    renamed = [
        RenameSpeaker(speaker.id, speaker.name)
        for speaker in wanted.speakers
        if names.get(speaker.id, speaker.name) != speaker.name
    ]
    kept = {speaker.id for speaker in wanted.speakers}
    gone = [RemoveSpeaker(speaker.id) for speaker in current.speakers if speaker.id not in kept]
    put = tuple(s for s in wanted.segments if current.segment(s.id) != s)
    remove = tuple(s.id for s in current.segments if wanted.segment(s.id) is None)
    replaced = [Replace(put=put, remove=remove)] if put or remove else []
    return (*added, *renamed, *replaced, *gone)


def _added_speakers(
    current: Sequence[Speaker], wanted: Sequence[Speaker]
) -> tuple[AddSpeaker, ...]:
    """The missing speakers, each behind the one that is before it in what is wanted."""
    ids, added = [speaker.id for speaker in current], []
    for n, speaker in enumerate(wanted):
        if speaker.id in ids:
            continue
        place = ids.index(wanted[n - 1].id) + 1 if n else 0
        added.append(AddSpeaker(speaker, None if place == len(ids) else place))
        ids.insert(place, speaker.id)
    return tuple(added)


def _change_speakers(
    speakers: list[Speaker], operation: AddSpeaker | RenameSpeaker | RemoveSpeaker
) -> None:
    if isinstance(operation, AddSpeaker):
        speakers[:] = operation.put_into(speakers)
        return
    at = next((i for i, speaker in enumerate(speakers) if speaker.id == operation.id), None)
    if at is None:
        return  # already removed by a later step
    if isinstance(operation, RenameSpeaker):
        speakers[at] = Speaker(operation.id, operation.to)
    else:
        del speakers[at]


def _applied(
    segments: dict[int, Segment], speakers: list[Speaker], operation: Operation
) -> dict[int, Segment]:
    """The slow path, for inverses that other clients send as ordinary operations."""
    part = Transcript(tuple(segments.values()), tuple(speakers))
    return {segment.id: segment for segment in operation.apply(part).segments}
