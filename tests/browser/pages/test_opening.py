"""What the page loads: its modules as one file, and the transcript before they run."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation


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
