"""Speakers next to the list, their lanes on the timeline, and the keys from turn to turn, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.speakers.spoken_recording import add_spoken
from tests.support.editor_page import Editor, wait_in
from tests.support.server import Workstation

TURNS = (
    (0, 1800, 0, 0.95), (1800, 3000, 0, 0.5), (3100, 5000, 1, 0.95), (4600, 6000, 2, 0.95),
    (6000, 7000, 0, 0.4), (7000, 8000, 1, 0.95), (8000, 9000, 2, 0.3), (9000, 9500, 2, 0.95),
)  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workstation, list[str]]]:
    folder = tmp_path_factory.mktemp("speakers")
    (folder / "models").mkdir()
    station = Workstation(folder / "data", folder / "models")
    recordings = [add_spoken(station, TURNS) for _ in range(4)]
    station.start()
    yield station, recordings
    station.stop()


@pytest.fixture
def spoken(page: Page, prepared: tuple[Workstation, list[str]]) -> Editor:
    station, recordings = prepared
    return Editor(page, station, recordings.pop())


def tags(editor: Editor) -> list[str | None]:
    return [segment.get("speaker") for segment in editor.stored_segments()]


def selected_row(page: Page) -> int:
    """The number of the selected segment, from 1."""
    number: int = page.evaluate(
        "[...document.querySelectorAll('.seg')].findIndex(row => row.matches('.is-selected')) + 1"
    )
    return number


def expect_selected(page: Page, number: int) -> None:
    expect(page.locator(".seg").nth(number - 1)).to_have_class(re.compile("is-selected"))


def test_speakers_are_named_heard_merged_and_removed_by_keyboard(spoken: Editor) -> None:
    page = spoken.page
    spoken.put_cursor(2, 3)
    spoken.press("Alt+Shift+e")
    panel = page.get_by_role("complementary", name="Speakers")
    names = panel.get_by_role("textbox", name=re.compile("Name of speaker"))
    expect(names.nth(1)).to_be_focused()  # of the segment with the cursor
    expect(names.nth(0)).to_have_accessible_description("0:04 of speech, 41 %, 2 turns")
    spoken.press("ArrowUp")
    spoken.type("Anna")
    spoken.press("Enter")
    spoken.type("Ben")
    spoken.press("F8")  # plays the first place of this speaker and selects it
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    expect_selected(page, 3)
    spoken.press("F8")
    expect_selected(page, 6)
    spoken.press("Alt+1")  # this one is Anna
    spoken.press("Enter")
    spoken.type("Cleo")
    spoken.press("Escape")
    expect(names.nth(2)).to_have_value("Speaker 3")  # what was typed is taken back
    spoken.type("Anna")
    spoken.press("Enter")
    expect(page.get_by_text("Two speakers are called Anna now.")).to_be_visible()
    expect(panel.get_by_label("Name of a new speaker")).to_be_focused()
    assert tags(spoken) == ["S1", "S1", "S2", "S3", "S1", "S1", "S3", "S3"]
    names.nth(2).focus()
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.textContent === 'Merge…'"):
        page.keyboard.press("Tab")
    spoken.press("Enter")
    expect(panel.get_by_role("group", name="Merge Anna into")).to_be_visible()
    spoken.press("Escape")
    expect(names.nth(2)).to_be_focused()
    panel.get_by_role("button", name="Merge Anna into another speaker").last.click()
    spoken.press("Tab", "Enter")
    assert tags(spoken) == ["S1", "S1", "S2", "S2", "S1", "S1", "S2", "S2"]
    expect(names).to_have_count(2)
    expect(page.get_by_text("Anna was merged into Ben. 3 segments changed.")).to_be_visible()
    spoken.press("Control+z")
    wait_in(page, lambda: "S3" in tags(spoken))
    panel.get_by_role("button", name="Remove Ben").click()
    assert tags(spoken) == ["S1", "S1", None, "S3", "S1", "S1", "S3", "S3"]
    expect(panel.get_by_text("1 segment without one")).to_be_visible()
    panel.locator(".speaker-name").first.focus()
    spoken.press("Escape")
    expect(panel).to_be_hidden()
    assert spoken.cursor() == (2, 3)


def test_a_speaker_is_split_by_voice(spoken: Editor) -> None:
    page = spoken.page
    spoken.put_cursor(0, 0)
    spoken.press("Alt+Shift+e")
    panel = page.get_by_role("complementary", name="Speakers")
    panel.get_by_role("button", name="Split Speaker 1 by voice").press("Enter")
    halves = panel.get_by_role("group", name="Speaker 1 in two halves by voice")
    expect(halves.get_by_role("button", name="Listen to half 1 at 0:00")).to_be_focused()
    spoken.press("Escape")
    expect(halves).to_have_count(0)
    panel.get_by_role("button", name="Split Speaker 1 by voice").press("Enter")
    expect(halves.get_by_text("2. 0:01, 1 segment")).to_be_visible()
    halves.get_by_role("button", name="Make the second half a new speaker").press("Enter")
    names = panel.get_by_role("textbox", name=re.compile("Name of speaker"))
    expect(names.nth(3)).to_have_value("Speaker 4")
    expect(names.nth(3)).to_be_focused()
    expect(page.get_by_text("1 segment of Speaker 1 moved to a new speaker.")).to_be_visible()
    assert tags(spoken) == ["S1", "S1", "S2", "S3", "S4", "S2", "S3", "S3"]
    spoken.press("Control+z")
    expect(names).to_have_count(3)
    panel.get_by_label("Name of a new speaker").fill("speaker 2")
    spoken.press("Enter")
    expect(names).to_have_count(4)
    expect(page.get_by_text("Two speakers are called speaker 2 now.")).to_be_visible()
    page.get_by_role("button", name="Merge them").click()
    expect(names).to_have_count(3)


def test_keys_go_from_turn_to_turn_and_to_low_confidence_speakers(spoken: Editor) -> None:
    page = spoken.page
    spoken.put_cursor(0, 0)
    visited = []
    for key in ("Right", "Right", "Right", "Left"):
        spoken.press(f"Alt+Shift+Arrow{key}")
        visited.append(selected_row(page))
    assert visited == [3, 4, 5, 4]
    spoken.press("Alt+Shift+End")
    expect_selected(page, 7)
    assert spoken.cursor() == (6, 0)
    spoken.press("Alt+Shift+Home")
    expect_selected(page, 4)
    rows = page.locator(".seg .seg-speaker")
    expect(rows.nth(3)).to_have_accessible_name("Speaker Speaker 3, at the same time as Speaker 2")
    expect(rows.nth(1)).to_have_accessible_name("Speaker Speaker 1, low confidence, 50 %")
    low = page.locator(".has-low-confidence-speaker")
    expect(low).to_have_count(3)
    spoken.press("Shift+F2")
    expect_selected(page, 5)
    assert spoken.cursor() == (4, 0)
    spoken.press("Shift+F1")
    expect_selected(page, 2)
    spoken.press("Shift+F4")  # it is right
    expect_selected(page, 5)
    expect(low).to_have_count(2)
    spoken.press("Alt+1")  # the speaker that it has
    expect(low).to_have_count(1)
    spoken.press("Shift+F2", "Alt+2")  # another one
    expect(low).to_have_count(0)
    spoken.press("Shift+F2")
    expect(page.get_by_text("No low-confidence speaker after this segment.")).to_be_visible()
    spoken.press("Control+z")
    expect(low).to_have_count(1)
    spoken.press("Control+z")
    expect(low).to_have_count(2)  # a confirmation is an edit, too
    spoken.reload()
    expect(low).to_have_count(2)


COUNT_LABELS = """() => {
    window.labels = 0;
    const fillText = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        if (text === "Speaker 3") window.labels++;
        return fillText.call(this, text, ...place);
    };
}"""
COLOUR_AT = """([x, y]) => {
    const canvas = document.querySelector(".timeline-canvas");
    const [r, g, b] = canvas.getContext("2d").getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
}"""
COLOUR_OF = """number => {
    const probe = document.createElement("i");
    probe.style.color = `var(--speaker-${number})`;
    document.body.append(probe);
    return getComputedStyle(probe).color;
}"""


def test_lanes_are_clicked_hidden_and_not_painted_for_nothing(spoken: Editor) -> None:
    page = spoken.page
    page.evaluate(COUNT_LABELS)
    frame = page.locator(".timeline-frame")
    page.get_by_role("button", name="Fit", exact=True).click()
    box = box_of(frame)
    per_ms = box["width"] / 12_000
    lane_y = {number: lane_top(page) + 15 * (number - 1) + 8 for number in (1, 2, 3)}
    places = {
        number: [round(ms * per_ms), lane_y[number]]
        for number, ms in ((1, 1000), (2, 3500), (3, 5500))
    }
    expected = {number: page.evaluate(COLOUR_OF, number) for number in places}
    wait_in(page, lambda: colours_at(page, places) == expected)
    assert colours_at(page, places) == expected
    painted = page.evaluate("labels")
    assert painted >= 1
    for ms in (2000, 4000, 6000):  # over segments, which are highlighted
        page.mouse.move(box["x"] + ms * per_ms, box["y"] + box["height"] - 20)
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    page.mouse.click(box["x"] + 7500 * per_ms, box["y"] + lane_y[2])
    expect_selected(page, 6)
    assert spoken.now_ms() == 7000
    assert page.evaluate("labels") == painted
    spoken.press("Alt+2", "Alt+1")  # a change of a speaker paints them again
    wait_in(page, lambda: page.evaluate("labels") > painted)
    assert page.evaluate("labels") > painted
    page.mouse.move(box["x"] + 7500 * per_ms, box["y"] + lane_y[2])
    expect(page.locator(".timeline-tip")).to_contain_text("Speaker 2")
    spoken.press("Alt+Backslash")
    wait_in(page, lambda: box_of(frame)["height"] == box["height"] - 45)
    assert box_of(frame)["height"] == box["height"] - 45
    spoken.reload()
    assert box_of(frame)["height"] == box["height"] - 45
    spoken.press("Alt+Backslash")
    wait_in(page, lambda: box_of(frame)["height"] == box["height"])


def colours_at(page: Page, places: dict[int, list[float]]) -> dict[int, str]:
    return {number: page.evaluate(COLOUR_AT, place) for number, place in places.items()}


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box
    return box


def lane_top(page: Page) -> float:
    """Where the lanes begin: below minimap and ruler."""
    top: float = page.evaluate(
        "parseFloat(document.querySelector('.timeline-playhead:not(.is-small)').style.top) + 22"
    )
    return top
