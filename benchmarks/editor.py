"""Speed of the editor with ten hours and 20,000 segments, in real Chromium on the real server.

    python -m benchmarks.editor            prints tables of p50 and p95 in milliseconds
    python -m benchmarks.editor --opening ROUNDS [--against CHECKOUT]    only how fast the page opens
    python -m benchmarks.editor --against CHECKOUT    all steps of this and an earlier build, in turn

Peers: the same page with `content-visibility` switched off (the plain list of rows), and peaks.js and
wavesurfer.js (v8, regions) for the timeline. All take turns in one run, so that other load
slows all equally. The first draw is the first frame with text in the list; the others of the 20,000 rows are
made after it. Latency runs from the key's event to the end of the first frame that shows its
effect; for longer operations (replace all, filter) until the page reports the end.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PageError

from benchmarks.long_recording import HOURS, N_HITS, N_SEGMENTS, RARE, make_library
from benchmarks.support import editor_peers
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.support.server import REPOSITORY, Workstation

ROW = 10_000
LONG_ROW = N_SEGMENTS - 2
N_KEYS = 40
N_FRAMES = 120
PLAIN_LIST = ".seg-group { content-visibility: visible !important; }"

LISTEN = """() => {
    window.latencies = [];
    window.addEventListener("keydown", (event) => {
        const pressed = event.timeStamp;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.latencies.push(performance.now() - pressed);
            channel.port2.postMessage(null);
        });
    }, true);
}"""
FRAMES = """async ([n, what]) => {
    const list = document.querySelector(".editor-list");
    const canvas = document.querySelector(".timeline-canvas");
    const box = canvas.getBoundingClientRect();
    const turn = (options) => canvas.dispatchEvent(new WheelEvent("wheel", {
        bubbles: true, cancelable: true,
        clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, ...options,
    }));
    const lengths = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < n; i++) {
        if (what === "scroll") list.scrollTop += 90;
        if (what === "pan") turn({ deltaX: 45 });
        if (what === "zoom") turn({ deltaY: i % 40 < 20 ? 60 : -60, ctrlKey: true });
        const now = await new Promise(requestAnimationFrame);
        lengths.push(now - last);
        last = now;
    }
    return lengths;
}"""
# The timeline's work with all segments: index them and draw.
ADD = """async () => {
    const { SpanIndex } = await import("/static/core/document/span-index.js");
    const plain = await (await fetch(location.pathname.replace("/media/", "/api/v1/media/") + "/segments")).json();
    const spans = plain.segments.map((s) => ({...s, startMs: s.start * 1000, endMs: s.end * 1000}));
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const started = performance.now();
    new SpanIndex(spans);
    document.querySelector(".timeline-canvas").dispatchEvent(new WheelEvent("wheel", {deltaX: 1, bubbles: true, cancelable: true}));
    await frame();
    await frame();
    return performance.now() - started;
}"""
TILES = """async () => {
    const base = location.pathname.replace("/media/", "/api/v1/media/") + "/spectrogram/";
    const took = [];
    for (let i = 0; i < 24; i++) {
        const started = performance.now();
        await (await fetch(`${base}${1 + (i % 4)}/${3 + i}?scale=${i % 2 ? "mel" : "linear"}`)).arrayBuffer();
        took.push(performance.now() - started);
    }
    return took;
}"""

# Moments of the first frames with text, and with all rows.
WATCH = """(() => {
    window.seen = {};
    const rows = document.getElementsByClassName("seg-text");
    const look = () => {
        for (const [name, n] of [["first draw", 1], ["all rows", N_SEGMENTS]]) {
            if (seen[name] || rows.length < n) continue;
            seen[name] = 1;
            requestAnimationFrame(() => seen[name] = performance.now());
        }
        if (!seen["all rows"]) requestAnimationFrame(look);
    };
    look();
})()""".replace("N_SEGMENTS", str(N_SEGMENTS))

MAKE = """import sys; from pathlib import Path; from benchmarks.long_recording import make_library
print(make_library(Path(sys.argv[1])))"""

FILTER_STATE = "document.querySelector('.filter-state')?.textContent"

Figures = dict[str, list[float]]


def _percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Bench:
    """One page on the long recording."""

    def __init__(self, browser: Browser, url: str, style: str) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.page.add_init_script(
            # The style must exist before the rows.
            """addEventListener("DOMContentLoaded", () => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(STYLE);
                document.adoptedStyleSheets = [sheet];
            })""".replace("STYLE", repr(style))
        )
        self.page.add_init_script(WATCH)
        self.url = url
        self.notes: list[str] = []

    def open(self) -> Figures:
        """Milliseconds from the navigation to the first frame with text, and to all rows."""
        self.page.goto(self.url, wait_until="commit")
        self.page.wait_for_function("() => window.seen?.['all rows'] > 1")
        self.page.wait_for_selector(".editor-save[data-state=saved]", state="attached")
        seen: dict[str, float] = self.page.evaluate("seen")
        return {name: [ms] for name, ms in seen.items()}

    def keys(self, press: Callable[[Page, int], None], n: int) -> list[float]:
        """Latency of each key; the first two do not count."""
        self.page.evaluate("window.latencies = []")
        for i in range(n + 2):
            press(self.page, i)
            self.page.wait_for_timeout(70)
        latencies: list[float] = self.page.evaluate("window.latencies")
        return latencies[2:]

    def put_cursor(self, row: int) -> None:
        """Click into the middle of a row's text."""
        self.page.evaluate(
            """row => {
                const text = document.querySelectorAll(".seg-text")[row];
                text.scrollIntoView({block: "center"});
                text.focus();
                const middle = Math.floor(text.textContent.length / 2);
                getSelection().collapse(text.firstChild, text.textContent.indexOf(" ", middle));
            }""",
            row,
        )
        self.page.wait_for_timeout(400)

    def frames(self, what: str) -> list[float]:
        """Lengths of frames while something moves."""
        lengths: list[float] = self.page.evaluate(FRAMES, [N_FRAMES, what])
        return lengths

    def until(self, act: Callable[[], object], condition: str) -> float:
        """Milliseconds from an action until a condition of the page holds in a frame.

        Args:
            act: The action; the clock starts before it.
            condition: An expression. The page's policy forbids evaluated text, so it is passed as a function.
        """
        started = time.perf_counter()
        act()
        self.page.wait_for_function(f"() => {condition}", polling="raf")
        return (time.perf_counter() - started) * 1000

    def type_and_edit(self) -> Figures:
        """Typing, split, merge, undo."""
        typed = [f"abcdefgh {''}"[i % 9] for i in range(N_KEYS + 2)]
        found: Figures = {}
        self.put_cursor(ROW)
        found["typing in row 10,000"] = self.keys(lambda p, i: p.keyboard.press(typed[i]), N_KEYS)
        self.page.wait_for_timeout(900)
        found["split and merge in row 10,000"] = self.keys(
            lambda p, i: p.keyboard.press("Backspace" if i % 2 else "Enter"), 20
        )
        found["undo and redo"] = self.keys(
            lambda p, i: p.keyboard.press("Control+Shift+Z" if i % 2 else "Control+z"), 20
        )
        self.put_cursor(LONG_ROW)
        found["typing in 10,000 characters"] = self.keys(
            lambda p, i: p.keyboard.press(typed[i]), N_KEYS
        )
        self.page.wait_for_timeout(900)
        return found

    def replace_all(self) -> Figures:
        """Find a word and replace its 2,000 hits, then undo."""
        page, found = self.page, Figures()
        keyboard = page.keyboard
        keyboard.press("Escape")
        keyboard.press("Control+h")
        page.fill(".find-text", "")
        hits = f"[...document.querySelectorAll('.find-state')].some(e => /{N_HITS // 1000},?\\d{{3}}/.test(e.textContent))"
        found["find 2,000 hits"] = [self.until(lambda: keyboard.insert_text(RARE), hits)]
        page.fill(".find-new", "badger")
        done = "document.querySelector('.toast.is-success')?.textContent.includes('replaced')"
        found["replace all 2,000"] = [self.until(lambda: keyboard.press("Control+Alt+Enter"), done)]
        page.wait_for_selector(".editor-save[data-state=saved]", state="attached")
        keyboard.press("Escape")
        first = f"document.querySelectorAll('.seg-text')[0].textContent.startsWith('{RARE}')"
        found["undo of it"] = [self.until(lambda: keyboard.press("Control+z"), first)]
        page.wait_for_selector(".editor-save[data-state=saved]", state="attached")
        return found

    def filter(self) -> Figures:
        """Filter by a word, then by low confidence, then show all again."""
        keyboard, found = self.page.keyboard, Figures()
        keyboard.press("Escape")
        keyboard.press("Alt+q")
        self.page.wait_for_selector(".filter-text")
        all_shown = f"{FILTER_STATE} === 'All {N_SEGMENTS:,} shown'"
        some = f"/^Filtered: [\\d,]+ of {N_SEGMENTS:,}$/.test({FILTER_STATE})"
        steps: tuple[tuple[str, Callable[[], object], str], ...] = (
            ("filter: 2,000 with a word", lambda: keyboard.insert_text(RARE), some),
            ("filter: all again", lambda: self._press(".filter .button"), all_shown),
            ("filter: low confidence", lambda: self._press(".filter-chip"), some),
        )
        for name, act, condition in steps:
            found[name] = [self.until(act, condition)]
            self.page.wait_for_timeout(300)
        self._press(".filter .icon-button:last-child")
        return found

    def _press(self, selector: str) -> None:
        """Press a button, found by its class, since search by role or label computes the names of 60,000 elements."""
        self.page.dispatch_event(selector, "click")

    def look(self) -> Figures:
        """Movement: list, timeline, playback, spectrogram; first with 10,000 characters in view."""
        page, found = self.page, Figures()
        found["frames, scroll, a text of 10,000 characters in view"] = self.frames("pan")
        self.put_cursor(ROW)
        found["frames, scroll of the list"] = self.frames("scroll")
        page.keyboard.press("Escape")
        found["add all segments"] = [page.evaluate(ADD)]
        found["frames, scroll"] = self.frames("pan")
        found["frames, zoom"] = self.frames("zoom")
        page.keyboard.press("Control+Space")
        page.wait_for_timeout(500)
        found["frames, playback"] = self.frames("")
        page.keyboard.press("Control+Space")
        page.evaluate(TILES)  # starts the worker; the next measurement is warm, but for other tiles
        found["spectrogram tile, not on the disk"] = page.evaluate(TILES.replace("3 + i", "40 + i"))
        found["spectrogram tile, kept"] = page.evaluate(TILES.replace("3 + i", "40 + i"))
        page.keyboard.press("Alt+p")
        page.wait_for_timeout(1500)
        found["frames, scroll with spectrogram"] = self.frames("pan")
        page.keyboard.press("Alt+p")
        page.keyboard.press("Alt+p")
        return found

    def run(self) -> Figures:
        """All measurements; failed steps are recorded, and the others continue."""
        found = self.open()
        self.page.evaluate(LISTEN)
        for step in (self.type_and_edit, self.look, self.filter, self.replace_all):
            try:
                found.update(step())
            except PageError as error:
                self.notes.append(f"{step.__name__}: {error.message.splitlines()[0]}")
        self.context.close()
        return found


