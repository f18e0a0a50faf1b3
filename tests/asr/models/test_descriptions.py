"""What the pages say of each model."""

from __future__ import annotations

from transcribe.asr.models import files as models
from transcribe.asr.models.catalogue import MODELS
from transcribe.asr.models.descriptions import DESCRIPTIONS


def test_every_model_is_described_in_one_short_sentence_of_its_own() -> None:
    assert tuple(DESCRIPTIONS) == tuple(MODELS) == models.model_names()
    sentences = [one.good_for for one in DESCRIPTIONS.values()]
    assert len(set(sentences)) == len(sentences)
    assert all(len(one) <= 80 and one.endswith(".") for one in sentences)


def test_a_larger_model_of_the_same_kind_is_not_said_to_be_faster() -> None:
    by_size = sorted(
        (MODELS[name].size, one) for name, one in DESCRIPTIONS.items() if name != "turbo"
    )
    speeds = [one.about_speed for _, one in by_size]
    assert speeds == sorted(speeds, reverse=True)


def test_the_languages_are_those_that_the_model_was_trained_on() -> None:
    n_languages = {name: one.n_languages for name, one in DESCRIPTIONS.items()}
    assert {name for name, n in n_languages.items() if n == 1} == {
        name for name in MODELS if name.endswith(".en")
    }
    assert n_languages["large-v3"] == n_languages["turbo"] == n_languages["base"] + 1
    assert models.DEFAULT_MODEL in [name for name, one in DESCRIPTIONS.items() if one.is_main]
