"""Words with speakers as segments, for formats that have words and no segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from transcribe.document.model import Transcript, Word, join_text
from transcribe.document.segmentation import cut_segments
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and the name of its speaker."""

    word: Word
    speaker: str | None = None


def add_spoken(words: Iterable[Spoken], builder: Builder) -> None:
    """Add segments that end where the speaker changes, at pauses and at ends of sentences."""
    run: list[Word] = []
    speaker: str | None = None
    for one in sorted(words, key=lambda one: one.word.start_ms):
        if run and one.speaker != speaker:
            _add(run, speaker, builder)
            run = []
        speaker = one.speaker
        run.append(one.word)
    _add(run, speaker, builder)


def _add(words: list[Word], speaker: str | None, builder: Builder) -> None:
    for segment in cut_segments(words):
        builder.add(segment.start_ms, segment.end_ms, segment.text, speaker=speaker, words=segment.words)  # fmt: skip


def joined(words: Iterable[Word]) -> str:
    """The text that words make."""
    text = ""
    for word in words:
        text = join_text(text, word.text)
    return text


def note_untimed(transcript: Transcript, losses: Losses) -> None:
    """Report segments whose words do not make their text, where only words are written."""
    n = sum(
        joined(one.words).split() != one.text.split()
        for one in transcript.segments
        if one.text.strip()
    )
    losses.add(
        "text", n, f"not kept: the text of {count(n, 'segment')} as far as its words have no times"
    )


def note_names(names: Iterable[str], written: Iterable[str], losses: Losses) -> None:
    """Report names of speakers that the format changes."""
    n = sum(a != b for a, b in zip(names, written, strict=True))
    losses.add("speakers", n, f"changed: spaces in {count(n, 'speaker')}' names became _"
               if n > 1 else "changed: the spaces in a speaker's name became _")  # fmt: skip
