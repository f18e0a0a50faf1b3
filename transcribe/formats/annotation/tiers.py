"""Tiers of annotation programs as segments with speakers and words, and back.

Praat and ELAN keep intervals in tiers: one for each speaker, another for the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.annotation.spoken_words import Spoken, add_spoken
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder, Notes, is_blank, one_line, quoted, trimmed_lines

NO_SPEAKER, WORDS_SUFFIX = "segments", " - words"
# Names that tell what a tier holds, so they are no speaker's.
_GENERIC = re.compile(
    r"(?:segments?|utterances?|phrases?|sentences?|text|transcript(?:ion)?s?|orthograph\w*|ort|trans|"
    r"default|tier[ _-]?\d*|test|mute|errors|phones?|\d*)(?: \(\d+\))?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:(.*?)\s*[-_:@]\s*)?[\"']?(?:words?|tokens?)[\"']?", re.IGNORECASE | re.DOTALL
)
_PHONES = re.compile(r"(?:.*[-_:@]\s*)?(?:phones?|phonemes?|segs?|syll?(?:able)?s?|mau)", re.IGNORECASE | re.DOTALL)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of time with a text."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Intervals of one kind.

    Attributes:
        name: As the file names it.
        intervals: In the order of the file.
        speaker: Whose they are, where the file says so beside the name.
    """

    name: str
    intervals: tuple[Interval, ...]
    speaker: str | None = None


@dataclass
class _Voice:
    """Segments of one tier, with the words that belong to them."""

    name: str
    speaker: str | None
    segments: list[Interval]
    words: list[list[Word]] = field(default_factory=list)


def add_tiers(tiers: Iterable[Tier], builder: Builder) -> None:
    """Add the segments and words of tiers; tiers of phones are reported."""
    notes, voices, words = builder.notes, list[_Voice](), list[tuple[str, int, Tier]]()
    told = [tier for tier in tiers if not all(is_blank(one.text) for one in tier.intervals)]
    for tier in told:
        found = _WORDS.fullmatch(tier.name.strip())
        if found is not None and _has_single_words(tier):
            words.append((found[1] or "", len(voices), tier))
        elif _PHONES.fullmatch(tier.name.strip()) and len(told) > 1:
            notes.warn(None, f"the tier {quoted(tier.name)} with {len(tier.intervals)} intervals was left out")  # fmt: skip
        else:
            own = sorted(
                (i for i in tier.intervals if not is_blank(i.text)), key=lambda i: i.start_ms
            )
            voices.append(_Voice(tier.name, _speaker(tier), own, [[] for _ in own]))
    alone: list[Spoken] = []
    for base, n_before, tier in words:
        same = [at for at, voice in enumerate(voices) if voice.name.strip() == base]
        # Tiers of one name: the words belong to the one above.
        at = max((at for at in same if at < n_before), default=min(same, default=None))
        alone += _place(tier, base, voices if not base or at is None else [voices[at]])
    _add_voices(voices, builder)
    if alone and voices:
        notes.warn(None, f"{count(len(alone), 'word')} outside of segments made segments")
    add_spoken(alone, builder)


def _has_single_words(tier: Tier) -> bool:
    """Whether most intervals are a word; aligners call a tier of whole phrases "Token" too."""
    sizes = [len(one.text.split()) for one in tier.intervals if not is_blank(one.text)]
    return 2 * sum(size == 1 for size in sizes) >= len(sizes)


def _speaker(tier: Tier) -> str | None:
    named_words = _WORDS.fullmatch(tier.name.strip())
    name = tier.speaker or (tier.name if named_words is None else named_words[1] or "")
    return None if _GENERIC.fullmatch(name.strip()) else one_line(name)


def _place(tier: Tier, base: str, mine: list[_Voice]) -> Iterator[Spoken]:
    """Put the words of a tier into segments; those outside of all are returned."""
    speaker = tier.speaker or (base if base and not _GENERIC.fullmatch(base) else None)
    at = dict.fromkeys(range(len(mine)), 0)
    for one in sorted(tier.intervals, key=lambda one: one.start_ms):
        text = one_line(one.text)
        if not text:
            continue
        word = Word(text, one.start_ms, one.end_ms)
        for n, voice in enumerate(mine):
            at[n] = _advance(voice.segments, at[n], word)
            if at[n] < len(voice.segments) and voice.segments[at[n]].start_ms <= _middle(word):
                voice.words[at[n]].append(word)
                break
        else:
            yield Spoken(word, speaker)


def _advance(segments: list[Interval], at: int, word: Word) -> int:
    while at < len(segments) and segments[at].end_ms < _middle(word):
        at += 1
    return at


def _middle(word: Word) -> float:
    return (word.start_ms + word.end_ms) / 2


def _add_voices(voices: list[_Voice], builder: Builder) -> None:
    rows = [
        (interval, voice.speaker, words)
        for voice in voices
        for interval, words in zip(voice.segments, voice.words, strict=True)
    ]
    for interval, speaker, words in sorted(rows, key=lambda row: row[0].start_ms):
        text = trimmed_lines(interval.text)
        builder.add(interval.start_ms, interval.end_ms, text, speaker=speaker, words=tuple(words))


def tiers_of(transcript: Transcript, losses: Losses) -> Iterator[Tier]:
    """A transcript as tiers: for each speaker the segments, then the words.

    Segments of a speaker that overlap are in several tiers of the same name.
    """
    n_lost = 0
    for speaker_id in dict.fromkeys(segment.speaker for segment in transcript.segments):
        speaker = transcript.speaker(speaker_id)
        name = (one_line(speaker.name) if speaker else "") or NO_SPEAKER
        own = [s for s in transcript.segments if s.speaker == speaker_id and not is_blank(s.text)]
        for layer in _layers(own):
            yield Tier(name, tuple(_interval(s) for s in layer), speaker.name if speaker else None)
            words, n = _words_of(layer)
            n_lost += n
            if words:
                yield Tier(f"{name}{WORDS_SUFFIX}", words, speaker.name if speaker else None)
    losses.add("words", n_lost, f"not kept: the times of {count(n_lost, 'word')} that last no time, or "
               "overlap the word before")  # fmt: skip


def _interval(segment: Segment) -> Interval:
    return Interval(
        segment.start_ms, max(segment.end_ms, segment.start_ms + 1), trimmed_lines(segment.text)
    )


def _layers(segments: list[Segment]) -> list[list[Segment]]:
    """Segments in as few layers as possible, none of which has an overlap."""
    layers: list[list[Segment]] = []
    for segment in segments:
        free = next((one for one in layers if _interval(one[-1]).end_ms <= segment.start_ms), None)
        if free is None:
            layers.append([segment])
        else:
            free.append(segment)
    return layers


def _words_of(layer: list[Segment]) -> tuple[tuple[Interval, ...], int]:
    """The words of a layer's segments, and how many cannot be in one tier."""
    kept: list[Interval] = []
    n_lost = 0
    for segment in layer:
        for word in segment.words:
            before_ms = kept[-1].end_ms if kept else 0
            is_inside = segment.start_ms <= _middle(word) <= segment.end_ms
            if word.start_ms < max(before_ms, 0) or word.end_ms == word.start_ms or not is_inside:
                n_lost += 1
            else:
                kept.append(Interval(word.start_ms, word.end_ms, word.text))
    return tuple(kept), n_lost


def note_points(n: int, name: str, notes: Notes) -> None:
    """Report a tier of points."""
    notes.warn(None, f"the tier {quoted(name)} with {count(n, 'point')} was left out")
