"""A recording in which a job has found who speaks, without models, for browser tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.speakers.job_results import find_speakers
from tests.support.ingested import add_ingested
from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from tests.support.store_steps import edit
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.speakers import weights
from transcribe.store import Store
from transcribe.store.voices import VoicePiece


def add_spoken(station: Workstation, turns: Sequence[tuple[int, int, int, float]]) -> str:
    """Add twelve seconds with a segment for each turn; the server must not run yet, it would take the job.

    Args:
        turns: Start and end in ms, number of the speaker, confidence. Speakers sound different, and so does one with a
            confidence below 0.5.
    """
    media_id = add_ingested(station, "spoken.wav", noise_wav(3))
    segments = (Segment(n, *turn[:2], f"Text {n}.") for n, turn in enumerate(turns, start=1))
    with Store(station.data) as store:
        edit(store, *map(Insert, segments), kind="draft", origin="draft", media_id=media_id)
        find_speakers(store, turns, media_id)
        _keep_voices(store, media_id, turns)
    return media_id


def _keep_voices(store: Store, media_id: str, turns: Sequence[tuple[int, int, int, float]]) -> None:
    """One window a segment."""
    known = np.random.default_rng(1).normal(0, 1, (20, 192)).astype("<f2")
    sounds = [number + 10 * (confidence < 0.5) for _, _, number, confidence in turns]
    windows = np.array([turn[:2] for turn in turns], "<i4").tobytes()
    piece = VoicePiece(0, 180_000, weights.model_digest(), windows, known[sounds].tobytes())
    store.voices.put(media_id, piece)
