"""The player's bar and the timeline's bar: what appears moves nothing, and one figure is the skip length."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor

SIZES = [(900, 700), (1280, 800), (1920, 1080)]
PLACES = """() => [...document.querySelectorAll(".player-bar button, .player-bar input, .timeline-bar button, .timeline-frame, .editor-list")]
    .filter(one => one.checkVisibility() && !one.closest(".menu"))
    .map(one => [one.classList[0], one.getBoundingClientRect()])
    .map(([name, box]) => [name, Math.round(box.left), Math.round(box.top), Math.round(box.width), Math.round(box.height)])"""

OUTSIDE = """() => [...document.querySelectorAll(".player-bar *, .timeline-bar *")]
    .filter(one => one.checkVisibility() && !one.closest(".menu") && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.className)"""


def places(page: Page) -> dict[int, Any]:
    """Where the parts of both bars are, by the width of the window."""
    found = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OUTSIDE) == [], width
        found[width] = page.evaluate(PLACES)
    return found


def drag(page: Page, start: float, end: float, y: float) -> None:
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move((start + end) / 2, y)
    page.mouse.move(end, y)


def test_nothing_moves_when_something_is_selected_played_or_told(editor: Editor) -> None:
    page = editor.page
    span = page.locator(".segment-span")
    expect(span).to_have_text("Nothing selected")
    usual = places(page)
    frame = page.locator(".timeline-frame").bounding_box()
    assert frame
    drag(page, 300, 700, frame["y"] + frame["height"] / 2)
    page.mouse.up()
    expect(span).to_contain_text("Range 0:0")
    assert places(page) == usual
    editor.press("Escape")
    editor.put_cursor(1, 0)
    expect(span).to_have_text("Segment 0:02.0 – 0:04.7")
    assert places(page) == usual
    editor.press("Alt+Shift+s")  # snaps, or says that there is nothing near
    page.evaluate(
        "document.querySelector('.times-readout').textContent = 'A long message. '.repeat(40)"
    )
    assert places(page) == usual
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert places(page) == usual
    for _ in range(3):
        page.locator(".is-follow").click()
        assert places(page) == usual


def test_the_times_of_a_segment_follow_a_drag(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(1, 0)
    span = page.locator(".segment-span")
    expect(span).to_have_text("Segment 0:02.0 – 0:04.7")
    box = page.locator(".timeline-frame").bounding_box()
    assert box
    view = page.evaluate(
        "document.querySelector('.timeline-window').getAttribute('aria-valuetext')"
    )
    assert view == "0:00 to 0:12 of 0:12"
    per_second = box["width"] / 12
    drag(page, 4.7 * per_second, 5.0 * per_second, box["y"] + box["height"] - 20)
    expect(span).to_have_text("Segment 0:02.0 – 0:05.0")  # before the button is released
    page.mouse.up()
    expect(span).to_have_text("Segment 0:02.0 – 0:05.0")


def test_buttons_keys_and_settings_skip_by_one_figure(editor: Editor) -> None:
    page = editor.page
    kept = '{"skipMs": 3000}'
    page.evaluate(f"localStorage.setItem('transcribe.settings', '{kept}')")
    editor.reload()
    page.get_by_role("button", name="Forward 3 seconds").click()
    assert editor.now_ms() == 3000
    editor.press("Alt+ArrowRight")
    assert editor.now_ms() == 6000
    page.get_by_role("button", name="Back 3 seconds").click()
    assert editor.now_ms() == 3000


def test_the_minimap_has_a_legend(editor: Editor) -> None:
    editor.page.get_by_role("button", name="Display").click()
    legend = editor.page.locator(".looks-legend li")
    expect(legend.filter(has_text="approved")).to_be_visible()
    expect(legend.filter(has_text="low-confidence")).to_be_visible()


SMALL = """() => [...document.querySelectorAll("button, a, input, select, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches(".unseen, .skip-link, [type=range], .find-hit > input"))
    .map(one => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
    .map(([one, box]) => [one.className || one.tagName, one.textContent, box.width, box.height])"""


def test_targets_have_24_px_and_the_first_tab_skips_to_the_segments(editor: Editor) -> None:
    page = editor.page
    editor.reload()  # the focus is nowhere
    editor.press("Tab")
    link = page.get_by_role("link", name="Skip to the segments")
    expect(link).to_be_focused()
    editor.press("Enter")
    editor.press("Tab")
    assert page.evaluate("document.activeElement.closest('.editor-list') !== null")
    page.route("**/edits", lambda route: route.abort())
    editor.put_cursor(1, 0)
    editor.type("So ")
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    for keys in (["Escape"], ["Control+h"], ["Alt+e"], ["Escape", "Alt+h"], ["Alt+q"]):
        editor.press(*keys)
        assert page.evaluate(SMALL) == [], keys
