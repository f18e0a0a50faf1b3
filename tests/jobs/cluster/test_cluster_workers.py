"""Cluster workers: capabilities, refusals, and distribution of tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe import __version__
from transcribe.asr.models import files as models
from transcribe.jobs.engine_process import layout
from transcribe.jobs.executors import ResourceRequirements
from transcribe.jobs.executors.cluster_nodes import WorkerOptions, declare
from transcribe.jobs.executors.cluster_workers import WorkerCapabilities, declared_of
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.fair_share import FairShareScheduler
from transcribe.store.work.chunks import Waiting

BASE = models.pinned_sha256("base")


def test_capabilities_round_trip_and_accept_other_versions() -> None:
    said = WorkerCapabilities(__version__, "", {"base": BASE}, ("base",), 4, 1, 8_000_000_000)
    assert declared_of(said.to_plain()) == said
    assert declared_of({"version": "9", "colour": "green"}).refusal() == (
        f"it runs version 9, the server {__version__}"
    )
    assert "does not run Transcribe" in declared_of(ModuleNotFoundError("transcribe")).refusal()


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (WorkerCapabilities(digests={"base": BASE}), ""),
        (WorkerCapabilities(digests={"of-tomorrow": "f" * 64}), ""),
        (
            WorkerCapabilities(digests={"base": "f" * 64}),
            "its weights of base have the digest ffffffffffff…",
        ),
        (WorkerCapabilities(version="0.0.1"), "it runs version 0.0.1"),
        (
            WorkerCapabilities(fault="no module named torch"),
            "it cannot run tasks: no module named torch",
        ),
    ],
)
def test_a_worker_with_other_results_is_refused(declared: WorkerCapabilities, reason: str) -> None:
    assert declared.refusal().startswith(reason)
    assert bool(declared.refusal()) == bool(reason)


def test_a_worker_can_run_tasks_that_fit() -> None:
    base, large = (
        ResourceRequirements("base", 600_000_000),
        ResourceRequirements("large-v3", 5_000_000_000),
    )
    small_machine = WorkerCapabilities(memory_bytes=2_000_000_000)
    assert small_machine.can_do(base)
    assert not small_machine.can_do(large)
    assert WorkerCapabilities(memory_bytes=2_000_000_000, gpus=1).can_do(
        large
    )  # its memory differs
    assert not WorkerCapabilities(can_hold=("large-v3",)).can_do(base)
    assert WorkerCapabilities(can_hold=("large-v3",)).can_do(ResourceRequirements())


@pytest.mark.model
def test_a_worker_computes_the_digests_of_its_weights(
    models_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    declared = declare(WorkerOptions(models_folder, threads=2, memory_gb=3, can_hold=("base",)))
    assert declared.digests["base"] == BASE
    assert (declared.gpus, declared.cores, declared.can_hold) == (1, 2, ("base",))
    assert declare(WorkerOptions(models_folder, 2, 3, gpus=0)).gpus == 0


def test_there_is_one_worker_per_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRANSCRIBE_WORKERS", "TRANSCRIBE_THREADS"):
        monkeypatch.delenv(name, raising=False)
    assert layout(gpus=1)[0] == 1
    assert layout(gpus=3)[0] == 3
    executor = LocalExecutor("m:f", workers=3, gpus=2, memory_bytes=1)
    visible = [slot._environment()["CUDA_VISIBLE_DEVICES"] for slot in executor._slots]
    assert visible == ["0", "1", "0"]
    assert executor.unmet_requirement(ResourceRequirements("large-v3", 5_000_000_000)) == ""


def test_a_job_whose_model_is_too_large_waits_with_a_reason() -> None:
    executor = LocalExecutor("m:f", workers=2, memory_bytes=3_000_000_000)
    large = ResourceRequirements("large-v3", 5_000_000_000)
    assert executor.free_slots(large) == 0
    assert executor.free_slots() == 2
    assert (
        "A worker may take 3.0 GB, and large-v3 needs about 5.0 GB"
        in executor.unmet_requirement(large)
    )


def test_slots_go_to_jobs_that_can_use_them() -> None:
    turns = FairShareScheduler()
    turns.track_owners(["ann", "bob"])
    large, small = Waiting(1, "ann", 0, 50, 0), Waiting(2, "bob", 0, 50, 0)
    given = turns.allocate(4, [large, small], lambda _: 2, lambda one: {1: 1, 2: 4}[one.job_id])
    assert [(one.job_id, n) for one, n in given].count((1, 2)) == 1
    assert len(given) == 4
    assert turns.allocate(4, [large], lambda _: 2, lambda _: 0) == []
