"""The list of recordings: order, filter, search, selection, bulk actions, and very many rows."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import wait_in
from tests.support.recordings import add_recording
from tests.support.server import Workstation
from transcribe.store import Store

N_MANY = 5000
MOST_NODES = 3000


def show_many(page: Page, station: Workstation) -> None:
    """Open a library of many recordings; only the list of them is invented."""
    media_id = add_recording(station)
    example = station.get(f"/media/{media_id}")
    made = [invent(example, n) for n in range(N_MANY)]
    body = json.dumps({"media": made})

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    page.route("**/api/v1/media", answer)
    page.goto(station.url)
    expect(page.locator(".recordings [data-id]").first).to_be_visible()


def invent(example: dict[str, Any], n: int) -> dict[str, Any]:
    titles = {7: "x" * 300, 8: "eleven hours", 9: "one second"}
    return {
        **example,
        "id": f"made{n}",
        "title": titles.get(n, f"clip {n}"),
        "duration": {8: 39_600, 9: 1}.get(n, n % 600),
        "language": "de" if n % 2 else "en",
        "error": "This file has no sound." if n % 100 == 0 else None,
        "created": f"2026-01-01T00:00:{n / 100:06.3f}Z",
    }


def nodes(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


def test_five_thousand_recordings_are_sorted_filtered_and_kept_in_the_address(
    page: Page, shared_workstation: Workstation
) -> None:
    show_many(page, shared_workstation)
    rows = page.locator(".recordings [data-id]")
    assert nodes(page) <= MOST_NODES
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    wait_in(page, lambda: rows.first.get_attribute("aria-rowindex") != "2")
    assert nodes(page) <= MOST_NODES
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-id=made0]")).to_be_visible()  # the oldest is the last one
    assert nodes(page) <= MOST_NODES
    page.evaluate("scrollTo(0, 0)")

    page.get_by_role("button", name="Length").click()
    page.get_by_role("button", name="Length").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Length")
    expect(rows.first).to_contain_text("eleven hours")
    page.get_by_label("State", exact=True).select_option("failed")
    expect(page.locator(".list-sums")).to_contain_text("50 of 5,000 recordings")
    page.get_by_label("Language", exact=True).select_option("de")
    expect(page.get_by_role("heading", name="No recording matches this filter")).to_be_visible()
    page.go_back()
    expect(page.locator(".list-sums")).to_contain_text("50 of 5,000 recordings")
    page.reload()
    expect(page.locator(".list-sums")).to_contain_text("50 of 5,000 recordings")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Length")
    page.get_by_role("button", name="Clear the filter").click()
    expect(page.locator(".list-sums")).to_contain_text(re.compile("^5,000 recordings"))

    page.get_by_label("Search in all transcripts").press_sequentially("clip 4321")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=clip\+4321"))


def test_rows_are_selected_with_shift_and_deleted_together_with_undo(
    page: Page, shared_workstation: Workstation
) -> None:
    ids = [add_recording(shared_workstation) for _ in range(4)]
    with Store(shared_workstation.data) as store:
        for media_id in ids:
            store.media.update(media_id, title=f"bulk {media_id}")
    page.goto(f"{shared_workstation.url}/?q=bulk&sort=created")
    rows = page.locator(".recordings [data-id]")
    expect(rows).to_have_count(4)
    rows.nth(0).get_by_role("checkbox").click()
    rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="Selected recordings")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Select all 4 that match").click()
    bar.get_by_label("Set the language of the selected recordings").select_option(label="Welsh")
    expect(page.locator(".recordings [data-id]", has_text="Welsh")).to_have_count(4)
    bar.get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(4)
    expect(bar).to_have_count(0)
