"""The place in a recording is kept: over a reload, the way back, and in another window."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.segments.test_middle_third import SETTLED, add_long
from tests.support.editor_page import Editor, wait_in
from tests.support.server import Workstation
from transcribe.store import Store

PLACE = """() => {
    const list = document.querySelector(".editor-list");
    const {top} = list.getBoundingClientRect();
    const rows = [...document.querySelectorAll(".seg:not([hidden])")];
    const first = rows.find(row => row.getBoundingClientRect().bottom > top + 1);
    const field = document.activeElement;
    const isInText = field.classList.contains("seg-text");
    return {
        first: first.dataset.id,
        px: Math.round(first.getBoundingClientRect().top - top),
        selected: document.querySelector(".seg.is-selected")?.dataset.id,
        cursor: isInText && [field.parentElement.dataset.id, getSelection().anchorOffset, getSelection().focusOffset],
        seconds: Math.round(100 * document.querySelector("audio").currentTime) / 100,
        shown: document.querySelector(".timeline-shown").textContent,
        nRows: rows.length,
        filter: document.querySelector(".filter:not([hidden]) .filter-text")?.value,
    };
}"""


def place_of(editor: Editor) -> dict[str, Any]:
    editor.page.evaluate(SETTLED)
    place: dict[str, Any] = editor.page.evaluate(PLACE)
    return place


def expect_place(editor: Editor, expected: dict[str, Any]) -> None:
    def is_there() -> bool:
        now = place_of(editor)
        return abs(now.pop("px") - expected["px"]) <= 2 and now.items() <= expected.items()

    wait_in(editor.page, is_there, 10)
    assert is_there(), (place_of(editor), expected)


def at_the_start(editor: Editor) -> None:
    editor.put_cursor(0, 3)


def with_a_selected_word(editor: Editor) -> None:
    editor.press("Alt+n", "Alt+n", "Alt+n")


def without_cursor(editor: Editor) -> None:
    editor.press("Alt+ArrowDown", "Alt+ArrowDown", "Escape")


def zoomed(editor: Editor) -> None:
    for _ in range(3):
        editor.page.get_by_role("button", name="Zoom in", exact=True).click()


def scrolled_away(editor: Editor) -> None:
    editor.page.locator(".editor-list").hover(position={"x": 500, "y": 100})
    editor.page.mouse.wheel(0, 1_234)
    editor.page.wait_for_function("() => document.querySelector('.editor-list').scrollTop > 1000")


def filtered(editor: Editor) -> None:
    editor.press("Alt+q")
    editor.page.locator(".filter-text").fill("number 4")
    expect(editor.page.locator(".filter-state")).to_contain_text("Filtered: 11")
    editor.press("Enter", "Escape")


def at_the_end(editor: Editor) -> None:
    editor.press("Alt+Shift+q")
    editor.text(89).click()
    editor.press("End", "Shift+Home")


STATES = (
    at_the_start, with_a_selected_word, without_cursor, zoomed, scrolled_away, filtered, at_the_end,
)  # fmt: skip


def test_the_place_survives_a_reload_the_way_back_and_another_window(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_long(shared_workstation)
    editor = Editor(page, shared_workstation, media_id)
    for change in STATES:
        change(editor)
        expected = place_of(editor)
        editor.reload()
        expect_place(editor, expected)

    # another page and back; another window, whose place then counts
    page.goto(f"{shared_workstation.url}/settings")
    page.go_back()
    editor.wait_until_open()
    expect_place(editor, expected)
    other = Editor(page.context.new_page(), shared_workstation, media_id)
    expect_place(other, expected)
    other.put_cursor(40, 5)
    later = place_of(other)
    other.page.close(run_before_unload=True)
    page.wait_for_function(
        "id => JSON.parse(localStorage['transcribe.places'])[id].segment === 41", arg=media_id
    )
    editor.reload()
    expect_place(editor, later)

    # an address that names a place comes first, but not at a reload after work elsewhere
    named = Editor(page, shared_workstation, media_id, "?segment=21&t=10.1")
    now = place_of(named)
    assert (now["selected"], now["seconds"]) == ("21", 10.1)
    named.put_cursor(60, 2)
    expected = place_of(named)
    named.reload()
    expect_place(named, expected)


def server_place(station: Workstation, media_id: str) -> Any:
    """Segment and time that the server has."""
    with Store(station.data) as store:
        place = store.places.get(media_id)
        return place and (place.segment, round(place.time_ms / 1000, 2))


def test_the_place_is_kept_in_another_browser(
    page: Page, browser: Browser, shared_workstation: Workstation
) -> None:
    media_id = add_long(shared_workstation)
    mine = Editor(page, shared_workstation, media_id)
    mine.put_cursor(40, 5)
    place = place_of(mine)
    page.goto("about:blank")
    wait_in(page, lambda: server_place(shared_workstation, media_id))
    assert server_place(shared_workstation, media_id) == (41, place["seconds"])
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        theirs = Editor(context.new_page(), shared_workstation, media_id)
        there = place_of(theirs)
        assert (there["selected"], there["seconds"]) == ("41", place["seconds"])
        expect(theirs.page.locator(".seg.is-selected")).to_be_in_viewport(ratio=1)
        # reported without leaving the page, some seconds after the last move
        with theirs.page.expect_response(lambda one: one.url.endswith("/place")) as answer:
            theirs.put_cursor(60, 2)
        assert answer.value.status == 204
        wait_in(theirs.page, lambda: server_place(shared_workstation, media_id)[0] == 61)
    # that place is later than the one in the first browser
    mine = Editor(page, shared_workstation, media_id)
    assert place_of(mine)["selected"] == "61"
    # and what is done here after that is later again, and has more to it than the server knows
    scrolled_away(mine)
    mine.put_cursor(10, 3)
    expected = place_of(mine)
    mine.reload()
    expect_place(mine, expected)


@pytest.mark.parametrize("size", [(900, 700), (1920, 1080)], ids=str)
def test_in_a_window_of_another_size_the_selected_row_is_in_view(
    page: Page, shared_workstation: Workstation, size: tuple[int, int]
) -> None:
    media_id = add_long(shared_workstation)
    editor = Editor(page, shared_workstation, media_id)
    editor.put_cursor(0, 0)
    editor.press(*["Alt+ArrowDown"] * 30)
    page.evaluate(SETTLED)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    again = Editor(page, shared_workstation, media_id)
    expect(page.locator(".seg.is-selected")).to_be_in_viewport(ratio=1)
    assert place_of(again)["selected"] == "31"
