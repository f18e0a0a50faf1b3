"""JSON of the programs around Whisper, brought to one form: segments with words, in seconds.

| program | its form |
|---|---|
| whisper, faster-whisper, stable-ts, WhisperX, mlx-whisper | `segments` with `words` |
| whisper-timestamped | the same; a word's text is `text`, its probability `confidence` |
| OpenAI `verbose_json`, also Groq and others | `segments` and `words` side by side, or `words` alone |
| WhisperX | `word_segments` beside the segments |
| whisper.cpp `-oj`, `-ojf` | `transcription` with `offsets` in ms, and `tokens` |
| Transformers pipeline, insanely-fast-whisper | `chunks` with `timestamp: [start, end]`, `speakers` |
| AssemblyAI, and answers made of its parts | `words` and `utterances`, times in whole ms |
| several exporters | a list of segments without an object around it |
| faster-whisper, its named tuples written as they are | `[id, seek, start, end, text, …, words]` |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, pairwise
from typing import Any, TypeGuard

from transcribe.document.model import Word, is_unspaced
from transcribe.document.segmentation import cut_segments
from transcribe.document.word_timing import fit_words
from transcribe.formats.json_vendors import vendor_segments
from transcribe.formats.parsing import Notes
from transcribe.formats.timestamps import MAX_LINE, parse_time

Fields = dict[str, Any]
CUT = "\ufffd"  # for bytes that are no whole character
Span = tuple[float | None, float | None]
LANGUAGES = {
    "english": "en", "chinese": "zh", "mandarin": "zh", "german": "de", "spanish": "es",
    "russian": "ru", "korean": "ko", "french": "fr", "japanese": "ja", "portuguese": "pt",
    "turkish": "tr", "polish": "pl", "catalan": "ca", "dutch": "nl", "flemish": "nl", "arabic": "ar",
    "swedish": "sv", "italian": "it", "indonesian": "id", "hindi": "hi", "finnish": "fi",
    "vietnamese": "vi", "hebrew": "he", "ukrainian": "uk", "greek": "el", "malay": "ms",
    "czech": "cs", "romanian": "ro", "danish": "da", "hungarian": "hu", "tamil": "ta",
    "norwegian": "no", "thai": "th", "urdu": "ur", "croatian": "hr", "bulgarian": "bg",
    "lithuanian": "lt", "welsh": "cy", "slovak": "sk", "persian": "fa", "latvian": "lv",
    "bengali": "bn", "serbian": "sr", "azerbaijani": "az", "slovenian": "sl", "estonian": "et",
    "macedonian": "mk", "icelandic": "is", "armenian": "hy", "bosnian": "bs", "kazakh": "kk",
    "albanian": "sq", "swahili": "sw", "galician": "gl", "belarusian": "be", "afrikaans": "af",
    "tagalog": "tl", "cantonese": "yue", "georgian": "ka",
}  # fmt: skip
TIMED_LISTS = ("segments", "words")
MOST_S_A_CHARACTER = 10
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,12})?", re.ASCII)
_CUT_RUNS = re.compile(f"{CUT}+|[^{CUT}]+")
_CONTROL_TOKEN = re.compile(r"\[_[A-Z]+_?\d*_?\]|<\|.*\|>")


def language_code(name: str) -> str:
    """Whisper's code for a language that a file may name in full."""
    return LANGUAGES.get(name.lower(), name)


def as_segments(plain: Any, notes: Notes) -> Fields | None:
    """The file as an object with a list `segments`; None if it is of no known form."""
    vendor = vendor_segments(plain, notes)
    if vendor is not None:
        return vendor
    if (
        isinstance(plain, dict)
        and "segments" not in plain
        and _are_objects(plain.get("utterances"))
    ):
        plain = {**plain, "segments": plain["utterances"]}
    plain = _from_milliseconds(plain, notes)
    if isinstance(plain, list):
        plain = [as_fields(one) for one in plain]
        is_segments = plain and all(_has_times(one) for one in plain if isinstance(one, dict))
        return _from_list(plain, notes) if is_segments and isinstance(plain[0], dict) else None
    if not isinstance(plain, dict):
        return None
    if isinstance(plain.get("segments"), list):
        plain = {**plain, "segments": [as_fields(one) for one in plain["segments"]]}
        return _with_words_at_top(plain, notes)
    if isinstance(plain.get("transcription"), list):
        return _from_whisper_cpp(plain)
    if isinstance(plain.get("chunks"), list):
        return _from_chunks(plain, notes)
    if isinstance(plain.get("words"), list) and isinstance(plain.get("text", ""), str):
        return _from_words(plain, notes)
    return None


