"""Transcripts in the formats of OpenAI's audio API.

https://platform.openai.com/docs/api-reference/audio; `docs/operate/integrations.md` lists the values that are
missing here and their substitutes.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from transcribe.asr.languages import LANGUAGES
from transcribe.document.model import Segment, Transcript, join_text
from transcribe.document.serialization import seconds
from transcribe.formats import dumps

Json = dict[str, Any]

FRAMES_PER_S = 100  # frames of Whisper's spectrogram, the unit of `seek`
LEAST_PROBABILITY = 1e-6


def to_json(transcript: Transcript) -> Json:
    """`response_format=json`."""
    return {"text": transcript.text, "usage": _usage(transcript)}


def to_verbose_json(transcript: Transcript, *, task: str, granularities: frozenset[str]) -> Json:
    """`response_format=verbose_json`, with "segment" or "word" times or both."""
    spoken = LANGUAGES.get(transcript.language or "", "")
    plain: Json = {
        "task": task,
        "language": "english" if task == "translate" else spoken,
        "duration": seconds(transcript.duration_ms),
        "text": transcript.text,
        "usage": _usage(transcript),
    }
    if "segment" in granularities:
        plain["segments"] = [_segment(n, s) for n, s in enumerate(transcript.segments)]
    if "word" in granularities:
        plain["words"] = [
            {"word": word.text, "start": seconds(word.start_ms), "end": seconds(word.end_ms)}
            for segment in transcript.segments
            for word in segment.words
        ]
    return plain


def _usage(transcript: Transcript) -> Json:
    return {"type": "duration", "seconds": math.ceil(transcript.duration_ms / 1000)}


def _segment(number: int, segment: Segment) -> Json:
    return {
        "id": number,
        "seek": segment.start_ms * FRAMES_PER_S // 1000,
        "start": seconds(segment.start_ms),
        "end": seconds(segment.end_ms),
        "text": segment.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": _mean_log_probability(segment),
        "compression_ratio": _compression_ratio(segment.text),
        "no_speech_prob": 0.0,
    }


def _mean_log_probability(segment: Segment) -> float:
    known = [word.probability for word in segment.words if word.probability is not None]
    if not known:
        return 0.0
    return sum(math.log(max(value, LEAST_PROBABILITY)) for value in known) / len(known)


def _compression_ratio(text: str) -> float:
    """Same as `whisper.utils.compression_ratio`: above 2.4 the text is repetitive."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


TEXTS: dict[str, Callable[[Transcript], str]] = {
    "text": lambda transcript: transcript.text + "\n",
    "srt": lambda transcript: str(dumps(transcript, "srt")),
    "vtt": lambda transcript: str(dumps(transcript, "vtt")),
}
RESPONSE_FORMATS = ("json", *TEXTS, "verbose_json")


class Deltas:
    """The text of a growing transcript as pieces whose concatenation is the whole text.

    The last segment may be extended by the next chunk. A segment that appears before one already
    sent is left out, since sent text cannot be withdrawn. The last event has the text in the
    right order.
    """

    def __init__(self) -> None:
        self._text, self._at = "", (-1, -1)

    def of(self, transcript: Transcript) -> Iterator[str]:
        """The text added since the last call, one piece per segment."""
        is_longer = transcript.text.startswith(self._text)
        passed = ""
        for segment in transcript.segments:
            place = (segment.start_ms, segment.id)
            passed = join_text(passed, segment.text.strip())
            if len(passed) <= len(self._text) if is_longer else place <= self._at:
                continue
            self._at = max(place, self._at)
            joined = passed if is_longer else join_text(self._text, segment.text.strip())
            if joined != self._text:
                yield joined[len(self._text) :]
            self._text = joined


def event(name: str, **fields: str) -> str:
    """One server-sent event of a stream, such as `transcript.text.delta`."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields}, ensure_ascii=False)}\n\n"
