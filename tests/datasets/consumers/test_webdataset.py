"""WebDataset's own reader, and that of `datasets`, find every sample with all of its members."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import soundfile

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.store import Store
from transcribe.store.projects import Project

WHY = "python3 make.py test-datasets installs the programs that read corpora"
webdataset = pytest.importorskip("webdataset", reason=WHY)

pytestmark = pytest.mark.filterwarnings("ignore")


def test_every_sample_is_whole(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(
        store, project, tmp_path / "corpus", format="webdataset", shard_bytes=300_000
    )
    rows = rows_of(made.folder)
    seen = {}
    for split in splits_of(rows):
        shards = sorted(str(path) for path in made.folder.glob(f"{split}-*.tar"))
        for sample in webdataset.WebDataset(shards, shardshuffle=False):
            row = rows[sample["__key__"]]
            assert {key for key in sample if not key.startswith("__")} == {"flac", "json", "txt"}
            samples, rate = soundfile.read(io.BytesIO(sample["flac"]), dtype="int16")
            assert rate == row.rate
            assert (samples == expected_samples(store, row)).all()
            assert sample["txt"].decode() == row.clip.text == json.loads(sample["json"])["text"]
            seen[row.clip.id] = split
    assert seen == {one: row.split for one, row in rows.items()}


def test_datasets_reads_it_too(collection: tuple[Store, Project], tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason=WHY)
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="webdataset")
    rows = rows_of(made.folder)
    loaded = datasets.load_dataset(str(made.folder), cache_dir=str(tmp_path / "cache"))
    found = {clip["__key__"]: clip["txt"] for some in loaded.values() for clip in some}
    assert found == {one: row.clip.text for one, row in rows.items()}
