"""Results that Python and the browser must both give.

`python -m tests.document.vectors` rewrites the files after a deliberate change; the tests fail
if either side differs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.strategies import SCRIPTS
from transcribe.document.model import STATUSES, Segment, Speaker, Transcript, Word, join_text
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
    SetFlag,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    SetWords,
    Split,
    apply_all,
)
from transcribe.document.serialization import (
    operation_to_json,
    segment_to_json,
    speaker_to_json,
    word_to_json,
)
from transcribe.document.word_timing import fit_words, tokenize

DATA = Path(__file__).resolve().parent.parent / "data"
FITTING = DATA / "word_timing_vectors.json"
OPERATIONS = DATA / "operation_vectors.json"
TOKENS = [
    *SCRIPTS,
    "the",
    "The",
    "a",
    "and,",
    "of",
    "ok.",
    "中",
    "文字",
    "GPT模型",
    "𠮷野家",
    "ＡＢ",
    "—",
]


def _words(chance: random.Random, start_ms: int, end_ms: int, text: str) -> tuple[Word, ...]:
    tokens = text.split()
    edges = sorted(chance.randint(start_ms, end_ms) for _ in range(2 * len(tokens)))
    return tuple(
        Word(
            token,
            edges[2 * i],
            edges[2 * i + 1],
            chance.choice([None, round(chance.random(), 4)]),
            chance.choice([None, None, None, "S2"]),
        )
        for i, token in enumerate(tokens)
    )


def _segment(chance: random.Random, id: int) -> Segment:
    start_ms = chance.randint(0, 60_000)
    end_ms = start_ms + chance.randint(2, 8_000)
    text = " ".join(chance.choices(TOKENS, k=chance.randint(0, 7)))
    words = _words(chance, start_ms, end_ms, text) if chance.random() < 0.8 else ()
    speaker = chance.choice([None, "S1", "S2"])
    status, is_flagged = chance.choice(STATUSES), chance.random() < 0.2
    return Segment(id, start_ms, end_ms, text, speaker, status, words, is_flagged)


def _changed(chance: random.Random, text: str) -> str:
    tokens = text.split()
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(tokens))
        tokens[at : at + chance.randint(0, 2)] = chance.choices(TOKENS, k=chance.randint(0, 2))
    return chance.choice([" ", " ", "  "]).join(tokens)


def _operation(chance: random.Random, transcript: Transcript) -> Operation:
    segment, other = chance.sample(transcript.segments, 2)
    shift_ms = chance.randint(0, 500)
    inside_ms = chance.randint(segment.start_ms + 1, segment.end_ms - 1)
    at_char = chance.randint(0, len(segment.text))
    choices: list[Operation] = [
        SetText(segment.id, _changed(chance, segment.text)),
        SetText(segment.id, "new", (Word("new", segment.start_ms, segment.end_ms, 0.25),)),
        SetTimes(segment.id, segment.start_ms + shift_ms, segment.end_ms + shift_ms),
        SetTimes(segment.id, segment.start_ms, inside_ms),
        SetWords(segment.id, segment.words[:2]),
        SetSpeaker(segment.id, chance.choice([None, "S1", "S2"])),
        SetStatus(segment.id, chance.choice(STATUSES)),
        SetFlag(segment.id, chance.random() < 0.7),
        Split(segment.id, at_char, inside_ms, 99),
        Split(segment.id, at_char, inside_ms, 99, chance.randint(0, len(segment.words))),
        Merge(segment.id, other.id),
        Insert(_segment(chance, 99)),
        Delete(segment.id),
        Replace((_segment(chance, segment.id), _segment(chance, 98)), (other.id,)),
        AddSpeaker(Speaker("S9", "Zoë")),
        RenameSpeaker("S1", "李"),
        RemoveSpeaker("S3"),
    ]
    return chance.choice(choices)


def _document(transcript: Transcript) -> dict[str, Any]:
    return {
        "segments": [segment_to_json(segment) for segment in transcript.segments],
        "speakers": [speaker_to_json(speaker) for speaker in transcript.speakers],
    }


def operation_vectors(n: int = 100) -> Iterator[dict[str, Any]]:
    """A transcript, one to three operations, the transcript after them and their inverses."""
    chance = random.Random(20261124)
    people = (Speaker("S1", "Anna"), Speaker("S2", "بن"), Speaker("S3", ""))
    for _ in range(n):
        before = Transcript(tuple(_segment(chance, id) for id in range(1, 5)), people)
        after, ops = before, []
        for _ in range(chance.randint(1, 3)):
            if len(after.segments) < 2 or after.segment(99) or after.speaker("S9"):
                break
            ops.append(_operation(chance, after))
            after = ops[-1].apply(after)
            if after.speaker("S3") is None:
                break
        _, inverse = apply_all(before, tuple(ops))
        yield {
            "before": _document(before),
            "ops": [operation_to_json(op) for op in ops],
            "after": _document(after),
            "inverse": [operation_to_json(op) for op in inverse],
        }


def word_timing_vectors(n: int = 200) -> Iterator[dict[str, Any]]:
    """A segment's words, its changed text, and the words fitted to it."""
    chance = random.Random(11)
    for _ in range(n):
        segment = _segment(chance, 1)
        text = _changed(chance, segment.text)
        fitted = fit_words(segment.words, text, segment.start_ms, segment.end_ms)
        yield {
            "words": [word_to_json(word) for word in segment.words],
            "start": segment.start_ms,
            "end": segment.end_ms,
            "text": text,
            "tokens": tokenize(text),
            "fitted": [word_to_json(word) for word in fitted],
            "joined": join_text(segment.text, text),
            "before": segment.text,
        }


def write_down(vectors: Iterator[dict[str, Any]]) -> str:
    """One vector per line, so that differences are readable."""
    lines = (json.dumps(vector, ensure_ascii=False, separators=(",", ":")) for vector in vectors)
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    OPERATIONS.write_text(write_down(operation_vectors()), encoding="utf-8")
    FITTING.write_text(write_down(word_timing_vectors()), encoding="utf-8")
