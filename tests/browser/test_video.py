"""A film: its picture plays beside the timeline with the current segment over it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pages import Editor
from tests.workstation import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path

CUES = "1\n00:00:00,500 --> 00:00:01,500\nFirst words\n\n2\n00:00:02,000 --> 00:00:03,000\nMore\n"


def test_a_film_is_shown_with_the_current_segment_over_it(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    film = tmp_path / "film.mkv"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
         "-f", "lavfi", "-i", "sine=frequency=440", "-t", "4", "-c:v", "mpeg4", str(film)],
        check=True,
    )  # fmt: skip
    media_id = shared_workstation.upload("film.mkv", film.read_bytes(), model="none")
    media = shared_workstation.wait_until(media_id)
    assert media["has_video"]
    shared_workstation.post(
        f"/media/{media_id}/import?format=srt", CUES.encode(), "application/octet-stream"
    )
    editor = Editor(page, shared_workstation, media_id, "?t=1")
    expect(page.locator(".pl-caption")).to_have_text("First words")
    editor.put_cursor(1, 0)
    expect(page.locator(".pl-caption")).to_have_text("More")
    expect(page.locator(".pl-now")).to_have_text("0:02.0")
    assert page.evaluate("document.querySelector('video').videoWidth") == 320
