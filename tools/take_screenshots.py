"""Take the manual's screenshots from the running product: `python3 make.py shots`.

Starts the workstation on a new data folder, as a new user would, waits for the sample's draft, and
edits it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path  # noqa: E402
from tests.support.editor_page import Editor  # noqa: E402
from tests.support.server import Workstation  # noqa: E402
from transcribe.audio.ffmpeg import ffmpeg_path  # noqa: E402

IMAGES = REPOSITORY / "docs" / "images"
SPEAKERS = ((11, "Reader"), (23, "Kennedy"), (60, "Johnson"))  # in the sample, up to a time in s
MODELS = Path(os.environ.get("TRANSCRIBE_TEST_MODELS", Path.home() / ".cache" / "transcribe-tests"))


def main() -> None:
    """Write all images again."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="transcribe-shots-") as folder:
        station = Workstation(Path(folder) / "data", MODELS, with_sample=True).start()
        try:
            media_id = station.get("/media")["media"][0]["id"]
            station.wait_until(media_id)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(), args=CHROMIUM_FLAGS
                )
                context = browser.new_context(viewport={"width": 1280, "height": 760})
                page = context.new_page()
                shoot_tour(page, station, media_id)
                shoot_editor(page, station, media_id)
                shoot_panels(page, station, media_id)
                shoot_library(page, station)
                shoot_words_and_replace(page, station)
                shoot_film(page, station, Path(folder))
                dark = browser.new_context(
                    viewport={"width": 1280, "height": 760}, color_scheme="dark"
                ).new_page()
                Editor(dark, station, media_id, "?segment=3")
                dark.wait_for_timeout(500)
                shoot(dark, "editor-dark")
                browser.close()
        finally:
            station.stop()
    print(f"{len(list(IMAGES.glob('*.png')))} images in {IMAGES}")


def shoot(page: Page, name: str) -> None:
    """One image of the window."""
    page.screenshot(path=IMAGES / f"{name}.png")


def shoot_editor(page: Page, station: Workstation, media_id: str) -> None:
    """The editor in use."""
    editor = Editor(page, station, media_id)
    named: list[str] = []
    for row, segment in enumerate(_segments(station, media_id)):
        name = next(name for end_s, name in SPEAKERS if segment["start"] < end_s)
        editor.put_cursor(row, 0)
        if name in named:
            editor.press(f"Alt+{named.index(name) + 1}")
            continue
        named.append(name)
        editor.press("Alt+s")
        editor.type(name)
        editor.press("Enter")
    editor.put_cursor(1, 0)
    editor.press("Tab")
    page.wait_for_timeout(1800)
    shoot(page, "editor")
    editor.press("Tab", "Alt+s")
    page.wait_for_timeout(300)
    shoot(page, "speakers")
    editor.press("Escape", "Alt+Shift+e")
    page.wait_for_timeout(300)
    shoot(page, "speakers-panel")
    editor.press("Escape", "Escape", "?")
    page.wait_for_timeout(300)
    shoot(page, "keys")
    editor.press("Escape", "Alt+e")
    page.get_by_role("link", name="Download").wait_for()
    shoot(page, "export")
    editor.press("Escape")
    editor.put_cursor(1, 0)
    editor.type("Well, ")
    editor.wait_until_saved()
    editor.press("Alt+h")
    page.locator(".history-entry ins").first.wait_for()
    shoot(page, "history")
    editor.press("Escape")
    editor.put_cursor(1, 0)
    editor.press("Control+z")
    editor.wait_until_saved()


def shoot_tour(page: Page, station: Workstation, media_id: str) -> None:
    """The first screen of a new user; then close the tour permanently."""
    Editor(page, station, media_id)
    page.wait_for_timeout(400)
    shoot(page, "tour")
    page.get_by_role("button", name="Close the tour").click()


