"""After a correction of a speaker: the card with the segments that sound alike, by keyboard; undo; one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.speakers.job_results import keep_voices
from tests.speakers.spoken_recording import add_spoken
from tests.support.editor_page import Editor, wait_in
from tests.support.server import Workstation
from transcribe.store import Store

TURNS = tuple((n * 1000, n * 1000 + 1000, int(n == 6), 0.9) for n in range(7))
SOUNDS = (0, 1, 1, 1, 0, 0, 1)  # the second, third and fourth are the last one's voice
FOUND = ["S1"] * 6 + ["S2"]


@pytest.fixture
def editor(page: Page, tmp_path: Path) -> Iterator[Editor]:
    (tmp_path / "models").mkdir()
    station = Workstation(tmp_path / "data", tmp_path / "models")
    media_id = add_spoken(station, TURNS)
    with Store(station.data) as store:
        keep_voices(store, [turn[:2] for turn in TURNS], SOUNDS, media_id=media_id)
    station.start()
    yield Editor(page, station, media_id)
    station.stop()


def tags(editor: Editor) -> list[str | None]:
    return [segment.get("speaker") for segment in editor.stored_segments()]


def expect_tags(editor: Editor, expected: list[str]) -> None:
    wait_in(editor.page, lambda: tags(editor) == expected)
    assert tags(editor) == expected


def test_a_correction_offers_more_segments(editor: Editor) -> None:
    page = editor.page
    card = page.get_by_role("region", name="Segments that may have the same speaker")
    rows = card.get_by_role("listitem")
    editor.put_cursor(1, 1)
    editor.press("Alt+2")
    expect(card).to_contain_text("2 more segments may be Speaker 2")
    expect(page.get_by_role("status").filter(has_text="2 more segments may have")).to_have_count(1)
    editor.press("Alt+y")  # all of them
    expect_tags(editor, ["S1", "S2", "S2", "S2", "S1", "S1", "S2"])
    expect(card).to_be_hidden()
    page.get_by_role("button", name="Undo").last.click()  # they are one step
    expect_tags(editor, ["S1", "S2", *FOUND[2:]])
    editor.press("Control+z")  # and the correction is one before it
    expect_tags(editor, FOUND)

    editor.put_cursor(1, 1)
    editor.press("Alt+2")
    expect(rows).to_have_count(2)
    editor.press("Shift+F12")
    take = card.get_by_role("button", name="Take")
    expect(take.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(take.nth(1)).to_be_focused()
    rows.nth(1).get_by_role("button", name="Play").click()
    expect(page.locator(".seg").nth(3)).to_contain_text("Text 4")
    take.nth(1).focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(take.first).to_be_focused()
    expect_tags(editor, ["S1", "S2", "S1", "S2", "S1", "S1", "S2"])
    page.keyboard.press("Delete")  # not that one
    expect(card).to_be_hidden()
    assert tags(editor)[2] == "S1"

    editor.put_cursor(1, 1)
    editor.press("Alt+1")  # back: what a person has tagged is not offered
    expect_tags(editor, ["S1", "S1", "S1", "S2", "S1", "S1", "S2"])
    expect(card).to_be_hidden()
