"""Kinds of job: options that last, tasks that go through a pipe, and room for further kinds."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import whole_file_kind
from tests.support.store_steps import add_media
from transcribe.asr.alternatives import AlternativesRequest
from transcribe.document.model import Word
from transcribe.errors import InvalidOperation, WorkerRefused
from transcribe.jobs import kinds
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.kinds.align import AlignOptions
from transcribe.jobs.kinds.draft import DraftOptions
from transcribe.jobs.kinds.redraft import RedraftOptions
from transcribe.jobs.kinds.speakers import (
    AnalyseSpeakersTask,
    FindSpeakersTask,
    SpeakersOptions,
)
from transcribe.jobs.tasks import (
    AlignTask,
    AlternativesTask,
    ChannelsTask,
    ChunkResult,
    DecodeRequest,
    DraftTask,
    EncodeTask,
    ModelResult,
    SpectrogramTask,
    TaskValue,
    from_plain,
    to_plain,
)
from transcribe.store import Store
from transcribe.store.values import Job, JobState

MODEL: dict[str, Any] = {
    "version": "1", "engine": "auto", "model": "base", "sha256": "", "models_folder": "/m",
    "language": None,
}  # fmt: skip
TASKS: list[TaskValue] = [
    DraftTask(
        **MODEL, n_language_blobs=2, group=4,
        options=DecodeRequest(8, "translate", "A talk.", ("Zoë",), True, (("Kaminski", "Kaminsky"),)),
    ),
    AlignTask(**{**MODEL, "language": "de"}, texts=("eins", "zwei")),
    EncodeTask(**MODEL),
    AlternativesTask(**MODEL, question=AlternativesRequest("a", "b", "c", "d")),
    AnalyseSpeakersTask(model="m", models_folder="/m", first_ms=5, start_ms=10, end_ms=20),
    FindSpeakersTask(least=2, most=4),
    SpectrogramTask("/a.pcm", "/t.gz", "mel", 1, 2),
    ChannelsTask("/a.wav", "a.wav", 0, "/f"),
]  # fmt: skip


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)
def test_a_task_is_the_same_after_the_pipe(task: TaskValue) -> None:
    assert from_plain(json.loads(json.dumps({"id": "t1", **to_plain(task)}))) == task


def test_a_task_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(WorkerRefused, match="paint"):
        from_plain({"kind": "paint"})


@given(
    st.lists(
        st.builds(
            lambda language, text, at, p: ChunkResult(language, (Word(text, at, at + 10, p),)),
            st.sampled_from(["en", "de"]), st.text("aé我\U0001f600", min_size=1), st.integers(0, 30_000),
            st.none() | st.floats(0, 1),
        )
    ),
    st.booleans(),
)  # fmt: skip
def test_a_result_is_the_same_after_the_pipe(chunks: list[ChunkResult], is_stopped: bool) -> None:
    result = ModelResult("e", "f" * 64, "en", tuple(chunks), is_stopped, (("a b", 0.5),), "Slow.")
    assert ModelResult.from_plain(json.loads(json.dumps(result.to_plain()))) == result


@pytest.mark.parametrize(
    "options",
    [
        DraftOptions(),
        DraftOptions(model="tiny", hotwords=("Zoë",), multilingual=True, max_ms=5_000, task="translate"),
        RedraftOptions(start_ms=0, end_ms=9_000, dry_run=True, overwrite_corrected=True),
        AlignOptions(segments=(3, 1), language="fr", webhook="https://example.org/"),
        SpeakersOptions(speakers="2-4"),
    ],
)  # fmt: skip
def test_options_are_the_same_after_they_were_stored(options: Any) -> None:
    assert type(options).from_stored(json.loads(json.dumps(options.to_stored()))) == options


def test_options_that_another_version_stored_are_read() -> None:
    """As version 0.1.0 wrote them: None for what was not named; a later one may know more."""
    earlier: dict[str, Any] = {
        "model": None, "engine": "auto", "language": None, "max_ms": None, "max_chars": None,
        "initial_prompt": None, "task": "transcribe", "hotwords": [], "multilingual": False,
        "unheard_of": 1,
    }  # fmt: skip
    assert DraftOptions.from_stored(earlier) == DraftOptions(task="transcribe")


def test_the_server_does_not_load_the_workers_code() -> None:
    command = (
        "import sys, transcribe.web.app, transcribe.jobs.dispatcher as d; "
        "print([name for name in sys.modules if name.startswith('transcribe.jobs.worker.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


@pytest.fixture
def loudness() -> Iterator[whole_file_kind.Loudness]:
    kind = whole_file_kind.Loudness()
    kinds.register(kind)
    yield kind
    kinds.unregister(kind)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        add_media(made, "m")
        folder = made.media_folder("m")
        folder.mkdir(parents=True)
        samples = np.repeat(np.arange(5, dtype="<i2") * 100, 16_000)
        (folder / "audio.pcm").write_bytes(samples.tobytes())
        made.media.update("m", state="ready", duration_ms=5_000)
        yield made


def dispatch(store: Store, job: Job, until: tuple[JobState, ...]) -> Job:
    executor = LocalExecutor("tests.support.whole_file_kind:perform", workers=1, threads=1)
    dispatcher = Dispatcher(store, executor)
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        for _ in range(1_200):
            if (now := store.jobs.get(job.id)).state in until:
                return now
            thread.join(0.05)
        raise AssertionError(f"it never came: {now}")
    finally:
        dispatcher.stop()
        thread.join()


def test_a_job_on_a_whole_file_goes_on_where_its_worker_was_killed_and_leaves_a_file(
    store: Store, loudness: whole_file_kind.Loudness
) -> None:
    options = loudness.options_from_body({"killed_after": 2}, store.media.get("m"))
    job = loudness.submit(store, "m", options)
    assert job.options == {"killed_after": 2}
    done = dispatch(store, job, ("done", "failed"))
    assert (done.state, done.error, done.message) == ("done", None, "")
    made = store.media_folder("m") / whole_file_kind.RESULT
    assert made.read_text().split("\n") == ["1 0", "1 100", "2 200", "2 300", "2 400", ""]
    assert [path.name for path in store.media_folder("m").glob("job-*")] == []
    assert store.edits.transcript("m")[0] == 0


def test_files_of_a_job_that_was_cancelled_while_nobody_worked_are_removed(
    store: Store, loudness: whole_file_kind.Loudness
) -> None:
    cancelled = loudness.submit(store, "m", whole_file_kind.LoudnessOptions())
    (store.media_folder("m") / f"job-{cancelled.id}").mkdir()
    store.jobs.cancel(cancelled.id)
    job = loudness.submit(store, "m", whole_file_kind.LoudnessOptions())
    assert dispatch(store, job, ("done", "failed")).state == "done"
    assert [path.name for path in store.media_folder("m").glob("job-*")] == []


def test_a_kind_can_be_asked_for_by_its_name_as_long_as_it_is_registered(
    loudness: whole_file_kind.Loudness,
) -> None:
    assert kinds.find_kind("loudness") is loudness
    assert "loudness" in kinds.chunked_names()
    with pytest.raises(ValueError, match="loudness"):
        kinds.register(whole_file_kind.Loudness())
    with pytest.raises(InvalidOperation, match="draft, redraft, align, translate"):
        kinds.find_kind(["draft"])


def test_a_job_of_a_kind_that_this_version_lacks_has_no_chunks() -> None:
    job = Job(1, "m", "future", "queued", "2026-11-29")
    with pytest.raises(InvalidOperation, match="future"):
        kinds.chunked_kind_of(job)
    assert kinds.chunked_kind_of(replace(job, kind="draft")).name == "draft"
