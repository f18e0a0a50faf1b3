"""Foot pedals, and what helps with a screen reader."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.commands.test_commands import open_settings
from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

FAKE_PADS = """() => {
    const buttons = [false, false, false].map(pressed => ({pressed}));
    const pad = {id: "Fake pedal", buttons};
    navigator.getGamepads = () => [pad];
    window.press = (at, pressed) => { buttons[at] = {pressed}; };
    window.dispatchEvent(new Event("gamepadconnected"));
}"""
FAKE_HID = """() => {
    class FakeDevice extends EventTarget {
        constructor() { super(); Object.assign(this, {vendorId: 0x1234, productId: 7, productName: "Fake HID pedal"}); }
        async open() { this.opened = true; }
        report(...bytes) {
            const event = new Event("inputreport");
            event.data = new DataView(Uint8Array.of(...bytes).buffer);
            this.dispatchEvent(event);
        }
    }
    window.fakePedal = new FakeDevice();
    class FakeHid extends EventTarget {
        async getDevices() { return []; }
        async requestDevice() { return [window.fakePedal]; }
    }
    Object.defineProperty(navigator, "hid", {value: new FakeHid()});
}"""


def expect_playing(page: Page, name: str) -> None:
    """The player's button names what it would do."""
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_a_pedal_that_is_a_joystick_plays_while_it_is_held(editor: Editor) -> None:
    """A fake joystick in place of the Gamepad API's: there is no real pedal here."""
    page = editor.page
    page.evaluate(FAKE_PADS)
    page.evaluate("press(1, true)")
    expect_playing(page, "Pause")
    page.evaluate("press(1, false)")
    expect_playing(page, "Play")
    page.evaluate("document.querySelector('audio').currentTime = 6")
    page.evaluate("press(0, true)")
    page.wait_for_function("() => document.querySelector('audio').currentTime <= 5")
    page.evaluate("press(0, false)")


def test_any_hid_pedal_is_taught_by_pressing_it(
    page: Page, shared_workstation: Workstation
) -> None:
    """A fake device in place of WebHID's: there is no real pedal here."""
    page.add_init_script(f"({FAKE_HID})()")
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    dialog = open_settings(editor, "Foot pedals")
    dialog.get_by_role("button", name="Connect a pedal").click()
    expect(dialog).to_contain_text("Connected: Fake HID pedal")
    page.evaluate("fakePedal.report(0, 4); fakePedal.report(0, 0)")
    dialog.get_by_label("Pedal hid:1234:0007:1.2").select_option("toggle")
    editor.press("Escape")
    page.evaluate("fakePedal.report(0, 4); fakePedal.report(0, 0)")
    expect_playing(page, "Pause")
    page.evaluate("fakePedal.report(0, 4); fakePedal.report(0, 0)")
    expect_playing(page, "Play")


def test_a_screen_reader_is_told_of_the_selected_segment(editor: Editor) -> None:
    dialog = open_settings(editor, "Accessibility")
    dialog.get_by_label("Screen reader support").check()
    editor.press("Escape")
    editor.put_cursor(1, 0)
    told = editor.page.locator("[aria-live=polite].unseen")
    expect(told).to_have_text(re.compile("^Segment 2 of 4, 0:02, unreviewed, low confidence: ask$"))
    row = editor.page.locator(".seg").nth(3)
    expect(row).to_have_attribute("aria-posinset", "4")
    expect(row).to_have_attribute("aria-setsize", "4")
