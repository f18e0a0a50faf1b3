"""Shot cuts on the timeline: found by a job, added, moved and deleted by keys, undone from the message."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.ingested import add_ingested
from tests.support.made_media import run_ffmpeg
from tests.support.server import Workstation


def cuts(station: Workstation, media_id: str) -> list[float]:
    """Times in seconds."""
    return [cut["time"] for cut in station.get(f"/media/{media_id}/shots")["cuts"]]


def newest_message(station: Workstation, media_id: str) -> str:
    jobs = [job for job in station.get(f"/jobs?media={media_id}")["jobs"] if job["kind"] == "shots"]
    return max(jobs, key=lambda job: job["id"])["message"] or ""


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

    def run_command(text: str) -> None:
        editor.press("Control+k")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    run_command("find shot cuts")
    expect(page.locator("[data-shots='1']")).to_be_attached(timeout=60_000)
    assert cuts(shared_workstation, media_id) == [2.0]
    editor.press("Control+F8")
    expect(page.locator(".player-now")).to_contain_text("0:02.0")
    run_command("next frame")
    expect(page.locator(".player-place")).to_contain_text("frame 51")
    editor.press("Control+F9")
    expect(page.locator("[data-shots='2']")).to_be_attached()
    assert cuts(shared_workstation, media_id) == [2.0, 2.04]
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
    run_command("find shot cuts")  # what was deleted stays away
    expect(page.locator(".toast").last).to_contain_text("Looking for shot cuts")
    wait_in(page, lambda: "stay away" in newest_message(shared_workstation, media_id))
    assert cuts(shared_workstation, media_id) == []


def test_cuts_are_dragged_and_changed_by_the_menu(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    clip = tmp_path / "one.mp4"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", clip,
    )  # fmt: skip
    station = shared_workstation
    media_id = add_ingested(station, "one.mp4", clip.read_bytes(), "en")
    page.request.patch(f"{station.url}/api/v1/media/{media_id}/shots", data={"add": [2.0]})
    editor = Editor(page, station, media_id)
    expect(page.locator("[data-shots='1']")).to_be_attached()

    canvas = page.locator(".timeline-frame canvas").first
    page.locator(".timeline-frame").focus()
    editor.press("0")  # all of the recording
    box = canvas.bounding_box()
    assert box
    seconds: float = station.get(f"/media/{media_id}")["duration"]

    def x_of(time: float) -> float:
        return box["x"] + box["width"] * time / seconds

    def handle_y() -> float:
        """Where the block of the cut at 2 s can be grabbed: the pointer shows it."""
        for step in range(0, int(box["height"]), 3):
            page.mouse.move(x_of(2.0), box["y"] + step)
            if canvas.evaluate("one => one.style.cursor") == "ew-resize" and step > 30:
                return box["y"] + step
        raise AssertionError("no handle is found")

    y = handle_y()
    page.mouse.move(x_of(2.0), y)
    page.mouse.down()
    page.mouse.move(x_of(2.5), y, steps=4)
    editor.press("Escape")
    page.mouse.up()
    assert cuts(station, media_id) == [2.0]
    page.mouse.move(x_of(2.0), y)
    page.mouse.down()
    page.mouse.move(x_of(3.01), y, steps=4)
    page.mouse.up()
    expect(page.locator(".toast").last).to_contain_text("Shot cut moved.")
    (moved,) = cuts(station, media_id)
    assert abs(moved - 3.01) < 0.06
    assert round(moved * 1000) % 40 == 0  # on a frame
    page.get_by_role("button", name="Undo", exact=True).last.click()
    wait_in(page, lambda: cuts(station, media_id) == [2.0])
    page.mouse.click(x_of(1.0), y, button="right")
    expect(page.get_by_role("menuitem").nth(1)).to_have_text("Add a shot cut here")
    page.get_by_role("menuitem", name="Add a shot cut here").click()
    expect(page.locator("[data-shots='2']")).to_be_attached()
    page.mouse.click(x_of(2.0), y, button="right")
    page.get_by_role("menuitem", name="Delete this shot cut").click()
    expect(page.locator("[data-shots='1']")).to_be_attached()
    assert cuts(station, media_id)[0] < 1.1
