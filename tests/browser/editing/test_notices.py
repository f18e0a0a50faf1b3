"""Ranges to listen to in the editor: speech without words, another language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.ingested import add_ingested
from tests.support.server import Workstation
from transcribe.document.model import NO_WORDS, OTHER_LANGUAGE
from transcribe.store import Store
from transcribe.store.work.notices import FoundRange

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"
pytestmark = pytest.mark.model


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    """A drafted recording of 11 s, of which its draft says two things."""
    station = shared_workstation
    # A recording of its own: another test may have added the same file without a draft.
    media_id = add_ingested(station, "jfk.flac", JFK.read_bytes(), "en")
    request = json.dumps({"kind": "draft", "model": "base"}).encode()
    job_id = station.post(f"/media/{media_id}/jobs", request, "application/json")["id"]
    station.wait_for_job(job_id)
    with Store(station.data) as store:
        job = store.jobs.get(job_id)
        found = [
            FoundRange(3_300, 7_000, 3_500, NO_WORDS),
            FoundRange(7_500, 10_900, 3_300, OTHER_LANGUAGE, "fr"),
        ]
        store.notices.replace(job, (0, 11_000), found)
    return Editor(page, station, media_id)


def test_ranges_to_listen_to_are_visited_redrafted_dismissed_and_typed(editor: Editor) -> None:
    page = editor.page
    silent = page.get_by_role("region", name="Speech without words")
    french = page.get_by_role("region", name="Another language")
    expect(silent).to_contain_text("Speech without words at 0:03")
    expect(french).to_have_text(re.compile(r"From 0:07 this sounds like French\."))

    editor.press("Alt+Shift+x")
    expect(silent.get_by_role("button", name="Listen")).to_be_focused()
    assert editor.now_ms() == pytest.approx(3300, abs=60)
    editor.press("Alt+Shift+x")
    expect(french.get_by_role("button", name="Listen")).to_be_focused()
    editor.press("Alt+Shift+z")
    expect(silent.get_by_role("button", name="Listen")).to_be_focused()

    silent.get_by_role("button", name="Dismiss").click()
    expect(silent).to_have_count(0)
    page.locator(".toast-action", has_text="Undo").click()
    expect(silent).to_have_count(1)

    editor.press("Alt+Shift+x")
    expect(french.get_by_role("button", name="Draft again in French")).to_be_visible()
    editor.press("Alt+Shift+w")
    expect(french.filter(has_text="French")).to_have_count(0, timeout=120_000)
    jobs = editor.station.get(f"/jobs?media={editor.media_id}")["jobs"]
    assert [(job["start"], job["end"]) for job in jobs if job["kind"] == "redraft"] == [(7.5, 10.9)]


def test_a_range_goes_when_a_person_writes_there(editor: Editor) -> None:
    page, station = editor.page, editor.station
    silent = page.get_by_role("region", name="Speech without words")
    expect(silent).to_have_count(1)
    shown = station.get(f"/media/{editor.media_id}/segments")
    inside = [s for s in shown["segments"] if s["start"] < 7 and s["end"] > 3.3]
    ops = [{"op": "set_status", "id": s["id"], "status": "corrected"} for s in inside]
    station.edit(editor.media_id, shown["revision"], *ops, id="written")
    expect(silent).to_have_count(0)
