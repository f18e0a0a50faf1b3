"""When the first words of a recording of an hour are in the editor, and what the time is made of.

    python -m benchmarks.first_words                          m4a, WAV and MP4 of an hour
    python -m benchmarks.first_words --formats m4a --rounds 5
    python -m benchmarks.first_words --against CHECKOUT       and the server of another checkout, in turn

A server with its own data folder is started for each build. *Cold* is its first recording: the worker
starts and loads the model. *Warm* are the others. Each recording is an hour of readings of the shared data,
shifted a little so that no two have the same bytes. Seconds are counted from the end of the upload, when
its last piece is on the server, and taken where the page takes them: from the stream of events.

- finish: the answer to the end of the upload (digest, look into the file, rows).
- ingest, draft: the job has begun.
- first: the first segments arrive with the stream's event.
- minute: the text reaches the end of the first minute.
- ready: the recording can be played. drafted: its draft has ended (both with `--whole`; else it is deleted).
- processor: seconds that the server and its processes took until then (with `--whole`).

The figures are in docs/develop/benchmarks.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.support.draft_rows import recordings, sound_of
from tests.support.server import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path

ROOT = Path(__file__).resolve().parents[1]
MODELS = Path.home() / ".cache" / "transcribe-tests"
CACHE = Path.home() / ".cache" / "transcribe-drafts"
MINUTE_S = 60
HOUR_S = 3_600
MARKS = ("finish", "ingest", "draft", "first", "minute", "ready", "drafted", "processor")
CODECS = {
    "m4a": ["-c:a", "aac", "-b:a", "96k", "-ac", "2"],
    "wav": ["-c:a", "pcm_s16le", "-ar", "44100"],
    "mp4": ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
}
PICTURE = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=25"]


@dataclass
class Watch:
    """Follows the events of a server in a thread of its own, and notes when each mark is reached."""

    station: Workstation
    marks: dict[str, float] = field(default_factory=dict)
    began: float = 0.0
    changed: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Follow from now on; the count begins later."""
        request = urllib.request.Request(f"{self.station.url}/api/v1/events")
        stream = urllib.request.urlopen(request, timeout=600)
        threading.Thread(target=self._follow, args=(stream,), daemon=True).start()

    def _follow(self, stream: Any) -> None:
        kind = ""
        for raw in stream:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and self.began:
                for mark in _reached(kind, json.loads(line.removeprefix("data: "))):
                    self.note(mark)

    def note(self, mark: str) -> None:
        """A mark is reached; the first time counts."""
        self.marks.setdefault(mark, time.perf_counter() - self.began)
        self.changed.set()

    def wait_for(self, wanted: Sequence[str], timeout_s: float = 1_200) -> None:
        """Wait until all of these marks are reached."""
        until = time.perf_counter() + timeout_s
        while not set(wanted) <= set(self.marks):
            if time.perf_counter() > until:
                raise TimeoutError(f"not reached: {set(wanted) - set(self.marks)}")
            self.changed.wait(1)
            self.changed.clear()


def _reached(kind: str, shown: dict[str, Any]) -> Iterator[str]:
    if kind == "job" and shown.get("kind") in {"ingest", "draft"}:
        if shown["state"] == "running":
            yield shown["kind"]
        if shown["state"] in {"done", "failed"}:
            yield "ready" if shown["kind"] == "ingest" else "drafted"
    segments = shown.get("segments") or [] if kind not in {"job", "media"} else []
    if segments:
        yield "first"
        if max(segment["end"] for segment in segments) >= MINUTE_S:
            yield "minute"


