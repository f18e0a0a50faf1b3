"""The turns that the last job found, with the speakers of the transcript and how sure they are.

The job numbers its speakers; a person may have joined, renamed or retagged them since. So each number is the speaker of the
transcript who has most of its time now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcribe.document.model import Segment
from transcribe.document.speaker_turns import SpeakerTurn, TurnIndex
from transcribe.jobs.kinds.speakers import Speakers, given_turns
from transcribe.store import Store

LOW_CONFIDENCE_UNDER = 0.7


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """Speech of one speaker, by the id in the transcript.

    Attributes:
        confidence: Probability that it is this speaker, 0 to 1.
    """

    start_ms: int
    end_ms: int
    speaker: str
    confidence: float


@dataclass(frozen=True, slots=True)
class FoundTurns:
    """What is known of the speakers of a recording.

    Attributes:
        revision: The transcript's.
        job_id: The job that found the turns; None if none did.
        turns: In the order of time; turns of different speakers may overlap.
        segments: Confidence of each segment's speaker by id, without those that a person chose.
    """

    revision: int
    job_id: int | None
    turns: tuple[FoundTurn, ...]
    segments: Mapping[int, float]


def found_turns(store: Store, media_id: str) -> FoundTurns:
    """Read them.

    Raises:
        NotFound: No recording has this id.
    """
    revision, transcript = store.edits.transcript(media_id)
    job_id, rows = last_turns(store, media_id)
    numbered = [SpeakerTurn(row[0], row[1], str(row[2])) for row in rows]
    names = _names(transcript.segments, numbered)
    turns = tuple(
        FoundTurn(row[0], row[1], names[str(row[2])], row[3])
        for row in rows
        if str(row[2]) in names
    )
    tagged = store.edits.tagged_by_people(media_id) if turns else frozenset()
    open_segments = [s for s in transcript.segments if s.speaker and s.id not in tagged]
    return FoundTurns(revision, job_id, turns, confidences(open_segments, turns))


def confidences(segments: Sequence[Segment], turns: Sequence[FoundTurn]) -> dict[int, float]:
    """How sure each segment's speaker is: its speaker's share of the turns in it, by their confidence."""
    totals: dict[int, list[float]] = {}
    for segment, turn, common_ms in _overlaps(segments, turns):
        own, heard = totals.setdefault(segment.id, [0.0, 0.0])
        is_own = turn.speaker == segment.speaker
        totals[segment.id] = [own + common_ms * turn.confidence * is_own, heard + common_ms]
    return {key: round(own / heard, 4) for key, (own, heard) in totals.items()}


def _overlaps(
    segments: Sequence[Segment], turns: Sequence[FoundTurn]
) -> Sequence[tuple[Segment, FoundTurn, int]]:
    """Pairs that overlap, with their time in common; both are in the order of time."""
    found, first = [], 0
    longest_ms = max((turn.end_ms - turn.start_ms for turn in turns), default=0)
    for segment in segments:
        while first < len(turns) and turns[first].start_ms + longest_ms <= segment.start_ms:
            first += 1
        for turn in turns[first:]:
            if turn.start_ms >= segment.end_ms:
                break
            common_ms = min(turn.end_ms, segment.end_ms) - max(turn.start_ms, segment.start_ms)
            if common_ms > 0:
                found.append((segment, turn, common_ms))
    return found


def _names(segments: Sequence[Segment], turns: Sequence[SpeakerTurn]) -> dict[str, str]:
    """The speaker of the transcript that each number is."""
    index = TurnIndex(turns)
    common: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for segment in segments:
        if segment.speaker:
            for number, (ms, _) in index.shares(segment.start_ms, segment.end_ms).items():
                common[number][segment.speaker] += ms
    return {number: max(shares, key=shares.__getitem__) for number, shares in common.items()}


def last_turns(store: Store, media_id: str) -> tuple[int | None, Sequence[Sequence[Any]]]:
    """The last job that found turns, and them: start and end in ms, number or name of the speaker, confidence.

    Turns of a file are taken as certain.
    """
    for job in store.jobs.list(media_id, ["done"]):
        if job.kind != Speakers.name:
            continue
        if given := given_turns(store, job):
            return job.id, [(*turn, 1.0) for turn in given]
        result = store.chunks.last_result(job.id)
        if result and "turns" in result:
            return job.id, result["turns"]
    return None, ()
