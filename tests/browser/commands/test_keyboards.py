"""Commands and text on the keyboards that people have, with real key events."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.editor_page import Editor
from tests.support.keyboard import Keyboard
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES
MAC = """Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'});
Object.defineProperty(navigator, 'userAgentData', {get: () => ({platform: 'macOS'})});"""


@pytest.fixture
def mac(context: BrowserContext, shared_workstation: Workstation) -> Editor:
    context.add_init_script(MAC)
    return Editor(context.new_page(), shared_workstation, add_recording(shared_workstation))


def statuses(editor: Editor) -> list[str]:
    return [segment["status"] for segment in editor.stored_segments()]


@pytest.mark.parametrize(
    ("undo", "redo"),
    [
        (("z", "KeyY", "Control"), ("y", "KeyZ", "Control")),  # German
        (("z", "KeyW", "Control"), ("Z", "KeyW", "Control+Shift")),  # French
        (("я", "KeyZ", "Control"), ("н", "KeyY", "Control")),  # Russian
    ],
)
def test_undo_and_redo_follow_the_letter(
    editor: Editor, undo: tuple[str, str, str], redo: tuple[str, str, str]
) -> None:
    keyboard = Keyboard(editor.page)
    editor.put_cursor(0, 0)
    editor.type("New ")
    editor.expect_texts(f"New {ONE}", TWO, THREE, FOUR)
    keyboard.press(*undo)
    editor.expect_texts(ONE, TWO, THREE, FOUR)
    keyboard.press(*redo)
    editor.expect_texts(f"New {ONE}", TWO, THREE, FOUR)


def test_the_letter_approves_on_a_french_keyboard(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    Keyboard(editor.page).press("q", "KeyA", "Alt")  # opens the filter, as Alt+Q
    expect(editor.page.get_by_role("textbox", name="Contains")).to_be_focused()
    editor.put_cursor(0, 0)
    Keyboard(editor.page).press("a", "KeyQ", "Alt")
    assert statuses(editor) == ["approved", "draft", "draft", "draft"]


@pytest.mark.parametrize("held", ["", "Alt", "Control+Alt"])
def test_characters_of_alt_gr_are_typed_and_run_no_command(editor: Editor, held: str) -> None:
    keyboard = Keyboard(editor.page)
    before = editor.stored_segments()
    editor.put_cursor(1, 0)
    typed = [
        ("ą", "KeyA"), ("ć", "KeyC"), ("ę", "KeyE"), ("ł", "KeyL"), ("ń", "KeyN"), ("ó", "KeyO"), ("ś", "KeyS"),
        ("ź", "KeyX"), ("ż", "KeyZ"), ("…", "Period"), ("–", "Minus"), ("@", "KeyQ"), ("€", "KeyE"), ("{", "Digit7"),
        ("[", "Digit8"), ("]", "Digit9"), ("}", "Digit0"), ("\\", "Minus"), ("~", "BracketRight"), ("|", "IntlBackslash"),
        ("µ", "KeyM"), ("#", "Digit3"), ("“", "KeyB"), ("¿", "Slash"), ("ß", "KeyS"),
    ]  # fmt: skip
    for character, code in typed:
        keyboard.press(character, code, held, types=True)
    # Chromium on Linux inserts nothing with Control; Windows reports AltGr as Control and Alt.
    text = "" if "Control" in held else "".join(character for character, _ in typed)
    editor.expect_texts(ONE, text + TWO, THREE, FOUR)
    after = editor.stored_segments()
    assert after[1]["text"] == text + TWO
    for old, new in zip(before, after, strict=True):
        assert (new["start"], new["end"], new["speaker"]) == (
            old["start"],
            old["end"],
            old["speaker"],
        )
        assert new["status"] != "approved"


def test_keys_without_a_character_and_alt_with_a_letter_still_run(editor: Editor) -> None:
    keyboard = Keyboard(editor.page)
    editor.put_cursor(0, 0)
    keyboard.press("a", "KeyA", "Alt")
    assert editor.cursor()[0] == 1
    assert statuses(editor)[0] == "approved"
    editor.put_cursor(1, len("ask not "))
    keyboard.press("Enter", "NumpadEnter", types=True)
    editor.expect_texts(ONE, "ask not", "what your country can do for you,", THREE, FOUR)


def test_option_types_on_a_mac_and_control_runs_commands(mac: Editor) -> None:
    keyboard = Keyboard(mac.page)
    before = mac.stored_segments()
    mac.text(1).click()
    mac.page.keyboard.press("Home")
    offset = mac.cursor()[1]
    typed = [("å", "KeyA", ""), ("…", "Semicolon", ""), ("@", "KeyL", ""), ("Å", "KeyA", "+Shift"), ("’", "BracketRight", "+Shift"), ("≥", "Period", ""), ("a", "KeyA", "")]  # fmt: skip
    for character, code, shift in typed:
        keyboard.press(character, code, f"Alt{shift}", types=True)
    text = TWO[:offset] + "".join(character for character, _, _ in typed) + TWO[offset:]
    expect(mac.text(1)).to_have_text(text)
    assert "approved" not in statuses(mac)
    assert [s["start"] for s in mac.stored_segments()] == [s["start"] for s in before]
    keyboard.press("z", "KeyZ", "Meta")
    expect(mac.text(1)).not_to_have_text(text)
    keyboard.press("a", "KeyA", "Control")
    assert statuses(mac)[1] == "approved"


def test_a_mac_shows_its_keys(mac: Editor) -> None:
    expect(mac.page.get_by_role("button", name="Undo", exact=True)).to_have_attribute(
        "title", "Undo (⌘Z)"
    )
    mac.page.get_by_role("button", name="Keys", exact=True).click()
    sheet = mac.page.get_by_role("dialog", name="Keys")
    sheet.get_by_label("Search in the keys").fill("Approve the segment")
    expect(sheet.locator(".key-row kbd")).to_have_text(["⌃A"])
    sheet.get_by_role("button", name="Close", exact=True).click()
    Keyboard(mac.page).press("k", "KeyK", "Meta")
    palette = mac.page.get_by_role("dialog", name="Commands")
    mac.type("flag or unflag")
    expect(palette.locator("[aria-selected=true] kbd")).to_have_text(["⌃K"])


def test_an_own_key_is_recorded_by_its_letter(editor: Editor) -> None:
    keyboard = Keyboard(editor.page)
    editor.press("Alt+u")
    dialog = editor.page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("tab", name="Keyboard").click()
    dialog.get_by_label("Search the commands").fill("flag or unflag")
    dialog.get_by_role("button", name="Add a key to Flag or unflag the segment, everywhere").click()
    expect(dialog.locator(".recorder")).to_be_focused()
    keyboard.press("ą", "KeyA", "Alt")
    expect(dialog.locator("td [role=alert]")).to_contain_text("ą: In a text field this key types")
    keyboard.press("z", "KeyY", "Control+Shift")  # German
    expect(dialog.locator(".key-chip kbd")).to_have_text(["Alt+K", "Ctrl+Shift+Z"])


def test_an_own_key_of_an_earlier_version_keeps_its_position(
    context: BrowserContext, page: Page, shared_workstation: Workstation
) -> None:
    kept = '{"keys": {"approve": {"keys": ["Alt+KeyA", "Control+Shift+KeyY"], "textKeys": [], "plainKeys": []}}}'
    context.add_init_script(f"localStorage.setItem('transcribe.settings', JSON.stringify({kept}))")
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    editor.put_cursor(0, 0)
    Keyboard(page).press("Z", "KeyY", "Control+Shift")
    assert statuses(editor)[0] == "approved"
