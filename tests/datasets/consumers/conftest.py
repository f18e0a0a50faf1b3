"""One collection for all consumers, whose corpora are loaded with the programs that they are made for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.datasets.small_collection import make_collection
from transcribe.store import Store
from transcribe.store.projects import Project


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Project]]:
    folder = tmp_path_factory.mktemp("collection")
    with Store(folder / "data") as store:
        yield store, make_collection(store, folder / "sources")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
