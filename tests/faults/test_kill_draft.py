"""Random SIGKILLs of server, engine process and workers during drafts: each chunk is done once."""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path

import psutil
import pytest

from tests.support.server import Workstation
from transcribe.store import Store

SEED = 20261124
N_KILLS = 6


@pytest.mark.model
@pytest.mark.timeout(600)
def test_every_chunk_is_drafted_once_whichever_process_is_killed(
    tmp_path: Path, models_folder: Path, shared_data: Path
) -> None:
    chance = random.Random(SEED)
    source = shared_data / "speech" / "assembled" / "session_en_open.opus"
    station = Workstation(tmp_path / "data", models_folder, env={"TRANSCRIBE_WORKERS": "2"}).start()
    try:
        with Store(station.data) as store:
            media_id = station.add(source)
            finished: dict[int, str | None] = {}
            kills = 0
            while True:
                done = store.chunks.list(states=["done"])
                again = {c.id: c.finished_at for c in done if c.id in finished}
                assert again == {key: finished[key] for key in again}, (
                    "a finished chunk was done again"
                )
                assert finished.keys() <= {c.id for c in done}
                finished = {c.id: c.finished_at for c in done}
                drafts = [job for job in store.jobs.list(media_id) if job.kind == "draft"]
                if drafts and drafts[0].state not in {"queued", "running"}:
                    break
                if kills < N_KILLS and (drafts and drafts[0].state == "running"):
                    time.sleep(chance.uniform(0.2, 4.0))
                    # The third death in the same chunk would put it away, as it should: spare it.
                    if all(chunk.failures < 2 for chunk in store.chunks.running()):
                        _kill(station, chance)
                        kills += 1
                time.sleep(0.1)
            (draft,) = (job for job in store.jobs.list(media_id) if job.kind == "draft")
            away = [(c.failures, c.attempts, c.error) for _, c in store.chunks.quarantined()]
            assert (draft.state, draft.message, away) == ("done", "", [])
            assert kills >= N_KILLS // 2, "the draft was over too early: the test would show little"
            chunks = store.chunks.list(draft.id)
            assert all(chunk.state == "done" and chunk.is_published for chunk in chunks)
            assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(chunks))
            segments = store.edits.segments(media_id)[1]
            assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(segments))
            assert segments[-1].end_ms > 110_000
    finally:
        family = station.family()
        station.stop()
    assert not [process for process in family if _is_alive(process)]


def _kill(station: Workstation, chance: random.Random) -> None:
    """Kill one process or all; a dead server is restarted."""
    family = station.family()
    if chance.random() < 0.34:
        station.kill()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive, "a process still runs after the server's death"
        station.start()
        return
    workers = [p for p in family[1:] if "transcribe.jobs" in " ".join(_command(p))]
    if workers:
        chance.choice(workers).kill()


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _is_alive(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
