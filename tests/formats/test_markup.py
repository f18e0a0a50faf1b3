"""Text that looks like markup is shown by FFmpeg, and by players that use it, as it was typed."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.document.model import Segment, Transcript
from transcribe.formats import loads, read, write
from transcribe.formats.markup import JOINER, escape, unescape

PARTS = ("<", ">", "</", "< ", " >", "{", "}", "{\\", "{C:", "{y:i", "/", " ", " ", "b", "I", "u", "font", "br", "3", "laughs",
         "and", "_x", "word", "an8", "été", "!", "a@b.org", "→", "-->", "\\", "'")  # fmt: skip
TYPED = (
    "Well <laughs> yes", "if a<b and c>d then", "a < b > c", "x <y and\nz> w", "<3 and more>", "a {C: drive} b",
    "{\\any words} a", "</laughs>", "I <3 you", "1 < 2 and 3 > 2", "Mail <ann@example.org>",
)  # fmt: skip


def texts(n: int) -> list[str]:
    rng = random.Random(3)
    made = ("".join(rng.choices(PARTS, k=rng.randrange(1, 12))) for _ in range(n))
    return [*TYPED, *(f"a{' '.join(one.split())}z" for one in made)]


def shown_by_ffmpeg(path: Path) -> list[str]:
    done = subprocess.run(
        [ffmpeg_path(), "-v", "error", "-i", str(path), "-f", "ass", "-"], capture_output=True, check=True,
    )  # fmt: skip
    lines = [line for line in done.stdout.decode().splitlines() if line.startswith("Dialogue")]
    return [line.split(",", 9)[9].replace("\\N", "\n").replace(JOINER, "") for line in lines]


def test_ffmpeg_shows_every_character_of_an_exported_subrip_file(tmp_path: Path) -> None:
    typed = texts(400)
    segments = tuple(
        Segment(n + 1, n * 1_000, n * 1_000 + 900, text) for n, text in enumerate(typed)
    )
    content = write(Transcript(segments, duration_ms=len(typed) * 1_000), "srt").data
    path = tmp_path / "a.srt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    # FFmpeg puts a backslash before a `{` in ASS, so backslashes are not compared.
    pairs = zip(typed, shown_by_ffmpeg(path), strict=True)
    assert [pair for pair in pairs if pair[0].replace("\\", "") != pair[1].replace("\\", "")] == []
    assert [segment.text for segment in loads(content, "srt").segments] == typed
    assert read(content, "srt").warnings == ()


@given(st.text(alphabet="<>{}/\\ bi3_aCy:\u2060-\u2192\n", max_size=20))
def test_what_is_put_in_is_taken_out_again(text: str) -> None:
    assert unescape(escape(text)) == text


def test_addresses_and_comparisons_stay_as_they_are() -> None:
    for text in ("Mail <ann@example.org>", "I <3 you", "1 < 2 and 3 > 2", "a{b}c", "{1}{2}"):
        assert escape(text) == text


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("<ruby>漢字<rt>かんじ</rt></ruby>です", "漢字（かんじ）です"),
        ("<ruby>漢<rt>かん<rt></ruby>字", "漢（かん）字"),
        ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>です", "漢（かん）字（じ）です"),
        ("<ruby>東京<rt>Tokyo</rt></ruby>", "東京(Tokyo)"),
    ],
)
@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_readings_do_not_run_into_their_text(name: str, marked: str, text: str) -> None:
    head, comma = ("WEBVTT\n\n", ".") if name == "vtt" else ("1\n", ",")
    content = f"{head}00:00:01{comma}000 --> 00:00:02{comma}000\n{marked}\n"
    assert loads(content, name).segments[0].text == text
