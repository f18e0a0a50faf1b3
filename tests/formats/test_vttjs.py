"""mozilla/vtt.js's WebVTT files, with the cues expected by its own tests."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from transcribe.errors import FormatError
from transcribe.formats import load_report

# Read differently on purpose; docs/user/formats.md says why.
DIFFERENCES = {
    "cue-times/fraction-digits.vtt": [(0, 2000, "Text")],
    "integration/id.vtt": [
        (1000, 2000, "This"), (2000, 3000, "Is"), (3000, 4000, "A"), (4000, 5000, "Test"),
        (6000, 7000, "And stuff?"),
    ],
}  # fmt: skip
LAYOUT_DIFFERENCES = {
    "cue-times/fraction-digits.vtt", "cuetext/escape-characters/incorrect.vtt",
    "file-layout/header-no-new-line.vtt", "integration/id.vtt",
}  # fmt: skip
Cues = list[tuple[int, int, str]]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "formats" / "vtt" / "vtt.js" / "tests"


def _plain(markup: str) -> str:
    return _trimmed(html.unescape(re.sub(r"<[^>]*>?", "", markup)))


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _read(path: Path) -> Cues:
    transcript, _ = load_report(path.read_bytes(), "vtt", name=path.name)
    return [(s.start_ms, s.end_ms, s.text) for s in transcript.segments]


def test_cues_have_the_times_and_text_expected_by_vttjs(folder: Path) -> None:
    n_compared, wrong = 0, {}
    for expected in sorted(folder.rglob("*.json")):
        path = expected.with_suffix(".vtt")
        if not path.exists():
            continue  # layout expectations, see below
        name = str(path.relative_to(folder))
        cues = json.loads(expected.read_text(encoding="utf-8"))["cues"]
        want = DIFFERENCES.get(name) or sorted(
            (round(c["startTime"] * 1000), round(c["endTime"] * 1000), _plain(c["text"]))
            for c in cues
        )
        n_compared += 1
        if sorted(_read(path)) != want:
            wrong[name] = (want, _read(path))
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert n_compared > 90


def _texts(node: dict[str, Any]) -> str:
    children = node.get("childNodes") or []
    return "".join(map(_texts, children)) if children else str(node.get("data", ""))


def test_the_text_equals_the_text_laid_out_by_vttjs(folder: Path) -> None:
    n_compared, wrong = 0, {}
    for expected in sorted(folder.rglob("*-proc.json")):
        path = expected.with_name(expected.name.replace("-proc.json", ".vtt"))
        if not path.exists():
            continue
        n_compared += 1
        boxes = json.loads(expected.read_text("utf-8"))
        if boxes is None:
            continue  # vtt.js has no expectation
        want = sorted(_trimmed(_texts(box)) for box in boxes)
        try:
            got = sorted(text for _, _, text in _read(path))
        except FormatError:
            got = []  # vtt.js fails here too
        name = str(path.relative_to(folder))
        if (got == want) == (name in LAYOUT_DIFFERENCES):
            wrong[name] = (want, got)
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert n_compared > 50
