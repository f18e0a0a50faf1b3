"""Lay speaker turns on words: each word gets a speaker, and segments are cut where the speaker changes.

A word belongs to the turn that covers most of it; of equals, to the longer one. A word in a pause belongs to the
nearer turn. Recognition places words to about 0.2 s, so a change of speaker near the end of a sentence or a pause
between words is put there. Text that a person has touched is never cut, and a person's tag never changes.

A word has one speaker. Where two speak at once, the words of both carry their own speaker as far as recognition has
both; segments may overlap in time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import count, pairwise

from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import (
    AddSpeaker,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
    SetSpeaker,
)
from transcribe.document.segmentation import CLOSERS, SENTENCE_ENDS

NEAR_MS = 600  # a change of speaker moves at most so far, to the end of a sentence or to a pause
PAUSE_MS = 150  # between words that is worth a move
NUMBERED = re.compile(r"Speaker (\d{1,6})$")
NO_NAMES: Mapping[str, str] = {}
NEW = "new "  # before the speaker of a turn who has no id yet
LONGEST_TURN_MS = 60_000  # looked back for turns that reach into a word; longer ones are cut before


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """Speech of one speaker, by id, in ms."""

    start_ms: int
    end_ms: int
    speaker: str


@dataclass(frozen=True, slots=True)
class TouchedByPeople:
    """What a person has done to segments, by id.

    Attributes:
        text: Their text or times are a person's: they are not cut.
        tags: Their speakers are a person's: they stay.
    """

    text: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()


class TurnIndex:
    """Turns that can be looked up by time."""

    def __init__(self, turns: Iterable[SpeakerTurn]) -> None:
        self._turns = sorted((part for turn in turns for part in _parts(turn)), key=_start)
        self._starts = [turn.start_ms for turn in self._turns]

    def speaker_of(self, start_ms: int, end_ms: int) -> str | None:
        """Who speaks in a range; None without any turn."""
        shares = self.shares(start_ms, max(end_ms, start_ms + 1))
        if shares:
            return max(shares, key=lambda speaker: shares[speaker])
        return self._nearest(start_ms, end_ms)

    def shares(self, start_ms: int, end_ms: int) -> dict[str, tuple[int, int]]:
        """How long each speaker speaks in a range, and the length of the turn around it."""
        found: dict[str, tuple[int, int]] = {}
        lo = bisect_left(self._starts, start_ms - LONGEST_TURN_MS)
        for turn in self._turns[lo : bisect_left(self._starts, end_ms)]:
            covered = min(end_ms, turn.end_ms) - max(start_ms, turn.start_ms)
            if covered > 0:
                before = found.get(turn.speaker, (0, 0))
                length = max(before[1], turn.end_ms - turn.start_ms)
                found[turn.speaker] = (before[0] + covered, length)
        return found

    def _nearest(self, start_ms: int, end_ms: int) -> str | None:
        lo = bisect_left(self._starts, start_ms - LONGEST_TURN_MS)
        hi = bisect_left(self._starts, end_ms)
        around = [*self._turns[max(0, lo - 1) : hi], *self._turns[hi : hi + 1]]
        if not around:
            return None
        return min(around, key=lambda t: max(t.start_ms - end_ms, start_ms - t.end_ms)).speaker


def lay_on_segments(
    segments: Sequence[Segment],
    speakers: Sequence[Speaker],
    turns: Sequence[SpeakerTurn],
    touched: TouchedByPeople,
    next_id: int,
    names: Mapping[str, str] = NO_NAMES,
) -> tuple[Operation, ...]:
    """The edit that gives segments the speakers of turns.

    Speakers of an earlier run are used again, with their names, where they speak at the same time. A speaker of the
    transcript that has the given name is that speaker; new ones and those that nobody has named get the given name.

    Args:
        segments: All segments of the transcript.
        speakers: Its speakers.
        turns: Their speakers are any ids; they are replaced.
        touched: What people have done.
        next_id: First free id of a segment.
        names: Of the speakers of the turns, as far as they have one.
    """
    if not turns:
        return ()
    known = _known_ids(segments, speakers, turns, touched, names)
    index = TurnIndex(replace(t, speaker=known.get(t.speaker) or NEW + t.speaker) for t in turns)
    parts = [_parts_of(segment, index, touched) for segment in segments]
    used = {name for some in parts for name in _named_in(some)}
    found = dict.fromkeys(NEW + turn.speaker for turn in turns if NEW + turn.speaker in used)
    unused = [one for one in speakers if one.id not in used and is_numbered(one)]
    added, ids = _ids_of_new(found, unused, speakers)
    changed: list[Operation] = []
    for segment, some in zip(segments, parts, strict=True):
        first, *others = (_with_ids(part, ids) for part in some)
        numbered = (first, *(replace(p, id=next_id + n) for n, p in enumerate(others)))
        next_id += len(others)
        changed += _operations(segment, numbered)
    gone = [one for one in unused if one.id not in ids.values()]
    tagged = {s.speaker for s in segments if s.id in touched.tags}
    left = [one for one in (*speakers, *added) if one not in gone]
    given = {known.get(who) or ids.get(NEW + who): name for who, name in names.items()}
    named = list(_with_names(left, given))
    if not changed and not added and named == left:
        return ()
    return (
        *map(AddSpeaker, added), *changed, *(RemoveSpeaker(one.id) for one in gone),
        *(RenameSpeaker(new.id, new.name) for old, new in zip(left, named, strict=True) if new != old),
        *_without_gaps(named, tagged),
    )  # fmt: skip


def _with_names(speakers: Sequence[Speaker], given: Mapping[str | None, str]) -> Iterator[Speaker]:
    """The speakers; those that nobody has named get the names that are given, unless another has it."""
    taken = {speaker.name for speaker in speakers}
    for speaker in speakers:
        name = given.get(speaker.id, "")
        if name and name not in taken and is_numbered(speaker):
            taken.add(name)
            yield replace(speaker, name=name)
        else:
            yield speaker


def cut_at_changes(
    segment: Segment, speaker_of: Callable[[int, int], str | None]
) -> tuple[Segment, ...]:
    """A segment in parts with one speaker each; all keep its id.

    Args:
        segment: Its words are in its text, in order; if one is not found there, it is not cut.
        speaker_of: Who speaks from one time to another.
    """
    told = [speaker_of(word.start_ms, word.end_ms) for word in segment.words]
    if not told or None in told:
        return (replace(segment, speaker=speaker_of(segment.start_ms, segment.end_ms)),)
    cuts = _moved(segment.words, _changes(told))
    edges = [0, *cuts, len(told)]
    speakers = [_majority(segment.words[a:b], told[a:b]) for a, b in _pairs(edges)]
    cuts = [cut for n, cut in enumerate(cuts) if speakers[n] != speakers[n + 1]]
    places = _places(segment)
    if not cuts or places is None:
        return (replace(segment, speaker=_majority(segment.words, told)),)
    return tuple(_cut(segment, a, b, told, places) for a, b in _pairs([0, *cuts, len(told)]))


def _parts_of(segment: Segment, index: TurnIndex, touched: TouchedByPeople) -> tuple[Segment, ...]:
    if segment.id in touched.tags:
        return (segment,)
    plain = replace(segment, words=tuple(replace(word, speaker=None) for word in segment.words))
    if segment.id in touched.text or segment.status != "draft":
        speaker = index.speaker_of(segment.start_ms, segment.end_ms)
        return (replace(segment, speaker=speaker),)
    return cut_at_changes(plain, index.speaker_of)


def _operations(segment: Segment, parts: Sequence[Segment]) -> Iterator[Operation]:
    if len(parts) > 1 or replace(segment, speaker=parts[0].speaker) != parts[0]:
        yield Replace(put=tuple(parts))
    elif parts[0].speaker != segment.speaker:
        yield SetSpeaker(segment.id, parts[0].speaker)


def _named_in(parts: Iterable[Segment]) -> Iterator[str | None]:
    for part in parts:
        yield part.speaker
        yield from (word.speaker for word in part.words)


def _changes(told: Sequence[str | None]) -> list[int]:
    return [n for n in range(1, len(told)) if told[n] != told[n - 1]]


def _moved(words: Sequence[Word], cuts: Sequence[int]) -> list[int]:
    """Cuts, each at the best place near it: after a sentence, else at the longest pause."""
    moved: list[int] = []
    for cut in cuts:
        at_ms = words[cut].start_ms
        lowest = moved[-1] + 1 if moved else 1
        near = [
            n
            for n in range(lowest, len(words))
            if abs(words[n].start_ms - at_ms) <= NEAR_MS or n == cut
        ]
        if near:
            moved.append(max(near, key=lambda n: (_worth(words, n), -abs(n - cut))))
    return moved


def _worth(words: Sequence[Word], n: int) -> tuple[bool, int]:
    pause_ms = words[n].start_ms - words[n - 1].end_ms
    is_end = words[n - 1].text.rstrip(CLOSERS).endswith(SENTENCE_ENDS)
    return is_end, pause_ms // PAUSE_MS


def _majority(words: Sequence[Word], told: Sequence[str | None]) -> str | None:
    spoken: dict[str | None, int] = defaultdict(int)
    for word, speaker in zip(words, told, strict=True):
        spoken[speaker] += max(1, word.end_ms - word.start_ms)
    return max(spoken, key=lambda speaker: spoken[speaker])


def _places(segment: Segment) -> list[int] | None:
    """Where each word begins in the text; None if one is not there."""
    places, at = [], 0
    for word in segment.words:
        at = segment.text.find(word.text, at)
        if at < 0:
            return None
        places.append(at)
        at += len(word.text)
    return places


def _cut(
    segment: Segment, a: int, b: int, told: Sequence[str | None], places: Sequence[int]
) -> Segment:
    words = segment.words[a:b]
    is_first, is_last = a == 0, b == len(segment.words)
    text = segment.text[0 if is_first else places[a] : None if is_last else places[b]]
    start_ms = segment.start_ms if is_first else min(word.start_ms for word in words)
    end_ms = segment.end_ms if is_last else max(word.end_ms for word in words)
    return replace(
        segment, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1), text=text.strip(),
        words=words, speaker=_majority(words, told[a:b]),
    )  # fmt: skip


def _known_ids(
    segments: Sequence[Segment],
    speakers: Sequence[Speaker],
    turns: Sequence[SpeakerTurn],
    touched: TouchedByPeople,
    names: Mapping[str, str],
) -> dict[str, str]:
    """Which speaker of the transcript each speaker of the turns is: first by name, then most common time first."""
    index = TurnIndex(turns)
    common: dict[tuple[str, str], int] = defaultdict(int)
    known = {speaker.id for speaker in speakers}
    for segment in segments:
        if segment.speaker in known:
            weight = 10 if segment.id in touched.tags else 1
            for speaker, (ms, _) in index.shares(segment.start_ms, segment.end_ms).items():
                common[speaker, segment.speaker] += weight * ms
    by_name = {speaker.name: speaker.id for speaker in speakers}
    found = {who: by_name[name] for who, name in names.items() if name in by_name}
    numbered = {speaker.id for speaker in speakers if is_numbered(speaker)}
    for speaker, name in sorted(common, key=lambda pair: -common[pair]):
        is_other = speaker in names and name not in numbered  # two names are two people
        if speaker not in found and name not in found.values() and not is_other:
            found[speaker] = name
    return found


def _ids_of_new(
    found: Iterable[str], unused: Sequence[Speaker], speakers: Sequence[Speaker]
) -> tuple[list[Speaker], dict[str, str]]:
    """Speakers to add, and the ids of the new ones: first those that nobody has any more."""
    free = [speaker.id for speaker in unused]
    new_ids = _not_taken("S", {speaker.id for speaker in speakers})
    new_names = _not_taken("Speaker ", {speaker.name for speaker in speakers})
    added, ids = [], {}
    for name in found:
        if free:
            ids[name] = free.pop(0)
        else:
            added.append(Speaker(next(new_ids), next(new_names)))
            ids[name] = added[-1].id
    return added, ids


def _not_taken(start: str, taken: Set[str]) -> Iterator[str]:
    return (name for n in count(1) if (name := f"{start}{n}") not in taken)


def _with_ids(part: Segment, ids: Mapping[str, str]) -> Segment:
    words = tuple(
        replace(word, speaker=ids[word.speaker]) if word.speaker and word.speaker in ids else word
        for word in part.words
    )
    return replace(part, speaker=ids.get(part.speaker or "", part.speaker), words=words)


def _without_gaps(speakers: Sequence[Speaker], tagged: Set[str | None]) -> Iterator[Operation]:
    """Renames, so that numbers have no gaps; a speaker whom a person has chosen keeps its number."""
    names = {speaker.name for speaker in speakers}
    for rank, speaker in enumerate(sorted(speakers, key=_number), 1):
        name = f"Speaker {rank}"
        if _number(speaker) > rank and is_numbered(speaker) and speaker.id not in tagged:
            if name in names:
                continue
            names = (names - {speaker.name}) | {name}
            yield RenameSpeaker(speaker.id, name)


def _number(speaker: Speaker) -> int:
    digits = NUMBERED.match(speaker.name) or re.match(r"S(\d+)$", speaker.id)
    return int(digits[1]) if digits else 0


def is_numbered(speaker: Speaker) -> bool:
    """Whether a speaker has a name of the kind that is given here, so that nobody has named it."""
    return speaker.id.startswith("S") and NUMBERED.match(speaker.name) is not None


def _parts(turn: SpeakerTurn) -> Iterator[SpeakerTurn]:
    for start_ms in range(turn.start_ms, turn.end_ms, LONGEST_TURN_MS):
        yield replace(turn, start_ms=start_ms, end_ms=min(turn.end_ms, start_ms + LONGEST_TURN_MS))


def _start(turn: SpeakerTurn) -> int:
    return turn.start_ms


def _pairs(edges: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(edges))
