"""The top line and the line below it: nothing moves when a state changes, and jobs say what they do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import add_recording
from tests.support.server import Workstation
from tests.support.shown_states import show_as

REASON = "The draft failed: only 1.2 GB of memory are free. Choose a smaller model."
STATES: dict[str, dict[str, Any]] = {
    "ready": {},
    "drafting": {"state": "drafting", "progress": 0.37, "eta_s": 720.0},
    "queued": {"state": "drafting", "progress": None, "eta_s": None},
    "preparing": {"state": "ingesting", "progress": 0.5, "eta_s": 5000.0},
    "failed draft": {"error": REASON},
    "failed preparation": {"state": "failed", "error": "The file is damaged. " * 30},
    "long title": {"title": ("A lecture series about corpora, part 1; " * 8)[:300]},
}
SIZES = [(900, 700), (1280, 800), (1920, 1080)]
PLACES = """() => [...document.querySelectorAll(".editor-commands > *, .editor-save, .editor-stage, .editor-list")]
    .map(one => [one.classList[0], one.getBoundingClientRect()])
    .map(([name, box]) => [name, Math.round(box.left), Math.round(box.top), Math.round(box.width)])"""
OUTSIDE = """() => [...document.querySelectorAll(".editor-header *, .editor-line *")]
    .filter(one => one.checkVisibility() && !one.closest(".unseen, .button-text"))
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.className)"""


def test_nothing_in_the_top_line_moves_when_a_state_changes(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    places: dict[tuple[str, int], Any] = {}
    for state, changes in STATES.items():
        show_as(page, media_id, changes)
        Editor(page, shared_workstation, media_id)
        expect(page.locator(".review-segments")).to_have_text("0 of 4 approved")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(OUTSIDE) == [], (state, width)
            places[state, width] = page.evaluate(PLACES)
    for (state, width), found in places.items():
        # The save state stands after the title, the rest is where it always is.
        moving = {"editor-save"} if state == "long title" else set()
        assert _without(found, moving) == _without(places["ready", width], moving), (state, width)


def _without(places: list[list[Any]], names: set[str]) -> list[list[Any]]:
    return [each for each in places if each[0] not in names]


def test_saving_moves_nothing(context: BrowserContext, shared_workstation: Workstation) -> None:
    page = context.new_page()
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    before = page.evaluate(PLACES)
    page.route("**/edits", lambda route: route.abort())
    editor.put_cursor(0, 0)
    editor.type("So: ")
    save = page.locator(".editor-save")
    expect(save).to_have_attribute("data-state", "offline")
    expect(save).to_contain_text("Not saved")
    expect(page.locator(".chip")).to_contain_text("kept in this browser")
    assert page.evaluate(PLACES) == before
    page.unroute_all()
    page.get_by_role("button", name="Try now").click()
    expect(save).to_have_attribute("data-state", "saved")
    expect(page.locator(".chip")).to_have_count(0)
    assert page.evaluate(PLACES) == before


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ("drafting", ["Drafting 37 %, about 12 min of drafting left", "Stop"]),
        ("preparing", ["Preparing the audio 50 %"]),
        ("failed draft", ["The draft failed: only 1.2 GB of memory are free.", "Draft again"]),
        ("failed preparation", ["The file is damaged.", "Try again"]),
    ],
)
def test_a_job_has_a_chip(
    page: Page, shared_workstation: Workstation, state: str, texts: list[str]
) -> None:
    media_id = add_recording(shared_workstation)
    show_as(page, media_id, STATES[state])
    Editor(page, shared_workstation, media_id)
    chip = page.locator(".chip")
    expect(chip).to_have_count(1)
    for text in texts:
        expect(chip).to_contain_text(text)
    if "Choose" in STATES[state].get("error", ""):
        assert "Choose" not in chip.inner_text()
        chip.get_by_role("button", name="Hide this message").click()
        expect(chip).to_have_count(0)


def test_the_bar_follows_the_work(page: Page, shared_workstation: Workstation) -> None:
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    expect(page.locator(".review-words")).to_have_text("0 of 22 words confirmed")
    expect(page.locator(".editor-left")).to_have_text("≈ 1 min of your work left")
    editor.put_cursor(0, 0)
    editor.press("Alt+a")
    expect(page.locator(".review-segments")).to_have_text("1 of 4 approved")
    expect(page.locator(".review-words")).to_have_text("5 of 22 words confirmed")
    expect(page.locator(".review-open")).to_have_attribute(
        "aria-label", re.compile("^1 of 4 segments approved")
    )


def test_a_paused_draft_is_resumed_from_its_chip(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    job = {
        "id": 7, "media": media_id, "kind": "draft", "state": "paused", "progress": 0.4, "message": "",
    }  # fmt: skip
    show_as(page, media_id, STATES["queued"])
    page.route("**/api/v1/jobs?media=*", lambda route: route.fulfill(json={"jobs": [job]}))
    page.route(
        "**/api/v1/jobs/7/resume", lambda route: route.fulfill(json={**job, "state": "queued"})
    )
    Editor(page, shared_workstation, media_id)
    chip = page.locator(".chip")
    expect(chip).to_contain_text("Drafting is paused")
    with page.expect_request("**/api/v1/jobs/7/resume"):
        chip.get_by_role("button", name="Resume").click()


def test_a_recording_deleted_in_another_window_says_so_and_can_be_restored(
    editor: Editor, shared_workstation: Workstation
) -> None:
    page, path = editor.page, f"/media/{editor.media_id}"
    page.request.delete(f"{shared_workstation.url}/api/v1{path}")
    chip = page.get_by_role("alert")
    expect(chip).to_contain_text("This recording was deleted")
    page.reload()
    expect(chip).to_contain_text("This recording was deleted")
    chip.get_by_role("button", name="Restore").click()
    expect(chip).to_have_count(0)
    assert page.request.get(f"{shared_workstation.url}/api/v1{path}").json()["deleted"] is False


def test_no_chip_is_cut_in_a_narrow_window(page: Page, shared_workstation: Workstation) -> None:
    media_id = add_recording(shared_workstation)
    for state in ("drafting", "preparing", "failed draft"):
        show_as(page, media_id, STATES[state])
        Editor(page, shared_workstation, media_id)
        page.set_viewport_size({"width": 640, "height": 400})
        text = page.locator(".chip-text")
        expect(text).to_have_count(1)
        assert text.evaluate("one => one.scrollWidth <= one.clientWidth"), state


def test_in_a_low_window_the_list_has_half_of_it(editor: Editor) -> None:
    editor.page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
    editor.put_cursor(2, 0)
    box = editor.page.locator(".editor-list").bounding_box()
    assert box is not None
    assert box["height"] >= 200

    def row_is_in_view() -> bool:
        row = editor.page.locator(".seg").nth(2).bounding_box()
        return row is not None and 0 <= row["y"] <= 402 - row["height"]  # but for its border

    wait_in(editor.page, row_is_in_view)
