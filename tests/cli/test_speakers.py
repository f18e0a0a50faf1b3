"""The option and the command for speakers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.store_steps import add_media
from transcribe.cli.main import main
from transcribe.store import Store


@pytest.mark.parametrize("command", [["draft", "m"], ["speakers", "m"], ["add", "file.wav"]])
@pytest.mark.parametrize("value", ["0", "4-2", "many", "2.5"])
def test_a_wrong_number_is_a_usage_error(tmp_path: Path, command: list[str], value: str) -> None:
    done = CliRunner().invoke(main, ["--data", str(tmp_path), *command, "--speakers", value])
    assert done.exit_code == 2
    assert "2-4" in done.stderr


def test_none_is_no_number_for_the_command_that_finds_them(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["--data", str(tmp_path), "speakers", "m", "--speakers", "none"]
    )
    assert done.exit_code == 2
    assert "2-4" in done.stderr


def test_the_job_is_queued_and_missing_models_are_told(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        add_media(store, "m")
    done = CliRunner().invoke(main, ["--data", str(tmp_path), "speakers", "m", "--speakers", "2-4"])
    assert done.exit_code == 0
    assert "from PyPI" in done.stderr
    with Store(tmp_path) as store:
        (job,) = store.jobs.list("m")
    assert (job.kind, job.options) == ("speakers", {"speakers": "2-4"})


def test_a_draft_keeps_the_number(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        add_media(store, "m")
    for options in (["--speakers", "3"], []):
        done = CliRunner().invoke(main, ["--data", str(tmp_path), "draft", "m", *options])
        assert done.exit_code == 0, done.stderr
    with Store(tmp_path) as store:
        assert [job.options["speakers"] for job in store.jobs.list("m")] == ["3", "3"]


def test_the_turns_of_a_file_are_queued_without_models(tmp_path: Path) -> None:
    with Store(tmp_path / "data") as store:
        add_media(store, "m")
        add_media(store, "n")
    rttm = tmp_path / "talk.rttm"
    rttm.write_text("SPEAKER talk 1 0.5 2 <NA> <NA> Anna <NA>\n")
    command = ["--data", str(tmp_path / "data"), "speakers", "--rttm", str(rttm)]
    done = CliRunner().invoke(main, [*command, "m"])
    assert (done.exit_code, "PyPI" in done.stderr) == (0, False)
    assert CliRunner().invoke(main, [*command, "m", "n"]).exit_code == 2
    assert CliRunner().invoke(main, [*command, "m", "--speakers", "2"]).exit_code == 1
    rttm.write_text("no RTTM at all\n")
    assert CliRunner().invoke(main, [*command, "m"]).exit_code == 1
    with Store(tmp_path / "data") as store:
        (job,) = store.jobs.list("m")
        turns = store.jobs.payload(job.id)
    assert (job.options, turns) == ({"speakers_from": "rttm"}, '[[500, 2500, "Anna"]]')
