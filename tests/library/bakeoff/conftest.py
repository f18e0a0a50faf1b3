"""What the tests of comparisons share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.library.bakeoff.speeches import make_library
from transcribe.store import Store


@pytest.fixture(scope="package")
def library(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path
) -> Iterator[tuple[Store, Path]]:
    with make_library(tmp_path_factory.mktemp("bakeoff"), models_folder) as made:
        yield made
