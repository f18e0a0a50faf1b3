"""Common Voice's tables, read as its readers do: tabs, no quotes."""

from __future__ import annotations

import csv
from pathlib import Path

import soundfile

from tests.datasets.small_collection import make_corpus, rows_of
from transcribe.store import Store
from transcribe.store.projects import Project


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_tables_and_files_fit(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="common-voice")
    rows = rows_of(made.folder)
    splits = {"train": "train", "dev": "validation", "test": "test"}
    seen = {}
    for name, split in splits.items():
        for line in table(made.folder / f"{name}.tsv"):
            key = line["path"].removesuffix(".mp3")
            assert line["sentence"] == " ".join(rows[key].clip.text.split())
            assert (line["locale"], line["up_votes"], len(line["client_id"])) == ("en", "2", 128)
            sound = soundfile.info(str(made.folder / "clips" / line["path"]))
            assert (sound.frames, sound.samplerate) == (rows[key].n_samples, 16_000)
            seen[key] = split
    assert seen == {one: row.split for one, row in rows.items()}
    assert {line["path"][:-4] for line in table(made.folder / "validated.tsv")} == set(rows)
    assert table(made.folder / "invalidated.tsv") == table(made.folder / "other.tsv") == []
    lengths = {line["clip"]: line["duration[ms]"] for line in table(made.folder / "clip_durations.tsv")}  # fmt: skip
    assert lengths == {f"{one}.mp3": str(row.clip.duration_ms) for one, row in rows.items()}
    sentences = table(made.folder / "validated_sentences.tsv")
    assert sum(int(line["clips_count"]) for line in sentences) == len(rows)
    assert "a-b" not in (made.folder / "validated.tsv").read_text("utf-8")
