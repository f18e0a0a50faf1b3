"""Child processes end with their parent, however it ends, and with the work they are for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.fault_server import SLOW, noise, queue_draft, speech, wait_for
from tests.support.server import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.store import Store

SECONDS = 60  # of the video, 25 frames each
N_FRAMES = 25 * SECONDS
GONE_S = 20.0  # 2 s are promised; what this machine took is printed
SOME_BYTES = 100_000  # of the copy, which has a megabyte
WHOLE_PCM = 2 * 16_000 * SECONDS


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of MPEG-4 video, which must be encoded again for the player."""
    path = tmp_path_factory.mktemp("video") / "minute.mkv"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
         "-f", "lavfi", "-i", "sine=frequency=440", "-t", str(SECONDS), "-c:v", "mpeg4",
         "-c:a", "pcm_s16le", str(path)],
        check=True,
    )  # fmt: skip
    return path


def slow_ffmpeg(folder: Path, step: str) -> str:
    """An ffmpeg that takes a minute for a minute at one step, known by a word of its arguments.

    It is as fast as usual when it starts after the file `is-slow` has been removed.
    """
    path, flag = folder / f"slow-{step}", folder / "is-slow"
    flag.touch()
    path.write_text(
        f'#!/bin/sh\ntest -e "{flag}" || exec "{ffmpeg_path()}" "$@"\ncase "$*" in\n*{step}*) exec "{ffmpeg_path()}" -readrate 1 "$@" ;;\n'
        f'*) exec "{ffmpeg_path()}" "$@" ;;\nesac\n'
    )
    path.chmod(0o755)
    return str(path)


