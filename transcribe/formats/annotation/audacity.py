r"""Audacity's labels: start, end and text of each label, between tabs, in seconds.

A line that begins with `\` has the frequencies of the label before it.
"""

from __future__ import annotations

from transcribe.document.model import Transcript
from transcribe.formats.annotation.nist import as_seconds, seconds_ms
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder, Notes, decode_text, one_line, ordered_times, quoted
from transcribe.formats.speaker_names import split_speaker
from transcribe.formats.timestamps import parse_time


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read labels.

    Raises:
        FormatError: A line has no times.
    """
    builder = Builder(notes)
    for number, line in enumerate(decode_text(data, notes).split("\n"), 1):
        fields = line.split("\t", 2)
        if line.startswith("\\"):
            notes.warn(number, "frequencies were left out")
            continue
        if not line.strip():
            continue
        times = [_ms(text.strip()) for text in fields[:2]]
        if len(fields) < 2 or times[0] is None or times[1] is None:
            raise notes.error(number, f"a label needs start and end in seconds: {quoted(line)}")
        written = fields[2].strip(" \t\f\v") if len(fields) > 2 else ""
        speaker, text = split_speaker(written, notes, number)
        builder.add(*ordered_times(times[0], times[1], number, notes), text, speaker=speaker)
    return builder.transcript()


def _ms(text: str) -> int | None:
    """Seconds, with a comma in some languages; clock times as aeneas writes them."""
    time = parse_time(text) if ":" in text and len(text) < 30 else None
    return time.ms if time is not None else seconds_ms(text.replace(",", "."))


def dumps(transcript: Transcript, losses: Losses, *, speakers: bool = False) -> str:
    """Write labels.

    Args:
        transcript: The transcript.
        losses: What is not kept.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    lines = []
    n = sum(one.speaker is not None and not one.text.strip() for one in transcript.segments)
    losses.add(
        "speakers",
        n if speakers else 0,
        f"not kept: the speakers of {count(n, 'segment')} without text",
    )
    for segment in transcript.segments:
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name) if speaker else ""
        text = one_line(segment.text)
        times = f"{as_seconds(segment.start_ms)}\t{as_seconds(segment.end_ms)}"
        lines.append(f"{times}\t{f'{name}: ' if name and text else ''}{text}\n")
    return "".join(lines)
