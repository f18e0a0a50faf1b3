"""The switches of libraries are set by the import of the package, in each process."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY
from transcribe.system.telemetry import SWITCHES

SHOW = "import json, os; print(json.dumps(dict(os.environ)))"
MODULES = ("transcribe", "transcribe.jobs.worker.process", "transcribe.jobs.engine_process",
           "transcribe.audio.probe_process")  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_importing_any_part_sets_the_switches_before_a_library_reads_them(module: str) -> None:
    given = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    assert SWITCHES.items() <= _environment(f"import {module}", given).items()


def test_a_switch_that_is_empty_is_set_and_a_chosen_one_kept() -> None:
    given = {**os.environ, "ORT_DISABLE_TELEMETRY": "", "DO_NOT_TRACK": "0"}
    found = _environment("import transcribe", given)
    assert (found["ORT_DISABLE_TELEMETRY"], found["DO_NOT_TRACK"]) == ("1", "0")


def _environment(statement: str, given: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{SHOW}"],
        cwd=REPOSITORY, env=given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    shown: dict[str, str] = json.loads(done.stdout)
    return shown