class Site:
    """A server in the middle of making a player's copy, with a draft under way beside it."""

    def __init__(self, folder: Path, models: Path, video: Path, step: str, **env: str) -> None:
        self.station = Workstation(
            folder / "data", models,
            env={
                "TRANSCRIBE_FFMPEG": slow_ffmpeg(folder, step), "TRANSCRIBE_WORK": SLOW,
                "TEST_TASK_S": "600", "TRANSCRIBE_WORKERS": "1", **env,
            },
        )  # fmt: skip
        self.station.start()
        self.events = urllib.request.urlopen(f"{self.station.url}/api/v1/events", timeout=30)
        self.media_id = self.station.upload(video.name, video.read_bytes(), model="none")
        wait_for(self.ffmpegs)

    def ffmpegs(self) -> list[psutil.Process]:
        """The ffmpeg processes of this data folder, with any parent."""
        return [
            process
            for process in psutil.process_iter()
            if (words := command(process))
            and Path(words[0]).name.startswith("ffmpeg")
            and str(self.station.data) in " ".join(words)
        ]

    def job(self) -> Any:
        """The newest ingest of the recording."""
        jobs = self.station.get(f"/jobs?media={self.media_id}")["jobs"]
        return next(job for job in jobs if job["kind"] == "ingest")

    def proxy_faults(self) -> tuple[int, int]:
        """Frames of the player's copy, and lines in which ffmpeg complains of it."""
        (proxy,) = (self.station.data / "media" / self.media_id).glob("proxy.*")
        told = subprocess.run(
            [ffmpeg_path(), "-v", "error", "-i", str(proxy), "-progress", "pipe:1", "-f", "null", "-"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        frames = [line for line in told.stdout.splitlines() if line.startswith("frame=")]
        n_frames = int(frames[-1].split("=")[1]) if frames else 0
        return n_frames, len(told.stderr.splitlines())

    def stop(self) -> None:
        """End everything, the ones that nobody else ended too."""
        self.events.close()
        self.station.kill()
        for process in self.ffmpegs():
            process.kill()


def command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def await_end(processes: list[psutil.Process], what: str) -> None:
    names = {process.pid: command(process)[:4] for process in processes}
    try:
        took = wait_for(lambda: not any(is_alive(one) for one in processes), GONE_S)
    except AssertionError:
        left = [names[one.pid] for one in processes if is_alive(one)]
        raise AssertionError(f"after {what} these went on: {left}") from None
    print(f"after {what} {len(processes)} processes were gone in {took:.2f} s")  # noqa: T201


Start = Callable[..., Site]


@pytest.fixture
def start(tmp_path: Path, models_folder: Path, video: Path) -> Iterator[Start]:
    made: list[Site] = []

    def begin(step: str = "proxy", **env: str) -> Site:
        made.append(Site(tmp_path, models_folder, video, step, **env))
        return made[-1]

    yield begin
    for site in made:
        site.stop()


def name_parts(station: Workstation) -> dict[str, psutil.Process]:
    """The processes of a server by what they are."""
    assert station.process is not None
    server = psutil.Process(station.process.pid)
    (web,) = server.children()
    work = next(one for one in web.children() if "jobs.engine_process" in " ".join(command(one)))
    return {"server": server, "web": web, "work": work}


@pytest.mark.parametrize("mode", ["signal", "watch"])
@pytest.mark.parametrize(
    ("part", "ending"),
    [("server", "SIGKILL"), ("web", "SIGKILL"), ("work", "SIGKILL"), ("server", "SIGTERM"),
     ("work", "SIGTERM"), ("server", "SIGINT")],
)  # fmt: skip
def test_no_child_outlives_its_parent(
    tmp_path: Path, start: Start, part: str, ending: str, mode: str
) -> None:
    if mode == "signal" and sys.platform != "linux":
        pytest.skip("only Linux tells a child of its parent's death")
    site = start(TRANSCRIBE_CHILD_MODE=mode)
    with Store(site.station.data) as store:
        queue_draft(store, "m", speech(tmp_path, 2))
    # A worker that draws, which is the web process's child.
    site.station.get_bytes("/media/m/spectrogram/0/0")
    wait_for(lambda: site.station.get("/workers")["workers"][0]["state"] == "busy")
    parts = name_parts(site.station)
    children = [*parts[part].children(recursive=True), *site.ffmpegs()]
    assert any("jobs.worker.process" in " ".join(command(one)) for one in children)
    parts[part].send_signal(getattr(signal, ending))
    await_end(list(set(children)), f"{ending} of {part} ({mode})")


@pytest.mark.parametrize("mode", ["signal", "watch"])
def test_a_page_that_follows_events_keeps_no_web_process_alive(
    tmp_path: Path, models_folder: Path, mode: str
) -> None:
    """Also in a server without workers."""
    if mode == "signal" and sys.platform != "linux":
        pytest.skip("only Linux tells a child of its parent's death")
    env = {"TRANSCRIBE_CHILD_MODE": mode}
    station = Workstation(tmp_path / "data", models_folder, env=env, options=("--no-worker",))
    station.start()
    try:
        with urllib.request.urlopen(f"{station.url}/api/v1/events", timeout=30) as events:
            assert events.readline()
            assert station.process is not None
            server = psutil.Process(station.process.pid)
            children = server.children(recursive=True)
            assert children
            server.kill()
            await_end(children, f"SIGKILL of a server with an open stream ({mode})")
    finally:
        station.kill()


@pytest.mark.parametrize("parts", [("server", "web", "work"), ("work",)])
def test_after_a_kill_the_players_copy_is_whole(
    tmp_path: Path, start: Start, parts: tuple[str, ...]
) -> None:
    site = start()
    folder = site.station.data / "media" / site.media_id
    # Some of the copy is on the disk, which a second writer would spoil.
    wait_for(lambda: any(path.stat().st_size > SOME_BYTES for path in folder.rglob("*proxy*.mp4")))
    (tmp_path / "is-slow").unlink()
    killed = name_parts(site.station)
    for part in parts:
        killed[part].kill()
    if "server" in parts:
        assert site.station.process is not None
        site.station.process.wait()
        wait_for(lambda: not is_alive(killed["web"]))
        site.station.start()
    site.station.wait_until(site.media_id, timeout_s=200)
    wait_for(lambda: not site.ffmpegs(), 120)
    assert site.proxy_faults() == (N_FRAMES, 0)
    assert (folder / "audio.pcm").stat().st_size == WHOLE_PCM
    left = {path.name for path in folder.iterdir() if path.name.startswith(("try", "partial"))}
    assert left == set()


@pytest.mark.parametrize("step", ["proxy", "s16le"])
@pytest.mark.parametrize("way", ["cancel", "delete"])
def test_an_ingest_that_nobody_wants_is_ended_and_the_next_begins(
    start: Start, way: str, step: str
) -> None:
    site = start(step)
    processes = site.ffmpegs()
    if way == "cancel":
        assert site.station.delete(f"/jobs/{site.job()['id']}")["state"] == "cancelled"
    else:
        site.station.delete(f"/media/{site.media_id}")
    await_end(processes, f"{way} during {step}")
    media = site.station.get(f"/media/{site.media_id}")
    if way == "cancel":
        assert (media["state"], "was cancelled" in (media["error"] or "")) == ("failed", True)
    else:
        assert (media["state"], media["deleted"]) == ("new", True)
    after = site.station.upload("next.wav", noise(1.0), model="none")
    site.station.wait_until(after)
    folder = site.station.data / "media" / site.media_id
    wait_for(lambda: {path.name for path in folder.iterdir()} == {"original.mkv"})


@pytest.mark.parametrize("way", ["cancel", "delete"])
def test_an_ingest_that_was_ended_can_be_begun_again(start: Start, way: str) -> None:
    site = start("s16le")
    first, processes = site.job()["id"], site.ffmpegs()
    draft = json.dumps({"kind": "draft", "model": "base"}).encode()
    queued = site.station.post(f"/media/{site.media_id}/jobs", draft, "application/json")
    if way == "cancel":
        site.station.delete(f"/jobs/{first}")
        assert site.station.get(f"/jobs/{queued['id']}")["state"] == "cancelled"
        again = json.dumps({"kind": "ingest"}).encode()
        site.station.post(f"/media/{site.media_id}/jobs", again, "application/json")
    else:
        site.station.delete(f"/media/{site.media_id}")
        site.station.post(f"/media/{site.media_id}/restore", b"", "application/json")
    await_end(processes, f"{way} and again")
    wait_for(site.ffmpegs)
    wait_for(lambda: site.job()["state"] == "running")
    assert site.station.get(f"/jobs/{queued['id']}")["state"] == "queued"
    assert site.station.get(f"/media/{site.media_id}")["error"] is None


@pytest.mark.parametrize("step", ["proxy", "s16le"])
def test_an_ffmpeg_that_is_killed_does_not_pass_for_one_that_is_done(
    start: Start, step: str
) -> None:
    site = start(step)
    wait_for(lambda: site.job()["progress"] > 0)
    for process in site.ffmpegs():
        process.kill()
    site.station.wait_until(site.media_id, "failed")
    assert "stopped by signal 9" in site.station.get(f"/media/{site.media_id}")["error"]


def test_leftovers_of_tries_are_removed_at_the_start(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    folder = station.data / "media" / "m"
    (folder / "try-0123").mkdir(parents=True)
    fresh, old = folder / "channels-0.aa.part", folder / "channels-0.bb.part"
    for path in (folder / "try-0123" / "proxy.mp4", folder / "partial-proxy.mp4", fresh, old):
        path.write_bytes(b"x")
    day = time.time() - 2 * 86_400
    os.utime(old, (day, day))
    station.start()
    try:
        wait_for(lambda: [path.name for path in folder.iterdir()] == [fresh.name])
    finally:
        station.stop()
