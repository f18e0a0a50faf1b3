"""Ten hours with 20,000 segments, one of them with 10,000 characters: all of it stays editable."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.editor_page import Editor
from tests.support.server import Workstation
from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert, Operation
from transcribe.store import Store

N_SEGMENTS, STEP_MS = 20_000, 1_800
LONG = 12_000  # the segment with a text of 10,000 characters
HAS_ROWS = "n => document.querySelectorAll('.seg').length === n"
IS_IN_VIEWPORT = """n => {
    const box = document.querySelectorAll(".seg-text")[n].getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
}"""
LONG_TEXT = "all of this was said without a pause " * 271


@pytest.fixture(scope="module")
def huge(shared_workstation: Workstation) -> str:
    """Ten hours without audio: only the text is tested."""
    with Store(shared_workstation.data) as store:
        media = store.media.add(
            media_id="huge", title="Ten hours", filename="huge.wav", sha256="a" * 64, size_bytes=1
        )
        store.media_folder(media.id).mkdir(parents=True)
        store.media.update(media.id, state="ready", duration_ms=N_SEGMENTS * STEP_MS)
        ops: list[Operation] = [AddSpeaker(Speaker("S1", "Anna"))]
        ops += [Insert(_segment(n)) for n in range(N_SEGMENTS)]
        store.edits.apply(media.id, 0, ops, edit_id="huge", kind="draft")
    return media.id


def _segment(n: int) -> Segment:
    text = LONG_TEXT if n == LONG else f"line {n} of it"
    tokens = text.split()
    start_ms = n * STEP_MS
    length_ms = 1_500 // len(tokens)
    words = tuple(
        Word(token, start_ms + i * length_ms, start_ms + (i + 1) * length_ms, 0.4 if i == 2 else 0.9)
        for i, token in enumerate(tokens)
    )  # fmt: skip
    return Segment(n + 1, start_ms, start_ms + 1_500, text.strip(), "S1", "draft", words)


def test_twenty_thousand_segments_are_read_edited_and_saved(
    page: Page, shared_workstation: Workstation, huge: str
) -> None:
    editor = Editor(page, shared_workstation, huge, f"?segment={N_SEGMENTS - 1}")
    assert page.locator(".seg").count() == N_SEGMENTS
    last = editor.text(N_SEGMENTS - 2)
    _wait_until(page, IS_IN_VIEWPORT, N_SEGMENTS - 2)
    last.click()
    editor.press("Home")
    editor.type("The ")
    editor.press("Enter")
    _wait_until(page, HAS_ROWS, N_SEGMENTS + 1)
    assert _texts(editor, N_SEGMENTS - 2) == ["The", f"line {N_SEGMENTS - 2} of it"]
    editor.press("Control+z")
    _wait_until(page, HAS_ROWS, N_SEGMENTS)
    assert _texts(editor, N_SEGMENTS - 2) == [f"The line {N_SEGMENTS - 2} of it"]


def test_a_text_of_ten_thousand_characters_is_typed_split_and_joined(
    page: Page, shared_workstation: Workstation, huge: str
) -> None:
    editor = Editor(page, shared_workstation, huge, f"?segment={LONG + 1}")
    text = editor.text(LONG)
    page.evaluate(
        """row => {
            const text = document.querySelectorAll(".seg-text")[row];
            text.focus();
            getSelection().collapse(text.firstChild, 5000);
        }""",
        LONG,
    )
    editor.type("X")
    expected = LONG_TEXT.strip()[:5000] + "X" + LONG_TEXT.strip()[5000:]
    assert text.text_content() == expected
    assert _texts(editor, LONG) == [expected]
    editor.press("Control+ArrowRight", "Enter")
    _wait_until(page, HAS_ROWS, N_SEGMENTS + 1)
    assert " ".join(_texts(editor, LONG)) == expected
    editor.press("Backspace")
    _wait_until(page, HAS_ROWS, N_SEGMENTS)
    assert _texts(editor, LONG) == [expected]
    marked = page.evaluate(
        "[...CSS.highlights.get('low-confidence')].map(range => range.toString())"
    )
    assert "this" in marked  # its third word; the marks moved with the text


def _wait_until(page: Page, condition: str, n: int) -> None:
    """Like `expect`, which lists everything in the page when it waits (see `editor_page`)."""
    page.wait_for_function(condition, arg=n)


def _texts(editor: Editor, n: int) -> list[str]:
    """Texts that the server has for the n-th segment or its parts."""
    editor.wait_until_saved()
    span = f"from={n * STEP_MS / 1000}&to={(n * STEP_MS + 1500) / 1000}"
    segments = editor.station.get(f"/media/{editor.media_id}/segments?{span}")["segments"]
    return [segment["text"] for segment in segments]
