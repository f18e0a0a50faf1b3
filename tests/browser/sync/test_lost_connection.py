"""Typed text is never lost: a killed server, a closed window, two windows on one recording."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, CDPSession, Page, Route, expect

from tests.support.editor_page import SAVED_TIMEOUT_MS, Editor, wait_in
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES


def _cut(editor: Editor) -> CDPSession:
    """Make the browser drop edits; pass the result to `_mend`.

    A `route` would wait for this process, and an edit that hangs is treated otherwise than a lost one.
    """
    browser = editor.page.context.new_cdp_session(editor.page)
    browser.send("Network.enable")
    browser.send("Network.setBlockedURLs", {"urls": ["*/api/v1/media/*/edits"]})
    return browser


def _mend(browser: CDPSession) -> None:
    browser.send("Network.setBlockedURLs", {"urls": []})


def _expect_offline(editor: Editor) -> None:
    expect(editor.page.locator(".editor-save")).to_have_attribute(
        "data-state", "offline", timeout=SAVED_TIMEOUT_MS
    )


def test_edits_made_while_the_server_is_dead_reach_it_when_it_is_back(
    page: Page, workstation: Workstation
) -> None:
    editor = Editor(page, workstation, add_recording(workstation))
    workstation.kill()
    editor.put_cursor(0, 0)
    editor.type("Dear all. ")
    editor.put_cursor(1, len("ask not "))
    editor.press("Enter")
    editor.put_cursor(4, 0)
    editor.press("Backspace")
    editor.put_cursor(0, 0)
    editor.press("Control+z")
    expected = [f"Dear all. {ONE}", "ask not", "what your country can do for you,", THREE, FOUR]
    editor.expect_texts(*expected)
    _expect_offline(editor)
    workstation.start()
    assert editor.stored() == expected
    editor.reload()
    editor.expect_texts(*expected)


def test_a_page_says_that_its_server_is_gone_and_sends_what_was_typed_once(
    page: Page, workstation: Workstation
) -> None:
    editor = Editor(page, workstation, add_recording(workstation))
    save, banner = page.locator(".editor-save"), page.locator(".editor-server")
    expect(banner).to_be_empty()
    workstation.kill()
    expect(banner).to_contain_text(f"The server at 127.0.0.1:{workstation.port} does not answer")
    expect(save).to_have_attribute("data-state", "disconnected")
    editor.put_cursor(0, 0)
    editor.type("Dear all. ")
    _expect_offline(editor)
    assert "Saved" not in save.inner_text()
    workstation.start()
    assert editor.stored()[0] == f"Dear all. {ONE}"
    expect(banner).to_be_empty()
    edits = workstation.get(f"/media/{editor.media_id}/edits")["edits"]
    texts = [op["text"] for edit in edits for op in edit["ops"] if op["op"] == "set_text"]
    assert len(texts) == len(set(texts))


def test_edits_of_a_closed_window_are_sent_by_the_next_one(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    first = Editor(context.new_page(), shared_workstation, media_id)
    _cut(first)
    first.put_cursor(2, 0)
    first.type("Now: ")
    _expect_offline(first)
    first.page.close()
    second = Editor(context.new_page(), shared_workstation, media_id)
    second.expect_texts(ONE, TWO, f"Now: {THREE}", FOUR)
    assert second.stored() == [ONE, TWO, f"Now: {THREE}", FOUR]
    second.press("Control+z")
    assert second.stored() == list(SENTENCES)


def test_an_edit_whose_response_was_lost_counts_once(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    editor = Editor(context.new_page(), shared_workstation, media_id)

    def take_and_hang_up(route: Route) -> None:
        route.fetch()
        route.abort()

    editor.page.route("**/api/v1/media/*/edits", take_and_hang_up, times=1)
    editor.put_cursor(1, len("ask not "))
    editor.press("Enter")
    expected = [ONE, "ask not", "what your country can do for you,", THREE, FOUR]
    assert editor.stored() == expected
    edits = shared_workstation.get(f"/media/{media_id}/edits?since=1")["edits"]
    assert [edit["kind"] for edit in edits] == ["edit"]


def test_two_windows_see_each_other_and_do_not_overwrite(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    one = Editor(context.new_page(), shared_workstation, media_id)
    two = Editor(context.new_page(), shared_workstation, media_id)
    one.put_cursor(0, 0)
    one.type("One. ")
    two.put_cursor(3, 0)
    two.type("Two. ")
    expected = [f"One. {ONE}", TWO, THREE, f"Two. {FOUR}"]
    one.expect_texts(*expected)
    two.expect_texts(*expected)
    assert one.stored() == expected


def test_the_same_segment_changed_twice_is_a_conflict(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    one = Editor(context.new_page(), shared_workstation, media_id)
    two = Editor(context.new_page(), shared_workstation, media_id)
    cut = _cut(one)
    one.put_cursor(0, 0)
    one.type("mine ")
    _expect_offline(one)
    two.put_cursor(0, 0)
    two.type("theirs ")
    assert two.stored()[0] == f"theirs {ONE}"
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"mine {ONE}")
    expect(dialog).to_contain_text(f"theirs {ONE}")
    _mend(cut)
    one.press("Escape")  # closing the dialog keeps the conflict
    one.page.get_by_role("button", name="Choose").click()
    one.page.get_by_role("button", name="Keep mine").click()
    assert one.stored()[0] == f"mine {ONE}"
    two.expect_texts(f"mine {ONE}", TWO, THREE, FOUR)
    one.press("Control+z")
    assert one.stored()[0] == f"theirs {ONE}"


def test_text_being_typed_does_not_overwrite_another_windows_change(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    editor = Editor(context.new_page(), shared_workstation, media_id)
    revision = shared_workstation.get(f"/media/{media_id}/segments?from=0&to=0")["revision"]
    first = shared_workstation.get(f"/media/{media_id}/transcript")["segments"][0]
    cut = _cut(editor)  # or a slow computer would send the edit first
    editor.put_cursor(0, 0)
    editor.type("m")
    shared_workstation.edit(
        media_id, revision, {"op": "set_text", "id": first["id"], "text": "theirs"}
    )
    editor.page.keyboard.type("y own ", delay=100)
    _mend(cut)
    dialog = editor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("theirs", timeout=SAVED_TIMEOUT_MS)
    editor.press("Space")  # as somebody who has not seen the question yet
    editor.press("Enter")
    expect(dialog).to_be_visible()
    keep = editor.page.get_by_role("button", name="Keep mine")
    keep.click()

    def is_kept() -> bool:
        # On a slow computer the typed text is two edits, and the second conflict asks again.
        if keep.is_visible():
            keep.click()
        return editor.stored()[0].startswith("m")

    wait_in(editor.page, is_kept)


def test_an_open_conflict_is_shown_again_in_the_next_window(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    one = Editor(context.new_page(), shared_workstation, media_id)
    _cut(one)
    one.put_cursor(0, 0)
    one.type("mine ")
    _expect_offline(one)
    two = Editor(context.new_page(), shared_workstation, media_id)
    two.put_cursor(0, 0)
    two.type("theirs ")
    assert two.stored()[0] == f"theirs {ONE}"
    expect(one.page.get_by_role("dialog")).to_be_visible()
    one.page.close()
    again = Editor(context.new_page(), shared_workstation, media_id)
    again.page.get_by_role("button", name="Keep mine").click()
    assert again.stored()[0] == f"mine {ONE}"


def test_undoing_what_another_window_has_built_on_is_refused_with_a_message(
    context: BrowserContext, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    one = Editor(context.new_page(), shared_workstation, media_id)
    two = Editor(context.new_page(), shared_workstation, media_id)
    one.put_cursor(0, 0)
    one.type("One. ")
    one.wait_until_saved()
    two.expect_texts(f"One. {ONE}", TWO, THREE, FOUR)
    two.put_cursor(0, 0)
    two.type("Two. ")
    two.wait_until_saved()
    one.expect_texts(f"Two. One. {ONE}", TWO, THREE, FOUR)
    one.press("Control+z")
    expect(one.page.locator(".toast.is-error")).to_be_visible()
    assert one.stored()[0] == f"Two. One. {ONE}"
    assert one.texts()[0] == f"Two. One. {ONE}"
