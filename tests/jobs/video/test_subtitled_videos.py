"""Jobs that make subtitled videos: whole files, gone when cancelled, whole again after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.support.burned_edges import frames_with_text, make_black
from tests.support.fault_server import wait_for
from tests.support.made_media import ingest
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.kinds.subtitled_video import SubtitledVideo
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.library.subtitles.videos import (
    delete_video,
    find_video,
    list_videos,
    preview,
    request_video,
)
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.subtitles.frame_rates import frame_rate

BODY = {"style": {"size": 15}, "profile": "netflix-en"}
RUN_JOBS = """
import sys, time
from pathlib import Path
from transcribe.jobs.kinds.subtitled_video import SubtitledVideo
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.store import Store
store = Store(Path(sys.argv[1]))
ThreadRunner(store, SubtitledVideo()).start()
time.sleep(600)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as store:
        yield store


@pytest.fixture
def media_id(store: Store, tmp_path: Path) -> str:
    clip = make_black(tmp_path / "clip.mp4", frame_rate(25), 60)
    media_id = ingest(store, clip).media.id
    store.edits.apply(media_id, 0, (Insert(Segment(1, 400, 1600, "Hello world.")),), edit_id="e1")
    return media_id


@pytest.fixture
def runner(store: Store) -> Iterator[ThreadRunner]:
    runner = ThreadRunner(store, SubtitledVideo())
    yield runner
    runner.stop()


def ended(store: Store, job: Job) -> Job:
    wait_for(lambda: store.jobs.get(job.id).state not in {"queued", "running"})
    return store.jobs.get(job.id)


def slow_ffmpeg(folder: Path) -> str:
    """An ffmpeg that reads as slowly as a film plays, where it encodes."""
    path = folder / "slow-ffmpeg"
    path.write_text(
        f'#!/bin/sh\ncase "$*" in *libx264*) exec "{ffmpeg_path()}" -readrate 0.2 "$@" ;;\n'
        f'*) exec "{ffmpeg_path()}" "$@" ;;\nesac\n'
    )
    path.chmod(0o755)
    return str(path)


def test_a_video_is_made_listed_and_deleted(
    store: Store, media_id: str, runner: ThreadRunner
) -> None:
    job = request_video(store, media_id, BODY)
    assert list_videos(store, media_id) == ()
    runner.start()
    done = ended(store, job)
    assert (done.state, done.error) == ("done", None)
    assert done.message == "The video was encoded again (H.264)."
    (made,) = list_videos(store, media_id)
    assert (made.request.revision, made.request.profile) == (1, "netflix-en")
    seen = frames_with_text(made.path)
    assert seen.index(True) == 10
    assert sorted(path.name for path in made.path.parent.iterdir()) == [
        "request.json",
        "result.json",
        "result.mp4",
    ]
    delete_video(store, media_id, made.request.token)
    assert list_videos(store, media_id) == ()
    for token in (made.request.token, "..", "../../x"):
        with pytest.raises(NotFound):
            find_video(store, media_id, token)


@pytest.mark.parametrize("gone", ["job", "recording"])
def test_a_cancelled_video_leaves_nothing_and_comes_with_a_restored_recording(
    gone: str, store: Store, media_id: str, runner: ThreadRunner, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TRANSCRIBE_FFMPEG", slow_ffmpeg(tmp_path))
    ffmpeg_path.cache_clear()
    try:
        job = request_video(store, media_id, BODY)
        runner.start()
        videos = store.media_folder(media_id) / "videos"
        wait_for(lambda: any(videos.glob("*/part-*")))
        if gone == "job":
            store.jobs.cancel(job.id)
            wait_for(lambda: not any(videos.iterdir()))
        else:
            store.media.delete(media_id)
            wait_for(lambda: not any(videos.glob("*/part-*")))
        assert store.jobs.get(job.id).state == "cancelled"
    finally:
        monkeypatch.undo()
        ffmpeg_path.cache_clear()
    if gone == "recording":
        store.media.restore(media_id)
        assert ended(store, job).error is None
        assert len(list_videos(store, media_id)) == 1


def test_after_a_kill_the_video_is_made_from_its_beginning(
    store: Store, media_id: str, runner: ThreadRunner, tmp_path: Path
) -> None:
    job = request_video(store, media_id, BODY)
    videos = store.media_folder(media_id) / "videos"
    environment = {**os.environ, "TRANSCRIBE_FFMPEG": slow_ffmpeg(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", RUN_JOBS, str(store.folder)], env=environment
    ) as process:
        wait_for(lambda: any(videos.glob("*/part-*")))
        process.send_signal(signal.SIGKILL)
    assert list_videos(store, media_id) == ()
    store.jobs.release_all()
    runner.start()
    assert ended(store, job).state == "done"
    (made,) = list_videos(store, media_id)
    assert len(frames_with_text(made.path)) == 60
    assert not list(videos.glob("*/part-*"))


def test_what_cannot_be_made_is_refused(store: Store, media_id: str) -> None:
    for body in (
        {"mode": "paint"},
        {"container": "avi"},
        {"style": {"size": 0}},
        {"canvas": {"width": 3}},
        {"title": 1},
    ):
        with pytest.raises(InvalidOperation):
            request_video(store, media_id, body)
    store.media.add(media_id="empty", title="e", filename="e", sha256="1", size_bytes=1)
    with pytest.raises(InvalidOperation, match="no text"):
        request_video(store, "empty", {})


def test_the_preview_is_a_frame_with_the_cue_at_its_time(store: Store, media_id: str) -> None:
    with_cue = preview(store, media_id, {"style": {"size": 15, "edge": "box"}}, 500)
    assert with_cue.startswith(b"\x89PNG")
    assert preview(store, media_id, {"style": {"size": 2, "edge": "none"}}, 500) != with_cue
    assert preview(store, media_id, {}, 99_000_000).startswith(
        b"\x89PNG"
    )  # after the end: the last frame
