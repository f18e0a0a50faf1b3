"""Watched folders: files added, results written, and nothing done twice."""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from tests.support.transcripts import SAID, is_heard
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import InvalidWatchFolder, UnknownFormat
from transcribe.formats import loads
from transcribe.library.watch_folders import Watcher, WatchOptions, is_recording
from transcribe.store import Store

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"
STEADY_S = 10.0


class Clock:
    """A monotonic clock that advances on command."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("transcribe.library.watch_folders.time.monotonic", clock)
    return clock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


class Watch:
    """A watcher with a controlled clock."""

    def __init__(self, store: Store, folder: Path, clock: Clock, *exports: str) -> None:
        self.store, self.clock = store, clock
        self._watcher = Watcher(store, WatchOptions((folder,), exports, steady_s=STEADY_S))

    def look(self, after_s: float = 2.0) -> list[str]:
        """Scan again; returns the content of the library."""
        self.clock.now += after_s
        self._watcher.step()
        return sorted(media.filename for media in self.store.media.list())

    def settle(self) -> list[str]:
        """Scan until all unchanging files are added."""
        self.look()
        return self.look(STEADY_S)


def _draft(store: Store, media_id: str, text: str = "Hello") -> None:
    """A worker's result, without the model."""
    store.media.update(media_id, state="ready", duration_ms=2000)
    if not [job for job in store.jobs.list(media_id, ["queued"]) if job.kind == "draft"]:
        store.jobs.enqueue(media_id, "draft", {})
    for job in reversed(store.jobs.list(media_id, ["queued"])):
        claimed = store.jobs.claim("w")
        assert claimed is not None
        assert claimed.id == job.id
        if job.kind == "draft":
            revision, transcript = store.edits.transcript(media_id)
            number = 1 + len(transcript.segments)
            segment = Segment(number, 0, 1000, text)
            store.edits.apply(media_id, revision, (Insert(segment),), edit_id=f"d{job.id}")
        store.jobs.finish(claimed)


def _only(store: Store) -> str:
    (media,) = store.media.list()
    return media.id


def test_a_file_is_added_when_it_stops_growing(store: Store, folder: Path, clock: Clock) -> None:
    watch, content = Watch(store, folder, clock), noise_wav(1)
    path = folder / "deep" / "down" / "a.WAV"
    path.parent.mkdir(parents=True)
    path.write_bytes(content[:5000])
    for end in (8000, 12000, len(content)):
        assert watch.look(STEADY_S - 1) == []
        path.write_bytes(content[:end])
    assert watch.look(STEADY_S - 1) == []
    assert watch.look(STEADY_S - 1) == []
    assert watch.look() == ["a.WAV"]
    media = store.media.get(_only(store))
    assert media.linked_path is None
    assert [job.kind for job in store.jobs.list(media.id)] == ["draft", "ingest"]
    assert path.read_bytes() == content


def test_no_file_is_added_twice_by_name_by_content_or_after_a_restart(
    store: Store, folder: Path, clock: Clock
) -> None:
    watch = Watch(store, folder, clock)
    (folder / "a.wav").write_bytes(noise_wav(1))
    assert watch.settle() == ["a.wav"]
    shutil.copyfile(folder / "a.wav", folder / "copy.wav")
    (folder / "a.wav").rename(folder / "renamed.wav")
    os.utime(folder / "renamed.wav")
    assert watch.settle() == ["a.wav"]
    assert Watch(store, folder, clock).settle() == ["a.wav"]
    store.purge(_only(store))
    assert Watch(store, folder, clock).settle() == []  # the user has deleted it
    (folder / "copy.wav").write_bytes(noise_wav(2))
    assert watch.settle() == ["copy.wav"]


@pytest.mark.parametrize(
    "name",
    ["a.wav.part", "a.mp4.crdownload", ".a.wav", "~a.wav", "a.wav~", "a.tmp", "a.txt", "a.srt",
     "a.json", "a.wav.filepart", "Thumbs.db", "wav"],
)  # fmt: skip
def test_partial_copies_and_other_files_are_ignored(name: str) -> None:
    assert not is_recording(name)
    assert is_recording("a.wav")


def test_hidden_folders_and_the_library_itself_are_ignored(
    store: Store, tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "a.wav").write_bytes(noise_wav(1))
    (tmp_path / "b.wav").write_bytes(noise_wav(2))
    (tmp_path / "empty.wav").touch()
    watch = Watch(store, tmp_path, clock)  # also contains the data folder
    assert watch.settle() == ["b.wav"]
    assert watch.settle() == ["b.wav"]
    assert len(store.watched.list()) == 1


