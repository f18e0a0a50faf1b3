"""Peers' files: nothing that a reader of the file would see is lost without a word."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import load_report
from transcribe.formats.parsing import Notes, decode_text

WORD = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"</?[a-z][^<>]{0,200}>|\{\\[^{}]{0,200}\}", re.IGNORECASE)


def words_in(text: str) -> Counter[str]:
    return Counter(WORD.findall(html.unescape(text)))


def visible(content: bytes, format_: str) -> str:
    """What is no number, time line or markup, by a rougher rule than the readers'."""
    text = decode_text(content, Notes(""))
    if format_ == "vtt":
        text = text.removeprefix("WEBVTT")
    lines = (re.sub(r"[XY][12]:\d+", "", line) if "-->" not in line else line.split("-->")[-1].lstrip(" :.,;0123456789")
             for line in text.split("\n"))  # fmt: skip
    apart = re.sub(
        r"</?rt>", " ", "\n".join(lines)
    )  # a reading of ruby is no part of the word that it belongs to
    return TAG.sub("", apart)


@pytest.mark.parametrize("format_", ["srt", "vtt"])
def test_every_word_is_read_or_reported(shared_data: Path, format_: str) -> None:
    rows = map(json.loads, (shared_data / "formats" / "manifest.jsonl").read_text().splitlines())
    n_read, lost = 0, {}
    for row in rows:
        path = shared_data / "formats" / row["path"]
        if row["format"] != format_ or path.suffix == ".json":
            continue
        try:
            transcript, warnings = load_report(path.read_bytes(), format_, name=path.name)
        except FormatError:
            continue
        if any(warning.endswith(("more warnings", '…"')) for warning in warnings):
            continue
        n_read += 1
        shown = [segment.text for segment in transcript.segments]
        names = [speaker.name for speaker in transcript.speakers]
        reported = words_in(" ".join([*warnings, *names]))
        absent = words_in(visible(path.read_bytes(), format_)) - words_in(" ".join(shown))
        gone = {word: n for word, n in absent.items() if word not in reported}
        if gone:
            lost[row["path"]] = gone
    assert n_read > 30
    assert not lost, "\n".join(f"{name}: {words}" for name, words in lost.items())
