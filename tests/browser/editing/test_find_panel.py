"""Find and replace in a recording, in real Chromium on a real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES

ONE, TWO, THREE, FOUR = SENTENCES


@pytest.fixture
def panel(editor: Editor) -> Locator:
    editor.press("Control+h")
    return editor.page.get_by_role("complementary", name="Find and replace")


def state(panel: Locator) -> Locator:
    return panel.locator(".find-state")


def expect_marked(page: Page, mark: str, *words: str) -> None:
    """Wait until exactly these words are marked as hits (StaticRanges have no text)."""
    page.wait_for_function(
        """([name, words]) => JSON.stringify([...CSS.highlights.get(name)].map(
            range => range.startContainer.data.slice(range.startOffset, range.endOffset)
        )) === JSON.stringify(words)""",
        arg=[mark, list(words)],
    )


def look_for(panel: Locator, text: str, replacement: str | None = None) -> None:
    panel.get_by_label("Find", exact=True).fill(text)
    if replacement is not None:
        panel.get_by_label("Replace with").fill(replacement)


def test_hits_are_listed_marked_and_stepped_through_by_keys(editor: Editor, panel: Locator) -> None:
    look_for(panel, "country")
    expect(state(panel)).to_have_text("2 hits in 2 segments")
    expect_marked(editor.page, "found", "country", "country")
    editor.press("Enter")
    expect(state(panel)).to_have_text("1 of 2")
    expect_marked(editor.page, "found-now", "country")
    editor.page.wait_for_function("() => document.querySelector('audio').currentTime > 3")
    assert 3_100 < editor.now_ms() < 3_300  # playback is at the word
    editor.press("Enter")
    expect(state(panel)).to_have_text("2 of 2")
    editor.press("Enter", "Shift+Enter", "Control+g")
    expect(state(panel)).to_have_text("1 of 2")
    editor.press("Escape")
    expect(panel).to_be_hidden()
    assert editor.cursor() == (1, TWO.index("country") + len("country"))


def test_a_hit_is_played(editor: Editor, panel: Locator) -> None:
    look_for(panel, "Americans")
    panel.get_by_role("button", name="Play the hit at 0:01.2").click()
    expect(editor.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_replace_all_is_one_edit_that_keeps_word_times(editor: Editor, panel: Locator) -> None:
    look_for(panel, "country", "nation")
    expect(panel.locator(".find-hit ins").first).to_have_text("nation")
    panel.get_by_role("button", name="Replace all").click()
    after = (ONE, TWO.replace("country", "nation"), THREE, "for your nation.")
    editor.expect_texts(*after)
    expect(editor.page.locator(".toast.is-success")).to_contain_text("2 hits in 2 segments")
    assert editor.stored() == list(after)
    transcript = editor.station.get(f"/media/{editor.media_id}/transcript")
    words = transcript["segments"][1]["words"]
    assert (words[4]["word"], words[4]["start"], words[4]["end"]) == ("nation", 3.2, 3.5)
    edits = editor.station.get(f"/media/{editor.media_id}/edits")["edits"]
    assert [op["op"] for op in edits[-1]["ops"]] == ["set_text", "set_text"]
    editor.press("Escape", "Control+z")
    editor.expect_texts(*SENTENCES)
    assert editor.stored() == list(SENTENCES)


def test_an_unselected_hit_stays_and_a_single_one_is_replaced(
    editor: Editor, panel: Locator
) -> None:
    look_for(panel, "ask", "beg")
    expect(state(panel)).to_have_text("2 hits in 2 segments")
    panel.get_by_role("checkbox").first.uncheck()
    panel.get_by_role("button", name="Replace 1").click()
    editor.expect_texts(ONE, TWO, "beg what you can do", FOUR)
    look_for(panel, "you", "one you")  # the replacement contains the query: no hit comes twice
    panel.get_by_role("button", name="Whole words").click()
    expect(state(panel)).to_have_text("2 hits in 2 segments")
    panel.get_by_label("Replace with").focus()
    editor.press("Enter", "Enter")
    expect(state(panel)).to_have_text("2 of 2")
    editor.press("Enter")
    editor.expect_texts(ONE, TWO.replace("for you", "for one you"), "beg what one you can do", FOUR)


def test_expressions_with_groups_and_case(editor: Editor, panel: Locator) -> None:
    panel.get_by_role("button", name="Regular expression").click()
    look_for(panel, r"^(and|ask) (\w+)", "$2 $1")
    panel.get_by_role("button", name="Keep case").click()
    expect(panel.locator(".find-hit ins")).to_have_text(["So And", "not ask", "what ask"])
    panel.get_by_role("button", name="Match case").click()
    expect(panel.locator(".find-hit ins")).to_have_text(["not ask", "what ask"])


def test_invalid_or_endless_expressions_are_reported(editor: Editor, panel: Locator) -> None:
    panel.get_by_role("button", name="Regular expression").click()
    look_for(panel, "(ask")
    expect(state(panel)).to_contain_text("a ( is not closed")
    look_for(panel, r"(?:\w|\w\w|[a-z ]+)+!")
    expect(state(panel)).to_contain_text("takes too long", timeout=20_000)
    look_for(panel, "ask")  # the page never froze, and the next search runs
    expect(state(panel)).to_have_text("2 hits in 2 segments")


def test_search_is_limited_to_one_speaker(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Alt+s")
    editor.type("Anna")
    editor.press("Enter", "Control+Shift+f")
    panel = editor.page.get_by_role("complementary", name="Find and replace")
    look_for(panel, "country")
    expect(panel.locator(".find-hit")).to_have_count(2)
    panel.get_by_label("Only this speaker").select_option("Anna")
    expect(panel.locator(".find-hit")).to_have_count(1)
    panel.get_by_label("Only this speaker").select_option("No speaker")
    expect(panel.locator(".find-hit")).to_have_count(1)


def test_the_search_sees_changes_by_others(editor: Editor, panel: Locator) -> None:
    look_for(panel, "country", "nation")
    expect(panel.locator(".find-hit")).to_have_count(2)
    editor.text(3).click()
    editor.press("Control+Home")
    editor.type("country ")
    expect(panel.locator(".find-hit")).to_have_count(3)
    panel.get_by_role("button", name="Replace all").click()
    editor.expect_texts(ONE, TWO.replace("country", "nation"), THREE, "nation for your nation.")