def test_an_unreadable_file_is_reported_once_and_tried_again_when_it_changes(
    store: Store, folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    watch = Watch(store, folder, clock)
    (folder / "bad.wav").write_bytes(b"no sound at all" * 100)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert watch.settle() == []
        assert Watch(store, folder, clock).settle() == []
    assert caplog.text.count("bad.wav was left where it is") == 1
    (file,) = store.watched.list()
    assert file.media_id is None
    assert file.error
    (folder / "bad.wav").write_bytes(noise_wav(1))
    assert watch.settle() == ["bad.wav"]


def test_a_full_disk_delays_adding(
    store: Store, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    watch = Watch(store, folder, clock)
    (folder / "a.wav").write_bytes(noise_wav(1))
    with monkeypatch.context() as patch:

        def full(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr("transcribe.library.ingest.shutil.copyfile", full)
        for _ in range(10):
            assert watch.settle() == []
    assert caplog.text.count("is tried again") == 1
    assert watch.look(60) == ["a.wav"]


def test_results_are_written_beside_the_source_once_and_again_after_a_new_draft(
    store: Store, folder: Path, clock: Clock
) -> None:
    watch = Watch(store, folder, clock, "srt", "json")
    (folder / "a.wav").write_bytes(noise_wav(1))
    watch.settle()
    assert sorted(path.name for path in folder.iterdir()) == ["a.wav"]
    _draft(store, _only(store))
    watch.look()
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "a.srt", "a.wav"]
    assert loads((folder / "a.json").read_bytes(), "json").text == "Hello"
    (folder / "a.srt").unlink()
    watch.look()
    assert not (folder / "a.srt").exists()  # the user has deleted it
    _draft(store, _only(store), "again")
    watch.look()
    for name in ("srt", "json"):
        assert loads((folder / f"a.{name}").read_bytes(), name).text == "Hello again"
    assert len(list(folder.iterdir())) == 3


def test_files_of_others_are_never_overwritten(store: Store, folder: Path, clock: Clock) -> None:
    watch = Watch(store, folder, clock, "srt")
    (folder / "a.wav").write_bytes(noise_wav(1))
    (folder / "a.srt").write_text("mine")
    watch.settle()
    _draft(store, _only(store))
    watch.look()
    assert (folder / "a.srt").read_text() == "mine"
    written = folder / "a.wav.srt"
    assert loads(written.read_bytes(), "srt").text == "Hello"
    written.write_text("corrected by hand")
    _draft(store, _only(store), "again")
    watch.look()
    assert written.read_text() == "corrected by hand"
    assert (folder / "a.srt").read_text() == "mine"
    assert loads((folder / "a.wav.srt.srt").read_bytes(), "srt").text == "Hello again"


def test_two_recordings_of_one_name_do_not_share_their_results(
    store: Store, folder: Path, clock: Clock
) -> None:
    watch = Watch(store, folder, clock, "srt", "json", "whisper-json")
    (folder / "a.wav").write_bytes(noise_wav(1))
    watch.settle()
    _draft(store, _only(store), "first")
    watch.look()
    (folder / "a.mp3").write_bytes(noise_wav(2))
    watch.settle()
    newest = next(m for m in store.media.list() if m.filename == "a.mp3")
    _draft(store, newest.id, "second")
    watch.look()
    texts = {
        path.name: loads(path.read_bytes(), path.suffix[1:]).text
        for path in folder.iterdir()
        if path.suffix in {".srt", ".json"}
    }
    assert texts == {
        "a.srt": "first", "a.json": "first", "a.wav.json": "first",
        "a.mp3.srt": "second", "a.mp3.json": "second", "a.mp3.whisper-json.json": "second",
    }  # fmt: skip


def test_a_crash_between_writing_and_recording_has_no_effect(
    store: Store, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.wav").write_bytes(noise_wav(1))
    watch = Watch(store, folder, clock, "srt")
    watch.settle()
    _draft(store, _only(store))

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store.watched, "put", crash)
        with pytest.raises(KeyboardInterrupt):
            watch.look()
    assert (folder / "a.srt").exists()
    Watch(store, folder, clock, "srt").look()
    assert sorted(path.name for path in folder.iterdir()) == ["a.srt", "a.wav"]
    assert store.watched.unexported() == ()


def test_a_folder_without_links_gets_its_files_too(
    store: Store, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("transcribe.library.watch_folders.os.link", no_links)
    (folder / "a.wav").write_bytes(noise_wav(1))
    watch = Watch(store, folder, clock, "srt")
    watch.settle()
    _draft(store, _only(store))
    watch.look()
    assert sorted(path.name for path in folder.iterdir()) == ["a.srt", "a.wav"]


def test_an_invalid_watch_folder_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "media").mkdir(parents=True)
    with pytest.raises(InvalidWatchFolder, match="no such folder"):
        WatchOptions((tmp_path / "none",)).check(data)
    with pytest.raises(InvalidWatchFolder, match="part of the library"):
        WatchOptions((data / "media",)).check(data)
    with pytest.raises(UnknownFormat):
        WatchOptions((tmp_path,), ("xyz",)).check(data)


def _wait(condition: Callable[[], Any], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.model
def test_a_dropped_file_becomes_subtitles_and_a_restart_adds_nothing(
    tmp_path: Path, models_folder: Path, folder: Path
) -> None:
    options = ("--watch", str(folder), "--watch-export", "srt,json", "--watch-steady", "4")
    station = Workstation(tmp_path / "data", models_folder, options=options).start()
    try:
        with (folder / "speech.flac").open("wb") as file:  # a slow copy
            content = JFK.read_bytes()
            for start in range(0, len(content), len(content) // 4):
                file.write(content[start : start + len(content) // 4])
                file.flush()
                time.sleep(0.7)
        (folder / "bad.mp3").write_bytes(b"no sound" * 1000)
        _wait((folder / "speech.json").exists, 90)
        subtitles = loads((folder / "speech.srt").read_bytes(), "srt")
        assert is_heard(SAID, subtitles.text)
        assert json.loads((folder / "speech.json").read_text())["media"]["title"] == "speech"
        (media,) = station.get("/media")["media"]
        watched = {Path(w["path"]).name: w for w in station.get("/watched-files")["watched"]}
        assert watched["speech.flac"]["media"] == media["id"]
        assert watched["bad.mp3"]["error"]
        times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        station.kill()
        station.start()
        (folder / "later.mp3").write_bytes(b"no sound either" * 1000)
        # It is looked at when the other files have been there for longer.
        _wait(lambda: len(station.get("/watched-files")["watched"]) == 3, 90)
        assert [m["id"] for m in station.get("/media")["media"]] == [media["id"]]
        now = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert now.pop("later.mp3")
        assert now == times
        assert len(station.get("/jobs")["jobs"]) == 2
    finally:
        station.stop()
