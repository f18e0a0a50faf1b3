"""Files come in with a preview where something has to be asked; times are shifted in one step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES


def choose(editor: Editor, name: str, content: bytes) -> None:
    with editor.page.expect_file_chooser() as chooser:
        editor.page.get_by_role("button", name="Import…").click()
    chooser.value.set_files({"name": name, "mimeType": "text/plain", "buffer": content})


def cue(text: str, times: str = "00:00:01,000 --> 00:00:02,000") -> str:
    return f"1\n{times}\n{text}\n"


def test_the_encoding_is_chosen_with_a_preview(editor: Editor) -> None:
    choose(editor, "talk.srt", cue("Déjà au café").encode("mac-roman"))
    dialog = editor.page.get_by_role("dialog", name="Import “talk.srt”")
    preview = dialog.get_by_role("list", name="Preview")
    expect(preview).to_be_visible()
    expect(preview).not_to_contain_text("café")  # Mac Roman is never guessed
    expect(dialog.get_by_role("list", name="Dropped or guessed")).to_contain_text("line 3")
    dialog.get_by_label("Character encoding").select_option("mac-roman")
    expect(preview).to_contain_text("Déjà au café")
    dialog.get_by_role("button", name="Import").click()
    editor.expect_texts("Déjà au café")
    editor.reload()
    editor.press("Control+z")
    editor.expect_texts(*SENTENCES)


def test_times_in_frames_ask_for_their_rate(editor: Editor) -> None:
    choose(editor, "a.srt", cue("Hi", "00:00:01:12 --> 00:00:02:00").encode())
    dialog = editor.page.get_by_role("dialog", name="Import “a.srt”")
    expect(dialog.get_by_role("alert")).to_contain_text("frame rate")
    expect(dialog.get_by_role("button", name="Import")).to_be_disabled()
    dialog.get_by_label("Frames per second").fill("25")
    editor.press("Tab")
    expect(dialog.get_by_role("list", name="Preview")).to_contain_text("Hi")
    dialog.get_by_role("button", name="Import").click()
    editor.expect_texts("Hi")
    assert editor.stored_segments()[0]["start"] == 1.48


def test_a_plain_text_takes_the_times_of_the_draft_and_its_speakers(editor: Editor) -> None:
    text = "Anna: And so, my fellow Americans,\nBen: Ask not what your country can do for you.\n"
    choose(editor, "speech.txt", text.encode())
    dialog = editor.page.get_by_role("dialog", name="Import “speech.txt”")
    dialog.get_by_label("These are speakers: Anna, Ben").check()
    expect(dialog.get_by_role("list", name="Preview")).to_contain_text("Anna: And so")
    dialog.get_by_role("button", name="Import").click()
    editor.expect_texts("And so, my fellow Americans,", "Ask not what your country can do for you.")
    expect(editor.page.locator(".seg-speaker").first).to_have_text("Anna")
    starts = [segment["start"] for segment in editor.stored_segments()]
    assert starts == [0, 2]


def test_times_beyond_the_recording_are_told_and_can_be_shifted(editor: Editor) -> None:
    choose(editor, "late.srt", cue("Late", "00:01:00,000 --> 00:01:01,000").encode())
    dialog = editor.page.get_by_role("dialog", name="Warnings for late.srt")
    expect(dialog).to_contain_text("1 segment ends after the recording")
    editor.expect_texts("Late")
    dialog.get_by_role("button", name="Shift times…").click()
    shift = editor.page.get_by_role("dialog", name="Shift times")
    shift.get_by_label("Seconds").fill("-55")
    editor.press("Enter")
    expect(editor.page.locator(".toast.is-success").last).to_contain_text(
        "1 segment moved by −55 s."
    )
    assert editor.stored_segments()[0]["start"] == 5


def test_the_segments_from_here_on_are_shifted_by_keyboard_and_undone(editor: Editor) -> None:
    before = [segment["start"] for segment in editor.stored_segments()]
    editor.put_cursor(2, 0)
    editor.press("Control+k")
    editor.type("shift the times")
    editor.press("Enter")
    dialog = editor.page.get_by_role("dialog", name="Shift times")
    expect(dialog.get_by_label("Seconds")).to_be_focused()
    editor.type("nonsense")
    editor.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Type seconds")
    dialog.get_by_label("Seconds").fill("0.5")
    dialog.get_by_label("The selected segment and all after it").check()
    editor.press("Enter")
    expect(editor.page.locator(".toast.is-success").last).to_contain_text(
        "2 segments moved by +0.5 s."
    )
    moved = [before[0], before[1], before[2] + 0.5, before[3] + 0.5]
    assert [segment["start"] for segment in editor.stored_segments()] == pytest.approx(moved)
    editor.page.locator(".toast").get_by_role("button", name="Undo").last.click()
    editor.wait_until_saved()
    assert [segment["start"] for segment in editor.stored_segments()] == before


def test_times_are_scaled_by_points_and_by_frame_rates(editor: Editor) -> None:
    before = [segment["start"] for segment in editor.stored_segments()]
    editor.put_cursor(0, 0)
    toast = editor.page.locator(".toast.is-success").last

    def open_dialog(way: str) -> Locator:
        editor.press("Control+k")
        editor.type("shift the times")
        editor.press("Enter")
        dialog = editor.page.get_by_role("dialog", name="Shift times")
        dialog.get_by_label("How").select_option(label=way)
        return dialog

    dialog = open_dialog("By one or two points")
    last = dialog.get_by_role("group", name="Second point")
    expect(last.get_by_label("is at")).to_have_value(f"0:0{before[-1]:.3f}")
    dialog.get_by_role("group", name="First point").get_by_label("is at").fill("1")
    dialog.get_by_role("group", name="First point").get_by_label("should be at").fill("soon")
    editor.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("“soon” is no time")
    dialog.get_by_role("group", name="First point").get_by_label("should be at").fill("0:02")
    last.get_by_label("is at").fill("2")
    last.get_by_label("should be at").fill("4")
    editor.press("Enter")
    expect(toast).to_contain_text(
        "4 segments moved so that 0:01.00 is at 0:02.00 and 0:02.00 is at 0:04.00"
    )
    assert [one["start"] for one in editor.stored_segments()] == pytest.approx(
        [2 * at for at in before]
    )
    dialog = open_dialog("By frame rates")
    dialog.get_by_label("Made for").fill("25")
    dialog.get_by_label("The video now has").fill("50")
    editor.press("Enter")
    expect(toast).to_contain_text("from 25 to 50 frames a second")
    assert [one["start"] for one in editor.stored_segments()] == pytest.approx(before, abs=0.001)
    dialog = open_dialog("To the audio, by the words")
    expect(dialog).to_contain_text("What is not found is flagged")
    expect(dialog.get_by_role("button", name="Find in the audio")).to_be_visible()
    editor.press("Escape")
    editor.page.locator(".toast").get_by_role("button", name="Undo").last.click()
    editor.wait_until_saved()
    assert [one["start"] for one in editor.stored_segments()] == pytest.approx(
        [2 * at for at in before]
    )
