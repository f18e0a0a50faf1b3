"""Scores of models: errors by recording, comparisons of each pair, the worst passages first."""

from __future__ import annotations

import pytest

from tests.evaluation.test_passages import clip
from transcribe.evaluation.passages import Passage
from transcribe.evaluation.scores import ScoredPassage, score_models
from transcribe.evaluation.terms import normalised_terms


def passage(recording: str, start_ms: int = 0) -> Passage:
    """The reference is "from 0", with other times accordingly."""
    return Passage((clip(start_ms, start_ms + 900, recording),), ((start_ms, start_ms + 900),))


def unchanged(text: str) -> str:
    return text


def test_errors_are_counted_by_recording_and_worst_first() -> None:
    heard = [
        ScoredPassage(passage("a"), "from 0"),
        ScoredPassage(passage("a", 1000), "from where"),
        ScoredPassage(passage("b"), "four oh oh seven"),
    ]
    scores = score_models([heard], normalised_terms(["from"]), unchanged)
    (model,) = scores.models
    assert scores.n_words == {"a": 4, "b": 2}
    assert model.errors == {"a": 1, "b": 4}
    assert (model.substitutions, model.deletions, model.insertions) == (3, 0, 2)
    assert [n for _, n in model.worst] == [4, 1]
    assert model.wer is not None
    assert model.wer.value == pytest.approx(5 / 6)
    assert model.terms.recall == pytest.approx(2 / 3)
    assert scores.comparisons == ()


def test_each_pair_of_models_is_compared() -> None:
    references = [passage(f"m{n}") for n in range(8)]
    good = [ScoredPassage(one, "from 0") for one in references]
    poor = [ScoredPassage(one, "form 1") for one in references]
    scores = score_models([good, poor, good], (), unchanged)
    found = {(one.first, one.second): one.difference for one in scores.comparisons}
    assert list(found) == [(0, 1), (0, 2), (1, 2)]
    assert found[0, 1].estimate.value == 1
    assert not found[0, 1].is_tie
    assert found[0, 2].is_tie


def test_a_set_without_words_has_no_rate() -> None:
    empty = Passage((clip(0, 900),), ((0, 900),))
    silent = ScoredPassage(empty, "something")
    scores = score_models([[silent]], (), lambda text: "" if "from" in text else text)
    assert scores.models[0].wer is None
    assert scores.models[0].insertions == 1
    assert scores.comparisons == ()
