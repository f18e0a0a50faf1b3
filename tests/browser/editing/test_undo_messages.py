"""“Undo” in a message takes back the edit that the message speaks of, or is not there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.files.test_import_and_shift import choose, cue
from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES


def test_undo_of_a_message_never_takes_a_later_edit(editor: Editor) -> None:
    page = editor.page
    undo = page.locator(".toast-action", has_text="Undo")
    editor.put_cursor(1, 0)
    editor.press("Alt+Delete")
    expect(page.get_by_text("The segment was deleted.")).to_be_visible()
    editor.expect_texts(SENTENCES[0], *SENTENCES[2:])
    page.locator(".toast").hover()  # it stays
    expect(undo).to_have_count(1)
    editor.press("x")  # typed, and no edit yet
    expect(undo).to_have_count(0)
    expect(page.get_by_text("The segment was deleted.")).to_be_visible()
    editor.press("Control+z")
    expect(undo).to_have_count(1)  # the deletion is the newest edit again
    undo.click()
    editor.expect_texts(*SENTENCES)
    expect(undo).to_have_count(0)


def test_undo_of_an_import_is_gone_after_another_edit(editor: Editor) -> None:
    page = editor.page
    undo = page.locator(".toast-action", has_text="Undo")
    choose(editor, "a.srt", cue("Hello there").encode())
    editor.expect_texts("Hello there")
    expect(undo).to_have_count(1)
    page.locator(".toast").last.hover()
    editor.put_cursor(0, 5)
    page.locator(".toast").last.hover()  # it stays
    editor.type(" to you")
    expect(undo).to_have_count(0)
    editor.wait_until_saved()
    editor.press("Control+z", "Control+z")
    editor.expect_texts("Hello there")
    expect(undo).to_have_count(1)
    undo.click()
    editor.expect_texts(*SENTENCES)
