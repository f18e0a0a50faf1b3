"""The dispatcher on a real store and real worker processes; the engine is a fake where named so."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.support.store_steps import add_media
from tests.support.task_functions import POISON, Gate
from tests.support.transcripts import SAID, is_heard
from transcribe.asr.models import files as models
from transcribe.audio.decode import decode, open_pcm
from transcribe.document.model import Segment
from transcribe.document.operations import Insert, SetText
from transcribe.errors import InvalidOperation
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.store import Store
from transcribe.store.values import INTERACTIVE, ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
SLOW = "tests.support.task_functions:slow"
POISONED = "tests.support.task_functions:poisoned"


@pytest.fixture
def speech(tmp_path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Eleven seconds of speech, int16."""
    target = tmp_path / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    return np.array(open_pcm(target))


@pytest.fixture
def store(tmp_path: Path, models_folder: Path) -> Iterator[Store]:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "models").symlink_to(models_folder)
    with Store(folder) as made:
        yield made


def add_recording(store: Store, samples: np.ndarray, media_id: str = "m") -> None:
    """A recording that has been taken in already."""
    add_media(store, media_id)
    folder = store.media_folder(media_id)
    folder.mkdir(parents=True)
    (folder / "audio.pcm").write_bytes(samples.astype("<i2").tobytes())
    store.media.update(media_id, state="ready", duration_ms=len(samples) // 16)


@contextmanager
def dispatching(store: Store, work: str, workers: int = 1) -> Iterator[None]:
    executor = LocalExecutor(work, workers=workers, threads=1)
    dispatcher = Dispatcher(store, executor)
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        yield
    finally:
        dispatcher.stop()
        thread.join()


def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def ended(store: Store, job: Job) -> Job:
    wait_for(lambda: store.jobs.get(job.id).state in {"done", "failed", "cancelled"}, 120)
    return store.jobs.get(job.id)


def gaps(samples: np.ndarray, n: int) -> np.ndarray:
    """The speech `n` times, with two seconds of silence after each."""
    return np.concatenate([np.concatenate([samples, np.zeros(32_000, np.int16)])] * n)


@pytest.mark.model
def test_a_job_ends_with_what_its_engine_says(store: Store, speech: np.ndarray) -> None:
    add_recording(store, speech)
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    with dispatching(store, "tests.support.task_functions:noticing"):
        done = ended(store, job)
    assert (done.state, done.message) == ("done", "The encoder is slow here.")


@pytest.mark.model
def test_a_chunk_that_kills_workers_goes_into_quarantine_and_the_rest_is_drafted(
    store: Store, speech: np.ndarray
) -> None:
    poisoned = speech.copy()
    poisoned[80_000:81_600] = np.frombuffer(POISON, "<i2")
    healthy = gaps(speech, 6)
    add_recording(store, np.concatenate([healthy, gaps(poisoned, 1), healthy]))
    job = store.jobs.enqueue("m", "draft", {"model": "base"})
    with dispatching(store, POISONED, workers=2):
        done = ended(store, job)
        assert (done.state, done.error) == ("done", None)
        assert "1 range could not be drafted" in done.message
        ((media_id, away),) = store.chunks.quarantined()
        assert (media_id, away.failures) == ("m", 3)
        assert "killed by signal 9" in (away.error or "")
        assert away.start_ms <= 78_000 + 5_000 < away.end_ms
        segments = store.edits.segments("m")[1]
        said = " ".join(segment.text for segment in segments)
        assert is_heard(" ".join([SAID] * 10), said)  # a batch beside the bad one may be put away
        assert not [s for s in segments if away.start_ms < s.start_ms < away.end_ms]

        # Mended, as after an update of the codec: by hand it is tried again, and comes in.
        pcm = store.media_folder("m") / "audio.pcm"
        pcm.write_bytes(np.concatenate([gaps(speech, 13)]).astype("<i2").tobytes())
        store.chunks.retry(away.id)
        wait_for(lambda: not store.chunks.quarantined() and store.jobs.get(job.id).state == "done")
        now = store.edits.segments("m")[1]
        assert len([s for s in now if away.start_ms < s.start_ms < away.end_ms]) > 0
        assert [s for s in now if s.id in {old.id for old in segments}] == list(segments)
    with pytest.raises(InvalidOperation):
        store.chunks.retry(away.id)


def test_what_is_urgent_overtakes_a_long_batch(
    store: Store, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a fake engine, so that the batch surely is long."""
    log = tmp_path / "log"
    monkeypatch.setenv("TEST_TASK_S", "0.3")
    monkeypatch.setenv("TEST_TASK_LOG", str(log))
    add_recording(store, gaps(speech, 40))
    add_recording(store, gaps(speech, 1), "n")
    long = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    with dispatching(store, SLOW):
        wait_for(lambda: store.chunks.counts(long.id).done >= 3)
        region = {"model": "base", "start_ms": 100_000, "end_ms": 110_000, "language": "en"}
        urgent = store.jobs.enqueue("m", "redraft", region, priority=INTERACTIVE)
        assert ended(store, urgent).state == "done"
        upload = store.jobs.enqueue("n", "draft", {"model": "base", "language": "en"})
        assert ended(store, upload).state == "done"
        assert ended(store, long).state == "done"
    # In the order of the worker's own log: what was under way, or begun while it was planned.
    lengths = [line.count(",") + 1 for line in log.read_text().splitlines()]
    chunks = {one.id: store.chunks.list(one.id) for one in (long, urgent, upload)}
    n_chunks = sum(map(len, chunks.values()))
    # On a busy computer chunks are sent in batches. A batch that stops for an urgent job hands back up to seven
    # chunks, which a later line of the log names again; there are two urgent jobs.
    assert n_chunks <= sum(lengths) <= n_chunks + 2 * 7, log.read_text()
    for job in (urgent, upload):
        last = max(chunk.finished_at or "" for chunk in chunks[job.id])
        overtaken = [c for c in chunks[long.id] if (c.finished_at or "") > last]
        assert len(overtaken) > 1


def test_cancelled_and_paused_work_stops_within_a_task(
    store: Store, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a fake engine."""
    log = tmp_path / "log"
    monkeypatch.setenv("TEST_TASK_S", "0.2")
    monkeypatch.setenv("TEST_TASK_LOG", str(log))
    add_recording(store, gaps(speech, 30))
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    with dispatching(store, SLOW):
        wait_for(lambda: store.chunks.counts(job.id).done >= 2)
        store.jobs.pause(job.id)
        wait_for(lambda: not store.chunks.running())
        n_tasks, counts = len(log.read_text().splitlines()), store.chunks.counts(job.id)
        time.sleep(1.0)
        assert len(log.read_text().splitlines()) == n_tasks
        assert counts.waiting > 0
        store.jobs.resume(job.id)
        wait_for(lambda: store.chunks.counts(job.id).done > counts.done)
        store.jobs.cancel(job.id)
        wait_for(lambda: not store.chunks.counts(job.id).waiting and not store.chunks.running())
        n_tasks = len(log.read_text().splitlines())
        time.sleep(0.6)
        assert len(log.read_text().splitlines()) <= n_tasks + 1
        assert ended(store, job).state == "cancelled"
    with pytest.raises(InvalidOperation):
        store.jobs.resume(job.id)


@pytest.mark.serial
def test_a_batch_stops_after_the_chunk_at_hand_and_keeps_what_it_has(
    store: Store, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With a fake engine: batches of eight chunks, held after the first until they are stopped."""
    for name, value in Gate(tmp_path, in_batches=True).env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("transcribe.jobs.dispatcher.TASK_S", 1e6)  # as if it were that fast
    monkeypatch.setenv("TEST_TASK_LOG", str(log := tmp_path / "log"))
    add_recording(store, gaps(speech, 120))
    add_recording(store, gaps(speech, 2), "n")
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})

    def in_a_batch() -> bool:
        return len(store.chunks.running()) == 8

    with dispatching(store, SLOW):
        wait_for(in_a_batch)
        before = store.chunks.counts(job.id).done
        urgent = store.jobs.enqueue(
            "n", "redraft",
            {"model": "base", "start_ms": 0, "end_ms": 9_000, "language": "en"},
            priority=INTERACTIVE,
        )  # fmt: skip
        assert ended(store, urgent).state == "done"
        assert store.chunks.counts(job.id).done - before == 1
        wait_for(in_a_batch)
        before = store.chunks.counts(job.id).done
        store.jobs.pause(job.id)
        wait_for(lambda: not store.chunks.running())
        assert store.chunks.counts(job.id).done - before == 1
        assert {chunk.failures for chunk in store.chunks.list(job.id)} == {0}
        store.jobs.resume(job.id)
        wait_for(in_a_batch)
        n_tasks = len(log.read_text().splitlines())
        store.jobs.cancel(job.id)
        wait_for(lambda: len(log.read_text().splitlines()) > n_tasks)
        assert log.read_text().splitlines()[-1].count(",") == 0  # of the batch one chunk


def test_owners_share_the_machine(
    store: Store, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a fake engine: one file does not wait for another owner's many (shares: test_turns)."""
    monkeypatch.setenv("TEST_TASK_S", "0.1")
    jobs = []
    for number, owner in enumerate(["ann", "ann", "ann", "bob"]):
        add_recording(store, gaps(speech, 15), f"m{number}")
        options = {"model": "base", "language": "en"}
        jobs.append(store.jobs.enqueue(f"m{number}", "draft", options, owner=owner))
    with dispatching(store, SLOW):
        for job in jobs:
            ended(store, job)
    last = [max(chunk.finished_at or "" for chunk in store.chunks.list(job.id)) for job in jobs]
    assert last[3] < max(last[:3])  # by the ledger: it was queued last


@pytest.mark.model
def test_what_a_person_has_touched_is_never_overwritten(store: Store, speech: np.ndarray) -> None:
    add_recording(store, gaps(speech, 8))
    typed = Segment(2**31 + 1, 60_000, 70_000, "What I typed myself.", status="corrected")
    store.edits.apply("m", 0, [Insert(typed)], edit_id="mine")
    job = store.jobs.enqueue("m", "draft", {"model": "base"})
    with dispatching(store, "transcribe.jobs.worker.run:perform"):
        wait_for(lambda: len(store.edits.segments("m")[1]) > 1)
        revision, segments = store.edits.segments("m")
        first = segments[0]
        store.edits.apply("m", revision, [SetText(first.id, "Corrected.")], edit_id="early")
        assert ended(store, job).state == "done"
        again = store.jobs.enqueue("m", "draft", {"model": "base"})
        assert ended(store, again).state == "done"
    segments = store.edits.segments("m")[1]
    assert next(s for s in segments if s.id == typed.id) == typed
    assert next(s for s in segments if s.id == first.id).text == "Corrected."
    starts = [(s.start_ms, s.end_ms) for s in segments]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(starts))


@pytest.mark.model
def test_a_segment_is_aligned_and_a_region_drafted_again_as_undoable_edits(
    store: Store, speech: np.ndarray
) -> None:
    add_recording(store, gaps(speech, 2))
    text = "And so my fellow Americans ask not what your country can do for you"
    store.edits.apply("m", 0, [Insert(Segment(7, 0, 8_000, text, status="corrected"))], edit_id="a")
    with dispatching(store, "transcribe.jobs.worker.run:perform"):
        options = {"segments": [7], "language": "en"}
        job = store.jobs.enqueue("m", "align", options, priority=INTERACTIVE)
        assert ended(store, job).state == "done"
        (aligned,) = store.edits.segments("m")[1]
        assert " ".join(word.text for word in aligned.words) == text
        assert aligned.words[0].start_ms < 600
        assert 3000 < aligned.words[5].start_ms < 3800
        region = {"start_ms": 0, "end_ms": 11_000, "overwrite_corrected": True}
        job = store.jobs.enqueue("m", "redraft", region, priority=INTERACTIVE)
        assert ended(store, job).state == "done"
        segments = store.edits.segments("m")[1]
        assert 7 not in {s.id for s in segments}
        assert max(s.end_ms for s in segments) < 13_000
    kinds = [edit.kind for edit in store.edits.undo_stack("m")]
    assert kinds == ["edit", "edit", "edit"]


def test_chunks_that_end_the_whole_program_are_put_away_in_the_end(store: Store) -> None:
    add_recording(store, np.zeros(16_000, np.int16))
    job = store.jobs.enqueue("m", "draft", {})
    assert store.jobs.claim("d") is not None
    store.chunks.plan(job.id, [(ChunkPlan(((0, 1000),)), 0)], planned_ms=1000, is_planned=True)
    for attempt in range(1, 7):
        (chunk,) = store.chunks.claim(job.id, 8, f"lease{attempt}")
        assert chunk.attempts == attempt
        away = store.chunks.recover()
        assert bool(away) == (attempt == 6)
    assert store.chunks.settle([Settlement("lease6", {chunk.id: {}})]).done == ()


def test_sound_that_shrank_before_it_was_planned_is_told(store: Store, speech: np.ndarray) -> None:
    """With a fake engine: 130 s were taken in, 52 s are left when the draft begins."""
    add_recording(store, gaps(speech, 10))
    pcm = store.media_folder("m") / "audio.pcm"
    pcm.write_bytes(pcm.read_bytes()[: 52_000 * 32])
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    with dispatching(store, SLOW):
        done = ended(store, job)
    assert (done.state, "could not be drafted" in done.message) == ("done", True)
    away = [chunk for _, chunk in store.chunks.quarantined()]
    assert (away[0].start_ms, away[-1].end_ms) == (52_000, 130_000)
    assert {"shorter than when it was added" in (chunk.error or "") for chunk in away} == {True}
    assert store.edits.segments("m")[1][-1].end_ms <= 52_000


def test_sound_that_ends_within_a_millisecond_is_whole(store: Store, speech: np.ndarray) -> None:
    """With a fake engine: a recording's length is rounded up to a millisecond."""
    add_recording(store, speech[: 10_000 * 16 + 7])
    store.media.update("m", duration_ms=10_001)
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    with dispatching(store, SLOW):
        done = ended(store, job)
    assert (done.state, done.message) == ("done", "")


def test_a_recording_whose_sound_shrank_is_told(store: Store, speech: np.ndarray) -> None:
    """With a fake engine."""
    add_recording(store, gaps(speech, 20))
    job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
    assert store.jobs.claim("planner") is not None
    plans = [(ChunkPlan(((n * 10_000, n * 10_000 + 9_000),)), 0) for n in range(20)]
    store.chunks.plan(job.id, plans, planned_ms=260_000, is_planned=True)
    pcm = store.media_folder("m") / "audio.pcm"
    pcm.write_bytes(pcm.read_bytes()[: 100_000 * 32])
    with dispatching(store, SLOW):
        done = ended(store, job)
    assert (done.state, "10 ranges could not be drafted" in done.message) == ("done", True)
    assert "shorter than when it was added" in (store.chunks.quarantined()[0][1].error or "")


def test_a_cancelled_draft_stops_the_fetch_of_its_model(
    tmp_path: Path, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fetch is a fake that would go on until it is stopped."""
    begun, stopped = threading.Event(), threading.Event()

    def pull(folder: Path, name: str, *, on_progress: Callable[[int, int], None]) -> Path:
        deadline = time.monotonic() + 60
        try:
            while time.monotonic() < deadline:
                begun.set()
                on_progress(1, 100)
                time.sleep(0.02)
        except BaseException:
            stopped.set()
            raise
        return folder / name

    monkeypatch.setattr(models, "pull", pull)
    with Store(tmp_path / "without-models") as store:
        add_recording(store, speech)
        job = store.jobs.enqueue("m", "draft", {"model": "base"})
        with dispatching(store, SLOW):
            assert begun.wait(30)
            store.jobs.cancel(job.id)
            assert stopped.wait(30)
            assert store.jobs.get(job.id).state == "cancelled"


def test_an_alignment_fetches_no_model(
    tmp_path: Path, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for without a word of what a fetch would take."""
    pulled: list[str] = []

    def pull(folder: Path, name: str, *, on_progress: Callable[[int, int], None]) -> Path:
        del on_progress
        pulled.append(name)
        return folder / name

    monkeypatch.setattr(models, "pull", pull)
    with Store(tmp_path / "without-models") as store:
        add_recording(store, speech)
        store.edits.apply("m", 0, (Insert(Segment(1, 0, 1000, "hello")),), edit_id="written")
        job = store.jobs.enqueue("m", "align", {"segments": [1]})
        with dispatching(store, SLOW):
            outcome = ended(store, job)
        assert outcome.state == "failed"
        assert "transcribe models pull base" in (outcome.error or "")
        assert "148 MB from PyPI" in (outcome.error or "")
        assert pulled == []
