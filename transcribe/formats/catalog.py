"""All formats, and which parts of a transcript each keeps."""

from __future__ import annotations

from transcribe.formats.kinds import Format, Option
from transcribe.formats.losses import EVERYTHING, TIMED_TEXT

SPEAKERS = Option("speakers", keeps=("speakers",))
WORDS = Option("words", keeps=("words", "word ends"))
WORD_TIMES = {"words", "word ends"}

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "srt", "SubRip", ".srt", "application/x-subrip", "srt", TIMED_TEXT | {"line breaks"},
            options=(SPEAKERS,), group="subtitles",
        ),
        Format(
            "vtt", "WebVTT", ".vtt", "text/vtt", "vtt", TIMED_TEXT | {"line breaks"},
            options=(Option("speakers", default=True, keeps=("speakers",)), WORDS),
            group="subtitles", mark=r"WEBVTT",
        ),
        Format(
            "txt", "Plain text", ".txt", "text/plain", "txt", frozenset({"text"}),
            options=(Option("times", keeps=("segments", "starts", "milliseconds")), SPEAKERS),
            group="text", suffixes=(".text",),
        ),
        Format(
            "tsv", "Whisper TSV", ".tsv", "text/tab-separated-values", "tsv",
            TIMED_TEXT | {"empty segments"}, mark=r"(?i)start\tend\ttext",
        ),
        Format("json", "Transcribe JSON", ".json", "application/json", "json", EVERYTHING),
        Format(
            "whisper-json", "Whisper JSON", ".json", "application/json", "json",
            TIMED_TEXT | WORD_TIMES | {"line breaks", "empty segments", "confidences", "language"},
            writer="dumps_whisper",
        ),
        Format("whisperx-json", "WhisperX JSON", ".json", "application/json", "json", EVERYTHING),
    )
}  # fmt: skip
