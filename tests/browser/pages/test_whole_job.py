"""The main job as a stranger does it: drop a recording, watch, correct, lose the server, export."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, drop_files
from tests.support.server import Workstation
from transcribe.formats import loads

JFK = Path(__file__).resolve().parents[2] / "data" / "jfk.flac"
HEARD = re.compile("americans", re.IGNORECASE)  # how it is written differs by processor


@pytest.mark.model
def test_from_a_dropped_file_to_a_correct_subtitle_file(
    page: Page, workstation: Workstation
) -> None:
    page.goto(workstation.url)
    drop_files(page, ("jfk.flac", JFK.read_bytes()))
    page.get_by_role("link", name="jfk", exact=True).click()
    media_id = page.url.rsplit("/", 1)[1]

    # The draft appears by itself, in this window.
    expect(page.locator(".seg-text").first).to_have_text(HEARD, timeout=120_000)
    expect(page.locator(".editor-progress")).to_be_hidden(timeout=120_000)
    editor = Editor(page, workstation, media_id)
    drafted = editor.texts()

    editor.put_cursor(0, 0)
    editor.press("End")
    editor.type(" my friends,")
    first, second, *_ = editor.texts()[0].split()
    editor.put_cursor(0, len(f"{first} {second} "))
    editor.press("Enter")
    corrected = [f"{first} {second}", *editor.texts()[1:]]
    assert corrected[1].endswith("my friends,")
    editor.expect_texts(*corrected)
    assert editor.stored() == corrected

    workstation.kill()
    editor.put_cursor(len(corrected) - 1, 0)
    editor.type("At last: ")
    corrected[-1] = f"At last: {corrected[-1]}"
    workstation.start()
    assert editor.stored() == corrected
    editor.reload()
    editor.expect_texts(*corrected)

    editor.press("Alt+e")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    content = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "jfk.srt"
    assert [segment.text for segment in loads(content, "srt").segments] == corrected
    assert content == workstation.get_bytes(f"/media/{media_id}/export/srt")

    while editor.texts() != drafted:
        editor.press("Control+z")
    assert editor.stored() == drafted
