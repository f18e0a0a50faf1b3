"""Marks on words are there at once, however the text came: the same as after the page is opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.editor_page import Editor, wait_in
from tests.support.recordings import SENTENCES

# Of the rows in view: how far beyond it rows are marked depends on how they are grouped.
MARKS = """() => {
    const frame = document.querySelector(".editor-list").getBoundingClientRect();
    const isSeen = ({top, bottom}) => bottom > frame.top && top < frame.bottom;
    const placeOf = (name) => (range) => {
        const row = range.startContainer.parentElement?.closest(".seg");
        const text = range.startContainer.data?.slice(range.startOffset, range.endOffset);
        if (!row?.isConnected) return [name, -1, range.startOffset, text];
        return isSeen(row.getBoundingClientRect()) ? [name, Number(row.dataset.id), range.startOffset, text] : null;
    };
    return ["low-confidence", "lowest-confidence", "disfluency", "found"]
        .flatMap((name) => [...(CSS.highlights.get(name) ?? [])].map(placeOf(name)))
        .filter((place) => place !== null && (place[1] < 0 || place[3]))
        .sort((a, b) => String(a).localeCompare(String(b)));
}"""
BOTTOM = "() => document.querySelector('.editor-list').scrollTo(0, 1e6)"


def drafted(segment_id: int, at: float, text: str) -> dict[str, Any]:
    """A segment as recognition makes it: every second word has low confidence."""
    tokens = text.split()
    step = 0.4 / len(tokens)
    words = [
        {"word": word, "start": round(at + n * step, 3), "end": round(at + (n + 1) * step, 3),
         "probability": 0.9 if n % 2 else 0.1 + 0.4 * (n % 4 == 2)}
        for n, word in enumerate(tokens)
    ]  # fmt: skip
    return {
        "id": segment_id, "start": at, "end": round(at + 0.4, 3), "text": text, "words": words, "status": "draft",
    }  # fmt: skip


def edit(editor: Editor, *ops: dict[str, Any]) -> None:
    """An edit of another window."""
    editor.wait_until_saved()
    revision = editor.station.get(f"/media/{editor.media_id}/transcript")["revision"]
    editor.station.edit(editor.media_id, revision, *ops)


def fresh_marks(editor: Editor, *, at_bottom: bool = False) -> list[Any]:
    """The marks in a page that is opened now."""
    editor.wait_until_saved()
    other = editor.page.context.new_page()
    opened = Editor(other, editor.station, editor.media_id)
    # They are all drawn when two looks in a row find the same.
    seen: list[Any] = []

    def is_steady() -> bool:
        if at_bottom:  # each time: the page may go to the place where it was left a little later
            other.evaluate(BOTTOM)
        before, seen[:] = list(seen), other.evaluate(MARKS)
        return bool(seen) and before == seen

    wait_in(opened.page, is_steady)
    other.close()
    return seen


def expect_as_fresh(editor: Editor, *, at_bottom: bool = False) -> list[Any]:
    if at_bottom:
        editor.page.evaluate(BOTTOM)
    wanted = fresh_marks(editor, at_bottom=at_bottom)
    wait_in(editor.page, lambda: editor.page.evaluate(MARKS) == wanted)
    assert editor.page.evaluate(MARKS) == wanted
    assert wanted
    return wanted


def low(marks: list[Any]) -> list[str]:
    return sorted(text for name, _, _, text in marks if name == "low-confidence")


LONG = drafted(2, 2.5, "um ask not uh what your your country can do for you,")


def split(editor: Editor) -> None:
    editor.put_cursor(1, len("um ask not "))
    editor.press("Enter")


def split_and_undo(editor: Editor) -> None:
    split(editor)
    editor.press("Control+z")


def split_undo_redo(editor: Editor) -> None:
    split_and_undo(editor)
    editor.press("Control+Shift+z")


def merge(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Backspace")


def merge_and_undo(editor: Editor) -> None:
    merge(editor)
    editor.press("Control+z")


def delete_and_undo(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Alt+Delete", "Control+z")


def type_in_it(editor: Editor) -> None:
    editor.put_cursor(1, len("um ask "))
    editor.type("now ")


def type_and_undo(editor: Editor) -> None:
    type_in_it(editor)
    editor.press("Control+z")


def empty_and_type(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Control+a", "Delete")
    editor.type("um all is new")
    editor.press("Control+z", "Control+z", "Control+z", "Control+z", "Control+z")


def change_the_speaker(editor: Editor) -> None:
    editor.put_cursor(1, 3)
    editor.press("Alt+s")
    editor.type("Ann")
    editor.press("Enter")


def change_elsewhere(editor: Editor) -> None:
    edit(editor, {"op": "set_text", "id": 2, "text": "Well, " + LONG["text"]})


def change_elsewhere_at_the_cursor(editor: Editor) -> None:
    editor.put_cursor(1, 6)
    change_elsewhere(editor)


def split_elsewhere(editor: Editor) -> None:
    edit(editor, {"op": "split", "id": 2, "at_char": 11, "at": 2.7, "new_id": 77})


def redraft_elsewhere(editor: Editor) -> None:
    put = [drafted(91, 2.5, "uh ask me not"), drafted(92, 2.95, "what your your county can")]
    edit(editor, {"op": "replace", "put": put, "remove": [2]})


def move_in_time(editor: Editor) -> None:
    edit(editor, {"op": "set_times", "id": 2, "start": 9.0, "end": 9.4})


def confirm_a_word(editor: Editor) -> None:
    editor.put_cursor(1, 4)
    editor.press("Alt+z")


WAYS: tuple[Callable[[Editor], None], ...] = (
    split, split_and_undo, split_undo_redo, merge, merge_and_undo, delete_and_undo, type_in_it,
    type_and_undo, empty_and_type, change_the_speaker, change_elsewhere, change_elsewhere_at_the_cursor,
    split_elsewhere, redraft_elsewhere, move_in_time, confirm_a_word,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_marks_are_those_of_a_page_opened_now(
    editor: Editor, way: Callable[[Editor], None]
) -> None:
    edit(editor, {"op": "replace", "put": [LONG], "remove": []})
    editor.expect_texts(SENTENCES[0], LONG["text"], *SENTENCES[2:])
    editor.put_cursor(0, 0)
    editor.press("Alt+Shift+d")  # disfluencies
    way(editor)
    expect_as_fresh(editor)


def test_rows_that_arrive_live_are_marked(editor: Editor) -> None:
    rows = [drafted(100 + n, round(n / 10, 1), f"row {n} is um new here") for n in range(107)]
    for start in range(0, len(rows), 8):
        edit(editor, *({"op": "insert", "segment": row} for row in rows[start : start + 8]))
    expect(editor.page.locator(".seg")).to_have_count(4 + 107)
    assert len(low(expect_as_fresh(editor))) > 15
    expect_as_fresh(editor, at_bottom=True)


def test_hits_of_the_search_stay_marked_in_rows_that_change(editor: Editor) -> None:
    editor.press("Control+Shift+f")
    editor.type("country")
    found = """() => [...CSS.highlights.get("found")].map((range) =>
        range.startContainer.data.slice(range.startOffset, range.endOffset))"""
    wait_in(editor.page, lambda: len(editor.page.evaluate(found)) == 2)
    edit(editor, {"op": "set_text", "id": 2, "text": "Our country, our country"})
    wait_in(editor.page, lambda: len(editor.page.evaluate(found)) == 3)
    assert editor.page.evaluate(found) == ["country"] * 3


@pytest.mark.parametrize("pauses", [False, True])
def test_a_word_that_is_typed_again_is_confirmed(editor: Editor, pauses: bool) -> None:
    editor.expect_marked("low-confidence", "ask")
    editor.text(1).dblclick(position={"x": 12, "y": 10})
    assert editor.page.evaluate("() => getSelection().toString().trim()") == "ask"
    for letter in "ask":
        editor.type(letter)
        if pauses:
            editor.wait_until_saved()
    editor.press("ArrowDown")
    editor.expect_marked("low-confidence")
    stored = editor.stored_segments()[1]
    assert stored["text"].split() == SENTENCES[1].split()
    assert stored["words"][0].get("probability") is None
    editor.reload()
    editor.put_cursor(0, 0)
    editor.expect_marked("low-confidence")
