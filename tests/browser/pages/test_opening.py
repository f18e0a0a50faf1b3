"""What the page loads: its modules as one file, and the transcript before they run."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import add_recording
from tests.support.server import Workstation
from transcribe.store import Store


def test_the_page_loads_its_modules_at_once_and_the_transcript_once(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Editor(page, shared_workstation, media_id)
    named = page.evaluate(
        """() => [...document.querySelectorAll("link[rel=modulepreload], script[src]")]
            .map((one) => one.href ?? one.src)"""
    )
    assert {url for url in asked if url.endswith(".js")} == set(named)
    assert not [url for url in asked if "/static/core/" in url or "/static/views/" in url]
    assert sum(url.endswith("format=compact") for url in asked) == 1


def test_changes_made_while_the_recording_opens_are_shown(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)

    def change_meanwhile(route: Route) -> None:
        answer = route.fetch()
        op = {"op": "set_text", "id": 3, "text": "changed elsewhere"}
        shared_workstation.edit(media_id, answer.json()["revision"], op, id="meanwhile")
        route.fulfill(response=answer)

    page.route("**/transcript?format=compact", change_meanwhile)
    editor = Editor(page, shared_workstation, media_id)
    expect(editor.text(2)).to_have_text("changed elsewhere")


LIST = "**/api/v1/library?*limit=*"


def test_the_library_is_read_once_and_shows_what_changed_meanwhile(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    row = page.locator(f".recordings [data-id='{media_id}']")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()  # the page's pauses take no time
    with page.expect_response("**/api/v1/events*"):
        page.goto(shared_workstation.url)
    expect(row).to_be_visible()
    page.clock.run_for(5_000)
    expect(row).to_be_visible()
    assert len([url for url in asked if "/api/v1/library?" in url and "limit=" in url]) == 1

    def change_meanwhile(route: Route) -> None:
        answer = route.fetch()
        with Store(shared_workstation.data) as store:
            store.media.update(media_id, title="Renamed meanwhile")
        route.fulfill(response=answer)

    page.route(LIST, change_meanwhile, times=1)
    page.reload()
    expect(row).to_be_visible()

    def is_renamed() -> bool:
        page.clock.run_for(300)
        return "Renamed" in (row.text_content() or "")

    wait_in(page, is_renamed)
    assert is_renamed()
