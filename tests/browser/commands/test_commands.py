"""User interface of the tables of commands and settings: palette, menu, sheet, settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES


def open_settings(editor: Editor, tab: str) -> Locator:
    editor.press("Alt+u")
    dialog = editor.page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("tab", name=tab).click()
    return dialog


def test_the_palette_runs_a_command_at_the_cursor(editor: Editor) -> None:
    palette = editor.page.get_by_role("dialog", name="Commands")
    editor.put_cursor(1, len("ask not "))
    editor.press("Control+k")
    editor.type("splt cursor")
    chosen = palette.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Split at the cursor")
    expect(palette.get_by_role("combobox")).to_have_attribute("aria-activedescendant", "palette-0")
    editor.press("Enter")
    expect(palette).to_have_count(0)
    editor.expect_texts(ONE, "ask not", "what your country can do for you,", THREE, FOUR)
    assert editor.cursor() == (2, 0)
    editor.press("Control+k")
    expect(chosen).to_contain_text("Split at the cursor")  # the last used command is first
    editor.press("Escape")
    assert editor.cursor() == (2, 0)


def test_the_palette_goes_to_times_and_segments(editor: Editor) -> None:
    selected = editor.page.locator(".seg.is-selected .seg-text")
    for asked, text in (("0:05.5", THREE), ("#2", TWO)):
        editor.press("Control+k")
        editor.type(asked)
        editor.press("Enter")
        expect(selected).to_have_text(text)
    editor.press("Control+k")
    editor.type("#99")
    editor.press("Enter")
    expect(editor.page.locator(".toast")).to_contain_text("There is no segment 99")


def test_a_command_of_the_menu_acts_at_the_cursor(editor: Editor) -> None:
    editor.put_cursor(1, len("ask not "))
    editor.press("F10")
    menu = editor.page.get_by_role("menu", name="Menu")
    expect(menu.get_by_role("menuitem", name="Playing")).to_be_focused()
    editor.press("e", "ArrowRight", "s", "Enter")
    editor.expect_texts(ONE, "ask not", "what your country can do for you,", THREE, FOUR)


def test_the_key_sheet_is_searched_and_opens_the_settings(editor: Editor) -> None:
    editor.press("?")
    sheet = editor.page.get_by_role("dialog", name="Keys")
    sheet.get_by_label("Search in the keys").fill("speaker 1")
    expect(sheet.locator(".key-row")).to_contain_text(["Speaker 1 to 9"])
    expect(sheet.locator(".key-row").filter(has_text="Split")).to_have_count(0)
    sheet.get_by_role("button", name="Change keys").click()
    tab = editor.page.get_by_role("tab", name="Keyboard")
    expect(tab).to_have_attribute("aria-selected", "true")


def test_a_key_is_changed_by_pressing_it_and_a_clash_is_shown(editor: Editor) -> None:
    dialog = open_settings(editor, "Keyboard")
    dialog.get_by_label("Search the commands").fill("merge with the next segment")
    add = dialog.get_by_role("button", name="Add a key to Merge with the next segment, everywhere")
    add.click()
    expect(dialog.locator(".recorder")).to_be_focused()
    editor.press("Control+t")
    expect(dialog.locator("td [role=alert]")).to_contain_text("The browser uses this key")
    editor.press("Alt+n")
    clash = dialog.locator(".notice.is-error")
    expect(clash).to_contain_text("“Next low-confidence word” and “Merge with the next segment”")
    dialog.get_by_role("button", name="Take Alt+N away from Merge with the next").click()
    expect(clash).to_have_count(0)
    add.click()
    expect(dialog.locator(".recorder")).to_be_focused()
    editor.press("Control+Shift+F7")
    editor.press("Escape")
    editor.reload()
    editor.put_cursor(2, 0)
    editor.press("Control+Shift+F7")
    editor.expect_texts(ONE, TWO, f"{THREE} {FOUR}")


def test_presets_change_keys_and_are_saved_to_a_file_and_read(
    editor: Editor, tmp_path: Path
) -> None:
    dialog = open_settings(editor, "Keyboard")
    dialog.get_by_label("Key preset").select_option(label="oTranscribe")
    with editor.page.expect_download() as waiting:
        dialog.get_by_role("button", name="Save as a file").click()
    kept = json.loads(waiting.value.path().read_text())
    assert kept == {"format": "transcribe-keys/1", "preset": "otranscribe", "keys": {}}
    dialog.get_by_role("button", name="Close", exact=True).click()
    editor.put_cursor(1, 0)
    editor.press("Escape")
    expect(editor.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    editor.press("F6", "Escape")
    expect(editor.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert editor.cursor()[0] == -1
    dialog = open_settings(editor, "Keyboard")
    wrong = tmp_path / "wrong.json"
    wrong.write_text("no JSON")
    dialog.get_by_label("Read a file").set_input_files(wrong)
    expect(dialog.get_by_role("alert").first).to_contain_text("This file is not a key map")
    wrong.write_text(json.dumps({**kept, "preset": "ours"}))
    dialog.get_by_label("Read a file").set_input_files(wrong)
    expect(dialog.get_by_label("Key preset")).to_have_value("Transcribe")


def test_settings_apply_at_once_and_refuse_values_out_of_bounds(editor: Editor) -> None:
    dialog = open_settings(editor, "Playing")
    skip = dialog.get_by_label("Skip length")
    skip.fill("900")
    skip.press("Tab")
    expect(dialog.get_by_text("Enter a value from 0.1 to 60 s. It is still 2.")).to_be_visible()
    skip.fill("3.5")
    skip.press("Tab")
    editor.press("Escape", "F2")
    assert editor.now_ms() == pytest.approx(3500, abs=50)


def test_tab_leaves_a_text_if_the_setting_is_on(editor: Editor) -> None:
    open_settings(editor, "Accessibility").get_by_label("Tab moves to the next control").check()
    editor.press("Escape")
    editor.put_cursor(0, 0)
    editor.press("Tab")
    assert editor.cursor()[0] == 1


def test_the_settings_are_on_the_library_page_too(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(shared_workstation.url)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Theme").select_option(label="Dark")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
