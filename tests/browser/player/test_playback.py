"""Playback for typing: where it begins, where it stops, what repeats, and how it sounds."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.audio_capture import Ear, add_sound, tone
from tests.support.editor_page import Editor
from tests.support.server import Workstation

LOW, MIDDLE, HIGH = 440, 1500, 3000
SEGMENTS = [
    (0.0, 1.2, "one two three four"),
    (1.2, 2.4, "five six seven eight"),
    (2.8, 4.0, "nine ten"),
]
IS_PAUSED = "() => document.querySelector('audio').paused"
LOG = """() => {
    window.begun = [];
    const sound = document.querySelector("audio");
    sound.addEventListener("seeking", () => begun.push(sound.currentTime));
}"""


@pytest.fixture
def ear(page: Page) -> Ear:
    return Ear(page)


@pytest.fixture
def editor(page: Page, ear: Ear, shared_workstation: Workstation) -> Editor:
    """A tone for each segment, so that the audio shows which one plays; ten seconds in all."""
    rest = np.random.default_rng(1).normal(0, 3, 6 * 16_000)
    tones = [tone(LOW, 1.2), tone(MIDDLE, 1.2), np.zeros(6_400), tone(HIGH, 1.2), rest]
    media_id = add_sound(shared_workstation, np.concatenate(tones), SEGMENTS)
    editor = Editor(page, shared_workstation, media_id)
    page.evaluate(LOG)
    editor.put_cursor(0, 0)
    page.wait_for_function("() => window.loudspeaker")
    return editor


def wait_until_paused(editor: Editor) -> int:
    editor.page.wait_for_function(IS_PAUSED)
    return editor.now_ms()


def wait_until(editor: Editor, ms: int) -> None:
    editor.page.wait_for_function(
        f"() => document.querySelector('audio').currentTime > {ms / 1000}"
    )


def begun_ms(editor: Editor) -> list[int]:
    """Seek positions since the last call."""
    return [round(1000 * at) for at in editor.page.evaluate("() => begun.splice(0)")]


def switch(editor: Editor, name: str, *, on: bool) -> None:
    pressed = "true" if on else "false"
    button = editor.page.get_by_role("button", name=name)
    expect(button).to_have_attribute("aria-pressed", pressed)


def test_after_a_pause_it_begins_earlier_and_after_a_seek_it_does_not(editor: Editor) -> None:
    editor.press("Tab")
    wait_until(editor, 1_300)
    editor.press("Tab")
    paused_ms = wait_until_paused(editor)
    begun_ms(editor)
    editor.press("Tab")
    wait_until(editor, paused_ms - 900)
    assert begun_ms(editor) == [pytest.approx(paused_ms - 1_000, abs=30)]
    editor.press("Tab")
    wait_until_paused(editor)
    editor.press("F2")  # forward: a seek
    here_ms = editor.now_ms()
    editor.press("Tab")
    wait_until(editor, here_ms + 100)
    assert set(begun_ms(editor)) <= {here_ms}  # the seek itself, and nothing before it


def test_it_stops_at_each_segments_end_and_not_a_word_later(editor: Editor, ear: Ear) -> None:
    editor.press("Alt+o")
    switch(editor, "Pause at each segment's end", on=True)
    ear.listen()
    editor.press("Tab")
    assert wait_until_paused(editor) == pytest.approx(1_200, abs=20)
    editor.page.wait_for_timeout(100)
    heard = ear.stop()
    assert heard.seconds_of(LOW) > 0.9
    assert heard.seconds_of(MIDDLE) <= 0.05
    editor.expect_marked("playing", "four")
    editor.press("Tab")  # goes on, without rewinding into the segment that was heard
    wait_until(editor, 1_300)
    assert wait_until_paused(editor) == pytest.approx(2_400, abs=20)
    editor.reload()
    switch(editor, "Pause at each segment's end", on=True)


def test_the_segment_repeats_and_the_loop_goes_where_the_cursor_goes(
    editor: Editor, ear: Ear
) -> None:
    page = editor.page
    editor.press("Alt+l")
    switch(editor, "Repeat", on=True)
    ear.listen()
    editor.press("Tab")
    page.wait_for_function("() => begun.length >= 2")
    heard = ear.stop()
    assert set(begun_ms(editor)) == {0}
    assert heard.seconds_of(LOW) > 1.5
    assert heard.seconds_of(MIDDLE) <= 0.06
    editor.press("Alt+ArrowDown")
    # Between the last look and the key, the first segment may have begun once more.
    page.wait_for_function(
        "() => begun.slice(-2).filter(at => at.toFixed(2) === '1.20').length === 2"
    )
    assert set(begun_ms(editor)) <= {0, 1_200}
    editor.press("Alt+l")
    wait_until(editor, 2_500)  # it plays on


def test_a_range_of_the_timeline_repeats_and_plays_by_itself(editor: Editor) -> None:
    page = editor.page
    box = page.locator(".timeline-canvas").bounding_box()
    assert box is not None
    per_second = page.evaluate("() => document.querySelector('.timeline-canvas').clientWidth") / 10
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 5.0 * per_second, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 5.8 * per_second, y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("New segment here")).to_be_visible()
    begun_ms(editor)
    editor.press("F9")
    stopped_ms = wait_until_paused(editor)
    (from_ms, *_) = begun_ms(editor)
    assert 400 < stopped_ms - from_ms < 1_100
    editor.press("Alt+l", "F9")
    page.wait_for_function("() => begun.length >= 3")
    assert set(begun_ms(editor)) == {from_ms}


def test_selected_words_play_and_the_words_before_the_cursor_lead_in(editor: Editor) -> None:
    editor.put_cursor(1, len("five "))
    for _ in "six seven":
        editor.press("Shift+ArrowRight")
    begun_ms(editor)
    editor.press("F9")
    wait_until(editor, 1_600)
    assert wait_until_paused(editor) == pytest.approx(2_100, abs=20)
    assert begun_ms(editor)[0] == 1_500
    editor.put_cursor(1, len("five six sev"))
    begun_ms(editor)
    editor.press("Control+Shift+Enter")
    wait_until(editor, 900)
    assert begun_ms(editor)[-1] == 800  # "seven" begins at 1.8 s
    editor.press("Tab")
    assert editor.cursor() == (1, len("five six sev"))


def test_typing_pauses_and_a_rest_goes_on(editor: Editor) -> None:
    page = editor.page
    editor.press("Alt+Shift+o")
    switch(editor, "Pause while typing", on=True)
    editor.press("Tab")
    wait_until(editor, 300)
    editor.type("a")
    held_ms = wait_until_paused(editor)
    expect(page.locator(".player-note")).to_have_text("Continues when you stop typing")
    page.wait_for_timeout(600)
    editor.type("b")
    page.wait_for_timeout(600)
    assert page.evaluate(IS_PAUSED)  # a rest is a second from the last key
    begun_ms(editor)
    page.wait_for_function(f"() => !({IS_PAUSED})()")
    assert begun_ms(editor) == [max(0, held_ms - 1_000)]  # rewinds as after every pause
    editor.type("c")
    wait_until_paused(editor)
    editor.press("F2")  # the user takes over
    page.wait_for_timeout(1_200)
    assert page.evaluate(IS_PAUSED)
    editor.type("d")  # nothing was playing: nothing goes on
    page.wait_for_timeout(1_200)
    assert page.evaluate(IS_PAUSED)
    assert editor.texts()[0] == "abcdone two three four"


def test_the_speed_is_kept_with_the_recording(editor: Editor) -> None:
    page = editor.page
    editor.press("F4", "F4")
    editor.reload()
    expect(page.locator(".player-rate")).to_have_text("1.20×")
    assert page.evaluate("document.querySelector('audio').playbackRate") == pytest.approx(1.2)


@pytest.fixture
def humming(page: Page, ear: Ear, shared_workstation: Workstation) -> Editor:
    """A voice's worth of 1 kHz on mains hum."""
    samples = tone(50, 40, 0.05) + tone(1000, 40, 0.05)
    media_id = add_sound(shared_workstation, samples, [(0.0, 40.0, "hum")])
    editor = Editor(page, shared_workstation, media_id)
    editor.put_cursor(0, 0)
    page.wait_for_function("() => window.loudspeaker")
    editor.press("Tab")
    wait_until(editor, 300)
    return editor


