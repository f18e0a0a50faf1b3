"""The job that makes a corpus: killed, paused and cancelled in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.datasets import dying_export
from tests.datasets.small_collection import make_collection, make_corpus
from tests.support.fault_server import wait_for
from transcribe.jobs.kinds.dataset import Dataset, DatasetOptions
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.library.corpora.options_json import to_stored
from transcribe.library.corpora.plan import CorpusOptions
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields
from transcribe.store.values import Job

SECONDS = 400  # of a busy machine: ten processes start one after another
OPTIONS = CorpusOptions(format="nemo", shard_bytes=1)  # a shard a recording


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Project]]:
    folder = tmp_path_factory.mktemp("collection")
    with Store(folder / "data") as store:
        yield store, make_collection(store, folder / "sources")


@pytest.fixture
def dies_after(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that says after how many clips the next process dies."""
    # By its folder: some package on PyPI installs a module named `tests`.
    folder = Path(dying_export.__file__).parent
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    )
    monkeypatch.setattr(Dataset, "program", "dying_export")
    note = tmp_path / "dies-after"
    monkeypatch.setenv(dying_export.DIES_AFTER, str(note))
    return note


@pytest.fixture
def running(collection: tuple[Store, Project]) -> Iterator[ThreadRunner]:
    thread = ThreadRunner(collection[0], Dataset())
    thread.start()
    yield thread
    thread.stop()


def submit(store: Store, project: Project, folder: Path) -> Job:
    asked = DatasetOptions(corpus=to_stored(OPTIONS.resolved()), folder=str(folder))
    return Dataset().submit_for(store, project.id, asked)


def ended(store: Store, job: Job) -> Job:
    wait_for(lambda: store.jobs.get(job.id).state in {"done", "failed", "cancelled"}, SECONDS)
    return store.jobs.get(job.id)


def test_ten_kills_do_not_change_a_byte(
    collection: tuple[Store, Project], dies_after: Path, running: ThreadRunner, tmp_path: Path
) -> None:
    store, project = collection
    whole = make_corpus(store, project, tmp_path / "whole", format="nemo", shard_bytes=1)
    folder = store.datasets_folder / "killed"
    dies_after.write_text("3")
    job = submit(store, project, folder)
    for n in (0, 12, 1, 0, 14, 7, 11, 2, 0):
        wait_for(lambda: not dies_after.exists(), SECONDS)
        dies_after.write_text(str(n))
    done = ended(store, job)
    assert (done.state, done.progress) == ("done", 1.0), done.error
    assert done.message.startswith(f"{whole.plan.n_clips} clips, ")
    assert str(folder) in done.message
    (release,) = [one for one in store.projects.releases(project.id) if one.folder == str(folder)]
    assert release.digest == whole.digest
    assert not list(store.datasets_folder.glob("*.incomplete"))
    assert not (folder / "work").exists()


def test_a_cancelled_export_is_removed_and_a_paused_one_goes_on(
    collection: tuple[Store, Project], dies_after: Path, running: ThreadRunner
) -> None:
    store, project = collection
    folder = store.datasets_folder / "paused"
    unfinished = folder.with_name("paused.incomplete")
    dies_after.write_text("15")
    job = submit(store, project, folder)
    wait_for(lambda: list(unfinished.glob("work/shards/*.sha256")), SECONDS)
    dies_after.write_text("0")
    store.jobs.pause(job.id)
    wait_for(lambda: not _processes(job), SECONDS)
    first = next(unfinished.glob("work/shards/*.sha256"))
    finished_at = first.stat().st_mtime_ns
    dies_after.unlink(missing_ok=True)
    Dataset().remove_given_up(store)
    assert unfinished.exists()
    store.jobs.resume(job.id)
    wait_for(lambda: store.jobs.get(job.id).state == "done" or first.exists(), SECONDS)
    assert not first.exists() or first.stat().st_mtime_ns == finished_at
    assert ended(store, job).state == "done"

    dies_after.write_text("1")
    gone = submit(store, project, store.datasets_folder / "gone")
    wait_for(lambda: not dies_after.exists(), SECONDS)
    store.jobs.cancel(gone.id)
    wait_for(lambda: not (store.datasets_folder / "gone.incomplete").exists(), SECONDS)
    assert not (store.datasets_folder / "gone").exists()


def _processes(job: Job) -> list[psutil.Process]:
    me = psutil.Process(os.getpid())
    wanted = ["--job", str(job.id)]
    return [one for one in me.children(recursive=True) if one.is_running() and _ends(one, wanted)]


def _ends(process: psutil.Process, wanted: list[str]) -> bool:
    try:
        return bool(process.cmdline()[-2:] == wanted)
    except psutil.Error:
        return False


def test_an_export_that_cannot_be_made_fails_with_the_reason(
    collection: tuple[Store, Project], running: ThreadRunner
) -> None:
    store, _ = collection
    empty = store.projects.add(ProjectFields("Empty"))
    failed = ended(store, submit(store, empty, store.datasets_folder / "empty"))
    assert failed.state == "failed"
    assert "it has no recordings" in str(failed.error)
    assert failed.reason_code == "corpus_unsuitable"
    assert [job.id for job in store.work_board.failed_jobs()] == [failed.id]
    assert store.work_board.titles([empty.id]) == {empty.id: "Empty"}
    again = store.work_board.retry_job(failed.id)
    assert ended(store, again).state == "failed"
    store.projects.remove(empty.id)
    assert store.jobs.of_project(empty.id) == ()
