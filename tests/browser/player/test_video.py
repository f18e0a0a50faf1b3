"""A film: its picture plays beside the timeline with the cue over it as it will be exported."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.server import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path

SEGMENTS = [
    {
        "id": 1,
        "start": 0.5,
        "end": 1.5,
        "text": " First words \n\n --> second  line",
        "speaker": "S1",
    },
    {"id": 2, "start": 1.2, "end": 1.8, "text": "Over it", "speaker": "S2"},
    {"id": 3, "start": 2.0, "end": 3.0, "text": "More", "speaker": None},
]
SPEAKERS = [{"id": "S1", "name": "Alice"}, {"id": "S2", "name": "Bob"}]


@pytest.fixture(scope="module")
def film(shared_workstation: Workstation, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("film") / "film.mkv"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
         "-f", "lavfi", "-i", "sine=frequency=440", "-t", "4", "-c:v", "mpeg4", str(path)],
        check=True,
    )  # fmt: skip
    media_id = shared_workstation.upload("film.mkv", path.read_bytes(), model="none")
    assert shared_workstation.wait_until(media_id)["has_video"]
    transcript = {
        "speakers": SPEAKERS,
        "segments": [{"words": [], "status": "draft", **segment} for segment in SEGMENTS],
    }
    body = json.dumps(transcript).encode()
    shared_workstation.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    return media_id


def exported(station: Workstation, media_id: str, query: str = "") -> list[str]:
    """Texts of the cues in the SubRip file, as shown: without word joiners."""
    srt = station.get_bytes(f"/media/{media_id}/export/srt{query}").decode().replace("\u2060", "")
    return [cue.split("\n", 2)[2].rstrip("\n") for cue in srt.split("\n\n")]


def test_the_cue_over_the_picture_is_that_of_the_exported_file(
    page: Page, shared_workstation: Workstation, film: str
) -> None:
    editor = Editor(page, shared_workstation, film, "?t=1")
    caption = page.locator(".player-caption")
    plain = [text.replace("\n \n", "\n\n") for text in exported(shared_workstation, film)]
    assert plain[0] == "First words\n\n--> second  line"
    assert caption.text_content() == plain[0]
    editor.put_cursor(1, 0)  # two at once: both, as a player shows them
    assert caption.text_content() == f"{plain[0]}\n{plain[1]}"
    editor.press("Alt+Shift+s")
    named = exported(shared_workstation, film, "?speakers=1")
    named[0] = named[0].replace("\n \n", "\n\n")
    assert named[1] == "Bob: Over it"
    expect(caption).to_have_text(f"{named[0]}\n{named[1]}")
    editor.put_cursor(2, 0)
    expect(caption).to_have_text("More")
    expect(page.locator(".player-now")).to_have_text("0:02.0")
    assert page.evaluate("document.querySelector('video').videoWidth") == 320


def test_the_cue_keeps_to_the_safe_area_at_every_size_of_the_picture(
    page: Page, shared_workstation: Workstation, film: str
) -> None:
    editor = Editor(page, shared_workstation, film, "?t=1")
    page.keyboard.press("Alt+Shift+v")
    expect(page.locator(".player-safe.is-shown")).to_be_visible()
    sizes = []
    for keys in (["End"], ["Home"], ["Enter"]):
        page.get_by_role("separator", name="Width of the video").focus()
        editor.press(*keys)
        picture, caption, font = page.evaluate(
            """async () => {
                const frame = () => new Promise(requestAnimationFrame);
                await frame();
                await frame();
                const video = document.querySelector("video");
                const box = video.getBoundingClientRect();
                const scale = Math.min(box.width / 320, box.height / 180);
                const [w, h] = [320 * scale, 180 * scale];
                const left = box.left + (box.width - w) / 2, top = box.top + (box.height - h) / 2;
                const text = document.querySelector(".player-caption");
                const cue = text.getBoundingClientRect();
                return [[left, top, left + w, top + h], [cue.left, cue.top, cue.right, cue.bottom],
                        parseFloat(getComputedStyle(text).fontSize)];
            }"""
        )
        height, width = picture[3] - picture[1], picture[2] - picture[0]
        assert caption[0] >= picture[0] + 0.05 * width - 1
        assert caption[2] <= picture[2] - 0.05 * width + 1
        assert caption[3] == pytest.approx(picture[3] - 0.05 * height, abs=1)
        assert font == pytest.approx(0.0533 * height, abs=0.2)
        sizes.append(width)
    assert sizes[0] > sizes[1]


def test_frames_are_stepped_with_their_timecode(
    page: Page, shared_workstation: Workstation, film: str
) -> None:
    editor = Editor(page, shared_workstation, film, "?t=1")
    place = page.locator(".player-place")
    expect(place).to_have_text("00:00:01:00 · frame 25")
    page.keyboard.press(".")
    expect(place).to_have_text("00:00:01:01 · frame 26")
    page.keyboard.press(".")
    page.keyboard.press(",")
    page.keyboard.press(",")
    page.keyboard.press(",")
    expect(place).to_have_text("00:00:00:24 · frame 24")
    editor.put_cursor(2, 0)  # in a text they are commas and full stops, and Alt steps
    before = editor.texts()[2]
    editor.press("Alt+PageDown")
    expect(place).to_have_text("00:00:02:01 · frame 51")
    assert editor.texts()[2] == before
    # The video shows exactly that frame: the test card counts them.
    shown = page.evaluate(
        """() => new Promise(done => {
            const video = document.querySelector("video");
            video.requestVideoFrameCallback((_, frame) => done(frame.mediaTime));
            video.currentTime += 0.0001;
        })"""
    )
    assert round(shown * 25) == 51


def test_layouts_are_gone_through_on_a_key_and_remembered(
    page: Page, shared_workstation: Workstation, film: str
) -> None:
    editor = Editor(page, shared_workstation, film)
    screen, timeline = page.locator(".player-screen"), page.locator(".timeline-frame")
    expect(screen).to_be_visible()
    page.keyboard.press("Alt+Shift+l")
    expect(screen).to_be_hidden()
    expect(timeline).to_be_visible()
    splitter = page.get_by_role("separator", name="Height of the player and timeline")
    stage = page.locator(".editor-stage")
    usual = stage.bounding_box()["height"]  # type: ignore[index]
    splitter.focus()
    editor.press("ArrowDown", "ArrowDown")
    assert stage.bounding_box()["height"] == pytest.approx(usual + 32, abs=1)  # type: ignore[index]
    box = splitter.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 52)
    page.mouse.up()
    assert stage.bounding_box()["height"] == pytest.approx(usual + 82, abs=2)  # type: ignore[index]
    editor.reload()
    expect(screen).to_be_hidden()
    assert stage.bounding_box()["height"] == pytest.approx(usual + 82, abs=2)  # type: ignore[index]
    splitter.dblclick()
    assert stage.bounding_box()["height"] == pytest.approx(usual, abs=1)  # type: ignore[index]
    page.get_by_role("button", name="View").click()
    page.get_by_role("menuitemcheckbox", name="List only").click()
    expect(timeline).to_be_hidden()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


OVERLAPS = """() => {
    const seen = [...document.querySelectorAll("button, input, .player-clock, .player-place, .seg-text, .editor-save, .timeline-frame, .player-screen, canvas.player-meter-canvas")]
        .filter(one => one.checkVisibility() && !one.closest(".toasts, .player-screen button") && !one.matches(".seg-speaker.is-nobody"))
        .map(one => [one, one.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && box.height > 1);
    const bad = [];
    for (const [a, one] of seen) for (const [b, other] of seen) {
        if (a === b || a.contains(b) || b.contains(a)) continue;
        const x = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const y = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (x > 1 && y > 1) bad.push(`${a.className || a.tagName} over ${b.className || b.tagName}`);
    }
    const wide = document.querySelector("#editor").scrollWidth - document.querySelector("#editor").clientWidth;
    if (wide > 1) bad.push(`${wide} px too wide`);
    return bad;
}"""


@pytest.mark.parametrize(
    ("width", "height", "percent"), [(1024, 700, 200), (390, 780, 100), (1024, 700, 100)]
)
@pytest.mark.parametrize("layout", ["video", "audio", "list"])
def test_nothing_overlaps_with_large_text_and_in_narrow_windows(
    page: Page,
    shared_workstation: Workstation,
    film: str,
    *,
    width: int,
    height: int,
    percent: int,
    layout: str,
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    kept = json.dumps({"textPercent": percent, "pictureLayout": layout})
    page.add_init_script(f"localStorage.setItem('transcribe.settings', '{kept}')")
    editor = Editor(page, shared_workstation, film, "?t=1")
    editor.put_cursor(0, 0)
    page.wait_for_timeout(300)  # what comes late must not push anything over its neighbour
    wait_in(page, lambda: page.evaluate(OVERLAPS) == [])
    assert page.evaluate(OVERLAPS) == []
