"""NeMo's manifests, read by its own rules: its toolkit is too large for these tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.store import Store
from transcribe.store.projects import Project


def nemo_samples(entry: dict[str, Any], manifest: Path) -> NDArray[np.int16]:
    """`AudioSegment.from_file` of nemo.collections.asr.parts.preprocessing.segment: it cuts products."""
    with soundfile.SoundFile(nemo_path(entry, manifest)) as file:
        if entry.get("offset"):
            file.seek(int(entry["offset"] * file.samplerate))
        found: NDArray[np.int16] = file.read(int(entry["duration"] * file.samplerate), "int16")
    return found


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_nemo_reads_all_samples_of_clips_and_of_parts_of_recordings(
    collection: tuple[Store, Project], tmp_path: Path, rate: int
) -> None:
    store, project = collection
    clips = make_corpus(store, project, tmp_path / "clips", format="nemo", rate=rate)
    rows = rows_of(clips.folder)
    whole = make_corpus(
        store, project, tmp_path / "whole", format="nemo", rate=rate, whole_recordings=True
    )
    files = {row.path for row in rows_of(whole.folder).values()}
    assert len(files) == 6 == len(list(whole.folder.rglob("*.flac")))
    for folder in (clips.folder, whole.folder):
        seen = set()
        for manifest in folder.glob("*_manifest.json"):
            for line in manifest.read_text("utf-8").splitlines():
                entry = json.loads(line)
                row = rows[entry["id"]]
                expected, _ = soundfile.read(clips.folder / row.path, dtype="int16")
                found = nemo_samples(entry, manifest)
                assert len(found) == row.n_samples
                assert (found == expected).all()
                seen.add(entry["id"])
        assert seen == set(rows)


def nemo_path(entry: dict[str, str], manifest: Path) -> Path:
    """`get_full_path` of nemo.collections.common.parts.preprocessing.manifest: a bare name stays."""
    path = Path(entry["audio_filepath"])
    if not path.is_absolute() and len(path.parts) > 1:
        return manifest.parent / path
    return path


def test_every_line_names_a_file_with_its_text_and_length(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="nemo")
    rows = rows_of(made.folder)
    manifests = sorted(made.folder.glob("*_manifest.json"))
    assert (
        {path.name.removesuffix("_manifest.json") for path in manifests}
        == splits_of(rows)
        == {"train", "validation", "test"}
    )
    seen = set()
    for manifest in manifests:
        for line in manifest.read_text("utf-8").splitlines():
            entry = json.loads(line)
            row = rows[entry["id"]]
            samples, rate = soundfile.read(nemo_path(entry, manifest), dtype="int16")
            assert (samples == expected_samples(store, row)).all()
            assert entry["duration"] == pytest.approx(len(samples) / rate, abs=1e-9)
            assert entry["text"] == " ".join(row.clip.text.split())
            seen.add(entry["id"])
    assert seen == set(rows)
