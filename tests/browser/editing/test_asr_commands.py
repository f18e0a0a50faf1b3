"""Speech recognition from the editor: a range drafted again, words aligned, a translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import Editor
from tests.support.ingested import add_ingested
from tests.support.recordings import add_recording
from tests.support.server import Workstation

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"
# How it is written differs by processor.
HEARD, HEARD_LAST = (re.compile(word, re.IGNORECASE) for word in ("americans", "country"))
TEXT = "And so, my fellow Americans, ask not"
pytestmark = pytest.mark.model


@pytest.fixture
def editor(page: Page, workstation: Workstation) -> Editor:
    """Speech of eleven seconds with a wrong text over its first eight, in two segments."""
    media_id = add_ingested(workstation, "jfk.flac", JFK.read_bytes())
    segments = [
        {"id": 1, "start": 0.2, "end": 7.8, "text": "wrong words", "status": "draft", "words": []},
        {"id": 2, "start": 8.0, "end": 10.6, "text": "correct words", "status": "corrected",
         "words": []},
    ]  # fmt: skip
    insert = [{"op": "insert", "segment": segment} for segment in segments]
    workstation.edit(media_id, 0, *insert)
    return Editor(page, workstation, media_id)


def test_a_segment_is_drafted_again_and_one_undo_takes_it_back(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, 0)
    editor.press("Alt+r")
    dialog = page.get_by_role("dialog", name="Draft 0:00.2 – 0:07.8 again")
    expect(dialog.get_by_label("Also replace corrected segments")).not_to_be_checked()
    dialog.get_by_label("Language").select_option("en")
    dialog.get_by_label("Names and terms").fill("Kennedy, Americans\nKennedy")
    dialog.get_by_role("button", name="Draft again").click()
    expect(page.locator(".seg[aria-busy=true]")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Drafting 0:00.2")).to_be_visible()
    expect(editor.text(0)).to_have_text(HEARD, timeout=60_000)
    expect(page.locator(".seg[aria-busy=true]")).to_have_count(0)
    expect(page.locator(".toast.is-success")).to_contain_text("was drafted again")
    drafted = editor.texts()
    assert drafted[-1] == "correct words"
    assert editor.cursor()[0] == 0  # the cursor went over to what took the segment's place

    (job,) = (one for one in editor.station.get("/jobs")["jobs"] if one["kind"] == "redraft")
    assert (job["start"], job["end"]) == (0.2, 7.8)
    assert job["hotwords"] == ["Kennedy", "Americans"]

    editor.press("Control+z")
    editor.expect_texts("wrong words", "correct words")
    assert editor.stored() == ["wrong words", "correct words"]
    editor.press("Control+Shift+z")
    editor.expect_texts(*drafted)

    # The terms are kept with the recording.
    editor.reload()
    editor.put_cursor(0, 0)
    editor.press("Alt+r")
    expect(page.get_by_label("Names and terms")).to_have_value("Kennedy, Americans")
    editor.press("Escape")
    assert editor.cursor()[0] == 0


def test_what_people_corrected_stays_unless_it_is_asked_for(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(1, 0)
    editor.press("Alt+r")
    expect(page.get_by_text("1 segment here was changed by a person; it stays")).to_be_visible()
    page.get_by_label("Show the differences first").uncheck()
    page.get_by_role("button", name="Draft again", exact=True).click()
    toast = page.locator(".toast", has_text="People have changed all of it")
    toast.get_by_role("button", name="Change and try again").click(timeout=60_000)
    page.get_by_label("Also replace corrected segments").check()
    page.get_by_role("button", name="Draft again", exact=True).click()
    expect(editor.text(1)).to_have_text(HEARD_LAST, timeout=60_000)
    assert editor.stored()[0] == "wrong words"


def test_words_get_new_times_that_count_at_once(
    editor: Editor,
) -> None:
    page = editor.page
    editor.put_cursor(0, 0)
    editor.press("Control+a")
    editor.type(TEXT)
    editor.wait_until_saved()
    page.get_by_role("button", name="Realign words").click()
    expect(page.locator(".toast.is-success")).to_contain_text("were realigned", timeout=60_000)
    words = editor.station.get(f"/media/{editor.media_id}/transcript")["segments"][0]["words"]
    assert [word["word"] for word in words] == TEXT.split()
    assert 2.5 < words[5]["start"] < 4.5  # "ask", after a pause
    editor.put_cursor(0, len("And so, my fellow "))
    editor.press("Control+Enter")
    editor.expect_marked("playing", "Americans,")
    assert editor.now_ms() == pytest.approx(words[4]["start"] * 1000, abs=20)


@pytest.fixture
def long_segment(page: Page, workstation: Workstation) -> Editor:
    media_id = add_recording(workstation)
    return Editor(page, workstation, media_id)


def test_alignment_of_too_long_a_segment_says_what_to_do(long_segment: Editor) -> None:
    editor = long_segment
    op = {"op": "set_times", "id": 1, "start": 0, "end": 31}
    revision = editor.station.get(f"/media/{editor.media_id}/transcript")["revision"]
    editor.station.edit(editor.media_id, revision, op)
    editor.reload()
    editor.put_cursor(0, 0)
    editor.press("Alt+w")
    alert = editor.page.get_by_role("alert")
    expect(alert).to_contain_text("is 31 s long")
    expect(alert).to_contain_text("Split it first")
    assert not [job for job in editor.station.get("/jobs")["jobs"] if job["kind"] == "align"]


def test_text_that_is_unsent_when_words_are_realigned_is_kept_without_a_question(
    editor: Editor,
) -> None:
    station, page = editor.station, editor.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/edits", hold)
    editor.put_cursor(0, len("wrong words"))
    editor.press("Alt+w")
    with page.expect_request("**/edits"):
        editor.type(" sent")
    editor.type(" waits")
    job = next(job for job in station.get("/jobs")["jobs"] if job["kind"] == "align")
    station.wait_for_job(job["id"])
    revision = station.get(f"/media/{editor.media_id}")["revision"]
    assert revision == 2, "the words have new times"
    for route in held:
        route.continue_()
    page.unroute("**/edits")
    editor.wait_until_saved()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert editor.stored()[0] == "wrong words sent waits"


def test_a_refused_draft_keeps_what_was_entered(editor: Editor) -> None:
    page = editor.page
    page.route("**/jobs", lambda route: route.abort() if route.request.method == "POST" else route.continue_())  # fmt: skip
    editor.put_cursor(0, 0)
    page.get_by_role("button", name="Draft ▾").click()
    page.get_by_role("menuitem", name="Draft this range again").click()
    page.get_by_label("Names and terms").fill("Zoë")
    page.get_by_role("button", name="Draft again", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("cannot be reached")
    alert.get_by_role("button", name="Change and try again").click()
    expect(page.get_by_label("Names and terms")).to_have_value("Zoë")
