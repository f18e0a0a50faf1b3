"""Write the same clips with Transcribe, Hugging Face's `datasets` and Lhotse: `python benchmarks/dataset_peers.py [HOURS]`.

Run it with the Python of `.venv-datasets`, which `python3 make.py test-datasets` makes. Each writer runs in a process of its own, one after
another; imports are not counted. All begin with the library's samples, and write FLAC where they can: `datasets` writes WAV.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from dataset import RATE, make_library, measure, peak_mb  # type: ignore[import-not-found]

from transcribe.audio.decode import open_pcm
from transcribe.store import Store
from transcribe.store.projects import Project


def clips(data: Path) -> Iterator[dict[str, Any]]:
    """The clips with their samples."""
    with Store(data) as store:
        project: Project = store.projects.find("bench")
        for media_id in store.projects.media_ids(project.id):
            samples = open_pcm(store.media_folder(media_id) / "audio.pcm")
            for one in store.edits.transcript(media_id)[1].segments:
                cut = samples[16 * one.start_ms : 16 * one.end_ms].astype(np.float32) / 32768
                audio = {"array": cut, "sampling_rate": RATE}
                yield {"id": f"{media_id}-{one.id}", "audio": audio, "transcription": one.text}


def write_datasets(data: Path, target: Path) -> None:
    """`Dataset.from_generator(...).to_parquet`."""
    import datasets

    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "audio": datasets.Audio(RATE),
            "transcription": datasets.Value("string"),
        }
    )
    made = datasets.Dataset.from_generator(
        clips, features=features, gen_kwargs={"data": data}, cache_dir=str(target / "cache")
    )
    made.to_parquet(str(target / "train.parquet"))


def write_lhotse(data: Path, target: Path) -> None:
    """`CutSet.trim_to_supervisions().to_shar` with FLAC, from WAV files that are made before the clock starts."""
    from lhotse import CutSet, Recording, RecordingSet, SupervisionSegment, SupervisionSet

    with Store(data) as store:
        project: Project = store.projects.find("bench")
        ids = store.projects.media_ids(project.id)
        recordings = RecordingSet.from_recordings(
            Recording.from_file(data / f"{one}.wav", recording_id=one) for one in ids
        )
        spoken = SupervisionSet.from_segments(
            SupervisionSegment(
                f"{one}-{s.id}", one, s.start_ms / 1000, s.duration_ms / 1000, text=s.text
            )
            for one in ids
            for s in store.edits.transcript(one)[1].segments
        )
    cuts = CutSet.from_manifests(recordings, spoken).trim_to_supervisions(keep_overlapping=False)
    cuts.to_shar(target, fields={"recording": "flac"}, shard_size=10_000)


def write_wavs(data: Path) -> None:
    """The recordings as WAV files, for Lhotse."""
    for pcm in data.glob("media/*/audio.pcm"):
        with wave.open(str(data / f"{pcm.parent.name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(pcm.read_bytes())


def _cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def run_one(name: str, data: Path, target: Path, hours: float) -> dict[str, Any]:
    """Measure one writer in this process."""
    if name.startswith("transcribe"):
        found: dict[str, Any] = measure(data, name.split(" ")[1], "flac", target)
        return found
    target.mkdir()
    importlib.import_module(name)
    begin, cpu = time.perf_counter(), _cpu_s()
    {"datasets": write_datasets, "lhotse": write_lhotse}[name](data, target)
    cpu_s = _cpu_s() - cpu
    return {
        "hours": hours, "wall_s": round(time.perf_counter() - begin, 2), "cpu_s": round(cpu_s, 2),
        "times_real_time_a_core": round(hours * 3_600 / cpu_s), "peak_mb": peak_mb(),
    }  # fmt: skip


def main() -> None:
    """Measure each writer in a process of its own, twice in turn."""
    if sys.argv[1:2] == ["one"]:
        name, library, corpus, length = sys.argv[2:]
        print(json.dumps(run_one(name, Path(library), Path(corpus), float(length))))
        return
    hours = float((sys.argv[1:] or ["1"])[0])
    with tempfile.TemporaryDirectory(prefix="transcribe-bench-") as folder:
        data = Path(folder) / "data"
        make_library(data, hours)
        write_wavs(data)
        for turn in (1, 2):
            for name in ("transcribe parquet", "datasets", "transcribe lhotse-shar", "lhotse"):
                target = Path(folder) / f"{name}-{turn}".replace(" ", "-")
                done = subprocess.run(
                    [sys.executable, __file__, "one", name, str(data), str(target), str(hours)],
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                print(f"{name:24} {done.stdout.strip() or done.stderr[-500:]}", flush=True)


if __name__ == "__main__":
    main()
