"""A recording in which a job has found who speaks, without models, for browser tests."""

from __future__ import annotations

from collections.abc import Sequence

from tests.speakers.job_results import find_speakers
from tests.support.ingested import add_ingested
from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from tests.support.store_steps import edit
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.store import Store


def add_spoken(station: Workstation, turns: Sequence[tuple[int, int, int, float]]) -> str:
    """Add twelve seconds with a segment for each turn; the server must not run yet, it would take the job.

    Args:
        turns: Start and end in ms, number of the speaker, confidence.
    """
    media_id = add_ingested(station, "spoken.wav", noise_wav(3))
    segments = (Segment(n, *turn[:2], f"Text {n}.") for n, turn in enumerate(turns, start=1))
    with Store(station.data) as store:
        edit(store, *map(Insert, segments), kind="draft", origin="draft", media_id=media_id)
        find_speakers(store, turns, media_id)
    return media_id
