"""Edits as people make them, chosen by a seed, and what they have set by them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from transcribe.document.model import STATUSES, Segment, Speaker, Transcript
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RenameSpeaker,
    SetFlag,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    SetWords,
    Split,
)

LENGTH_MS = 60_000
NAMES = ("Ann", "Boris", "Chiara", "Ðuro")
BROWSER_IDS = 2**31


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """One edit.

    Attributes:
        name: Its kind, for messages.
        touched: Ids of the segments that are a person's work from now on.
    """

    name: str
    ops: tuple[Operation, ...]

    @property
    def touched(self) -> frozenset[int]:
        return frozenset(key for op in self.ops for key in op.touched())


def any_edit(chance: random.Random, now: Transcript) -> PersonEdit:
    """An edit of any kind that fits the transcript."""
    kinds = [_insert, _speaker_name] if not now.segments else list(_KINDS)
    while True:
        made = chance.choice(kinds)(chance, now)
        if made is not None:
            return made


def _text(chance: random.Random, now: Transcript) -> PersonEdit:
    segment = _any(chance, now)
    words = segment.text.split()
    at = chance.randrange(len(words) + 1)
    words[at : at + chance.randrange(2)] = [f"typed{chance.randrange(10_000)}"]
    return PersonEdit("text", (SetText(segment.id, " ".join(words)),))


def _times(chance: random.Random, now: Transcript) -> PersonEdit | None:
    segment = _any(chance, now)
    start_ms = segment.start_ms + chance.choice([0, 0, -200, 200, 1_500])
    end_ms = segment.end_ms + chance.choice([0, 200, -200, 1_500])
    if not 0 <= start_ms < end_ms or (start_ms, end_ms) == (segment.start_ms, segment.end_ms):
        return None
    return PersonEdit("times", (SetTimes(segment.id, start_ms, end_ms),))


def _confirmed(chance: random.Random, now: Transcript) -> PersonEdit | None:
    segment = _any(chance, now)
    if not segment.words:
        return None
    words = list(segment.words)
    at = chance.randrange(len(words))
    words[at] = replace(words[at], probability=None)
    return PersonEdit("confirmed word", (SetWords(segment.id, tuple(words)),))


def _word_times(chance: random.Random, now: Transcript) -> PersonEdit | None:
    segment = _any(chance, now)
    at = chance.randrange(len(segment.words) or 1)
    if not segment.words or segment.words[at].end_ms - segment.words[at].start_ms < 100:
        return None
    words = list(segment.words)
    words[at] = replace(words[at], end_ms=words[at].end_ms - 40)
    return PersonEdit("word times", (SetWords(segment.id, tuple(words)),))


def _speaker(chance: random.Random, now: Transcript) -> PersonEdit:
    ops: list[Operation] = []
    if not now.speakers or chance.random() < 0.2:
        speaker = Speaker(f"S{len(now.speakers) + 1}", chance.choice(NAMES))
        ops.append(AddSpeaker(speaker))
    else:
        speaker = chance.choice(now.speakers)
    return PersonEdit("speaker", (*ops, SetSpeaker(_any(chance, now).id, speaker.id)))


def _speaker_name(chance: random.Random, now: Transcript) -> PersonEdit:
    if not now.speakers:
        return PersonEdit("new speaker", (AddSpeaker(Speaker("S1", "Ann")),))
    speaker = chance.choice(now.speakers)
    return PersonEdit("speaker name", (RenameSpeaker(speaker.id, f"Dr. {speaker.name}"[:60]),))


def _flag(chance: random.Random, now: Transcript) -> PersonEdit:
    segment = _any(chance, now)
    return PersonEdit("flag", (SetFlag(segment.id, not segment.is_flagged),))


def _status(chance: random.Random, now: Transcript) -> PersonEdit:
    return PersonEdit("status", (SetStatus(_any(chance, now).id, chance.choice(STATUSES)),))


def _split(chance: random.Random, now: Transcript) -> PersonEdit | None:
    segment = _any(chance, now)
    if segment.duration_ms < 400:
        return None
    at_ms = chance.randrange(segment.start_ms + 100, segment.end_ms - 100)
    at_char = chance.randrange(len(segment.text) + 1)
    return PersonEdit("split", (Split(segment.id, at_char, at_ms, _new_id(chance, now)),))


def _merge(chance: random.Random, now: Transcript) -> PersonEdit | None:
    at = chance.randrange(len(now.segments))
    if at + 1 == len(now.segments):
        return None
    first, second = now.segments[at : at + 2]
    return PersonEdit("merge", (Merge(first.id, second.id),))


def _delete(chance: random.Random, now: Transcript) -> PersonEdit:
    return PersonEdit("delete", (Delete(_any(chance, now).id),))


def _insert(chance: random.Random, now: Transcript) -> PersonEdit:
    start_ms = chance.randrange(LENGTH_MS)
    made = Segment(
        _new_id(chance, now), start_ms, start_ms + chance.randrange(300, 3_000),
        f"written{chance.randrange(10_000)} by hand", status="corrected",
    )  # fmt: skip
    return PersonEdit("insert", (Insert(made),))


def _replace_all(chance: random.Random, now: Transcript) -> PersonEdit | None:
    word = chance.choice(_any(chance, now).text.split() or [""])
    found = [s for s in now.segments if word and word in s.text]
    ops = tuple(SetText(s.id, s.text.replace(word, word.upper() + "!")) for s in found[:5])
    return PersonEdit("find and replace", ops) if ops else None


_KINDS = (
    _text, _times, _confirmed, _word_times, _speaker, _speaker_name, _flag, _status, _split, _merge, _delete,
    _insert, _replace_all,
)  # fmt: skip


def _any(chance: random.Random, now: Transcript) -> Segment:
    return chance.choice(now.segments)


def _new_id(chance: random.Random, now: Transcript) -> int:
    while True:
        made = BROWSER_IDS + chance.randrange(2**40)
        if now.segment(made) is None:
            return made
