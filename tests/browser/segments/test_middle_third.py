"""The row at work stays in the middle third of the list, and nothing covers its text."""

from __future__ import annotations

import itertools
import json

import pytest
from playwright.sync_api import Page, expect

from tests.support.audio_capture import tone
from tests.support.editor_page import Editor, wait_in
from tests.support.ingested import add_ingested
from tests.support.recordings import to_wav
from tests.support.server import Workstation

N_SEGMENTS, STEP_S = 90, 0.5
LONG = "and this one has so many words that it takes more than one line on any screen " * 3
_pitches = itertools.count(900)

# Where the selected row lies, in thirds of the visible list (1 to 2 is the middle one); and what covers its text.
PLACE = """selector => {
    const row = document.querySelector(selector);
    const list = document.querySelector(".editor-list");
    if (!row) return null;
    const [box, frame] = [row, list].map(one => one.getBoundingClientRect());
    const text = row.querySelector(".seg-text");
    const {left, top, height} = text.getBoundingClientRect();
    const covered = [];
    for (const rect of [...text.firstChild ? (range => (range.selectNodeContents(text), range.getClientRects()))(document.createRange()) : []]) {
        for (const x of [rect.left + 2, (rect.left + rect.right) / 2, rect.right - 2]) {
            const found = document.elementFromPoint(x, (rect.top + rect.bottom) / 2);
            if (!text.contains(found)) covered.push(found ? found.className : "outside");
        }
    }
    return {
        id: Number(row.dataset.id),
        top: 3 * (box.top - frame.top) / frame.height,
        bottom: 3 * (box.bottom - frame.top) / frame.height,
        isAtStart: list.scrollTop === 0,
        covered,
    };
}"""
SETTLED = """() => new Promise(done => {
    let left = 12;
    const step = () => left-- ? requestAnimationFrame(step) : done();
    step();
})"""


