"""A store in a new folder, and helpers to fill it."""

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
