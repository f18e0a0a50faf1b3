"""JSON of speech services and annotation programs, brought to segments with words, in seconds.

| program | its form |
|---|---|
| Amazon Transcribe | `results.items` with times as text, `speaker_labels`; also the list of items alone |
| Speechmatics | `results` of words and punctuation marks; version 1: `words` and `speakers` side by side |
| BBC's Kaldi | `retval.words` with `punct`, `segmentation.segments` with speakers |
| BBC's digital paper edit | `words`, and `paragraphs` with speakers |
| aeneas | `fragments` with `begin`, `end`, `lines` |
| Podcasting 2.0 transcripts 1.0.0 | `segments` with `startTime`, `endTime`, `body`, `speaker` |
| Label Studio | tasks with `annotations`, whose regions have labels and texts |
| oTranscribe | `text` in HTML with timestamps |
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from transcribe.document.model import Word
from transcribe.document.segmentation import cut_segments
from transcribe.formats.parsing import Notes, is_blank, trimmed_lines
from transcribe.formats.speaker_names import split_name

Fields = dict[str, Any]
LAST_S = 3.0
UNKNOWN_SPEAKERS = frozenset({"", "UU", "None"})


def vendor_segments(plain: Any, notes: Notes) -> Fields | None:
    """The file as an object with a list `segments`; None if it is of none of these programs."""
    for read in _READERS:
        found = read(plain, notes)
        if found is not None:
            return found
    return None


def _list(value: Any, name: str) -> list[Fields]:
    """The objects of a list in an object."""
    given = value.get(name) if isinstance(value, dict) else None
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _number(value: Any) -> float | None:
    """A number that may be written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) < 1e9 else None


def _word(text: Any, start: Any, end: Any, sure: Any = None, speaker: Any = None) -> Fields | None:
    first, last = _number(start), _number(end)
    if not isinstance(text, str) or not text.strip() or first is None or last is None:
        return None
    return {"word": text.strip(), "start": first, "end": max(first, last), "probability": _number(sure),
            "speaker": None if str(speaker) in UNKNOWN_SPEAKERS else str(speaker)}  # fmt: skip


def _attached(words: list[Fields], text: str) -> None:
    """Put a punctuation mark to the word before."""
    if words:
        words[-1] = {**words[-1], "word": words[-1]["word"] + text}


def _cut(words: list[Fields]) -> list[Fields]:
    """Segments from words: they end at changes of speaker, at pauses and at ends of sentences."""
    segments: list[Fields] = []
    run: list[Fields] = []
    for word in [*words, {}]:
        if run and (not word or word["speaker"] != run[-1]["speaker"]):
            segments += _run(run)
            run = []
        run.append(word)
    return segments


def _run(run: list[Fields]) -> Iterator[Fields]:
    values = []
    for one in run:
        start_ms = max(0, round(one["start"] * 1000))
        sure = one["probability"]
        is_sure = sure is not None and 0 <= sure <= 1
        end_ms = max(start_ms, round(one["end"] * 1000))
        values.append(Word(one["word"], start_ms, end_ms, sure if is_sure else None))
    for segment in cut_segments(values):
        words = [
            {"word": w.text, "start": w.start_ms / 1000, "end": w.end_ms / 1000}
            | ({} if w.probability is None else {"probability": w.probability})
            for w in segment.words
        ]
        yield {"start": segment.start_ms / 1000, "end": segment.end_ms / 1000, "text": segment.text,
               "words": words, "speaker": run[0]["speaker"]}  # fmt: skip


def _with_speakers(words: list[Fields], turns: list[tuple[float, float, str]]) -> list[Fields]:
    """Words with the speaker of the turn in which their middle lies, else of the one before."""
    turns = sorted(turns)
    starts = [start for start, _, _ in turns]
    found = []
    for word in words:
        at = bisect_right(starts, (word["start"] + word["end"]) / 2) - 1
        found.append({**word, "speaker": turns[at][2] if at >= 0 else None})
    return found


def _amazon(plain: Any, _notes: Notes) -> Fields | None:
    results = plain.get("results") if isinstance(plain, dict) else None
    items = _list(results, "items")
    if isinstance(plain, list) and plain and all(isinstance(one, dict) for one in plain):
        items = plain
    kinds = {one.get("type") for one in items}
    if not items or not kinds <= {"pronunciation", "punctuation"}:
        return None
    labels = results.get("speaker_labels") if isinstance(results, dict) else None
    speakers = {
        (one.get("start_time"), one.get("end_time")): one.get("speaker_label")
        for turn in _list(labels, "segments")
        for one in _list(turn, "items")
    }
    words: list[Fields] = []
    for one in items:
        best = next(iter(_list(one, "alternatives")), {})
        text = best.get("content")
        if one.get("type") == "punctuation":
            _attached(words, text if isinstance(text, str) else "")
            continue
        times = one.get("start_time"), one.get("end_time")
        speaker = one.get("speaker_label", speakers.get(times, ""))
        word = _word(text, *times, best.get("confidence"), speaker)
        words += [word] if word else []
    return {"segments": _cut(words), "language": _language(results)}


