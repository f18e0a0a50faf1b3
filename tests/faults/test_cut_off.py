"""Three hosts over mutual TLS: server with scheduler, and two workers of which one is cut off.

The engine is a fake that takes half a second for a chunk; the machines, the wire and the ledger are real.
One worker is held in its fourth chunk, so that it surely is at work when its host is cut off.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.clusters import Cluster
from tests.support.network.network_hosts import Hosts, hosts, why_not
from tests.support.task_functions import Gate
from transcribe.audio.decode import decode, open_pcm
from transcribe.store import Store
from transcribe.store.values import WorkChunk

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
TASK_S = "0.5"  # for a chunk
N_BEFORE = 3  # chunks of the worker that is held
N_SPEECHES = 48  # of 13 s with the pause: all else is done before the cut-off one is missed
MISSED_S = 60.0  # 15 s are set; a task's own timeout, the next to notice, is more than 180 s


@pytest.fixture
def three() -> Iterator[Hosts]:
    if reason := why_not():
        pytest.skip(reason)
    with hosts("server", "a", "b") as made:
        yield made


class Site:
    """A cluster on three hosts with its data folder, which is looked at from outside."""

    def __init__(self, folder: Path, three: Hosts) -> None:
        self.data = folder / "data"
        inside = {name: three.inside(name) for name in ("server", "a", "b")}
        inside["scheduler"] = inside["server"]
        self.cluster = Cluster(folder, None, host=three.address("server"), inside=inside)
        self.cluster.start_scheduler()
        self.gate = Gate(folder, after_chunks=N_BEFORE)
        self.cluster.start_worker("a", TEST_TASK_S=TASK_S, **self.gate.env)
        self.cluster.start_worker("b", TEST_TASK_S=TASK_S)
        self.cluster.start(
            "server", "--data", str(self.data), "serve", "--port", "0", certificates="server",
            TRANSCRIBE_SCHEDULER=self.cluster.address, TRANSCRIBE_NO_SAMPLE="1",
            TRANSCRIBE_WORK="tests.support.task_functions:slow",
        )  # fmt: skip
        self.cluster.await_line("server", r"(Transcribe is at)")
        self.store = Store(self.data)
        self.addresses = {name: three.address(name) for name in ("a", "b")}

    def workers(self) -> set[str]:
        """The hosts whose workers are there and accepted."""
        try:
            note = json.loads((self.data / "workers.json").read_text())
        except FileNotFoundError:
            return set()
        present = {worker["name"] for worker in note["workers"] if worker["state"] != "refused"}
        return {
            name for name, address in self.addresses.items()
            if any(f"//{address}:" in worker for worker in present)
        }  # fmt: skip

    def draft(self, media_id: str, speech: np.ndarray) -> int:
        """Queue a recording that has been taken in already; the job's id."""
        folder = self.store.media_folder(media_id)
        folder.mkdir(parents=True)
        (folder / "audio.pcm").write_bytes(speech.astype("<i2").tobytes())
        self.store.media.add(
            media_id=media_id, title=media_id, filename=media_id, sha256=media_id, size_bytes=1
        )
        self.store.media.update(media_id, state="ready", duration_ms=len(speech) // 16)
        options = {"model": "base", "language": "en"}
        return self.store.jobs.enqueue(media_id, "draft", options).id

    def by_host(self, job_id: int) -> dict[str, list[WorkChunk]]:
        """Finished chunks of a job by who did them."""
        done = self.store.chunks.list(job_id, ["done"])
        return {
            name: [chunk for chunk in done if f"//{address}:" in (chunk.worker or "")]
            for name, address in self.addresses.items()
        }

    def stop(self) -> None:
        self.store.close()
        self.cluster.stop()


@pytest.fixture
def site(tmp_path: Path, three: Hosts) -> Iterator[Site]:
    made = Site(tmp_path, three)
    yield made
    made.stop()


def wait_for(is_so: Callable[[], object], seconds: float = 90) -> float:
    """Wait until something is so; how long that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("default")
def test_a_worker_cut_off_in_mid_draft_is_replaced_and_comes_back(
    tmp_path: Path, three: Hosts, site: Site
) -> None:
    decode(JFK, tmp_path / "jfk.pcm", name="jfk.flac", channels=2)
    speech = np.concatenate([np.array(open_pcm(tmp_path / "jfk.pcm")), np.zeros(32_000, np.int16)])
    wait_for(lambda: site.workers() == {"a", "b"})
    job_id = site.draft("m", np.tile(speech, N_SPEECHES))
    wait_for(lambda: all(len(chunks) >= 2 for chunks in site.by_host(job_id).values()))

    wait_for(site.gate.is_reached)
    wait_for(lambda: len(site.by_host(job_id)["a"]) == N_BEFORE)  # all its results have arrived
    three.cut_off("a")
    under_way = {chunk.id for chunk in site.store.chunks.running()}
    done_before = {
        chunk.id: chunk.finished_at for chunk in site.store.chunks.list(job_id, ["done"])
    }
    of_a = {chunk.id for chunk in site.by_host(job_id)["a"]}

    def rest() -> set[int]:
        return under_way - {chunk.id for chunk in site.store.chunks.list(job_id, ["done"])}

    print(f"stranded for {wait_for(lambda: not rest(), MISSED_S):.1f} s")  # noqa: T201
    wait_for(lambda: site.store.jobs.get(job_id).state == "done")
    chunks = site.store.chunks.list(job_id)
    assert {(chunk.state, chunk.failures <= 1) for chunk in chunks} == {("done", True)}
    assert all(chunk.is_published for chunk in chunks)
    assert {c.id: c.finished_at for c in chunks if c.id in done_before} == done_before
    assert {chunk.id for chunk in site.by_host(job_id)["a"]} == of_a, "results of the cut-off one"
    assert all(x.end_ms <= y.start_ms for x, y in itertools.pairwise(chunks))
    edits = [edit.id for edit in site.store.edits.since("m", 0, limit=1000)]
    brought = [f"draft-{job_id}-{chunk.start_ms}" for chunk in chunks]
    assert edits == brought  # each once, in order of the file

    site.gate.open()
    three.connect("a")
    print(f"back after {wait_for(lambda: site.workers() == {'a', 'b'}, 120):.1f} s")  # noqa: T201
    again = site.draft("n", np.tile(speech, N_SPEECHES // 3))
    wait_for(lambda: site.store.jobs.get(again).state == "done")
    assert all(site.by_host(again).values())