def print_table(names: list[str], columns: list[tuple[str, Figures]]) -> None:
    """p50 and p95 of some figures, two columns each."""
    print(f"| ms | {' | '.join(f'{title} p50 | p95' for title, _ in columns)} |")
    print(f"|{'---|' * (1 + 2 * len(columns))}")
    for name in names:
        cells = []
        for _, figures in columns:
            values = figures.get(name)
            cells += [f"{_percentile(values, part):.1f}" for part in (0.5, 0.95)] if values else ["–", "–"]  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |")


def _segments_for_peers() -> list[dict[str, object]]:
    step_s = HOURS * 3600 / N_SEGMENTS
    return [
        {"startTime": n * step_s, "endTime": n * step_s + 1.5, "labelText": f"text {n}", "id": str(n)}
        for n in range(N_SEGMENTS)
    ]  # fmt: skip


def print_report(
    loads: list[float], ours: Figures, plain: Figures, peers: dict[str, Figures]
) -> None:
    """The tables of all rounds so far, with the system load during them."""
    print(
        f"\n{datetime.date.today()}, {platform.machine()}, {psutil.cpu_count()} cores, "
        f"load {min(loads):.1f} to {max(loads):.1f}, {len(loads) // 2} rounds\n"
    )
    print_table(list(ours), [("ours", ours), ("plain list", plain)])
    if any(peers.values()):
        print()
        shared = [name for name in peers["peaks"] if name in ours]
        print_table(shared, [("ours", ours), ("peaks.js", peers["peaks"]), ("wavesurfer.js", peers["wavesurfer"])])  # fmt: skip
    sys.stdout.flush()


