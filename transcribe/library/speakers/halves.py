"""Two halves of a speaker's segments by voice, for a person who hears that two people have one name."""

from __future__ import annotations

from dataclasses import dataclass

from transcribe.library.speakers.offers import State, heard_directions
from transcribe.speakers import weights
from transcribe.speakers.halves import Halves, two_halves
from transcribe.speakers.propagation import Voice, heard_in
from transcribe.store import Store


@dataclass(frozen=True, slots=True)
class FoundHalves:
    """What is known of a speaker's voice.

    Attributes:
        revision: The transcript's.
        state: "none" if no voices were computed for the recording, "outdated" if other networks computed them.
        halves: None if there is nothing to divide. Segments that are too short to be heard are in neither half, and those
            that a person tagged are not in the second.
    """

    revision: int
    state: State
    halves: Halves | None = None


def halves_of(store: Store, media_id: str, speaker: str) -> FoundHalves:
    """Divide the segments of a speaker.

    Raises:
        NotFound: No recording has this id.
    """
    revision, transcript = store.edits.transcript(media_id)
    model = store.voices.model(media_id)
    if model != weights.model_digest():
        return FoundHalves(revision, "outdated" if model else "none")
    heard = heard_directions(store.voices.list(media_id))
    voices = []
    for one in transcript.segments:
        sound = heard_in(one.start_ms, one.end_ms, heard) if one.speaker == speaker else None
        if sound is not None:
            voices.append(Voice(one.id, speaker, None, False, *sound))
    halves = two_halves(voices)
    if halves is None:
        return FoundHalves(revision, "ready")
    tagged = store.edits.tagged_by_people(media_id)
    second = tuple(key for key in halves.second if key not in tagged)
    kept = Halves(halves.first, second, halves.likeness) if second else None
    return FoundHalves(revision, "ready", kept)
