"""Voices that a collection knows, in the panel of speakers: turned on, kept, suggested, heard, renamed, deleted."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.speakers.spoken_recording import add_spoken
from tests.support.editor_page import Editor, wait_in
from tests.support.server import Workstation
from tests.support.store_steps import edit
from transcribe.document.operations import RenameSpeaker
from transcribe.store import Store
from transcribe.store.projects import ProjectFields

TURNS = tuple((n * 1_500, n * 1_500 + 1_400, n % 2, 0.95) for n in range(8))


def names(editor: Editor) -> list[str]:
    transcript = editor.station.get(f"/media/{editor.media_id}/transcript")
    return [one["name"] for one in transcript["speakers"]]


def test_a_kept_voice_suggests_its_name(tmp_path: Path, page: Page) -> None:
    (tmp_path / "models").mkdir()
    station = Workstation(tmp_path / "data", tmp_path / "models")
    first, second = (add_spoken(station, TURNS) for _ in range(2))
    with Store(station.data) as store:
        project = store.projects.add(ProjectFields("Talks")).id
        for media_id in (first, second):
            store.projects.put(media_id, project)
        edit(store, RenameSpeaker("S1", "Anna"), media_id=first)
    station.start()
    try:
        _keep_anna(page, Editor(page, station, first))
        _use_and_delete(page, Editor(page, station, second))
    finally:
        station.stop()


def _keep_anna(page: Page, editor: Editor) -> None:
    editor.press("Alt+Shift+e")
    panel = page.get_by_role("complementary", name="Speakers")
    expect(panel.get_by_text("Keep voice")).to_have_count(0)  # off by default
    page.route("**/projects/*/voices", lambda route: route.abort())
    panel.get_by_role("button", name="Known voices of the collection").click()
    failure = page.locator(".toast.is-error")
    expect(failure).to_be_visible()
    page.unroute("**/projects/*/voices")
    failure.get_by_role("button", name="Try again").click()
    dialog = page.get_by_role("dialog", name="Known voices of the collection")
    dialog.get_by_role("checkbox").check()
    expect(dialog).to_contain_text("None yet")
    page.keyboard.press("Escape")
    panel.get_by_role("button", name="Keep the voice of Anna in the collection").click()
    expect(page.get_by_text("The voice of Anna is kept in the collection.")).to_be_visible()
    expect(panel.get_by_role("button", name="Replace the kept voice of Anna")).to_be_focused()


def _use_and_delete(page: Page, editor: Editor) -> None:
    editor.press("Alt+Shift+e")
    panel = page.get_by_role("complementary", name="Speakers")
    offer = panel.get_by_role("group", name="A name for Speaker 1")
    expect(offer).to_contain_text("Anna? 100 %")
    assert names(editor) == ["Speaker 1", "Speaker 2"]  # never set by itself
    with page.expect_request(lambda request: "/stream" in request.url):
        offer.get_by_role("button", name="Listen to the known voice of Anna").click()
    offer.get_by_role("button", name="Call Speaker 1 Anna").click()
    wait_in(page, lambda: names(editor) == ["Anna", "Speaker 2"])
    expect(offer).to_have_count(0)
    expect(panel.get_by_label("Name of speaker 1")).to_be_focused()
    panel.get_by_role("button", name="Known voices of the collection").click()
    dialog = page.get_by_role("dialog", name="Known voices of the collection")
    name = dialog.get_by_role("textbox")
    name.fill("Anna, half ty")
    name.press("Escape")  # what was typed is taken back, and the dialog stays
    expect(name).to_have_value("Anna")
    name.fill("")
    name.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("A name has 1 to 100 characters.")
    name.fill("Anna Berg")
    name.press("Enter")
    expect(dialog.get_by_role("textbox", name="Name of the voice of Anna Berg")).to_be_focused()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    keeps = dialog.get_by_role("checkbox", name="This collection keeps voices")
    keeps.click()  # nothing is deleted before it is confirmed
    expect(dialog.get_by_role("alert")).to_contain_text("deletes 1 voice for good")
    expect(keeps).to_be_checked()
    dialog.get_by_role("button", name="Cancel").click()
    expect(keeps).to_be_focused()
    dialog.get_by_role("button", name="Delete the voice of Anna Berg").click()
    expect(dialog).to_contain_text("None yet")
    expect(keeps).to_be_focused()
    expect(page.get_by_text("Backups that were made before still have it.")).to_be_visible()
