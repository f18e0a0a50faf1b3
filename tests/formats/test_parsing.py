"""What all readers share: bytes to text, times in order, one id per speaker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.formats import parsing
from transcribe.formats.encodings import ENCODINGS
from transcribe.formats.parsing import (
    MAX_TIME_MS,
    MAX_WARNINGS,
    Builder,
    Notes,
    decode_text,
    ordered_times,
)

SAMPLE = "1\n00:00:00,000 --> 00:00:01,000\nHello\n"  # mostly ASCII, as subtitle files are
MARKED = ["utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ["utf-8", *MARKED])
def test_marked_encodings_and_utf8_are_read_without_a_warning(encoding: str) -> None:
    notes = Notes("a.srt")
    assert decode_text((SAMPLE + "Zoë 你好").encode(encoding), notes) == SAMPLE + "Zoë 你好"
    assert notes.warnings == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_and_reported(encoding: str) -> None:
    notes = Notes("a.srt")
    assert decode_text(SAMPLE.encode(encoding), notes) == SAMPLE
    assert notes.encoding == encoding
    (warning,) = notes.warnings
    assert f"{ENCODINGS[encoding]} (it has no byte order mark)" in warning


def test_windows_1252_is_reported_with_its_line() -> None:
    notes = Notes("a.srt")
    assert decode_text(b"one\r\ntwo\rth\xefs", notes) == "one\ntwo\nthïs"
    assert notes.encoding == "cp1252"
    (warning,) = notes.warnings
    assert warning.startswith(f"line 2: not UTF-8; the file is read as {ENCODINGS['cp1252']}")


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_data_becomes_text_that_can_be_stored(data: bytes | str) -> None:
    text = decode_text(data, Notes("a"))
    text.encode("utf-8")
    assert not {"\r", "\0"} & set(text)


def test_data_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 10)
    with pytest.raises(FormatError, match="too large"):
        decode_text("x" * 11, Notes("a"))


@given(st.integers(-1_000, 2 * MAX_TIME_MS), st.integers(-1_000, 2 * MAX_TIME_MS))
def test_times_are_in_order_and_within_limits(start_ms: int, end_ms: int) -> None:
    notes = Notes("a")
    first, last = ordered_times(start_ms, end_ms, 7, notes)
    assert 0 <= first <= last <= MAX_TIME_MS
    assert any("swapped" in warning for warning in notes.warnings) == (end_ms < start_ms)


def test_warnings_stop_at_a_limit() -> None:
    notes = Notes("a")
    for n in range(2 * MAX_WARNINGS):
        notes.warn(n, f"odd {n}")
    assert len(notes.warnings) == MAX_WARNINGS + 1
    assert notes.warnings[-1] == f"… and {MAX_WARNINGS} more warnings"


def test_the_lines_of_one_kind_of_warning_are_named_together() -> None:
    notes = Notes("a")
    for line in (3, 3, 5, None):
        notes.warn(line, "odd")
    assert notes.warnings == ["lines 3, 5: odd"]


def test_a_name_is_one_speaker_and_ids_count_from_one() -> None:
    builder = Builder(Notes("a"))
    for name in ("Ann", None, "Ben", "Ann"):
        builder.add(0, 500, "Hi", speaker=name)
    made = builder.transcript()
    assert [segment.id for segment in made.segments] == [1, 2, 3, 4]
    assert [segment.speaker for segment in made.segments] == ["S1", None, "S2", "S1"]
    assert [speaker.name for speaker in made.speakers] == ["Ann", "Ben"]
    assert made.duration_ms == 500
