"""Real Chromium and a real server for the browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
TIMEOUT_MS = 30_000  # of a busy machine with two cores; what does come costs nothing
expect.set_options(timeout=TIMEOUT_MS)


def chromium_path() -> str | None:
    """The system's Chromium, or None for Playwright's own."""
    return os.environ.get("TRANSCRIBE_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    fresh.set_default_timeout(TIMEOUT_MS)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script errors fail the test."""
    fresh = context.new_page()
    errors: list[str] = []
    fresh.on("pageerror", lambda error: errors.append(str(error)))
    yield fresh
    assert not errors, errors


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    """The editor of a short recording that no other test has; see `add_recording`."""
    return Editor(page, shared_workstation, add_recording(shared_workstation))
