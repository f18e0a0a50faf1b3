"""Differences between a recording's transcript and another one, cue by cue, for the page and the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.serialization import seconds, word_to_json
from transcribe.document.word_timing import fold_token, place_tokens, tokenize
from transcribe.formats import ReadOptions
from transcribe.library.comparisons import recording_at
from transcribe.library.import_export import read_for
from transcribe.library.scores import ScoredFile
from transcribe.quality.cue_alignment import CueGroup, align_cues
from transcribe.quality.text_alignment import place_texts
from transcribe.store import Store

# "cues": the same words in another number of cues, or in cues that do not match one to one.
Kind = Literal["text", "times", "speaker", "cues", "only_here", "only_there"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DRAFT = "draft"  # in place of a recording: what recognition and imports wrote


@dataclass(frozen=True, slots=True)
class CueDifference:
    """Cues that belong together and differ.

    Attributes:
        group: Segments of the recording, and the other's cues.
        kinds: How they differ, in the order of `KINDS`.
    """

    group: CueGroup
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class CueDifferences:
    """What differs between a recording and another transcript.

    Attributes:
        revision: The recording's revision that was compared.
        here: The recording's transcript.
        other: What it is compared with.
        n_same: Groups of cues that are the same on both sides.
        differences: In order.
    """

    revision: int
    here: Transcript
    other: ScoredFile
    n_same: int
    differences: tuple[CueDifference, ...]


def other_file(
    store: Store, media_id: str, content: bytes, name: str, options: ReadOptions | None = None
) -> ScoredFile:
    """A file that is to be compared with a recording, or merged into it; a plain text gets times from the recording's words.

    Raises:
        FormatError: The file cannot be read.
        NotFound: The recording does not exist.
    """
    done, _ = read_for(store, media_id, content, name, None, options)
    transcript = done.transcript
    if not done.has_times:
        transcript = _placed(transcript, store.edits.transcript(media_id)[1])
    return ScoredFile(name, transcript, tuple(done.warnings), done.has_times)


def _placed(text: Transcript, current: Transcript) -> Transcript:
    """A text without times where its words are in a transcript."""
    heard = [word for segment in current.segments for word in _timed_words(segment)]
    texts = [segment.text for segment in text.segments]
    total_ms = max((segment.end_ms for segment in current.segments), default=0)
    placed = place_texts(texts, heard, total_ms)
    segments = tuple(
        replace(segment, start_ms=place.start_ms, end_ms=place.end_ms)
        for segment, place in zip(text.segments, placed, strict=True)
    )
    return replace(text, segments=segments)


def _timed_words(segment: Segment) -> Sequence[Word]:
    tokens = tokenize(segment.text)
    if segment.words or not tokens:
        return segment.words
    return place_tokens(tokens, [None] * len(tokens), segment.start_ms, segment.end_ms)


def other_transcript(store: Store, media_id: str, name: str) -> ScoredFile:
    """Another transcript by name: `draft`, a recording's id, or `ID@REVISION`.

    Raises:
        NotFound: There is no such recording or revision.
    """
    if name != DRAFT:
        return recording_at(store, name)
    lines = store.edits.asr_segments(media_id)
    cues = tuple(Segment(one.id, one.start_ms, max(one.end_ms, one.start_ms), one.text) for one in lines)  # fmt: skip
    return ScoredFile("the draft", Transcript(cues))


def compare_cues(store: Store, media_id: str, other: ScoredFile) -> CueDifferences:
    """Compare a recording's transcript with another one.

    Raises:
        NotFound: The recording does not exist.
    """
    revision, here = store.edits.transcript(media_id)
    groups = align_cues(here.segments, other.transcript.segments)
    names_speakers = any(cue.speaker for cue in other.transcript.segments)
    found = [CueDifference(one, tuple(_kinds(one, here, other, names_speakers))) for one in groups]
    differing = tuple(one for one in found if one.kinds)
    return CueDifferences(revision, here, other, len(found) - len(differing), differing)


def _kinds(
    group: CueGroup, here: Transcript, other: ScoredFile, names_speakers: bool
) -> Iterator[Kind]:
    if not group.second:
        yield "only_here"
    elif not group.first:
        yield "only_there"
    elif len(group.first) != 1 or len(group.second) != 1:
        if other.has_times or _words(group.first) != _words(group.second):
            yield "cues"
    else:
        (ours,), (theirs,) = group.first, group.second
        if ours.text != theirs.text:
            yield "text"
        if other.has_times and (ours.start_ms, ours.end_ms) != (theirs.start_ms, theirs.end_ms):
            yield "times"
        named = _name(here, ours.speaker), _name(other.transcript, theirs.speaker)
        if names_speakers and named[0] != named[1]:
            yield "speaker"


def _words(cues: tuple[Segment, ...]) -> list[str]:
    return [fold_token(token) for cue in cues for token in tokenize(cue.text)]


def _name(transcript: Transcript, speaker: str | None) -> str | None:
    found = None if speaker is None else transcript.speaker(speaker)
    return None if found is None else shown_name(found)


def shown_name(speaker: Speaker) -> str:
    """The name of a speaker, or its id where it has none."""
    return speaker.name or speaker.id


def differences_to_json(done: CueDifferences) -> dict[str, Any]:
    """Differences as the API writes them; times are seconds, speakers are names."""
    other = done.other.transcript
    return {
        "revision": done.revision, "name": done.other.name, "warnings": list(done.other.warnings),
        "cues": len(other.segments), "same": done.n_same, "has_times": done.other.has_times,
        "differences": [
            {
                "kinds": list(one.kinds), "here": [segment.id for segment in one.group.first],
                "there": [_cue_to_json(cue, other) for cue in one.group.second],
            }
            for one in done.differences
        ],
    }  # fmt: skip


def _cue_to_json(cue: Segment, of: Transcript) -> dict[str, Any]:
    return {
        "start": seconds(cue.start_ms), "end": seconds(max(cue.end_ms, cue.start_ms + 1)), "text": cue.text,
        "speaker": _name(of, cue.speaker), "status": cue.status,
        "words": [word_to_json(word) for word in cue.words],
    }  # fmt: skip
