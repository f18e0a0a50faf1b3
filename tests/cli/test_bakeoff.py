"""`transcribe bakeoff`: what cannot be compared is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from transcribe.cli.bakeoff import _free_name
from transcribe.cli.main import main


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder / "library"), "bakeoff", *arguments])


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ("base", "transcribe models pull base"),
        ("best", "there is no such model"),
        (" , ", "Name at least one model"),
        ("folder:/nothing", "it lacks model.bin"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused(tmp_path: Path, models: str, told: str) -> None:
    done = run(tmp_path, "--release", str(tmp_path), "--models", models)
    assert done.exit_code != 0
    assert told in done.stderr


def test_a_release_is_needed(tmp_path: Path) -> None:
    done = run(tmp_path, "--release", str(tmp_path / "nothing"), "--models", "base")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_folders_have_names_of_their_own(tmp_path: Path) -> None:
    names = []
    for place in ("a/base", "b/my model", "c/my model", "d/..."):
        name = _free_name(tmp_path / place, tmp_path / "scratch")
        (tmp_path / "scratch" / name).mkdir(parents=True)
        names.append(name)
    assert names == ["own-base", "my-model", "my-model-2", "folder"]
