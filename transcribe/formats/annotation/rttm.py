"""RTTM: who speaks when (SPEAKER), and what (LEXEME).

A line has the type, recording, channel, start, duration, orthography, subtype, speaker and
confidence; NIST's RT-09 evaluation plan, appendix A.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.annotation.nist import (
    NOTHING,
    Lines,
    as_seconds,
    confidence,
    one_field,
    present,
    recording_field,
    seconds_ms,
    word_field,
)
from transcribe.formats.annotation.spoken_words import (
    Spoken,
    add_spoken,
    joined,
    note_names,
    note_untimed,
)
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder, Notes, ordered_times

OTHER_TYPES = frozenset(
    {"SEGMENT", "NOSCORE", "NO_RT_METADATA", "NON-LEX", "NON-SPEECH", "FILLER", "EDIT", "SU", "IP",
     "CB", "A/P", "SPKR-INFO"}
)  # fmt: skip


@dataclass
class _Turn:
    start_ms: int
    end_ms: int
    speaker: str | None
    words: list[Word] = field(default_factory=list)


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read RTTM: a segment for each SPEAKER line, with the words of its LEXEME lines.

    Raises:
        FormatError: A line is no RTTM object, or a time is no number.
    """
    lines = Lines.of(data, notes)
    turns: list[_Turn] = []
    words: list[tuple[int, Spoken]] = []  # with the number of turns before it
    for number, fields in lines.fields():
        kind = fields[0].upper()
        if kind not in OTHER_TYPES | {"SPEAKER", "LEXEME"} or len(fields) < 8:
            raise notes.error(
                number, f'"{fields[0]}" begins no line of RTTM, or it has too few fields'
            )
        if not lines.is_ours(fields[1]):
            continue
        if kind in OTHER_TYPES:
            notes.warn(number, f"{kind} was left out")
            continue
        times = _times(fields, number, notes)
        if kind == "SPEAKER":
            turns.append(_Turn(*times, present(fields[7])))
        elif (word := _word(fields, times, number, notes)) is not None:
            words.append((len(turns), word))
    return _transcript(turns, words, lines, notes)


def _times(fields: list[str], number: int, notes: Notes) -> tuple[int, int]:
    start_ms, duration_ms = seconds_ms(fields[3]), seconds_ms(fields[4])
    if start_ms is None or duration_ms is None:
        raise notes.error(
            number, f'"{fields[3]} {fields[4]}" must be start and duration in seconds'
        )
    return ordered_times(start_ms, start_ms + duration_ms, number, notes)


def _word(fields: list[str], times: tuple[int, int], number: int, notes: Notes) -> Spoken | None:
    text = fields[5]
    if text.startswith("{") and "/" in text:
        notes.warn(number, f"the first of several spellings was read: {text}")
        text = text.strip("{}").split("/")[0].strip("_")
    if present(text) is None:
        return None
    sure = confidence(fields[8]) if len(fields) > 8 else None
    return Spoken(Word(text, *times, sure), present(fields[7]))


def _transcript(
    turns: list[_Turn], words: list[tuple[int, Spoken]], lines: Lines, notes: Notes
) -> Transcript:
    by_speaker: dict[str | None, list[tuple[int, _Turn]]] = {}
    for at, turn in enumerate(turns):
        by_speaker.setdefault(turn.speaker, []).append((at, turn))
    alone: list[Spoken] = []
    for n_before, spoken in words:
        holder = _turn_of(spoken, n_before, by_speaker.get(spoken.speaker, []), turns)
        if holder is None:
            alone.append(spoken)
        else:
            holder.words.append(spoken.word)
    builder = Builder(notes)
    for turn in turns:
        own = tuple(sorted(turn.words, key=lambda word: word.start_ms))
        builder.add(turn.start_ms, turn.end_ms, joined(own), speaker=turn.speaker, words=own)
    if alone and turns:
        notes.warn(None, f"{count(len(alone), 'word')} outside of SPEAKER lines made segments")
    add_spoken(alone, builder)
    lines.end(len(turns) + len(words), "RTTM")
    return builder.transcript()


def _turn_of(
    spoken: Spoken, n_before: int, own: list[tuple[int, _Turn]], turns: list[_Turn]
) -> _Turn | None:
    """The speaker's turn that holds the middle of a word: the last one above it, else the first."""
    last = turns[n_before - 1] if n_before else None
    if last is not None and last.speaker == spoken.speaker and _holds(last, spoken.word):
        return last
    return next((turn for _, turn in own if _holds(turn, spoken.word)), None)


def _holds(turn: _Turn, word: Word) -> bool:
    return turn.start_ms <= (word.start_ms + word.end_ms) / 2 <= turn.end_ms


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write a SPEAKER line for each segment and a LEXEME line for each word that has times."""
    note_untimed(transcript, losses)
    known = [speaker.name for speaker in transcript.speakers]
    note_names(known, map(one_field, known), losses)
    head = recording_field(transcript)
    return "".join(
        line
        for segment in transcript.segments
        for line in _lines(segment, head, _name(transcript, segment))
    )


def _name(transcript: Transcript, segment: Segment) -> str:
    speaker = transcript.speaker(segment.speaker)
    return (one_field(speaker.name) if speaker else "") or NOTHING


def _lines(segment: Segment, recording: str, name: str) -> list[str]:
    def line(kind: str, start_ms: int, end_ms: int, *rest: str) -> str:
        times = f"{as_seconds(start_ms)} {as_seconds(end_ms - start_ms)}"
        return f"{kind} {recording} 1 {times} {' '.join(rest)} {NOTHING}\n"

    spoken = line("SPEAKER", segment.start_ms, segment.end_ms, NOTHING, NOTHING, name, NOTHING)
    words = [
        line("LEXEME", word.start_ms, word.end_ms, word_field(word), "lex", name,
             NOTHING if word.probability is None else f"{word.probability:.6g}")
        for word in segment.words
    ]  # fmt: skip
    return [spoken, *words]
