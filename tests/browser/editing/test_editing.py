"""Correcting a transcript with the keyboard, in real Chromium on a real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES

ONE, TWO, THREE, FOUR = SENTENCES


def test_typed_text_is_saved_and_shown_after_a_reload(editor: Editor) -> None:
    editor.put_cursor(0, len("And "))
    editor.type("now ")
    assert editor.stored()[0] == "And now so my fellow Americans,"
    editor.reload()
    assert editor.texts()[0] == "And now so my fellow Americans,"


def test_words_keep_their_times_when_others_are_typed(editor: Editor) -> None:
    editor.put_cursor(0, 3)
    editor.type(" then")
    editor.wait_until_saved()
    segments = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"]
    words = {word["word"]: (word["start"], word["end"]) for word in segments[0]["words"]}
    assert words["And"] == (0, 0.3)
    assert words["so"] == (0.3, 0.6)
    assert words["then"] == (0.3, 0.3)


def test_enter_splits_in_the_text_and_in_time_and_backspace_joins_again(editor: Editor) -> None:
    editor.put_cursor(1, len("ask not "))
    editor.press("Enter")
    editor.expect_texts(ONE, "ask not", "what your country can do for you,", THREE, FOUR)
    assert editor.cursor() == (2, 0)
    editor.wait_until_saved()
    segments = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"]
    assert segments[1]["end"] == segments[2]["start"] == segments[2]["words"][0]["start"]
    editor.press("Backspace")
    editor.expect_texts(*SENTENCES)
    assert editor.cursor() == (1, len("ask not "))


def test_delete_at_the_end_merges_with_the_next_segment(editor: Editor) -> None:
    editor.put_cursor(2, 0)
    editor.press("End", "Delete")
    editor.expect_texts(ONE, TWO, f"{THREE} {FOUR}")
    assert editor.stored() == [ONE, TWO, f"{THREE} {FOUR}"]


def test_enter_at_the_end_moves_to_the_next_segment(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("End", "Enter")
    assert editor.cursor() == (1, 0)
    editor.expect_texts(*SENTENCES)


def test_arrows_move_from_segment_to_segment(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("ArrowDown")
    assert editor.cursor()[0] == 1
    editor.press("Alt+ArrowDown")
    assert editor.cursor()[0] == 2
    editor.press("Alt+ArrowUp", "Home", "ArrowUp")
    assert editor.cursor()[0] == 0


def test_a_segment_is_inserted_and_deleted(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+i")
    editor.type("inserted")
    editor.expect_texts(ONE, "inserted", TWO, THREE, FOUR)
    assert editor.stored()[1] == "inserted"
    editor.press("Alt+Delete")
    editor.expect_texts(*SENTENCES)
    assert editor.stored() == list(SENTENCES)


def test_undo_and_redo_continue_after_a_reload(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.type("First. ")
    editor.wait_until_saved()
    editor.put_cursor(2, len("ask "))
    editor.press("Enter")
    editor.wait_until_saved()
    editor.put_cursor(3, 0)
    editor.press("Alt+Delete")
    after = [f"First. {ONE}", TWO, "ask", FOUR]
    editor.expect_texts(*after)
    editor.wait_until_saved()
    editor.reload()
    editor.press("Control+z", "Control+z", "Control+z")
    editor.expect_texts(*SENTENCES)
    assert editor.stored() == list(SENTENCES)
    editor.reload()
    editor.press("Control+Shift+z", "Control+y", "Control+Shift+z")
    editor.expect_texts(*after)
    assert editor.stored() == after


def test_an_import_is_undone_on_the_server_in_one_step(editor: Editor) -> None:
    cues = "".join(
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\ncue {n}\n\n"
        for n in range(1, 301)
    )
    with editor.page.expect_file_chooser() as chooser:
        editor.page.get_by_role("button", name="Import…").click()
    chooser.value.set_files({"name": "cues.srt", "mimeType": "text/plain", "buffer": cues.encode()})
    expect(editor.page.locator(".seg")).to_have_count(300)
    editor.reload()
    editor.press("Control+z")
    editor.expect_texts(*SENTENCES)
    editor.press("Control+Shift+z")
    expect(editor.page.locator(".seg")).to_have_count(300)


def test_a_speaker_is_added_renamed_and_assigned_by_number(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+s")
    editor.type("Kennedy")
    editor.press("Enter")
    speaker = editor.page.locator(".seg-speaker")
    expect(speaker.nth(0)).to_have_text("Kennedy")
    editor.put_cursor(2, 0)
    editor.press("Alt+1")
    expect(speaker.nth(2)).to_have_text("Kennedy")
    speaker.nth(2).click()
    editor.page.get_by_role("button", name="Rename Kennedy").click()
    editor.page.get_by_label("Name", exact=True).fill("J. F. K.")
    editor.press("Enter")
    expect(speaker.nth(0)).to_have_text("J. F. K.")
    editor.wait_until_saved()
    transcript = editor.station.get(f"/media/{editor.media_id}/transcript")
    assert [s["speaker"] for s in transcript["segments"]] == ["S1", None, "S1", None]
    assert transcript["speakers"] == [{"id": "S1", "name": "J. F. K."}]


def test_keys_control_playback_while_the_cursor_stays_in_the_text(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Tab")
    expect(editor.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect(editor.page.locator(".player-now")).to_have_text(re.compile(r"0:0[3-9]"))
    editor.press("Control+Space")
    expect(editor.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert editor.cursor()[0] == 1
    here_ms = editor.now_ms()
    editor.press("F2")
    assert abs(editor.now_ms() - here_ms - 2000) < 50
    editor.press("Alt+ArrowLeft")
    assert abs(editor.now_ms() - here_ms) < 50
    editor.press("F4", "F4", "F3")
    assert editor.page.evaluate("document.querySelector('audio').playbackRate") == pytest.approx(
        1.1
    )
    assert editor.page.evaluate("document.querySelector('audio').preservesPitch") is True


def test_the_current_word_and_low_confidence_words_are_marked(editor: Editor) -> None:
    editor.expect_marked("low-confidence", "ask")
    editor.put_cursor(0, 0)
    editor.press("Alt+n")
    assert editor.cursor() == (1, 0)
    editor.expect_marked("playing", "ask")
    editor.press("End", "Control+Enter")
    editor.expect_marked("playing", "you,")


def test_edges_are_set_at_the_playhead(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("F2", "Alt+]")
    editor.wait_until_saved()
    segment = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][1]
    assert segment["end"] == pytest.approx(segment["start"] + 2, abs=0.05)


def test_an_edge_is_dragged_on_the_timeline(editor: Editor) -> None:
    before = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][1]
    box = editor.page.locator(".timeline-canvas").bounding_box()
    assert box is not None
    editor.page.get_by_role("button", name="Fit").click()

    def x_of(seconds: float) -> float:
        return float(box["x"] + seconds / 12 * box["width"])

    y = box["y"] + box["height"] - 20
    editor.page.mouse.move(x_of(before["end"]), y)
    editor.page.mouse.down()
    editor.page.mouse.move(x_of(before["end"] + 0.2), y, steps=4)
    editor.page.mouse.up()
    editor.wait_until_saved()
    after = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][1]
    assert after["start"] == before["start"]
    assert after["end"] == pytest.approx(before["end"] + 0.2, abs=0.03)


def test_pasted_markup_and_unusual_characters_stay_text(editor: Editor) -> None:
    odd = "<img src=x onerror=alert(1)> \u202eabc \U0001f469\u200d\U0001f467 \ufeff&amp;"
    editor.put_cursor(3, 0)
    editor.page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            data.setData("text/html", "<b>bold</b>");
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(paste);
        }""",
        odd,
    )
    # Unchanged, except for the direction override and the byte order mark.
    kept = "<img src=x onerror=alert(1)> abc \U0001f469\u200d\U0001f467 &amp;"
    assert editor.stored()[3] == kept + FOUR
    assert editor.page.locator(".seg-text img, .seg-text b").count() == 0


def test_the_key_sheet_opens_on_a_question_mark_and_closes_on_escape(editor: Editor) -> None:
    editor.press("?")
    sheet = editor.page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Split at the cursor")
    editor.press("Escape")
    expect(sheet).to_be_hidden()
    editor.put_cursor(0, 0)
    editor.type("?")
    assert editor.stored()[0] == f"?{ONE}"
