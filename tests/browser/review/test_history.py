"""The history panel: edits with authors, restoring a state, changes since the draft, effort."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation


def open_panel(editor: Editor, key: str = "Alt+h") -> Locator:
    editor.press(key)
    panel = editor.page.get_by_role("complementary", name="History")
    expect(panel).to_be_visible()
    return panel


def correct(editor: Editor) -> None:
    """Correct the last sentence and split the first one."""
    editor.put_cursor(3, len("for your "))
    editor.type("own ")
    editor.wait_until_saved()
    editor.put_cursor(0, len("And so"))
    editor.press("Enter")
    editor.wait_until_saved()


def test_edits_are_listed_with_authors_newest_first(editor: Editor) -> None:
    correct(editor)
    panel = open_panel(editor)
    entries = panel.locator(".history-entry")
    expect(entries).to_have_count(3)
    expect(entries.nth(0)).to_contain_text("Split")
    expect(entries.nth(1)).to_contain_text("Text changed")
    expect(entries.nth(1).locator("ins")).to_have_text("own ")
    expect(entries.nth(2)).to_contain_text("Import: 4 segments")
    panel.get_by_role("button", name="Enter your name").click()
    editor.page.get_by_label("Your name").fill("Anna")
    editor.press("Enter")
    expect(panel.get_by_role("button", name="Enter your name")).to_have_count(0)
    editor.put_cursor(1, 0)
    editor.type("X")
    expect(entries.nth(0)).to_contain_text("Anna")
    expect(entries.nth(0)).to_contain_text("Text changed")


def test_an_earlier_state_is_compared_restored_and_that_is_undone(editor: Editor) -> None:
    correct(editor)
    now = editor.texts()
    panel = open_panel(editor)
    panel.get_by_role("button", name="Compare with now: after revision 1").click()
    expect(panel.locator("ins")).to_have_text("own")
    panel.get_by_role("button", name="Restore that state").click()
    editor.expect_texts(*SENTENCES)
    assert editor.stored() == list(SENTENCES)
    expect(panel.locator(".history-entry").first).to_contain_text("Revision 1 restored")
    editor.put_cursor(0, 0)
    editor.press("Control+z")
    editor.expect_texts(*now)
    assert editor.stored() == now
    editor.reload()
    editor.expect_texts(*now)


def test_changes_since_the_draft_link_to_their_places(editor: Editor) -> None:
    correct(editor)
    panel = open_panel(editor, "Alt+Shift+h")
    expect(panel).to_contain_text("1 of 23 words was changed (4.3 %).")
    change = panel.locator(".history-entry")
    expect(change).to_have_count(1)
    expect(change.locator("ins")).to_have_text("own")
    change.get_by_role("button").click()
    expect(editor.page.locator(".seg.is-selected .seg-text")).to_have_text("for your own country.")
    editor.press("Escape")
    expect(panel).to_be_hidden()


def test_work_is_counted_for_the_segment_with_the_cursor(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.type("Well, ")
    editor.page.wait_for_timeout(1500)
    panel = open_panel(editor)
    panel.get_by_role("tab", name="Effort").click()
    row = panel.get_by_role("row", name=re.compile("^Unnamed user"))
    expect(row).to_be_visible()
    expect(panel).to_contain_text("1 word was changed since the draft")
    work = editor.station.get(f"/media/{editor.media_id}/effort")["total"]
    n_keys = 1 + len("Well, ") + 1  # Home to move to the start, and H for the panel
    assert (work["keystrokes"], work["segments"], work["sound"]) == (n_keys, 1, 2.7)
    assert 0 < work["focus"] < 60


def test_reports_wait_for_an_unreachable_server_and_count_once(
    page: Page, workstation: Workstation
) -> None:
    editor = Editor(page, workstation, add_recording(workstation))
    editor.put_cursor(0, 0)
    workstation.kill()
    editor.type("abc")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    kept = "JSON.parse(localStorage.getItem('transcribe.effort')).length"
    assert page.evaluate(kept) == 1
    workstation.start()
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.wait_for_function(f"() => {kept} === 0")
    work = workstation.get(f"/media/{editor.media_id}/effort")["total"]
    assert work["keystrokes"] == 4
