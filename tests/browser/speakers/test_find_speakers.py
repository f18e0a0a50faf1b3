"""Find who speaks from the editor's menu: ask for the number, follow the job, undo, run again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.speakers.channel_voices import mixed
from tests.support.editor_page import Editor, wait_in
from tests.support.ingested import add_ingested
from tests.support.recordings import to_wav
from tests.support.server import Workstation

SAMPLE = Path(__file__).parents[2] / "data" / "three-speakers.opus"
JOB_MS = 120_000  # a worker starts and computes, also on a busy machine
SPOKEN = ((0.2, 9.5), (11.8, 21.5), (23.7, 35.7))  # seconds


@pytest.fixture
def station(tmp_path: Path, speaker_models: Path) -> Iterator[Workstation]:
    made = Workstation(tmp_path / "data", speaker_models.parent).start()
    yield made
    made.stop()


def test_speakers_are_found_from_the_page(station: Workstation, page: Page) -> None:
    media_id = add_ingested(station, "three.opus", SAMPLE.read_bytes())
    body = json.dumps({"segments": [_segment(*times) for times in SPOKEN]}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    editor = Editor(page, station, media_id)
    page.get_by_role("button", name="Draft ▾").click()
    page.get_by_role("menuitem", name="Find who speaks").click()
    dialog = page.get_by_role("dialog", name="Find who speaks")
    number = dialog.get_by_label("Number of speakers")
    for wrong in ("many", "0", "100", "4-2", "-3"):
        number.fill(wrong)
        number.press("Enter")
        expect(dialog).to_be_visible()  # the field says what it takes
        assert "from low to high" in number.evaluate("input => input.validationMessage")
    assert "speakers" not in {job["kind"] for job in station.get("/jobs")["jobs"]}
    number.fill("")
    number.press("Enter")
    expect(page.get_by_text("The number is a guess")).to_be_visible(timeout=JOB_MS)
    assert _speakers(editor) == ["S1", "S2", "S3"]
    page.get_by_role("button", name="Give the number").click()
    number.fill("2")
    number.press("Enter")
    expect(page.get_by_text("2 speakers.")).to_be_visible(timeout=JOB_MS)
    assert len(set(_speakers(editor))) == 2
    page.get_by_role("button", name="Undo").last.click()
    wait_in(page, lambda: _speakers(editor) == ["S1", "S2", "S3"])
    page.get_by_role("button", name="Draft ▾").click()
    page.get_by_role("menuitem", name="Find who speaks").click()
    dialog.get_by_label("Speakers from").select_option(label="RTTM file")
    expect(number).to_be_hidden()
    find = dialog.get_by_role("button", name="Find the speakers")
    file = FilePayload(name="three.rttm", mimeType="text/plain", buffer=b"no RTTM\n")
    dialog.locator("input[name=rttm]").set_input_files(file)
    find.click()
    page.get_by_role("button", name="Change…").click()  # a refused file would be refused again
    dialog.get_by_label("Speakers from").select_option(label="Voices")
    number.fill("4-2")
    dialog.get_by_label("Speakers from").select_option(label="RTTM file")
    dialog.get_by_label("Speakers from").select_option(label="Voices")
    expect(number).to_have_value("4-2")
    find.click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Speakers from").select_option(label="RTTM file")
    dialog.locator("input[name=rttm]").set_input_files(
        {"name": "three.rttm", "mimeType": "text/plain", "buffer": _rttm("Anna", "Ben", "Anna")}
    )
    find.click()  # the hidden number does not hold it up
    wait_in(page, lambda: _names(station, media_id) == ["Anna", "Ben", "Anna"])


def test_speakers_are_taken_from_channels(shared_workstation: Workstation, page: Page) -> None:
    station = shared_workstation
    media_id = add_ingested(station, "call.wav", to_wav(mixed(-20.0, (1.0, 0.5), 2)))
    body = json.dumps({"segments": [_segment(1, 17), _segment(34.5, 42)]}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    editor = Editor(page, station, media_id)
    page.get_by_role("button", name="Draft ▾").click()
    page.get_by_role("menuitem", name="Find who speaks").click()
    dialog = page.get_by_role("dialog", name="Find who speaks")
    dialog.get_by_label("Speakers from").select_option(label="Channels: one speaker on each")
    expect(dialog).to_contain_text("A voice that leaks into another channel is not counted")
    dialog.get_by_role("button", name="Find the speakers").click()
    expect(page.get_by_text("2 speakers, one on each channel.")).to_be_visible(timeout=JOB_MS)
    wait_in(page, lambda: len(set(_speakers(editor)) - {None}) == 2)


def test_a_run_while_a_person_edits_loses_no_text_and_no_tag(
    station: Workstation, page: Page
) -> None:
    media_id = add_ingested(station, "three.opus", SAMPLE.read_bytes())
    body = json.dumps({"segments": [_segment(*times) for times in SPOKEN]}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    editor = Editor(page, station, media_id)
    editor.put_cursor(2, 0)
    editor.press("Alt+s")
    editor.type("Cleo")
    editor.press("Enter")
    page.keyboard.press("Control+k")
    editor.type("who speaks")
    editor.press("Enter")
    expect(page.get_by_label("Number of speakers")).to_be_focused()
    editor.type("3")
    editor.press("Enter")
    editor.press("Control+Home")  # the cursor is back in its text
    done = page.get_by_text("3 speakers")
    typed = ""
    while not done.count() and len(typed) < 2000:
        editor.type("word ")
        typed += "word "
    expect(done).to_be_visible(timeout=JOB_MS)
    editor.type("end ")
    assert editor.cursor() == (2, len(typed) + 4)
    assert editor.stored()[2] == f"{typed}end From {SPOKEN[2][0]}."
    tags = _speakers(editor)
    assert len(set(tags)) == 3
    names = {
        one["id"]: one["name"] for one in station.get(f"/media/{media_id}/transcript")["speakers"]
    }
    assert names[tags[2]] == "Cleo"


def _speakers(editor: Editor) -> list[str | None]:
    return [segment.get("speaker") for segment in editor.stored_segments()]


def _names(station: Workstation, media_id: str) -> list[str]:
    transcript = station.get(f"/media/{media_id}/transcript")
    names = {one["id"]: one["name"] for one in transcript["speakers"]}
    return [names[segment["speaker"]] for segment in transcript["segments"]]


def _rttm(*names: str) -> bytes:
    """Turns of the sample, each with a name."""
    return "".join(
        f"SPEAKER three 1 {start} {end - start} <NA> <NA> {name} <NA> <NA>\n"
        for (start, end), name in zip(SPOKEN, names, strict=True)
    ).encode()


def _segment(start_s: float, end_s: float) -> dict[str, object]:
    return {"start": start_s, "end": end_s, "text": f"From {start_s}.", "status": "draft"}
