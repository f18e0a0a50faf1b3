"""A click on a word moves playback to it; low-confidence words are selected; approving goes on with playback."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.segments.test_middle_third import SETTLED, STEP_S, add_long
from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import add_recording
from tests.support.server import Workstation

WORD_BOX = """([row, word]) => {
    const text = document.querySelectorAll(".seg-text")[row].firstChild;
    text.parentElement.scrollIntoView({block: "center"});
    const places = [...text.data.matchAll(/\\S+/g)];
    const range = document.createRange();
    range.setStart(text, places[word].index);
    range.setEnd(text, places[word].index + places[word][0].length);
    const {left, right, top, bottom} = range.getClientRects()[0];
    return [left, right, (top + bottom) / 2];
}"""
SELECTED = "() => getSelection().toString()"
IS_PLAYING = "() => !document.querySelector('audio').paused"


def click_word(editor: Editor, row: int, word: int) -> None:
    editor.page.evaluate(SETTLED)
    left, right, y = editor.page.evaluate(WORD_BOX, [row, word])
    editor.page.mouse.click((left + right) / 2, y)


def start_of(row: int, word: int, n_words: int = 5) -> int:
    """Milliseconds of a word in a row of `add_long` that is not long."""
    return round(1000 * STEP_S * (row + word / n_words))


def test_playback_goes_where_words_are_clicked_and_segments_approved(
    page: Page, shared_workstation: Workstation
) -> None:
    editor = Editor(page, shared_workstation, add_long(shared_workstation))

    # a click moves playback and sets the cursor, in whatever order of words and rows
    for row, word in [(2, 4), (2, 1), (0, 3), (4, 0), (1, 2)]:
        click_word(editor, row, word)
        wait_in(page, lambda row=row, word=word: editor.now_ms() == start_of(row, word))  # type: ignore[misc]
        assert editor.now_ms() == start_of(row, word)
        assert editor.cursor()[0] == row

    # a drag does not, nor a click beside the text or with a modifier, in the segment being played
    click_word(editor, 2, 2)
    left, _, y = page.evaluate(WORD_BOX, [2, 0])
    _, right, _ = page.evaluate(WORD_BOX, [2, 4])
    page.mouse.move(left, y)
    page.mouse.down()
    page.mouse.move(right, y, steps=5)
    page.mouse.up()
    assert page.evaluate(SELECTED).startswith("number 2")
    page.mouse.click(right + 200, y)
    page.keyboard.down("Shift")
    click_word(editor, 2, 0)
    page.keyboard.up("Shift")
    assert editor.now_ms() == start_of(2, 2)

    # the next low-confidence word is selected, never passed over
    for row, word in [(5, 0), (5, 2), (4, 4)]:
        click_word(editor, row, word)
        editor.press("Alt+n")
        expected = 15 if (row, word) == (5, 2) else 5
        assert editor.cursor() == (expected, 0)
        assert page.evaluate(SELECTED) == "number"
    editor.press("Alt+n")
    assert editor.cursor() == (15, 0)
    editor.type("Numero")
    assert editor.text(15).text_content() == "Numero 15 of the rows"
    editor.wait_until_saved()

    # while it plays, a click and an approval go on from there, and nothing stops it or takes it back
    editor.press("Control+Space")
    page.wait_for_function(IS_PLAYING)
    click_word(editor, 14, 1)
    wait_in(page, lambda: editor.now_ms() < start_of(15, 0))
    assert start_of(14, 1) <= editor.now_ms()
    assert page.evaluate(IS_PLAYING)
    click_word(editor, 18, 0)
    editor.press("Alt+a")
    assert editor.now_ms() >= start_of(19, 0)
    assert page.evaluate(IS_PLAYING)
    expect(page.locator(".seg").nth(18)).to_have_attribute("data-status", "approved")
    page.wait_for_function(
        "ms => document.querySelector('audio').currentTime * 1000 > ms", arg=start_of(24, 0)
    )
    editor.press("Alt+a")  # the cursor is behind playback
    assert editor.now_ms() >= start_of(24, 0)
    assert page.evaluate(IS_PLAYING)
    page.get_by_role("button", name=re.compile("^Pause$")).click()


def test_the_first_segment_is_approved_also_where_the_recording_begins_with_a_pause(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    shown = shared_workstation.get(f"/media/{media_id}/segments")
    first = shown["segments"][0]
    times = {"op": "set_times", "id": first["id"], "start": 0.5, "end": first["end"]}
    shared_workstation.edit(media_id, shown["revision"], times)
    editor = Editor(page, shared_workstation, media_id)
    expect(page.locator(".timeline-bar")).to_contain_text("Nothing selected")
    editor.press("Alt+a", "Alt+a")
    rows = page.locator(".seg[data-status=approved]")
    expect(rows).to_have_count(2)
    assert rows.first.get_attribute("data-id") == str(first["id"])
