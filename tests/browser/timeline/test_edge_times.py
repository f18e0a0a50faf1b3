"""Word times in the editor, with real weights: they stay right and never interrupt typing."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor, wait_for_answer, wait_in
from tests.support.ingested import add_ingested
from tests.support.server import Workstation
from transcribe.audio.decode import decode

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"
DRAFT = "And so, my fellow Americans, ask not what your nation can do for you"
TRUE = DRAFT.replace("nation", "country")
COUNTRY = (5.80, 6.25)  # where the word is heard; the even times put it at 4.8
ABOUT = 0.4  # the model's figures differ by processor
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Mono 16 kHz PCM, int16."""
    target = tmp_path_factory.mktemp("speech") / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    return target.read_bytes()


def _wav(pcm: bytes) -> bytes:
    """The samples as a WAV file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)
    return target.getvalue()


def _add_speech(station: Workstation, pcm: bytes) -> str:
    """Eleven seconds of speech with a wrong word in a segment whose times are all too even."""
    media_id = add_ingested(station, "jfk.wav", _wav(pcm), "en")
    words = [
        {"word": word, "start": 0.3 + at / 2, "end": 0.7 + at / 2, "probability": 0.9}
        for at, word in enumerate(DRAFT.split())
    ]
    segments = [
        {"id": 1, "start": 0.3, "end": 7.9, "text": DRAFT, "words": words},
        {"id": 2, "start": 8.0, "end": 10.6, "text": "", "words": []},
    ]
    insert = [{"op": "insert", "segment": segment} for segment in segments]
    station.edit(media_id, 0, *insert, realign=False)
    return media_id


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation, speech: bytes) -> Editor:
    return Editor(page, shared_workstation, _add_speech(shared_workstation, speech))


def _first(editor: Editor) -> dict[str, Any]:
    segment: dict[str, Any] = editor.station.get(f"/media/{editor.media_id}/transcript")[
        "segments"
    ][0]
    return segment


def _kinds(editor: Editor) -> list[str]:
    return [one["kind"] for one in editor.station.get(f"/media/{editor.media_id}/edits")["edits"]]


def _correct(editor: Editor) -> None:
    editor.put_cursor(0, DRAFT.index("nation") + len("nation"))
    editor.press(*["Backspace"] * len("nation"))
    editor.type("country")
    editor.wait_until_saved()


def _wait_for_times(editor: Editor, n: int = 1) -> None:
    for _ in range(600):
        waits = editor.station.get(f"/media/{editor.media_id}/alignment")["waiting"]
        if _kinds(editor).count("align") >= n and not waits:
            return
        editor.page.wait_for_timeout(100)
    raise AssertionError(f"no times came: {_kinds(editor)}")


def _check_start(editor: Editor, text: str, start: float) -> None:
    """What this window has, by where it plays from."""
    editor.put_cursor(0, TRUE.index(text) + 1)
    editor.press("Control+Enter")
    wait_in(editor.page, lambda: abs(editor.now_ms() / 1000 - start) < 0.06)
    assert editor.now_ms() / 1000 == pytest.approx(start, abs=0.06)


def test_a_typed_word_gets_its_time_from_the_sound_and_undo_goes_across(editor: Editor) -> None:
    page = editor.page
    drafted = _first(editor)
    _correct(editor)
    expect(page.locator(".seg.is-retiming")).to_have_count(1)
    _wait_for_times(editor)
    expect(page.locator(".seg.is-retiming")).to_have_count(0)
    found = _first(editor)
    word = next(one for one in found["words"] if one["word"] == "country")
    assert word["start"] == pytest.approx(COUNTRY[0], abs=ABOUT)
    assert word["end"] == pytest.approx(COUNTRY[1], abs=ABOUT)
    assert "probability" not in word  # a typed word has no confidence
    assert (found["text"], found["status"]) == (TRUE, "corrected")
    _check_start(editor, "country", word["start"])
    jobs = editor.station.get(f"/jobs?media={editor.media_id}")["jobs"]
    assert "align" not in {job["kind"] for job in jobs}

    # The cursor is in the text all the while; nothing but what was typed is undone.
    while "nation" not in editor.texts()[0]:
        editor.press("Control+z")
        page.wait_for_timeout(50)
    editor.wait_until_saved()
    assert {key: _first(editor)[key] for key in ("text", "words", "status")} == {
        key: drafted[key] for key in ("text", "words", "status")
    }
    assert _kinds(editor)[-1] == "undo"
    editor.press("Control+Shift+z")
    editor.wait_until_saved()


def test_typing_on_while_the_times_come_loses_nothing(editor: Editor) -> None:
    _correct(editor)
    for word in (" today", " and", " tomorrow"):
        editor.type(word)
        editor.page.wait_for_timeout(1100)  # a rest that lets an alignment begin
    _wait_for_times(editor)
    expected = TRUE.replace("country", "country today and tomorrow")
    assert editor.texts()[0] == expected
    assert editor.stored()[0] == expected
    expect(editor.page.get_by_role("dialog")).to_have_count(0)
    assert editor.cursor() == (0, expected.index("tomorrow") + len("tomorrow"))


def test_a_window_that_hears_nothing_may_edit_what_was_aligned(editor: Editor, page: Page) -> None:
    """Its edit is made without knowing of the new times, and is no conflict."""
    _correct(editor)
    page.context.set_offline(True)
    _wait_for_times(editor)
    editor.press("End")
    editor.type("!")
    page.wait_for_timeout(600)
    page.context.set_offline(False)
    assert editor.stored()[0] == f"{TRUE}!"
    word = next(one for one in _first(editor)["words"] if one["word"] == "country")
    assert word["start"] == pytest.approx(COUNTRY[0], abs=ABOUT)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_windows_get_the_times_and_neither_is_asked_anything(
    editor: Editor, page: Page
) -> None:
    other = Editor(page.context.new_page(), editor.station, editor.media_id)
    _correct(editor)
    other.expect_texts(TRUE, "")
    other.put_cursor(0, 0)
    other.type("Well. ")
    other.wait_until_saved()
    _wait_for_times(editor)
    editor.expect_texts(f"Well. {TRUE}", "")
    for window in (editor, other):
        expect(window.page.get_by_role("dialog")).to_have_count(0)
        expect(window.page.locator(".seg.is-retiming")).to_have_count(0)
    other.page.close()


def test_it_can_be_switched_off(editor: Editor) -> None:
    editor.page.evaluate("localStorage.setItem('transcribe.settings', '{\"realign\": false}')")
    editor.reload()
    _correct(editor)
    assert editor.station.get(f"/media/{editor.media_id}/alignment")["waiting"] == []
    assert "align" not in _kinds(editor)


def test_edges_and_words_are_nudged_and_stick_to_the_sound_by_keys(editor: Editor) -> None:
    page = editor.page
    before = editor.station.get(f"/media/{editor.media_id}")["revision"]
    editor.put_cursor(0, DRAFT.index("fellow") + 2)
    editor.press("Alt+Period", "Alt+Period", "Control+Comma")
    expect(page.locator(".times-readout")).to_have_text("0.280 – 7.900 s")
    editor.press("Alt+Shift+Comma")
    expect(page.locator(".times-readout")).to_have_text("0.280 – 7.890 s")
    editor.press("Alt+Shift+Quote")
    expect(page.locator(".times-readout")).to_have_text("fellow 1.810 – 2.200 s")
    editor.press("Alt+Semicolon")
    editor.wait_until_saved()
    segment = _first(editor)
    assert (segment["start"], segment["end"]) == (0.27, 7.88)
    assert segment["words"][3]["start"] == 1.8

    editor.press("Alt+Shift+BracketRight")
    sounds = editor.station.get(f"/media/{editor.media_id}/onsets?from=0&to=11")["sounds"]
    ends = {one["end"] for one in sounds} | {8.0}
    for _ in range(100):  # the ends of sounds are requested first
        if _first(editor)["end"] in ends:
            break
        page.wait_for_timeout(50)
    assert _first(editor)["end"] in ends
    # Six nudges, and the snap where the end did not lie at a sound's end already.
    done = editor.station.get(f"/media/{editor.media_id}/edits?since={before}")["edits"]
    assert len(done) in (6, 7)
    for _ in done:
        editor.press("Control+z")
    editor.wait_until_saved()
    assert (_first(editor)["start"], _first(editor)["end"]) == (0.3, 7.9)


def test_linked_edges_move_together(editor: Editor) -> None:
    editor.put_cursor(1, 0)
    editor.press("Control+Comma", "Control+Comma", "Control+Comma")  # to 7.88, past the gap of 0.1
    editor.wait_until_saved()
    times = [
        (one["start"], one["end"])
        for one in editor.station.get(f"/media/{editor.media_id}/transcript")["segments"]
    ]
    assert times[1] == (7.88, 10.6)


def test_a_dragged_edge_sticks_to_the_sound_and_a_line_says_so(editor: Editor) -> None:
    page = editor.page
    sounds = editor.station.get(f"/media/{editor.media_id}/onsets?from=0&to=11")["sounds"]
    target = next(one["start"] for one in sounds if 0.6 < one["start"] < 7)
    wait_for_answer(page, "/onsets")  # the sounds of what is shown
    frame = page.locator(".timeline-frame").bounding_box()
    assert frame is not None
    per_second = frame["width"] / 11.0
    y = frame["y"] + frame["height"] - 8
    page.mouse.move(frame["x"] + 0.3 * per_second, y)
    page.mouse.down()
    page.mouse.move(frame["x"] + target * per_second + 12, y, steps=4)
    page.mouse.move(frame["x"] + target * per_second + 3, y, steps=2)
    page.mouse.up()
    editor.wait_until_saved()
    assert _first(editor)["start"] == pytest.approx(target, abs=0.002)