def _are_objects(value: Any) -> TypeGuard[list[Fields]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _from_milliseconds(plain: Any, notes: Notes) -> Any:
    """The same with seconds, where segments and words have times in whole milliseconds.

    They are if all are whole numbers and as seconds would hold less than a character in ten
    seconds: speech has ten or more in one.
    """
    lists = _timed_lists(plain)
    rows = plain if isinstance(plain, list) else list(chain.from_iterable(lists.values()))
    lengths = [_whole_length(one) for one in rows]
    n_characters = sum(len(str(one.get("text"))) for one in rows if isinstance(one, dict))
    if None in lengths or sum(filter(None, lengths)) <= n_characters * MOST_S_A_CHARACTER:
        return plain
    notes.warn(None, "its times are whole numbers that make sense only as milliseconds")
    if isinstance(plain, list):
        return [_in_seconds(one) for one in plain]
    return {**plain, **{name: [_in_seconds(one) for one in own] for name, own in lists.items()}}


def _timed_lists(plain: Any) -> dict[str, list[Fields]]:
    """The lists of segments and words in a file that is an object."""
    given = [(name, plain.get(name)) for name in TIMED_LISTS] if isinstance(plain, dict) else []
    return {name: rows for name, rows in given if _are_objects(rows)}


def _whole_length(fields: Any) -> int | None:
    """The duration of an object with text whose start and end are whole numbers."""
    if not isinstance(fields, dict) or "text" not in fields or fields.get("type") == "caption":
        return None
    start, end = fields.get("start"), fields.get("end")
    return end - start if type(start) is int and type(end) is int else None


def _in_seconds(fields: Fields) -> Fields:
    words = fields.get("words")
    times = {edge: fields[edge] / 1000 for edge in ("start", "end") if _is_number(fields.get(edge))}
    inner = {"words": [_in_seconds(one) for one in words]} if _are_objects(words) else {}
    return {**fields, **times, **inner}


def _from_list(rows: list[Any], notes: Notes) -> Fields:
    """A list of segments. The `subsrt` library writes captions in ms, others seconds."""
    if not any(isinstance(one, dict) and one.get("type") == "caption" for one in rows):
        return {"segments": rows}
    notes.warn(None, "captions in milliseconds (subsrt)")
    in_seconds = [
        {**one, "start": one["start"] / 1000, "end": one["end"] / 1000,
         "text": one.get("content", one["text"])}
        if isinstance(one, dict) else one
        for one in rows
    ]  # fmt: skip
    return {"segments": in_seconds}


def as_fields(segment: Any) -> Any:
    """A segment as an object, with times in seconds, also where a program writes rows or text."""
    if isinstance(segment, list) and len(segment) > 4 and isinstance(segment[4], str):
        words = next((one for one in reversed(segment) if _is_rows(one)), None)
        segment = {"start": segment[2], "end": segment[3], "text": segment[4], "words": words}
    if not isinstance(segment, dict):
        return segment
    words = segment.get("words")
    given = [_word_fields(one) for one in words] if isinstance(words, list) else words
    return {**_with_seconds(segment), "words": given} if words else _with_seconds(segment)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, list) for one in value)


def _word_fields(word: Any) -> Any:
    if isinstance(word, list) and len(word) > 2:
        word = dict(zip(("start", "end", "word", "probability"), word, strict=False))
    return _with_seconds(word) if isinstance(word, dict) else word


def _with_seconds(fields: Fields) -> Fields:
    """Fields with times that are written as text, "1.5" or "00:00:01,500", as numbers."""
    written = {edge: fields[edge] for edge in ("start", "end") if isinstance(fields.get(edge), str)}
    return {**fields, **{edge: _seconds(text) for edge, text in written.items()}}


def _seconds(text: str) -> float | None:
    if _DECIMAL.fullmatch(text.strip()):
        return float(text)
    time = parse_time(text) if len(text) < MAX_LINE else None
    return time.ms / 1000 if time is not None and time.frames is None else None


def _has_times(fields: Fields) -> bool:
    return _is_number(fields.get("start")) and _is_number(fields.get("end")) and "text" in fields


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _with_words_at_top(plain: Fields, notes: Notes) -> Fields:
    """Words beside the segments go into the segments in which they are spoken."""
    named = (plain.get(name) for name in ("words", "word_segments"))
    at_top: list[Any] = next((one for one in named if isinstance(one, list)), [])
    segments = [one for one in plain["segments"] if isinstance(one, dict)]
    if not at_top or any(one.get("words") for one in segments):
        return plain
    words = _timed(at_top)
    if len(words) < len(at_top):
        notes.warn(None, "some words have no times; their times were left out")
    given = [_with_words(one, words) if isinstance(one, dict) else one for one in plain["segments"]]
    return {**plain, "segments": given}


