"""SMPTE timecodes in rows, player and palette; a skipped number is refused with the nearest two."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.ingested import add_ingested
from tests.support.made_media import run_ffmpeg
from tests.support.server import Workstation

CUES = b"1\n00:00:01,001 --> 00:00:02,002\nHello.\n"


def test_times_are_shown_and_typed_as_timecodes(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    clip = tmp_path / "drop.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=30000/1001:d=62", "-f", "lavfi", "-i", "sine=d=62", "-c:v", "libx264",
               "-preset", "ultrafast", "-c:a", "aac", clip)  # fmt: skip
    media_id = add_ingested(shared_workstation, "drop.mp4", clip.read_bytes(), "en")
    shared_workstation.post(f"/media/{media_id}/import?format=srt", CUES, "text/plain")
    editor = Editor(page, shared_workstation, media_id)

    def run_command(text: str) -> None:
        editor.press("Control+k")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    run_command("smpte")
    first = page.get_by_label("Timecode of the first frame")
    first.fill("00:01:00;00")
    page.get_by_label("SMPTE timecode").check()
    expect(first).to_have_value("00:01:00;00")  # another choice does not take back what was typed
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("the nearest are 00:00:59;29 and 00:01:00;02")
    expect(first).to_have_value("00:01:00;00")
    first.fill("10:00:00;00")
    with page.expect_navigation():
        page.get_by_role("button", name="Show", exact=True).click()
    editor.wait_until_open()
    expect(page.locator(".player-now")).to_have_text("10:00:00;00")
    expect(page.get_by_label("Play from 10:00:01;00")).to_be_visible()
    run_command("10:01:00;02")
    expect(page.locator(".player-now")).to_have_text("10:01:00;02")
    run_command("10:01:00;01")
    expect(page.get_by_text("the nearest are 10:00:59;29 and 10:01:00;02")).to_be_visible()
    run_command("10:01:00:00")  # non-drop: counted without the skipped numbers
    expect(page.get_by_text("The recording starts at 10:00:00;00")).to_have_count(0)