def _language(fields: Any) -> str | None:
    """A language code without its region."""
    given = (
        fields.get("language_code") or fields.get("language") if isinstance(fields, dict) else None
    )
    return given.split("-")[0] if isinstance(given, str) else None


def _speechmatics(plain: Any, _notes: Notes) -> Fields | None:
    results = _list(plain, "results")
    if not results or not all("alternatives" in one and "type" in one for one in results):
        return None
    words: list[Fields] = []
    prefix = ""
    for one in results:
        best = next(iter(_list(one, "alternatives")), {})
        text = str(best.get("content") or "")
        if one["type"] == "punctuation":
            if one.get("attaches_to") == "next":
                prefix += text
            else:
                _attached(words, text)
            continue
        speaker = best.get("speaker") or one.get("channel")
        word = _word(prefix + text, one.get("start_time"), one.get("end_time"), best.get("confidence"), speaker or "")  # fmt: skip
        words += [word] if word else []
        prefix = ""
    metadata = plain.get("metadata")
    config = metadata.get("transcription_config") if isinstance(metadata, dict) else None
    return {"segments": _cut(words), "language": _language(config)}


def _speechmatics_1(plain: Any, _notes: Notes) -> Fields | None:
    given = _list(plain, "words")
    if not given or not all("time" in one and "name" in one for one in given):
        return None
    words: list[Fields] = []
    for one in given:
        start, duration = _number(one.get("time")), _number(one.get("duration"))
        name = str(one.get("name") or "")
        if not any(c.isalnum() for c in name):
            _attached(words, name)
        elif word := _word(name, start, (start or 0) + (duration or 0), one.get("confidence"), ""):
            words.append(word)
    turns = [
        (start, start, str(one.get("name")))
        for one in _list(plain, "speakers")
        if (start := _number(one.get("time"))) is not None
    ]
    job = plain.get("job")
    language = job.get("lang") if isinstance(job, dict) else None
    return {"segments": _cut(_with_speakers(words, turns)), "language": language}


def _bbc_kaldi(plain: Any, _notes: Notes) -> Fields | None:
    inner = plain.get("retval") if isinstance(plain, dict) else None
    whole = inner if isinstance(inner, dict) else plain
    if not isinstance(whole, dict) or not isinstance(whole.get("segmentation"), dict | type(None)):
        return None
    turns = []
    for one in _list(whole.get("segmentation"), "segments"):
        start, duration = _number(one.get("start")), _number(one.get("duration"))
        whose = one.get("speaker")
        name = str(whose.get("@id")) if isinstance(whose, dict) else ""
        if start is not None and duration is not None:
            turns.append((start, start + duration, name))
    given = _list(whole, "words")
    is_kaldi = bool(given) and all("punct" in one for one in given)
    if not is_kaldi and (given or not turns):
        return None
    if not given:
        return {"segments": [
            {"start": a, "end": b, "text": "", "speaker": name or None} for a, b, name in turns
        ]}  # fmt: skip
    words = [_word(one.get("punct"), one.get("start"), one.get("end"), one.get("confidence"), "")
             for one in given]  # fmt: skip
    return {"segments": _cut(_with_speakers([one for one in words if one], turns))}


def _paper_edit(plain: Any, _notes: Notes) -> Fields | None:
    paragraphs, given = _list(plain, "paragraphs"), _list(plain, "words")
    if not paragraphs or not given or "segments" in plain:
        return None
    turns = [
        (start, start, str(one.get("speaker")))
        for one in paragraphs
        if (start := _number(one.get("start"))) is not None
    ]
    words = [_word(one.get("text", one.get("word")), one.get("start"), one.get("end"), None, "")
             for one in given]  # fmt: skip
    found = [one for one in words if one]
    return {"segments": _cut(_with_speakers(found, turns))} if turns and found else None


def _speaker_words(plain: Any, _notes: Notes) -> Fields | None:
    """A list of words with the names of their speakers, start and duration."""
    rows = plain if isinstance(plain, list) else []
    if not rows or not all(
        isinstance(one, dict) and {"word", "start", "duration"} <= {*one} for one in rows
    ):
        return None
    words = [_word(one["word"], one["start"], (_number(one["start"]) or 0) + (_number(one["duration"]) or 0),
                   one.get("confidence"), one.get("speaker_name", one.get("speaker", ""))) for one in rows]  # fmt: skip
    return {"segments": _cut([one for one in words if one])}


