"""Columns, several selected rows, their menus, and copying, with real keys in one page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return Editor(page, shared_workstation, add_recording(shared_workstation))


def fields(editor: Editor, name: str) -> list[Any]:
    return [segment[name] for segment in editor.stored_segments()]


def chosen(editor: Editor) -> list[int]:
    """Positions of the selected rows."""
    found: list[int] = editor.page.evaluate(
        "() => [...document.querySelectorAll('.seg')]"
        ".flatMap((row, n) => row.classList.contains('is-chosen') ? [n] : [])"
    )
    return found


def click_number(editor: Editor, position: int, *held: Any) -> None:
    editor.page.locator(".seg-number").nth(position).click(modifiers=list(held))


def clipboard(editor: Editor) -> str:
    text: str = editor.page.evaluate("() => navigator.clipboard.readText()")
    return text


def test_columns_tell_and_can_be_hidden(editor: Editor) -> None:
    page = editor.page
    row = page.locator(".seg").nth(1)
    expect(row.locator(".seg-number")).to_have_text("2")
    expect(row.locator(".seg-duration")).to_have_text("2.7")
    expect(row.locator(".seg-speed")).to_have_text("15.2")
    expect(row.locator(".seg-status")).to_have_attribute("aria-label", "Draft")
    expect(row.locator(".seg-end")).to_be_hidden()
    editor.put_cursor(1, 0)
    editor.type("a longer text that nobody reads ")
    expect(row.locator(".seg-speed")).to_have_class("seg-speed is-over")
    expect(row.locator(".seg-speed")).to_have_attribute(
        "title", "More than 20 characters a second."
    )
    expect(row.locator(".seg-status")).to_have_attribute("aria-label", "Corrected")
    editor.press("Control+z")

    editor.press("Control+k")
    page.keyboard.type("columns of the list")
    editor.press("Enter")
    page.get_by_role("menuitemcheckbox", name="End", exact=True).click()
    expect(row.locator(".seg-end")).to_have_text("0:04.7")
    editor.reload()
    expect(row.locator(".seg-end")).to_be_visible()
    editor.put_cursor(3, 0)
    editor.press("Alt+Delete")
    expect(page.locator(".seg-number").last).to_have_text("3")


def test_several_rows_are_one_step_of_undo(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, 0)
    editor.type("Now: ")  # unsent when the first command comes
    click_number(editor, 0)
    click_number(editor, 2, "Shift")
    assert chosen(editor) == [0, 1, 2]
    expect(page.get_by_text("3 segments selected")).to_be_visible()
    editor.press("Alt+a")
    assert fields(editor, "status") == ["approved"] * 3 + ["draft"]
    editor.press("Alt+Shift+a")
    assert fields(editor, "status") == ["corrected", "draft", "draft", "draft"]
    editor.press("Control+z")
    assert fields(editor, "status") == ["approved"] * 3 + ["draft"]
    editor.press("Control+z")
    assert fields(editor, "status") == ["corrected", "draft", "draft", "draft"]
    assert editor.stored()[0] == f"Now: {ONE}"

    click_number(editor, 0)
    click_number(editor, 2, "Shift")
    editor.press("Alt+Shift+j")
    assert fields(editor, "status") == ["rejected"] * 3 + ["draft"]
    editor.press("Alt+s")
    page.get_by_label("Name of a new speaker").fill("Anna")
    editor.press("Enter")
    assert fields(editor, "speaker") == ["S1", "S1", "S1", None]
    shown = page.locator(".seg").evaluate_all("rows => rows.map(r => r.matches('.is-continued'))")
    assert shown == [False, True, True, False]
    expect(page.locator(".seg-speaker").last).to_have_text("+ speaker")


def test_a_typed_name_of_a_speaker_is_that_speaker(editor: Editor) -> None:
    for index, typed in enumerate(("Anna", "anna ")):
        click_number(editor, index)
        editor.press("Alt+s")
        editor.page.get_by_label("Name of a new speaker").fill(typed)
        editor.press("Enter")
    assert fields(editor, "speaker") == ["S1", "S1", None, None]


def test_rows_are_merged_deleted_and_selected_by_keys(editor: Editor) -> None:
    page = editor.page
    click_number(editor, 0)
    click_number(editor, 2, "Shift")
    click_number(editor, 1, "Control")
    assert chosen(editor) == [0, 2]
    editor.press("Alt+m")
    expect(page.get_by_text("Only segments that follow each other can be merged")).to_be_visible()
    click_number(editor, 1, "Control")
    editor.press("Alt+m")
    merged = f"{ONE} {TWO} {THREE}"
    assert editor.stored() == [merged, FOUR]
    editor.press("Control+z")
    assert editor.stored() == [ONE, TWO, THREE, FOUR]

    editor.text(1).click()
    editor.press("Escape", "Shift+ArrowDown", "Shift+ArrowDown")
    assert chosen(editor) == [1, 2, 3]
    editor.press("Shift+ArrowUp", "Delete")
    assert editor.stored() == [ONE, FOUR]
    editor.press("Control+z")
    assert editor.stored() == [ONE, TWO, THREE, FOUR]
    click_number(editor, 1)
    editor.press("Shift+ArrowDown")
    assert chosen(editor) == [1, 2]
    editor.press("Escape")
    assert chosen(editor) == []
    click_number(editor, 2)
    click_number(editor, 3, "Shift")
    editor.press("Delete")
    assert editor.stored() == [ONE, TWO]


def test_this_speaker_from_here_on(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+s")
    editor.page.get_by_label("Name of a new speaker").fill("Anna")
    editor.press("Enter")
    editor.put_cursor(3, 0)
    editor.press("Alt+1")
    editor.put_cursor(0, 0)
    editor.press("Alt+Shift+f")
    assert fields(editor, "speaker") == ["S1"] * 4
    editor.press("Control+z")
    assert fields(editor, "speaker") == ["S1", None, None, "S1"]


def test_menus_of_rows_and_of_the_timeline(editor: Editor) -> None:
    page = editor.page
    editor.text(1).click(button="right")
    menu = page.get_by_role("menu", name="Segment")
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Reject the segment").click()
    assert fields(editor, "status") == ["draft", "rejected", "draft", "draft"]
    editor.put_cursor(0, 3)
    editor.press("Shift+F10")
    expect(menu).to_be_visible()
    editor.press("Escape")
    expect(menu).to_have_count(0)
    assert editor.cursor() == (0, 3)
    click_number(editor, 2)
    click_number(editor, 3, "Shift")
    editor.text(2).click(button="right")
    page.get_by_role("menuitem", name="Delete").click()
    assert editor.stored() == [ONE, TWO]
    page.locator(".timeline-canvas").click(button="right", position={"x": 300, "y": 120})
    expect(page.get_by_role("menuitem", name="Play from here")).to_be_visible()
    editor.press("Escape")
    page.locator(".timeline-frame").focus()
    editor.press("ContextMenu")
    expect(page.get_by_role("menu", name="Timeline")).to_be_visible()
    editor.press("Escape")


def test_copied_segments_are_text_without_labels(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, 0)
    editor.press("Alt+s")
    page.get_by_label("Name of a new speaker").fill("Anna")
    editor.press("Enter")
    editor.press("Control+a", "Control+c")
    assert clipboard(editor) == ONE
    editor.press("Control+a")
    assert chosen(editor) == [0, 1, 2, 3]
    editor.press("Control+c")
    expect(page.get_by_text("4 segments were copied")).to_be_visible()
    assert clipboard(editor) == f"Anna: {ONE}\n{TWO}\n{THREE}\n{FOUR}"
    editor.text(3).click()
    assert chosen(editor) == []
    editor.press("End", "Control+v")
    page.get_by_role("button", name="Make 4 segments").wait_for()
    assert editor.texts()[3] == f"{FOUR}{ONE} {TWO} {THREE} {FOUR}"
    editor.press("Control+z")

    for command, stamp in (("only the text", ""), ("with times and speakers", "times")):
        editor.press("Control+k")
        page.keyboard.type(f"copy transcript {command}")
        editor.press("Enter")
        exported = editor.station.get_bytes(
            f"/media/{editor.media_id}/export/txt" + ("?times=true&speakers=true" if stamp else "")
        ).decode()
        page.wait_for_function(
            "want => navigator.clipboard.readText().then(text => text === want)",
            arg=exported.rstrip("\n"),
        )

    one, three = (page.locator(".seg-text").nth(n).bounding_box() for n in (0, 2))
    assert one
    assert three
    page.mouse.move(one["x"] + 30, one["y"] + 15)
    page.mouse.down()
    page.mouse.move(three["x"] + 60, three["y"] + 15, steps=8)
    page.mouse.up()
    assert chosen(editor) == [0, 1, 2]
    editor.press("Control+c")
    assert clipboard(editor) == f"Anna: {ONE}\n{TWO}\n{THREE}"


def place(editor: Editor) -> tuple[int, int]:
    """Position of the row with the cursor, and the cursor's offset in all of its text."""
    row, offset = editor.page.evaluate(
        """() => {
            const text = document.activeElement, selection = getSelection(), range = new Range();
            range.selectNodeContents(text);
            range.setEnd(selection.focusNode, selection.focusOffset);
            return [[...document.querySelectorAll(".seg-text")].indexOf(text), `${range}`.length];
        }"""
    )
    return row, offset


