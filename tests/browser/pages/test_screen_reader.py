"""The library and the editor as a screen reader has them: names, headings, regions, lists, live regions, focus order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import SENTENCES, add_recording
from tests.support.server import Workstation

# Controls without a name, and those that are nowhere but in a name of their own kind twice.
NAMELESS = """() => {
    const controls = "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], [role=slider], [role=textbox]";
    const named = (one) => one.ariaLabel || one.getAttribute("aria-labelledby") || one.textContent.trim()
        || [...(one.labels ?? [])].some((label) => label.textContent.trim());
    return [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility() && !named(one)).map((one) => one.outerHTML.slice(0, 160));
}"""


def tree(page: Page, selector: str = "body") -> str:
    return page.locator(selector).aria_snapshot()


def test_the_library_has_names_for_everything_and_says_what_a_row_is(
    page: Page, shared_workstation: Workstation
) -> None:
    ids = [add_recording(shared_workstation) for _ in range(2)]
    page.goto(shared_workstation.url)
    row = page.locator(f".recordings [data-id='{ids[0]}']")
    expect(row).to_be_visible()
    assert page.evaluate(NAMELESS) == []
    shown = tree(page)
    for part in (
        'heading "Recordings" [level=1]', 'navigation "Pages"', "- main:", 'table "Recordings"', 'group "State"',
        'searchbox "Search in all transcripts"', 'log "Messages"', 'columnheader "Title"', "- status:",
    ):  # fmt: skip
        assert part in shown, part
    assert page.locator("[aria-current=page]").text_content() == "Recordings"
    title = row.get_by_role("rowheader").get_by_role("link").text_content()
    cells = tree(page, f".recordings [data-id='{ids[0]}']")
    for name in (
        f'checkbox "Select {title}"',
        f'link "{title}"',
        f'button "More actions on {title}"',
    ):
        assert name in cells, name
    expect(page.get_by_role("columnheader", name="Added")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_role("checkbox", name=f"Select {title}").check()
    expect(page.get_by_role("status").filter(has_text="1 selected")).to_be_visible()


def test_each_upload_is_told_apart_and_its_progress_is_not_read_at_each_percent(
    page: Page, shared_workstation: Workstation, tmp_path: Path
) -> None:
    def hold(route: Route) -> None:
        """Parts never arrive."""
        del route

    page.route("**/api/v1/uploads/*", hold)
    page.goto(shared_workstation.url)
    expect(page.get_by_role("button", name="Add recordings…")).to_be_visible()
    for n in (1, 2):
        (tmp_path / f"talk {n}.wav").write_bytes(b"x" * 100)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add recordings…").click()
    chooser.value.set_files([tmp_path / f"talk {n}.wav" for n in (1, 2)])
    for n in (1, 2):
        expect(page.get_by_role("progressbar", name=f"Upload of talk {n}.wav")).to_be_visible()
        expect(page.get_by_role("button", name=f"Stop: talk {n}.wav")).to_be_visible()
    told = page.get_by_role("status").all_text_contents()
    assert not [text for text in told if re.search(r"^\d+ %$", text.strip())], told
    assert page.evaluate(NAMELESS) == []


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    return Editor(page, shared_workstation, add_recording(shared_workstation))


def test_the_editor_has_a_heading_regions_and_a_list_of_named_segments(editor: Editor) -> None:
    page = editor.page
    assert page.evaluate(NAMELESS) == []
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    assert heading.text_content() == page.title().split(" · ")[0]
    shown = tree(page)
    for part in (
        "- banner:", "- main:", 'region "Player and timeline"', 'group "Playback options"', 'list "Segments"',
        'slider "Volume"', 'link "Skip to the segments"', 'log "Messages"', "- status: Saved",
    ):  # fmt: skip
        assert part in shown, part
    items = page.get_by_role("list", name="Segments").get_by_role("listitem")
    expect(items).to_have_count(len(SENTENCES))
    first = tree(page, ".seg >> nth=0")
    for name in (
        'button "Select segment 1"',
        'button "Play from 0:00.0"',
        'textbox "Text at 0:00"',
        'img "Draft"',
        'button "No speaker"',
    ):
        assert name in first, first
    page.get_by_role("link", name="Skip to the segments").focus()
    editor.press("Enter", "Tab")
    assert page.evaluate(
        "() => document.getElementById('segments').contains(document.activeElement)"
    )


def test_names_follow_the_segment_and_its_state_is_said(editor: Editor) -> None:
    page = editor.page
    editor.put_cursor(1, 0)
    editor.press("Alt+k")
    row = page.locator(".seg").nth(1)
    expect(row.get_by_role("button", name="Flagged. Play from 0:02.0")).to_be_visible()
    editor.press("Alt+.")  # starts 10 ms later
    editor.press(*["Alt+."] * 9)
    expect(row.get_by_role("button", name="Flagged. Play from 0:02.1")).to_be_visible()
    editor.press("Alt+a")
    expect(row.get_by_role("img", name="Approved")).to_be_visible()
    expect(page.locator(".editor-save")).to_have_attribute("role", "status")
    editor.wait_until_saved()


def test_trouble_is_told_as_an_alert(editor: Editor) -> None:
    page = editor.page
    page.route("**/edits", lambda route: route.abort())
    editor.put_cursor(0, 0)
    editor.type("x")
    alert = page.get_by_role("alert").filter(has_text="Changes are kept in this browser")
    expect(alert).to_be_visible()
    page.unroute("**/edits")
    page.get_by_role("button", name="Try now").click()
    editor.wait_until_saved()


def test_a_job_is_told_when_it_begins_and_ends_but_not_at_each_percent(editor: Editor) -> None:
    page = editor.page
    media = editor.station.get(f"/media/{editor.media_id}")
    states = [{"state": "drafting", "progress": share} for share in (0.1, 0.2, 0.3)]

    def tell(route: Route) -> None:
        lines = [f"event: media\ndata: {json.dumps(media | state)}\n\n" for state in states]
        body = "retry: 50\n\n" + "".join(lines)
        route.fulfill(body=body, content_type="text/event-stream")

    page.route("**/api/v1/events*", tell)
    editor.reload()
    region = page.locator(".editor-status > [role=status]")
    expect(page.locator(".editor-progress")).to_contain_text("Drafting 30 %")
    expect(region).to_have_text("Drafting")
    states[:] = [{"state": "ready", "progress": 1.0}]
    expect(region).to_have_text("Finished: Drafting")
    expect(page.locator(".editor-progress")).to_have_count(0)


def test_dialogs_have_names_and_give_the_focus_back(editor: Editor) -> None:
    page = editor.page
    for key, name in (
        ("Alt+e", re.compile("^Export")),
        ("Alt+u", "Settings"),
        ("Control+k", "Commands"),
    ):
        editor.put_cursor(1, 0)
        editor.press(key)
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_be_visible()
        assert page.evaluate(NAMELESS) == []
        assert page.evaluate("() => !!document.activeElement.closest('dialog[open]')")
        editor.press("Escape")
        expect(dialog).to_have_count(0)
        wait_in(page, lambda: editor.cursor()[0] == 1)
        assert editor.cursor()[0] == 1
