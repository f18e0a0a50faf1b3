"""How quick the editor is with ten hours and 8,000 segments, in real Chromium on the real server.

    python -m benchmarks.editor            prints a table of p50 and p95 in milliseconds

The peer is the same page with `content-visibility` switched off: the plain list of rows. Both are
measured in turn in one run, so that a noisy machine slows both. Latency runs from the key's event
to the end of the first frame that shows its effect.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.long_recording import make_library
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.workstation import Workstation

ROW = 4_000
N_KEYS = 60
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
    const list = document.querySelector(".ed-list");
    const canvas = document.querySelector(".tl-canvas");
    const box = canvas.getBoundingClientRect();
    const lengths = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < n; i++) {
        if (what === "scroll") list.scrollTop += 90;
        if (what === "zoom") canvas.dispatchEvent(new WheelEvent("wheel", {
            deltaY: i % 40 < 20 ? 60 : -60, ctrlKey: true, bubbles: true, cancelable: true,
            clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
        }));
        const now = await new Promise(requestAnimationFrame);
        lengths.push(now - last);
        last = now;
    }
    return lengths;
}"""


def _percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Bench:
    """One page on the long recording."""

    def __init__(self, browser: Browser, url: str, style: str) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.add_init_script(
            # The style must be there before the rows are.
            """addEventListener("DOMContentLoaded", () => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(STYLE);
                document.adoptedStyleSheets = [sheet];
            })""".replace("STYLE", repr(style))
        )
        self.url = url

    def open(self) -> float:
        """Milliseconds from the navigation to the first frame with text in it."""
        self.page.goto(self.url, wait_until="commit")
        self.page.wait_for_selector("#editor[data-ready]", state="attached", timeout=120_000)
        ready: float = self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => done(performance.now())))"
        )
        return ready

    def keys(self, press: Callable[[Page, int], None], n: int) -> list[float]:
        """Latency of each key; the first two are not counted."""
        self.page.evaluate("window.latencies = []")
        for i in range(n + 2):
            press(self.page, i)
            self.page.wait_for_timeout(70)
        latencies: list[float] = self.page.evaluate("window.latencies")
        return latencies[2:]

    def put_cursor(self) -> None:
        """Into the middle of the row's text."""
        self.page.evaluate(
            """row => {
                const text = document.querySelectorAll(".seg-text")[row];
                text.scrollIntoView({block: "center"});
                text.focus();
                getSelection().collapse(text.firstChild, text.textContent.indexOf(" ", 12));
            }""",
            ROW,
        )
        self.page.wait_for_timeout(400)

    def frames(self, what: str) -> list[float]:
        """Lengths of frames while something moves."""
        lengths: list[float] = self.page.evaluate(FRAMES, [N_FRAMES, what])
        return lengths

    def run(self) -> dict[str, list[float]]:
        """All measurements."""
        found = {"first usable screen": [self.open()]}
        self.page.evaluate(LISTEN)
        self.put_cursor()
        found["typing in row 4000"] = self.keys(
            lambda page, i: page.keyboard.press("abcdefgh "[i % 9]), N_KEYS
        )
        self.page.wait_for_timeout(600)
        found["split and merge in row 4000"] = self.keys(
            lambda page, i: page.keyboard.press("Backspace" if i % 2 else "Enter"), 20
        )
        found["undo and redo"] = self.keys(
            lambda page, i: page.keyboard.press("Control+Shift+Z" if i % 2 else "Control+z"), 20
        )
        found["frames, scroll of the list"] = self.frames("scroll")
        found["frames, zoom of the timeline"] = self.frames("zoom")
        self.page.keyboard.press("Control+Space")
        self.page.wait_for_timeout(500)
        found["frames, playback"] = self.frames("")
        self.page.keyboard.press("Control+Space")
        self.page.wait_for_timeout(200)
        self.context.close()
        return found


def main() -> None:
    """Measure in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="transcribe-bench-") as folder:
        data = Path(folder)
        media_id = make_library(data)
        (data / "models").mkdir(exist_ok=True)
        station = Workstation(data, data / "models").start()
        ours: dict[str, list[float]] = {}
        plain: dict[str, list[float]] = {}
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(), args=CHROMIUM_FLAGS
                )
                url = f"{station.url}/media/{media_id}"
                for _ in range(arguments.rounds):
                    for results, style in ((ours, ""), (plain, PLAIN_LIST)):
                        for name, values in Bench(browser, url, style).run().items():
                            results.setdefault(name, []).extend(values)
                browser.close()
        finally:
            station.stop()
    print("| | ours p50 | p95 | plain list p50 | p95 | p95 ratio |\n|---|---|---|---|---|---|")
    for name, values in ours.items():
        other = plain[name]
        shown = [_percentile(v, part) for v in (values, other) for part in (0.5, 0.95)]
        print(f"| {name} | {' | '.join(f'{ms:.1f}' for ms in shown)} | {shown[1] / shown[3]:.2f} |")


if __name__ == "__main__":
    main()
