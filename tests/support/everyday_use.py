"""What people do with a workstation, as a process of its own whose surroundings are watched.

`python -m tests.support.everyday_use STEPS DATA MODELS`, where STEPS is a name of `STEPS`. Every step
fails loudly.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.support.server import REPOSITORY, Workstation

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"
PATIENCE_S = 240.0
AS_USERS_HAVE_IT = {"HF_HUB_OFFLINE": "", "NUMBA_CACHE_DIR": ""}  # not as the other tests do


def main() -> None:
    """Start a workstation that has the models of a folder, take the steps, stop it."""
    steps, data, models = sys.argv[1:]
    station = Workstation(Path(data), Path(models), with_sample=True, env=AS_USERS_HAVE_IT)
    station.start()
    try:
        STEPS[steps](station)
    finally:
        station.stop()


def first_start(station: Workstation) -> None:
    """Nobody asks for anything; the sample is taken in, and the offer of a model is made."""
    (sample,) = station.get("/media")["media"]
    station.wait_until(sample["id"], timeout_s=PATIENCE_S)
    assert "transcribe models pull base" in station.log.read_text()
    _examine(station)


def everything(station: Workstation) -> None:
    """Draft, correct, align, draw, answer at /v1, export, examine."""
    (sample,) = station.get("/media")["media"]
    station.wait_until(sample["id"], timeout_s=PATIENCE_S)
    assert station.get(f"/media/{sample['id']}")["draft"], "it was not drafted"
    _correct_and_align(station, sample["id"])
    _wait_for(lambda: _tile(station, sample["id"]))
    _ask_as_a_program(station)
    _run(station, "add", str(JFK), "--engine", "openai-whisper", "--wait")
    _run(station, "export", sample["id"], "--format", "srt")
    _examine(station)


STEPS = {"first-start": first_start, "everything": everything}


def _correct_and_align(station: Workstation, media_id: str) -> None:
    first = station.get(f"/media/{media_id}/segments")["segments"][0]
    revision = station.get(f"/media/{media_id}")["revision"]
    operation = {"op": "set_text", "id": first["id"], "text": f"{first['text']} indeed"}
    station.edit(media_id, revision, operation)
    _wait_for(lambda: _edit_kinds(station, media_id)[-1] == "align")
    body = b'{"kind": "align", "segments": [%d]}' % first["id"]
    job = station.post(f"/media/{media_id}/jobs", body, "application/json")
    _wait_for(lambda: station.get(f"/jobs/{job['id']}")["state"] == "done")


def _edit_kinds(station: Workstation, media_id: str) -> list[str]:
    return [edit["kind"] for edit in station.get(f"/media/{media_id}/edits")["edits"]]


def _tile(station: Workstation, media_id: str) -> bytes:
    """A picture; the first waits until numba has compiled, which a busy machine may not do in time."""
    with suppress(OSError):
        return station.get_bytes(f"/media/{media_id}/spectrogram/0/0")
    return b""


def _ask_as_a_program(station: Workstation) -> None:
    from openai import OpenAI

    client = OpenAI(base_url=f"{station.url}/v1", api_key="none", max_retries=0)
    with JFK.open("rb") as file:
        answer = client.audio.transcriptions.create(model="whisper-1", file=file)
    assert "country" in answer.text


def _examine(station: Workstation) -> None:
    _run(station, "models", "list")
    _run(station, "doctor", "--port", "0")


def _run(station: Workstation, *command: str) -> None:
    done = station.run(*command)
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def _wait_for(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


if __name__ == "__main__":
    main()
