"""How fast corpora are written, and with how much memory: `python benchmarks/dataset.py [HOURS …]`.

A library of one recording is filled with copies of speech-like noise, without Whisper. For each format: hours
of audio a minute of one core, peak memory of the process, and bytes. With several numbers of hours,
memory shows whether it grows.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from transcribe.audio.decode import write_origin
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.library.corpora.export import export_corpus
from transcribe.library.corpora.plan import CorpusOptions
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields

CLIP_MS, GAP_MS = 5_000, 200
RECORDING_S = 1_800
RATE = 16_000
FORMATS = (
    ("parquet", "flac"),
    ("webdataset", "flac"),
    ("nemo", "flac"),
    ("kaldi", "wav"),
)


def make_library(folder: Path, hours: float) -> None:
    """A collection of recordings of half an hour, each cut into clips of five seconds."""
    noise = np.fft.rfft(np.random.default_rng(1).normal(0, 1, RECORDING_S * RATE))
    noise[np.fft.rfftfreq(RECORDING_S * RATE, 1 / RATE) > 3_000] = 0
    wave = np.fft.irfft(noise)
    samples = np.rint(wave / np.abs(wave).max() * 9_000).astype("<i2")
    with Store(folder) as store:
        project = store.projects.add(ProjectFields("bench", "en"))
        for n in range(max(1, round(hours * 3_600 / RECORDING_S))):
            media_id = f"rec{n:07d}"
            store.media.add(
                media_id=media_id,
                title=media_id,
                filename="a.wav",
                sha256=f"{n:064x}",
                size_bytes=1,
            )
            store.media.update(media_id, state="ready", duration_ms=RECORDING_S * 1000)
            place = store.media_folder(media_id)
            place.mkdir(parents=True)
            np.roll(samples, n).tofile(place / "audio.pcm")
            write_origin(place / "audio.pcm", len(samples))
            starts = range(0, RECORDING_S * 1000 - CLIP_MS, CLIP_MS + GAP_MS)
            made = [
                Insert(
                    Segment(i + 1, at, at + CLIP_MS, f"Some words of clip {i}.", None, "approved")
                )
                for i, at in enumerate(starts)
            ]
            store.edits.apply(media_id, 0, made, edit_id=f"e{n}")
            store.projects.put(media_id, project.id)


def peak_mb() -> int:
    """Peak memory of this process alone; `ru_maxrss` begins with that of the parent."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def measure(data: Path, format_: str, audio: str, target: Path) -> dict[str, float]:
    """Write one corpus in this process."""
    with Store(data) as store:
        project: Project = store.projects.find("bench")
        begin, cpu = time.perf_counter(), time.process_time()
        made = export_corpus(store, project, CorpusOptions(format=format_, audio=audio), target)
        hours = made.plan.clips_ms / 3_600_000
        cpu_s = time.process_time() - cpu
        return {
            "hours": round(hours, 2), "wall_s": round(time.perf_counter() - begin, 2),
            "cpu_s": round(cpu_s, 2), "times_real_time_a_core": round(hours * 3_600 / cpu_s),
            "peak_mb": peak_mb(),
            "mb": sum(path.stat().st_size for path in target.rglob("*")) // 1_000_000,
        }  # fmt: skip


def main() -> None:
    """Measure each format in a process of its own."""
    if sys.argv[1:2] == ["one"]:
        data, format_, audio, target = sys.argv[2:]
        print(json.dumps(measure(Path(data), format_, audio, Path(target))))
        return
    for hours in map(float, sys.argv[1:] or ["1", "4"]):
        with tempfile.TemporaryDirectory(prefix="transcribe-bench-") as folder:
            make_library(Path(folder) / "data", hours)
            for name, codec in FORMATS:
                corpus = Path(folder) / f"{name}-{codec}"
                arguments = [str(Path(folder) / "data"), name, codec, str(corpus)]
                done = subprocess.run(
                    [sys.executable, __file__, "one", *arguments],
                    capture_output=True,
                    text=True,
                    check=True,
                )
                print(f"{hours:g} h {name:11} {codec:5} {done.stdout.strip()}", flush=True)
                shutil.rmtree(corpus)


if __name__ == "__main__":
    main()
