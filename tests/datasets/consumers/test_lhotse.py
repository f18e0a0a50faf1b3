"""Lhotse validates and reads the manifests and Shar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.store import Store
from transcribe.store.projects import Project

WHY = "python3 make.py test-datasets installs the programs that read corpora"
lhotse = pytest.importorskip("lhotse", reason=WHY)

pytestmark = pytest.mark.filterwarnings("ignore")


def check(store: Store, folder: Path, cuts_by_split: dict[str, Any]) -> None:
    """All clips are there, with the samples and the text of the manifest."""
    rows = rows_of(folder)
    seen = {}
    for split, cuts in cuts_by_split.items():
        for cut in cuts:
            row = rows[cut.supervisions[0].id]
            samples = np.rint(cut.load_audio()[0] * 32768).astype(np.int16)
            assert (samples == expected_samples(store, row)).all()
            assert cut.supervisions[0].text == row.clip.text
            assert cut.supervisions[0].speaker == row.clip.speaker
            assert cut.duration == row.duration_s
            seen[row.clip.id] = split
    assert seen == {one: row.split for one, row in rows.items()}


def test_manifests(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="lhotse")
    found = {}
    for split in splits_of(rows_of(made.folder)):
        recordings = lhotse.RecordingSet.from_file(made.folder / f"recordings_{split}.jsonl.gz")
        recordings = recordings.with_path_prefix(made.folder)
        supervisions = lhotse.SupervisionSet.from_file(
            made.folder / f"supervisions_{split}.jsonl.gz"
        )
        lhotse.qa.validate(recordings, read_data=True)
        lhotse.qa.validate(supervisions)
        lhotse.qa.validate_recordings_and_supervisions(recordings, supervisions)
        found[split] = lhotse.CutSet.from_manifests(
            recordings=recordings, supervisions=supervisions
        )
    check(store, made.folder, found)


def test_shar(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(
        store, project, tmp_path / "corpus", format="lhotse-shar", shard_bytes=300_000
    )
    found = {
        split: lhotse.CutSet.from_shar(in_dir=str(made.folder / "shar" / split))
        for split in splits_of(rows_of(made.folder))
    }
    check(store, made.folder, found)
    for cuts in found.values():
        for cut in cuts:
            lhotse.qa.validate(cut)
