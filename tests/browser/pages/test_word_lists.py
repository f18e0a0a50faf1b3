"""The page of word lists."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.support.server import Workstation


def test_terms_are_added_changed_imported_exported_and_removed(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    page.goto(f"{shared_workstation.url}/words")
    expect(page.locator("#words[data-ready]")).to_be_attached()
    page.get_by_label("New term").fill("Kubernetes")
    page.get_by_label("Its wrong forms").fill("kubernet, cuban eddies")
    page.keyboard.press("Enter")
    row = page.locator("tr", has=page.get_by_role("button", name="Remove Kubernetes"))
    row.get_by_label("Language of Kubernetes").select_option("en")
    row.get_by_label("Note on Kubernetes").fill("the system")
    page.keyboard.press("Tab")
    expect(row.get_by_label("Note on Kubernetes")).to_have_value("the system")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import CSV or TSV…").first.click()
    table = FilePayload(name="t.csv", mimeType="text/csv", buffer="term\nZoë\n…\n".encode())
    chooser.value.set_files(table)
    expect(page.locator(".toast")).to_contain_text("1 term was imported from t.csv")
    expect(page.locator(".toast")).to_contain_text("line 3")

    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    download.value.save_as(tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert "Kubernetes,kubernet|cuban eddies,en,the system" in lines

    page.get_by_role("button", name="Remove Kubernetes").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)
    page.get_by_role("button", name="Remove Kubernetes").click()
    page.get_by_role("button", name="Remove Zoë").click()
    expect(page.get_by_role("button", name="Remove Zoë")).to_have_count(0)


def test_abbreviations_are_stored_in_this_browser(
    page: Page, shared_workstation: Workstation
) -> None:
    page.goto(f"{shared_workstation.url}/words")
    table = page.get_by_role("region", name="Abbreviations")
    table.get_by_label("New: Abbreviation").fill(";sg")
    table.get_by_label("New: Expansion").fill("Sehr geehrte {cursor},")
    page.keyboard.press("Enter")
    expect(table.get_by_label("Expansion: ;sg")).to_have_value("Sehr geehrte {cursor},")
    page.reload()
    expect(table.get_by_label("Expansion: ;sg")).to_have_value("Sehr geehrte {cursor},")
    file = FilePayload(name="p.tsv", mimeType="text/plain", buffer=b"brb\tbe right back\n")
    table.get_by_label("Import Abbreviations").set_input_files(file)
    expect(table.get_by_label("Expansion: brb")).to_have_value("be right back")
