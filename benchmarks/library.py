"""Speed of the library: its list, the command line, the cost of an edit, and its page in Chromium.

    python -m benchmarks.library [--sizes 60 5000 20000] [--against CHECKOUT] [--rounds 20]

A library of each size is made by SQL, with 100 segments for each recording up to 5,000 recordings and
25 beyond. `--against` names another checkout of this program (with `static/vendor`); both servers run
at the same time, on copies of one library, and take turns request by request, so that other load
slows both. An earlier version gets the library first; this one then migrates its copy, and the
seconds of that are printed. Without `--against` only this version is measured.

- list: an answer of the API, in ms (median), the CPU time of the server for it, and its size. An earlier
  version has `GET /media` only, which its page sorted and filtered in the browser.
- command line: `transcribe list`, seconds and CPU seconds.
- edit: an autosave of one segment's text with its words, durable.
- bulk: a tag on 1,000 recordings, 1,000 deleted, and restored; earlier versions delete one by one.
- page: until the first rows are drawn, DOM nodes then, from a key in the search field to the next frame, the
  longest of these, and frames while the list scrolls.

The figures are in docs/develop/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.support.invented_library import add_tags_and_places, fill, media_id
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.support.server import Workstation

ROOT = Path(__file__).resolve().parents[1]
MODELS = Path.home() / ".cache" / "transcribe-tests"
QUERIES = {
    "newest first": "",
    "by title": "?sort=title",
    "by progress": "?sort=progress&order=down",
    "by confidence": "?sort=confidence",
    "last opened": "?sort=opened",
    "words in title": "?q=interview+12",
    "state and language": "?state=in_work&language=de",
    "a tag": "?tag=tag+7",
    "a speaker": "?speaker=anna+5",
    "rows 4,000 to 4,100": "?offset=4000",
    "all ids": "/ids",
    "next recording": "/next?after={id}&sort=title",
}
N_BULK = 1_000
N_KEYS = 30
N_FRAMES = 120

FIRST_ROWS = """() => new Promise((resolve) => {
    const look = () => document.querySelector(".recordings [data-id]")
        ? resolve(performance.now()) : requestAnimationFrame(look);
    look();
})"""
LISTEN = """() => {
    window.latencies = [];
    addEventListener("keydown", (event) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.latencies.push(performance.now() - event.timeStamp);
        channel.port2.postMessage(null);
    }), true);
}"""
FRAMES = """async (n) => {
    const lengths = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < n; i++) {
        scrollBy(0, 400);
        const now = await new Promise(requestAnimationFrame);
        lengths.push(now - last);
        last = now;
    }
    return lengths;
}"""


@dataclass(frozen=True)
class Build:
    """A version of this program with its running server."""

    name: str
    checkout: Path
    data: Path
    station: Workstation

    @property
    def has_list(self) -> bool:
        """Whether it has `GET /library`."""
        return (self.checkout / "transcribe" / "web" / "api" / "library.py").exists()

    @property
    def has_bulk(self) -> bool:
        """Whether it has `POST /library/bulk`."""
        return (self.checkout / "transcribe" / "web" / "api" / "bulk.py").exists()

    def cpu_s(self) -> float:
        """CPU time of the server's processes so far; its workers are idle."""
        used = [process.cpu_times() for process in self.station.family()]
        return float(sum(one.user + one.system for one in used))

    def ask(self, method: str, path: str, body: Any = None) -> bytes:
        """The body of an answer of the API."""
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.station.url}/api/v1{path}", sent, {"Content-Type": "application/json"},
            method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=300) as response:
            answer: bytes = response.read()
        return answer


def run_program(checkout: Path, data: Path, *arguments: str) -> tuple[float, float]:
    """Run a command of a version; its seconds and CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "transcribe", "--data", str(data), *arguments],
        cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    took_s, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make(folder: Path, checkouts: Sequence[Path], n: int) -> list[Path]:
    """A library for each version; the last one's is made first, as it has the oldest tables."""
    oldest = folder / f"library-{len(checkouts) - 1}"
    run_program(checkouts[-1], oldest, "list")  # creates the tables
    n_segments = 100 if n <= 5_000 else 25
    fill(oldest / "transcribe.db", n, n_segments)
    made = [folder / f"library-{number}" for number in range(len(checkouts))]
    for data in made[:-1]:
        shutil.copytree(oldest, data)
    took_s, cpu_s = run_program(checkouts[0], made[0], "list", "--limit", "0")
    add_tags_and_places(made[0] / "transcribe.db", n)
    print(f"\n{n:,} recordings, {n * n_segments:,} segments")
    print(f"{'first start of this version':30} {took_s:6.1f} s, CPU {cpu_s:.1f} s")
    return made


Action = Callable[[Build], int]  # returns the size of the answer


def take_turns(what: str, builds: Sequence[Build], action: Action, rounds: int) -> None:
    """Measure an action in all versions, one after the other in each round, and print the medians."""
    took: dict[str, list[float]] = {build.name: [] for build in builds}
    cpu = dict.fromkeys(took, 0.0)
    size = dict.fromkeys(took, 0)
    for _ in range(rounds):
        for build in builds:
            before, began = build.cpu_s(), time.perf_counter()
            size[build.name] = action(build)
            took[build.name].append(time.perf_counter() - began)
            cpu[build.name] += build.cpu_s() - before
    for name, times in took.items():
        print(
            f"{what:30} {name:7} {1000 * statistics.median(times):8.1f} ms, "
            f"CPU {1000 * cpu[name] / rounds:7.1f} ms, {size[name] / 1000:8.1f} kB",
            flush=True,
        )


