"""The dialog “Video with subtitles”: a preview that follows the style, the job, and the finished file."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.ingested import add_ingested
from tests.support.made_media import run_ffmpeg
from tests.support.server import Workstation

CUES = b"1\n00:00:00,400 --> 00:00:01,600\nHello world.\n"


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation, tmp_path: Path) -> Editor:
    clip = tmp_path / "clip.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=d=2", "-c:v", "libx264",
               "-preset", "ultrafast", "-c:a", "aac", clip)  # fmt: skip
    media_id = add_ingested(shared_workstation, "clip.mp4", clip.read_bytes(), "en")
    shared_workstation.post(f"/media/{media_id}/import?format=srt", CUES, "text/plain")
    return Editor(page, shared_workstation, media_id)


def test_a_video_is_previewed_made_downloaded_and_deleted(editor: Editor, tmp_path: Path) -> None:
    page = editor.page
    editor.press("Alt+e")
    page.get_by_role("button", name="Video with subtitles…").click()
    frame = page.get_by_alt_text("A frame of the video with its subtitle")
    expect(frame).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('.video-preview img').naturalWidth === 320"
    )
    first = frame.get_attribute("src")
    page.get_by_label("Preset").select_option("large")
    expect(frame).not_to_have_attribute("src", first or "")
    page.get_by_label("Profile").select_option("netflix-en")
    page.get_by_role("button", name="Make the video").click()
    videos = page.get_by_role("region", name="Videos")
    file = videos.get_by_role("link", name="clip.subtitled.mp4")
    expect(file).to_be_visible(timeout=60_000)
    expect(videos).to_contain_text("The video was encoded again (H.264).")
    with page.expect_download() as download:
        file.click()
    assert download.value.path().read_bytes()[4:8] == b"ftyp"
    videos.get_by_role("button", name="Delete the video").click()
    expect(file).to_have_count(0)
    page.get_by_label("Font").fill("A,B")
    page.get_by_label("Font").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("font is the name of a font family")
    page.get_by_label("As a track").check()
    expect(page.get_by_role("textbox", name="Title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
