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
KEPT_AS_TEXT = {
    "cuetext/lang/no-end-gt.vtt": "<lang en-Us It's a blue apple tree!",
    "cuetext/tag-format/bogus-span-name.vtt": "<bad>That's awesome!</bad>",
    "cuetext/tag-format/end-tag-no-gt.vtt": "This is </c awesome!",
    "cuetext/tag-format/no-closing-gt.vtt": "<c It's a blue apple tree!",
    "cuetext/timestamp/no-end-gt.vtt": "<00:01.000 It's a blue apple tree!",
    "cuetext/timestamp/non-digit.vtt": "<a0:01.000>It's a blue apple tree!",
    "cuetext/timestamp/space-before-gt.vtt": "<00:01.000 >No way!",
    "cuetext/voice/no-end-gt.vtt": "<v It's a blue apple tree!",
}
DIFFERENCES = {
    "cue-times/fraction-digits.vtt": [(0, 2000, "Text")],
    "integration/id.vtt": [
        (1000, 2000, "This"), (2000, 3000, "Is"), (3000, 4000, "A"), (4000, 5000, "Test"),
        (6000, 7000, "And stuff?"),
    ],
    "cuetext/voice/with-closing-span.vtt": [(0, 2000, "Hee!"), (0, 2000, "Hee!")],
    **{name: [(0, 2000, text)] for name, text in KEPT_AS_TEXT.items()},
}  # fmt: skip
CUT_AT_VOICES = {"integration/cycle-collector-talk.vtt"}  # one cue becomes three segments
LAYOUT_DIFFERENCES = {
    "cue-times/fraction-digits.vtt", "cuetext/escape-characters/incorrect.vtt",
    "file-layout/header-no-new-line.vtt", "integration/id.vtt", "cuetext/lang/no-end-gt.vtt",
    "cuetext/tag-format/bogus-span-name.vtt", "cuetext/tag-format/no-closing-gt.vtt",
    "cuetext/timestamp/non-digit.vtt", "cuetext/voice/no-end-gt.vtt",
}  # fmt: skip
Cues = list[tuple[int, int, str]]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "formats" / "vtt" / "vtt.js" / "tests"


def _plain(markup: str) -> str:
    return _trimmed(html.unescape(re.sub(r"<[^>]*>?", "", markup)))


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _joined(cues: Cues) -> str:
    return " ".join(sorted(" ".join(text for _, _, text in cues).split()))


def _read(path: Path) -> Cues:
    transcript, _ = load_report(path.read_bytes(), "vtt", name=path.name)
    # Readings of ruby stand in parentheses here.
    return [
        (s.start_ms, s.end_ms, s.text if "/ruby/" not in str(path) else re.sub(r"[()]", "", s.text))
        for s in transcript.segments
    ]


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
        got = sorted(_read(path))
        if name in CUT_AT_VOICES:
            got, want = [(0, 0, _joined(got))], [(0, 0, _joined(want))]
        if got != want:
            wrong[name] = (want, got)
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
