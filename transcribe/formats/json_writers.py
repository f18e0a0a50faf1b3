"""JSON for other programs: OpenAI's verbose_json, Label Studio, oTranscribe and podcast players.

All are read by `json.loads`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from transcribe.document.model import Segment, Transcript
from transcribe.document.serialization import seconds
from transcribe.formats.json import loads
from transcribe.formats.json_dialects import LANGUAGES
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Notes, is_blank, one_line, trimmed_lines

__all__ = ["dumps_label_studio", "dumps_openai", "dumps_otr", "dumps_podcast", "loads"]
_NAMES = {code: name for name, code in reversed(LANGUAGES.items())}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _spaced(text: str) -> str:
    """Readers take the first space of a text away, as Whisper writes one."""
    return f" {text}" if text.startswith(" ") else text


def dumps_openai(transcript: Transcript, losses: Losses) -> str:
    """Write OpenAI's `verbose_json`: segments, and a list of all words.

    Figures that only the engine knows (tokens, probabilities of a segment) are left out.
    """
    words = [word for segment in transcript.segments for word in segment.words]
    plain: dict[str, Any] = {
        "task": "transcribe",
        "language": _NAMES.get(transcript.language or "", transcript.language or ""),
        "duration": seconds(transcript.duration_ms),
        "text": transcript.text,
        "segments": [
            {"id": n, "start": seconds(s.start_ms), "end": seconds(s.end_ms), "text": _spaced(s.text)}
            for n, s in enumerate(transcript.segments)
        ],
    }  # fmt: skip
    if words:
        plain["words"] = [
            {"word": w.text, "start": seconds(w.start_ms), "end": seconds(w.end_ms)} for w in words
        ]
    written = _json(plain)
    if words:
        again = loads(written, Notes("")).segments
        n = sum(_timed(a) != _timed(b) for a, b in zip(transcript.segments, again, strict=True))
        losses.add("words", n, f"not kept: which words belong to {count(n, 'segment')} that "
                   "overlap, or whose words have no times")  # fmt: skip
    return written


def _timed(segment: Segment) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in segment.words]


def dumps_podcast(transcript: Transcript, _losses: Losses) -> str:
    """Write a transcript of the podcast namespace, JSON 1.0.0.

    Source: Podcastindex-org/podcast-namespace, docs/examples/transcripts/transcripts.md.
    """
    segments = [
        {**_speaker(transcript, s), "startTime": seconds(s.start_ms), "endTime": seconds(s.end_ms),
         "body": s.text}
        for s in transcript.segments
    ]  # fmt: skip
    return _json({"version": "1.0.0", "segments": segments})


def _speaker(transcript: Transcript, segment: Segment) -> dict[str, str]:
    speaker = transcript.speaker(segment.speaker)
    return {"speaker": speaker.name} if speaker and speaker.name.strip() else {}


def dumps_label_studio(transcript: Transcript, _losses: Losses) -> str:
    """Write a task of Label Studio with one annotation: a region with label and text a segment.

    It fits the labelling configuration "Automatic Speech Recognition using Segments": `Labels` and
    `TextArea` on `Audio`, named labels, transcription and audio.
    """
    duration_s = seconds(transcript.duration_ms)
    result = []
    for segment in transcript.segments:
        value = {"start": seconds(segment.start_ms), "end": seconds(segment.end_ms), "channel": 0}
        common = {"id": f"s{segment.id}", "to_name": "audio", "original_length": duration_s}
        labels = [*_speaker(transcript, segment).values()]
        result.append({**common, "from_name": "labels", "type": "labels",
                       "value": {**value, "labels": labels}})  # fmt: skip
        result.append({**common, "from_name": "transcription", "type": "textarea",
                       "value": {**value, "text": [segment.text]}})  # fmt: skip
    data = {"audio": transcript.media.filename, "title": transcript.media.title}
    return _json([{"data": data, "annotations": [{"result": result}]}])


def dumps_otr(transcript: Transcript, losses: Losses, *, speakers: bool = False) -> str:
    """Write oTranscribe's file: a paragraph a segment, with its start as timestamp.

    Args:
        transcript: Segments without text are skipped.
        losses: What is not kept.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    starts = [s.start_ms for s in transcript.segments]
    n = len(starts) - len(set(starts))
    losses.add("segments", n, f"changed: {count(n, 'segment')} that begin with another one")
    plain = {
        "text": "".join(_paragraphs(transcript, speakers=speakers)),
        "media": transcript.media.filename,
        "media-time": 0,
    }
    return _json(plain)


def _paragraphs(transcript: Transcript, *, speakers: bool) -> Iterator[str]:
    for segment in transcript.segments:
        text = html.escape(trimmed_lines(segment.text), quote=False).replace("\n", "<br />")
        if is_blank(text):
            continue
        name = one_line(_speaker(transcript, segment).get("speaker", "")) if speakers else ""
        whole_s = segment.start_ms // 1000
        clock = f"{whole_s // 3600}:{whole_s // 60 % 60:02}:{whole_s % 60:02}"
        stamp = (
            f'<span class="timestamp" data-timestamp="{seconds(segment.start_ms)}">{clock}</span>'
        )
        yield f"<p>{stamp} {f'{html.escape(name, quote=False)}: ' if name else ''}{text}</p>"
