"""One clock: Chromium plays a sound where the samples have it."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.made_media import CONTAINERS, ingest, make_late, onsets_s
from transcribe.store import Store

NEAR_S = 0.03


@pytest.mark.parametrize("suffix", ["ts", "mp4", "mkv", "ogv"])
def test_what_chromium_plays_lies_where_the_samples_are(
    page: Page, tmp_path: Path, suffix: str
) -> None:
    container = next(known for known in CONTAINERS if known[0] == suffix)
    with Store(tmp_path / "library") as store:
        made = ingest(store, make_late(tmp_path, container, 3.5, 0.0))
    copy = base64.b64encode((made.folder / str(made.media.proxy)).read_bytes()).decode()
    heard = page.evaluate(
        """async (text) => {
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            const context = new OfflineAudioContext(1, 16000, 16000);
            const sound = await context.decodeAudioData(bytes.buffer);
            return Array.from(sound.getChannelData(0));
        }""",
        copy,
    )
    played = onsets_s(np.rint(np.array(heard) * 32767).astype(np.int16))
    assert abs(played[0] - onsets_s(made.samples)[0]) <= NEAR_S
