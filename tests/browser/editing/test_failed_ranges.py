"""Failed ranges in the editor: played, tried again, typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import to_wav
from tests.support.server import Workstation
from tests.support.task_functions import POISON
from transcribe.audio.decode import decode, open_pcm

JFK = Path(__file__).parents[2] / "data" / "jfk.flac"
pytestmark = pytest.mark.model


@pytest.fixture
def editor(page: Page, tmp_path: Path, models_folder: Path) -> Iterator[Editor]:
    """The same speech three times; workers crash on the second."""
    env = {"TRANSCRIBE_WORK": "tests.support.task_functions:poisoned", "TRANSCRIBE_WORKERS": "1"}
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    target = tmp_path / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    speech = np.concatenate([np.array(open_pcm(target)), np.zeros(64_000, np.int16)])
    bad = speech.copy()
    bad[80_000:81_600] = np.frombuffer(POISON, "<i2")
    media_id = station.upload("hearing.wav", to_wav(np.concatenate([speech, speech, bad, speech])))
    station.wait_until(media_id)
    yield Editor(page, station, media_id)
    station.stop()


def test_a_failed_range_is_shown_at_its_place_played_tried_again_and_typed(editor: Editor) -> None:
    page, station = editor.page, editor.station
    (away,) = station.get(f"/media/{editor.media_id}/quarantine")["chunks"]
    note = page.get_by_role("region", name="Not drafted")
    expect(note).to_contain_text("Speech recognition failed at")
    expect(note).to_contain_text("killed by signal 9")
    # Between the segments before and after it.
    box = note.bounding_box()
    starts = [s["start"] for s in station.get(f"/media/{editor.media_id}/segments")["segments"]]
    n_before = sum(start < away["start"] for start in starts)
    above, below = (editor.text(n).bounding_box() for n in (n_before - 1, n_before))
    assert box is not None
    assert above is not None
    assert below is not None
    assert above["y"] < box["y"] < below["y"]

    note.get_by_role("button", name="Listen").click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    assert editor.now_ms() == pytest.approx(1000 * away["start"], abs=1500)
    editor.press("Control+Space")

    note.get_by_role("button", name="Try again").click()
    expect(note).to_have_count(0)
    expect(note).to_have_count(1, timeout=60_000)  # it crashes again

    note.get_by_role("button", name="Type it yourself").click()
    expect(note).to_have_count(0)
    assert editor.cursor()[0] == n_before
    editor.type("What I heard.")
    editor.wait_until_saved()
    typed = station.get(f"/media/{editor.media_id}/segments")["segments"][n_before]
    assert typed["text"] == "What I heard."
    assert typed["start"] >= away["start"]
    assert typed["end"] <= away["end"]
    assert station.get("/workers")["quarantine"] == []
    editor.press(*["Control+z"] * 4)  # three words and the row
    expect(note).to_have_count(1)
