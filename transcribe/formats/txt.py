"""Plain text, for reading."""

from __future__ import annotations

from transcribe.document.model import Transcript
from transcribe.formats.timestamps import to_timestamp


def dumps(transcript: Transcript, *, times: bool = False, speakers: bool = False) -> str:
    """Write one line per segment.

    Args:
        transcript: The transcript.
        times: Begin each line with `[HH:MM:SS.mmm]`.
        speakers: Name the speaker at each change, or on each line with `times`.
    """
    lines: list[str] = []
    previous: str | None = None
    for segment in transcript.segments:
        text = " ".join(segment.text.split())
        if not text:
            continue
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = speaker.name if speaker and (times or segment.speaker != previous) else ""
        previous = segment.speaker
        stamp = f"[{to_timestamp(segment.start_ms, '.')}] " if times else ""
        lines.append(f"{stamp}{f'{name}: ' if name else ''}{text}")
    return "".join(f"{line}\n" for line in lines)
