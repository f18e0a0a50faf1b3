"""Voices that a collection knows, over HTTP and on the disk: off by default, suggested, renamed, removed for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from tests.speakers.job_results import keep_voices
from tests.support.store_steps import add_media, edit
from transcribe.admin.backup import back_up, restore
from transcribe.cli.main import main
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import AddSpeaker, Insert, RenameSpeaker
from transcribe.store import Store
from transcribe.store.projects import ProjectFields

WINDOWS = [(n * 1000, n * 1000 + 1000) for n in range(1, 9)]
SOUNDS = [0, 0, 0, 0, 1, 1, 1, 1]


def add_spoken(store: Store, media_id: str, names: tuple[str, str]) -> None:
    """A recording of two voices of four seconds each."""
    add_media(store, media_id)
    store.media.update(media_id, state="ready", duration_ms=10_000)
    segments = [Segment(1, 1_000, 5_000, "One.", "S1"), Segment(2, 5_000, 9_000, "Two.", "S2")]
    speakers = [AddSpeaker(Speaker(f"S{n}", name)) for n, name in enumerate(names, 1)]
    edit(store, *speakers, *map(Insert, segments), media_id=media_id)
    keep_voices(store, WINDOWS, SOUNDS, media_id=media_id)


@pytest.fixture
def project(store: Store) -> str:
    """A collection with a recording whose speakers have names, and one whose have none."""
    made = store.projects.add(ProjectFields("Talks")).id
    for media_id, names in (("m", ("Anna", "Ben")), ("n", ("Speaker 1", "Speaker 2"))):
        add_spoken(store, media_id, names)
        store.projects.put(media_id, made)
    return made


def ask(client: FlaskClient, method: str, path: str, body: object = None) -> Any:
    answer = client.open(f"/api/v1{path}", method=method, json=body)
    return answer.get_json() | {"status_code": answer.status_code}


def turn_on_and_keep(client: FlaskClient, project: str, *speakers: str) -> list[dict[str, Any]]:
    assert ask(client, "PUT", f"/projects/{project}/voices", {"is_on": True})["is_on"]
    return [ask(client, "POST", "/media/m/voices", {"speaker": one}) for one in speakers]


def test_nothing_is_kept_until_it_is_turned_on(client: FlaskClient, project: str) -> None:
    assert ask(client, "GET", f"/projects/{project}/voices")["is_on"] is False
    assert ask(client, "GET", "/media/n/speaker-names")["state"] == "off"
    refused = ask(client, "POST", "/media/m/voices", {"speaker": "S1"})
    assert refused["status_code"] == 422
    assert "Turn that on first" in str(refused)


def test_names_are_suggested_and_never_set(client: FlaskClient, store: Store, project: str) -> None:
    anna, _ = turn_on_and_keep(client, project, "S1", "S2")
    assert (anna["name"], anna["media"], anna["start"], anna["end"]) == ("Anna", "m", 1, 5)
    told = ask(client, "GET", "/media/n/speaker-names")
    assert told["state"] == "ready"
    assert {(one["speaker"], one["voice"]["name"]) for one in told["names"]} == {
        ("S1", "Anna"), ("S2", "Ben"),
    }  # fmt: skip
    assert all(one["confidence"] > 0.9 for one in told["names"])
    assert [one.name for one in store.edits.speakers("n")] == ["Speaker 1", "Speaker 2"]
    edit(store, RenameSpeaker("S2", "Ben"), media_id="n")
    told = ask(client, "GET", "/media/n/speaker-names")
    assert [one["voice"]["name"] for one in told["names"]] == ["Anna"]  # Ben is named already
    assert (told["can_keep"], told["kept"]) == (["S2"], ["S2"])
    assert ask(client, "GET", "/media/m/speaker-names")["names"] == []


def test_case_accents_and_white_space_of_names_do_not_count(
    client: FlaskClient, store: Store, project: str
) -> None:
    edit(store, RenameSpeaker("S1", "Zoë  Müller"), media_id="m")
    turn_on_and_keep(client, project, "S1")
    assert ask(client, "GET", "/media/m/speaker-names")["kept"] == ["S1"]
    edit(store, RenameSpeaker("S2", "zoe muller"), media_id="n")
    assert ask(client, "GET", "/media/n/speaker-names")["names"] == []  # the name is taken


def test_another_voice_is_not_suggested(client: FlaskClient, store: Store, project: str) -> None:
    turn_on_and_keep(client, project, "S1")
    keep_voices(store, WINDOWS, [4, 4, 4, 4, 5, 5, 5, 5], media_id="n")
    assert ask(client, "GET", "/media/n/speaker-names")["names"] == []
    keep_voices(store, WINDOWS, SOUNDS, media_id="n", model="another")
    assert ask(client, "GET", "/media/n/speaker-names")["state"] == "outdated"


def test_voices_are_renamed_and_removed(client: FlaskClient, project: str) -> None:
    anna, ben = turn_on_and_keep(client, project, "S1", "S2")
    path = f"/projects/{project}/voices"
    assert ask(client, "PATCH", f"{path}/{anna['id']}", {"name": " Anna  Berg "})["name"] == "Anna Berg"  # fmt: skip
    for wrong in ("", "ben", "x" * 101, 7):
        assert ask(client, "PATCH", f"{path}/{anna['id']}", {"name": wrong})["status_code"] == 422
    assert ask(client, "DELETE", f"{path}/{ben['id']}")["name"] == "Ben"
    assert ask(client, "DELETE", f"{path}/{ben['id']}")["status_code"] == 404
    assert [one["name"] for one in ask(client, "GET", path)["voices"]] == ["Anna Berg"]
    assert ask(client, "PUT", path, {"is_on": "no"})["status_code"] == 422


def test_a_name_is_needed_and_enough_speech(
    client: FlaskClient, store: Store, project: str
) -> None:
    turn_on_and_keep(client, project)
    for media_id, speaker, why in (
        ("n", "S1", "Give Speaker 1 a name first."),
        ("m", "Bob", "The recording has no speaker Bob. Its speakers: Anna, Ben."),
    ):
        told = ask(client, "POST", f"/media/{media_id}/voices", {"speaker": speaker})
        assert (told["status_code"], told["title"]) == (422, why)
    store.projects.put("m", None)
    assert "in no collection" in str(ask(client, "POST", "/media/m/voices", {"speaker": "S1"}))


def holds(folder: Path, content: bytes) -> list[str]:
    """The files of a folder in which some bytes are."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and content in path.read_bytes()
    ]


