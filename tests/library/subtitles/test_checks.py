"""`transcribe check`: files and recordings against a profile, and files that are fixed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.store_steps import add_media, edit
from transcribe.cli.main import main
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import FormatError
from transcribe.library.subtitles.checks import (
    check_file,
    fix_file,
    read_subtitles,
    rules_for_file,
)
from transcribe.library.subtitles.deliveries import Delivery
from transcribe.store import Store

Run = Callable[..., Result]
FILE = """1
00:00:01,000 --> 00:00:01,400
Well...

2
00:00:04,000 --> 00:00:08,000
A line that is far too long for any profile that is known.

3
00:00:08,020 --> 00:00:10,000
It fits
in one.
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    data = tmp_path / "library"
    with Store(data) as store:
        add_media(store, "m", "A talk")
        text = "incomprehensibilities " * 4
        edit(store, Insert(Segment(1, 0, 2_000, text.strip())), media_id="m")
    (tmp_path / "a.srt").write_text(FILE)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--data", str(data), *arguments])

    return invoke


def test_a_file_is_checked_and_fixed_once(run: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "a.srt")
    options = ("--profile", "netflix-en", "--frame-rate", "25")
    found = run("check", path, *options, "--json")
    assert found.exit_code == 1
    names = {(one["cue"], one["name"]) for one in json.loads(found.stdout)["findings"]}
    assert {(1, "min-duration"), (1, "ellipsis"), (2, "line-chars"), (2, "min-gap"),
            (3, "one-line")} <= names  # fmt: skip
    fixed = run("check", path, *options, "--fix")
    assert fixed.exit_code == 0, fixed.output
    assert "3 cues, 0 errors, 0 warnings; times compared in frames at 25" in fixed.output
    written = tmp_path / "a.fixed.srt"
    assert "Well…" in written.read_text()
    assert "It fits in one." in written.read_text()
    again = run("check", str(written), *options, "--fix", "-o", str(tmp_path / "b.srt"))
    assert again.exit_code == 0
    assert (tmp_path / "b.srt").read_bytes() == written.read_bytes()
    assert (tmp_path / "a.srt").read_text() == FILE


def test_a_file_without_a_rate_is_compared_in_milliseconds(run: Run, tmp_path: Path) -> None:
    shown = run("check", str(tmp_path / "a.srt"), "--profile", "ted").output
    assert "times compared in milliseconds" in shown
    assert "cue 1: min-duration: 400 frames" not in shown


def test_the_cues_of_a_recording_are_checked_as_they_are_exported(run: Run) -> None:
    found = run("check", "m", "--profile", "netflix-en", "--frame-rate", "25")
    assert found.exit_code == 1
    assert "cps: " in found.output
    assert "line-chars" not in found.output  # the builder breaks the line
    fixed = run("check", "m", "--profile", "netflix-en", "--fix")
    assert fixed.exit_code == 1  # it is too fast still
    assert "0 segments fixed" in fixed.output
    assert "There is no" in run("check", "nothing", "--profile", "netflix-en").output
    assert run("check", "m", "--profile", "nothing").exit_code == 1


def test_real_files_stay_as_they_are_once_they_are_fixed(shared_data: Path, tmp_path: Path) -> None:
    rules = rules_for_file(tmp_path, Delivery("netflix-en", "23.976"), "en")
    n_fixed = 0
    for path in sorted((shared_data / "formats").rglob("*.[sv][rt]t")):
        if path.stat().st_size > 8_000:
            continue
        try:
            file = read_subtitles(path.read_bytes(), path.name, "23.976", keeps_layout=True)
        except FormatError:
            continue
        written, left = fix_file(file, rules)
        assert not any(finding.is_fixable for finding in left.findings), path
        again, _ = fix_file(read_subtitles(written.data, path.name, keeps_layout=True), rules)
        assert again.data == written.data, path
        n_fixed += 1
    assert n_fixed > 200


def test_cues_are_checked_and_moved_to_the_cuts_of_a_shot_list(run: Run, tmp_path: Path) -> None:
    shots = tmp_path / "shots.txt"
    shots.write_text("0.920\n")
    options = ("--profile", "netflix-en", "--frame-rate", "25", "--shots", str(shots))
    found = run("check", str(tmp_path / "a.srt"), *options)
    assert "cue 1: after-cut: begins 2 frames after a cut (fixable)" in found.output
    made = run("export", "m", "--format", "srt", *options)
    assert made.exit_code == 0, made.output
    shots.write_text("now\n")
    assert "shots.txt, line 1" in run("check", str(tmp_path / "a.srt"), *options).output