def _aeneas(plain: Any, notes: Notes) -> Fields | None:
    fragments = _list(plain, "fragments")
    if not fragments or not all("begin" in one for one in fragments):
        return None
    if any(one.get("children") for one in fragments):
        notes.warn(None, "fragments inside of fragments were left out")
    return {"segments": [
        {"start": _number(one.get("begin")), "end": _number(one.get("end")),
         "text": "\n".join(str(line) for line in one.get("lines") or ())}
        for one in fragments
    ], "language": _language(fragments[0])}  # fmt: skip


def _podcast(plain: Any, _notes: Notes) -> Fields | None:
    segments = _list(plain, "segments")
    if not segments or not all("startTime" in one and "body" in one for one in segments):
        return None
    return {"segments": [
        {"start": _number(one.get("startTime")), "end": _number(one.get("endTime", one.get("startTime"))),
         # A reader takes the first space away, as Whisper writes one.
         "text": f" {one['body']}", "speaker": one.get("speaker")}
        for one in segments
    ]}  # fmt: skip


def _label_studio(plain: Any, notes: Notes) -> Fields | None:
    tasks = plain if isinstance(plain, list) else [plain]
    if not tasks or not all(isinstance(one, dict) and "data" in one for one in tasks):
        return None
    task = tasks[0]
    answers = _list(task, "annotations") or _list(task, "completions") or _list(task, "predictions")
    if not answers:
        return None
    if len(tasks) > 1:
        notes.warn(None, f"{len(tasks) - 1} other tasks were left out: one is read")
    if len(answers) > 1:
        notes.warn(None, f"{len(answers) - 1} other annotations of the task were left out")
    regions: dict[str, Fields] = {}
    for n, one in enumerate(_list(answers[0], "result")):
        _add_region(regions.setdefault(str(one.get("id", n)), {}), one.get("value"))
    found = [one for one in regions.values() if "start" in one]
    if not found and answers[0].get("result") != []:  # with regions, but none of audio
        return None
    return {"segments": sorted(found, key=lambda one: one["start"])}


def _add_region(region: Fields, value: Any) -> None:
    if not isinstance(value, dict):
        return
    start, end = _number(value.get("start")), _number(value.get("end"))
    if start is not None and end is not None:
        region.update(start=start, end=end)
    region.setdefault("text", "")
    for name in ("labels", "choices"):
        given = value.get(name)
        if isinstance(given, list) and given and isinstance(given[0], str) and name == "labels":
            region["speaker"] = given[0]
    text = value.get("text")
    if isinstance(text, list):
        region["text"] = " " + "\n".join(str(line) for line in text)
    elif isinstance(text, str):
        region["text"] = f" {text}"


class _OtrText(HTMLParser):
    """The text of oTranscribe's HTML, with its timestamps in seconds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[float | None, list[str]]] = [(None, [])]
        self._in_stamp = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "span" and "timestamp" in (given.get("class") or ""):
            self._in_stamp = True
            self.pieces.append((_number(given.get("data-timestamp")), []))
        elif tag in {"br", "p", "div"}:
            self.pieces[-1][1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._in_stamp = False
        elif tag in {"p", "div"}:
            self.pieces[-1][1].append("\n")

    def handle_data(self, data: str) -> None:
        if not self._in_stamp:
            self.pieces[-1][1].append(data)


def _otr(plain: Any, notes: Notes) -> Fields | None:
    is_otr = (
        isinstance(plain, dict) and {"text", "media"} <= {*plain} and isinstance(plain["text"], str)
    )
    if not is_otr or ("timestamp" not in plain["text"] and "media-time" not in plain):
        return None
    reader = _OtrText()
    reader.feed(plain["text"])
    reader.close()
    shown = [(at, trimmed_lines("".join(text))) for at, text in reader.pieces]
    if shown[0][1].strip():
        notes.warn(None, f"text before the first time was left out: {shown[0][1][:200]}")
    timed = sorted(((at, text) for at, text in shown if at is not None), key=lambda one: one[0])
    ends = [later for (_, _), (later, _) in pairwise(timed)]
    ends += [timed[-1][0] + LAST_S] if timed else []
    segments = []
    for (start, written), end in zip(timed, ends, strict=True):
        name, text = split_name(written, notes.options)
        if not is_blank(text):
            segments.append({"start": start, "end": end, "text": f" {text}", "speaker": name})
    return {"segments": segments}


_READERS: tuple[Callable[[Any, Notes], Fields | None], ...] = (
    _amazon, _speechmatics, _speechmatics_1, _bbc_kaldi, _paper_edit, _speaker_words, _aeneas, _podcast,
    _label_studio, _otr,
)  # fmt: skip
