"""Kaldi's data folders keep the rules of its own checker, and name the right audio."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
import soundfile

from tests.datasets.small_collection import expected_samples, make_corpus, rows_of, splits_of
from transcribe.datasets.kaldi_rules import check_data_dir
from transcribe.store import Store
from transcribe.store.projects import Project


@pytest.mark.parametrize(("name", "audio"), [("kaldi", "wav"), ("kaldi", "flac"), ("espnet", "flac")])  # fmt: skip
def test_the_folders_are_valid_and_their_audio_is_the_clips(
    collection: tuple[Store, Project], tmp_path: Path, name: str, audio: str
) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "my corpus", format=name, audio=audio)
    rows = rows_of(made.folder)
    folders = sorted((made.folder / "data").iterdir())
    assert {folder.name for folder in folders} == splits_of(rows) == {"train", "validation", "test"}
    seen = set()
    for folder in folders:
        assert check_data_dir(folder) == ()
        for line in (folder / "wav.scp").read_text("utf-8").splitlines():
            key, source = line.split(" ", 1)
            path = shlex.split(source)[-2] if source.endswith("|") else source
            samples, _ = soundfile.read(path, dtype="int16")
            assert (samples == expected_samples(store, rows[key])).all()
            seen.add(key)
        for line in (folder / "text").read_text("utf-8").split("\n")[:-1]:
            key, _, text = line.partition(" ")
            words = [w for w in rows[key].clip.text.split() if w not in {"<s>", "</s>", "#0"}]
            assert text == " ".join(words)
    assert seen == set(rows)


@pytest.mark.parametrize(
    ("name", "audio", "rate"), [("kaldi", "wav", 16_000), ("kaldi", "flac", 22_050), ("espnet", "flac", 16_000)]
)  # fmt: skip
def test_whole_recordings_with_segments_give_the_samples_of_the_clips(
    collection: tuple[Store, Project], tmp_path: Path, name: str, audio: str, rate: int
) -> None:
    """Kaldi's extract-segments and kaldiio cut the product of seconds and rate."""
    store, project = collection
    options = {"format": name, "audio": audio, "rate": rate}
    clips = make_corpus(store, project, tmp_path / "clips", **options)
    cut = {
        key: soundfile.read(clips.folder / row.path, dtype="int16")[0]
        for key, row in rows_of(clips.folder).items()
    }
    made = make_corpus(store, project, tmp_path / "my corpus", whole_recordings=True, **options)
    seen = set()
    for folder in (made.folder / "data").iterdir():
        assert check_data_dir(folder) == ()
        lines = (folder / "wav.scp").read_text("utf-8").splitlines()
        sources = dict(line.split(" ", 1) for line in lines)
        for line in (folder / "segments").read_text("utf-8").splitlines():
            key, recording, start, end = line.split()
            source = sources[recording]
            path = shlex.split(source)[-2] if source.endswith("|") else source
            samples, _ = soundfile.read(path, dtype="int16")
            part = samples[int(float(start) * rate) : int(float(end) * rate)]
            assert (part == cut[key]).all()
            seen.add(key)
    assert seen == set(cut)
    card = (made.folder / "README.md").read_text("utf-8")
    assert "whole recordings" in card
    assert "also have what is in no clip" in card


def test_paths_may_be_relative(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(
        store, project, tmp_path / "corpus", format="espnet", with_relative_paths=True
    )
    for table in made.folder.glob("data/*/wav.scp"):
        for line in table.read_text().splitlines():
            assert (made.folder / line.split(" ", 1)[1]).is_file()


@pytest.mark.skipif("KALDI_ROOT" not in os.environ, reason="KALDI_ROOT names no Kaldi")
def test_kaldis_own_script_accepts_them(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "corpus", format="kaldi")
    recipe = Path(os.environ["KALDI_ROOT"]) / "egs" / "wsj" / "s5"
    for folder in (made.folder / "data").iterdir():
        script = ["utils/validate_data_dir.sh", "--no-feats", "--non-print", str(folder)]
        subprocess.run(script, cwd=recipe, check=True)
