"""What a worker needs while it drafts stays below what users are told (docs/operate/workers.md)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.worker_memory import Worker
from transcribe.audio.ffmpeg import ffmpeg_path

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
MOST_MB = 600
CHUNK_BYTES = 20 * 16_000 * 2


@pytest.mark.model
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the peak")
def test_eight_full_chunks_fit_into_600_mb(models_folder: Path) -> None:
    said = subprocess.run(
        [ffmpeg_path(), "-nostdin", "-loglevel", "error", "-i", str(JFK), "-f", "s16le",
         "-ac", "1", "-ar", "16000", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    worker = Worker(models=models_folder)
    try:
        worker.draft("en", [(said * 2)[:CHUNK_BYTES]] * 8)
        assert worker.peak_mb() < MOST_MB
    finally:
        worker.close()
