"""What the timeline shows: the spectrogram on the waveform's clock, the minimap, two channels."""

from __future__ import annotations

import io
import re
import wave

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.ingested import add_ingested
from tests.support.recordings import add_recording, to_wav
from tests.support.server import Workstation
from tests.support.shown_states import show_as

BURST_S, LENGTH_S, HZ = 4.0, 0.5, 3000
SECONDS = 12

# Where a row of the canvas is far from its background, from the left: [first, last] CSS pixel.
INK = """([topPx, heightPx]) => {
    const canvas = document.querySelector(".timeline-canvas");
    const { data, width } = canvas.getContext("2d").getImageData(0, topPx, canvas.width, heightPx);
    const sum = (x, y) => { const i = 4 * (y * width + x); return data[i] + data[i + 1] + data[i + 2]; };
    const rows = [];
    for (let y = 0; y < heightPx; y++) {
        const inked = [];
        // Not the labels of the axis at the left, nor the playhead.
        for (let x = 60; x < width; x++) if (Math.abs(sum(x, y) - sum(1200, y)) > 150) inked.push(x);
        rows.push(inked.length ? [inked[0], inked.at(-1), inked.length] : null);
    }
    return rows;
}"""

TOP_PX = 34 + 8 + 22  # minimap, the confidence strip under it, ruler


@pytest.fixture
def tone(shared_workstation: Workstation) -> str:
    """Twelve seconds of near silence with half a second of a tone in them; no text."""
    time = np.arange(SECONDS * 16_000) / 16_000
    is_on = (time >= BURST_S) & (time < BURST_S + LENGTH_S)
    noise = np.random.default_rng(1).normal(0, 1, len(time))
    samples = noise + is_on * 12_000 * np.sin(2 * np.pi * HZ * time)
    return add_ingested(shared_workstation, "tone.wav", to_wav(samples))


def _frame(page: Page) -> Locator:
    return page.locator(".timeline-frame")


def _bands(page: Page) -> tuple[tuple[int, int], tuple[int, int]]:
    """Top and height of the waveform and of the spectrogram under it, found as the eye does."""
    height = page.locator(".timeline-canvas").evaluate("canvas => canvas.height")
    top = TOP_PX
    track = min(76, max(26, round((height - top) * 0.2)))
    picture = round((height - top - track) * 0.6)
    wave = height - top - track - picture
    return (top, wave), (top + wave, picture)


def _wait_for_picture(page: Page) -> None:
    """The first tile of all waits for the worker to start."""
    page.wait_for_timeout(100)
    expect(_frame(page)).to_have_attribute("data-picture", "ready", timeout=90_000)
    page.wait_for_timeout(300)


