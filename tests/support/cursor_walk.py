"""Where the cursor of the text is, and a walk that looks at it after each command, key or button."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ROW, OFFSET = 1, 12  # "ask not what| your country"

COMMANDS = """async () => {
    const { COMMANDS, keysOf } = await import("/static/core/commands/commands.js");
    return COMMANDS.map((command) => ({id: command.id, title: command.title, ...keysOf(command, {})}));
}"""
CURSOR = """() => {
    const text = document.activeElement;
    if (!text.classList.contains("seg-text")) return null;
    const range = document.createRange();
    range.selectNodeContents(text);
    range.setEnd(getSelection().focusNode, getSelection().focusOffset);
    return [Number(text.parentElement.dataset.id), range.toString().length, text.textContent];
}"""
# Not counted: alternatives, for which a worker may load a model (the server waits up to 45 s). Closing the list
# ends that request, and the cursor does not depend on its answer.
COUNT_REQUESTS = """() => {
    window.nOpenRequests = 0;
    const ask = window.fetch;
    window.fetch = (...what) => {
        if (String(what[0]).endsWith("/alternatives")) return ask(...what);
        window.nOpenRequests++;
        const whole = async (answer) => { await answer.clone().arrayBuffer().catch(() => null); return answer; };
        return ask(...what).then(whole).finally(() => setTimeout(() => window.nOpenRequests--));
    };
}"""
SHOWS = """texts => {
    const shown = [...document.querySelectorAll(".seg-text")].map(one => one.textContent);
    return JSON.stringify(shown) === JSON.stringify(texts);
}"""
PUT_CURSOR = """([row, offset]) => {
    const text = document.querySelectorAll(".seg-text")[row];
    text.focus();
    getSelection().collapse(text.firstChild, offset);
}"""
# What a command leaves open except the text, and playback.
TO_END = ["Close the filter and show all", "Close find", "Close the history", "Pause"]
LEFT_OPEN = """labels => labels.filter(label => document.querySelector(`button[aria-label="${label}"]`)?.checkVisibility())"""
OPEN = """() => document.querySelector("dialog[open], :popover-open") !== null
    || document.activeElement.closest(".find, .history, .filter") !== null"""


def cursor(editor: Editor) -> Any:
    """Segment, offset and text of the cursor; None where it is in no text."""
    return editor.page.evaluate(CURSOR)


def expect_cursor(editor: Editor, segment: int, offset: int) -> None:
    wait_in(editor.page, lambda: (cursor(editor) or [])[:2] == [segment, offset])
    assert (cursor(editor) or [])[:2] == [segment, offset]


# What these do moves the cursor: it only has to be in a text, where typing arrives.
MOVES = {
    "next", "previous", "line-down", "line-up", "next-doubt", "previous-doubt", "confirm-word", "approve", "reject",
    "split", "split-at-playhead", "merge-previous", "merge-at-end", "merge-next", "insert", "delete",
    "undo", "redo", "end-and-next", "go-to-playhead", "catch-word", "catch-next", "find-next", "find-previous",
    *(f"mark-{n}" for n in range(1, 10)),
    "next-turn", "previous-turn", "next-own-turn", "previous-own-turn", "next-low-confidence-speaker",
    "previous-low-confidence-speaker", "confirm-speaker",
}  # fmt: skip
LEAVES = {
    "leave", "detach-picture", "next-recording", "previous-recording",
    "select-all", "select-up", "select-down",  # several segments have no cursor
}  # fmt: skip
PARTS = 3


class Walk:
    """Runs commands and buttons from the same place, and looks where the cursor is afterwards."""

    def __init__(self, page: Page, station: Workstation) -> None:
        page.add_init_script(f"({COUNT_REQUESTS})()")  # before the page takes `fetch` for itself
        self.page, self.editor = page, Editor(page, station, add_recording(station))
        self.editor.wait_until_saved()
        transcript = station.get(f"/media/{self.editor.media_id}/transcript")
        self.revision = transcript["revision"]

    def begin(self) -> None:
        """The same transcript and the same cursor as before."""
        self.page.evaluate("document.activeElement.blur()")  # what is typed is saved at once
        self.editor.wait_until_saved()
        self.editor.station.post(
            f"/media/{self.editor.media_id}/revisions/{self.revision}/restore",
            b"{}",
            "application/json",
        )
        self.page.wait_for_function(SHOWS, arg=SENTENCES)
        self.editor.text(ROW).click()
        self.page.evaluate(PUT_CURSOR, [ROW, OFFSET])
        expect_cursor(self.editor, 2, OFFSET)

    def run(self, command: dict[str, Any]) -> None:
        self.page.keyboard.press("Control+k")
        if command["id"] != "palette":
            self.page.keyboard.insert_text(command["title"])
            chosen = self.page.locator('.palette-entry[aria-selected="true"] .palette-title')
            expect(chosen).to_have_text(command["title"])
            self.page.keyboard.press("Enter")
        self.settle()

    def settle(self) -> None:
        """Wait for the answers that a command has asked for."""
        self.page.wait_for_function("() => window.nOpenRequests === 0")
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )

    def is_open(self) -> bool:
        return bool(self.page.evaluate(OPEN))

    def other_ways(self) -> tuple[str, ...]:
        """The ways to close what is open, besides Escape."""
        top = self._top()
        if not top.count():
            return ()
        button = top.get_by_label("Close", exact=True)
        has_button = button.count() and button.is_visible()
        return ("button", "outside") if has_button else ("outside",)

    def close(self, way: str) -> None:
        """Close what is open: with Escape, its close button, or a click beside it."""
        if way == "button":
            self._top().get_by_label("Close", exact=True).click()
        elif way == "outside":
            self.page.mouse.click(4, 790)
        for _ in range(4):
            self.settle()
            if not self.is_open():
                return
            self.page.keyboard.press("Escape")

    def _top(self) -> Locator:
        return self.page.locator("dialog[open], :popover-open").last

    def end(self) -> None:
        for label in self.page.evaluate(LEFT_OPEN, TO_END):
            self.page.get_by_role("button", name=label, exact=True).click()

    def fault(self, moves: bool) -> str | None:
        """Why typing would not go on; None if it would."""
        self.settle()
        now = cursor(self.editor)
        if now is None:
            focused = self.page.evaluate("() => document.activeElement.outerHTML.slice(0, 80)")
            return f"the focus is on {focused}"
        segment, offset, text = now
        if not moves and (segment, offset) != (2, OFFSET):
            return f"the cursor is in segment {segment} at {offset}"
        selected = self.page.evaluate("() => getSelection().toString().length")
        self.page.keyboard.type("x")
        wanted = [segment, offset + 1] if not selected else None
        if wanted and cursor(self.editor)[:2] != wanted:
            return f"a typed letter moved the cursor from {now} to {cursor(self.editor)}"
        if "x" not in cursor(self.editor)[2]:
            return f"a typed letter did not arrive in {text!r}"
        return None
