"""Compare the transcript with another one and take over differences; merge a file; drop files; by keyboard where there are keys."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.files.test_import_and_shift import cue
from tests.support.editor_page import Editor, drop_files, wait_in
from tests.support.recordings import SENTENCES, add_recording
from transcribe.formats import FORMATS, READABLE

SRT = """1
00:00:00,000 --> 00:00:01,500
And so my fellow Americans:

2
00:00:02,000 --> 00:00:04,900
ask not what your country can do for you,

3
00:00:05,200 --> 00:00:06,700
<b>ask what</b> you can do

4
00:00:09,000 --> 00:00:10,000
for mankind.
"""


def run_command(page: Page, text: str) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def compare_with(editor: Editor, srt: str, name: str = "theirs.srt") -> Locator:
    # Playwright hears of choosers only some time after it was asked to; a key is faster than that.
    editor.page.on("filechooser", lambda _: None)
    run_command(editor.page, "compare with another")
    choice = editor.page.get_by_role("dialog", name="Compare with…")
    expect(choice.get_by_label("a subtitle or transcript file")).to_be_focused()
    with editor.page.expect_file_chooser() as chooser:
        editor.press("Enter")
    chooser.value.set_files({"name": name, "mimeType": "text/plain", "buffer": srt.encode()})
    dialog = editor.page.get_by_role("dialog", name=f"Differences from “{name}”")
    expect(dialog.locator(".comparison-row").first).to_be_focused()
    return dialog


def test_a_field_to_choose_files_is_in_the_page_until_the_choice(editor: Editor) -> None:
    """Chromium can collect one that is not, before its chooser opens."""
    page = editor.page
    with page.expect_file_chooser() as chooser:
        run_command(page, "merge a file")
    chosen = chooser.value
    assert chosen.element.evaluate("field => field.isConnected")
    chosen.set_files({"name": "a.srt", "mimeType": "text/plain", "buffer": SRT.encode()})
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not chosen.element.evaluate("field => field.isConnected")


def test_differences_are_taken_by_keyboard_as_one_edit(editor: Editor) -> None:
    first = editor.stored_segments()[0]["id"]
    status = {"op": "set_status", "id": first, "status": "approved"}
    revision = editor.station.get(f"/media/{editor.media_id}")["revision"]
    editor.station.edit(editor.media_id, revision, status)
    page = editor.page
    expect(page.locator(".seg").first).to_have_attribute("data-status", "approved")
    dialog = compare_with(editor, SRT)
    rows = dialog.locator(".comparison-row")
    expect(dialog.get_by_role("status")).to_contain_text("none marked")
    expect(rows.first).to_contain_text("approved")
    expect(dialog.get_by_role("group", name="Show").get_by_role("button")).not_to_have_count(0)
    editor.press("a")  # all, but nothing approved
    expect(rows.first.locator("[aria-pressed=true]")).to_have_count(0)
    editor.press("n", "ArrowDown", "ArrowUp", "Space")  # one by one: the approved one too
    expect(rows.first.locator("[aria-pressed=true]")).not_to_have_count(0)
    editor.press("End", "Space", "Enter")
    expect(editor.text(0)).to_have_text("And so my fellow Americans:")
    texts = editor.stored()
    assert texts[1] == SENTENCES[1]
    assert "for mankind." in texts
    assert editor.stored_segments()[0]["status"] == "approved"
    assert first in {one["id"] for one in editor.stored_segments()}
    editor.press("Control+z")
    editor.expect_texts(*SENTENCES)


def test_a_filter_limits_what_is_taken_and_the_draft_can_be_compared(editor: Editor) -> None:
    page = editor.page
    dialog = compare_with(editor, SRT)
    times = dialog.get_by_role("group", name="Show").get_by_role("button", name="Times")
    times.click()
    expect(times).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="Take all of times").click()
    dialog.get_by_role("button", name="Take", exact=False).last.click()
    expect(page.locator(".toast.is-success").last).to_contain_text("taken over")
    assert editor.stored()[0] == SENTENCES[0]  # only times
    run_command(page, "compare with another")
    choice = page.get_by_role("dialog", name="Compare with…")
    choice.get_by_label("its draft").check()
    choice.get_by_role("button", name="Compare").click()
    draft = page.get_by_role("dialog", name="Differences from “the draft”")
    expect(draft.get_by_role("group", name="Show")).to_contain_text("Times")
    editor.press("a", "Enter")
    expect(page.locator(".toast.is-success").last).to_contain_text("of the draft")
    run_command(page, "compare with another")
    choice.get_by_label("an earlier state").check()
    expect(choice.get_by_label("State after")).to_be_visible()
    choice.get_by_role("button", name="Compare").click()
    expect(page.locator(".toast.is-success").last).to_contain_text("No difference from")


def test_a_late_answer_to_an_earlier_search_does_not_replace_the_found_recordings(
    editor: Editor,
) -> None:
    add_recording(editor.station)
    page = editor.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/library?*q=nosuchword*", hold)
    run_command(page, "compare with another")
    choice = page.get_by_role("dialog", name="Compare with…")
    choice.get_by_label("the transcript of another recording").check()
    found = choice.locator("[name=recording] option")
    expect(found).not_to_have_count(0)
    choice.get_by_label("Find a recording").fill("nosuchword")
    wait_in(page, lambda: len(held) == 1)
    with page.expect_response(lambda answer: "/library?" in answer.url):
        choice.get_by_label("Find a recording").fill("")
    n_found = found.count()
    with page.expect_response(lambda answer: "nosuchword" in answer.url) as late:
        held[0].continue_()
    late.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert n_found == found.count() > 0


def test_a_file_is_merged_with_a_preview_and_undone(editor: Editor) -> None:
    page = editor.page
    with page.expect_file_chooser() as chooser:
        run_command(page, "merge a file")
    chooser.value.set_files({"name": "ben.srt", "mimeType": "text/plain", "buffer": SRT.encode()})
    dialog = page.get_by_role("dialog", name="Merge “ben.srt” into this transcript")
    expect(dialog.get_by_role("status")).to_contain_text("new segments")
    dialog.get_by_label("Who speaks").fill("Ben")
    dialog.get_by_label("Who speaks").press("Tab")
    expect(dialog.get_by_role("list", name="Preview")).to_contain_text("Ben:")
    dialog.get_by_label("A second language").check()
    expect(dialog.get_by_role("status")).to_contain_text("with a new text")
    dialog.get_by_label("A further part").check()
    expect(dialog.get_by_role("status")).to_contain_text("4 new segments")
    dialog.get_by_label("The file begins at").fill("soon")
    dialog.get_by_label("The file begins at").press("Tab")
    expect(dialog.get_by_role("alert")).to_contain_text("is no time")
    expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()
    dialog.get_by_label("The file begins at").fill("")
    dialog.get_by_label("The file begins at").press("Tab")
    dialog.get_by_role("button", name="Merge").click()
    expect(page.locator(".toast.is-success").last).to_contain_text("4 new segments")
    texts = editor.stored()
    assert texts[:4] == list(SENTENCES)
    assert len(texts) == 8
    page.locator(".toast-action", has_text="Undo").click()
    editor.expect_texts(*SENTENCES)


def test_choices_of_a_merge_are_shown_as_they_count_after_another_mode(editor: Editor) -> None:
    for one in editor.stored_segments():
        revision = editor.station.get(f"/media/{editor.media_id}")["revision"]
        status = {"op": "set_status", "id": one["id"], "status": "approved"}
        editor.station.edit(editor.media_id, revision, status)
    page = editor.page
    with page.expect_file_chooser() as chooser:
        run_command(page, "merge a file")
    chooser.value.set_files({"name": "ben.srt", "mimeType": "text/plain", "buffer": SRT.encode()})
    dialog = page.get_by_role("dialog", name="Merge “ben.srt” into this transcript")
    who = dialog.get_by_label("Who speaks")
    who.fill("Ben")
    who.press("Tab")
    expect(dialog.get_by_role("list", name="Preview")).to_contain_text("Ben:")
    dialog.get_by_label("A second language").check()
    boxes = [
        dialog.get_by_role("checkbox", name=re.compile(what))
        for what in ("Keep the line breaks", "approved segment")
    ]
    for box in boxes:
        box.check()
    expect(dialog.get_by_role("list", name="Preview")).to_contain_text("approved, new text")
    dialog.get_by_label("Another speaker").check()
    expect(who).to_have_value("Ben")
    dialog.get_by_label("A second language").check()
    for box in boxes:
        expect(box).to_be_checked()
    begin = dialog.get_by_label("The file begins at")
    begin.fill("soon")
    begin.press("Tab")
    expect(dialog.get_by_role("alert")).to_contain_text("is no time")
    dialog.get_by_label("A further part").check()
    expect(who).to_be_visible()
    expect(dialog.get_by_role("alert")).to_contain_text("is no time")
    expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()


def test_a_dropped_file_of_any_readable_suffix_opens_a_dialog(editor: Editor) -> None:
    page = editor.page
    suffixes = {s for name in READABLE for s in (FORMATS[name].suffix, *FORMATS[name].suffixes)}
    for suffix in sorted(suffixes):
        drop_files(page, (f"film{suffix}", cue("Hello").encode()))
        dialog = page.get_by_role("dialog", name=f"“film{suffix}”")
        expect(dialog.get_by_role("button", name="Compare")).to_be_focused()
        editor.press("Escape")
        expect(dialog).to_have_count(0)
    drop_files(page, ("film.stl", cue("Hello").encode()))  # a SubRip file by its content
    page.get_by_role("dialog", name="“film.stl”").get_by_role("button", name="Import").click()
    editor.expect_texts("Hello")
    drop_files(page, ("a.srt", b"x"), ("b.srt", b"y"))
    expect(page.locator(".toast.is-error").last).to_contain_text("one transcript file at a time")
    page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["x"], "talk.mp3", {type: "audio/mpeg"}));
            const options = {dataTransfer: transfer, bubbles: true, cancelable: true};
            document.body.dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    expect(page.locator(".toast.is-error").last).to_contain_text("Add recordings in the library")


def test_a_file_that_is_dropped_on_a_field_for_files_is_left_to_the_field(editor: Editor) -> None:
    page = editor.page
    run_command(page, "find who speaks")
    page.get_by_label("Speakers from").select_option("RTTM file")
    field = page.get_by_label("RTTM file", exact=True)
    is_left = """(target, kind) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["x"], "turns.rttm"));
        const options = {dataTransfer: transfer, bubbles: true, cancelable: true};
        return target.dispatchEvent(new DragEvent(kind, options));
    }"""
    heading = page.get_by_role("dialog").get_by_role("heading")
    for kind in ("dragover", "drop"):
        assert field.evaluate(is_left, kind), kind
        assert not heading.evaluate(is_left, kind), kind  # the browser would leave the page
