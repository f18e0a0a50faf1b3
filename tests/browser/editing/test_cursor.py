"""The cursor stays in the text: after every command and dialog, undo, and changes by others."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES
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
COUNT_REQUESTS = """() => {
    window.nOpenRequests = 0;
    const ask = window.fetch;
    window.fetch = (...what) => {
        window.nOpenRequests++;
        return ask(...what).finally(() => setTimeout(() => window.nOpenRequests--));
    };
}"""
OPEN = """() => document.querySelector("dialog[open], :popover-open") !== null
    || document.activeElement.closest(".find, .history, .filter") !== null"""


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    return Editor(page, shared_workstation, add_recording(shared_workstation))


def cursor(editor: Editor) -> Any:
    """Segment, offset and text of the cursor; None where it is in no text."""
    return editor.page.evaluate(CURSOR)


def expect_cursor(editor: Editor, segment: int, offset: int) -> None:
    wait_in(editor.page, lambda: (cursor(editor) or [])[:2] == [segment, offset])
    assert (cursor(editor) or [])[:2] == [segment, offset]


def test_undo_and_redo_leave_the_cursor_at_the_change(editor: Editor) -> None:
    editor.put_cursor(ROW, len("ask not what your "))
    editor.type("own ")
    editor.press("Control+z")
    editor.expect_texts(*SENTENCES)
    expect_cursor(editor, 2, len("ask not what your "))
    editor.type("dear ")
    editor.press("Control+z", "Control+Shift+z")
    expect_cursor(editor, 2, len("ask not what your dear "))
    editor.type("old ")
    editor.expect_texts(ONE, "ask not what your dear old country can do for you,", THREE, FOUR)


def test_typing_is_undone_word_by_word_whatever_the_pauses(editor: Editor) -> None:
    editor.put_cursor(3, 0)
    editor.type("This is ver")
    editor.wait_until_saved()
    editor.type("y good ")
    texts = []
    for _ in range(4):
        editor.press("Control+z")
        texts.append(editor.texts()[3])
    assert texts == [f"{words}{FOUR}" for words in ("This is very ", "This is ", "This ", "")]
    for _ in range(4):
        editor.press("Control+Shift+z")
    assert editor.texts()[3] == f"This is very good {FOUR}"
    expect_cursor(editor, 4, len("This is very good "))
    editor.wait_until_saved()
    editor.reload()
    editor.press("Control+z", "Control+z")
    assert editor.texts()[3] == f"This is {FOUR}"
    assert editor.stored()[3] == f"This is {FOUR}"


def test_deletions_and_pastes_are_steps_of_their_own(editor: Editor) -> None:
    editor.put_cursor(0, 3)
    editor.type(" yes")
    editor.press("Backspace", "Backspace")
    editor.page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "o");
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    editor.type("u")
    texts = []
    for _ in range(4):
        editor.press("Control+z")
        texts.append(editor.texts()[0][: -len(ONE) + 3])
    assert texts == ["And yo", "And y", "And yes", "And"]


def test_another_windows_edit_of_the_segment_moves_the_cursor_along(editor: Editor) -> None:
    editor.put_cursor(ROW, OFFSET)
    editor.station.edit(
        editor.media_id,
        editor.station.get(f"/media/{editor.media_id}/transcript")["revision"],
        {"op": "set_text", "id": 2, "text": f"And please {TWO} too"},
    )
    expect(editor.text(ROW)).to_have_text(f"And please {TWO} too")
    expect_cursor(editor, 2, OFFSET + len("And please "))
    editor.type(" -")
    assert editor.stored()[ROW] == "And please ask not what - your country can do for you, too"


def test_a_redraft_by_another_window_leaves_the_cursor_at_its_words(editor: Editor) -> None:
    editor.put_cursor(ROW, OFFSET)
    put = [
        {"id": 91, "start": 2.0, "end": 2.9, "text": "So ask not what", "words": [], "status": "draft"},
        {"id": 92, "start": 2.9, "end": 4.7, "text": "your country can", "words": [], "status": "draft"},
    ]  # fmt: skip
    editor.station.edit(
        editor.media_id,
        editor.station.get(f"/media/{editor.media_id}/transcript")["revision"],
        {"op": "replace", "put": put, "remove": [2]},
    )
    editor.expect_texts(ONE, "So ask not what", "your country can", THREE, FOUR)
    expect_cursor(editor, 91, len("So ask not what"))
    editor.type("ever")
    assert editor.stored()[1] == "So ask not whatever"


def test_a_speaker_chosen_by_a_typed_name_leaves_the_cursor(editor: Editor) -> None:
    editor.put_cursor(ROW, OFFSET)
    editor.press("Alt+s")
    editor.type("Kennedy")
    editor.press("Enter")
    editor.type("ever")
    assert editor.stored()[ROW] == TWO.replace("what", "whatever")
    expect(editor.page.locator(".seg-speaker").nth(ROW)).to_have_text("Kennedy")


def test_escape_from_the_palette_leaves_the_cursor_and_backspace_deletes_a_letter(
    editor: Editor,
) -> None:
    editor.put_cursor(ROW, OFFSET)
    editor.press("Control+k", "Escape", "Backspace")
    editor.type("m")
    editor.expect_texts(ONE, TWO.replace("what", "wham"), THREE, FOUR)


def test_a_selection_survives_the_palette(editor: Editor) -> None:
    editor.put_cursor(ROW, OFFSET)
    for _ in range(4):
        editor.press("Shift+ArrowLeft")
    editor.press("Control+k", "Escape")
    assert editor.page.evaluate("() => getSelection().toString()") == "what"
    editor.type("how")
    editor.expect_texts(ONE, TWO.replace("what", "how"), THREE, FOUR)
    editor.press("Control+z")
    editor.expect_texts(*SENTENCES)


def test_undo_from_a_message_leaves_the_cursor_in_the_text(editor: Editor) -> None:
    editor.put_cursor(ROW, OFFSET)
    editor.press("Alt+Delete")
    editor.page.get_by_role("button", name="Undo", exact=True).last.click()
    editor.expect_texts(*SENTENCES)
    expect_cursor(editor, 2, 0)
    editor.type("Please ")
    editor.expect_texts(ONE, f"Please {TWO}", THREE, FOUR)


@pytest.mark.parametrize("way", ["Keep mine", "Keep the other", "Escape"])
def test_the_dialog_about_two_versions_gives_the_cursor_back(
    editor: Editor, context: BrowserContext, way: str
) -> None:
    browser = context.new_cdp_session(editor.page)
    browser.send("Network.enable")
    browser.send("Network.setBlockedURLs", {"urls": ["*/api/v1/*"]})
    editor.put_cursor(ROW, OFFSET)
    editor.type("ever")
    expect(editor.page.locator(".editor-save")).to_have_attribute("data-state", "offline")
    editor.station.edit(
        editor.media_id,
        editor.station.get(f"/media/{editor.media_id}/transcript")["revision"],
        {"op": "set_text", "id": 2, "text": f"Now {TWO}"},
    )
    browser.send("Network.setBlockedURLs", {"urls": []})
    keep = editor.page.get_by_role("button", name="Keep mine")
    expect(keep).to_be_visible(timeout=60_000)
    if way == "Escape":
        editor.press("Escape")
    else:
        editor.page.get_by_role("button", name=way).click()
    expect(keep).to_be_hidden()
    wait_in(editor.page, lambda: cursor(editor) is not None)
    segment, offset, text = cursor(editor)
    assert (segment, text[:offset].rstrip()[-4:]) == (2, "ever" if way == "Keep mine" else "what")
    editor.type("!")
    expect(editor.text(ROW)).to_have_text(f"{text[:offset]}!{text[offset:]}")


# What these do moves the cursor: it only has to be in a text, where typing arrives.
MOVES = {
    "next", "previous", "line-down", "line-up", "next-doubt", "previous-doubt", "confirm-word", "approve",
    "split", "split-at-playhead", "merge-previous", "merge-at-end", "merge-next", "insert", "delete",
    "undo", "redo", "end-and-next", "go-to-playhead", "catch-word", "find-next", "find-previous",
    *(f"mark-{n}" for n in range(1, 10)),
}  # fmt: skip
LEAVES = {"leave", "detach-picture"}
PARTS = 6


class Walk:
    """Runs commands and buttons from the same place, and looks where the cursor is afterwards."""

    def __init__(self, editor: Editor) -> None:
        self.editor, self.page = editor, editor.page
        self.page.evaluate(COUNT_REQUESTS)
        editor.wait_until_saved()
        self.revision = editor.station.get(f"/media/{editor.media_id}/transcript")["revision"]

    def begin(self) -> None:
        """The same transcript and the same cursor as before."""
        self.editor.wait_until_saved()
        self.editor.station.post(
            f"/media/{self.editor.media_id}/revisions/{self.revision}/restore",
            b"{}",
            "application/json",
        )
        self.editor.expect_texts(*SENTENCES)
        self.editor.put_cursor(ROW, OFFSET)
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

    def close(self, way: str) -> None:
        """Close what is open: with Escape, its close button, or a click beside it."""
        top = self.page.locator("dialog[open], :popover-open").last
        button = top.get_by_label("Close", exact=True)
        if way == "button" and top.count() and button.count() and button.is_visible():
            button.click()
        elif way == "outside" and top.count():
            self.page.mouse.click(4, 790)
        for _ in range(4):
            self.settle()
            if not self.is_open():
                return
            self.page.keyboard.press("Escape")

    def end(self) -> None:
        for label in ("Close the filter and show all", "Close find", "Close the history"):
            button = self.page.get_by_label(label)
            if button.is_visible():
                button.click()
        pause = self.page.get_by_role("button", name="Pause", exact=True)
        if pause.is_visible():
            pause.click()

    def fault(self, moves: bool) -> str | None:
        """Why typing would not go on; None if it would."""
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


@pytest.mark.parametrize("part", range(PARTS))
def test_after_every_command_typing_goes_on_where_it_was(editor: Editor, part: int) -> None:
    walk = Walk(editor)
    faults = {}
    commands = editor.page.evaluate(COMMANDS)
    for command in commands[part::PARTS]:
        if command["id"] in LEAVES:
            continue
        ways, opened = ["Escape"], False
        for way in ways:
            walk.begin()
            walk.run(command)
            if walk.is_open() and not opened:
                opened = True
                ways += ["button", "outside"]
            walk.close(way)
            fault = walk.fault(command["id"] in MOVES)
            if fault:
                faults[command["id"], way] = fault
            walk.end()
    assert not faults, faults


@pytest.mark.parametrize("part", range(PARTS))
def test_every_key_of_a_command_leaves_the_cursor_in_the_text(editor: Editor, part: int) -> None:
    walk = Walk(editor)
    faults = {}
    for command in editor.page.evaluate(COMMANDS)[part::PARTS]:
        keys = [key.replace("$mod", "Control") for key in (*command["textKeys"], *command["keys"])]
        if command["id"] in LEAVES or not keys:
            continue
        walk.begin()
        walk.page.keyboard.press(keys[0])
        walk.settle()
        walk.close("Escape")
        if fault := walk.fault(command["id"] in MOVES):
            faults[command["id"]] = fault
        walk.end()
    assert not faults, faults


def test_every_button_leaves_the_cursor_in_the_text(editor: Editor) -> None:
    walk = Walk(editor)
    faults = {}
    everywhere = editor.page.locator(
        ".editor-header button, .editor-stage button, .seg:nth-child(2) button"
    )
    names = everywhere.evaluate_all("buttons => buttons.map(one => one.outerHTML.slice(0, 100))")
    for n, name in enumerate(names):
        for way in ("Escape", "outside"):
            walk.begin()
            button = everywhere.nth(n)
            if not button.is_visible() or not button.is_enabled():
                continue
            button.click()
            walk.settle()
            walk.close(way)
            if fault := walk.fault(False):
                faults[name, way] = fault
            walk.end()
    assert not faults, faults
