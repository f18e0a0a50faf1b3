"""TTML: times of all kinds, containers, white space, agents; and what is no TTML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.timecodes import format_timecode

NAMESPACES = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'


def document(body: str, attributes: str = "") -> str:
    return f"<tt {NAMESPACES} {attributes} xml:lang='de-AT'><body>{body}</body></tt>"


@pytest.mark.parametrize(
    ("time", "attributes", "ms"),
    [
        ("00:01:00.5", "", 60_500),
        ("1.5h", "", 5_400_000),
        ("1500ms", "", 1_500),
        ("00:00:01:15", 'ttp:frameRate="25"', 1_600),
        ("00:01:00:00", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 60_060),
        ("48f", 'ttp:frameRate="24"', 2_000),
        ("10000000t", 'ttp:tickRate="10000000"', 1_000),
        ("30t", 'ttp:frameRate="15" ttp:subFrameRate="2"', 1_000),
        ("100:00:00", "", 360_000_000),
    ],
)
def test_times(time: str, attributes: str, ms: int) -> None:
    content = document(f'<div><p begin="{time}" dur="1s">Hi</p></div>', attributes)
    (segment,) = loads(content, "ttml").segments
    assert (segment.start_ms, segment.end_ms) == (ms, ms + 1000)


def test_times_add_up_and_containers_follow_one_another() -> None:
    body = (
        '<div begin="10s" end="14s"><p begin="1s">open</p><p begin="2s" end="99s">cut</p></div>'
        '<div begin="20s" timeContainer="seq"><p dur="1s">a</p><p begin="1s" dur="1s">b</p></div>'
    )
    found = loads(document(body), "ttml")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (11_000, 14_000, "open"), (12_000, 14_000, "cut"), (20_000, 21_000, "a"), (22_000, 23_000, "b"),
    ]  # fmt: skip
    assert found.language == "de"


def test_white_space_collapses_unless_it_is_kept() -> None:
    body = "<div><p begin='0s' end='1s'>\n  one\n  <span>two </span>\n three<br/> four</p><p begin='2s' end='3s' xml:space='preserve'>a  b</p></div>"
    assert [s.text for s in loads(document(body), "ttml").segments] == [
        "one two three\nfour",
        "a  b",
    ]


def test_spans_with_times_are_words_or_cues() -> None:
    words = "<p begin='1s' end='3s'><span begin='0s' end='1s'>Hi</span> <span begin='1s' end='2s'>you</span></p>"
    lines = "<p begin='5s'><span begin='0s' end='1s'>one</span><br/><span begin='1s' end='2s'>two</span></p>"
    found = loads(document(f"<div>{words}{lines}</div>"), "ttml").segments
    assert [(s.start_ms, s.end_ms, s.text) for s in found] == [
        (1000, 3000, "Hi you"), (5000, 6000, "one"), (6000, 7000, "two"),
    ]  # fmt: skip
    assert [(w.text, w.start_ms, w.end_ms) for w in found[0].words] == [
        ("Hi", 1000, 2000), ("you", 2000, 3000),
    ]  # fmt: skip


SMPTE = (
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:timeBase="smpte" ttp:frameRate="{nominal}" '
    'ttp:frameRateMultiplier="1000 1001" ttp:dropMode="{mode}"><body><div><p begin="{begin}" end="40:00:00:00">a</p></div></body></tt>'
)


@given(
    frame=st.integers(0, 24 * 108_000),
    name=st.sampled_from(["29.97", "59.94", "29.97df", "59.94df"]),
    has_semicolon=st.booleans(),
)
def test_timecode_of_drop_frame_and_of_others_is_exact(
    frame: int, name: str, has_semicolon: bool
) -> None:
    rate = frame_rate(name)
    text = format_timecode(frame, rate)
    begin = text if has_semicolon else text.replace(";", ":")
    mode = "dropNTSC" if rate.is_drop and not has_semicolon else "nonDrop"
    found = loads(SMPTE.format(nominal=rate.nominal, mode=mode, begin=begin), "ttml")
    assert found.segments[0].start_ms == round(rate.time_of(frame) * 1000)


@pytest.mark.parametrize(
    "ruby",
    [
        '<span tts:ruby="container"><span tts:ruby="base">漢字</span><span tts:ruby="text">かんじ</span></span>',
        '<span tts:ruby="container"><span tts:ruby="base">漢字</span><span tts:ruby="delimiter">(</span>'
        '<span tts:ruby="text">かんじ</span><span tts:ruby="delimiter">)</span></span>',
        '<span><span>漢字</span><span style="other reading">かんじ</span></span>',
        '<span tts:ruby="container"><span tts:ruby="baseContainer"><span tts:ruby="base">漢字</span></span>'
        '<span tts:ruby="textContainer"><span tts:ruby="text">かんじ</span></span></span>',
    ],
)  # fmt: skip
def test_readings_do_not_run_into_their_text(ruby: str) -> None:
    content = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"><head><styling>'
        f'<style xml:id="reading" tts:ruby="text"/></styling></head><body><div><p begin="1s" end="2s">{ruby}です</p></div></body></tt>'
    )
    transcript, warnings = load_report(content, "ttml")
    assert transcript.segments[0].text == "漢字（かんじ）です"
    assert "readings follow their text in parentheses" in " ".join(warnings)


def test_marks_of_forced_narrative_are_reported() -> None:
    content = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling"><body><div>'
        '<p begin="1s" end="2s" itts:forcedDisplay="true">SIGN</p></div></body></tt>'
    )
    assert "forced narrative" in " ".join(load_report(content, "ttml")[1])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (document("<div>\n<p begin='1x'>a</p></div>"), 2),
        ("<html/>", 1),
        ("<!DOCTYPE tt><tt/>", 1),
    ],
)
def test_what_is_no_ttml_is_refused_with_its_line(content: str, line: int) -> None:
    with pytest.raises(FormatError) as told:
        loads(content, "ttml", name="x")
    assert told.value.line == line


def test_peers_files_are_read_or_refused_with_a_reason(shared_data: Path) -> None:
    rows = map(json.loads, (shared_data / "formats" / "manifest.jsonl").read_text().splitlines())
    read, refused = {}, {}
    for row in rows:
        path = shared_data / "formats" / row["path"]
        if row["format"] != "ttml" or "syncmaps" in row["path"]:
            continue
        try:
            read[path.name], _ = load_report(path.read_bytes(), "ttml", name=path.name)
            assert detect(path.read_bytes(), path.name) == "ttml"
        except FormatError as error:
            refused[path.name] = error.line
    assert refused == {  # another root, a reserved prefix, an attribute twice, a dictionary
        "ebu-ttd_sample_invalid_root.ttml": 2, "multiple_regions.xml": 1, "shear.xml": 5, "names.xml": 6,
    }  # fmt: skip
    counts = {name: len(found.segments) for name, found in read.items()}
    assert counts["example.xml"] == 1847
    assert counts["ebu-ttd_sample.ttml"] == 13
    empty = {name for name, n in counts.items() if not n}  # they show pictures
    assert empty == {"ttml_images_head.ttml", "bitmap_unsupported_region.xml"}
