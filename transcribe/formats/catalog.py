"""All formats, and which parts of a transcript each keeps."""

from __future__ import annotations

from transcribe.formats.kinds import Format, Option
from transcribe.formats.losses import EVERYTHING, TIMED_TEXT

SPEAKERS = Option("speakers", keeps=("speakers",))
WORDS = Option("words", keeps=("words", "word ends"))
# Of the segments where a chapter or marker begins; the writers report all other segments.
PLACES = frozenset({"text", "starts"})
FLAGGED = Option("flagged", default=True)
# Of the timeline that takes markers: frames a second, and the timecode of its first frame.
RATES = ("23.976", "24", "25", "29.97", "29.97 drop", "30", "50", "59.94", "59.94 drop", "60")
STARTS = ("01:00:00:00", "00:00:00:00", "10:00:00:00")
WORD_TIMES = frozenset({"words", "word ends"})
TIMED_LINES = TIMED_TEXT | {"empty segments"}

FORMATS: dict[str, Format] = {
    format_.name: format_
    for format_ in (
        Format(
            "srt", "SubRip", ".srt", "application/x-subrip", "srt", TIMED_TEXT | {"line breaks"},
            options=(SPEAKERS,), group="subtitles",
            mark=r"(?:\d{1,6}[ \t]*\n+)?\d{1,3}:\d\d:\d\d,\d{1,3}[ \t]*-->[ \t]*\d",
        ),
        Format(
            "vtt", "WebVTT", ".vtt", "text/vtt", "vtt", TIMED_TEXT | {"line breaks"},
            options=(Option("speakers", default=True, keeps=("speakers",)), WORDS),
            group="subtitles", mark=r"WEBVTT",
        ),
        Format(
            "txt", "Plain text", ".txt", "text/plain", "txt", frozenset({"text"}),
            options=(
                Option("times", keeps=("segments", "starts", "milliseconds")), SPEAKERS,
                Option("template", "text", ""),
            ),
            group="text", suffixes=(".text",),
        ),
        Format(
            "tsv", "Whisper TSV", ".tsv", "text/tab-separated-values", "tsv",
            TIMED_TEXT | {"empty segments"}, mark=r"(?i)start\tend\ttext",
        ),
        Format(
            "csv", "CSV table", ".csv", "text/csv", "csv_table",
            TIMED_LINES | {"line breaks", "speakers"}, mark=r"(?i)start,end,(?:speaker,)?text\b",
        ),
        Format("json", "Transcribe JSON", ".json", "application/json", "json", EVERYTHING),
        Format(
            "whisper-json", "Whisper JSON", ".json", "application/json", "json",
            TIMED_TEXT | WORD_TIMES | {"line breaks", "empty segments", "confidences", "language"},
            writer="dumps_whisper",
        ),
        Format(
            "ass", "Advanced SubStation Alpha", ".ass", "text/x-ssa", "subtitles.ass",
            TIMED_TEXT - {"milliseconds"} | {"line breaks"},
            options=(Option("speakers", default=True, keeps=("speakers",)), WORDS),
            group="subtitles", suffixes=(".ssa",), mark=r"(?:[;!].*\s+)*\[Script Info\]",
        ),
        Format(
            "ttml", "TTML (IMSC, EBU-TT-D)", ".ttml", "application/ttml+xml", "subtitles.ttml",
            TIMED_TEXT | {"line breaks", "language"},
            options=(Option("speakers", default=True, keeps=("speakers",)), WORDS),
            group="subtitles", suffixes=(".dfxp", ".itt"),
            mark=r"(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:\w+:)?tt\b",
        ),
        Format(
            "sbv", "YouTube SBV", ".sbv", "text/plain", "subtitles.sbv",
            TIMED_TEXT | {"line breaks"}, options=(SPEAKERS,), group="subtitles",
            mark=r"\d{1,7}:\d\d?:\d\d?\.\d{1,3},\d{1,7}:\d\d?:\d\d?\.\d{1,3}[ \t]*\n",
        ),
        Format(
            "lrc", "LRC lyrics", ".lrc", "text/plain", "subtitles.lrc",
            TIMED_TEXT - {"milliseconds"}, options=(SPEAKERS,), group="subtitles",
        ),
        Format(
            "stl", "EBU STL", ".stl", "application/octet-stream", "broadcast.stl",
            TIMED_TEXT - {"milliseconds"} | {"line breaks", "language"},
            options=(
                Option("frame_rate", "choice", "25", choices=("25", "29.97")),
                Option("start", "choice", "00:00:00:00", choices=tuple(sorted(STARTS))),
                Option("display", "choice", "teletext", choices=("teletext", "open")),
                Option("code_table", "choice", "auto",
                       choices=("auto", "latin", "cyrillic", "arabic", "greek", "hebrew")),
                SPEAKERS,
            ),
            group="subtitles", mark=r"(?s).{0,3}STL\d\d\.\d\d",
        ),
        Format(
            "scc", "Scenarist closed captions (CEA-608)", ".scc", "text/plain", "broadcast.scc",
            frozenset(), writer=None, group="subtitles", mark=r"Scenarist_SCC V1\.0",
        ),
        Format(
            "rttm", "RTTM speaker turns", ".rttm", "text/plain", "annotation.rttm",
            TIMED_LINES | WORD_TIMES | {"speakers", "confidences"}, group="annotation",
            mark=r"(?:;;.*\n\s*)*(?:SPEAKER|SPKR-INFO|LEXEME|SEGMENT|NON-SPEECH)[ \t]+\S+[ \t]+\S+[ \t]+(?:<NA>|\d)",
        ),
        Format("uem", "UEM regions", ".uem", "text/plain", "annotation.uem", frozenset(), group="annotation"),
        Format(
            "ctm", "CTM words", ".ctm", "text/plain", "annotation.ctm",
            WORD_TIMES | {"text", "confidences"}, group="annotation",
        ),
        Format(
            "stm", "STM segments", ".stm", "text/plain", "annotation.stm",
            TIMED_LINES | {"speakers"}, group="annotation",
        ),
        Format(
            "textgrid", "Praat TextGrid", ".TextGrid", "text/plain", "annotation.textgrid",
            TIMED_TEXT | WORD_TIMES | {"line breaks", "speakers"}, group="annotation",
            suffixes=(".textgrid_short", ".textgrid_long"),
            mark=r'(?:File type = )?"(?:ooTextFile|Praat chronological TextGrid)',
        ),
        Format(
            "eaf", "ELAN", ".eaf", "application/xml", "annotation.eaf",
            TIMED_TEXT | WORD_TIMES | {"line breaks", "speakers"}, group="annotation",
            mark=r"(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)*<ANNOTATION_DOCUMENT\b",
        ),
        Format(
            "trs", "Transcriber", ".trs", "application/xml", "annotation.trs",
            TIMED_TEXT | {"speakers", "language"}, group="annotation",
            mark=r"(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE Trans[^>\[]*>\s*)?(?:<!--[^>]*-->\s*)*<Trans\b",
        ),
        Format(
            "kaldi", "Kaldi data folder", ".zip", "application/zip", "annotation.kaldi",
            TIMED_TEXT | {"speakers"}, group="annotation", suffixes=(".tar",),
        ),
        Format(
            "audacity", "Audacity labels", ".txt", "text/plain", "annotation.audacity", TIMED_LINES,
            options=(SPEAKERS,), group="annotation", mark=r"\d+[.,]\d+\t\d+[.,]\d+(?:\t|\n|$)",
        ),
        Format(
            "openai-json", "OpenAI verbose_json", ".json", "application/json", "json_writers",
            TIMED_LINES | WORD_TIMES | {"line breaks", "language"}, writer="dumps_openai",
        ),
        Format(
            "label-studio", "Label Studio task", ".json", "application/json", "json_writers",
            TIMED_LINES | {"line breaks", "speakers"}, writer="dumps_label_studio", group="annotation",
        ),
        Format(
            "otr", "oTranscribe", ".otr", "application/json", "json_writers",
            frozenset({"segments", "text", "starts", "milliseconds", "line breaks"}),
            writer="dumps_otr", options=(SPEAKERS,), group="text",
        ),
        Format(
            "podcast-json", "Podcast transcript", ".json", "application/json", "json_writers",
            TIMED_LINES | {"line breaks", "speakers"}, writer="dumps_podcast", group="subtitles",
        ),
        Format(
            "docx", "Word document", ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "documents.docx", TIMED_TEXT | {"line breaks", "speakers"}, group="text",
        ),
        Format(
            "pdf", "PDF document", ".pdf", "application/pdf", "documents.pdf", frozenset({"text"}),
            reader=None, group="text",
            options=(
                Option("page", "choice", "A4", choices=("A4", "Letter")),
                Option("times", default=True),
                Option("speakers", default=True, keeps=("speakers",)),
            ),
        ),
        Format(
            "markdown", "Markdown", ".md", "text/markdown", "documents.markdown",
            frozenset({"segments", "text", "line breaks"}), reader=None, group="text",
            options=(
                Option("times", default=True, keeps=("starts",)),
                Option("speakers", default=True, keeps=("speakers",)),
            ),
        ),
        Format(
            "html", "Web page with player", ".html", "text/html", "documents.web_page",
            TIMED_TEXT | WORD_TIMES | {"line breaks", "speakers", "language"}, reader=None,
            group="text",
        ),
        Format(
            "youtube-chapters", "YouTube chapters", ".txt", "text/plain", "markers.chapters",
            PLACES, writer="dumps_youtube", reader=None, options=(FLAGGED,), group="text",
        ),
        Format(
            "podcast-chapters", "Podcast chapters", ".json", "application/json+chapters",
            "markers.chapters", PLACES | {"milliseconds"}, writer="dumps_podcast", reader=None,
            options=(FLAGGED,), group="text",
        ),
        Format(
            "edl", "EDL markers", ".edl", "text/plain", "markers.edl", PLACES, reader=None,
            options=(
                Option("frame_rate", "choice", "25", choices=RATES),
                Option("start", "choice", "01:00:00:00", choices=STARTS),
                Option("flagged"),
            ),
        ),
        Format(
            "fcpxml", "Final Cut Pro markers (FCPXML)", ".fcpxml", "application/xml", "markers.fcpxml",
            PLACES, reader=None,
            options=(
                Option("frame_rate", "choice", "25", choices=RATES),
                Option("start", "choice", "01:00:00:00", choices=STARTS),
                Option("kind", "choice", "chapter", choices=("chapter", "to-do", "standard")),
                FLAGGED,
            ),
        ),
        Format("whisperx-json", "WhisperX JSON", ".json", "application/json", "json", EVERYTHING),
    )
}  # fmt: skip
