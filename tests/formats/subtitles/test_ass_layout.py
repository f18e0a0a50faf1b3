"""An ASS file with changed cues keeps its info, styles, comments, attachments, fields and overrides."""

from __future__ import annotations

from pathlib import Path

from transcribe.formats.subtitles.ass_layout import with_cues
from transcribe.formats.subtitles.vtt_layout import ChangedCue
from transcribe.library.subtitles.checks import fix_file, read_subtitles, rules_for_file
from transcribe.library.subtitles.deliveries import Delivery

FILE = r"""; made by hand
[Script Info]
Title: a film

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Sign,Impact,40

[Events]
Format: Start, End, Style, Layer, Actor, Text
Comment: 0:00:00.00,0:00:01.00,Sign,0,,a note
Dialogue: 0:00:05.00,0:00:07.20,Sign,3,,{\pos(10,20)\i1}Well{\i0}...
Dialogue:0:00:01.00,0:00:03.00,Sign,0,Bob,{\k20}Hello, {\i1}you{\i0}
Dialogue: 0:00:08.00,0:00:08.50,Sign,0,,\{a\} short
Dialogue: 0:00:09.00,0:00:09.50,Sign,0,,

[Fonts]
fontname: x.ttf
"""
OWN = (12, 13, 14, 15)


def test_unchanged_cues_give_the_same_lines() -> None:
    cues = [
        ChangedCue(line, start, end, "x", is_same=True)
        for line, start, end in ((12, 5_000, 7_200), (13, 1_000, 3_000), (14, 8_000, 8_500), (15, 9_000, 9_500))
    ]  # fmt: skip
    assert with_cues(FILE, cues, OWN) == (FILE, 0)


def test_a_fixed_file_keeps_all_but_what_was_fixed(tmp_path: Path) -> None:
    file = read_subtitles(FILE.encode(), "film.ass", "24", keeps_layout=True)
    assert file.warnings == ()
    rules = rules_for_file(tmp_path, Delivery("netflix-en", "24"))
    written, _ = fix_file(file, rules)
    text = str(written.content)
    lines = text.split("\n")
    assert lines[:11] == FILE.split("\n")[:11]
    assert lines[11] == r"Dialogue:0:00:01.00,0:00:03.00,Sign,0,Bob,{\k20}Hello, {\i1}you{\i0}"
    assert lines[12] == r"Dialogue: 0:00:05.00,0:00:07.20,Sign,3,,{\pos(10,20)}Well…"
    assert lines[13].startswith("Dialogue: 0:00:08.00,0:00:08.83,Sign,0,,\\{a\\} short")
    assert lines[14:] == ["", "[Fonts]", "fontname: x.ttf", ""]
    assert any("1 cue" in one for one in written.warnings)
    again, _ = fix_file(read_subtitles(text.encode(), "film.ass", "24", keeps_layout=True), rules)
    assert again.content == text


def test_what_fixing_does_not_keep_is_reported_where_it_is_only_read() -> None:
    told = " ".join(read_subtitles(FILE.encode(), "film.ass").warnings)
    assert all(
        one in told for one in ("styles", "Comment was left out", "overrides", "attached fonts")
    )
