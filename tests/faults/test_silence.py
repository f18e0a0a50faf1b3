"""Hours of silence: they take no disk space, almost no time, and give no words.

The 48 hours of docs/operate/scale.md, scaled down: `python -m benchmarks.scale silence --hours 48`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import psutil
import pytest

from benchmarks.scale import silent_flac
from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.peaks import write_peaks
from transcribe.audio.vad import iter_speech
from transcribe.errors import DiskFull
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store

HOUR_MS = 3_600_000


def test_an_hour_of_silence_takes_no_disk_space_and_has_no_speech(tmp_path: Path) -> None:
    source = silent_flac(tmp_path / "silence.flac", hours=1.0)
    decoded = decode(source, tmp_path / "audio.pcm", name="silence.flac", channels=1)
    assert decoded.duration_ms == HOUR_MS
    stat = (tmp_path / "audio.pcm").stat()
    assert stat.st_size == HOUR_MS * 32
    assert stat.st_blocks * 512 < stat.st_size / 100
    samples = open_pcm(tmp_path / "audio.pcm")
    list(iter_speech(np.zeros(16_000, np.int16)))  # load the network once
    before = psutil.Process().memory_info().rss
    assert list(iter_speech(samples)) == []
    write_peaks(tmp_path / "audio.pcm", tmp_path)
    assert psutil.Process().memory_info().rss - before < stat.st_size / 2
    assert not samples.any()


def test_silence_between_speech_equals_written_zeros(tmp_path: Path) -> None:
    """Skipped ranges read as zeros, and end where they ended."""
    source = silent_flac(tmp_path / "s.flac", hours=0.01)
    decode(source, tmp_path / "a.pcm", name="s.flac", channels=2)
    expected = np.zeros(36 * 16_000, np.int16)
    assert np.array_equal(np.array(open_pcm(tmp_path / "a.pcm")), expected)


def test_a_recording_that_does_not_fit_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = silent_flac(tmp_path / "silence.flac", hours=1.0)
    with Store(tmp_path / "library") as store:
        media = add_recording(store, source, AddOptions("silence.flac", model=None)).media
        monkeypatch.setattr("transcribe.store.disk_space.free_bytes", lambda _: 100 << 20)
        with pytest.raises(DiskFull, match=r"It needs 165 MB .* where 105 MB are free"):
            run_ingest(store, media.id, lambda *_: None)
        assert [p.name for p in store.media_folder(media.id).iterdir()] == ["original.flac"]
