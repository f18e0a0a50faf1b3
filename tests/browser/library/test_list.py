"""The list of recordings: order, filter, search, selection, bulk actions, and very many rows."""

from __future__ import annotations

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.editor_page import wait_in
from tests.support.invented_library import InventedLibrary
from tests.support.library_page import choose_in_menu
from tests.support.recordings import add_recording
from tests.support.server import Workstation
from transcribe.store import Store

N_MANY = 5000
MOST_NODES = 3000
MOST_BYTES = 100_000


def show_many(page: Page, station: Workstation, path: str = "/") -> InventedLibrary:
    """Open a library of many recordings; only the list of them is invented."""
    library = InventedLibrary(N_MANY, n_tags=3000)
    library.serve(page)
    page.goto(station.url + path)
    expect(page.locator(".recordings [data-id]").first).to_be_visible()
    return library


def nodes(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


def heights(page: Page) -> set[float]:
    """Heights of the rows that are drawn, in CSS pixels."""
    script = "[...document.querySelectorAll('.recordings tbody tr:not(.row-space)')].map((row) => row.offsetHeight)"
    return set(page.evaluate(script))


def test_five_thousand_recordings_are_read_drawn_and_kept_in_the_address(
    page: Page, shared_workstation: Workstation
) -> None:
    library = show_many(page, shared_workstation)
    rows = page.locator(".recordings [data-id]")
    table = page.get_by_role("table", name="Recordings")
    expect(table).to_have_attribute("aria-rowcount", str(N_MANY + 1))
    length = page.evaluate("document.body.scrollHeight")
    for width in (1280, 900, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for share, first in ((0.5, None), (1, "made0")):
            page.evaluate(f"scrollTo(0, document.body.scrollHeight * {share})")
            shown = rows.first if first is None else page.locator(f"[data-id={first}]")
            expect(shown).to_be_visible()
            wait_in(page, lambda: rows.first.get_attribute("aria-rowindex") != "2")
            assert nodes(page) <= MOST_NODES
            assert len(heights(page)) == 1
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.evaluate("scrollTo(0, 0)")
        expect(rows.first).to_have_attribute("aria-rowindex", "2")
    page.set_viewport_size({"width": 1280, "height": 800})
    wait_in(page, lambda: page.evaluate("document.body.scrollHeight") == length)
    assert max(library.n_bytes) <= MOST_BYTES

    sums = page.locator(".list-sums")
    page.get_by_role("button", name="Length").click()
    page.get_by_role("button", name="Length").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Length")
    expect(rows.first).to_contain_text("eleven hours")
    states = page.get_by_role("group", name="State")
    states.get_by_role("button", name="Failed").click()
    expect(sums).to_contain_text("1,000 of 5,000 recordings")
    page.get_by_label("Language", exact=True).select_option("de")
    expect(sums).to_contain_text("500 of 5,000 recordings")
    page.go_back()
    expect(sums).to_contain_text("1,000 of 5,000 recordings")
    page.reload()
    expect(sums).to_contain_text("1,000 of 5,000 recordings")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Length")
    page.get_by_label("Search in all transcripts").fill("nowhere")
    expect(page.get_by_role("heading", name="No recording matches this filter")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").last.click()
    expect(sums).to_contain_text(re.compile("^5,000 recordings"))
    rows.first.get_by_role("button", name=re.compile("^Tag tag")).first.click()
    expect(page).to_have_url(re.compile(r"\?tag=tag\+"))
    expect(page.locator(".tag-filter .tag.is-on")).to_have_count(1)


def test_typing_in_the_search_field_never_waits_for_the_server(
    page: Page, shared_workstation: Workstation
) -> None:
    library = show_many(page, shared_workstation)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "q=" in route.request.url:
            held.append(route)
        else:
            route.fallback()

    page.route("**/api/v1/library?*", hold)
    field = page.get_by_label("Search in all transcripts")
    field.press_sequentially("clip")
    wait_in(page, lambda: len(held) == 1)
    field.press_sequentially(" 4321")
    expect(field).to_have_value("clip 4321")
    expect(field).to_be_focused()
    expect(page.locator(".recordings [data-id]").first).to_be_visible()  # the rows before
    wait_in(page, lambda: len(held) == 2)
    page.unroute("**/api/v1/library?*", hold)
    for route in reversed(held):  # the older answer comes last, if the page still wants it
        library.answer(route)
    rows = page.locator(".recordings [data-id]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("clip 4321")
    expect(page).to_have_url(re.compile(r"q=clip\+4321"))
    expect(field).to_be_focused()


def test_rows_that_were_never_read_are_selected_and_reached_by_keyboard(
    page: Page, shared_workstation: Workstation
) -> None:
    show_many(page, shared_workstation)
    boxes = page.locator(".recordings tbody").get_by_role("checkbox")
    bar = page.get_by_role("toolbar", name="Selected recordings")
    boxes.first.focus()
    page.keyboard.press("Space")
    expect(bar).to_contain_text("1 selected")
    page.keyboard.press("End")
    last = page.get_by_role("checkbox", name="Select clip 0", exact=True)
    expect(last).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("checkbox", name="Select clip 1", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Space")
    expect(bar).to_contain_text("4,999 selected")
    page.evaluate("scrollTo(0, 0)")
    expect(boxes.first).to_be_visible()
    focused = page.get_by_role("checkbox", name="Select clip 1", exact=True)
    expect(focused).to_be_focused()  # it stays, wherever one scrolls
    bar.get_by_role("button", name="Select all 5,000 that match").click()
    expect(bar).to_contain_text("5,000 selected")
    page.get_by_role("button", name="Draft 1,000").click()
    expect(bar).to_have_count(0)  # what cannot be seen is not changed with the rest


def add_bulk(station: Workstation, n: int) -> list[str]:
    """Add recordings whose titles no other test has."""
    ids = [add_recording(station) for _ in range(n)]
    with Store(station.data) as store:
        for media_id in ids:
            store.media.update(media_id, title=f"bulk {media_id}")
    return ids


def put_into_collection(page: Page, rows: Locator, bar: Locator, name: str) -> None:
    """Put four selected recordings into a new collection, take three out, and list by it."""
    collection = bar.get_by_label("Put the selected recordings into a collection")
    collection.select_option(label="New collection…")
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    in_it = page.get_by_role("button", name=f"Collection {name}")
    expect(in_it).to_have_count(4)
    rows.nth(3).get_by_role("checkbox").click()
    expect(bar).to_contain_text("3 selected")
    page.set_viewport_size({"width": 390, "height": 800})  # a long name makes nothing wider
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1280, "height": 800})
    collection.select_option(label="in none")
    expect(in_it).to_have_count(1)
    in_it.first.click()
    expect(page.get_by_label("Collection", exact=True)).to_contain_text(f"{name} (1)")
    expect(rows).to_have_count(1)
    page.get_by_label("Collection", exact=True).select_option(label="all")
    expect(rows).to_have_count(4)
    page.get_by_label(re.compile("^Select all 4")).click()


def test_recordings_are_opened_in_order_and_many_are_changed_at_once(
    page: Page, shared_workstation: Workstation
) -> None:
    add_bulk(shared_workstation, 4)
    page.goto(f"{shared_workstation.url}/?q=bulk&sort=created")
    rows = page.locator(".recordings [data-id]")
    expect(rows).to_have_count(4)
    order = [rows.nth(n).get_attribute("data-id") for n in range(4)]
    rows.nth(1).get_by_role("link").first.click()
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    page.keyboard.press("Alt+Shift+PageDown")
    expect(page).to_have_url(re.compile(f"/media/{order[2]}"))
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    page.keyboard.press("Alt+Shift+PageUp")
    expect(page).to_have_url(re.compile(f"/media/{order[1]}"))
    page.goto(f"{shared_workstation.url}/?q=bulk&sort=created")
    rows.nth(0).get_by_role("checkbox").click()
    rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="Selected recordings")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Select all 4 that match").click()
    bar.get_by_label("Set the language of the selected recordings").select_option(label="Welsh")
    expect(page.locator(".recordings [data-id]", has_text="Welsh")).to_have_count(4)

    put_into_collection(page, rows, bar, f"Talks {order[0]} {'of a long name ' * 4}".strip())
    bar.get_by_role("button", name="Tags…").click()
    page.get_by_label("Add", exact=True).fill("bulk/first")
    page.keyboard.press("Enter")
    page.get_by_label("Add", exact=True).fill("second, with a comma")
    page.get_by_role("button", name="Change the tags").click()
    tagged = page.get_by_role("button", name="Tag second, with a comma")
    expect(tagged).to_have_count(4)
    choose_in_menu(rows.first, "Tags…")
    page.get_by_role("button", name="Take second, with a comma out").click()
    page.get_by_role("button", name="Save").click()
    expect(tagged).to_have_count(3)
    tagged.first.click()
    expect(rows).to_have_count(3)
    expect(bar).to_have_count(0)

    page.get_by_label(re.compile("^Select all 3")).click()
    bar.get_by_role("button", name="Export…").click()
    page.get_by_label("WebVTT").check()
    with page.expect_download() as archive:
        page.get_by_role("button", name="Download the archive").click()
    with ZipFile(archive.value.path()) as files:
        assert len([name for name in files.namelist() if name.endswith(".vtt")]) == 3
    bar.get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    expect(bar).to_have_count(0)


def test_rows_follow_what_happens_elsewhere(page: Page, shared_workstation: Workstation) -> None:
    station = shared_workstation
    first, second = add_bulk(station, 2)
    page.goto(f"{station.url}/?q={first}")
    row = page.locator(f"[data-id='{first}']")
    expect(row).to_contain_text("Draft: 4 segments")
    segments = station.get(f"/media/{first}/transcript")["segments"]
    approve = [{"op": "set_status", "id": one["id"], "status": "approved"} for one in segments]
    station.edit(first, 1, approve[0])
    expect(row).to_contain_text("1 of 4 approved")
    expect(row.get_by_role("img")).to_have_accessible_name("1 approved, 3 drafted")
    station.edit(first, 2, *approve[1:])
    expect(row).to_contain_text("Done: 4 segments")
    with Store(station.data) as store:
        store.media.update(second, title=f"also {first}")
    station.edit(second, 1, {"op": "set_status", "id": 1, "status": "approved"})  # which is told
    expect(page.locator(".recordings [data-id]")).to_have_count(2)
    station.delete(f"/media/{first}")
    expect(row).to_have_count(0)
    expect(page.locator(f"[data-id='{second}']")).to_be_visible()


@pytest.mark.parametrize("leaves", ["for the next recording", "for the library"])
def test_edits_are_saved_before_another_page_opens(
    page: Page, shared_workstation: Workstation, leaves: str
) -> None:
    add_recording(shared_workstation)  # at least one that comes after it
    media_id = add_recording(shared_workstation)
    page.goto(f"{shared_workstation.url}/media/{media_id}")
    expect(page.locator("#editor[data-ready]")).to_be_attached()

    def send_late(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.route(re.compile("/edits$"), send_late)
    page.keyboard.press("Alt+a")
    page.keyboard.press("Alt+a")  # it is sent after the answer to the first
    if leaves == "for the library":
        page.get_by_role("link", name="All recordings").click()
        expect(page.locator("#library .recordings")).to_be_attached()
    else:
        page.keyboard.press("Alt+Shift+PageDown")
        expect(page).to_have_url(re.compile(f"/media/(?!{media_id})"))
    segments = shared_workstation.get(f"/media/{media_id}/segments")["segments"]
    assert [segment["status"] for segment in segments[:3]] == ["approved", "approved", "draft"]


def test_what_is_being_typed_stays_when_the_list_changes(
    page: Page, shared_workstation: Workstation
) -> None:
    add_recording(shared_workstation)
    page.goto(shared_workstation.url)
    page.get_by_text("More…", exact=True).click()
    page.get_by_text("More filters", exact=True).click()
    count = page.get_by_role("group", name="State").get_by_role("button", name=re.compile("^All"))
    for label in ("Names and terms that occur", "Speaker"):
        field = page.get_by_label(label)
        before = count.inner_text()
        field.focus()
        page.keyboard.type("Zoë")
        add_recording(shared_workstation)
        expect(count).not_to_have_text(before)
        expect(field).to_have_value("Zoë")


def test_each_of_3000_tags_is_suggested_when_it_is_typed(
    page: Page, shared_workstation: Workstation
) -> None:
    show_many(page, shared_workstation)
    field = page.get_by_label("Filter by tag")
    suggested = page.locator("#known-tags option")
    field.press_sequentially("tag 29")
    expect(suggested).to_have_count(50)  # of 111
    expect(page.locator("#known-tags option[value='tag 2999']")).to_have_count(0)
    field.press_sequentially("87")
    expect(suggested).to_have_count(1)
    expect(suggested).to_have_attribute("value", "tag 2987")
    assert nodes(page) <= MOST_NODES
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"tag=tag\+2987"))
