"""Inputs as people have them: `../shared/data/field`, and a store for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from transcribe.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "library") as made:
        yield made


@pytest.fixture(scope="session")
def field(shared_data: Path) -> Path:
    """The folder of the field cases."""
    folder = shared_data / "field"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: the field cases are not on this machine")
    return folder
