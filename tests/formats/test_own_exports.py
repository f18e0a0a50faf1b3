"""Every own export, read back, is the same text: any format, any text, any speaker."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.sanitize import clean_text
from transcribe.formats import (
    FORMATS,
    READABLE,
    WRITABLE,
    ReadOptions,
    dumps,
    load_report,
    read,
    write,
)

HOSTILE = [
    "Hello", "a<b", "b>c", "<laughs>", "<i>", "</i>", "<font color='red'>", "<v Bob>", "<br/>",
    "<00:00:01.000>", "<\u2060i>", "{\\an8}", "{\u2060\\i1}", "{y:i}", "{note}", "&amp;", "&lt;i&gt;",
    "&nbsp", "-->", "->", "-\u2060->", "10:30 -> 11:15", "00:00:01,000 --> 00:00:02,000",
    "00:00:05,000 \u2192 00:00:06,000", "00:00:01,5 \u2013> 00:00:02,5", "7", "2", "#3", "- Yes", "\u2013 No",
    "\n", "\n\n", "\n2\n", "\n\n3\n", "\u00a0", "\u202f!", "10\u00a0h", "\u3000", "\u200b", "e\u0301", "\u0915\u094d",
    "\u2067\u05e9\u05dc\u05d5\u05dd\u2069", "\u200f", "WEBVTT", "NOTE x", "STYLE", "start\tend\ttext", "X1:40 Y1:5",
    "Alice:", "Bob: hi", "[00:00:01.000]", "1:", "\ufeff", "\u2028", "\\N", "\"", "'", '""', "{}", "{\"a\":1}",
]  # fmt: skip
WHOLE = {name for name, one in FORMATS.items() if one.module.startswith("json") and name != "otr"}
# Formats whose segments have a text of their own; RTTM's and CTM's is that of their words.
OF_TEXT = [name for name, one in FORMATS.items()
           if one.writer and one.reader and {"segments", "text"} <= one.keeps and name != "rttm"]  # fmt: skip

texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=7).map(
    lambda parts: clean_text(" ".join(parts))
)
names = st.sampled_from(
    ["Alice", "Zo\u00eb <b>", "Bob & Co", "A > B", "Dr. No\u00a0X", "<i>", "\u674e", "-->"]
)


@st.composite
def hostile_transcripts(draw: st.DrawFn) -> Transcript:
    """Segments one after another, with such texts and speakers."""
    voices = tuple(Speaker(f"S{n}", draw(names)) for n in range(1, 3))
    segments = [
        Segment(n, n * 2_000, n * 2_000 + draw(st.integers(0, 1_999)), text,
                draw(st.sampled_from([None, "S1", "S2"])))
        for n, text in enumerate(draw(st.lists(texts, min_size=1, max_size=5)), 1)
    ]  # fmt: skip
    return Transcript(tuple(segments), voices)


def shown(text: str, format_: str) -> str:
    """A text as far as a format holds it: no spaces at the ends of lines; one line or several."""
    if format_ in WHOLE:
        return text
    if format_ == "stl":  # its code tables have accents and letters in one form
        text = unicodedata.normalize("NFC", text)
    if "line breaks" not in FORMATS[format_].keeps:
        return re.sub(r"[ \t\n]+", " ", text).strip(" ")
    return "\n".join(line.strip(" \t") for line in text.split("\n")).strip("\n")


def expected(transcript: Transcript, format_: str) -> list[str]:
    each = [shown(segment.text, format_) for segment in transcript.segments]
    return each if "empty segments" in FORMATS[format_].keeps else [*filter(None, each)]


@pytest.mark.parametrize("format_", OF_TEXT)
@given(transcript=hostile_transcripts())
def test_a_read_export_is_the_same_text(format_: str, transcript: Transcript) -> None:
    written = write(transcript, format_)
    assume(not any(loss.part == "text" for loss in written.losses))
    done = read(written.data, format_)
    assert [segment.text for segment in done.transcript.segments] == expected(transcript, format_)


@given(transcript=hostile_transcripts(), times=st.booleans())
def test_plain_text_loses_no_character(transcript: Transcript, times: bool) -> None:
    done = read(
        dumps(transcript, "txt", times=times), "txt", options=ReadOptions(by_paragraph=True)
    )
    kept = "".join(re.sub(r"[ \t\n]+", "", segment.text) for segment in done.transcript.segments)
    wanted = "".join(re.sub(r"[ \t\n]+", "", segment.text) for segment in transcript.segments)
    # U+FEFF at the start of a file is a byte order mark and no text.
    is_kept = kept.lstrip("\ufeff") == wanted.lstrip("\ufeff")
    assert is_kept or (times is False and _stamps_in(transcript))


def _stamps_in(transcript: Transcript) -> bool:
    """Texts that themselves begin with times are read as times: that is what the format looks like."""
    return any(
        re.match(r"[\[(]?\d{1,3}:\d", segment.text.strip()) for segment in transcript.segments
    )


@given(transcript=hostile_transcripts())
def test_voices_come_back(transcript: Transcript) -> None:
    again = read(dumps(transcript, "vtt"), "vtt").transcript
    given_names = [
        speaker.name if (speaker := transcript.speaker(segment.speaker)) else None
        for segment in transcript.segments
        if shown(segment.text, "vtt")
    ]
    found = [
        speaker.name if (speaker := again.speaker(segment.speaker)) else None
        for segment in again.segments
    ]
    assert found == given_names


def test_a_speaker_before_a_colon_comes_back_where_the_name_is_known() -> None:
    transcript = Transcript((Segment(1, 0, 900, "Note: hello", "S1"),), (Speaker("S1", "Al < Bo"),))
    known = ReadOptions(speaker_names=("Al < Bo",))
    again = read(dumps(transcript, "srt", speakers=True), "srt", options=known).transcript
    assert [(s.text, s.speaker) for s in again.segments] == [("Note: hello", "S1")]
    assert again.speakers[0].name == "Al < Bo"


@pytest.mark.parametrize("format_", ["srt", "vtt"])
def test_no_cue_is_written_that_lasts_no_time(format_: str) -> None:
    written = dumps(Transcript((Segment(1, 5_000, 5_000, "Hi"),)), format_)
    again = read(written, format_).transcript
    assert [(s.start_ms, s.end_ms) for s in again.segments] == [(5_000, 5_001)]


@st.composite
def timed_segments(draw: st.DrawFn) -> Segment:
    """A segment whose words have gaps, between odd white space."""
    tokens = draw(
        st.lists(
            st.sampled_from(["Hi,", "a<b", "&amp;", "\u4f60", "\u597d", "9"]),
            min_size=1,
            max_size=5,
        )
    )
    edges = sorted(
        draw(st.sets(st.integers(1_000, 9_000), min_size=2 * len(tokens), max_size=2 * len(tokens)))
    )
    gaps = draw(
        st.lists(
            st.sampled_from([" ", "\n", "\u00a0", " "]), min_size=len(tokens), max_size=len(tokens)
        )
    )
    text = "".join(f"{token}{gap}" for token, gap in zip(tokens, gaps, strict=True)).strip()
    made = tuple(Word(t, edges[2 * i], edges[2 * i + 1]) for i, t in enumerate(tokens))
    return Segment(1, 1_000, 9_000, text, words=made)


@given(segment=timed_segments())
@example(
    segment=Segment(
        1,
        1_000,
        9_000,
        "\u4f60\u597d",
        words=(Word("\u4f60", 1_000, 2_000), Word("\u597d", 2_000, 3_000)),
    )
)
def test_word_times_come_back_with_their_ends(segment: Segment) -> None:
    (again,) = read(dumps(Transcript((segment,)), "vtt", words=True), "vtt").transcript.segments
    assert again == replace(segment, text=shown(segment.text, "vtt"))


def test_a_read_export_needs_no_warning() -> None:
    transcript = Transcript((Segment(1, 0, 900, "<i> --> {\\an8}\n\n2\n&amp;"),))
    for format_ in ("srt", "vtt", "tsv", "json", "whisper-json"):
        assert load_report(dumps(transcript, format_), format_)[1] == (), format_


@pytest.mark.parametrize("format_", [n for n in WRITABLE if n in READABLE and n != "uem"])
def test_an_export_without_segments_is_read_back(format_: str) -> None:
    written = write(Transcript(()), format_)
    assert read(written.data, format_).transcript.segments == ()
