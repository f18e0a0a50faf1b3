"""The export dialog: a preview of what is written, the last choice kept, and a copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

IS_ON_TOP = """one => {
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return one === top || one.closest("label")?.contains(top);
}"""


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return Editor(page, shared_workstation, add_recording(shared_workstation))


def test_the_preview_shows_each_format_as_it_will_be_written(
    editor: Editor, shared_workstation: Workstation
) -> None:
    page = editor.page
    shown = page.locator(".export-preview pre")
    editor.press("Alt+e")
    for group in ("Subtitles", "Text", "Data"):
        expect(page.get_by_role("group", name=group, exact=True)).to_be_visible()
    for name in ("srt", "vtt", "txt", "tsv", "json", "whisper-json"):
        page.locator(f"input[value='{name}']").check()
        path = f"/media/{editor.media_id}/export/{name}"
        written = shared_workstation.get_bytes(path).decode()
        expect(page.locator(".export-preview[aria-busy=false]")).to_be_visible()
        expect(shown).to_contain_text(written[:200].strip().splitlines()[0])
        beginning = (shown.text_content() or "").removesuffix("\n…")
        assert written.startswith(beginning)
        told = page.get_by_label("What this file leaves out or changes").get_by_role("listitem")
        expect(told).to_have_count(len(shared_workstation.warnings_of(path)))
        with page.expect_response(lambda answer: "/export/" in answer.url):
            page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.locator(".export-copied")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == written.replace("\r\n", "\n")


def test_the_last_format_and_its_options_are_kept(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+e")
    expect(page.get_by_label("SubRip")).to_be_checked()
    page.get_by_label("Plain text").check()
    expect(page.locator(".export-preview pre")).to_contain_text(SENTENCES[0])
    page.get_by_label("Times", exact=True).check()
    expect(page.locator(".export-preview pre")).to_contain_text("[00:00:00.000")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text("utf-8").startswith("[00:00:00.000")
    editor.reload()
    editor.press("Alt+e")
    expect(page.get_by_label("Plain text")).to_be_checked()
    expect(page.get_by_label("Times", exact=True)).to_be_checked()
    page.get_by_label("WebVTT").check()
    expect(page.get_by_label("Times", exact=True)).to_have_count(0)
    speakers = page.get_by_label("Speaker names")
    expect(speakers).to_be_checked()  # the format's default
    speakers.uncheck()
    expect(page.get_by_role("link", name="Download")).to_have_attribute(
        "href", f"/api/v1/media/{editor.media_id}/export/vtt?speakers=0"
    )
    page.get_by_label("Whisper TSV").check()
    expect(page.locator(".export-none")).to_have_text("Whisper TSV has no options.")


def test_cues_are_built_for_the_chosen_profile(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+e")
    preview = page.locator(".export-preview pre")
    profile = page.get_by_label("Profile")
    profile.select_option("podcast")
    expect(page.locator(".export-delivery")).to_contain_text(
        "At most 32 characters a line, 2 lines."
    )
    expect(preview).to_contain_text("ask not what your country\ncan do for you")
    page.get_by_label("Frames a second").fill("fast")
    page.get_by_label("Frames a second").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Use one such as 23.976")
    page.get_by_label("Frames a second").fill("25")
    page.get_by_label("Frames a second").press("Tab")
    expect(page.get_by_role("link", name="Download")).to_have_attribute(
        "href", f"/api/v1/media/{editor.media_id}/export/srt?profile=podcast&frame_rate=25"
    )
    page.get_by_label("Plain text").check()
    expect(profile).to_have_count(0)
    editor.reload()
    editor.press("Alt+e")
    page.get_by_label("SubRip").check()
    expect(profile).to_have_value("podcast")


def test_one_tab_leads_from_find_to_replace(editor: Editor) -> None:
    editor.press("Control+h")
    editor.type("country")
    editor.press("Tab")
    editor.type("nation")
    expect(editor.page.locator(".find-new")).to_have_value("nation")
    expect(editor.page.locator(".find-hit ins").first).to_have_text("nation")
    editor.press("Control+Alt+Enter")
    editor.expect_texts(*(text.replace("country", "nation") for text in SENTENCES))


@pytest.mark.parametrize("opening", ["Export", "Video with subtitles"])
def test_at_200_percent_the_choices_can_be_reached_and_nothing_covers_the_focus(
    editor: Editor, opening: str
) -> None:
    page = editor.page
    page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
    editor.press("Alt+e")
    if opening != "Export":
        page.get_by_role("button", name="Video with subtitles…").click()
    dialog = page.get_by_role("dialog", name=opening)
    choices = dialog.locator("fieldset").first
    expect(choices).to_be_visible()
    box, preview = choices.bounding_box(), dialog.locator("figure, .video-preview").bounding_box()
    assert box is not None
    assert preview is not None
    assert preview["y"] >= box["y"] + box["height"] >= box["y"] + 60
    for field in dialog.locator("fieldset :is(input, select)").all()[:12]:
        field.focus()
        assert field.evaluate(IS_ON_TOP)
