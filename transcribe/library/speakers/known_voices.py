"""Voices that a collection knows: kept when a person says so, and suggested as names in its other recordings.

Names are never set by themselves. Voices are compared by the cosine of mean embeddings without the mean of all
voices. Of eight people in five recordings of the shared speech, 17 pairs of one person had 0.70 or more, and 136
pairs of two people 0.54 or less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from transcribe.audio.decode import open_pcm, slice_ms
from transcribe.audio.encoding import AUDIO_FORMATS, encode
from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.document.model import Segment, Transcript
from transcribe.document.speaker_turns import is_numbered
from transcribe.errors import InvalidVoice, MediaUnreadable
from transcribe.library.speakers.offers import heard_directions
from transcribe.speakers import weights
from transcribe.speakers.directions import Floats, mean_voice, unit
from transcribe.speakers.propagation import heard_in
from transcribe.store import Store
from transcribe.store.known_voices import KnownVoice
from transcribe.text.folding import fold_name

EVEN_AT, STEEP = 0.62, 15.0  # cosine with a confidence of 50 %, and how fast it rises
MIN_CONFIDENCE = 0.5  # of a suggestion
MIN_WINDOWS = 3.0  # of a speaker: about three seconds
LONGEST_PLACE_MS = 8_000  # to listen to

State = Literal["off", "none", "outdated", "ready"]


@dataclass(frozen=True, slots=True)
class SuggestedName:
    """A name for a speaker that nobody has named.

    Attributes:
        speaker: Its id in the transcript.
        confidence: From `MIN_CONFIDENCE` to 1.
    """

    speaker: str
    voice: KnownVoice
    confidence: float


@dataclass(frozen=True, slots=True)
class SuggestedNames:
    """The names for a recording.

    Attributes:
        revision: The transcript's.
        state: "off" if its collection keeps no voices; "none" if no voices were computed for the recording,
            "outdated" if other networks computed them.
        project_id: The recording's collection, if it is in one.
        can_keep: Speakers with a name whose voice can be kept.
        kept: Those of them whose name has a voice in the collection already.
    """

    revision: int
    state: State
    project_id: str | None
    names: tuple[SuggestedName, ...] = ()
    can_keep: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def suggested_names(store: Store, media_id: str) -> SuggestedNames:
    """Compare the speakers of a recording that nobody has named with the voices of its collection.

    A voice is suggested for one speaker, and not where a speaker has its name already.

    Raises:
        NotFound: No recording has this id.
    """
    revision, transcript = store.edits.transcript(media_id)
    project_id = store.projects.of(media_id)
    if project_id is None or not store.known_voices.is_on(project_id):
        return SuggestedNames(revision, "off", project_id)
    model = store.voices.model(media_id)
    if model != weights.model_digest():
        return SuggestedNames(revision, "outdated" if model else "none", project_id)
    sounds = _sounds(store, media_id, transcript)
    named = {one.id: fold_name(one.name) for one in transcript.speakers if not is_numbered(one)}
    voices = store.known_voices.list(project_id)
    known = [v for v in voices if v.model == model and fold_name(v.name) not in named.values()]
    found = _matched({who: sound for who, sound in sounds.items() if who not in named}, known)
    can_keep = tuple(who for who in named if who in sounds)
    have = {fold_name(voice.name) for voice in voices}
    kept = tuple(who for who in can_keep if named[who] in have)
    return SuggestedNames(revision, "ready", project_id, found, can_keep, kept)


def keep_voice(store: Store, media_id: str, speaker: str) -> KnownVoice:
    """Keep the voice of a named speaker in the collection of its recording.

    Raises:
        InvalidVoice: The collection keeps no voices, the speaker has no name, or there is too little speech.
        NotFound: No recording has this id.
    """
    transcript = store.edits.transcript(media_id)[1]
    project_id = store.projects.of(media_id)
    who = next((one for one in transcript.speakers if one.id == speaker), None)
    if project_id is None:
        raise InvalidVoice("This recording is in no collection. Put it into one first.")
    if not store.known_voices.is_on(project_id):
        raise InvalidVoice("This collection keeps no voices. Turn that on first.")
    if who is None:
        names = ", ".join(one.name for one in transcript.speakers) or "none"
        raise InvalidVoice(f"The recording has no speaker {speaker}. Its speakers: {names}.")
    if is_numbered(who):
        raise InvalidVoice(f"Give {who.name} a name first.")
    if store.voices.model(media_id) != weights.model_digest():
        raise InvalidVoice("Find the speakers of this recording first, which computes their voices.")  # fmt: skip
    sound = _sounds(store, media_id, transcript).get(speaker)
    if sound is None:
        raise InvalidVoice(f"{who.name} speaks for less than three seconds here.")
    return store.known_voices.keep(
        project_id, who.name, media_id=media_id, range_ms=_place(transcript.segments, speaker),
        model=weights.model_digest(), embedding=sound.astype("<f2").tobytes(),
    )  # fmt: skip


def wav_of_place(store: Store, voice: KnownVoice) -> bytes:
    """The place of a voice as a mono WAV file at 16 kHz.

    Raises:
        MediaUnreadable: The recording's audio is gone.
    """
    pcm = store.media_folder(voice.media_id) / "audio.pcm"
    if not pcm.is_file():
        raise MediaUnreadable(voice.name, "the audio that the voice was heard in is gone.")
    samples = slice_ms(open_pcm(pcm), voice.start_ms, voice.end_ms)
    return encode(samples, SAMPLE_RATE, AUDIO_FORMATS["wav"])


def confidence_of(one: Floats, other: Floats) -> float:
    """The probability that two mean embeddings of length 1 are of one person."""
    first, second = unit(np.stack([one, other]) - mean_voice())
    return 1 / (1 + math.exp(-STEEP * (float(first @ second) - EVEN_AT)))


def _sounds(store: Store, media_id: str, transcript: Transcript) -> dict[str, Floats]:
    """The mean embedding of each speaker with enough speech, of length 1."""
    heard = heard_directions(store.voices.list(media_id))
    sums: dict[str, Floats] = {}
    totals: dict[str, float] = {}
    for segment in transcript.segments:
        sound = heard_in(segment.start_ms, segment.end_ms, heard) if segment.speaker else None
        if sound is None or segment.speaker is None:
            continue
        direction, weight = sound
        sums[segment.speaker] = sums.get(segment.speaker, np.zeros(len(direction))) + weight * direction  # fmt: skip
        totals[segment.speaker] = totals.get(segment.speaker, 0.0) + weight
    return {who: unit(total) for who, total in sums.items() if totals[who] >= MIN_WINDOWS}


def _matched(sounds: dict[str, Floats], known: Sequence[KnownVoice]) -> tuple[SuggestedName, ...]:
    """The surest pairs first; each speaker and each voice in one at most."""
    pairs = sorted(_pairs(sounds, known), key=lambda one: -one.confidence)
    found: list[SuggestedName] = []
    for one in pairs:
        if all(one.speaker != f.speaker and one.voice.id != f.voice.id for f in found):
            found.append(one)
    return tuple(found)


def _pairs(sounds: dict[str, Floats], known: Sequence[KnownVoice]) -> Iterable[SuggestedName]:
    for speaker, sound in sounds.items():
        for voice in known:
            own = np.frombuffer(voice.embedding, "<f2").astype(np.float64)
            confidence = round(confidence_of(sound, own), 4)
            if confidence >= MIN_CONFIDENCE:
                yield SuggestedName(speaker, voice, confidence)


def _place(segments: Sequence[Segment], speaker: str) -> tuple[int, int]:
    """A place to listen to: the longest segment of the speaker, or its beginning."""
    own = [one for one in segments if one.speaker == speaker]
    longest = max(own, key=lambda one: min(one.end_ms - one.start_ms, LONGEST_PLACE_MS))
    return longest.start_ms, min(longest.end_ms, longest.start_ms + LONGEST_PLACE_MS)
