"""Memory that threads share after it was freed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from transcribe.system.memory import share_freed_memory

SETS_IT = """
from transcribe.system.memory import share_freed_memory
print(share_freed_memory())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc has arenas")
def test_it_is_set_on_linux() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SETS_IT], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True"]


def test_elsewhere_it_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not share_freed_memory()
