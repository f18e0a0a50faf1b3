"""Drafting a recording again in the editor: what a person has set stays, and it is one undo step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import to_wav
from tests.support.server import Workstation
from transcribe.audio.decode import decode, open_pcm

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"
ALL = "1000000"


@dataclass
class Stepwise:
    """A server whose fake engine does as many chunks as it is allowed to."""

    station: Workstation
    allowed: Path

    def allow(self, number: str) -> None:
        fresh = self.allowed.with_suffix(".new")
        fresh.write_text(number)
        fresh.replace(self.allowed)  # the worker never reads half a number


@pytest.fixture
def stepwise(tmp_path: Path, models_folder: Path) -> Iterator[Stepwise]:
    allowed = tmp_path / "allowed"
    allowed.write_text(ALL)
    env = {
        "TRANSCRIBE_WORK": "tests.support.task_functions:stepwise",
        "TRANSCRIBE_WORKERS": "1",
        "TEST_ALLOWED": str(allowed),
    }
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    yield Stepwise(station, allowed)
    station.stop()


def segments_of(stepwise: Stepwise, media_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stepwise.station.get(f"/media/{media_id}/transcript")["segments"]
    return found


def draft_of_two_minutes(page: Page, stepwise: Stepwise, folder: Path) -> tuple[str, int]:
    """A recording with a draft; returns its id and the number of its chunks."""
    decode(JFK, folder / "jfk.pcm", name="jfk.flac", channels=2)
    once = np.concatenate([np.array(open_pcm(folder / "jfk.pcm")), np.zeros(32_000, np.int16)])
    station = stepwise.station
    media_id = station.upload("talk.wav", to_wav(np.tile(once, 9)), language="en", model="base")
    # A draft may be done before the playback copy is.
    wait_in(page, lambda: {one["state"] for one in station.get("/jobs")["jobs"]} == {"done"}, 60)
    job = next(one for one in station.get("/jobs")["jobs"] if one["kind"] == "draft")
    return media_id, len(station.get(f"/jobs/{job['id']}/chunks")["chunks"])


def work_on_four_segments(editor: Editor, stepwise: Stepwise) -> list[dict[str, Any]]:
    """Correct, flag, confirm, name the speaker and move an end by 200 ms; returns all segments."""
    editor.put_cursor(0, 0)
    editor.type("Corrected ")
    editor.put_cursor(1, 0)
    editor.press("Alt+k")
    assert editor.texts()[2].startswith("Number")
    editor.put_cursor(2, 2)
    editor.press("Alt+z")
    editor.put_cursor(2, 0)
    editor.press("Alt+s")
    editor.type("Ann")
    editor.press("Enter")
    editor.put_cursor(3, 0)
    editor.press(*["Alt+Shift+Period"] * 20)
    editor.wait_until_saved()
    return segments_of(stepwise, editor.media_id)


def test_all_kinds_of_work_stay_when_the_recording_is_drafted_again(
    page: Page, stepwise: Stepwise, tmp_path: Path
) -> None:
    media_id, n_chunks = draft_of_two_minutes(page, stepwise, tmp_path)
    editor = Editor(page, stepwise.station, media_id)
    before = work_on_four_segments(editor, stepwise)
    touched = before[:4]
    assert touched[0]["text"].startswith("Corrected ")
    assert touched[1]["flagged"]
    assert touched[2]["speaker"]
    assert "probability" not in touched[2]["words"][0]
    assert touched[3]["end"] - touched[3]["words"][-1]["end"] == pytest.approx(0.2, abs=0.05)

    stepwise.allow(str(2 * n_chunks - 2))
    page.get_by_role("button", name="Draft", exact=False).first.click()
    page.get_by_role("menuitem", name="Draft the recording again").click()
    page.get_by_role("checkbox", name="Keep numbers as heard").check()
    page.get_by_role("button", name="Start the draft").click()
    # Chunks of one task arrive together: those of the task that is held come after the stop.
    drafted_again = page.locator(".seg-text", has_text=f"Number{n_chunks + 3} ")
    expect(drafted_again.first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Stop").first.click()
    wait_in(page, lambda: stepwise.station.get("/jobs")["jobs"][0]["state"] == "cancelled")
    assert stepwise.station.get("/jobs")["jobs"][0]["keep_numbers"] is True
    stepwise.allow(ALL)
    after = segments_of(stepwise, media_id)
    assert [segment for segment in after if segment in touched] == touched
    assert after[-1] == before[-1]  # not drafted
    assert after != before

    other = Editor(page.context.new_page(), stepwise.station, media_id)
    other.press("Control+z")
    other.expect_texts(*(segment["text"] for segment in before))
    other.wait_until_saved()  # a page shows a step before the server has it
    assert segments_of(stepwise, media_id) == before
    editor.expect_texts(*(segment["text"] for segment in before))
    editor.reload()
    editor.press("Control+Shift+z")
    editor.expect_texts(*(segment["text"] for segment in after))
    editor.wait_until_saved()
    assert segments_of(stepwise, media_id) == after
