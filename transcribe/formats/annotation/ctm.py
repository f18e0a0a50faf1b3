"""CTM: one word a line (recording, channel, start, duration, word, confidence, type, speaker).

Columns after the word may be missing. Of alternatives between `<ALT_BEGIN>` and `<ALT_END>` the first
is read.
"""

from __future__ import annotations

from transcribe.document.model import Transcript, Word
from transcribe.formats.annotation.nist import (
    Lines,
    as_seconds,
    confidence,
    present,
    recording_field,
    seconds_ms,
    word_field,
)
from transcribe.formats.annotation.spoken_words import Spoken, add_spoken, note_untimed
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder, Notes, ordered_times, quoted

ALTERNATIVES = ("<ALT_BEGIN>", "<ALT>", "<ALT_END>")


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read words; segments are cut at pauses, ends of sentences and changes of speaker.

    Raises:
        FormatError: No line is a word with times.
    """
    lines, builder = Lines.of(data, notes), Builder(notes)
    words: list[Spoken] = []
    alternative = 0
    for number, fields in lines.fields():
        mark = fields[4].upper() if len(fields) > 4 else ""
        if mark in ALTERNATIVES:
            alternative = {"<ALT_BEGIN>": 1, "<ALT>": alternative + 1, "<ALT_END>": 0}[mark]
        elif alternative > 1:
            notes.warn(number, f"an alternative was left out: {quoted(fields[4] if mark else '')}")
        elif (spoken := _word(fields, number, notes)) is not None and lines.is_ours(fields[0]):
            words.append(spoken)
    lines.end(len(words), "CTM")
    add_spoken(words, builder)
    return builder.transcript()


def _word(fields: list[str], number: int, notes: Notes) -> Spoken | None:
    times = [seconds_ms(text) for text in fields[2:4]]
    is_lexical = len(fields) < 6 or present(fields[5]) is None or seconds_ms(fields[5]) is not None
    if len(fields) < 5 or len(fields) > 8 or times[0] is None or times[1] is None or not is_lexical:
        notes.warn(number, f"no line of CTM; left out: {quoted(' '.join(fields))}")
        return None
    sure = confidence(fields[5]) if len(fields) > 5 else None
    if len(fields) > 5 and sure is None and present(fields[5]) is not None:
        notes.warn(number, "a confidence that is not between 0 and 1 was left out")
    known = present(fields[7]) if len(fields) > 7 else None
    speaker = None if known is None or known.lower() in {"unknown", "unk"} else known
    start_ms, end_ms = ordered_times(times[0], times[0] + times[1], number, notes)
    return Spoken(Word(fields[4], start_ms, end_ms, sure), speaker)


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write the words that have times, in the order of their starts."""
    note_untimed(transcript, losses)
    words = [word for segment in transcript.segments for word in segment.words]
    ordered = sorted(words, key=lambda word: word.start_ms)
    n_moved = sum(a is not b for a, b in zip(words, ordered, strict=True))
    for part in ("text", "words"):
        losses.add(part, n_moved, f"changed: {count(n_moved, 'word')} of segments that overlap lie "
                   "between those of the other one")  # fmt: skip
    head = recording_field(transcript)
    return "".join(f"{head} 1 {_columns(word)}\n" for word in ordered)


def _columns(word: Word) -> str:
    times = f"{as_seconds(word.start_ms)} {as_seconds(word.end_ms - word.start_ms)}"
    sure = "" if word.probability is None else f" {word.probability:.6g}"
    return f"{times} {word_field(word)}{sure}"
