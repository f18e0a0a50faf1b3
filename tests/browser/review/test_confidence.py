"""Low-confidence words and their strip, flags, the filter of the list, and the time estimate."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

# For each segment: text, probability of each word, status.
SEGMENTS = (
    ("all is well here", (0.99, 0.98, 0.97, 0.99), "draft"),
    ("this wort is odd", (0.99, 0.3, 0.97, 0.75), "draft"),
    ("approved bat seen", (0.99, 0.2, 0.99), "approved"),
    ("the last dog of all", (0.99, 0.99, 0.4, 0.98, 0.97), "corrected"),
)


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    media_id = add_recording(shared_workstation)
    segments = [
        {
            "id": n + 1, "start": 3 * n, "end": 3 * n + 2, "text": text, "status": status,
            "words": [
                {"word": word, "start": 3 * n + 0.3 * i, "end": 3 * n + 0.3 * (i + 1),
                 "probability": p}
                for i, (word, p) in enumerate(zip(text.split(), probabilities, strict=True))
            ],
        }
        for n, (text, probabilities, status) in enumerate(SEGMENTS)
    ]  # fmt: skip
    shared_workstation.post(
        f"/media/{media_id}/import?format=json", json.dumps({"segments": segments}).encode(),
        "text/plain",
    )  # fmt: skip
    return Editor(page, shared_workstation, media_id)


def _words(editor: Editor, position: int) -> list[float | None]:
    editor.wait_until_saved()
    transcript = editor.station.get(f"/media/{editor.media_id}/transcript")
    return [word.get("probability") for word in transcript["segments"][position]["words"]]


def _shown(editor: Editor) -> list[str]:
    return editor.page.locator(".seg-text").locator("visible=true").all_text_contents()


def test_low_confidence_is_marked_in_two_degrees_except_in_approved_segments(
    editor: Editor,
) -> None:
    editor.expect_marked("low-confidence", "wort", "odd", "dog")
    editor.expect_marked("lowest-confidence", "wort", "dog")


def test_going_through_low_confidence_words_and_confirming(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    editor.press("Alt+n")
    assert editor.cursor() == (1, len("this "))
    assert editor.now_ms() == 3300
    editor.press("Alt+z")  # confirm this one
    assert editor.cursor() == (1, len("this wort is "))
    editor.expect_marked("low-confidence", "odd", "dog")
    editor.press("Alt+n")  # skip it; the approved segment is skipped too
    assert editor.cursor() == (3, len("the last "))
    editor.press("Alt+n")
    expect(editor.page.locator(".toast")).to_contain_text("No low-confidence word after this")
    editor.press("Alt+Shift+n")
    assert editor.cursor() == (1, len("this wort is "))
    assert _words(editor, 1) == [0.99, None, 0.97, 0.75]
    editor.reload()
    editor.expect_marked("low-confidence", "odd", "dog")
    editor.put_cursor(0, 0)
    editor.press("Control+z")
    editor.expect_marked("low-confidence", "wort", "odd", "dog")


def test_a_click_on_the_strip_goes_to_the_nearest_low_confidence_word(editor: Editor) -> None:
    box = editor.page.locator(".timeline-canvas").bounding_box()
    assert box is not None
    strip_y = 34 + 4
    editor.page.mouse.click(box["x"] + box["width"] * 11.5 / 12, box["y"] + strip_y)
    assert editor.cursor() == (3, len("the last "))
    editor.page.mouse.click(box["x"] + 2, box["y"] + strip_y)
    assert editor.cursor() == (1, len("this "))


def test_the_strip_is_empty_without_low_confidence_words(editor: Editor) -> None:
    n_painted = """() => {
        const canvas = document.querySelector(".timeline-canvas");
        const style = getComputedStyle(document.getElementById("editor"));
        const probe = document.createElement("canvas").getContext("2d");
        probe.fillStyle = style.getPropertyValue("--confidence-low");
        probe.fillRect(0, 0, 1, 1);
        const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
        const top = Math.round(34 * devicePixelRatio);
        const { data } = canvas.getContext("2d").getImageData(0, top, canvas.width, 8);
        let n = 0;
        for (let i = 0; i < data.length; i += 4) {
            n += Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30;
        }
        return n;
    }"""
    page = editor.page
    page.wait_for_function(f"() => ({n_painted})() > 20")
    editor.put_cursor(1, 0)
    editor.press("Alt+a")
    editor.put_cursor(3, 0)
    editor.press("Alt+a")
    page.wait_for_function(f"() => ({n_painted})() === 0")


def test_a_flag_is_set_saved_found_and_removed(editor: Editor) -> None:
    editor.put_cursor(2, 0)
    editor.press("Alt+k")
    flagged = editor.page.locator(".seg.is-flagged .seg-text")
    expect(flagged).to_have_text(["approved bat seen"])
    editor.wait_until_saved()
    editor.reload()
    expect(flagged).to_have_text(["approved bat seen"])
    expect(editor.page.get_by_role("button", name="Flagged. Play from 0:06.0")).to_be_attached()
    exported = editor.station.get(f"/media/{editor.media_id}/export/json")
    assert [one.get("flagged", False) for one in exported["segments"]] == [
        False, False, True, False,
    ]  # fmt: skip
    editor.put_cursor(2, 0)
    editor.press("Alt+k")
    expect(flagged).to_have_count(0)


def test_filters_are_combined_and_arrows_move_in_what_is_shown(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(0, 0)
    editor.press("Alt+q")
    state = page.locator(".filter-state")
    expect(page.get_by_label("Contains")).to_be_focused()
    page.get_by_role("button", name="Low confidence").click()
    expect(state).to_have_text("Filtered: 2 of 4")
    assert _shown(editor) == [SEGMENTS[1][0], SEGMENTS[3][0]]
    page.get_by_label("Status").select_option("corrected")
    expect(state).to_have_text("Filtered: 1 of 4")
    page.get_by_label("Status").select_option("*")

    page.get_by_label("Contains").focus()
    editor.press("Enter")
    expect(page.locator(".seg.is-selected .seg-text")).to_have_text(SEGMENTS[1][0])
    editor.press("Escape")  # back to the text; the filter stays
    assert editor.cursor()[0] == 1
    editor.press("Alt+ArrowDown")
    assert editor.cursor()[0] == 3
    editor.press("Alt+ArrowUp")
    assert editor.cursor()[0] == 1

    # The segment being edited stays visible until the cursor leaves it.
    editor.press("Control+Home", "Alt+n", "Alt+z", "Alt+n")
    editor.put_cursor(1, len("this wort is o"))
    editor.press("Alt+z")
    expect(state).to_have_text("Filtered: 1 of 4")
    assert editor.cursor()[0] == 3
    assert _shown(editor) == [SEGMENTS[3][0]]
    page.get_by_role("button", name="Clear", exact=True).click()
    assert len(_shown(editor)) == 4
    expect(state).to_have_text("All 4 shown")


def test_texts_are_filtered_by_words_and_expressions(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+q")
    editor.type("wort is")
    state = page.locator(".filter-state")
    expect(state).to_have_text("Filtered: 1 of 4")
    page.get_by_label("Contains").fill(r"^(all|the)\b")
    expect(state).to_have_text("Filtered: 0 of 4")
    page.get_by_role("button", name="Regular expression").click()
    expect(state).to_have_text("Filtered: 2 of 4")
    page.get_by_label("Contains").fill("(")
    expect(page.get_by_label("Contains")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Close the filter").click()
    expect(page.locator(".filter")).to_be_hidden()
    assert len(_shown(editor)) == 4


def test_going_to_a_hidden_segment_shows_it(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+q")
    page.get_by_role("button", name="Low confidence").click()
    expect(page.locator(".filter-state")).to_have_text("Filtered: 2 of 4")
    editor.press("Control+h")
    editor.type("all is well")
    page.locator(".find-place").first.click()
    expect(editor.text(0)).to_be_visible()
    expect(page.locator(".filter-state")).to_have_text("Filtered: 2 of 4")


def test_the_estimate_is_a_range_until_the_speed_is_known(editor: Editor) -> None:
    page = editor.page
    left = page.locator(".editor-left")
    expect(left).to_have_text("≈ 1 min of your work left")
    page.evaluate(
        "localStorage.setItem('transcribe.pace.', JSON.stringify({loadMs: 200000, workMs: 4e6}))"
    )
    editor.reload()
    expect(left).to_have_text("about 3 min of your work left")  # 10 s of load, 20 s of work each
    editor.put_cursor(0, 0)
    editor.press("Alt+a")
    editor.put_cursor(1, 0)
    editor.press("Alt+a")
    expect(left).to_have_count(0)
