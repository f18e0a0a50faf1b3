"""Find and replace in all recordings, from the library page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.editing.test_autocorrect import recording
from tests.support.server import Workstation


def _texts(station: Workstation, media_id: str) -> list[str]:
    return [s["text"] for s in station.get(f"/media/{media_id}/transcript")["segments"]]


def test_hits_in_all_recordings_are_previewed_replaced_and_undone(
    page: Page, shared_workstation: Workstation
) -> None:
    station = shared_workstation
    one = recording(station, "Zyxel here", "and zyxel there", "none")
    two = recording(station, "a zyxel", "ZYXEL zyxels")
    page.goto(station.url)
    page.get_by_label("Search in all transcripts").fill("zyxel")
    page.get_by_role("link", name="Find and replace").click()
    status = page.locator(".replace-state")
    expect(status).to_have_text("5 hits in 2 recordings.")
    page.get_by_role("button", name="Whole words").click()
    expect(status).to_have_text("4 hits in 2 recordings.")
    page.get_by_label("Replace with").fill("router")
    page.get_by_role("button", name="Keep case").click()
    expect(page.locator("ins")).to_have_text(["router", "ROUTER", "Router", "router"])
    page.get_by_role("button", name="Play the hit").first.click()
    page.get_by_role("checkbox", name="Replace the hit at 0:00.0").first.uncheck()
    # One segment is edited after the preview: it is skipped, and a message says so.
    station.edit(one, 1, {"op": "set_text", "id": 1, "text": "Zyxel here!"})
    page.get_by_role("button", name="Replace 3 hits").click()
    done = page.locator(".replace-done")
    expect(done).to_contain_text("2 hits replaced in 2 segments of 2 recordings.")
    expect(done).to_contain_text("1 segment skipped: changed meanwhile.")
    assert _texts(station, one) == ["Zyxel here!", "and router there", "none"]
    assert _texts(station, two) == ["a zyxel", "ROUTER zyxels"]
    page.get_by_role("button", name="Undo all").click()
    expect(page.locator(".toast.is-success")).to_contain_text("2 recordings restored")
    assert _texts(station, one) == ["Zyxel here!", "and zyxel there", "none"]
    assert _texts(station, two) == ["a zyxel", "ZYXEL zyxels"]
    page.get_by_role("button", name="Regular expression").click()
    page.get_by_label("Find", exact=True).fill("(zy")
    expect(status).to_contain_text("a ( is not closed")
