"""The list follows playback until the user scrolls away, and again on request."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.audio_capture import add_sound, tone
from tests.support.editor_page import Editor
from tests.support.server import Workstation

N_SEGMENTS, STEP_S = 60, 0.7
_pitches = itertools.count(300)


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    segments = [(n * STEP_S, (n + 1) * STEP_S, f"sentence {n}") for n in range(N_SEGMENTS)]
    sound = tone(next(_pitches), N_SEGMENTS * STEP_S)
    return Editor(page, shared_workstation, add_sound(shared_workstation, sound, segments))


def scroll(editor: Editor, px: int) -> None:
    box = editor.page.locator(".editor-list").bounding_box()
    assert box is not None
    editor.page.mouse.move(box["x"] + 200, box["y"] + box["height"] / 2)
    editor.page.mouse.wheel(0, px)


def again(editor: Editor) -> Locator:
    return editor.page.get_by_role("button", name="Follow playback")


def test_the_list_follows_until_the_user_scrolls_and_follows_again_on_a_button(
    editor: Editor,
) -> None:
    page = editor.page
    editor.page.locator(".seg-time").nth(5).click()  # plays from there
    sounding = page.locator(".seg.is-active")
    page.wait_for_function(
        "() => document.querySelector('.editor-list').scrollTop > 0", timeout=30_000
    )
    expect(sounding).to_be_in_viewport()
    expect(again(editor)).to_be_hidden()

    scroll(editor, 5_000)
    expect(again(editor)).to_be_visible()
    expect(again(editor)).to_contain_text("↑")
    away = page.evaluate("document.querySelector('.editor-list').scrollTop")
    before = sounding.get_attribute("data-id")
    page.wait_for_function(f"() => document.querySelector('.is-active').dataset.id > {before}")
    assert page.evaluate("document.querySelector('.editor-list').scrollTop") == away

    again(editor).click()
    expect(sounding).to_be_in_viewport()
    expect(again(editor)).to_be_hidden()

    scroll(editor, 5_000)
    expect(again(editor)).to_be_visible()
    scroll(editor, -5_000)
    scroll(editor, -5_000)
    page.keyboard.press("Alt+Shift+g")
    expect(sounding).to_be_in_viewport()
    expect(again(editor)).to_be_hidden()
    page.get_by_role("button", name="Pause", exact=True).click()


def test_starting_playback_again_follows_from_there(editor: Editor) -> None:
    page = editor.page
    page.locator(".seg-time").nth(2).click()
    scroll(editor, 5_000)
    expect(again(editor)).to_be_visible()
    page.keyboard.press("Control+Space")
    page.keyboard.press("Control+Space")
    expect(again(editor)).to_be_hidden()
    page.get_by_role("button", name="Pause", exact=True).click()
