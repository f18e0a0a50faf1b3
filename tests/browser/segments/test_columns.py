"""The columns of the list: headings over the rows, one baseline, and times next to texts in narrow windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor

BASELINES = """selector => [...document.querySelectorAll(selector)].filter(cell => cell.checkVisibility({opacityProperty: true}))
    .map(cell => {
        const mark = Object.assign(document.createElement("span"), {style: "display: inline-block"});
        cell.append(mark);
        const {bottom} = mark.getBoundingClientRect();
        mark.remove();
        return bottom;
    })"""
EDGES = """([row, heading]) => {
    const text = document.querySelector(`.seg ${row}`).getBoundingClientRect();
    const over = document.querySelector(`.list-head [data-column=${heading}]`).getBoundingClientRect();
    return [text.left - over.left, text.right - over.right];
}"""
OFF_PX = 1.0


def spread(page: Page, selector: str) -> float:
    """By how much the baselines of some elements differ, in pixels."""
    found: list[float] = page.evaluate(BASELINES, selector)
    assert len(found) > 1
    return max(found) - min(found)


@pytest.mark.parametrize("percent", [100, 150])
def test_the_cells_of_a_row_stand_on_one_line_at_every_width(editor: Editor, percent: int) -> None:
    page = editor.page
    page.evaluate(
        "percent => document.documentElement.style.setProperty('--text-scale', percent / 100)",
        percent,
    )
    expect(page.locator(".seg-number").first).to_have_text("1")
    for width in (1920, 1280, 900, 640):
        page.set_viewport_size({"width": width, "height": 800})
        assert spread(page, ".seg:first-child > :not(.seg-speaker)") <= OFF_PX, width


def test_headings_stand_over_their_columns_and_are_read_out_where_there_is_no_place(
    editor: Editor,
) -> None:
    page = editor.page
    head = page.get_by_role("group", name="Columns of the segments")
    expect(head.locator("> span:not([hidden]) > .unseen")).to_have_text(
        ["Number", "Start", "Duration", "Characters a second", "Speaker", "Status", "Text"]
    )
    expect(page.locator(".seg-duration").first).to_have_attribute("aria-label", "1.5 seconds")
    for row, heading in (
        (".seg-number", "number"), (".seg-time", "start"), (".seg-duration", "duration"),
        (".seg-speed", "speed"), (".seg-speaker", "speaker"), (".seg-text", "text"),
    ):  # fmt: skip
        assert all(abs(px) <= OFF_PX for px in page.evaluate(EDGES, [row, heading])), heading
    page.set_viewport_size({"width": 640, "height": 800})
    box = head.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1, 1)
    expect(head).to_contain_text("Characters a second")


def test_time_and_text_stand_side_by_side_at_640_px(editor: Editor) -> None:
    page = editor.page
    page.set_viewport_size({"width": 640, "height": 800})
    expect(page.locator(".seg-number").first).to_have_text("1")
    for row in page.locator(".seg").all():
        time, text = (
            row.locator(".seg-time").bounding_box(),
            row.locator(".seg-text").bounding_box(),
        )
        assert time is not None
        assert text is not None
        assert time["x"] + time["width"] <= text["x"]
        assert time["y"] < text["y"] + text["height"]
        assert text["y"] < time["y"] + time["height"]
        assert text["width"] >= 400
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
