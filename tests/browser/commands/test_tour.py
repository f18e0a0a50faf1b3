"""The tour: each of its steps is done by doing it; it is skipped, left, resumed and ended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_misheard
from tests.support.server import Workstation

HEARD = "And so, my fellow Americans, ask not what your county can do for you,"
LOW = ("Americans,", "county")
WORDS = [
    {
        "word": word,
        "start": 0.3 + 0.5 * n,
        "end": 0.7 + 0.5 * n,
        "probability": 0.3 if word in LOW else 0.95,
    }
    for n, word in enumerate(HEARD.split())
]


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    """A segment of speech with two low-confidence words, one of them wrong."""
    return Editor(page, shared_workstation, add_misheard(shared_workstation, HEARD, words=WORDS))


@pytest.fixture
def tour(editor: Editor) -> Locator:
    """The card, after the command has shown it: by itself it comes only on the sample."""
    card = editor.page.get_by_role("complementary", name="Tour")
    expect(card).to_have_count(0)
    show(editor)
    return card


def show(editor: Editor) -> None:
    editor.press("Control+k")
    editor.type("tour")
    editor.press("Enter")


@pytest.mark.model
def test_each_step_is_done_by_doing_it(editor: Editor, tour: Locator) -> None:
    page = editor.page
    expect(tour).to_contain_text("Play a word 1 of 7")
    expect(tour).to_contain_text("Ctrl+Space Tab")
    editor.put_cursor(0, 0)
    editor.press("Tab")
    expect(tour).to_contain_text("Find the words that may be wrong 2 of 7")
    editor.press("Tab")
    editor.press("Alt+n")
    expect(tour).to_contain_text("See alternatives 3 of 7")
    editor.press("Alt+n", "Alt+x")
    options = page.locator(".alternatives [role=option]")
    expect(options.first).to_contain_text("country", timeout=90_000)
    expect(tour).to_contain_text("See alternatives")  # as long as the list is open
    editor.press("Escape")
    expect(tour).to_contain_text("Correct a word 4 of 7")
    editor.press("Enter")  # a split corrects no word
    editor.press("Control+z")
    editor.press("Alt+Shift+n", "Alt+n")
    editor.type("country")
    expect(tour).to_contain_text("Confirm a word 5 of 7")
    editor.press("Alt+Shift+n", "Alt+z")
    expect(tour).to_contain_text("Approve a segment 6 of 7")
    editor.press("Alt+a")
    expect(tour).to_contain_text("Export 7 of 7")
    editor.press("Alt+e")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(tour).to_contain_text("Export 7 of 7")  # nothing is exported yet
    with page.expect_download():
        page.get_by_role("link", name="Download").click()
    expect(tour).to_contain_text("That was the tour")
    expect(tour).to_contain_text(re.compile("Ctrl\\+K finds every command"))
    tour.get_by_role("button", name="Close", exact=True).click()
    expect(tour).to_have_count(0)
    assert editor.stored() == [HEARD.replace("county", "country")]
    show(editor)
    expect(tour).to_contain_text("1 of 7")


def test_it_is_skipped_left_and_resumed_and_covers_no_text(editor: Editor, tour: Locator) -> None:
    page = editor.page
    for step in ("2 of 7", "3 of 7", "4 of 7"):
        tour.get_by_role("button", name="Skip").click()
        expect(tour).to_contain_text(step)
    tour.get_by_role("button", name="Back").click()
    expect(tour).to_contain_text("3 of 7")
    for width, height in ((1920, 1080), (1280, 800), (900, 700), (640, 700)):
        page.set_viewport_size({"width": width, "height": height})
        assert not overlap(tour, page.locator(".editor-list")), width
    tour.get_by_role("button", name="Close the tour").click()
    expect(tour).to_have_count(0)
    assert page.evaluate("JSON.parse(localStorage['transcribe.settings']).tour") == "done"
    editor.reload()
    expect(tour).to_have_count(0)
    show(editor)
    expect(tour).to_contain_text("3 of 7")


def overlap(one: Locator, other: Locator) -> bool:
    """Whether two elements share a part of the window."""
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    return (
        a["x"] < b["x"] + b["width"]
        and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"]
        and b["y"] < a["y"] + a["height"]
    )
