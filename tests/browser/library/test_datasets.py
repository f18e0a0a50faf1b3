"""A dataset is made in the library page: counts, job, release, another version and their difference."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation


def approve(station: Workstation, media_id: str, segments: list[int]) -> None:
    """Mark segments as approved."""
    base = station.get(f"/media/{media_id}")["revision"]
    ops = [{"op": "set_status", "id": one, "status": "approved"} for one in segments]
    station.edit(media_id, base, *ops)


def make_project(station: Workstation) -> tuple[str, list[str]]:
    """A collection of two recordings, each with two approved segments."""
    ids = [add_recording(station) for _ in range(2)]
    body = json.dumps({"name": f"Talks {ids[0]}", "licence": "CC0-1.0"}).encode()
    project = station.post("/projects", body, "application/json")["id"]
    into = {"ids": ids, "action": "project", "project": project}
    station.post("/library/bulk", json.dumps(into).encode(), "application/json")
    for media_id in ids:
        approve(station, media_id, [1, 2])
    return project, ids


def release(dialog: Locator, n: int) -> Locator:
    return dialog.get_by_role("region", name="Releases").get_by_role("listitem").nth(n)


def open_datasets(page: Page, station: Workstation, project: str) -> Locator:
    """Open the dialog of a collection."""
    page.goto(f"{station.url}/?project={project}")
    page.get_by_role("button", name="Export as dataset…").press("Enter")
    return page.get_by_role("dialog", name=re.compile("^Datasets of Talks"))


def test_a_dataset_is_made_by_keyboard_and_another_version_is_compared(
    page: Page, shared_workstation: Workstation
) -> None:
    station = shared_workstation
    project, ids = make_project(station)
    dialog = open_datasets(page, station, project)
    preview = dialog.get_by_role("status").first
    expect(preview).to_contain_text("4 clips, 0:08, of 2 speakers in 2 recordings")
    expect(preview).to_contain_text("Left out: 4 not of the wanted status")

    page.keyboard.type("NeMo")  # the format has the focus
    expect(dialog.get_by_label("Format")).to_have_value("nemo")
    dialog.get_by_label("draft").press("Space")
    expect(preview).to_contain_text("8 clips")
    dialog.get_by_label("Splits").fill("train")
    expect(preview).to_contain_text("the split train needs a share")
    expect(dialog.get_by_role("button", name="Make the dataset")).to_be_disabled()
    dialog.get_by_label("Splits").fill("train=1")
    expect(preview).to_contain_text("8 clips")
    expect(preview).not_to_contain_text("The split")
    expect(dialog.get_by_label("Splits")).to_have_value("train=1")
    dialog.get_by_label("Splits").press("Enter")
    expect(release(dialog, 0)).to_contain_text("1.0.0 nemo")
    expect(release(dialog, 0)).to_contain_text("8 clips")
    expect(dialog.get_by_role("region", name="In work")).to_have_count(0)
    expect(preview).to_contain_text("1.0.1 nemo")  # the next version: the folder is taken
    with page.expect_download() as download:
        release(dialog, 0).get_by_role("link", name=re.compile("^Download")).click()
    assert download.value.suggested_filename.endswith("nemo.tar")
    card = release(dialog, 0).get_by_role("link", name="Card").get_attribute("href")
    assert SENTENCES[0] not in (text := page.request.get(f"{station.url}{card}").text())
    assert "Licence: CC0-1.0." in text
    assert "<td>validation</td>" not in text
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Export as dataset…")).to_be_focused()

    page.locator(f"[data-id='{ids[0]}']").get_by_role("checkbox").check()
    bar = page.get_by_role("toolbar", name="Selected recordings")
    bar.get_by_role("button", name="Export as dataset…").click()
    expect(dialog).to_contain_text("Of the 1 selected recording.")
    expect(preview).to_contain_text("2 clips")
    dialog.get_by_label("Format").select_option("nemo")
    dialog.get_by_label("draft").check()
    expect(preview).to_contain_text("4 clips")
    dialog.get_by_text("More filters, text and version").click()
    expect(dialog.get_by_label("Version")).to_have_value("1.0.1")
    dialog.get_by_role("button", name="Make the dataset").click()
    expect(release(dialog, 1)).to_contain_text("1.0.0")
    release(dialog, 0).get_by_role("button", name="Compare with 1.0.0").click()
    expect(release(dialog, 0)).to_contain_text("Clips: 4 removed")

    dialog.get_by_label("Folder on the server").fill("../elsewhere")
    expect(preview).to_contain_text("a name without /")


def test_words_are_removed_and_recordings_stay_whole(
    page: Page, shared_workstation: Workstation
) -> None:
    station = shared_workstation
    project, _ = make_project(station)
    dialog = open_datasets(page, station, project)
    preview = dialog.get_by_role("status").first
    expect(preview).to_contain_text("4 clips")
    dialog.get_by_label("Format").select_option("kaldi")
    dialog.get_by_label("Whole recordings").check()
    dialog.get_by_text("Remove words from texts and audio").click()
    words = dialog.get_by_label("Words, one in a line")
    expect(words).to_have_attribute("spellcheck", "false")
    words.fill("/(/")
    expect(preview).to_contain_text("cannot be read")
    words.fill("Nebuchadnezzar")
    expect(preview).to_contain_text("No word to remove is in the texts")
    padding = dialog.get_by_label("Also before and after, in ms")
    padding.fill("5001")
    expect(preview).to_contain_text("Also before and after, in ms: ")
    padding.fill("50")
    expect(preview).to_contain_text("4 clips")
    approved = dialog.get_by_label("approved", exact=True)
    approved.uncheck()
    expect(preview).to_contain_text("No segments are chosen")
    approved.check()
    words.fill(SENTENCES[0].split()[0])
    expect(preview).to_contain_text("redacted")
    dialog.get_by_label("Format").select_option("parquet")
    expect(dialog.get_by_label("Whole recordings")).to_have_count(0)
    expect(preview).to_contain_text("redacted")


def test_a_collection_has_terms_of_its_own(page: Page, shared_workstation: Workstation) -> None:
    station = shared_workstation
    project, _ = make_project(station)
    name = station.get(f"/projects/{project}")["name"]
    page.goto(f"{station.url}/words")
    page.get_by_label("New term").fill(f"Kubernetes{project}")
    page.get_by_label("Its wrong forms").fill("cooper netes")
    page.get_by_label("Its collection").select_option(name)
    page.get_by_label("New term").press("Enter")
    which = page.get_by_label(f"Collection of Kubernetes{project}")
    expect(which).to_have_value(project)
    (term,) = station.get(f"/glossary?project={project}")["terms"]
    assert term["misrecognitions"] == ["cooper netes"]
    with page.expect_response(re.compile(f"/glossary/{term['id']}$")):
        which.select_option("all")
    assert station.get(f"/glossary?project={project}")["terms"] == []
    page.get_by_label("Filter the glossary").fill(project)
    expect(page.get_by_role("status").first).to_contain_text("1 shown")
    station.delete(f"/glossary/{term['id']}")


def test_recordings_of_no_collection_are_told_what_to_do(
    page: Page, shared_workstation: Workstation
) -> None:
    station = shared_workstation
    media_id = add_recording(station)
    title = station.get(f"/media/{media_id}")["title"]
    page.goto(f"{station.url}/?q={title}")
    page.locator(f"[data-id='{media_id}']").get_by_role("checkbox").check()
    bar = page.get_by_role("toolbar", name="Selected recordings")
    bar.get_by_role("button", name="Export as dataset…").click()
    expect(page.get_by_text("Put these into one with Collection…")).to_be_visible()


def test_models_are_compared_on_a_release(page: Page, shared_workstation: Workstation) -> None:
    station = shared_workstation
    project, _ = make_project(station)
    asked = {"format": "nemo", "splits": "test=1", "folder": f"compared-{project}"}
    job = station.post(
        f"/projects/{project}/corpora", json.dumps(asked).encode(), "application/json"
    )
    station.wait_for_job(job["id"])
    dialog = open_datasets(page, station, project)
    compare = release(dialog, 0).get_by_role("button", name="Compare models…")
    compare.press("Enter")
    expect(compare).to_have_attribute("aria-expanded", "true")
    region = dialog.get_by_role("region", name="Models on 1.0.0")
    expect(region.get_by_label("Split")).to_have_value("test")
    expect(region.get_by_role("button", name="Compare models")).to_be_disabled()
    region.get_by_role("checkbox", name=re.compile("^base ")).press("Space")
    region.get_by_role("button", name="Compare models").press("Enter")
    region.get_by_role("button", name="Pause").press("Enter")
    region.get_by_role("button", name="Cancel").press("Enter")
    expect(region.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(region.get_by_role("checkbox", name=re.compile("^base "))).to_be_focused()
    region.get_by_role("button", name="Compare models").press("Enter")
    row = region.get_by_role("row").filter(has=page.get_by_role("rowheader", name="base"))
    expect(row).to_contain_text("%", timeout=120_000)
    expect(region).to_contain_text("words in 2 recordings")
    expect(region).to_contain_text("too few for intervals")
    address = region.get_by_role("link", name="Passages with most errors").get_attribute("href")
    assert SENTENCES[0] in (report := page.request.get(f"{station.url}{address}").text())
    assert "data:audio/ogg;base64," in report
    compare.click()
    expect(region).to_have_count(0)
