"""Collections and corpora on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.datasets.small_collection import make_collection
from tests.support.recordings import noise_wav
from transcribe.cli.main import main
from transcribe.library.corpora.release import RELEASE
from transcribe.store import Store

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--data", str(tmp_path / "library"), *arguments])

    return invoke


def test_a_collection_is_made_filled_released_and_removed(run: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "library") as store:
        made = make_collection(store, tmp_path / "sources", n=3)
        ids = store.projects.media_ids(made.id)
    added = json.loads(run("projects", "add", "Other", "--language", "de", "--json").stdout)
    assert (added["name"], added["language"], "salt" in added) == ("Other", "de", False)
    assert (
        run("projects", "put", "other", ids[1], "nothere", ids[0]).exit_code == 1
    )  # and puts none
    assert run("projects", "put", "other", ids[0]).stdout == "1 recording is in Other\n"
    listed = json.loads(run("projects", "--json").stdout)["projects"]
    assert [(one["name"], one["n_media"]) for one in listed] == [("My talks", 2), ("Other", 1)]
    assert run("projects", "take-out", ids[0]).exit_code == 0
    assert run("projects", "put", "MY TALKS", ids[0]).exit_code == 0

    target = str(tmp_path / "corpus")
    command = ("dataset", target, "--project", "my talks", "--format", "nemo")
    plan = run(*command, "--dry-run")
    assert "left out: 3 not of the wanted status" in plan.stdout
    assert plan.stdout.startswith("28 clips, 22.8 s, of 2 speakers in 3 recordings; ")
    assert "Nothing was written" in plan.stdout
    assert not (tmp_path / "corpus").exists()
    done = json.loads(run(*command, "--json").stdout)
    assert done["digest"] == json.loads((tmp_path / "corpus" / RELEASE).read_text())["digest"]
    refused = run(*command)
    assert (refused.exit_code, "never changed" in refused.output) == (1, True)
    again = run(*command[:1], str(tmp_path / "b"), *command[2:], "--compare", target)
    assert "0 clips added, 0 clips removed, 0 clips changed, 0 clips moved" in again.stdout

    with Store(tmp_path / "library") as store:
        store.purge(ids[1])
    releases = json.loads(run("projects", "releases", "my talks", "--json").stdout)["releases"]
    assert [[one["recording"] for one in r["erased"]] for r in releases] == [[ids[1]], [ids[1]]]
    assert run("projects", "change", "other", "--name", "New", "--language", "").exit_code == 0
    assert "stay in the library" in run("projects", "remove", "new").stdout


def test_bad_input_is_explained(run: Run, tmp_path: Path) -> None:
    run("projects", "add", "A")
    assert run("projects").stdout.split()[1:5] == ["0", "recordings", "0.0", "s"]
    for arguments, words in (
        (["dataset", "x", "--project", "nothere"], "transcribe projects"),
        (["dataset", "x", "--project", "A"], "no recordings"),
        (["dataset", "x", "--project", "A", "--compare", str(tmp_path)], "no release"),
        (["dataset", "x", "--project", "A", "--compare", str(tmp_path), "--dry-run"], "without --dry"),
        (["dataset", "x", "--project", "A", "--splits", "train"], "needs a share"),
        (["dataset", "x", "--project", "A", "--format", "csv"], "parquet"),
        (["dataset", "x", "--project", "A", "--min-seconds", "9", "--max-seconds", "3"], "over the longest"),
        (["projects", "add", " a "], "already"),
        (["projects", "add", ""], "needs a name"),
        (["projects", "add", "B", "--language", "xx"], "a code such as en"),
        (["projects", "put", "A", "nothere"], "no recording"),
    ):  # fmt: skip
        failed = run(*[str(tmp_path / "x") if one == "x" else one for one in arguments])
        assert failed.exit_code in {1, 2}, arguments
        assert words in failed.output, failed.output
    assert not (tmp_path / "x").exists()


def test_added_recordings_go_into_a_collection_and_an_unknown_one_adds_none(
    run: Run, tmp_path: Path
) -> None:
    files = []
    for number in range(2):
        files.append(tmp_path / f"{number}.wav")
        files[-1].write_bytes(noise_wav(9400 + number))
    refused = run("add", *map(str, files), "--model", "none", "--project", "my talks")
    assert (refused.exit_code, "transcribe projects" in refused.output) == (1, True)
    assert run("list").stdout == ""
    made = json.loads(run("projects", "add", "My talks", "--json").stdout)
    done = run("add", *map(str, files), "--model", "none", "--project", "my talks")
    assert done.exit_code == 0, done.output
    rows = json.loads(run("list", "--json").stdout)["media"]
    assert [row["project"] for row in rows] == [made["id"]] * 2
