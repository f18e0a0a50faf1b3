"""The counting of the benchmarks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.correction_keys import changes, is_shorter_inside, n_keys
from benchmarks.coverage import figures
from benchmarks.coverage_mixes import RATE, Mix, Utterance
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


@pytest.mark.filterwarnings("default")
def test_speech_without_words_and_invented_words_are_counted() -> None:
    row = {"language": "en"}
    said = (
        Utterance(0.0, 3.0, "Red green blue", "en", row),
        Utterance(4.0, 8.0, "grey violet", "en", row),
    )
    mix = Mix("a", "plain", np.zeros(10 * RATE, np.float32), said)
    right = [("Red", 0.0, 1.0), ("green", 1.0, 2.0), ("blue", 2.0, 3.0)]
    assert figures(mix, []).uncovered_s == pytest.approx(7.0)
    assert figures(mix, right).uncovered_s == pytest.approx(4.0)
    assert figures(mix, right).n_invented == 0
    stretched = [*right, ("grey", 4.0, 8.0)]  # a word of four letters lasts 1.2 s at most
    assert figures(mix, stretched).uncovered_s == pytest.approx(2.55, abs=0.06)
    invented = [*right, ("grey", 4.0, 5.0), ("banana", 5.0, 6.0), ("violet", 7.0, 8.0)]
    assert figures(mix, invented).n_invented == 1


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_changes_of_letters_turn_one_text_into_the_other(old: str, new: str) -> None:
    text, grown = old, 0
    for step in changes(old, new):
        at = step.at + grown
        text = text[:at] + step.new + text[at + step.n_old :]
        grown += len(step.new) - step.n_old
    assert text == new
    assert (n_keys(old, new) == 0) == (old == new)


def test_a_word_is_typed_whole_where_that_takes_fewer_keys() -> None:
    assert n_keys("fonction", "fonctionnalité") == 1 + len("nalité")
    assert n_keys("située", "situé") == 2  # to the end, one letter back
    assert n_keys("dicté,", "dictée,") == 3
    assert n_keys("seen word", "seen words") == 2
    assert n_keys("far away word", "far away, word") == 1 + 2 + 1  # a word and a letter to the left
    assert is_shorter_inside("dicté,", "dictée,")
    assert not is_shorter_inside("10", "dièse")
    assert not is_shorter_inside("", "new")