def test_boost_and_clear_speech_change_what_is_heard(humming: Editor, ear: Ear) -> None:
    def levels() -> tuple[float, float]:
        humming.page.wait_for_timeout(300)  # the filter settles
        ear.listen()
        humming.page.wait_for_timeout(500)
        heard = ear.stop()
        return heard.level(50), heard.level(1000)

    hum, voice = levels()
    assert voice == pytest.approx(0.05, rel=0.15)
    humming.press("Alt+b")
    switch(humming, "Louder: 250 %", on=True)
    loud_hum, loud_voice = levels()
    assert loud_voice / voice == pytest.approx(2.5, rel=0.1)
    assert loud_hum / hum == pytest.approx(2.5, rel=0.1)
    humming.press("Alt+b", "Alt+Shift+b")
    switch(humming, "Clear speech", on=True)
    clear_hum, clear_voice = levels()
    assert (clear_hum / clear_voice) / (hum / voice) < 10 ** (-20 / 20)
    assert clear_voice > voice / 2
    humming.press("Alt+Shift+b")
    assert levels()[0] == pytest.approx(hum, rel=0.15)


def test_the_level_meter_reads_decibels_and_rests_with_the_sound(humming: Editor) -> None:
    page = humming.page
    meter = page.locator(".player-meter")
    expect(meter).to_be_visible()
    page.wait_for_timeout(1_300)
    peak_db, rms_db = (
        float(meter.get_attribute(f"data-{name}-db") or 0) for name in ("peak", "rms")
    )
    assert peak_db == pytest.approx(20 * np.log10(0.1), abs=1)  # both sines meet
    assert rms_db == pytest.approx(20 * np.log10(0.05), abs=1)
    expect(meter.get_by_role("button", name="Clip")).to_be_hidden()
    humming.press("Tab")
    frames = page.evaluate(
        """async () => {
            const draw = CanvasRenderingContext2D.prototype.clearRect;
            let n = 0;
            await new Promise(done => setTimeout(done, 200));
            CanvasRenderingContext2D.prototype.clearRect = function (...box) { n++; draw.apply(this, box); };
            await new Promise(done => setTimeout(done, 500));
            return n;
        }"""
    )
    assert frames == 0
    humming.press("Alt+Shift+m")
    expect(meter).to_be_hidden()


