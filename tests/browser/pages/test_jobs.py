"""The jobs page, and editing a draft while it grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import wait_in
from tests.support.recordings import add_recording, to_wav
from tests.support.server import Workstation
from tests.support.task_functions import POISON, Gate
from transcribe.audio.decode import decode, open_pcm

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"


@pytest.fixture
def poisoned_station(tmp_path: Path, models_folder: Path) -> Iterator[Workstation]:
    """Its workers crash on certain audio, as on a broken codec."""
    env = {"TRANSCRIBE_WORK": "tests.support.task_functions:poisoned", "TRANSCRIBE_WORKERS": "1"}
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    yield station
    station.stop()


@pytest.mark.model
def test_a_range_in_quarantine_is_played_and_tried_again(
    page: Page, poisoned_station: Workstation, tmp_path: Path
) -> None:
    target = tmp_path / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    speech = np.concatenate([np.array(open_pcm(target)), np.zeros(64_000, np.int16)])
    bad = speech.copy()
    bad[80_000:81_600] = np.frombuffer(POISON, "<i2")
    media_id = poisoned_station.upload("hearing.wav", to_wav(np.concatenate([speech, speech, bad])))
    page.goto(f"{poisoned_station.url}/jobs")
    expect(page.get_by_role("region", name="Workers")).to_contain_text("local-1")
    away = page.locator("[data-chunk]")
    expect(away).to_have_count(1, timeout=90_000)
    expect(page.locator(f"[data-media='{media_id}']")).to_contain_text("hearing")
    expect(away).to_contain_text("killed by signal 9")
    duration = away.locator("audio").evaluate(
        "async (audio) => { audio.preload = 'metadata'; audio.load();"
        " await new Promise((done) => audio.addEventListener('loadedmetadata', done));"
        " return audio.duration; }"
    )
    assert 40 < duration < 50
    assert poisoned_station.get(f"/media/{media_id}")["n_segments"] > 1
    page.screenshot(path=str(tmp_path / "jobs.png"))
    away.get_by_role("button", name="Try again").click()
    expect(away).to_have_count(0)  # it is being tried by itself
    expect(away).to_have_count(1, timeout=60_000)  # and crashes again


def test_a_failure_is_tried_again_dismissed_and_taken_back(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    with closing(sqlite3.connect(shared_workstation.data / "transcribe.db")) as db, db:
        db.execute(
            "INSERT INTO jobs (media_id, kind, state, created_at, progress, message, error) "
            "VALUES (?, 'ingest', 'failed', '2026-11-30T08:00:00.000+00:00', 0, '', ?)",
            [media_id, "The file ends early."],
        )
    page.goto(f"{shared_workstation.url}/jobs")
    row = page.locator(f"[data-media='{media_id}']")
    expect(row).to_contain_text("failed: The file ends early.")
    row.get_by_role("button", name="Try again").click()
    expect(page.locator(".toast")).to_contain_text("1 failure cannot be tried again")
    row.get_by_role("button", name="Dismiss").click()
    expect(row).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)

    throughput = page.get_by_role("region", name="Throughput")
    throughput.get_by_role("button", name="Last day").click()
    expect(throughput.get_by_role("button", name="Last day")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(throughput.locator("p")).to_contain_text("the last 24 hours")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Close this message").first.click()  # errors stay until then
    row.get_by_role("button", name="Dismiss").click()
    expect(row).to_have_count(0)


@pytest.fixture
def held(tmp_path: Path, models_folder: Path) -> Iterator[tuple[Workstation, Gate]]:
    """A fake engine that waits after the first chunk, so the test sees the draft running."""
    gate = Gate(tmp_path, after_chunks=1)
    env = {
        "TRANSCRIBE_WORK": "tests.support.task_functions:slow",
        "TRANSCRIBE_WORKERS": "1",
        **gate.env,
    }
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    yield station, gate
    station.stop()


def upload_two_minutes(station: Workstation, folder: Path) -> str:
    """Speech of eleven seconds with pauses, ten times."""
    decode(JFK, folder / "jfk.pcm", name="jfk.flac", channels=2)
    once = np.concatenate([np.array(open_pcm(folder / "jfk.pcm")), np.zeros(32_000, np.int16)])
    return station.upload("hearing.wav", to_wav(np.tile(once, 10)), language="en")


def test_a_job_is_paused_resumed_and_cancelled(
    page: Page, held: tuple[Workstation, Gate], tmp_path: Path
) -> None:
    workstation, _ = held
    upload_two_minutes(workstation, tmp_path)
    page.goto(f"{workstation.url}/jobs")
    draft = page.locator("[data-job]", has_text="Draft")
    draft.get_by_role("button", name="Pause").click()
    expect(draft).to_contain_text("paused")
    draft.get_by_role("button", name="Resume").click()
    expect(draft.get_by_role("button", name="Pause")).to_be_visible()
    draft.get_by_role("button", name="Cancel").click()
    expect(draft).to_have_count(0)
    states = {job["kind"]: job["state"] for job in workstation.get("/jobs")["jobs"]}
    assert states["draft"] == "cancelled"


def test_the_first_words_can_be_edited_before_a_tenth_is_transcribed(
    page: Page, held: tuple[Workstation, Gate], tmp_path: Path
) -> None:
    workstation, gate = held
    media_id = upload_two_minutes(workstation, tmp_path)
    page.goto(f"{workstation.url}/media/{media_id}")
    first = page.locator(".seg .seg-text").first
    expect(first).to_be_visible(timeout=60_000)

    def draft() -> dict[str, Any]:
        return next(job for job in workstation.get("/jobs")["jobs"] if job["kind"] == "draft")

    wait_in(page, lambda: draft()["progress"] > 0)  # it is reported after the words
    assert draft()["state"] == "running"
    assert draft()["progress"] <= 0.1
    text = first
    text.click()
    page.keyboard.press("Home")
    page.keyboard.type("Typed early: ")
    expect(page.locator(".editor-save")).to_have_attribute("data-state", "saved")
    gate.open()
    workstation.wait_until(media_id)
    segments = workstation.get(f"/media/{media_id}/segments")["segments"]
    assert segments[0]["text"].startswith("Typed early: ")
    assert segments[0]["status"] == "corrected"
    assert segments[-1]["end"] > 110
