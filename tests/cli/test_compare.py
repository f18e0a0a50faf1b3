"""Two transcripts are compared, and two subtitle files merged, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.store_steps import add_media, edit, put
from transcribe.cli.main import main
from transcribe.document.operations import SetText
from transcribe.store import Store

ONE = "1\n00:00:01,000 --> 00:00:02,000\nHello there world\n\n2\n00:00:05,000 --> 00:00:06,000\n<i>Bye</i>\n"
TWO = "1\n00:00:01,100 --> 00:00:02,100\nHello, big world\n\n2\n00:00:09,000 --> 00:00:09,500\nNew & more\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.srt").write_text(ONE)
    (tmp_path / "two.srt").write_text(TWO)
    with Store(tmp_path / "library") as store:
        add_media(store, "m", "A talk")
        put(store, "Hello there world", "Bye")
        edit(store, SetText(1, "Hello big world"))
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    given = [str(folder / one) if one.endswith((".srt", ".html", ".vtt")) else one for one in arguments]  # fmt: skip
    return CliRunner().invoke(main, ["--data", str(folder / "library"), *given])


def test_two_files_are_compared(folder: Path) -> None:
    done = run(folder, "compare", "one.srt", "two.srt", "--html", "out.html")
    assert done.exit_code == 0, done.output
    assert "4 words in one.srt, 6 in two.srt: 3 substituted, 0 deleted, 2 inserted" in done.output
    assert (
        "00:00:01.000 [-Hello there-] {+Hello, big+} world {+New &+} [-Bye-] {+more+}"
        in done.output
    )
    assert "WER 75.0%" in done.output
    assert "counted: " in done.output
    page = (folder / "out.html").read_text()
    assert "<del>Hello there</del> <ins>Hello, big</ins> world" in page
    assert "<ins>New &amp;</ins> <del>Bye</del> <ins>more</ins>" in page


def test_states_of_a_recording_are_compared(folder: Path) -> None:
    done = run(folder, "compare", "m@2", "m", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    counts = [told[name] for name in ("substituted", "deleted", "inserted", "spelled")]
    assert counts in ([1, 0, 0, 0], [0, 0, 0, 0])
    assert told["second"] == "A talk"
    same = run(folder, "compare", "m", "m", "--html", "out.html")
    assert "0 substituted, 0 deleted, 0 inserted" in same.output
    assert "No word differs." in (folder / "out.html").read_text()
    file = run(folder, "compare", "one.srt", "m")
    assert "[-there-] {+big+}" in file.output


@pytest.mark.parametrize("arguments", [("one.srt", "none.srt"), ("m", "x"), ("m@99", "m")])
def test_what_does_not_exist_is_said(folder: Path, arguments: tuple[str, ...]) -> None:
    done = run(folder, "compare", *arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")


def test_two_languages_are_merged(folder: Path) -> None:
    done = run(folder, "merge", "one.srt", "two.srt", "-o", "both.vtt")
    assert done.exit_code == 0, done.output
    assert "3 cues: 1 in both languages, 2 in one" in done.output
    assert "only in one.srt: 'Bye'" in done.output
    assert "only in two.srt: 'New & more'" in done.output
    written = (folder / "both.vtt").read_text()
    assert "00:00:01.000 --> 00:00:02.000\nHello there world\nHello, big world" in written
    assert run(folder, "merge", "one.srt", "two.srt", "-o", str(folder / "x.xyz")).exit_code == 1


def test_an_empty_side_is_said(folder: Path) -> None:
    (folder / "empty.vtt").write_text("WEBVTT\n")
    for sides in (("empty.vtt", "one.srt"), ("one.srt", "empty.vtt"), ("empty.vtt", "empty.vtt")):
        done = run(folder, "compare", *sides)
        assert done.output.count("empty.vtt has no words") == 1, done.output
    assert (
        "empty.vtt has no cues"
        in run(folder, "merge", "one.srt", "empty.vtt", "-o", "x.srt").output
    )


def test_files_that_do_not_belong_together_are_said(folder: Path) -> None:
    (folder / "late.srt").write_text(ONE.replace("00:00:0", "01:00:0"))
    done = run(folder, "merge", "one.srt", "late.srt", "-o", "x.srt")
    assert "no cue of one file is shown at the time" in done.output
    same = run(folder, "merge", "one.srt", "one.srt", "-o", "x.srt")
    assert "the same in both files" in same.output
    fine = run(folder, "merge", "one.srt", "two.srt", "-o", "x.srt")
    assert "Warning" not in fine.output
