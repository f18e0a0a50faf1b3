"""Nothing leaves the computer without a request, and no file outside the data and temporary folders."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.clusters import Cluster
from tests.support.everyday_use import JFK
from tests.support.network.network_hosts import why_not
from tests.support.network.watched_network import WatchedNetwork, watched_network
from tests.support.server import REPOSITORY

INSTALLED = Path(sysconfig.get_path("purelib"))
COLLECTOR = "events.data.microsoft.com"
# With one of these onnxruntime sends no telemetry, so the tests would be silent for another reason.
CI_VARIABLES = {
    "CI", "APPVEYOR", "BUILDKITE", "BUILD_ID", "CIRCLECI", "CODEBUILD_BUILD_ID", "GITHUB_ACTIONS",
    "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD", "TRAVIS",
}  # fmt: skip
HEARD_WITHIN_S = 250  # onnxruntime asks about 10 s after its import, much later on a busy machine
LOADS_ONNXRUNTIME = """
import {first}
from faster_whisper.vad import get_vad_model
get_vad_model()
print("loaded", flush=True)
input()
"""


@pytest.fixture
def network(tmp_path: Path) -> Iterator[WatchedNetwork]:
    if reason := why_not():
        pytest.skip(reason)
    with watched_network(tmp_path / "heard.txt") as made:
        yield made


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a person who has just come: an empty home, no switches set."""
    ours = ("ORT_", "HF_", "DO_NOT_", "XDG_", "NUMBA_", "TRANSCRIBE_", "PIP_", "TMPDIR")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ours) and name not in CI_VARIABLES
    }
    for name in ("HOME", "TMPDIR"):
        (tmp_path / name).mkdir(mode=0o700)
        kept[name] = str(tmp_path / name)
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(REPOSITORY)}


def as_in(surroundings: dict[str, str]) -> list[str]:
    """Words before a command that change this process's environment to that one."""
    switches = ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")
    unset = [f"--unset={name}" for name in (*switches, "HF_HUB_OFFLINE", "NUMBA_CACHE_DIR")]
    return ["env", *unset, *(f"{name}={value}" for name, value in surroundings.items())]


def written(surroundings: dict[str, str]) -> list[str]:
    """All files of the home."""
    home = Path(surroundings["HOME"])
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


def traces(
    network: WatchedNetwork, surroundings: dict[str, str], before: set[str]
) -> dict[str, list[str]]:
    """All that was sent, written into the home, or added to the installed program."""
    return {
        "heard": network.heard(),
        "written": written(surroundings),
        "installed": sorted(program_files() - before),
    }


NO_TRACES: dict[str, list[str]] = {"heard": [], "written": [], "installed": []}


def program_files() -> set[str]:
    """Files of the program and its packages, but for Python's own compiled ones."""
    return {
        str(Path(folder, name))
        for top in (INSTALLED, REPOSITORY / "transcribe")
        for folder, _, names in os.walk(top)
        for name in names
        if not name.endswith((".pyc", "~")) and ".pyc." not in name
    }


@pytest.mark.model
@pytest.mark.timeout(600)
@pytest.mark.parametrize("steps", ["first-start", "everything"])
def test_use_asks_nobody_and_leaves_nothing(
    steps: str,
    tmp_path: Path,
    network: WatchedNetwork,
    surroundings: dict[str, str],
    models_folder: Path,
) -> None:
    before = program_files()
    (tmp_path / "no-models").mkdir()
    models = tmp_path / "no-models" if steps == "first-start" else models_folder
    done = subprocess.run(
        [*network.inside, sys.executable, "-m", "tests.support.everyday_use", steps,
         str(tmp_path / "data"), str(models)],
        cwd=REPOSITORY, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert traces(network, surroundings, before) == NO_TRACES


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_cluster_asks_nobody_and_leaves_nothing(
    tmp_path: Path, network: WatchedNetwork, surroundings: dict[str, str], models_folder: Path
) -> None:
    data, before = tmp_path / "data", program_files()
    inside = [*network.inside, *as_in(surroundings)]
    names = ("scheduler", "worker", "server")
    cluster = Cluster(tmp_path, models_folder, inside=dict.fromkeys(names, inside))
    try:
        cluster.start_scheduler()
        cluster.start_worker("worker")
        cluster.start(
            "server", "--data", str(data), "serve", "--port", "0", certificates="server",
            TRANSCRIBE_SCHEDULER=cluster.address, TRANSCRIBE_NO_SAMPLE="1",
        )  # fmt: skip
        cluster.await_line("server", "Transcribe is at")
        for command in (("add", str(JFK), "--wait"), ("doctor", "--port", "0")):
            done = subprocess.run(
                [*inside, sys.executable, "-m", "transcribe", "--data", str(data), *command],
                cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=300,
            )  # fmt: skip
            assert done.returncode == 0, (done.stderr, cluster.log("worker").read_text())
    finally:
        cluster.stop()
    assert traces(network, surroundings, before) == NO_TRACES


@pytest.mark.model
@pytest.mark.skipif(
    tuple(map(int, version("onnxruntime").split(".")[:2])) < (1, 30),
    reason="onnxruntime tells nobody anything before 1.30",
)
def test_the_name_server_hears_onnxruntime_without_its_switch(
    network: WatchedNetwork, surroundings: dict[str, str]
) -> None:
    """So that the silence above means something; `json` stands where our package would."""
    command = [sys.executable, "-c", LOADS_ONNXRUNTIME.format(first="json")]
    with subprocess.Popen(
        [*network.inside, *command], env=surroundings, stdin=subprocess.PIPE, cwd=REPOSITORY
    ) as process:
        try:
            deadline = time.monotonic() + HEARD_WITHIN_S
            while not any(COLLECTOR in line for line in network.heard()):
                assert time.monotonic() < deadline, f"heard only {network.heard()}"
                time.sleep(0.1)
        finally:
            process.kill()
    assert any(path.endswith("deviceid") for path in written(surroundings))
