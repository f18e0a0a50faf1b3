"""Uploads of folders and of many files in Chromium."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.editor_page import drop_files
from tests.support.recordings import noise_wav
from tests.support.server import Workstation


def drop_path(page: Page, path: Path) -> None:
    """Drop a file or folder of the disk on the page, as a file manager does."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})


def no_model(page: Page, station: Workstation) -> None:
    page.goto(station.url)
    page.get_by_label("Model for new recordings").select_option("none")


def make_corpus(folder: Path, first_seed: int) -> Path:
    """A folder with two recordings of the same name, and with files that are no media."""
    corpus = folder / f"corpus {first_seed}"
    for n, part in enumerate(("day 1", "day 2")):
        (corpus / part).mkdir(parents=True)
        (corpus / part / f"clip {first_seed}.wav").write_bytes(noise_wav(first_seed + n))
    for n in range(130):  # a browser names at most 100 entries at once
        (corpus / f"note {n}.txt").write_text("notes")
    (corpus / "._clip.wav").write_bytes(b"\0")
    return corpus


def test_a_dropped_folder_is_taken_with_its_files_and_blocks_nothing(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    no_model(page, shared_workstation)
    drop_path(page, make_corpus(tmp_path, 9101))
    rows = page.locator(".recordings [data-id]", has_text="clip 9101")
    expect(rows).to_have_count(2)
    media = shared_workstation.get("/media")["media"]
    tags = [one["tags"] for one in media if one["filename"].startswith("clip 9101")]
    assert sorted(tags) == [["corpus 9101/day 1"], ["corpus 9101/day 2"]]
    left_out = page.get_by_text("131 files that are not audio or video were left out")
    left_out.click()
    expect(page.get_by_text("corpus 9101/note 17.txt")).to_be_visible()
    drop_files(page, ("after the folder.wav", noise_wav(9103)))
    expect(page.locator(".recordings [data-id]", has_text="after the folder")).to_have_count(1)


def test_a_picked_folder_is_taken_too(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    no_model(page, shared_workstation)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Add a folder…").click()
    chosen.value.set_files(make_corpus(tmp_path, 9111))
    expect(page.locator(".recordings [data-id]", has_text="clip 9111")).to_have_count(2)
    expect(page.get_by_text("131 files that are not")).to_be_visible()


def test_many_files_are_one_line_and_failed_ones_can_be_tried_again(
    page: Page, shared_workstation: Workstation
) -> None:
    no_model(page, shared_workstation)
    page.route(
        "**/uploads/*/finish",
        lambda route: route.fulfill(status=507, json={"title": "The disk is full."}),
    )
    files = [(f"many {n}.wav", noise_wav(9120 + n)) for n in range(6)]
    drop_files(page, *files)
    total = page.get_by_role("region", name="Uploads")
    expect(total).to_contain_text("0 of 6 files are in the library, 6 failed")
    expect(page.locator(".upload")).to_have_count(0)
    total.get_by_role("button", name="Show each file").click()
    expect(page.locator(".upload.is-failed")).to_have_count(6)
    expect(page.locator(".upload").first).to_contain_text("The disk is full.")
    page.unroute("**/uploads/*/finish")
    total.get_by_role("button", name="Try the failed ones again").click()
    expect(total).to_contain_text("6 of 6 files are in the library")
    expect(page.locator(".recordings [data-id]", has_text="many ")).to_have_count(6)
    total.get_by_role("button", name="Close").first.click()