def add_long(station: Workstation) -> str:
    """Add 45 s with `N_SEGMENTS` segments; every seventh is long, every tenth begins with a low-confidence word."""
    media_id = add_ingested(station, "long.wav", to_wav(tone(next(_pitches), N_SEGMENTS * STEP_S)))
    segments = []
    for n in range(N_SEGMENTS):
        text = f"number {n} " + (LONG if n % 7 == 3 else "of the rows")
        words, start = text.split(), n * STEP_S
        step = STEP_S / len(words)
        segments.append(
            {
                "id": n + 1, "start": start, "end": start + STEP_S, "text": " ".join(words),
                "words": [
                    {"word": word, "start": start + i * step, "end": start + (i + 1) * step,
                     "probability": 0.2 if n % 10 == 5 and i == 0 else 0.9}
                    for i, word in enumerate(words)
                ],
            }
        )  # fmt: skip
    body = json.dumps({"segments": segments}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    return media_id


def expect_in_the_middle(page: Page, selector: str = ".seg.is-selected") -> None:
    """A row lies in the middle third, or at the start of the list; all of its text can be read."""

    def is_there() -> bool:
        place = page.evaluate(PLACE, selector)
        if not place or place["covered"]:
            return False
        height = place["bottom"] - place["top"]
        low, high = (1, 2) if height <= 1 else (-0.01, 3.01)
        is_low_enough = place["top"] > low - 0.02 or place["isAtStart"]
        return bool(is_low_enough and place["bottom"] < high + 0.02)

    page.evaluate(SETTLED)
    wait_in(page, is_there, 10)
    assert is_there(), page.evaluate(PLACE, selector)


def click_lowest(page: Page) -> None:
    """Click at the lower end of the list, in the texts."""
    list_box = page.locator(".editor-list").bounding_box()
    text_box = page.locator(".seg.is-selected .seg-text").bounding_box()
    assert list_box
    assert text_box
    page.mouse.click(text_box["x"] + 20, list_box["y"] + list_box["height"] - 12)


def expect_in_view(page: Page) -> None:
    """All of the selected row is in view, or of a tall one what lies in the middle third."""

    def is_there() -> bool:
        place = page.evaluate(PLACE, ".seg.is-selected")
        is_whole = place["top"] > -0.02 and place["bottom"] < 3.02
        return bool(is_whole or (place["top"] < 2 and place["bottom"] > 1))

    page.evaluate(SETTLED)
    wait_in(page, is_there, 10)


def filter_and_show_all(editor: Editor) -> None:
    """A filter without the row at work shows what is near it; without the filter it is back."""
    page = editor.page
    selected = int(page.locator(".seg.is-selected").get_attribute("data-id") or 0)
    editor.press("Alt+q")
    page.locator(".filter-text").fill("number 5")  # and 50 to 59
    expect(page.locator(".filter-state")).to_have_text(f"Filtered: 11 of {N_SEGMENTS}")
    expect_in_the_middle(page, f".seg[data-id='{51 if selected <= 51 else 60}']")
    page.locator(".filter-text").fill("nothing has this")
    expect(page.locator(".list-empty")).to_contain_text("No segment matches")
    editor.press("Alt+Shift+q")
    expect_in_the_middle(page, f".seg.is-selected[data-id='{selected}']")


def open_and_close_a_panel(editor: Editor) -> None:
    """A panel next to the list, which may leave half of the width for the texts."""
    for _ in range(2):
        editor.press("Alt+Shift+e")
        expect_in_the_middle(editor.page)
    click_lowest(editor.page)  # right after it, the row is not moved without need
    for _ in range(2):
        editor.press("Alt+Shift+e")
        expect_in_view(editor.page)
    editor.press("Alt+ArrowDown")
    expect_in_the_middle(editor.page)


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (900, 700)], ids=str)
def test_whatever_moves_the_list_puts_the_row_at_work_in_the_middle_third(
    page: Page, shared_workstation: Workstation, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    media_id = add_long(shared_workstation)
    editor = Editor(page, shared_workstation, media_id)

    # the arrows, on and back, over rows of one line and of several
    editor.put_cursor(0, 0)
    for key, times in [("Alt+ArrowDown", 25), ("Alt+ArrowUp", 9)]:
        for n in range(times):
            editor.press(key)
            if n % 4 == 0:
                expect_in_the_middle(page)

    # low-confidence words, on and back
    for key in ["Alt+n", "Alt+n", "Alt+n", "Alt+Shift+n"]:
        editor.press(key)
        expect_in_the_middle(page)

    # the end of the list
    for _ in range(N_SEGMENTS):
        editor.press("Alt+ArrowDown")
    expect_in_the_middle(page)
    editor.type("x")
    editor.wait_until_saved()

    # undo of what is far away
    page.evaluate("document.querySelector('.editor-list').scrollTo(0, 0)")
    editor.press("Control+z")
    expect_in_the_middle(page)

    # a message and its place
    editor.press("Alt+Delete")
    expect(page.locator(".toast")).to_be_visible()
    expect_in_the_middle(page)
    editor.press("Control+z")
    expect_in_the_middle(page)

    # find, from hit to hit
    editor.press("Control+Shift+f")
    page.locator(".find-text").fill("number 4")
    expect(page.locator(".find-hit").nth(10)).to_be_visible()
    for _ in range(4):
        editor.press("Enter")
        expect_in_the_middle(page)
    editor.press("Escape")
    expect_in_the_middle(page)

    filter_and_show_all(editor)

    # rows that others add above and below
    revision = shared_workstation.get(f"/media/{media_id}/transcript")["revision"]
    added = [
        {"op": "insert", "segment": {
            "id": 5_000 + n, "start": n * STEP_S, "end": n * STEP_S + 0.2, "text": f"added {n} " + LONG,
            "status": "draft", "words": [],
        }}
        for n in range(0, N_SEGMENTS, 2)
    ]  # fmt: skip
    shared_workstation.edit(media_id, revision, *added)
    expect(page.locator(".seg-text", has_text="added 0 ")).to_be_attached()
    expect_in_the_middle(page)

    open_and_close_a_panel(editor)

    # the window becomes lower, and what plays goes through the list
    page.set_viewport_size({"width": size[0], "height": size[1] - 120})
    expect_in_the_middle(page)
    editor.press("Control+Space")
    for _ in range(4):
        sounding = page.locator(".seg.is-active").get_attribute("data-id")
        page.wait_for_function(
            "id => document.querySelector('.seg.is-active')?.dataset.id !== id", arg=sounding
        )
    page.get_by_role("button", name="Pause", exact=True).click()
    expect_in_the_middle(page, ".seg.is-active")