def _burst(page: Page, band: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Rows of a band with ink: (row, first pixel, last pixel, how many)."""
    rows = page.evaluate(INK, list(band))
    return [(band[0] + y, *row) for y, row in enumerate(rows) if row]


@pytest.mark.parametrize("scale", ["mel", "linear"])
def test_a_tone_stands_at_its_time_under_its_waveform_and_at_its_frequency(
    page: Page, shared_workstation: Workstation, tone: str, scale: str
) -> None:
    editor = Editor(page, shared_workstation, tone)
    editor.press("Alt+p")
    if scale == "linear":
        editor.press("Alt+Shift+P")
    expect(_frame(page)).to_have_attribute("data-spectrogram", "below")
    wave, picture = _bands(page)
    _wait_for_picture(page)
    wait_in(page, lambda: _burst(page, picture) and _burst(page, wave))
    px_per_s = 1280 / SECONDS
    in_wave = max(_burst(page, wave), key=lambda row: row[3])
    assert abs(in_wave[1] - BURST_S * px_per_s) <= 1
    rows = _burst(page, picture)
    strongest = max(rows, key=lambda row: row[3])
    # The window is 32 ms long, so a tone that sets in is seen up to half of it early: 1.7 px here.
    assert abs(strongest[1] - in_wave[1]) <= 2
    assert abs(strongest[2] - in_wave[2]) <= 2
    middle = np.mean([row[0] for row in rows if row[3] > 0.8 * strongest[3]])
    box = page.locator(".timeline-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + strongest[1], box["y"] + float(middle))
    shown = page.locator(".timeline-tip").inner_text()
    said = re.fullmatch(r"0:0(\d\.\d+) · (\d(?:\.\d)?) kHz", shown)
    assert said, shown
    assert float(said[1]) == pytest.approx(BURST_S, abs=0.03)
    assert float(said[2]) == pytest.approx(HZ / 1000, abs=0.15)


def test_contrast_changes_at_once_and_is_remembered(
    page: Page, shared_workstation: Workstation, tone: str
) -> None:
    editor = Editor(page, shared_workstation, tone)
    editor.press("Alt+p")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _wait_for_picture(page)
    before = page.locator(".timeline-canvas").screenshot()
    asked.clear()
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Contrast").fill("100")
    page.get_by_label("Brightness").fill("95")
    page.get_by_label("Heat").check()
    wait_in(page, lambda: page.locator(".timeline-canvas").screenshot() != before)
    assert page.locator(".timeline-canvas").screenshot() != before
    assert not [url for url in asked if "spectrogram" in url]
    editor.press("Escape")
    expect(page.get_by_role("button", name="Display")).to_be_focused()
    editor.reload()
    expect(_frame(page)).to_have_attribute("data-spectrogram", "below")
    page.get_by_role("button", name="Display").click()
    expect(page.get_by_label("Contrast")).to_have_value("100")
    expect(page.get_by_label("Heat")).to_be_checked()


def test_a_spectrogram_that_cannot_be_had_says_so_and_comes_back(
    page: Page, shared_workstation: Workstation, tone: str
) -> None:
    page.route("**/spectrogram/**", lambda route: route.abort())
    editor = Editor(page, shared_workstation, tone)
    editor.press("Alt+p")
    expect(_frame(page)).to_have_attribute("data-picture", "failing")
    page.unroute("**/spectrogram/**")
    _wait_for_picture(page)


def _stereo(station: Workstation) -> str:
    """The left channel speaks in the first six seconds, the right one after."""
    chance = np.random.default_rng(1)
    frames = chance.normal(0, 6000, (SECONDS * 16_000, 2))
    frames[len(frames) // 2 :, 0] = 0
    frames[: len(frames) // 2, 1] = 0
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(frames.astype("<i2").tobytes())
        return add_ingested(station, "stereo.wav", buffer.getvalue())


def _lanes(page: Page) -> list[tuple[int, int]]:
    """First and last pixel with ink, well above the middle of each of two lanes."""
    frame = page.locator(".timeline-canvas").evaluate("canvas => canvas.height")
    top = TOP_PX
    track = min(76, max(26, round((frame - top) * 0.32)))
    lane = (frame - top - track) // 2
    found = []
    for n in range(2):
        rows = page.evaluate(
            INK.replace("sum(1200, y)", "EMPTY").replace(
                "const rows = [];",
                "const EMPTY = getComputedStyle(document.documentElement)"
                ".getPropertyValue('--timeline-background').slice(1).match(/../g)"
                ".reduce((total, hex) => total + parseInt(hex, 16), 0); const rows = [];",
            ),
            [top + n * lane + round(lane * 0.3), 2],
        )
        found.append((rows[0][0], rows[0][1]) if rows[0] else (0, 0))  # nothing is painted yet
    return found


@pytest.mark.parametrize("is_old", [False, True])
def test_two_channels_have_a_lane_each_also_of_old_recordings(
    page: Page, shared_workstation: Workstation, is_old: bool
) -> None:
    media_id = _stereo(shared_workstation)
    if is_old:
        for path in (shared_workstation.data / "media" / media_id).glob("channels-*.dat"):
            path.unlink()
    editor = Editor(page, shared_workstation, media_id)
    expect(_frame(page)).to_have_attribute("data-channels", "mixed")
    editor.press("Alt+c")
    expect(_frame(page)).to_have_attribute("data-channels", "both")

    def are_halves() -> bool:
        (left_from, left_to), (right_from, right_to) = _lanes(page)
        return left_from < 70 and right_to > 1270 and abs(left_to - 640) + abs(right_from - 640) < 5

    # Until its channels are read an old recording shows the mixed sound, then coarse peaks, then fine.
    wait_in(page, are_halves, 90)
    (left_from, left_to), (right_from, right_to) = _lanes(page)
    assert left_from < 70
    assert left_to == pytest.approx(640, abs=2)
    assert right_from == pytest.approx(640, abs=2)
    assert right_to > 1270


def test_a_recording_of_one_channel_offers_no_lanes(editor: Editor) -> None:
    editor.press("Alt+c")
    expect(_frame(editor.page)).to_have_attribute("data-channels", "mixed")
    editor.page.get_by_role("button", name="Display").click()
    expect(editor.page.get_by_label("One lane per channel")).to_be_disabled()


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    opened = Editor(page, shared_workstation, add_recording(shared_workstation))
    for _ in range(3):
        opened.press("Alt+=")
    return opened


def _window(page: Page) -> Locator:
    return page.get_by_role("slider", name="Visible range of the recording")


def _visible_range(page: Page) -> str:
    return _window(page).get_attribute("aria-valuetext") or ""


def test_the_minimaps_window_is_dragged_resized_and_jumps(editor: Editor) -> None:
    page = editor.page
    box = _window(page).bounding_box()
    frame = _frame(page).bounding_box()
    assert box is not None
    assert frame is not None
    y = frame["y"] + 12
    assert box["width"] == pytest.approx(1280 / 8, abs=2)
    # A click beside it takes it there.
    page.mouse.click(640, y)
    expect(_window(page)).to_have_attribute("aria-valuenow", re.compile("^5$"))
    # Its right edge makes it wider, its left edge stays.
    left = _window(page).bounding_box()
    assert left is not None
    page.mouse.move(left["x"] + left["width"] - 1, y)
    page.mouse.down()
    page.mouse.move(960, y, steps=4)
    page.mouse.up()
    wider = _window(page).bounding_box()
    assert wider is not None
    assert wider["x"] == pytest.approx(left["x"], abs=1)
    assert wider["x"] + wider["width"] == pytest.approx(961, abs=2)
    # By its middle it moves, and Escape takes that back.
    middle = wider["x"] + wider["width"] / 2
    page.mouse.move(middle, y)
    page.mouse.down()
    page.mouse.move(middle - 100, y, steps=4)
    editor.press("Escape")
    page.mouse.up()
    back = _window(page).bounding_box()
    assert back is not None
    assert back["x"] == pytest.approx(wider["x"], abs=1)


def test_the_minimaps_window_obeys_the_keyboard(editor: Editor) -> None:
    page = editor.page
    _window(page).focus()
    editor.press("End")
    expect(_window(page)).to_have_attribute("aria-valuetext", "0:10 to 0:12 of 0:12")
    editor.press("Home", "PageDown")
    expect(_window(page)).to_have_attribute("aria-valuetext", "0:01 to 0:03 of 0:12")
    editor.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert _visible_range(page) == "0:01 to 0:03 of 0:12"
    width = page.locator(".timeline-shown").inner_text()
    assert float(width.removesuffix(" s")) == pytest.approx(1.5 * 1.25**2, abs=0.1)
    editor.press("Enter")
    wait_in(page, lambda: abs(editor.now_ms() - 2250) <= 150)
    assert editor.now_ms() == pytest.approx(2250, abs=150)


def test_the_minimap_shows_what_is_approved(editor: Editor) -> None:
    page = editor.page
    green = """() => {
        const canvas = document.querySelector(".timeline-canvas");
        const style = getComputedStyle(document.documentElement).getPropertyValue("--status-approved");
        const [r, g, b] = [1, 3, 5].map(i => parseInt(style.slice(i, i + 2), 16));
        const { data } = canvas.getContext("2d").getImageData(0, 31, canvas.width, 1);
        let n = 0;
        for (let i = 0; i < data.length; i += 4) {
            // Beside the window the minimap is half covered: take the hue, not the shade.
            if (data[i + 1] - data[i] > (g - r) / 3 && data[i + 1] - data[i + 2] > (g - b) / 3) n += 1;
        }
        return n;
    }"""
    page.wait_for_timeout(400)
    assert page.evaluate(green) == 0
    editor.put_cursor(0, 0)
    editor.press("Alt+a")
    wait_in(page, lambda: abs(page.evaluate(green) - 1.5 / 12 * 1280) <= 3)
    assert page.evaluate(green) == pytest.approx(1.5 / 12 * 1280, abs=3)


def test_until_it_is_prepared_a_recording_has_its_claimed_length_and_no_waveform(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    known = shared_workstation.get(f"/media/{media_id}")
    assert [stream["duration"] for stream in known["streams"]] == [12.0]  # as its file claims
    unknown = {
        "state": "ingesting", "progress": 0.5, "duration": None, "stream_url": None,
        "streams": [{**stream, "duration": 11.0} for stream in known["streams"]],
        "peaks": {**known["peaks"], "levels": 0, "samples_per_peak": []},
        "spectrogram": {**known["spectrogram"], "levels": 0},
    }  # fmt: skip
    asked: list[str] = []
    answers: list[tuple[int, str]] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("response", lambda one: answers.append((one.status, one.url)))
    show_as(page, media_id, unknown)
    page.route(f"**/api/v1/media/{media_id}", lambda route: route.fulfill(json=known | unknown))
    editor = Editor(page, shared_workstation, media_id)
    expect(page.locator(".player-total")).to_have_text(" / 0:11")
    expect(page.locator(".chip")).to_contain_text("Preparing the audio")
    editor.put_cursor(1, 0)
    for _ in range(2):  # the page looks whether it is ready
        with page.expect_response(f"**/api/v1/media/{media_id}"):
            pass
    assert [url for url in asked if "/peaks/" in url or "/onsets" in url] == []
    page.unroute_all()
    with page.expect_response("**/peaks/*"):
        pass
    expect(page.locator(".player-total")).to_have_text(" / 0:12")
    expect(page.locator(".chip")).to_have_count(0)
    assert [one for one in answers if one[0] >= 400] == []
