"""A redraft of a range is first shown as differences, accepted all or word by word.

The engine is a fake with fixed output: what a model writes differs by processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_misheard, add_recording
from tests.support.server import Workstation

WRONG = "And so, my fellow Martians, ask not what your county can do for you,"
SAID = "And so my fellow Americans, ask not what your country can do for you,"


@pytest.fixture
def workstation(tmp_path: Path, models_folder: Path) -> Iterator[Workstation]:
    env = {"TRANSCRIBE_WORK": "tests.support.task_functions:reciting", "TEST_SAYS": SAID}
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    yield station
    station.stop()


@pytest.fixture
def editor(page: Page, workstation: Workstation) -> Editor:
    """Eight seconds of speech with two words misheard, tagged and flagged."""
    named = {"op": "add_speaker", "speaker": {"id": "S1", "name": "Kennedy"}}
    media_id = add_misheard(workstation, WRONG, named, speaker="S1", flagged=True)
    return Editor(page, workstation, media_id)


def ask(editor: Editor, *, tick: bool) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+r")
    box = editor.page.get_by_label("Show the differences first")
    if tick:
        expect(box).not_to_be_checked()
        box.check()
    expect(box).to_be_checked()
    editor.page.get_by_role("button", name="Draft again", exact=True).click()


def differences(editor: Editor) -> Locator:
    dialog = editor.page.get_by_role("dialog", name="Differences at 0:00.2 – 0:07.8")
    expect(dialog).to_be_visible(timeout=60_000)
    return dialog


def texts_of(dialog: Locator) -> dict[str, str]:
    """Text of each difference, and whether it is accepted."""
    changes = dialog.locator(".proposal-change")
    return {
        changes.nth(n).inner_text(): changes.nth(n).get_attribute("aria-pressed") or ""
        for n in range(changes.count())
    }


def test_all_differences_are_accepted_and_undone_in_one_step(editor: Editor) -> None:
    page = editor.page
    ask(editor, tick=True)
    dialog = differences(editor)
    shown = texts_of(dialog)
    assert "county country" in shown
    assert set(shown.values()) == {"true"}  # there are no corrections here
    assert editor.stored() == [WRONG]
    editor.press("p")
    page.wait_for_function("!document.querySelector('audio').paused")
    editor.press("Enter")
    expect(dialog).to_have_count(0)
    expect(editor.text(0)).to_contain_text("your country can do")
    expect(page.locator(".toast.is-success")).to_contain_text("accepted")
    (now,) = editor.stored_segments()
    assert (now["id"], now["speaker"], now.get("flagged")) == (1, "S1", True)
    assert "my fellow Americans" in str(now["text"])
    editor.put_cursor(0, 0)
    editor.press("Control+z")
    editor.expect_texts(WRONG)
    editor.press("Control+Shift+z")
    expect(editor.text(0)).to_contain_text("your country can do")

    # The choice is remembered; without differences a message says so.
    ask(editor, tick=False)
    same = page.locator(".toast", has_text="the new draft equals the current text")
    expect(same).to_be_visible(timeout=60_000)


def test_one_word_is_accepted_by_keyboard_while_the_text_changes(editor: Editor) -> None:
    ask(editor, tick=True)
    dialog = differences(editor)
    editor.press("n")
    expect(dialog.get_by_role("status").first).to_contain_text("none accepted")
    expect(dialog.get_by_role("button", name="Change nothing")).to_be_visible()
    expect(dialog.locator(".proposal-change").first).to_be_focused()
    nth = [text.startswith("Martians") for text in texts_of(dialog)].index(True)
    editor.press("End", "Home", "ArrowDown", "ArrowUp", *["ArrowDown"] * nth, "Space")
    chosen = dialog.locator(".proposal-change", has_text="Martians")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(dialog.locator(".proposal-change[aria-pressed=true]")).to_have_count(1)

    # Another window corrects the other word.
    revision = editor.station.get(f"/media/{editor.media_id}/transcript")["revision"]
    op = {"op": "set_text", "id": 1, "text": WRONG.replace("county", "country")}
    editor.station.edit(editor.media_id, revision, op)
    expect(dialog.get_by_text("The text was changed meanwhile")).to_be_visible()
    expect(dialog.locator(".proposal-change", has_text="county")).to_have_count(0)
    expect(chosen).to_have_attribute("aria-pressed", "true")
    editor.press("Enter")
    expect(editor.text(0)).to_contain_text("And so, my fellow Americans, ")  # its comma stays
    expect(editor.text(0)).to_contain_text("your country can do for you,")
    now = editor.texts()
    assert editor.stored() == now

    # The remaining differences can be shown again; closing the dialog changes nothing.
    editor.press("Escape", "Alt+Shift+R")
    expect(dialog).to_be_visible()
    expect(chosen).to_have_count(0)
    editor.press("Escape")
    expect(dialog).to_have_count(0)
    assert editor.stored() == now


def test_silence_proposes_nothing(page: Page, workstation: Workstation) -> None:
    editor = Editor(page, workstation, add_recording(workstation))
    before = editor.texts()
    editor.press("Alt+Shift+R")
    expect(page.locator(".toast", has_text="There are no differences to show yet")).to_be_visible()
    ask(editor, tick=True)
    toast = page.locator(".toast", has_text="was not changed. No speech")
    toast.get_by_role("button", name="Change and try again").click(timeout=60_000)
    expect(page.get_by_label("Show the differences first")).to_be_checked()
    assert editor.stored() == before