def compare_opening(rounds: int, checkouts: list[Path]) -> None:
    """How fast the page of each checkout opens, in turn; the first round does not count."""
    figures: dict[Path, Figures] = {checkout: {} for checkout in checkouts}
    with ExitStack() as stack:
        urls = {checkout: _serve(stack, checkout) for checkout in checkouts}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for turn in range(rounds + 1):
            for checkout, url in urls.items():
                bench = Bench(browser, url, "")
                found = bench.open()
                bench.context.close()
                if turn:
                    _add(figures[checkout], found)
        browser.close()
    print(f"load {psutil.getloadavg()[0]:.1f}")
    for checkout, found in figures.items():
        for name, values in found.items():
            print(f"{checkout}: {name}: " + " ".join(f"{ms:.0f}" for ms in sorted(values)))


def compare_all(rounds: int, checkouts: list[Path]) -> None:
    """All steps in each checkout's editor, in turn."""
    figures: dict[Path, Figures] = {checkout: {} for checkout in checkouts}
    with ExitStack() as stack:
        urls = {checkout: _serve(stack, checkout) for checkout in checkouts}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for turn in range(rounds):
            for checkout, url in urls.items():
                bench = Bench(browser, url, "")
                _add(figures[checkout], bench.run())
                print(f"{turn + 1} {checkout} load {psutil.getloadavg()[0]:.1f}", *bench.notes)
            columns = [(str(checkout), found) for checkout, found in figures.items()]
            print_table(list(columns[0][1]), columns)
            sys.stdout.flush()
        browser.close()


