"""Long interruptions: an hour without a connection, a clock that jumps."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.editor_page import SAVED_TIMEOUT_MS, Editor, wait_in
from tests.support.recordings import add_recording
from tests.support.server import Workstation

N_ROUNDS = 60  # of an edit in each of four segments: an hour of fast work


N_KEPT = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("transcribe");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const counting = opening.result.transaction("edits").objectStore("edits").count();
        counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
        counting.onerror = () => reject(counting.error);
    };
})"""


def test_an_hour_of_work_without_a_server_is_sent_by_the_next_window(
    context: BrowserContext, workstation: Workstation
) -> None:
    media_id = add_recording(workstation)
    editor = Editor(context.new_page(), workstation, media_id)
    before = editor.texts()
    workstation.kill()
    for _ in range(N_ROUNDS):
        for position in range(4):
            editor.text(position).focus()
            editor.press("End")
            editor.type(".")
    expected = [text + "." * N_ROUNDS for text in before]
    editor.expect_texts(*expected)
    expect(editor.page.locator(".editor-save")).to_have_attribute(
        "data-state", "offline", timeout=SAVED_TIMEOUT_MS
    )
    expect(editor.page.locator(".editor-save")).to_contain_text("kept in this browser")
    # The last key became an edit at the pause, and the browser has stored it.
    wait_in(editor.page, lambda: editor.page.evaluate(N_KEPT) == 4 * N_ROUNDS)
    assert editor.page.evaluate(N_KEPT) == 4 * N_ROUNDS
    editor.page.close()
    workstation.start()
    again = Editor(context.new_page(), workstation, media_id)
    again.expect_texts(*expected)
    assert again.stored() == expected
    edits = workstation.get(f"/media/{media_id}/edits?since=1")["edits"]
    assert len(edits) == len({edit["id"] for edit in edits}) == 4 * N_ROUNDS
    again.put_cursor(0, 0)
    for _ in range(2):
        again.press("Control+z")
    assert again.stored() == [
        *expected[:2], before[2] + "." * (N_ROUNDS - 1), before[3] + "." * (N_ROUNDS - 1),
    ]  # fmt: skip


def test_a_clock_that_jumps_loses_nothing_and_freezes_nothing(
    page: Page, shared_workstation: Workstation
) -> None:
    """The system date cannot be set here: the page's `Date.now` is replaced instead."""
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    jump = "ms => { const real = Date.now; Date.now = () => real.call(Date) + ms; }"
    first = editor.texts()[0]
    editor.put_cursor(0, 0)
    editor.type("One ")
    page.evaluate(jump, -3_600_000)
    editor.type("two ")
    editor.wait_until_saved()
    page.evaluate(jump, 86_400_000)
    editor.type("three ")
    assert editor.stored()[0] == f"One two three {first}"
    editor.press("Control+z")
    editor.wait_until_saved()


def test_a_change_that_is_not_accepted_says_why_and_the_saved_text_can_be_kept(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    editor = Editor(page, shared_workstation, media_id)
    before = editor.texts()
    editor.put_cursor(0, 0)
    page.keyboard.insert_text("x" * 100_001)  # a segment has at most 100,000 characters
    dialog = page.get_by_role("dialog", name="This change was not accepted")
    expect(dialog).to_be_visible(timeout=SAVED_TIMEOUT_MS)
    expect(dialog).to_contain_text("100000 characters")
    reason = dialog.locator(".conflict-reason")
    expect(reason).to_be_focused()
    expect(reason).to_be_in_viewport()
    expect(dialog.get_by_role("button", name="Send mine again")).to_be_in_viewport()
    dialog.get_by_role("button", name="Keep the saved version").click()
    editor.expect_texts(*before)
    assert editor.stored() == before
