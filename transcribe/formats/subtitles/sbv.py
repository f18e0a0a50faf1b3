"""SubViewer as YouTube writes it (SBV): a line with both times, the text, a blank line."""

from __future__ import annotations

import re

from transcribe.document.model import Transcript
from transcribe.formats.losses import Losses, note_lengthened
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    one_line,
    ordered_times,
    quoted,
    time_ms,
    trimmed_lines,
)
from transcribe.formats.speaker_names import split_speaker
from transcribe.formats.srt import cue_text
from transcribe.formats.timestamps import parse_time

_TIME = r"\d{1,7}:\d{1,2}:\d{1,2}\.\d{1,3}"
_TIMES = re.compile(rf"[ \t]*({_TIME})[ \t]*,[ \t]*({_TIME})[ \t]*", re.ASCII)


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read SBV; blocks without readable times are reported.

    Raises:
        FormatError: It is not empty but has no cue.
    """
    lines = decode_text(data, notes).split("\n")
    builder = Builder(notes)
    at = 0
    while at < len(lines):
        stop = next((i for i in range(at, len(lines)) if not lines[i]), len(lines))
        if any(line.strip() for line in lines[at:stop]):
            _read_block(lines[at:stop], at + 1, builder)
        at = stop + 1
    if not builder.segments and any(line.strip() for line in lines):
        first = next(n for n, line in enumerate(lines, 1) if line.strip())
        raise notes.error(first, "it has no SBV time line (0:00:01.000,0:00:02.000)")
    return builder.transcript()


def _read_block(lines: list[str], number: int, builder: Builder) -> None:
    found = _TIMES.fullmatch(lines[0])
    times = [parse_time(text) for text in found.groups()] if found else []
    if not times or times[0] is None or times[1] is None:
        builder.notes.warn(number, f"a block without readable times was left out: {quoted(' '.join(lines))}")  # fmt: skip
        return
    start_ms, end_ms = (time_ms(time, number, builder.notes) for time in times if time is not None)
    text = trimmed_lines("\n".join(lines[1:]).replace("[br]", "\n"))
    speaker, text = split_speaker(text, builder.notes, number)
    builder.add(*ordered_times(start_ms, end_ms, number, builder.notes), text, speaker=speaker)


def dumps(transcript: Transcript, losses: Losses, *, speakers: bool = False) -> str:
    """Write SBV.

    Args:
        transcript: Segments without text are skipped.
        losses: What is not kept.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    note_lengthened(transcript, losses)
    n_marks = sum("[br]" in segment.text for segment in transcript.segments)
    losses.add("text", n_marks, "changed: [br] in a text is a line break")
    blocks = []
    for segment in transcript.segments:
        text = cue_text(segment.text)
        if not text:
            continue
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name) if speaker else ""
        end_ms = max(segment.end_ms, segment.start_ms + 1)
        times = f"{_time(segment.start_ms)},{_time(end_ms)}"
        blocks.append(f"{times}\n{f'{name}: ' if name else ''}{text}\n")
    return "\n".join(blocks)


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
