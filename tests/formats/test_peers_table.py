"""The table of peers' results in the documentation: it holds for the peers that need no browser, and explains all."""

from __future__ import annotations

import logging
import runpy
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_table_holds_for_ttconv_and_explains_every_difference(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "lastResort", None)  # ttconv logs what it does not like
    script = runpy.run_path(str(REPOSITORY / "tools" / "write_peers_table.py"))
    text = script["PAGE"].read_text("utf-8")
    within = text.split(script["BEGIN"])[1].split(script["END"])[0].strip()
    assert "not explained" not in within
    rows = script["compare"](shared_data / "formats", {"ttml", "stl", "scc"}, is_all=False)
    missing = [line for line in script["table"](rows).split("\n") if line not in within]
    assert missing == [], "run: python tools/write_peers_table.py"
