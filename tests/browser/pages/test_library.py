"""The library page: files are dropped, searched, renamed, deleted and restored."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.editor_page import drop_files, wait_in
from tests.support.library_page import choose_in_menu
from tests.support.recordings import add_recording, noise_wav
from tests.support.server import Workstation
from transcribe.store import Store
from transcribe.store.work.jobs import INGEST_CANCELLED


def test_several_files_are_dropped_and_a_bad_one_does_not_stop_the_others(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(shared_workstation.url)
    drop_files(
        page,
        ("first talk.wav", noise_wav(9001)),
        ("shopping list.txt", b"eggs, milk"),
        ("second talk.wav", noise_wav(9002)),
    )
    uploads = page.locator(".upload")
    expect(uploads).to_have_count(3)
    expect(uploads.nth(1)).to_contain_text("shopping list.txt: ")
    expect(uploads.nth(1)).to_have_class(re.compile("is-failed"))
    for title in ("first talk", "second talk"):
        row = page.locator(".recordings tr", has_text=title)
        expect(row).to_have_attribute("data-state", re.compile("ready|drafting"), timeout=60_000)


def test_an_existing_file_is_offered_instead_of_added_twice(
    page: Page, shared_workstation: Workstation
) -> None:
    known = shared_workstation.upload("known.wav", noise_wav(9003), model="none")
    page.goto(shared_workstation.url)
    drop_files(page, ("another name.wav", noise_wav(9003)))
    upload = page.locator(".upload")
    expect(upload).to_contain_text("already in the library")
    upload.get_by_role("link", name="Open it").click()
    expect(page).to_have_url(re.compile(f"/media/{known}$"))


def test_an_upload_continues_when_the_server_is_back(page: Page, workstation: Workstation) -> None:
    page.goto(workstation.url)
    expect(page.get_by_text("Drop a recording here")).to_be_visible()
    for choose in ("Choose files…", "Choose a folder…"):  # in an empty library, without scrolling
        expect(page.get_by_role("button", name=choose)).to_be_in_viewport(ratio=1)
    workstation.kill()
    drop_files(page, ("late.wav", noise_wav(9004)))
    expect(page.locator(".upload")).to_contain_text("The server", timeout=20_000)
    workstation.start()
    retry = page.get_by_role("button", name="Try again")
    if retry.is_visible():  # the upload could not start
        retry.click()
    expect(page.locator(".recordings tr", has_text="late")).to_be_visible(timeout=30_000)


def test_a_recording_whose_preparation_was_cancelled_says_so_and_is_prepared_again(
    page: Page, shared_workstation: Workstation
) -> None:
    station = shared_workstation
    media_id = station.upload("unwanted.wav", noise_wav(9008), model="none")
    station.wait_until(media_id)
    with Store(station.data) as store:  # as `DELETE /jobs/{id}` leaves it
        store.media.update(media_id, state="failed", error=INGEST_CANCELLED)
    page.goto(station.url)
    row = page.locator(".recordings tr", has_text="unwanted")
    expect(row).to_contain_text("Preparing this recording was cancelled")
    row.get_by_role("button", name="Try again").click()
    expect(row).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(row).not_to_contain_text("was cancelled")


def test_a_recording_is_renamed_deleted_and_restored(
    page: Page, shared_workstation: Workstation
) -> None:
    shared_workstation.upload("old name.wav", noise_wav(9005), model="none")
    page.goto(shared_workstation.url)
    row = page.locator(".recordings tr", has_text="old name")
    choose_in_menu(row, "Rename…")
    page.get_by_label("Title", exact=True).fill("Interview with <b>Zoë</b>")
    page.keyboard.press("Enter")
    renamed = page.locator(".recordings tr", has_text="Interview with <b>Zoë</b>")
    expect(renamed).to_be_visible()
    choose_in_menu(renamed, "Delete")
    expect(renamed).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(renamed).to_be_visible()
    page.reload()
    expect(renamed).to_be_visible()


def test_a_failed_request_can_be_tried_again(page: Page, shared_workstation: Workstation) -> None:
    media_id = add_recording(shared_workstation)
    page.goto(shared_workstation.url)
    row = page.locator(f".recordings tr:has(a[href*='{media_id}'])")
    page.route(f"**/media/{media_id}", lambda route: route.abort())
    choose_in_menu(row, "Delete")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The server cannot be reached")
    expect(row).to_have_count(1)
    page.unroute(f"**/media/{media_id}")
    alert.get_by_role("button", name="Try again").click()
    expect(row).to_have_count(0)
    expect(alert).to_have_count(0)


def test_search_opens_the_editor_at_the_word(page: Page, shared_workstation: Workstation) -> None:
    media_id = add_recording(shared_workstation)
    segments = shared_workstation.get(f"/media/{media_id}/transcript")["segments"]
    op = {"op": "set_text", "id": segments[1]["id"], "text": "ask not what your quokka can do"}
    shared_workstation.edit(media_id, 1, op)
    page.goto(shared_workstation.url)
    page.get_by_label("Search in all transcripts").fill("quokka do")
    hit = page.locator(f".hits a[href*='{media_id}']").first
    expect(hit.locator("mark").first).to_be_visible()
    hit.click()
    expect(page.locator("#editor[data-ready]")).to_be_attached()
    expect(page.locator(".seg.is-selected")).to_have_count(1)
    assert page.evaluate("document.querySelector('audio').currentTime") > 0


def test_a_search_that_finds_too_much_says_so(page: Page, shared_workstation: Workstation) -> None:
    media_id = add_recording(shared_workstation)
    segments = [{"start": n / 10, "end": n / 10 + 0.1, "text": f"wombat {n}"} for n in range(51)]
    body = json.dumps({"segments": segments}).encode()
    shared_workstation.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    page.goto(f"{shared_workstation.url}")
    page.get_by_label("Search in all transcripts").fill("wombat")
    expect(page.locator(".hits li")).to_have_count(50)
    page.get_by_role("link", name="Find and replace").last.click()
    expect(page.get_by_label("Find", exact=True)).to_have_value("wombat")
    page.goto(f"{shared_workstation.url}")
    page.get_by_label("Search in all transcripts").fill("wombat 17")
    expect(page.locator(".hits li")).to_have_count(1)
    expect(page.get_by_text("These are the first")).to_have_count(0)


def test_a_recording_with_two_audio_tracks_offers_a_choice(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    import subprocess

    from transcribe.audio.ffmpeg import ffmpeg_path

    film = tmp_path / "film.mkv"
    sines = [f"sine=frequency={hertz}:duration=4" for hertz in (300, 600)]
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", sines[0], "-f", "lavfi", "-i", sines[1],
         "-map", "0:a", "-map", "1:a", "-metadata:s:a:0", "language=eng",
         "-metadata:s:a:1", "language=deu", str(film)],
        check=True,
    )  # fmt: skip
    media_id = shared_workstation.upload("film.mkv", film.read_bytes(), model="none")
    shared_workstation.wait_until(media_id)
    page.goto(shared_workstation.url)
    choose_in_menu(page.locator(f"tr[data-id='{media_id}']"), "Details and audio track…")
    page.get_by_label("Audio track").select_option(label="2: German, 1 ch.")
    wait_in(page, lambda: shared_workstation.get(f"/media/{media_id}")["audio_stream"] == 1)
    row = page.locator(f"tr[data-id='{media_id}']")
    expect(row).to_have_attribute("data-state", "ready", timeout=30_000)
    shared_workstation.wait_until(media_id)


def test_a_chosen_model_that_was_removed_gives_way_to_the_default(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(shared_workstation.url)
    choice = page.get_by_label("Model for new recordings")
    choice.select_option("none")
    page.evaluate(
        "() => Object.entries(localStorage).forEach(([name, value]) =>"
        ' localStorage.setItem(name, value.replace(\'"draftModel":"none"\', \'"draftModel":"mine"\')))'
    )
    page.reload()
    expect(page.locator(".toast")).to_contain_text("The model mine is not there any more.")
    expect(choice).to_have_value("base")
    page.reload()
    expect(choice).to_have_value("base")
    expect(page.locator(".toast")).to_have_count(0)


def test_the_choice_of_model_and_language_is_stored_and_used(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(shared_workstation.url)
    page.get_by_label("Model for new recordings").select_option("none")
    page.get_by_label("Language of new recordings").select_option("de")
    page.reload()
    expect(page.get_by_label("Model for new recordings")).to_have_value("none")
    drop_files(page, ("chosen.wav", noise_wav(9006)))
    row = page.locator(".recordings tr", has_text="chosen")
    expect(row).to_have_attribute("data-state", "ready", timeout=30_000)
    expect(row).to_contain_text("German")
    expect(row).to_contain_text("no text yet")


def test_terms_languages_and_a_translation_are_chosen_at_upload(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(shared_workstation.url)
    page.get_by_text("More…", exact=True).click()
    page.get_by_label("Names and terms that occur").fill("Zoë Müller, Kubernetes;\nZoë Müller")
    page.get_by_label("The language may change").check()
    page.get_by_label("Also translate to English").check()
    page.reload()
    expect(page.get_by_text("More: 2 terms, several languages, with translation")).to_be_visible()
    drop_files(page, ("terms.wav", noise_wav(9007)))
    row = page.locator(".recordings tr", has_text="terms")
    media_id = row.get_attribute("data-id", timeout=30_000)
    jobs = shared_workstation.get(f"/jobs?media={media_id}")["jobs"]
    assert {job["kind"] for job in jobs} == {"ingest", "draft", "translate"}
    for job in jobs:
        if job["kind"] != "ingest":
            assert job["hotwords"] == ["Zoë Müller", "Kubernetes"]
            assert job["multilingual"] is True
    page.get_by_label("Model for new recordings").select_option("none")
    expect(page.get_by_text("More: 2 terms")).to_have_count(0)  # not without a model
