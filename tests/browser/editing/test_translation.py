"""The English translation beside the transcript: requested, shown while it grows, exported."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.formats import loads

pytestmark = pytest.mark.model


@pytest.fixture
def french_speech(shared_data: Path, tmp_path: Path) -> Path:
    """45 seconds: two or three chunks."""
    source = shared_data / "speech" / "assembled" / "session_fr_open.opus"
    target = tmp_path / "séance.flac"
    cut = [ffmpeg_path(), "-v", "error", "-i", str(source), "-t", "45", str(target)]
    subprocess.run(cut, check=True)
    return target


def test_a_translation_grows_under_the_segments_is_hidden_and_exported(
    page: Page, workstation: Workstation, french_speech: Path
) -> None:
    media_id = workstation.add(french_speech, "--wait", "--language", "fr")
    editor = Editor(page, workstation, media_id)
    originals = editor.texts()
    editor.press("Alt+t")
    toast = page.locator(".toast", has_text="There is no translation yet")
    toast.get_by_role("button", name="Translate to English").click()
    dialog = page.get_by_role("dialog", name="Translate to English")
    expect(dialog.get_by_label("Model").locator("option", has_text="turbo")).to_have_count(0)
    dialog.get_by_role("button", name="Translate", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Translating")).to_be_visible()
    lines = page.locator(".seg .seg-translation")
    expect(lines.first).to_be_visible(timeout=60_000)  # in this window, by events
    expect(page.locator(".toast.is-success")).to_contain_text("translation is done", timeout=60_000)
    assert editor.texts() == originals

    plain = workstation.get(f"/media/{media_id}/translation")
    words = " ".join(segment["text"] for segment in plain["segments"]).split()
    expect(lines.last).to_have_attribute("lang", "en")
    assert " ".join(lines.all_text_contents()).split() == words

    editor.press("Alt+t")
    expect(lines).to_have_count(0)
    editor.reload()
    expect(lines).to_have_count(0)
    page.get_by_role("button", name="Draft ▾").click()
    page.get_by_role("menuitemcheckbox", name="Show the translation").click()
    expect(lines.first).to_be_visible()

    editor.press("Alt+e")
    page.get_by_label("English translation").check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    content = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "séance.en.srt"
    exported = [segment.text.replace("\n", " ") for segment in loads(content, "srt").segments]
    assert " ".join(exported).split() == words
    by_cli = workstation.run("export", media_id, "--format", "srt", "--translation")
    assert by_cli.stdout.encode() == content


def test_without_a_translation_there_is_no_choice(page: Page, workstation: Workstation) -> None:
    media_id = add_recording(workstation)
    editor = Editor(page, workstation, media_id)
    editor.press("Alt+e")
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    expect(page.get_by_label("English translation")).to_have_count(0)
    refused = workstation.run("export", media_id, "--format", "srt", "--translation")
    assert refused.returncode == 1
    assert "translation" in refused.stderr