def measure_lists(builds: Sequence[Build], n: int, rounds: int) -> None:
    """Answers of the list, by filter and order."""
    current = [build for build in builds if build.has_list]
    take_turns("GET /media", builds, _reader("/media"), max(1, min(rounds, 20_000 // n)))
    for what, query in QUERIES.items():
        path = f"/library{query.format(id=media_id(n // 2))}"
        take_turns(what, current, _reader(path), rounds)


def _reader(path: str) -> Action:
    return lambda build: len(build.ask("GET", path))


def measure_command(builds: Sequence[Build], rounds: int) -> None:
    """`transcribe list` while the server runs."""
    took: dict[str, list[tuple[float, float]]] = {build.name: [] for build in builds}
    for _ in range(rounds):
        for build in builds:
            took[build.name].append(run_program(build.checkout, build.data, "list"))
    for name, times in took.items():
        wall_s, cpu_s = (statistics.median(values) for values in zip(*times, strict=True))
        print(f"{'transcribe list':30} {name:7} {wall_s:8.2f} s, CPU {cpu_s:.2f} s", flush=True)


def measure_edits(builds: Sequence[Build], rounds: int) -> None:
    """Autosaves of one segment, each with another text."""
    revisions = {build.name: _revision(build, media_id(1)) for build in builds}

    def save(build: Build) -> int:
        revision = revisions[build.name]
        words = [
            {"word": f"w{revision}x{n}", "start": n, "end": n + 0.5, "probability": 0.5}
            for n in range(4)
        ]
        text = " ".join(str(word["word"]) for word in words)
        edit = {"base": revision, "id": f"bench-{revision}", "realign": False,
                "ops": [{"op": "set_text", "id": 1, "text": text, "words": words}]}  # fmt: skip
        revisions[build.name] += 1
        return len(build.ask("POST", f"/media/{media_id(1)}/edits", edit))

    take_turns("autosave", builds, save, 5 * rounds)


def _revision(build: Build, media: str) -> int:
    return int(json.loads(build.ask("GET", f"/media/{media}"))["revision"])


def measure_bulk(builds: Sequence[Build], n: int) -> None:
    """One thing to many recordings."""
    ids = [media_id(number) for number in range(min(N_BULK, n))]

    def act(action: str, **more: Any) -> Action:
        def run(build: Build) -> int:
            if build.has_bulk:
                return len(
                    build.ask("POST", "/library/bulk", {"ids": ids, "action": action, **more})
                )
            one = {"delete": ("DELETE", ""), "restore": ("POST", "/restore")}[action]
            return sum(len(build.ask(one[0], f"/media/{name}{one[1]}")) for name in ids)

        return run

    with_bulk = [build for build in builds if build.has_bulk]
    if with_bulk:
        take_turns(f"a tag on {len(ids):,}", with_bulk, act("tags", add=["bench"], remove=[]), 1)
    for action in ("delete", "restore"):
        take_turns(f"{action} {len(ids):,}", builds, act(action), 1)


def measure_page(builds: Sequence[Build], browser: Browser) -> None:
    """First rows, nodes, typing and scrolling of the library's page, in a new context each."""
    for build in builds:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.set_default_timeout(120_000)
        _measure_page(build, page)
        context.close()


def _measure_page(build: Build, page: Page) -> None:
    first_ms = []
    for _ in range(3):
        page.goto(build.station.url, wait_until="commit")
        first_ms.append(page.evaluate(FIRST_ROWS))
    nodes = page.evaluate("document.querySelectorAll('*').length")
    frames = page.evaluate(FRAMES, N_FRAMES)
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(LISTEN)
    field = page.get_by_role("searchbox").first
    field.click()
    for number in range(N_KEYS):
        field.press("interview 12"[number % 12])
        if number % 12 == 11:
            field.fill("")
    typing = page.evaluate("window.latencies")
    print(
        f"{'page':30} {build.name:7} first rows {statistics.median(first_ms):7.0f} ms, {nodes:6,} nodes, "
        f"key {statistics.median(typing):5.0f} (longest {max(typing):6.0f}) ms, "
        f"frame {statistics.median(frames):5.1f} (p95 {sorted(frames)[int(0.95 * len(frames))]:5.1f}) ms",
        flush=True,
    )


def measure(folder: Path, checkouts: Sequence[Path], n: int, rounds: int) -> None:
    """All figures of one size."""
    names = ("now", "before")
    builds = [
        Build(name, checkout, data, Workstation(data, MODELS, program=checkout,
              env={"PYTHONPATH": str(checkout)}).start())
        for name, checkout, data in zip(names, checkouts, make(folder, checkouts, n), strict=False)
    ]  # fmt: skip
    try:
        measure_lists(builds, n, rounds)
        measure_command(builds, max(1, rounds // 4))
        measure_edits(builds, rounds)
        measure_bulk(builds, n)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=CHROMIUM_FLAGS
            )
            measure_page(builds, browser)
            browser.close()
    finally:
        for build in builds:
            build.station.stop()


def main() -> None:
    """Measure each size, here and in another checkout."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 5_000, 20_000])
    parser.add_argument("--against", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    checkouts = [ROOT, *([given.against.resolve()] if given.against else [])]
    for n in given.sizes:
        with tempfile.TemporaryDirectory(prefix="library-") as folder:
            measure(Path(folder), checkouts, n, given.rounds)


if __name__ == "__main__":
    main()
