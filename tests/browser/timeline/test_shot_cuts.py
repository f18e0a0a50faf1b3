"""Shot cuts on the timeline: found by a job, added, moved and deleted by keys, undone from the message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.ingested import add_ingested
from tests.support.made_media import run_ffmpeg
from tests.support.server import Workstation


def test_cuts_are_found_added_moved_and_deleted(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    clip = tmp_path / "two.mp4"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25,trim=end_frame=50", "-f", "lavfi", "-i", "smptebars=s=160x90:r=25,trim=end_frame=50",
        "-f", "lavfi", "-i", "sine=d=4", "-filter_complex", "[0][1]concat=n=2:v=1[v]", "-map", "[v]", "-map", "2:a",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", clip,
    )  # fmt: skip
    media_id = add_ingested(shared_workstation, "two.mp4", clip.read_bytes(), "en")
    editor = Editor(page, shared_workstation, media_id)

    def cuts() -> list[float]:
        found: dict[str, Any] = shared_workstation.get(f"/media/{media_id}/shots")
        return [cut["time"] for cut in found["cuts"]]

    def run_command(text: str) -> None:
        editor.press("Control+k")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    run_command("find shot cuts")
    expect(page.locator("[data-shots='1']")).to_be_attached(timeout=60_000)
    assert cuts() == [2.0]
    editor.press("Control+F8")
    expect(page.locator(".player-now")).to_contain_text("0:02.0")
    run_command("next frame")
    expect(page.locator(".player-place")).to_contain_text("frame 51")
    editor.press("Control+F9")
    expect(page.locator("[data-shots='2']")).to_be_attached()
    assert cuts() == [2.0, 2.04]
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.locator("[data-shots='1']")).to_be_attached()
    page.route(
        "**/shots",
        lambda route: route.abort() if route.request.method == "PATCH" else route.continue_(),
    )
    editor.press("Control+F9")
    expect(page.get_by_text("Shot cut added.")).to_have_count(0)
    expect(page.locator(".toast").last).to_contain_text("The server cannot be reached")
    page.unroute("**/shots")
    run_command("shot cut: delete")
    expect(page.locator("[data-shots='0']")).to_be_attached()