def test_line_breaks_inside_a_segment(editor: Editor) -> None:
    """Typed, saved, walked through with arrows, removed and exported; the cursor stays in place."""
    broken = TWO.replace("not what", "not\never what")
    at = len("ask not\n")
    editor.put_cursor(1, len("ask not"))
    editor.press("Delete", "Shift+Enter")
    editor.wait_until_saved()
    assert place(editor) == (1, at)
    editor.type("ever ")
    assert editor.stored()[1] == broken
    editor.press("Home", "ArrowUp")
    assert place(editor)[0] == 1
    editor.press("ArrowUp")
    assert place(editor)[0] == 0

    editor.put_cursor(1, 0)
    editor.press("Control+End", "Shift+Enter")
    editor.wait_until_saved()
    assert place(editor) == (1, len(broken) + 1)
    editor.press("ArrowUp", "ArrowDown")
    assert place(editor) == (1, len(broken) + 1)
    editor.type("- And more?")
    assert editor.stored()[1] == f"{broken}\n- And more?"
    for name in ("srt", "vtt"):
        exported = editor.station.get_bytes(f"/media/{editor.media_id}/export/{name}").decode()
        assert f"{broken}\n- And more?\n" in exported

    editor.press("Home", "Backspace")
    assert editor.stored()[1] == f"{broken}- And more?"
    editor.reload()
    assert editor.texts()[1] == f"{broken}- And more?"
    editor.press("Control+z", "Control+z", "Control+z", "Control+z", "Control+z", "Control+z")
    assert editor.stored() == list(SENTENCES)
