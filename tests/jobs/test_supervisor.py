"""Which process runs the worker, and the jobs of a dead worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import DataFolderBusy
from transcribe.jobs.supervisor import Supervisor
from transcribe.store import Store


def test_jobs_of_a_killed_server_are_released_at_once(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.media.add(media_id="m", title="One", filename="one", sha256="0" * 64, size_bytes=1)
        store.media.update("m", state="ready")
        job = store.jobs.enqueue("m", "draft", {})
        assert store.jobs.claim("worker0000", lease_s=3600) is not None
        store.media.update("m", state="new")  # so that the new worker ignores it
        supervisor = Supervisor(store, log_file=tmp_path / "worker.log")
        supervisor.start()
        try:
            assert store.jobs.get(job.id).state == "queued"
            with pytest.raises(DataFolderBusy, match=str(tmp_path)):
                Supervisor(store).start()
        finally:
            supervisor.stop()
        assert store.jobs.get(job.id).state == "queued"
