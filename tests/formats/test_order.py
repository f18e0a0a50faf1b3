"""Cues with the same start keep the file's order; those of WebVTT have the order that its specification says."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Transcript
from transcribe.formats import FORMATS, READABLE, WRITABLE, dumps, loads

# The shared files that have cues with one start and several ends: first texts of the first such group, as they come.
SHARED = {
    "srt/pysrt/tests/static/capability_tester.srt": ("\\ N is a forced", "\\h\\h\\h\\h\\hA (05"),
    "vtt/gpac/media/webvtt/multiline-header-additional.vtt": ("Topics", "Introduction"),
    "vtt/gpac/media/webvtt/multiline-header.vtt": ("Topics", "Introduction"),
    "vtt/gpac/media/webvtt/multiline-header-id.vtt": ("Topics", "Introduction"),
    "vtt/gpac/media/webvtt/multiline-header-id-invalid.vtt": ("Topics", "Introduction"),
    "vtt/gpac/media/webvtt/overlapping-start.vtt": ("Second cue from", "3rd cue from 5s"),
    "vtt/gpac/media/webvtt/spec-example-nested.vtt": ("Introduction", "Topics"),
    "vtt/vtt.js/tests/integration/only-nested-cues.vtt": ("Introduction", "Topics"),
    "vtt/wpt/html/semantics/embedded-content/media-elements/track/track-element/resources/sorted-dispatch.vtt":
        ("Bear is Coming!", "And what kind o"),
}  # fmt: skip
KEPT_ORDER = [name for name in WRITABLE if name in READABLE and name != "vtt"
              and {"segments", "text"} <= FORMATS[name].keeps and FORMATS[name].group == "subtitles"
              and name != "lrc"]  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
def test_the_shared_files_have_their_order(shared_data: Path, name: str) -> None:
    path = shared_data / "formats" / name
    transcript = loads(path.read_bytes(), "srt" if name.endswith("srt") else "vtt", name=path.name)
    groups = (list(own) for _, own in groupby(transcript.segments, key=lambda one: one.start_ms))
    first = next(own for own in groups if len({one.end_ms for one in own}) > 1)
    found = [one.text for one in first]
    assert [text.startswith(wanted) for text, wanted in zip(found, SHARED[name], strict=False)] == [
        True
    ] * 2, found


lengths = st.lists(st.integers(1, 5), min_size=2, max_size=6)


@pytest.mark.parametrize("name", KEPT_ORDER)
@given(lengths)
def test_cues_of_one_start_are_written_and_read_in_their_order(name: str, ends: list[int]) -> None:
    before = Transcript(
        tuple(Segment(n, 1_000, 1_000 + 1_000 * end, f"cue {n}") for n, end in enumerate(ends, 1))
    )
    assert [s.text for s in before.segments] == [f"cue {n}" for n in range(1, len(ends) + 1)]
    again = loads(dumps(before, name), name)
    assert [s.text for s in again.segments] == [s.text for s in before.segments]


@given(lengths)
def test_webvtt_puts_longer_cues_first_and_equal_ones_as_in_the_file(ends: list[int]) -> None:
    cues = "\n".join(f"00:01.000 --> 00:{1 + end:02}.000\ncue {n}\n" for n, end in enumerate(ends))
    found = [s.text for s in loads(f"WEBVTT\n\n{cues}", "vtt").segments]
    assert found == [f"cue {n}" for n, _ in sorted(enumerate(ends), key=lambda pair: -pair[1])]