def _timed(words: list[Any]) -> list[Word]:
    """Words that have a text and times, as values."""
    found = []
    for one in words:
        if not isinstance(one, dict) or not (
            _is_number(one.get("start")) and _is_number(one.get("end"))
        ):
            continue
        text = next((one[k] for k in ("word", "text") if isinstance(one.get(k), str)), "").strip()
        start_ms = max(0, round(one["start"] * 1000))
        if text:
            found.append(Word(text, start_ms, max(start_ms, round(one["end"] * 1000))))
    return found


def _with_words(segment: Fields, words: list[Word]) -> Fields:
    """A segment with the words of its time, spelled as in its text."""
    text = segment.get("text")
    if not isinstance(text, str) or not (
        _is_number(segment.get("start")) and _is_number(segment.get("end"))
    ):
        return segment
    start_ms, end_ms = round(segment["start"] * 1000), round(segment["end"] * 1000)
    inside = tuple(
        w for w in words if start_ms <= (w.start_ms + w.end_ms) / 2 < max(end_ms, start_ms + 1)
    )
    fitted = fit_words(inside, text, max(0, start_ms), max(0, start_ms, end_ms))
    return {**segment, "words": [_word(one) for one in fitted]}


def _word(word: Word) -> Fields:
    return {"word": word.text, "start": word.start_ms / 1000, "end": word.end_ms / 1000}


def _from_words(plain: Fields, notes: Notes) -> Fields | None:
    """OpenAI's answer with words only: segments are cut at sentence ends and pauses."""
    words = _timed(plain["words"])
    if not words:
        return None
    if "text" not in plain and len(words) < len(plain["words"]):
        n_lost = len(plain["words"]) - len(words)
        notes.warn(None, f"{n_lost} words without times were left out")
    text = plain.get("text") or " ".join(word.text for word in words)
    end_ms = max(word.end_ms for word in words)
    fitted = fit_words(tuple(words), text, words[0].start_ms, end_ms)
    segments = [
        {"start": one.start_ms / 1000, "end": one.end_ms / 1000, "text": one.text,
         "words": [_word(word) for word in one.words]}
        for one in cut_segments(fitted)
    ]  # fmt: skip
    return {**plain, "segments": segments}


def _from_whisper_cpp(plain: Fields) -> Fields:
    result = plain.get("result")
    language = result.get("language") if isinstance(result, Mapping) else None
    segments = [
        {**_offsets(one), "text": one.get("text"), "words": _joined_tokens(whole_tokens(one)),
         "speaker": one.get("speaker")} if isinstance(one, dict) else one
        for one in plain["transcription"]
    ]  # fmt: skip
    return {"language": language, "segments": segments}


def _offsets(fields: Fields) -> Fields:
    """Start and end in seconds from whisper.cpp's ms, or from its times as text."""
    offsets, stamps = fields.get("offsets"), fields.get("timestamps")
    if isinstance(offsets, Mapping):
        times = [_ms_as_seconds(offsets.get(edge)) for edge in ("from", "to")]
    elif isinstance(stamps, Mapping):
        found = [parse_time(str(stamps.get(edge))) for edge in ("from", "to")]
        times = [time.ms / 1000 if time else None for time in found]
    else:
        return {}
    return {} if None in times else dict(zip(("start", "end"), times, strict=True))


def _ms_as_seconds(value: Any) -> float | None:
    return value / 1000 if _is_number(value) else None


def whole_tokens(segment: Fields) -> list[Fields]:
    """whisper.cpp's tokens without its control tokens, each with whole characters.

    A token may end inside a character. Such tokens become one, with the text that the segment has
    there.
    """
    given = segment.get("tokens")
    tokens = [one for one in given if _is_spoken(one)] if isinstance(given, list) else []
    text = segment.get("text")
    if not isinstance(text, str) or not any(CUT in one["text"] for one in tokens):
        return tokens
    spans = _spans("".join(one["text"] for one in tokens), text)
    return _joined_where_cut(tokens, text, spans) if spans else []