@pytest.mark.parametrize("target", ["nope.srt", "folder/nope", "."])
def test_a_file_that_is_not_there_is_named_as_a_file(run: Run, target: str) -> None:
    done = run("check", target, "--profile", "ted")
    assert done.exit_code == 1
    assert f"There is no file {target}" in done.output


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_a_shot_list_is_read_in_the_encoding_of_its_editor(
    run: Run, tmp_path: Path, encoding: str
) -> None:
    shots = tmp_path / "shots.txt"
    shots.write_bytes("0.9 # café\n".encode(encoding))
    options = ("--profile", "netflix-en", "--frame-rate", "25", "--shots", str(shots))
    found = run("check", str(tmp_path / "a.srt"), *options)
    assert "after-cut" in found.output, found.output


def test_a_file_without_cues_is_not_said_to_pass(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.srt").write_text("")
    found = run("check", str(tmp_path / "empty.srt"), "--profile", "ted")
    assert "no cues: nothing was checked" in found.output


def test_findings_have_their_severity_and_the_sources_of_their_rules(
    run: Run, tmp_path: Path
) -> None:
    lines = run("check", str(tmp_path / "a.srt"), "--profile", "ted").output.splitlines()
    assert "00:00:01.000 error cue 1: min-duration: 400 ms, at least 1000 (fixable)" in lines
    assert any(" warning cue 3: one-line: " in line for line in lines)
    source = "TED Translators: Cheat-sheet, https://translations.ted.com"
    assert lines.count(f"min-duration: {source}") == 1


def test_what_a_fixed_file_does_not_keep_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(
        "1\n00:00:01,000 --> 00:00:01,000\nOne.\n\n2\n00:00:01,000 --> 00:00:01,200\nTwo.\n"
    )
    fixed = run("check", str(tmp_path / "a.srt"), "--profile", "youtube", "--fix")
    assert "a.fixed.srt: changed: 1 segment of 0 ms lasts 1 ms" in fixed.stderr


TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" {}xml:lang="en"><body><div><p begin="00:00:01:00" end="00:00:03:00">Hello.</p></div></body></tt>'  # fmt: skip


@pytest.mark.parametrize(("declared", "rate", "is_found"), [
    ('ttp:frameRate="25" ', "25", False), ('ttp:frameRate="25" ', "23.976", True),
    ('ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001" ', "23.976", False),
    ('ttp:frameRate="24" ', "23.976", True), ('ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ', "29.97", False),
    ('ttp:frameRate="23" ', "", True), ('ttp:frameRate="25" ', "", False),
])  # fmt: skip
def test_the_frame_rate_that_a_ttml_file_names_is_checked(
    tmp_path: Path, declared: str, rate: str, is_found: bool
) -> None:
    file = read_subtitles(TTML.format(declared).encode(), "a.ttml", rate)
    done = check_file(file, rules_for_file(tmp_path, Delivery("netflix-en", rate)))
    assert ("frame-rate" in {one.name for one in done.findings}) == is_found


def test_words_to_avoid_and_spelling_are_asked_for(run: Run, tmp_path: Path) -> None:
    path, listed = tmp_path / "a.srt", tmp_path / "avoid.txt"
    path.write_text("1\n00:00:01,000 --> 00:00:04,000\nOh darn, a qxwzt.\n")
    listed.write_text("# ours\ndarn  # mild\n")
    asked = ["check", str(path), "--profile", "youtube", "--language", "en", "--json"]
    found = json.loads(run(*asked, "--avoid", str(listed), "--spelling").stdout)["findings"]
    messages = {one["name"]: one["message"] for one in found}
    assert messages["avoid"] == "to be avoided: darn"
    assert messages["spelling"] == "not in the dictionary: qxwzt"
    assert not {"avoid", "spelling"} & {
        one["name"] for one in json.loads(run(*asked).stdout)["findings"]
    }
    refused = run("check", str(path), "--profile", "youtube", "--language", "tlh", "--spelling")
    assert refused.exit_code == 1
    assert "no dictionary for 'tlh'" in refused.output
