"""The search over the library and find in a recording mark the same whole characters in any script."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editing.test_find_panel import expect_marked
from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

TEXTS = [
    "यह हिन्दी में एक वाक्य है", "यह होन्दो नहीं", "เขาอยู่ที่นี่", "ไปทานากัน",
    "هذا مُحَمَّد في البيت", "אמר שָׁלוֹם לכולם", "Nguye\u0302\u0303n nói tiếng Vie\u0323\u0302t",
]  # fmt: skip
MARKED = [
    ("हिन्दी", ["हिन्दी"]),
    ("ที่", ["ที่"]),
    ("محمد", ["مُحَمَّد"]),
    ("שלום", ["שָׁלוֹם"]),
    ("Việt", ["Vie\u0323\u0302t"]),
]


@pytest.fixture(scope="module")
def media_id(shared_workstation: Workstation) -> str:
    made = add_recording(shared_workstation)
    segments = [{"start": n, "end": n + 0.9, "text": text} for n, text in enumerate(TEXTS)]
    body = json.dumps({"segments": segments}).encode()
    shared_workstation.post(f"/media/{made}/import?format=json", body, "text/plain")
    return made


@pytest.mark.parametrize(("query", "marked"), MARKED)
def test_the_library_marks_whole_characters(
    page: Page, shared_workstation: Workstation, media_id: str, query: str, marked: list[str]
) -> None:
    page.goto(shared_workstation.url)
    page.get_by_label("Search in all transcripts").fill(query)
    marks = page.locator(f".hits a[href*='{media_id}'] mark")
    expect(marks).to_have_text(marked)


@pytest.mark.parametrize(("query", "marked"), MARKED)
def test_find_in_the_recording_marks_the_same(
    page: Page, shared_workstation: Workstation, media_id: str, query: str, marked: list[str]
) -> None:
    editor = Editor(page, shared_workstation, media_id)
    editor.press("Control+h")
    panel = page.get_by_role("complementary", name="Find and replace")
    panel.get_by_label("Find", exact=True).fill(query)
    expect(panel.locator(".find-hit mark")).to_have_text(marked)
    expect_marked(page, "found", *marked)
