"""What an export loses is what it says: for every format, and for every pair of formats."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.document.model import (
    DraftOrigin,
    MediaReference,
    Notice,
    Segment,
    Speaker,
    Transcript,
    Word,
)
from transcribe.formats import FORMATS, PARTS, READABLE, WRITABLE, ReadOptions, Written, read, write
from transcribe.formats.losses import IMPLIED

# UEM names the parts of a recording that were annotated: no part of a transcript.
ALL = [name for name in WRITABLE if name in READABLE and name != "uem"]
# Formats that count frames; milliseconds of a frame at their default rate.
FRAME_MS = {"stl": 40}
VOICES = (Speaker("S1", "Alice"), Speaker("S2", "Bob Smith"))
tokens = st.sampled_from(["Hello", "there,", "wörld", "你好", "don't", "end."])


@st.composite
def spoken_segments(draw: st.DrawFn, number: int, start_ms: int) -> Segment:
    """A segment of about 10 s, with words for all of its text or for none of it."""
    texts = draw(st.lists(tokens, min_size=draw(st.sampled_from([0, 1, 1, 1])), max_size=4))
    step = draw(st.sampled_from([10, 7]))
    edges = sorted(
        draw(st.sets(st.integers(1, 900), min_size=2 * len(texts), max_size=2 * len(texts)))
    )
    times = [start_ms + at * step for at in edges]
    made = tuple(
        Word(text, times[2 * n], times[2 * n + 1],
             draw(st.sampled_from([None, 0.5, 0.93])), draw(st.sampled_from([None, None, "S2"])))
        for n, text in enumerate(texts)
    )  # fmt: skip
    gaps = draw(
        st.lists(st.sampled_from([" ", " ", "\n"]), min_size=len(texts), max_size=len(texts))
    )
    text = "".join(f"{a}{b}" for a, b in zip(texts, gaps, strict=True)).strip()
    has_words = draw(st.booleans())
    return Segment(
        number, start_ms, start_ms + draw(st.sampled_from([9_010, 9_123])), text,
        draw(st.sampled_from([None, "S1", "S2"])), draw(st.sampled_from(["draft", "approved"])),
        made if has_words else (), draw(st.booleans()),
    )  # fmt: skip


@st.composite
def spoken(draw: st.DrawFn) -> Transcript:
    """A conversation that has or lacks each part of a transcript."""
    starts = draw(st.lists(st.sampled_from([9_200, 9_850, 8_000, 12_345]), min_size=1, max_size=4))
    at, segments = 1_000, []
    for number, step in enumerate(starts, 1):
        segments.append(draw(spoken_segments(number, at)))
        at += step
    whole = Transcript(tuple(segments), VOICES, duration_ms=max(one.end_ms for one in segments))
    return replace(
        whole,
        language=draw(st.sampled_from([None, "en"])),
        media=draw(st.sampled_from([MediaReference(), MediaReference("A talk", "a.wav", "ab")])),
        draft=draw(st.sampled_from([None, DraftOrigin("whisper", "base")])),
        notices=draw(st.sampled_from([(), (Notice(0, 900, "speech without words"),)])),
    )


def options_of(name: str, data: st.DataObject) -> dict[str, bool]:
    switches = [one.name for one in FORMATS[name].options if one.kind == "switch"]
    return {option: data.draw(st.booleans()) for option in switches}


def _values(name: str, transcript: Transcript, step_ms: int = 1) -> object:
    found = PARTS[name].values(transcript)
    if name in {"starts", "ends", "words", "word ends"}:
        is_frames = step_ms > 10  # frames are rounded half up
        return [
            (ms + step_ms // 2) // step_ms if is_frames else round(ms / step_ms)  # type: ignore[operator]
            for ms in found
        ]
    if name == "text":
        return " ".join(" ".join(segment.text.split()) for segment in transcript.segments).split()
    return found


def told(written: Written, before: Transcript) -> set[str]:
    """Parts of losses, and those that are gone with them."""
    parts = {loss.part for loss in written.losses}
    gone = {
        part
        for part, needs in IMPLIED.items()
        if needs in parts and (PARTS[part].values(before) or part == "milliseconds")
    }
    return parts | gone | ({"milliseconds"} if "ends" in parts else set())


def shown(transcript: Transcript, losses: set[str]) -> Transcript:
    """A transcript without segments that are left out, so that the rest can be compared."""
    if "empty segments" not in losses:
        return transcript
    return replace(transcript, segments=tuple(s for s in transcript.segments if s.text.strip()))


def check(name: str, transcript: Transcript, options: dict[str, bool]) -> Transcript:
    """Write and read; what differs was told, and what was told differs."""
    written = write(transcript, name, **options)
    known = ReadOptions(speaker_names=tuple(s.name for s in transcript.speakers), by_paragraph=True)
    again = read(written.data, name, name="x", options=known).transcript
    parts = told(written, transcript)
    whole = shown(transcript, parts)
    step_ms = FRAME_MS.get(name, 10) if "milliseconds" in parts else 1
    differ = {p for p in PARTS if _values(p, whole, step_ms) != _values(p, again, step_ms)}
    if "segments" in parts:  # values of segments are compared where their limits are kept
        differ &= {"text", "words", "word ends", "confidences"}
    differ -= {"empty segments"} if "text" in parts else set()
    assert differ <= parts, (name, options, written.warnings)
    not_kept = {loss.part for loss in written.losses if loss.text.startswith("not kept:")}
    same = {
        part for part in not_kept if PARTS[part].values(transcript) == PARTS[part].values(again)
    }
    # Where one thing is cut at sentences, the limits of segments may be the same by chance.
    assert same <= {"segments", "starts", "ends"}, (name, options, written.warnings)
    return again


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_lost_was_told_and_what_was_told_is_lost(name: str, data: st.DataObject) -> None:
    check(name, data.draw(spoken()), options_of(name, data))


@settings(max_examples=100)
@given(data=st.data())
def test_a_format_written_from_any_other_tells_its_losses(data: st.DataObject) -> None:
    first, second = data.draw(st.sampled_from(ALL)), data.draw(st.sampled_from(ALL))
    between = check(first, data.draw(spoken()), options_of(first, data))
    check(second, between, options_of(second, data))


# Formats that are only written; PDF, whose text is in compressed streams, has tests of its own.
ONLY_WRITTEN = [name for name in WRITABLE if name not in READABLE and name != "pdf"]
LEFT_OUT = re.compile(
    r"not kept: (\d+) (?:segments? without a flag|chapters? of less than|markers?;)", re.ASCII
)


@pytest.mark.parametrize("name", ONLY_WRITTEN)
@settings(max_examples=25)
@given(data=st.data())
def test_a_format_that_is_only_written_holds_all_texts_but_those_that_it_counts(
    name: str, data: st.DataObject
) -> None:
    transcript = data.draw(spoken())
    named = [
        replace(one, text=f"{one.text}\nmark{one.id}" if one.text else "")
        for one in transcript.segments
    ]
    transcript = replace(transcript, segments=tuple(replace(one, words=()) for one in named))
    written = write(transcript, name, **options_of(name, data))
    content = written.data.decode() if isinstance(written.data, bytes) else written.data
    shown = " ".join(html.unescape(re.sub(r"<br ?/?>|\\n|\\(?=\n)", " ", content)).split())
    missing = [
        one for one in transcript.segments if one.text and " ".join(one.text.split()) not in shown
    ]
    counted = sum(int(found[1]) for found in map(LEFT_OUT.match, written.warnings) if found)
    assert len(missing) == counted, (written.warnings, missing)
    parts = told(written, transcript)
    has_voices = any(one.speaker for one in transcript.segments if one.text)
    names = {
        speaker.name
        for speaker in VOICES
        for one in transcript.segments
        if one.text and one.speaker == speaker.id
    }
    assert "speakers" in parts or not has_voices or all(who in shown for who in names)
    n_empty = sum(not one.text for one in transcript.segments)
    assert ("empty segments" in parts) == (n_empty > 0)
