"""Take the pictures of docs/user/sixty-clips.md: sixty clips from a folder to an archive of subtitles.

Plays the whole way in Chromium with real drafts, counts keys and clicks, and prints them. The clips
are telephone prompts and short readings of `../shared/data/speech` in three folders.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402

from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path  # noqa: E402
from tests.support.server import Workstation  # noqa: E402
from tools.take_screenshots import IMAGES, MODELS  # noqa: E402

SPEECH = REPOSITORY.parent / "shared" / "data" / "speech"
FOLDERS = {"prompts": ("asterisk-en", 48), "readings": ("ljspeech", 8), "phrases": ("commands", 4)}
N_CLIPS = 60
DRAFTED_MS = 600_000


class Hands:
    """Keys and clicks on a page, counted by step."""

    def __init__(self, page: Page) -> None:
        self.page, self.step = page, ""
        self.keys: Counter[str] = Counter()
        self.clicks: Counter[str] = Counter()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys[self.step] += 1
            self.page.keyboard.press(key)

    def click(self, role: str, name: str) -> None:
        self.clicks[self.step] += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]


def main() -> None:
    """Write the pictures again and print the counts."""
    with tempfile.TemporaryDirectory(prefix="transcribe-storyboard-") as folder:
        clips = Path(folder) / "clips"
        collect(clips)
        station = Workstation(Path(folder) / "data", MODELS).start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium_path(), args=CHROMIUM_FLAGS
                )
                page = browser.new_context(viewport={"width": 1280, "height": 760}).new_page()
                hands = Hands(page)
                page.goto(station.url)
                add_and_draft(hands, clips)
                review(hands, station)
                export(hands)
                browser.close()
        finally:
            station.stop()
    for step in hands.keys | hands.clicks:
        print(f"| {step} | {hands.keys[step]} | {hands.clicks[step]} |")


def collect(clips: Path) -> None:
    """Sixty clips in three folders, and a file that is no media."""
    if not SPEECH.is_dir():
        sys.exit(f"The clips are read from {SPEECH}, which is not there.")
    for name, (source, n) in FOLDERS.items():
        (clips / name).mkdir(parents=True)
        files = sorted(p for p in (SPEECH / source).iterdir() if p.suffix in {".flac", ".wav"})
        for file in islice(files, n):
            shutil.copy(file, clips / name)
    (clips / "notes.txt").write_text("Recorded in May.\n", "utf-8")


def shoot(page: Page, name: str) -> None:
    """One picture of the window."""
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"storyboard-{name}.png")


def add_and_draft(hands: Hands, clips: Path) -> None:
    """One folder is chosen; all of it is prepared and drafted."""
    page = hands.page
    hands.step = "Add the folder"
    with page.expect_file_chooser() as chooser:
        hands.click("button", "Add a folder…")
    chooser.value.set_files(clips)
    expect(page.locator(".recordings tbody tr[data-id]").first).to_be_visible()
    shoot(page, "1-upload")
    drafts = page.get_by_role("button", name=f"Draft {N_CLIPS}", exact=True)
    expect(drafts).to_be_visible(timeout=DRAFTED_MS)
    shoot(page, "2-drafts")


def review(hands: Hands, station: Workstation) -> None:
    """Every clip is read, and approved or corrected, without the mouse."""
    page = hands.page
    hands.step = "Open the first clip"
    page.locator(".recordings tbody a").first.focus()
    hands.press("Enter")
    hands.step = "Approve segments and go to the next clip"
    for n in range(N_CLIPS):
        page.wait_for_selector("#editor[data-ready]")
        media_id = page.url.rpartition("/")[2].partition("?")[0]
        segments = station.get(f"/media/{media_id}/transcript")["segments"]
        for _ in segments:
            hands.press("Alt+a")
        if n in {0, N_CLIPS // 2}:
            shoot(page, "3-clip" if n == 0 else "4-clip")
        if n < N_CLIPS - 1:
            with page.expect_navigation():
                hands.press("Alt+Shift+PageDown")


def export(hands: Hands) -> None:
    """One archive with the subtitles of all."""
    page = hands.page
    hands.step = "Back to the library"
    hands.click("link", "All recordings")
    expect(page.get_by_role("button", name=f"Done {N_CLIPS}", exact=True)).to_be_visible()
    shoot(page, "5-done")
    hands.step = "Export all as one archive"
    page.get_by_role("checkbox").first.focus()
    hands.press("Space")
    hands.click("button", "Export…")
    shoot(page, "6-archive")
    with page.expect_download() as download:
        hands.click("button", "Download the archive")
    print(f"archive: {Path(download.value.path()).stat().st_size} bytes")


if __name__ == "__main__":
    main()
