"""The counting of the benchmarks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.edges import edge_errors, read_truth


def words(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def test_edges_are_compared_for_recognised_words() -> None:
    truth = [("One two.", 1.0, 2.0), ("three", 3.0, 4.0), ("four", 5.0, 6.0)]
    heard = [("one", 1.1, 1.5), ("too", 1.5, 2.4), ("three", 2.9, 4.2), ("four", 5.0, 6.0)]
    starts, ends = edge_errors(truth, heard, words)
    assert starts == pytest.approx([0.1, -0.1, 0.0])
    assert ends == pytest.approx([0.2, 0.0])  # "two" was not recognised


def test_an_invented_word_shifts_nothing() -> None:
    truth = [("one", 1.0, 2.0), ("three", 3.0, 4.0)]
    heard = [("one", 1.0, 2.0), ("er", 2.2, 2.4), ("three", 3.0, 4.0)]
    assert edge_errors(truth, heard, words) == ([0.0, 0.0], [0.0, 0.0])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([{"text": "uh", "start": 1.24, "end": 1.67}])),
        ("a.json", json.dumps({"w": [{"t": "<sil>", "b": 0, "d": 1.24}, {"t": "uh(2)", "b": 1.24,
                                      "d": 0.43}]})),
        ("a.TextGrid", '"IntervalTier"\n"words"\n0\n2\n2\n0\n1.24\n""\n1.24\n1.67\n"uh"\n'
                       '"IntervalTier"\n"phones"\n0\n2\n1\n1.24\n1.67\n"AH"\n'),
        ("a.TextGrid", 'name = "words"\nxmin = 0\nxmax = 2\nintervals [1]:\nxmin = 1.24\n'
                       'xmax = 1.67\ntext = "uh"\n'),
    ],
    ids=["utterances", "pocketsphinx", "short TextGrid", "long TextGrid"],
)  # fmt: skip
def test_truth_is_read_in_all_its_formats(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    ((word, start, end),) = read_truth(tmp_path / name)
    assert (word, start) == ("uh", 1.24)
    assert end == pytest.approx(1.67)