def shoot_panels(page: Page, station: Workstation, media_id: str) -> None:
    """Palette, settings, filter, alternatives, find, spectrogram, list only."""
    editor = Editor(page, station, media_id)
    editor.put_cursor(1, 4)
    editor.press("Control+k")
    editor.type("split")
    page.wait_for_timeout(300)
    shoot(page, "palette")
    editor.press("Escape", "Alt+u")
    page.get_by_role("tab", name="Playing").click()
    page.wait_for_timeout(300)
    shoot(page, "settings-playing")
    page.get_by_role("tab", name="Keyboard").click()
    page.wait_for_timeout(300)
    shoot(page, "settings-keys")
    editor.press("Escape")
    editor.put_cursor(1, 4)
    editor.press("Alt+q")
    page.get_by_role("button", name="Low confidence").click()
    page.wait_for_timeout(400)
    shoot(page, "filter")
    editor.press("Escape", "Alt+Shift+q", "Alt+n", "Alt+x")
    page.locator(".alternatives [role=option]").first.wait_for(timeout=60_000)
    shoot(page, "alternatives")
    editor.press("Escape")
    shoot_differences(editor)
    editor.press("Control+h")
    page.get_by_label("Find", exact=True).fill("you")
    page.get_by_label("Replace with").fill("we")
    page.wait_for_timeout(600)
    shoot(page, "find")
    editor.press("Escape", "Alt+p")
    page.wait_for_timeout(6000)
    shoot(page, "spectrogram")
    editor.press("Alt+p", "Alt+p", "Alt+Shift+l")
    page.wait_for_timeout(400)
    shoot(page, "layout-list")
    editor.press("Alt+Shift+l")


def shoot_differences(editor: Editor) -> None:
    """A sentence with two typing errors, and the redraft's proposal."""
    page, text = editor.page, editor.texts()[2]
    editor.put_cursor(2, len(text))
    editor.press("Backspace")
    editor.type(", sir.")
    editor.press("Home")
    editor.type("Well, ")
    editor.wait_until_saved()
    editor.press("Alt+r")
    page.get_by_label("Show the differences first").check()
    page.get_by_role("button", name="Draft again", exact=True).click()
    page.locator(".proposal-change").first.wait_for(timeout=60_000)
    editor.press("Space")
    page.wait_for_timeout(300)
    shoot(page, "proposal")
    editor.press("n", "Enter")
    editor.put_cursor(2, 0)
    while editor.texts()[2] != text:
        editor.press("Control+z")
        page.wait_for_timeout(100)
    editor.wait_until_saved()


def shoot_library(page: Page, station: Workstation) -> None:
    """The library, and its search."""
    station.run("add", str(REPOSITORY / "tests" / "data" / "jfk.flac"), "--wait")
    page.goto(station.url)
    page.locator(".recordings tr").nth(2).wait_for()
    page.wait_for_timeout(300)
    shoot(page, "library")
    page.get_by_label("Search in all transcripts").fill("country")
    page.locator(".hits mark").first.wait_for()
    shoot(page, "search")


def shoot_words_and_replace(page: Page, station: Workstation) -> None:
    """The glossary and word lists, and find and replace in all recordings."""
    page.goto(f"{station.url}/words")
    for term, wrong in (("Gutenberg", "good in burg"), ("Kennedy", "Kenny D")):
        station.post(
            "/glossary",
            json.dumps({"term": term, "misrecognitions": [wrong]}).encode(),
            "application/json",
        )
    page.reload()
    page.wait_for_timeout(1000)
    shoot(page, "words")
    page.goto(f"{station.url}/replace?q=country")
    page.get_by_label("Replace with").fill("land")
    page.wait_for_timeout(800)
    shoot(page, "replace")


def shoot_film(page: Page, station: Workstation, folder: Path) -> None:
    """A video with the cue as it will be exported."""
    film = folder / "film.mp4"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "mandelbrot=size=640x360:rate=25",
         "-i", str(REPOSITORY / "tests" / "data" / "jfk.flac"), "-t", "11", "-pix_fmt", "yuv420p",
         str(film)],
        check=True,
    )  # fmt: skip
    media_id = station.upload("film.mp4", film.read_bytes(), language="en", model="base")
    station.wait_until(media_id)
    editor = Editor(page, station, media_id)
    editor.put_cursor(0, 0)
    page.wait_for_timeout(1500)
    shoot(page, "video")


def _segments(station: Workstation, media_id: str) -> list[dict[str, float]]:
    segments: list[dict[str, float]] = station.get(f"/media/{media_id}/transcript")["segments"]
    return segments


if __name__ == "__main__":
    MODELS.mkdir(parents=True, exist_ok=True)
    main()