def main() -> None:
    """Measure the builds in turn and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--formats", nargs="+", choices=CODECS, default=list(CODECS))
    parser.add_argument("--rounds", type=int, default=3, help="warm recordings of each format")
    parser.add_argument("--seconds", type=int, default=HOUR_S, help="length of the recordings")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    parser.add_argument("--whole", action="store_true", help="wait until it is ready and drafted")
    asked = parser.parse_args()
    builds = {"now": ROOT, **({"before": asked.against} if asked.against else {})}
    with tempfile.TemporaryDirectory(prefix="first-words-") as folder:
        for shape in asked.formats:
            rows = _measured(builds, Path(folder), shape, asked)
            print("\n".join(_table(shape, rows)), flush=True)


def _measured(
    builds: dict[str, Path], folder: Path, shape: str, asked: argparse.Namespace
) -> dict[str, list[dict[str, float]]]:
    """Marks of each build and round; the first round is cold."""
    stations = {
        name: Workstation(folder / f"{name}-{shape}", MODELS, program=checkout).start()
        for name, checkout in builds.items()
    }
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in builds}
    try:
        for number in range(asked.rounds + 1):
            path = _hour(folder, shape, number, asked.seconds)
            for name, station in stations.items():
                rows[name].append(_once(station, path, is_whole=asked.whole))
            path.unlink()
    finally:
        for station in stations.values():
            station.stop()
    return rows


def _hour(folder: Path, shape: str, number: int, seconds: int) -> Path:
    """A file of this length; other numbers begin elsewhere in the speech."""
    (speech,) = [one for one in recordings(["join"]) if one.name == "join readings"]
    target = folder / f"hour-{number}.{shape}"
    looped = ["-stream_loop", "-1", "-ss", str(2 * number), "-i", str(sound_of(speech, CACHE))]
    picture = PICTURE if shape == "mp4" else []
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-y", *looped, *picture, "-t", str(seconds),
         *CODECS[shape], str(target)],
        check=True,
    )  # fmt: skip
    return target


def _once(station: Workstation, path: Path, *, is_whole: bool) -> dict[str, float]:
    """Upload a file as the page does, and note when each mark is reached."""
    watch = Watch(station)
    watch.start()
    size = path.stat().st_size
    begun = _ask(station, "POST", "/uploads", {"filename": path.name, "size": size})
    with path.open("rb") as file:
        connection = http.client.HTTPConnection("127.0.0.1", station.port, timeout=600)
        address = f"/api/v1/uploads/{begun['id']}"
        connection.request(
            "PATCH", address, file, {"Upload-Offset": "0", "Content-Length": str(size)}
        )
        connection.getresponse().read()
    cpu_s = _processor_s(station)
    watch.began = time.perf_counter()
    (media,) = _ask(station, "POST", f"/uploads/{begun['id']}/finish", {})["media"]
    watch.note("finish")
    watch.wait_for(["first", "minute", *(["ready", "drafted"] if is_whole else [])])
    if is_whole:
        watch.marks["processor"] = _processor_s(station) - cpu_s
    station.delete(f"/media/{media['id']}")
    return watch.marks


def _processor_s(station: Workstation) -> float:
    """Processor seconds of the server and all its processes so far, ended ones included."""
    assert station.process is not None
    server = psutil.Process(station.process.pid)
    return sum(sum(one.cpu_times()[:4]) for one in [server, *server.children(recursive=True)])


def _ask(station: Workstation, method: str, path: str, body: Any) -> Any:
    request = urllib.request.Request(
        f"{station.url}/api/v1{path}", json.dumps(body).encode(),
        {"Content-Type": "application/json"}, method=method,
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=600) as response:
        return json.load(response)


def _table(shape: str, rows: dict[str, list[dict[str, float]]]) -> Iterator[str]:
    yield f"\n| {shape}, s | {' | '.join(MARKS)} |\n|{'---|' * (len(MARKS) + 1)}"
    for name, rounds in rows.items():
        for label, some in (("cold", rounds[:1]), ("warm, median", rounds[1:])):
            if some:
                yield f"| {name}, {label} | {' | '.join(_cell(some, mark) for mark in MARKS)} |"


def _cell(rounds: list[dict[str, float]], mark: str) -> str:
    values = [marks[mark] for marks in rounds if mark in marks]
    return f"{statistics.median(values):.1f}" if values else "–"


if __name__ == "__main__":
    main()
