"""Autocorrect, and similar corrections elsewhere, in real Chromium on a real server."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, wait_in
from tests.support.ingested import add_ingested
from tests.support.recordings import SENTENCES, noise_wav
from tests.support.server import Workstation

ONE, TWO, THREE, FOUR = SENTENCES


def recording(station: Workstation, *texts: str) -> str:
    """A recording of noise with these texts, one second each."""
    media_id = add_ingested(station, "texts.wav", noise_wav(1))
    segments = [{"start": n, "end": n + 0.9, "text": text} for n, text in enumerate(texts)]
    body = json.dumps({"segments": segments}).encode()
    station.post(f"/media/{media_id}/import?format=json", body, "text/plain")
    return media_id


def paste(editor: Editor, text: str) -> None:
    """Paste plain text with a rich variant, as other programs put both on the clipboard."""
    editor.page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            data.setData("text/html", `<b style="color:red">${text}</b><img src=x>`);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_words_are_corrected_while_typing_and_backspace_undoes_it(editor: Editor) -> None:
    editor.put_cursor(2, 0)
    editor.type("Teh ")
    editor.expect_texts(ONE, TWO, f"The {THREE}", FOUR)
    assert editor.cursor() == (2, 4)
    editor.press("Backspace")
    editor.expect_texts(ONE, TWO, f"Teh {THREE}", FOUR)
    assert editor.cursor() == (2, 4)
    editor.type("teh,")
    editor.expect_texts(ONE, TWO, f"Teh the,{THREE}", FOUR)
    editor.press("Control+z")
    editor.expect_texts(ONE, TWO, f"Teh teh,{THREE}", FOUR)
    assert editor.stored()[2] == f"Teh teh,{THREE}"


def test_abbreviations_and_marks_are_inserted(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.page.evaluate("document.querySelector('audio').currentTime = 3.6")
    editor.page.wait_for_function(
        "() => document.querySelector('.player-now').textContent.includes('0:03')"
    )
    editor.press("Control+Home")
    editor.type(";br")
    expect(editor.text(1)).to_have_text(f"[break 00:00:03]{TWO}")
    editor.press("Control+z", "Control+z", "End", "Alt+Shift+Digit1")
    expect(editor.text(1)).to_have_text(f"{TWO} [laughter]")
    editor.press("Alt+Shift+Digit3")
    expect(editor.text(1)).to_have_text(f"{TWO} [laughter] [inaudible 00:00:03]")
    assert editor.stored()[1] == f"{TWO} [laughter] [inaudible 00:00:03]"


def test_pastes_are_plain_and_many_lines_may_become_segments(editor: Editor) -> None:
    editor.put_cursor(3, 0)
    editor.press("Control+a")
    paste(editor, "one\t<i>tag</i>\0 👩‍👩‍👧\u202e\r\n\r\nline two")
    expect(editor.text(3)).to_have_text("one <i>tag</i> 👩‍👩‍👧 line two")
    assert editor.page.locator(".seg-text b, .seg-text img, .seg-text i").count() == 0
    editor.page.get_by_role("button", name="Make 2 segments").click()
    after = (ONE, TWO, THREE, "one <i>tag</i> 👩‍👩‍👧", "line two")
    editor.expect_texts(*after)
    assert editor.stored() == list(after)
    editor.press("Control+z")
    editor.expect_texts(ONE, TWO, THREE, "one <i>tag</i> 👩‍👩‍👧 line two")


def test_text_too_long_for_a_segment_is_refused(editor: Editor) -> None:
    editor.put_cursor(0, 0)
    paste(editor, "x" * 100_000)
    expect(editor.page.get_by_role("alert")).to_contain_text("more than a segment can hold")
    assert editor.stored() == list(SENTENCES)


def test_capitals_and_full_stops_at_seams(page: Page, shared_workstation: Workstation) -> None:
    texts = ("We went home. then we ate", "Then we slept and then", "near their.", "market")
    media_id = recording(shared_workstation, *texts)
    editor = Editor(page, shared_workstation, media_id)
    editor.put_cursor(0, len("We went home. "))
    editor.press("Enter")
    editor.expect_texts("We went home.", "Then we ate", *texts[1:])
    editor.press("Control+z")
    editor.expect_texts(*texts)
    editor.put_cursor(1, 0)
    editor.press("Backspace")
    editor.expect_texts("We went home. then we ate then we slept and then", *texts[2:])
    editor.put_cursor(2, 0)
    editor.press("Backspace")
    editor.expect_texts("We went home. then we ate then we slept and then", "near their market")
    assert editor.stored()[1] == "near their market"


def test_a_correction_is_offered_elsewhere_and_goes_into_the_glossary(
    page: Page, shared_workstation: Workstation
) -> None:
    texts = ("We use Kubernets", "and kubernets again", "Kubernets, yes", "the end")
    media_id = recording(shared_workstation, *texts)
    editor = Editor(page, shared_workstation, media_id)
    editor.put_cursor(0, len("We use Kubernet"))
    editor.type("e")
    editor.press("Alt+ArrowDown")
    offer = page.get_by_role("status", name="The same correction elsewhere")
    expect(offer).to_contain_text("1 more: Kubernets → Kubernetes")
    offer.get_by_role("button", name="Review each").click()
    panel = page.get_by_role("complementary", name="Find and replace")
    expect(panel.locator(".find-hit ins")).to_have_text(["Kubernetes"])
    editor.press("Escape")
    editor.put_cursor(1, len("and kubernet"))
    editor.type("e")
    expect(offer).to_contain_text("1 more: kubernets → kubernetes")  # after a pause in typing
    editor.press("Alt+Shift+y")
    expect(offer).to_be_hidden()
    editor.press("Control+z")
    editor.put_cursor(0, 0)
    editor.press("Control+a")
    editor.type("We use Kubernets and Kubernetes")
    editor.press("Alt+ArrowDown")
    expect(offer).to_be_hidden()  # nothing was corrected
    editor.put_cursor(2, len("Kubernet"))
    editor.type("e")
    editor.press("Alt+ArrowDown")
    expect(offer).to_contain_text("1 more")
    editor.press("Alt+y")
    expect(editor.text(0)).to_have_text("We use Kubernetes and Kubernetes")
    expect(page.locator(".toast.is-success")).to_contain_text("It was added to the glossary")
    (term,) = (t for t in shared_workstation.get("/glossary")["terms"] if t["term"] == "Kubernetes")
    assert term["misrecognitions"] == ["Kubernets"]
    assert term["source"] == "correction"
    shared_workstation.delete(f"/glossary/{term['id']}")
    assert editor.stored()[0] == "We use Kubernetes and Kubernetes"


def test_an_offer_ends_with_its_correction_and_the_pair_leaves_the_glossary_with_undo(
    page: Page, shared_workstation: Workstation
) -> None:
    texts = ("We use Hadop here", "and Hadop there", "or Hadop")
    editor = Editor(page, shared_workstation, recording(shared_workstation, *texts))
    offer = page.get_by_role("status", name="The same correction elsewhere")

    def terms() -> list[str]:
        found = shared_workstation.get("/glossary")["terms"]
        return [term["term"] for term in found if term["term"] == "Hadoop"]

    def correct() -> None:
        editor.put_cursor(0, len("We use Hado"))
        editor.type("o")
        expect(offer).to_contain_text("2 more: Hadop → Hadoop")

    correct()
    editor.press("Control+z")
    expect(offer).to_be_hidden()
    expect(editor.text(0)).to_have_text(texts[0])
    assert terms() == []
    correct()
    editor.press("Alt+y")
    expect(editor.text(1)).to_have_text("and Hadoop there")
    wait_in(page, lambda: terms() == ["Hadoop"])
    assert terms() == ["Hadoop"]
    editor.reload()
    editor.press("Control+z")
    expect(editor.text(1)).to_have_text(texts[1])
    wait_in(page, lambda: terms() == [])
    assert terms() == []
    editor.press("Control+Shift+z")
    wait_in(page, lambda: terms() == ["Hadoop"])
    assert terms() == ["Hadoop"]
    editor.press("Control+z")
    wait_in(page, lambda: terms() == [])
    assert terms() == []


def test_the_clean_view_strikes_disfluencies_through_and_keeps_the_text(
    page: Page, shared_workstation: Workstation
) -> None:
    media_id = recording(shared_workstation, "Um, so we, uh, went", "the umbrella")
    editor = Editor(page, shared_workstation, media_id)
    struck = """() => JSON.stringify([...CSS.highlights.get("disfluency")].map(
        r => r.startContainer.data.slice(r.startOffset, r.endOffset)))"""
    editor.put_cursor(0, 0)
    editor.press("Alt+Shift+d")
    page.wait_for_function(f'() => ({struck})() === \'["Um,","uh,"]\'')
    editor.press("Alt+Shift+d")
    page.wait_for_function(f"() => ({struck})() === '[]'")
    assert editor.stored()[0] == "Um, so we, uh, went"
    editor.press("Alt+e")
    page.get_by_label("Plain text").check()
    page.get_by_label("Leave out fillers and repetitions").check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_text("utf-8") == "So we went\nthe umbrella\n"


def test_spelling_is_checked_in_the_recordings_language(editor: Editor) -> None:
    inherited = "() => [document.querySelector('.seg-text').spellcheck, document.querySelector('.seg-text').closest('[lang]').lang]"
    editor.page.wait_for_function("() => document.querySelector('.seg-text').spellcheck === true")
    editor.press("Alt+Shift+c")
    assert editor.page.evaluate(inherited)[0] is False
    editor.reload()
    assert editor.page.evaluate(inherited)[0] is False