def _spans(broken: str, text: str) -> list[int]:
    """For each character of a text with cut characters, its end in the whole text.

    The runs are placed one after the other with all their possible ends, since the same letter may
    follow a cut in several places. Empty if it is another text.
    """
    runs = _CUT_RUNS.findall(broken)
    steps: list[dict[int, int]] = []  # for each run: its possible ends, with the start of each
    reached: list[int] = [0]
    for run in runs:
        step: dict[int, int] = {}
        for at in reached:
            for end in _ends(run, at, text):
                step.setdefault(end, at)
        steps.append(step)
        reached = sorted(step)
    if len(text) not in reached:
        return []
    ends: list[int] = []
    at = len(text)
    for run, step in zip(reversed(runs), reversed(steps), strict=True):
        begin = step[at]
        own = [at] * len(run) if run[0] == CUT else list(range(begin + 1, at + 1))
        ends = own + ends
        at = begin
    return ends


def _ends(run: str, at: int, text: str) -> range:
    """Where a run that starts at a place may end; a character has one to four cut parts."""
    if run[0] == CUT:
        return range(at - (-len(run) // 4), min(at + len(run), len(text)) + 1)
    return range(at + len(run), at + len(run) + text.startswith(run, at))


def _joined_where_cut(tokens: list[Fields], text: str, ends: list[int]) -> list[Fields]:
    """Tokens with the text of their place; one that ends inside a character takes in the next."""
    whole: list[Fields] = []
    place, begin = 0, 0
    is_open = False
    for token in tokens:
        place += len(token["text"])
        if is_open:
            edges = {
                "from": _offsets(whole[-1])["start"] * 1000,
                "to": _offsets(token)["end"] * 1000,
            }
            whole[-1] = {**whole[-1], "offsets": edges}
        else:
            whole.append(token)
        end = ends[place - 1] if place else 0
        is_open = token["text"].endswith(CUT) and place < len(ends) and ends[place] == end
        whole[-1] = {**whole[-1], "text": text[begin:end]}
        begin = begin if is_open else end
    return [one for one in whole if one["text"]]


def _is_spoken(token: Any) -> bool:
    return (
        isinstance(token, dict)
        and isinstance(token.get("text"), str)
        and not _CONTROL_TOKEN.fullmatch(token["text"].strip())
        and _offsets(token) != {}
    )


def _joined_tokens(tokens: list[Fields]) -> list[Fields]:
    """Words from whisper.cpp's tokens: a token that begins with a space begins a word."""
    words: list[Fields] = []
    for token in tokens:
        text = token["text"]
        if words and not text.startswith(" ") and not is_unspaced(text[:1] or " "):
            words[-1] = {
                **words[-1],
                "word": words[-1]["word"] + text,
                "end": _offsets(token)["end"],
            }
        else:
            words.append({"word": text, **_offsets(token), "probability": token.get("p")})
    return words


def _from_chunks(plain: Fields, notes: Notes) -> Fields:
    """Chunks of the Transformers pipeline; an open end lasts to the next chunk."""
    chunks = [one for one in plain["chunks"] if isinstance(one, dict)]
    spoken = plain.get("speakers")
    if isinstance(spoken, list) and spoken and all(isinstance(one, dict) for one in spoken):
        chunks = spoken  # insanely-fast-whisper: the same chunks with speakers
    spans = [_span(one) for one in chunks]
    segments = []
    for index, (one, (start, end)) in enumerate(zip(chunks, spans, strict=True)):
        is_open = start is not None and end is None
        if is_open:
            notes.warn(None, f"chunk {index + 1} has no end; it lasts to the next one, or 1 s")
        segments.append(
            {
                "start": start,
                "end": _next_start(spans, index) if is_open else end,
                "text": one.get("text"),
                "speaker": one.get("speaker"),
            }
        )
    return {"language": plain.get("language"), "segments": _as_sentences(segments, notes)}


def _next_start(spans: list[Span], index: int) -> float:
    after = spans[index + 1][0] if index + 1 < len(spans) else None
    return after if after is not None else (spans[index][0] or 0.0) + 1.0


def _span(chunk: Fields) -> Span:
    given = chunk.get("timestamp")
    pair = given if isinstance(given, list) and len(given) == 2 else [None, None]
    start, end = (value if _is_number(value) else None for value in pair)
    return start, end


def _as_sentences(segments: list[Fields], notes: Notes) -> list[Fields]:
    """Chunks of single words (`return_timestamps="word"`) become segments with words."""
    texts = [one["text"] for one in segments if isinstance(one["text"], str)]
    is_words = len(texts) > 3 and sum(len(text.split()) <= 1 for text in texts) > 0.9 * len(texts)
    continued = [b for a, b in pairwise(segments) if a["end"] == b["start"]]
    if not is_words or len(continued) * 3 < len(segments):
        return segments
    words = _timed([{"word": one["text"], **one} for one in segments])
    whole = _from_words({"words": [_word(word) for word in words], "text": "".join(texts)}, notes)
    made: list[Fields] = whole["segments"] if whole else segments
    return made