def _serve(stack: ExitStack, checkout: Path) -> str:
    """Start a checkout's server on a library of its own; returns the page's address."""
    data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="transcribe-bench-")))
    environment = {"PYTHONPATH": str(checkout.resolve())}
    # By the checkout itself: an older one does not open the database of a newer one.
    command = [sys.executable, "-c", MAKE, str(data)]
    made = subprocess.run(
        command, cwd=checkout, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    media_id = made.stdout.split()[-1]
    (data / "models").mkdir(exist_ok=True)
    station = Workstation(data, data / "models", env=environment, program=checkout).start()
    stack.callback(station.stop)
    return f"{station.url}/media/{media_id}"


def compare_peers(rounds: int, *, are_left_out: bool) -> None:
    """All steps, with the plain list and the peers."""
    ours, plain, notes = Figures(), Figures(), set[str]()
    peers: dict[str, Figures] = {name: {} for name in editor_peers.NAMES}
    with tempfile.TemporaryDirectory(prefix="transcribe-bench-") as folder:
        data = Path(folder)
        media_id = make_library(data)
        (data / "models").mkdir(exist_ok=True)
        station = Workstation(data, data / "models").start()
        server = editor_peers.PeersServer(data / "media" / media_id, _segments_for_peers())
        loads = []
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(), args=CHROMIUM_FLAGS
                )
                url = f"{station.url}/media/{media_id}"
                for _ in range(rounds):
                    for results, style in ((ours, ""), (plain, PLAIN_LIST)):
                        loads.append(psutil.getloadavg()[0])
                        bench = Bench(browser, url, style)
                        _add(results, bench.run())
                        notes |= set(bench.notes)
                    for name in () if are_left_out else editor_peers.NAMES:
                        _add(peers[name], editor_peers.measure(browser, server.url, name, HOURS * 3600))  # fmt: skip
                    print_report(
                        loads, ours, plain, peers
                    )  # each round, since a long run may be interrupted
                browser.close()
        finally:
            server.close()
            station.stop()
    for note in sorted(notes):
        print(f"\nNote: {note}")


def main() -> None:
    """Measure in turn and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--opening", type=int, default=0, metavar="ROUNDS")
    parser.add_argument("--against", type=Path)
    arguments = parser.parse_args()
    checkouts = [REPOSITORY, *filter(None, [arguments.against])]
    if arguments.opening:
        compare_opening(arguments.opening, checkouts)
    elif arguments.against:
        compare_all(arguments.rounds, checkouts)
    else:
        compare_peers(arguments.rounds, are_left_out=arguments.without_peers)


def _add(results: Figures, figures: Figures) -> None:
    for name, values in figures.items():
        results.setdefault(name, []).extend(values)


if __name__ == "__main__":
    main()