NO_CONTEXT = """
    window.AudioContext = class extends AudioContext {
        get state() { return "suspended"; }
        resume() { return new Promise(() => {}); }
    };
"""


def test_where_web_audio_never_starts_the_sound_plays_all_the_same(
    page: Page, shared_workstation: Workstation
) -> None:
    page.add_init_script(NO_CONTEXT)
    media_id = add_sound(shared_workstation, tone(LOW, 3.3), [(0.0, 1.0, "one two")])
    editor = Editor(page, shared_workstation, media_id)
    editor.put_cursor(0, 0)
    editor.press("Tab")
    wait_until(editor, 500)
    expect(page.locator(".player-meter")).to_be_hidden()
    editor.press("Alt+o")
    assert wait_until_paused(editor) == pytest.approx(1_000, abs=20)


PRESS_BY_SCRIPT = """
    window.gestures = [];
    window.AudioContext = class extends AudioContext {
        constructor(...options) {
            super(...options);
            gestures.push(navigator.userActivation.hasBeenActive);
        }
    };
    const waiting = setInterval(() => {
        if (!document.querySelector("#editor[data-ready]")) return;
        clearInterval(waiting);
        document.querySelector(".player-play").click();
    }, 50);
"""


def test_no_sound_is_led_through_a_context_that_the_browser_would_hold_back(
    page: Page, ear: Ear, shared_workstation: Workstation
) -> None:
    media_id = add_sound(shared_workstation, tone(MIDDLE, 20.4), [(0.0, 3.0, "one two")])
    page.add_init_script(PRESS_BY_SCRIPT)
    page.goto(f"{shared_workstation.url}/media/{media_id}")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=30_000)
    page.keyboard.press("Alt+g")  # the first gesture
    page.wait_for_function("() => window.loudspeaker")
    assert page.evaluate("gestures") == [True]
    ear.listen()
    page.wait_for_timeout(500)
    assert ear.stop().seconds_of(MIDDLE) > 0.1
