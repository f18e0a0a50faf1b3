"""Common steps of the browser tests on the pages, in the terms of a user."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.server import Workstation

SAVED_TIMEOUT_MS = 30_000


DROP = """([files]) => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
    }
    const options = {dataTransfer: transfer, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
}"""


def drop_files(page: Page, *files: tuple[str, bytes]) -> None:
    """Drop files, each a name and its content, on the page."""
    page.evaluate(DROP, [[[name, base64.b64encode(content).decode()] for name, content in files]])


def wait_in(page: Page, is_so: Callable[[], object], seconds: float = 30) -> None:
    """Look at a page again and again until something is so; fail if it never is."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"it was not so within {seconds:g} s")
        page.wait_for_timeout(50)


def wait_for_answer(page: Page, part: str) -> None:
    """Wait until the page has an answer from an address with that part, and has dealt with it."""
    page.wait_for_function(
        "part => performance.getEntriesByType('resource')"
        ".some(one => one.name.includes(part) && one.responseEnd > 0)",
        arg=part,
    )
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")


class Editor:
    """The editor page of one recording."""

    def __init__(self, page: Page, station: Workstation, media_id: str, query: str = "") -> None:
        self.page, self.station, self.media_id = page, station, media_id
        page.goto(f"{station.url}/media/{media_id}{query}")
        self.wait_until_open()

    def wait_until_open(self) -> None:
        self._wait_for("#editor[data-ready]")

    def reload(self) -> None:
        self.page.reload()
        self.wait_until_open()

    def texts(self) -> list[str]:
        """The texts of the list, from top to bottom."""
        return self.page.locator(".seg-text").all_text_contents()

    def text(self, position: int) -> Locator:
        return self.page.locator(".seg-text").nth(position)

    def put_cursor(self, position: int, offset: int) -> None:
        """Click into a text and move to an offset with the keyboard."""
        self.text(position).click()
        self.page.keyboard.press("Control+Home")
        for _ in range(offset):
            self.page.keyboard.press("ArrowRight")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def cursor(self) -> tuple[int, int]:
        """Position of the row with the cursor, and the cursor's offset in it."""
        row, offset = self.page.evaluate(
            """() => {
                const rows = [...document.querySelectorAll(".seg-text")];
                return [rows.indexOf(document.activeElement), getSelection().focusOffset];
            }"""
        )
        return row, offset

    def wait_until_saved(self) -> None:
        self._wait_for(".editor-save[data-state=saved]")

    def _wait_for(self, selector: str) -> None:
        """As `expect` would, which names everything in the page where it has to wait.

        With 20,000 segments that takes Playwright 40 s on a busy machine.
        """
        self.page.locator(selector).wait_for(state="attached", timeout=SAVED_TIMEOUT_MS)

    def expect_texts(self, *texts: str) -> None:
        expect(self.page.locator(".seg-text")).to_have_text(list(texts))

    def stored(self) -> list[str]:
        """The texts on the server, after everything is saved."""
        return [segment["text"] for segment in self.stored_segments()]

    def stored_segments(self) -> list[dict[str, Any]]:
        """The segments on the server, after everything is saved."""
        self.wait_until_saved()
        segments: list[dict[str, Any]] = self.station.get(f"/media/{self.media_id}/transcript")[
            "segments"
        ]
        return segments

    def expect_marked(self, mark: str, *words: str) -> None:
        """Wait until exactly these words are marked; rows are marked when they come into view."""
        marked = "name => [...CSS.highlights.get(name)].map(range => range.toString())"
        wait_in(self.page, lambda: sorted(self.page.evaluate(marked, mark)) == sorted(words))
        found = self.page.evaluate(marked, mark)
        assert sorted(found) == sorted(words)

    def now_ms(self) -> int:
        """The playback position."""
        seconds: float = self.page.evaluate("document.querySelector('audio').currentTime")
        return round(1000 * seconds)
