"""The checks panel: findings beside the list, next and previous by key, followed while text is edited."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation


def test_findings_are_gone_to_by_key_and_follow_edits(
    page: Page, shared_workstation: Workstation
) -> None:
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    editor.press("Alt+Shift+u")
    panel = page.get_by_role("complementary", name="Checks")
    panel.get_by_label("Profile").select_option("dcmp-lower")
    expect(panel.get_by_role("status")).to_contain_text("compared in milliseconds")
    rows = panel.locator(".checks-row")
    expect(rows.first).to_contain_text("words a minute")
    expect(rows.first.get_by_role("link")).to_have_attribute(
        "href", "https://dcmp.org/learn/captioningkey/601"
    )
    editor.press("Shift+F8")
    expect(rows.first).to_have_class("history-entry checks-row is-chosen")
    panel.get_by_label("Profile").select_option("netflix-en")
    expect(panel.get_by_role("status")).not_to_contain_text("Checking")
    editor.put_cursor(0, 0)
    page.keyboard.press("End")
    editor.type(" the the end")
    expect(panel.locator(".checks-row", has_text="the the")).to_have_count(1)
    editor.press("Shift+F7")
    expect(panel.locator(".is-chosen")).to_have_count(1)
    editor.press("Alt+Shift+u")
    expect(panel).to_have_count(0)


def test_the_next_finding_is_in_view_and_none_is_left_out_after_an_edit(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    segments = [{"start": n, "end": n + 0.9, "text": f"{n}. Go the the way."} for n in range(11)]
    transcript = json.dumps({"segments": segments}).encode()
    shared_workstation.post(f"/media/{media_id}/import?format=json", transcript, "text/plain")
    editor = Editor(page, shared_workstation, media_id)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/checks" in one.url else None)
    editor.press("Shift+F8")
    panel = page.get_by_role("complementary", name="Checks")
    expect(panel.locator(".is-chosen")).to_have_count(1)
    assert len(asked) == 1
    panel.get_by_label("Profile").select_option("youtube")
    expect(panel.locator(".checks-row")).to_have_count(11)
    chosen = panel.locator(".is-chosen")
    for number in range(9):
        editor.press("Shift+F8")
        expect(panel.locator(".checks-row").nth(number)).to_have_class(re.compile("is-chosen"))
    expect(chosen).to_be_in_viewport(ratio=1)
    page.keyboard.press("Shift+Home")
    editor.type("Right.")
    expect(panel.locator(".checks-row")).to_have_count(10)
    editor.press("Shift+F8")
    expect(chosen.get_by_role("button")).to_have_text("0:09 A word stands twice.")
    editor.press("Shift+F7")
    expect(chosen.get_by_role("button")).to_have_text("0:07 A word stands twice.")


def test_one_panel_is_open_at_a_time(page: Page, shared_workstation: Workstation) -> None:
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    checks = page.get_by_role("complementary", name="Checks")
    history = page.get_by_role("complementary", name="History")
    for key, shown, hidden in (
        ("Alt+Shift+u", checks, history),
        ("Alt+h", history, checks),
        ("Alt+Shift+u", checks, history),
    ):
        editor.press(key)
        expect(shown).to_be_visible()
        expect(hidden).to_be_hidden()
    editor.press("Alt+Shift+u")
    expect(checks).to_be_hidden()


def test_a_draft_is_made_to_pass_netflix_english_by_keyboard_alone(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    texts = ("Well... I saw the the dog.", "There were 3 of them.", "We went home then.")
    segments = [
        {"start": 4 * n, "end": 4 * n + 3, "text": text} for n, text in enumerate(texts)
    ]  # fmt: skip
    transcript = json.dumps({"segments": segments}).encode()
    shared_workstation.post(f"/media/{media_id}/import?format=json", transcript, "text/plain")
    editor = Editor(page, shared_workstation, media_id)
    panel = page.get_by_role("complementary", name="Checks")
    status, chosen = panel.get_by_role("status"), panel.locator(".is-chosen")
    editor.press("Shift+F8")
    expect(status).to_contain_text("3 findings in")
    for said, right, left in (
        ("dots", "Well, I saw the dog.", "1 finding in"),
        ("3 in digits", "There were three of them.", "0 findings in"),
    ):
        expect(chosen).to_contain_text(said)
        editor.press("Home", "Shift+End")
        editor.type(right)
        expect(status).to_contain_text(left)
        editor.press("Shift+F8")
    assert editor.stored() == ["Well, I saw the dog.", "There were three of them.", texts[2]]


def test_signs_are_fixed_by_key_and_approved_texts_are_left(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = add_recording(shared_workstation)
    segments = [
        {"start": 4 * n, "end": 4 * n + 3, "text": f"{name}... went home then.", "status": status}
        for n, (name, status) in enumerate(
            [("Anna", "draft"), ("Ben", "approved"), ("Eve", "draft")]
        )
    ]
    transcript = json.dumps({"segments": segments}).encode()
    shared_workstation.post(f"/media/{media_id}/import?format=json", transcript, "text/plain")
    editor = Editor(page, shared_workstation, media_id)
    panel = page.get_by_role("complementary", name="Checks")
    editor.press("Shift+F8")
    expect(panel.locator(".is-chosen").get_by_role("button", name="Fix")).to_be_visible()
    editor.press("Shift+F6")
    expect(editor.text(0)).to_have_text("Anna… went home then.")
    expect(panel.get_by_role("status")).to_contain_text("2 findings in")
    panel.get_by_role("button", name="Fix all signs").click()
    expect(editor.text(2)).to_have_text("Eve… went home then.")
    expect(page.locator(".toast.is-success").last).to_contain_text("1 approved segment was left")
    page.locator(".toast-action", has_text="Undo").last.click()
    expect(editor.text(2)).to_have_text("Eve... went home then.")
    assert editor.stored()[1] == "Ben... went home then."
