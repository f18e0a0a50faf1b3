"""A hundred actions mixed at random: edits, undo, other windows, kills, redrafts. Nothing is lost.

Five people share a server, each with a recording, so that a kill meets work of all kinds.
`TRANSCRIBE_ROUNDS` says how many rounds of `TRANSCRIBE_ACTIONS` actions of one person; the full run
has 1,000 rounds of 100. `TRANSCRIBE_SEED` begins with another seed.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.recordings import to_wav
from tests.support.scripted_transcriber import Team, Transcriber
from tests.support.server import Workstation
from transcribe.audio.decode import decode, open_pcm

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
ROUNDS = int(os.environ.get("TRANSCRIBE_ROUNDS", "50"))
ACTIONS = int(os.environ.get("TRANSCRIBE_ACTIONS", "100" if ROUNDS > 50 else "10"))
SEED = int(os.environ.get("TRANSCRIBE_SEED", "0"))
ROUNDS_OF_RECORDING = 10
MEMBERS = 5

pytestmark = pytest.mark.model


@pytest.fixture
def station(tmp_path: Path, models_folder: Path) -> Iterator[Workstation]:
    env = {"TRANSCRIBE_WORK": "tests.support.task_functions:babbling", "TRANSCRIBE_WORKERS": "1"}
    made = Workstation(tmp_path / "data", models_folder, env=env).start()
    yield made
    made.stop()


def add_speech(station: Workstation, folder: Path, number: int) -> str:
    """Forty seconds of speech with pauses, with a first draft."""
    decode(JFK, folder / "jfk.pcm", name="jfk.flac", channels=2)
    once = np.concatenate([np.array(open_pcm(folder / "jfk.pcm")), np.zeros(32_000, np.int16)])
    samples = np.tile(once, 3)
    samples[:16] = number % 30_000  # other bytes, another recording
    media_id = station.upload(
        f"talk-{number}.wav", to_wav(samples), language="en", model="base"
    )  # fmt: skip
    for job in station.get(f"/jobs?media={media_id}")["jobs"]:
        station.wait_for_job(job["id"])
    return media_id


def test_nothing_that_a_person_has_set_is_lost(station: Workstation, tmp_path: Path) -> None:
    n_recordings = math.ceil(ROUNDS / ROUNDS_OF_RECORDING)
    for first in range(0, n_recordings, MEMBERS):
        numbers = range(SEED + first, SEED + min(first + MEMBERS, n_recordings))
        members = [Transcriber(station, add_speech(station, tmp_path, n), n) for n in numbers]
        Team(station, members, SEED + first).act(min(ROUNDS, ROUNDS_OF_RECORDING) * ACTIONS)
