"""`datasets` loads a corpus sample for sample, in all splits, with every text as it was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.store import Store
from transcribe.store.projects import Project

WHY = "python3 make.py test-datasets installs the programs that read corpora"
datasets = pytest.importorskip("datasets", reason=WHY)
try:
    import torchcodec  # noqa: F401
except (ImportError, OSError, RuntimeError) as error:  # also without FFmpeg's shared libraries
    pytest.skip(f"{WHY} ({str(error)[:100]})", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore")


def load(folder: Path, cache: Path, **more: Any) -> Any:
    return datasets.load_dataset(str(folder), cache_dir=str(cache), **more)


def samples_of(audio: Any) -> NDArray[np.int16]:
    found = audio.get_all_samples()
    assert found.data.shape[0] == 1
    samples: NDArray[np.int16] = np.rint(found.data[0].numpy() * 32768).astype(np.int16)
    return samples


@pytest.mark.parametrize("name", ["parquet", "audiofolder"])
@pytest.mark.parametrize("is_streaming", [False, True])
def test_every_clip_has_its_samples_its_text_and_its_split(
    collection: tuple[Store, Project], tmp_path: Path, name: str, is_streaming: bool
) -> None:
    store, project = collection
    more = {"shard_bytes": 300_000, "normaliser": "whisper-basic"}
    made = make_corpus(store, project, tmp_path / "corpus", format=name, **more)
    rows = rows_of(made.folder)
    loaded = load(made.folder, tmp_path / "cache", streaming=is_streaming)
    assert set(loaded) == splits_of(rows) == {"train", "validation", "test"}
    seen = {}
    for split, some in loaded.items():
        for clip in some:
            row = rows[clip["id"]]
            assert (clip["transcription"], clip["normalized"], split) == (
                row.clip.text, row.clip.normalized, row.split,
            )  # fmt: skip
            assert (clip["start_ms"], clip["end_ms"]) == (row.clip.start_ms, row.clip.end_ms)
            assert clip["tags"] == list(row.clip.tags)
            assert clip["snr_db"] == row.clip.snr_db is not None
            assert (samples_of(clip["audio"]) == expected_samples(store, row)).all()
            seen[clip["id"]] = clip["duration"]
    assert seen == {one: row.duration_s for one, row in rows.items()}


@pytest.mark.parametrize(("audio", "rate"), [("opus", 24_000), ("mp3", 22_050), ("flac", 44_100)])  # fmt: skip
def test_other_audio_keeps_its_length(
    collection: tuple[Store, Project], tmp_path: Path, audio: str, rate: int
) -> None:
    store, project = collection
    made = make_corpus(
        store, project, tmp_path / "corpus", format="parquet", audio=audio, rate=rate
    )
    rows = rows_of(made.folder)
    for clip in load(made.folder, tmp_path / "cache", split="train"):
        found = clip["audio"].get_all_samples()
        row = rows[clip["id"]]
        assert row.rate == rate
        # Opus is decoded at 48 kHz, and ffmpeg keeps the padding of an MP3's last frame.
        slack = {"mp3": 0.06}.get(audio, 1 / rate)
        assert abs(found.data.shape[1] / found.sample_rate - row.duration_s) <= slack
