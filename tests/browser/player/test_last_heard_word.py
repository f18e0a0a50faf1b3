"""Select the last heard word: one key pauses and selects it, so that typing replaces it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES

FIRST, SECOND = SENTENCES[:2]


def go_to(editor: Editor, ms: int) -> None:
    editor.page.evaluate("s => { document.querySelector('audio').currentTime = s }", ms / 1000)
    expect(editor.page.locator(".player-now")).to_have_text(f"0:{ms // 1000:02}.{ms % 1000:03}")


def caught(editor: Editor) -> str:
    return str(editor.page.evaluate("() => getSelection().toString()"))


def test_the_word_at_the_playhead_and_the_one_before_are_replaced(editor: Editor) -> None:
    go_to(editor, 700)
    editor.press("Alt+/")  # "my" is from 600 to 900 ms
    assert caught(editor) == "my"
    editor.press("Alt+/")
    assert caught(editor) == "so"
    editor.type("then")
    editor.expect_texts(FIRST.replace("so", "then"), *SENTENCES[1:])
    editor.press("Alt+/")  # after typing, the playhead decides again
    assert caught(editor) == "my"
    editor.press("Shift+Control+ArrowLeft")  # extends the selection backwards
    assert caught(editor) == "then my"
    editor.press("Delete", "Control+z", "Control+z")
    editor.expect_texts(*SENTENCES)


def test_the_reaction_time_selects_an_earlier_word_and_playback_stops(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(3, 0)
    go_to(editor, 2_900)  # the second sentence begins at 2 s
    editor.press("Control+Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 3.6")
    editor.press("Alt+/")
    page.wait_for_function("() => document.querySelector('audio').paused")
    stopped_ms = page.evaluate("() => document.querySelector('audio').currentTime * 1000")
    words = SECOND.split()
    sounding = words[int((stopped_ms - 2_000) // 300)]
    assert caught(editor) in words[: words.index(sounding)]
    row, _ = editor.cursor()
    assert row == 1


def test_with_pause_while_typing_playback_goes_on_after_the_correction(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+Shift+O")
    editor.put_cursor(1, 0)
    go_to(editor, 2_000)
    editor.press("Control+Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 3.2")
    editor.press("Alt+/")
    page.wait_for_function("() => document.querySelector('audio').paused")
    editor.press("ArrowRight")
    editor.type("s")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    editor.press("Control+Space", "Alt+/")  # stopped by hand: typing starts nothing
    editor.type("x")
    page.wait_for_selector(".editor-save[data-state=saved]", state="attached")
    assert page.evaluate("() => document.querySelector('audio').paused")


def test_across_segments_and_before_the_first_word(editor: Editor) -> None:
    page = editor.page
    go_to(editor, 2_050)
    editor.press("Alt+/")
    assert caught(editor) == "ask"
    editor.press("Alt+/")
    assert caught(editor) == "Americans,"
    editor.press(*["Alt+/"] * 4)
    assert caught(editor) == "And"
    editor.press("Alt+/")
    expect(page.locator(".toast", has_text="No word comes before this one")).to_be_visible()
    assert caught(editor) == "And"
    editor.expect_texts(*SENTENCES)


def test_the_word_after_is_selected_across_segments_and_corrections(editor: Editor) -> None:
    page = editor.page
    go_to(editor, 700)
    editor.press("Alt+/", "Alt+Shift+K")
    assert caught(editor) == "fellow"
    editor.press("Alt+/")
    assert caught(editor) == "my"
    editor.press("Alt+Shift+K")
    editor.type("dear")
    editor.press("Alt+Shift+K")  # after a correction: the word after the cursor
    assert caught(editor) == "Americans,"
    editor.press("Alt+Shift+K")
    assert caught(editor) == SECOND.split()[0]
    assert editor.cursor()[0] == 1
    editor.expect_texts(FIRST.replace("fellow", "dear"), *SENTENCES[1:])
    editor.put_cursor(len(SENTENCES) - 1, len(SENTENCES[-1]))
    editor.press("Alt+Shift+K")
    expect(page.locator(".toast", has_text="No word comes after this one")).to_be_visible()


def test_while_playing_the_key_for_the_word_after_takes_the_one_being_spoken(
    editor: Editor,
) -> None:
    page = editor.page
    editor.put_cursor(3, 0)
    go_to(editor, 2_100)
    editor.press("Control+Space")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 2.5")
    editor.press("Alt+Shift+K")
    page.wait_for_function("() => document.querySelector('audio').paused")
    stopped_ms = page.evaluate("() => document.querySelector('audio').currentTime * 1000")
    words = SECOND.split()
    sounding = words[int((stopped_ms - 2_000) // 300)]
    assert caught(editor) in words[: words.index(sounding) + 1]
    assert editor.cursor()[0] == 1
