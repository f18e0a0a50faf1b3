"""After a correction of a speaker: the segments that most likely change with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from transcribe.document.model import Segment
from transcribe.document.speaker_turns import SpeakerTurn, TurnIndex
from transcribe.errors import SegmentMissing
from transcribe.library.speakers.turns import last_turns
from transcribe.speakers import weights
from transcribe.speakers.directions import unit
from transcribe.speakers.propagation import Directions, Offer, Voice, heard_in, offers
from transcribe.store import Store
from transcribe.store.voices import VoicePiece

N_DIMS = 192
State = Literal["ready", "none", "outdated"]


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered after a correction.

    Attributes:
        revision: The transcript's.
        state: "none" if no voices were computed for the recording, "outdated" if other networks computed them.
        speaker: The segment's speaker now.
        offers: The surest first; never a segment that a person has tagged.
    """

    revision: int
    state: State
    speaker: str | None
    offers: tuple[Offer, ...] = ()


def offers_after(store: Store, media_id: str, segment_id: int, was: str | None) -> Offered:
    """Find the segments that probably have the new speaker of a segment too.

    Args:
        store: The library.
        media_id: The recording.
        segment_id: The corrected segment.
        was: Its speaker before.

    Raises:
        NotFound: No recording has this id.
        SegmentMissing: The segment is not there.
    """
    revision, transcript = store.edits.transcript(media_id)
    segment = transcript.segment(segment_id)
    if segment is None:
        raise SegmentMissing("offers", segment_id)
    model = store.voices.model(media_id)
    if model != weights.model_digest():
        return Offered(revision, "outdated" if model else "none", segment.speaker)
    tagged = store.edits.tagged_by_people(media_id) | {segment_id}
    heard = heard_directions(store.voices.list(media_id))
    rows = last_turns(store, media_id)[1]
    index = TurnIndex(SpeakerTurn(row[0], row[1], str(row[2])) for row in rows)
    voices = _voices(transcript.segments, heard, index, tagged)
    return Offered(revision, "ready", segment.speaker, offers(voices, segment_id, was))


def _voices(
    segments: Sequence[Segment], heard: Directions, index: TurnIndex, tagged: frozenset[int]
) -> list[Voice]:
    found = []
    for one in segments:
        sound = heard_in(one.start_ms, one.end_ms, heard)
        if sound is not None:
            cluster = index.speaker_of(one.start_ms, one.end_ms)
            found.append(Voice(one.id, one.speaker, cluster, one.id in tagged, *sound))
    return found


def heard_directions(pieces: Sequence[VoicePiece]) -> Directions:
    """The windows of all pieces, and their embeddings with length 1."""
    windows = [np.frombuffer(piece.windows, "<i4").reshape(-1, 2) for piece in pieces]
    embeddings = [np.frombuffer(piece.embeddings, "<f2").reshape(-1, N_DIMS) for piece in pieces]
    return (
        np.concatenate([np.zeros((0, 2), np.int64), *windows]),
        unit(np.concatenate([np.zeros((0, N_DIMS)), *embeddings])),
    )
