"""A WebVTT file with changed cues keeps its header, styles, regions, notes, names, settings and markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.document.model import Segment
from transcribe.formats import detect, load_report
from transcribe.formats.subtitles.vtt_layout import ChangedCue, with_cues
from transcribe.library.subtitles.checks import fix_file, read_subtitles, rules_for_file
from transcribe.library.subtitles.deliveries import Delivery

FILE = """WEBVTT - a title
Kind: captions

STYLE
::cue(.yellow) { color: yellow }

NOTE first

intro
00:01.000 --> 00:03.000 line:0 align:start
<c.yellow>Well</c>, yes.

REGION
id:low

NOTE between

00:05.000 --> 00:08.000 region:low
<i>Well...</i> &amp; no.

00:09.000 --> 00:09.100
<v Bob>Short

NOTE last
"""


def test_unchanged_cues_give_the_same_file() -> None:
    cues = [
        ChangedCue(10, 1_000, 3_000, "x", is_same=True),
        ChangedCue(18, 5_000, 8_000, "x", is_same=True),
        ChangedCue(21, 9_000, 9_100, "x", is_same=True),
    ]
    text, n_lost = with_cues(FILE, cues)
    moved = FILE.replace("REGION\nid:low\n\n", "").replace("}\n\n", "}\n\nREGION\nid:low\n\n")
    assert text.replace("00:00:", "00:") == moved
    assert n_lost == 0


def test_a_fixed_file_keeps_what_is_no_text(tmp_path: Path) -> None:
    file = read_subtitles(FILE.encode(), "a.vtt", "25", keeps_layout=True)
    assert not file.warnings
    written, _ = fix_file(file, rules_for_file(tmp_path, Delivery("netflix-en", "25")))
    text = str(written.content)
    for kept in ("WEBVTT - a title\nKind: captions\n", "::cue(.yellow)", "NOTE first", "NOTE between", "NOTE last",
                 "intro\n00:00:01.000 --> 00:00:03.000 line:0 align:start\n<c.yellow>Well</c>, yes.\n",
                 "region:low\nWell… &amp; no.", "<v Bob>Short"):  # fmt: skip
        assert kept in text, kept
    assert (
        text.index("REGION")
        < text.index("intro")
        < text.index("NOTE between")
        < text.index("Well…")
    )
    assert "00:00:09.100" not in text
    assert written.warnings == ("changed: the markup of 1 cue whose text was fixed was removed",)


def test_a_file_that_is_not_fixed_reports_its_layout() -> None:
    told = " ".join(read_subtitles(FILE.encode(), "a.vtt").warnings)
    assert all(
        part in told for part in ("a style", "a region", "a note", "settings", "markup", "name")
    )


def test_voices_of_a_cue_keep_its_settings(tmp_path: Path) -> None:
    content = b"WEBVTT\n\n00:01.000 --> 00:04.000 line:1\n<v A>One.</v> <v B>Two...\n"
    file = read_subtitles(content, "a.vtt", keeps_layout=True)
    written, _ = fix_file(file, rules_for_file(tmp_path, Delivery("netflix-en")))
    assert str(written.content).count(" line:1\n") == 2


@pytest.mark.parametrize("rate", ["", "23.976"])
def test_shared_files_read_the_same_after_their_cues_were_written_into_them(
    shared_data: Path, tmp_path: Path, rate: str
) -> None:
    """With unchanged cues the file reads as before; what `fix_file` writes has the cues that it says."""
    rules, n = rules_for_file(tmp_path, Delivery("netflix-en", rate)), 0
    for path in sorted((shared_data / "formats/vtt/gpac").rglob("*.vtt")):
        content = path.read_bytes()
        if detect(content, path.name) != "vtt":
            continue
        file = read_subtitles(content, path.name, rate, keeps_layout=True)
        if not file.content:
            continue
        n += 1
        written, done = fix_file(file, rules)
        again, _ = load_report(written.data, "vtt")
        wanted = sorted(
            ((c.start_ms, c.end_ms, c.text) for c in done.cues if c.text.strip()),
            key=lambda row: (row[0], -row[1]),
        )
        assert [_row(one) for one in again.segments] == wanted, path
    assert n > 10


def _row(one: Segment) -> tuple[int, int, str]:
    return one.start_ms, one.end_ms, one.text
