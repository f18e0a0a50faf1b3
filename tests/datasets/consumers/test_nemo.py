"""NeMo's manifests, read by its own rules: its toolkit is too large for these tests."""

from __future__ import annotations

import json
from pathlib import Path

import soundfile

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.store import Store
from transcribe.store.projects import Project


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
            assert entry["duration"] == len(samples) / rate
            assert entry["text"] == " ".join(row.clip.text.split())
            seen.add(entry["id"])
    assert seen == set(rows)
