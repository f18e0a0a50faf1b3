"""Keys of an input method are no commands, and half a conversion is never saved."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.keyboard import Keyboard
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES
KEYS = ["Enter", "Escape", "Tab", "1", "ArrowDown", "ArrowUp", "Backspace", "Delete", " "]


def state_of(page: Page) -> str:
    """What is open, focused and selected, and all texts and fields."""
    return json.dumps(
        page.evaluate(
            """() => ({
                texts: [...document.querySelectorAll(".seg-text")].map(one => one.textContent),
                fields: [...document.querySelectorAll("input, textarea, select")].map(one => one.value),
                open: [...document.querySelectorAll("dialog[open], .find:not([hidden]), .filter:not([hidden]), .history:not([hidden])")].map(one => one.className),
                popovers: document.querySelectorAll(":popover-open").length,
                rows: document.querySelectorAll("tr, [role=option], .toast").length,
                chosen: document.querySelector("[aria-selected=true]")?.textContent,
                current: document.querySelector(".find-hit.is-current")?.textContent,
                selected: document.querySelector(".seg.is-selected")?.dataset.id,
                focused: document.activeElement?.outerHTML,
            })"""
        )
    )


def settled_state_of(page: Page) -> str:
    """The state after what the typing itself started, a search as you type for example."""
    states = [state_of(page)]
    while len(states) < 4 or len(set(states[-4:])) > 1:
        page.wait_for_timeout(150)
        states.append(state_of(page))
    return states[-1]


def expect_unchanged(page: Page) -> None:
    """Press every key of an input method during a composition: nothing happens."""
    keyboard = Keyboard(page)
    keyboard.compose("にほn")
    before = settled_state_of(page)
    for key in KEYS:
        keyboard.press_composing(key)
        assert state_of(page) == before, key
    keyboard.compose("")


def fill(field: Locator, text: str) -> None:
    field.fill(text)
    field.focus()


def find(editor: Editor) -> None:
    editor.press("Control+h")
    fill(editor.page.get_by_role("textbox", name="Find"), "ask")
    expect(editor.page.locator(".find-hit")).to_have_count(2)


def replace(editor: Editor) -> None:
    find(editor)
    editor.press("Enter")
    fill(editor.page.get_by_role("textbox", name="Replace with"), "tell")


def filter_bar(editor: Editor) -> None:
    editor.press("Alt+q")
    fill(editor.page.get_by_role("textbox", name="Contains"), "ask")
    expect(editor.page.locator(".filter-state")).to_contain_text("2 of 4")


def palette(editor: Editor) -> None:
    editor.press("Control+k")
    editor.type("flag")


def speaker_menu(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+s")
    editor.type("Ann")


def dialog(editor: Editor) -> None:
    editor.page.locator(".editor-title").click()


def key_sheet(editor: Editor) -> None:
    editor.press("?")


def settings_field(editor: Editor) -> None:
    editor.press("Alt+u")
    editor.page.get_by_label("Your name").focus()


def text(editor: Editor) -> None:
    editor.put_cursor(1, 4)


@pytest.mark.parametrize(
    "open_place",
    [text, find, replace, filter_bar, palette, speaker_menu, dialog, key_sheet, settings_field],
)
def test_keys_of_a_composition_do_nothing(
    editor: Editor, open_place: Callable[[Editor], None]
) -> None:
    open_place(editor)
    expect_unchanged(editor.page)
    editor.wait_until_saved()
    assert editor.stored() == [ONE, TWO, THREE, FOUR]


@pytest.mark.parametrize("field", ["New term", "New: Typed", "New: Abbreviation"])
def test_keys_of_a_composition_add_nothing_to_the_word_lists(
    page: Page, shared_workstation: Workstation, field: str
) -> None:
    page.goto(f"{shared_workstation.url}/words")
    fill(page.get_by_label(field, exact=True), "word")
    expect_unchanged(page)


def test_keys_of_a_composition_do_nothing_on_find_and_replace_and_in_the_library(
    page: Page, shared_workstation: Workstation
) -> None:
    add_recording(shared_workstation)
    page.goto(shared_workstation.url)
    fill(page.get_by_label("Search in all transcripts"), "ask")
    link = page.get_by_role("link", name="Find and replace")
    expect(link).to_be_visible()
    expect(page.locator(".search-hit, .hit, mark").first).to_be_visible()
    expect_unchanged(page)
    link.click()
    page.get_by_label("Find", exact=True).focus()
    expect(page.locator("mark").first).to_be_visible()
    expect_unchanged(page)


def test_half_a_conversion_is_neither_saved_nor_a_step_of_undo(editor: Editor) -> None:
    keyboard = Keyboard(editor.page)
    sent: list[str] = []
    editor.page.on(
        "request",
        lambda request: sent.append(request.post_data or "") if "/edits" in request.url else None,
    )
    editor.put_cursor(1, 4)
    for half in ("n", "に", "にh", "にほ", "にほn", "にほん"):
        keyboard.compose(half)
        editor.page.wait_for_timeout(400)  # longer than the pause after which typing is saved
    expect(editor.text(1)).to_have_text("ask にほんnot what your country can do for you,")
    assert not sent
    assert editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][1]["text"] == TWO
    keyboard.confirm("日本")
    expect(editor.text(1)).to_have_text("ask 日本not what your country can do for you,")
    assert editor.stored()[1] == "ask 日本not what your country can do for you,"
    assert len(sent) == 1
    editor.press("Control+z")
    expect(editor.text(1)).to_have_text(TWO)
    assert editor.stored()[1] == TWO


def test_a_composition_that_loses_the_focus_is_kept_whole(editor: Editor) -> None:
    keyboard = Keyboard(editor.page)
    editor.put_cursor(1, 4)
    keyboard.compose("日本")
    editor.text(2).click()
    assert editor.stored()[1] == "ask 日本not what your country can do for you,"


def test_another_windows_edit_does_not_cut_a_composition(editor: Editor) -> None:
    keyboard = Keyboard(editor.page)
    editor.put_cursor(1, 4)
    keyboard.compose("にほ")
    revision = editor.station.get(f"/media/{editor.media_id}/transcript")["revision"]
    first = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][0]["id"]
    editor.station.edit(
        editor.media_id, revision, {"op": "set_text", "id": first, "text": f"New {ONE}"}
    )
    keyboard.compose("にほん")
    keyboard.confirm("日本")
    editor.expect_texts(f"New {ONE}", "ask 日本not what your country can do for you,", THREE, FOUR)
    assert editor.stored()[:2] == [f"New {ONE}", "ask 日本not what your country can do for you,"]
