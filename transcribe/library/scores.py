"""Score a transcript against a reference: words, characters and speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Any

from transcribe.document.model import Segment, Transcript, Word, join_text
from transcribe.document.serialization import seconds
from transcribe.errors import PackageMissing
from transcribe.formats import detect, read
from transcribe.quality.text_scores import (
    NORMALISATION,
    TextErrors,
    character_errors,
    word_errors,
)
from transcribe.speakers.error_rates import (
    DiarizationErrors,
    Region,
    SpeakerErrors,
    SpokenTurn,
    diarization_errors,
    joined,
    speaker_errors,
)
from transcribe.speakers.word_error_rates import CHOICES as SPEAKER_WORD_CHOICES
from transcribe.speakers.word_error_rates import (
    SpeakerWordErrors,
    SpokenText,
    speaker_word_errors,
)
from transcribe.store import Store

COLLARS_MS = (0, 250)
CHOICES = (
    "overlapped speech counts for each speaker; overlapping turns of one speaker count once; "
    "speakers are mapped by the most time together; JER has no collar and does not see invented speakers"
)


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """One side of a comparison.

    Attributes:
        name: For messages.
        warnings: What reading the file dropped or guessed.
        has_times: False for a plain text, whose speakers speak at no time.
    """

    name: str
    transcript: Transcript
    warnings: tuple[str, ...] = ()
    has_times: bool = True


@dataclass(frozen=True, slots=True)
class SpeakerScores:
    """Errors of speaker turns.

    Attributes:
        regions: What was scored.
        region_source: Where the regions come from, in words.
        by_collar: In the order of `COLLARS_MS`.
        outside_ms: Speech of the hypothesis outside of the regions.
    """

    regions: tuple[Region, ...]
    region_source: str
    by_collar: tuple[DiarizationErrors, ...]
    speakers: SpeakerErrors
    outside_ms: int


@dataclass(frozen=True, slots=True)
class Scores:
    """A comparison.

    Attributes:
        words: None where a side has no text.
        characters: None where a side has no text.
        turns: None where a side names no speakers.
        speaker_words: None where a side lacks words or speakers, or the package for it is missing.
        notes: What was not scored, and why.
    """

    words: TextErrors | None
    characters: TextErrors | None
    turns: SpeakerScores | None
    notes: tuple[str, ...]
    speaker_words: SpeakerWordErrors | None = None


def read_scored(content: bytes, name: str, format: str | None = None) -> ScoredFile:
    """Read a file of any readable format; without a named one, it is detected.

    Raises:
        FormatError: It cannot be read.
    """
    done = read(content, format or detect(content, name), name=name)
    warnings = [*done.warnings]
    if done.names:
        warnings.append(
            "lines begin with what may be speakers' names, which are counted as words: "
            + ", ".join(done.names)
        )
    return ScoredFile(name, done.transcript, tuple(warnings), done.has_times)


def scored_recording(store: Store, media_id: str) -> ScoredFile:
    """The transcript of a recording in the library.

    Raises:
        NotFound: The recording does not exist.
    """
    media = store.media.get(media_id)
    return ScoredFile(media.title, store.edits.transcript(media_id)[1])


def score(reference: ScoredFile, hypothesis: ScoredFile, uem: ScoredFile | None = None) -> Scores:
    """Compare two transcripts.

    Args:
        reference: The true one.
        hypothesis: The one that is scored.
        uem: The scored regions as segments; None for 0 to the end of the reference.
    """
    notes: list[str] = []
    words = characters = turns = None
    sides = (reference, hypothesis)
    if _all_have(sides, "text", _has_text, notes):
        words = word_errors(reference.transcript.text, hypothesis.transcript.text)
        characters = character_errors(reference.transcript.text, hypothesis.transcript.text)
        if words.rate is None:
            notes.append(f"no WER: the reference has no words, {words.insertions} are inserted")
    if _all_have(sides, "speakers with times", _has_speakers, notes):
        notes += [note for side in sides for note in _nameless(side)]
        turns = _score_turns(reference, hypothesis, uem)
    speaker_words = _score_speaker_words(sides, notes) if words else None
    return Scores(words, characters, turns, tuple(notes), speaker_words)


def _score_speaker_words(
    sides: tuple[ScoredFile, ScoredFile], notes: list[str]
) -> SpeakerWordErrors | None:
    """CpWER and tcpWER, or a note that says why not; neither where nobody asks who speaks."""
    spoken = [list(_spoken(side.transcript)) for side in sides]
    if not any(spoken):
        return None
    lacking = [side.name for side, texts in zip(sides, spoken, strict=True) if not texts]
    found: SpeakerWordErrors | str
    try:
        have_times = all(side.has_times for side in sides)
        found = (
            f"no speakers in {' and in '.join(lacking)}"
            if lacking
            else speaker_word_errors(spoken[0], spoken[1], have_times=have_times)
        )
    except PackageMissing as error:
        found = str(error)
    if isinstance(found, str):
        notes.append(f"no cpWER and tcpWER: {found}")
        return None
    if found.timed is None:
        notes.append("no tcpWER: a side has no times")
    return found


def _spoken(transcript: Transcript) -> Iterator[SpokenText]:
    """What each speaker says: segments, cut where the speaker of their words changes."""
    for segment in transcript.segments:
        runs = _runs(segment)
        for speaker, words in runs:
            if speaker is not None and len(runs) == 1:
                yield SpokenText(speaker, segment.start_ms, segment.end_ms, segment.text)
            elif speaker is not None:
                text = reduce(join_text, (word.text for word in words))
                yield SpokenText(speaker, words[0].start_ms, words[-1].end_ms, text)


def _runs(segment: Segment) -> list[tuple[str | None, list[Word]]]:
    """The speakers of a segment with their words; one, of all words, where it does not change."""
    runs = [
        (speaker, list(words))
        for speaker, words in groupby(segment.words, lambda word: word.speaker or segment.speaker)
    ]
    return runs or [(segment.speaker, [])]


def _has_text(side: ScoredFile) -> bool:
    return any(segment.text.strip() for segment in side.transcript.segments)


def _has_speakers(side: ScoredFile) -> bool:
    return side.has_times and bool(turns_of(side.transcript))


def _all_have(
    sides: Sequence[ScoredFile], what: str, has: Callable[[ScoredFile], bool], notes: list[str]
) -> bool:
    """Whether both sides have something. A file without any segment is silence, and is scored."""
    having = [has(side) for side in sides]
    lacking = [
        side.name
        for side, it_has in zip(sides, having, strict=True)
        if not it_has and (side.transcript.segments or not any(having))
    ]
    rates = "WER and CER" if what == "text" else "DER and JER"
    if lacking:
        notes.append(f"no {rates}: no {what} in {' and in '.join(dict.fromkeys(lacking))}")
    return not lacking


def _nameless(side: ScoredFile) -> Iterator[str]:
    """A sentence about segments without a speaker: they are no speech of anyone."""
    n = sum(not list(_turns(one)) for one in side.transcript.segments)
    if n:
        segments = "1 segment names" if n == 1 else f"{n} segments name"
        yield f"{side.name}: {segments} no speaker; DER and JER take them as silence"


def turns_of(transcript: Transcript) -> list[SpokenTurn]:
    """Who speaks when: segments, cut where the speaker of their words changes."""
    return [turn for segment in transcript.segments for turn in _turns(segment)]


def _turns(segment: Segment) -> Iterator[SpokenTurn]:
    runs = _runs(segment)
    if len(runs) == 1:
        speaker = runs[0][0]
        if speaker is not None:
            yield SpokenTurn(speaker, segment.start_ms, segment.end_ms)
        return
    for index, (speaker, words) in enumerate(runs):
        start_ms = words[0].start_ms if index else segment.start_ms
        end_ms = words[-1].end_ms if index < len(runs) - 1 else segment.end_ms
        if speaker is not None:
            yield SpokenTurn(speaker, start_ms, max(start_ms, end_ms))


def _score_turns(
    reference: ScoredFile, hypothesis: ScoredFile, uem: ScoredFile | None
) -> SpeakerScores:
    truth, heard = _named(reference.transcript), _named(hypothesis.transcript)
    regions, source = _regions(reference, hypothesis, uem)
    last_ms = max((turn.end_ms for turn in heard), default=0)
    everywhere = diarization_errors([], heard, [(0, last_ms)]).false_alarm_ms
    inside = diarization_errors([], heard, regions).false_alarm_ms
    return SpeakerScores(
        tuple(regions),
        source,
        tuple(diarization_errors(truth, heard, regions, collar_ms) for collar_ms in COLLARS_MS),
        speaker_errors(truth, heard, regions),
        everywhere - inside,
    )


def _named(transcript: Transcript) -> list[SpokenTurn]:
    """Turns with the names that a person knows. Two speakers of one name stay two."""
    names = {speaker.id: speaker.name for speaker in transcript.speakers}
    shared = {name for name in names.values() if list(names.values()).count(name) > 1}

    def named(speaker: str) -> str:
        name = names.get(speaker) or speaker
        return f"{name} ({speaker})" if name in shared else name

    return [
        SpokenTurn(named(turn.speaker), turn.start_ms, turn.end_ms) for turn in turns_of(transcript)
    ]


def _regions(
    reference: ScoredFile, hypothesis: ScoredFile, uem: ScoredFile | None
) -> tuple[list[Region], str]:
    if uem is not None:
        segments = uem.transcript.segments
        return joined((max(0, one.start_ms), one.end_ms) for one in segments), uem.name
    for side, called in ((reference, "reference"), (hypothesis, "hypothesis")):
        transcript = side.transcript
        last_ms = max((segment.end_ms for segment in transcript.segments), default=0)
        if end_ms := max(transcript.duration_ms, last_ms):
            return [(0, end_ms)], f"0 to the end of the {called}"
    return [], "nothing: both sides are empty"


def scores_to_json(scores: Scores) -> dict[str, Any]:
    """A comparison as the command line writes it; times are seconds, rates are fractions."""
    return {
        "wer": _text_json(scores.words),
        "cer": _text_json(scores.characters),
        **_speaker_words_json(scores.speaker_words),
        "normalisation": NORMALISATION,
        **(_turns_json(scores.turns) if scores.turns else {"der": None, "jer": None}),
        "notes": list(scores.notes),
    }


def _speaker_words_json(found: SpeakerWordErrors | None) -> dict[str, Any]:
    if found is None:
        return {"cpwer": None, "tcpwer": None}
    return {
        "cpwer": {
            **(_text_json(found.concatenated) or {}),
            "missed_speakers": found.n_missed, "false_alarm_speakers": found.n_false_alarm,
        },
        "tcpwer": _text_json(found.timed),
        "speaker_word_rules": SPEAKER_WORD_CHOICES,
    }  # fmt: skip


def _text_json(errors: TextErrors | None) -> dict[str, Any] | None:
    if errors is None:
        return None
    return {
        "rate": errors.rate,
        "substitutions": errors.substitutions,
        "deletions": errors.deletions,
        "insertions": errors.insertions,
        "reference": errors.n_reference,
        "hypothesis": errors.n_hypothesis,
    }


def _turns_json(turns: SpeakerScores) -> dict[str, Any]:
    counted = turns.speakers
    return {
        "der": [
            {
                "rate": one.rate,
                "collar_each_side": seconds(one.collar_ms),
                "missed": seconds(one.missed_ms),
                "false_alarm": seconds(one.false_alarm_ms),
                "confusion": seconds(one.confusion_ms),
                "speech": seconds(one.speech_ms),
            }
            for one in turns.by_collar
        ],
        "jer": {
            "rate": counted.jaccard,
            "speakers_in_reference": counted.n_reference,
            "speakers_in_hypothesis": counted.n_hypothesis,
            "mapping": dict(counted.mapping),
        },
        "scored_region": {
            "source": turns.region_source,
            "ranges": [[seconds(start_ms), seconds(end_ms)] for start_ms, end_ms in turns.regions],
            "hypothesis_outside": seconds(turns.outside_ms),
        },
        "speaker_rules": CHOICES,
    }


def score_lines(scores: Scores) -> list[str]:
    """A comparison for a person."""
    return [
        *_text_lines(scores),
        *(_turn_lines(scores.turns) if scores.turns else ()),
        *(f"note: {note}" for note in scores.notes),
    ]


def _text_lines(scores: Scores) -> Iterator[str]:
    spoken = scores.speaker_words
    for name, units, errors in (
        ("WER", "words", scores.words), ("CER", "characters", scores.characters),
        ("cpWER", "words", spoken.concatenated if spoken else None),
        ("tcpWER", "words", spoken.timed if spoken else None),
    ):  # fmt: skip
        if errors is not None and errors.rate is not None:
            yield (
                f"{name} {errors.rate:.1%}: {errors.substitutions} substituted, {errors.deletions} deleted, "
                f"{errors.insertions} inserted; {errors.n_reference} {units} in the reference, "
                f"{errors.n_hypothesis} in the hypothesis"
            )
    if scores.words is not None:
        yield f"  counted: {NORMALISATION}; CER without spaces"
    if scores.speaker_words is not None:
        yield f"  counted: {SPEAKER_WORD_CHOICES}"


def _turn_lines(turns: SpeakerScores) -> Iterator[str]:
    for one in turns.by_collar:
        yield _der_line(one, has_speech=bool(turns.speakers.n_reference))
    counted = turns.speakers
    if counted.jaccard is not None:
        yield f"JER {counted.jaccard:.1%}"
    more = counted.n_hypothesis - counted.n_reference
    yield (
        f"speakers: {counted.n_reference} in the reference, {counted.n_hypothesis} in the hypothesis "
        f"(error {more:+d})"
    )
    if counted.mapping:
        pairs = (f"{heard} is {meant}" for heard, meant in counted.mapping)
        yield f"  mapping: {', '.join(pairs)}"
    scored_ms = sum(end_ms - start_ms for start_ms, end_ms in turns.regions)
    yield (
        f"  scored: {_s(scored_ms)} ({turns.region_source}); {_s(turns.outside_ms)} of the "
        "hypothesis' speech lie outside"
    )
    yield f"  counted: {CHOICES}"


def _der_line(one: DiarizationErrors, *, has_speech: bool) -> str:
    collar = f"collar ±{one.collar_ms / 1000:g} s" if one.collar_ms else "collar 0"
    if one.rate is None:
        why = (
            "every turn of the reference is shorter than the collars, nothing is left to score"
            if has_speech
            else "no reference speech in the scored region"
        )
        return f"no DER, {collar}: {why}; {_s(one.false_alarm_ms)} of false alarm"
    return (
        f"DER {one.rate:.1%}, {collar}: {_s(one.missed_ms)} missed, {_s(one.false_alarm_ms)} false alarm, "
        f"{_s(one.confusion_ms)} confusion, of {_s(one.speech_ms)} of speech"
    )


def _s(ms: int) -> str:
    return f"{ms / 1000:.2f} s"
