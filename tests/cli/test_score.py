"""`transcribe score`: files, recordings and regions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.store_steps import add_media, put
from transcribe.cli.main import main
from transcribe.store import Store

Run = Callable[..., Result]
TURNS = "SPEAKER r 1 0 {} <NA> <NA> ann <NA> <NA>\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    data = tmp_path / "library"
    with Store(data) as store:
        add_media(store, "m")
        put(store, "Hello there world", media_id="m")
    (tmp_path / "true.txt").write_text("Hello, world!\n")
    (tmp_path / "r.rttm").write_text(TURNS.format(10))
    (tmp_path / "heard.rttm").write_text(TURNS.format(8))

    def invoke(*arguments: str) -> Result:
        paths = [str(tmp_path / one) if "." in one else one for one in arguments]
        return CliRunner().invoke(main, ["--data", str(data), "score", *paths])

    return invoke


def test_a_recording_is_scored_against_a_file(run: Run) -> None:
    done = run("true.txt", "m")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("WER 50.0%: 0 substituted, 0 deleted, 1 inserted; 2 words")


def test_json_is_one_value(run: Run) -> None:
    done = run("r.rttm", "heard.rttm", "--json")
    assert json.loads(done.stdout)["der"][0]["rate"] == 0.2


def test_a_uem_beside_the_reference_or_named_gives_the_region(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.uem").write_text("r 1 0 8\n")
    (tmp_path / "half.uem").write_text("r 1 6 10\n")
    assert run("r.rttm", "heard.rttm").stdout.startswith("DER 0.0%, collar 0")
    named = run("r.rttm", "heard.rttm", "--uem", "half.uem")
    assert named.stdout.startswith("DER 50.0%, collar 0")
    assert "4.00 s (half.uem)" in named.stdout


def test_what_is_no_file_and_no_recording_is_said(run: Run, tmp_path: Path) -> None:
    assert run("none.rttm", "m").exit_code == 2
    assert "There is no recording none" in run("none", "m").stderr
    (tmp_path / "empty.uem").write_text("")
    assert "names no region" in run("r.rttm", "r.rttm", "--uem", "empty.uem").stderr
    assert run("r.rttm", "r.rttm", "--uem", "true.txt").exit_code == 1
