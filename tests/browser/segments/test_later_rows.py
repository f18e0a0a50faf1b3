"""Of a long transcript the first rows are there before the others; what is asked for is there at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Workstation
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.store import Store

N_SEGMENTS, STEP_MS = 3_000, 2_000

# The page makes later rows in turns of a MessageChannel; the test holds them.
HOLD = """
    window.held = [];
    window.MessageChannel = class extends MessageChannel {
        constructor() {
            super();
            const post = this.port2.postMessage.bind(this.port2);
            this.port2.postMessage = (message) => window.held ? window.held.push(() => post(message)) : post(message);
        }
    };
"""
RELEASE = "() => { const all = window.held; window.held = null; all.forEach((post) => post()); }"
N_ROWS = "document.querySelectorAll('.seg').length"
SCROLL_TO = """n => {
    const group = document.querySelectorAll(".seg-group")[n];
    group.scrollIntoView();
    return group.children.length === 64;
}"""
IDS = "() => [...document.querySelectorAll('.seg')].map((row) => Number(row.dataset.id))"


@pytest.fixture
def long_id(shared_workstation: Workstation, request: pytest.FixtureRequest) -> str:
    """A transcript of 3,000 segments, without audio."""
    media_id = f"long-{abs(hash(request.node.name)) % 10**9}"
    with Store(shared_workstation.data) as store:
        media = store.media.add(
            media_id=media_id, title="Long", filename="long.wav", sha256=media_id, size_bytes=1
        )  # fmt: skip
        store.media_folder(media.id).mkdir(parents=True)
        store.media.update(media.id, state="ready", duration_ms=N_SEGMENTS * STEP_MS)
        ops = [Insert(_segment(n)) for n in range(N_SEGMENTS)]
        store.edits.apply(media.id, 0, ops, edit_id=media_id, kind="draft")
    return media_id


def _segment(n: int, text: str = "") -> Segment:
    start_ms = n * STEP_MS
    return Segment(n + 1, start_ms, start_ms + 1_500, text or f"line {n}", None, "draft", ())


def _open_held(page: Page, station: Workstation, media_id: str, query: str = "") -> None:
    page.add_init_script(HOLD)
    page.goto(f"{station.url}/media/{media_id}{query}")
    page.wait_for_function("() => document.querySelectorAll('.seg').length > 0")
    assert page.evaluate(N_ROWS) < N_SEGMENTS / 2


def test_rows_that_are_asked_for_do_not_wait_for_the_others(
    page: Page, shared_workstation: Workstation, long_id: str
) -> None:
    _open_held(page, shared_workstation, long_id, f"?segment={N_SEGMENTS - 100}")
    at = page.locator(f".seg[data-id='{N_SEGMENTS - 100}'] .seg-text")
    expect(at).to_be_in_viewport()
    page.wait_for_function(SCROLL_TO, arg=20)
    assert page.locator(".seg[data-id='1290'] .seg-text").text_content() == "line 1289"
    page.wait_for_function(SCROLL_TO, arg=0)
    first = page.locator(".seg-text").first
    first.click()
    page.keyboard.press("End")
    page.keyboard.type(" typed")
    page.wait_for_selector(".editor-save[data-state=saved]", state="attached")
    assert page.evaluate(N_ROWS) < N_SEGMENTS / 2
    page.evaluate(RELEASE)
    page.wait_for_selector("#editor[data-ready]", state="attached")
    assert page.evaluate(IDS) == list(range(1, N_SEGMENTS + 1))
    assert first.text_content() == "line 0 typed"


def test_a_copy_of_everything_includes_rows_that_are_not_made_yet(
    page: Page, shared_workstation: Workstation, long_id: str
) -> None:
    _open_held(page, shared_workstation, long_id)
    page.locator(".seg-text").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    copied = page.evaluate(
        """() => new Promise((done) => {
            addEventListener("copy", (event) => done(event.clipboardData.getData("text/plain")), { once: true });
            document.execCommand("copy");
        })"""
    )
    assert copied.count("line ") == N_SEGMENTS


def test_edits_by_others_reach_rows_that_are_not_made_yet(
    page: Page, shared_workstation: Workstation, long_id: str
) -> None:
    _open_held(page, shared_workstation, long_id)
    changed = {"op": "set_text", "id": 2_000, "text": "changed elsewhere"}
    revision = shared_workstation.edit(long_id, 1, changed, id=f"a-{long_id}")["revision"]
    segment = {"id": 9_999, "start": 4_000.5, "end": 4_001, "text": "added", "words": []}
    ops = ({"op": "delete", "id": 1_000}, {"op": "insert", "segment": segment})
    shared_workstation.edit(long_id, revision, *ops, id=f"b-{long_id}")
    page.wait_for_selector(".seg[data-id='9999']", state="attached")
    expected = [n for n in range(1, N_SEGMENTS + 1) if n != 1_000]
    expected.insert(expected.index(2_001) + 1, 9_999)
    assert page.evaluate(IDS) == expected
    text = page.locator(".seg[data-id='2000'] .seg-text")
    assert text.text_content() == "changed elsewhere"
