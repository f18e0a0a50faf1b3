"""Alternatives for a word: opened by key, chosen by number; real weights."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import add_misheard, add_recording
from tests.support.server import Workstation

HEARD = "And so, my fellow Americans, ask not what your county can do for you,"
pytestmark = pytest.mark.model


@pytest.fixture
def editor(page: Page, workstation: Workstation) -> Editor:
    """Eight seconds of speech with one misrecognised word, which is not a low-confidence word."""
    return Editor(page, workstation, add_misheard(workstation, HEARD))


def test_a_misrecognised_word_is_corrected_by_number_and_undone(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, HEARD.index("county") + 2)
    editor.press("Alt+x")
    options = page.locator(".alternatives [role=option]")
    expect(page.locator(".alternatives")).to_contain_text("Looking for alternatives…")
    expect(options.first).to_contain_text("country", timeout=30_000)
    assert editor.cursor()[0] == 0  # the cursor never left the text
    editor.press("1")
    expect(options).to_have_count(0)
    right = HEARD.replace("county", "country")
    editor.expect_texts(right)
    assert editor.cursor() == (0, right.index("country") + len("country"))
    assert editor.stored() == [right]
    editor.press("Control+z")
    assert editor.stored() == [HEARD]

    # Escape closes the list; another key closes it and is typed.
    editor.put_cursor(0, HEARD.index("county"))
    editor.press("Alt+x")
    expect(options.first).to_be_visible(timeout=30_000)
    editor.press("Escape")
    expect(options).to_have_count(0)
    editor.press("Alt+x")
    expect(options.first).to_be_visible(timeout=30_000)
    editor.press("X")
    expect(options).to_have_count(0)
    editor.expect_texts(HEARD.replace("county", "Xcounty"))
    assert page.locator(".editor-progress").count() == 0
    assert all(
        job["kind"] == "ingest" for job in editor.station.get("/jobs")["jobs"]
    )  # no job was created


def test_selected_words_have_alternatives_together(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, HEARD.index("county"))
    for _ in range(len("county can")):
        editor.press("Shift+ArrowRight")
    editor.press("Alt+x")
    options = page.locator(".alternatives [role=option]")
    expect(options.first).to_contain_text("country can", timeout=30_000)
    editor.press("ArrowDown", "ArrowUp", "Enter")
    editor.expect_texts(HEARD.replace("county", "country"))


def test_without_a_word_a_message_is_shown(editor: Editor) -> None:
    editor.press("Escape", "Alt+x")
    expect(editor.page.locator(".toast")).to_contain_text("Place the cursor in a word")


def test_a_list_that_is_closed_before_the_text_is_saved_asks_nothing(
    page: Page, shared_workstation: Workstation
) -> None:
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    held: list[Route] = []
    asked: list[str] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/edits", hold)
    page.on("request", lambda request: asked.append(request.url))
    editor.put_cursor(1, 2)
    page.keyboard.type("x")
    editor.press("Alt+x")
    expect(page.locator(".alternatives")).to_contain_text("Looking for alternatives…")
    editor.press("Escape")
    expect(page.locator(".alternatives")).to_be_hidden()
    wait_in(page, lambda: held)
    held.pop().continue_()
    editor.wait_until_saved()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert not [url for url in asked if url.endswith("/alternatives")]