@pytest.mark.parametrize("how", ["one voice", "all", "the recording", "the collection"])
def test_a_removed_voice_is_nowhere_in_the_data_folder_nor_in_the_next_backup(
    client: FlaskClient, store: Store, project: str, tmp_path: Path, how: str
) -> None:
    (anna,) = turn_on_and_keep(client, project, "S1")
    for n in range(40):  # so many that pages are divided and rows move
        edit(store, RenameSpeaker("S1", f"Person {n}"), media_id="m")
        ask(client, "POST", "/media/m/voices", {"speaker": "S1"})
    known = store.known_voices.list(project)
    embedding = known[0].embedding[:64]
    assert holds(store.folder, embedding)
    before = store.voices.list("m")
    if how == "one voice":
        for one in known:
            ask(client, "DELETE", f"/projects/{project}/voices/{one.id}")
    elif how == "all":
        ask(client, "PUT", f"/projects/{project}/voices", {"is_on": False})
    elif how == "the recording":
        store.media.purge("m")
    else:
        store.projects.remove(project)
    assert holds(store.folder, embedding) == []
    assert how == "the recording" or store.voices.list("m") == before  # offers still work
    back_up(store, tmp_path / "library.backup")
    restore(tmp_path / "library.backup", tmp_path / "again")
    assert holds(tmp_path / "again", embedding) == []
    assert anna["name"] == "Anna"


def test_the_command_line_does_the_same(store: Store, project: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["--data", str(store.folder), "voices", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "keeps no voices" in run("list", "talks")
    run("on", "Talks")
    assert "Anna" in run("keep", "m", "Anna")
    assert "Speaker 1: Anna (" in run("suggest", "n")
    run("rename", "Talks", "ANNA", "Anna Berg")
    (store.media_folder("m")).mkdir(parents=True, exist_ok=True)
    (store.media_folder("m") / "audio.pcm").write_bytes(bytes(32 * 10_000))
    run("listen", "Talks", "Anna Berg", str(tmp_path / "anna.wav"))
    assert (tmp_path / "anna.wav").stat().st_size == 44 + 32 * 4_000
    (tmp_path / "own").touch()
    assert (tmp_path / "anna.wav").stat().st_mode == (tmp_path / "own").stat().st_mode
    elsewhere = ["voices", "listen", "Talks", "Anna Berg", str(tmp_path / "none" / "anna.wav")]
    refused = CliRunner().invoke(main, ["--data", str(store.folder), *elsewhere])
    assert (refused.exit_code, "anna.wav cannot be read or written" in refused.stderr) == (1, True)
    missing = CliRunner().invoke(main, ["--data", str(store.folder), "voices", "forget", "Talks", "Bob"])  # fmt: skip
    assert "There is no voice Bob. `transcribe voices list" in missing.stderr
    assert "Backups that were made before still have it" in run("forget", "Talks", "Anna Berg")
    assert "0 removed" in run("off", "Talks")
