"""Tags on the command line: of added folders, of recordings, of the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.recordings import noise_wav
from tests.support.store_steps import add_media
from transcribe.cli.main import main
from transcribe.store import Store

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--data", str(tmp_path / "library"), *arguments])

    return invoke


def tags_by_file(tmp_path: Path) -> dict[str, tuple[str, ...]]:
    with Store(tmp_path / "library") as store:
        return {one.media.filename: one.tags for one in store.media.overviews()}


def make_folder(tmp_path: Path, first: int) -> Path:
    folder = tmp_path / "interviews"
    for n, name in enumerate(("0.wav", "anna/1.wav", "anna/day 1/2.wav", "notes.txt")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise_wav(first + n) if path.suffix == ".wav" else b"x")
    return folder


def test_the_structure_of_an_added_folder_becomes_tags(run: Run, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, 9310)
    single = tmp_path / "single.wav"
    single.write_bytes(noise_wav(9320))
    done = run("add", str(folder), str(single), "--model", "none", "--tag", "new", "--tag", "New ")
    assert done.exit_code == 0, done.output
    assert tags_by_file(tmp_path) == {
        "0.wav": ("interviews", "new"), "1.wav": ("interviews/anna", "new"),
        "2.wav": ("interviews/anna/day 1", "new"), "single.wav": ("new",),
    }  # fmt: skip


def test_folders_give_no_tags_where_they_are_not_wanted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(tmp_path, 9330)
    run("add", str(folder / "anna"), "--model", "none", "--no-folder-tags")
    assert tags_by_file(tmp_path) == {"1.wav": (), "2.wav": ()}
    monkeypatch.chdir(folder)  # a folder named by a dot has the name that it has on the disk
    run("add", ".", "--model", "none")
    assert tags_by_file(tmp_path)["1.wav"] == ("interviews/anna",)


def test_what_cannot_be_a_tag_is_a_sentence(run: Run, tmp_path: Path) -> None:
    folder = make_folder(tmp_path, 9340)
    refused = run("add", str(folder), "--tag", "x" * 101)
    assert (refused.exit_code, "101 characters" in refused.output) == (1, True)
    assert tags_by_file(tmp_path) == {}


def test_tags_are_added_removed_renamed_and_counted(run: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "library") as store:
        for media_id in ("m", "n"):
            add_media(store, media_id, f"Talk {media_id}")
    done = run("tag", "m", "n", "m", "--add", "talks", "--add", "To check", "--json")
    assert [row["tags"] for row in json.loads(done.output)["media"]] == [["talks", "To check"]] * 2
    assert run("tag", "m", "--remove", "to CHECK").output == "m            talks  Talk m\n"
    assert run("tag", "m").output == "m            talks  Talk m\n"
    assert run("tags").output == "     2  talks\n     1  To check\n"
    renamed = run("tags", "--rename", "talks", "Speeches", "--json")
    assert json.loads(renamed.output)["tags"][0] == {"tag": "Speeches", "n": 2}


def test_a_recording_or_tag_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "library") as store:
        add_media(store)
    for arguments in (("tag", "none", "m", "--add", "a"), ("tags", "--rename", "a", "b")):
        done = run(*arguments)
        assert (done.exit_code, "There is no" in done.output) == (1, True)
    assert run("tag", "m").output == "m            -  A talk\n"
