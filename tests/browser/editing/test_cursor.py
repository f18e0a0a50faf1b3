"""The cursor stays in the text after undo, dialogs and changes by others."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.cursor_walk import OFFSET, ROW, cursor, expect_cursor
from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import SENTENCES

ONE, TWO, THREE, FOUR = SENTENCES


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
