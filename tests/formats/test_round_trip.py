"""Formats round-trip everything that they support; invalid files give an error with file and line."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError, InvalidOption, UnknownFormat
from transcribe.formats import FORMATS, detect, dumps, load_report, loads

READABLE = [name for name, known in FORMATS.items() if known.reader]
SAMPLE = Transcript(
    (Segment(1, 0, 1500, "Hello & <you>", "S1"), Segment(2, 3_600_000, 3_601_001, "你好\nsecond line")),
    (Speaker("S1", "Alice"),),
)  # fmt: skip


def _bare(transcript: Transcript) -> list[tuple[int, int, str]]:
    """The parts that a subtitle file keeps: times and text without markup-like parts and blank lines."""
    return [
        (s.start_ms, s.end_ms, " ".join(s.text.split()))
        for s in transcript.segments
        if s.text.strip()
    ]


@given(transcripts())
def test_our_json_keeps_everything(transcript: Transcript) -> None:
    clean = replace(
        transcript,
        speakers=tuple(
            Speaker(s.id, s.name.replace("\0", "").strip()) for s in transcript.speakers
        ),
    )
    assert loads(dumps(clean, "json"), "json") == clean


@given(transcripts())
def test_tsv_keeps_times_and_text(transcript: Transcript) -> None:
    again = loads(dumps(transcript, "tsv"), "tsv")
    assert _bare(again) == _bare(transcript)


@given(transcripts())
def test_webvtt_keeps_times_text_and_voices(transcript: Transcript) -> None:
    again = loads(dumps(transcript, "vtt"), "vtt")
    in_its_order = sorted(_bare(transcript), key=lambda cue: (cue[0], -cue[1]))  # longer ones first
    assert _bare(again) == in_its_order


def test_subrip_keeps_times_and_text() -> None:
    plain = replace(
        SAMPLE, segments=(replace(SAMPLE.segments[0], text="Hello & you"), SAMPLE.segments[1])
    )
    again = loads(dumps(plain, "srt"), "srt")
    assert [(s.start_ms, s.end_ms, s.text) for s in again.segments] == [
        (0, 1500, "Hello & you"), (3_600_000, 3_601_001, "你好\nsecond line"),
    ]  # fmt: skip


def test_subrip_is_read_as_by_players() -> None:
    assert dumps(SAMPLE, "srt", speakers=True) == (
        "1\n00:00:00,000 --> 00:00:01,500\nAlice: Hello & <\u2060you>\n\n"  # players drop <you>
        "2\n01:00:00,000 --> 01:00:01,001\n你好\nsecond line\n"
    )


@pytest.mark.parametrize("format_", READABLE)
@given(
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_give_a_transcript_or_a_format_error(format_: str, data: bytes) -> None:
    for beginning in (b"", b"WEBVTT\n\n", b'{"segments":[', b"1\n00:00:01,000 --> 00:00:02,000\n"):
        with contextlib.suppress(FormatError):
            loads(beginning + data, format_, name="x")


@pytest.mark.parametrize("format_", ["srt", "vtt"])
def test_every_wild_subtitle_is_read_or_refused_with_its_line(
    shared_data: Path, format_: str
) -> None:
    n_read, refused = 0, []
    for row in map(
        json.loads, (shared_data / "formats" / "manifest.jsonl").read_text().splitlines()
    ):
        if row["format"] != format_:
            continue
        path = shared_data / "formats" / row["path"]
        try:
            n_read += bool(loads(path.read_bytes(), format_, name=path.name).segments)
        except FormatError as error:
            refused.append(error)
    assert n_read > 40
    assert [error for error in refused if not error.line or error.name not in str(error)] == []


@pytest.mark.parametrize(
    ("content", "expected", "warning"),
    [
        (b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n", (1000, 2000, "Hi"), ""),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi".encode("utf-16"), (1000, 2000, "Hi"), ""),
        (b"00:00:01.5 --> 00:00:02.25\nHi", (1500, 2250, "Hi"), ""),
        (b"1\n00:00:05,000 --> 00:00:02,000\nHi", (2000, 5000, "Hi"), "line 2"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n<i>caf\xe9</i>", (1000, 2000, "café"), "Windows-1252"),
    ],
)
def test_ugly_subrip_is_read_and_reported(
    content: bytes, expected: tuple[int, int, str], warning: str
) -> None:
    transcript, warnings = load_report(content, "srt", name="ugly.srt")
    (segment,) = transcript.segments
    assert (segment.start_ms, segment.end_ms, segment.text) == expected
    assert warning in " ".join(warnings)


def test_unknown_names_list_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="srt"):
        loads(b"", "xyz")
    with pytest.raises(InvalidOption, match="speakers"):
        dumps(SAMPLE, "srt", speeker=True)


def test_formats_are_detected() -> None:
    assert detect(b"WEBVTT\n", "a.srt") == "vtt"
    assert detect(b'{"segments": []}', "a") == "json"
    assert detect(b"1\n00:00:01,000 --> 00:00:02,000\nx", "a") == "srt"
