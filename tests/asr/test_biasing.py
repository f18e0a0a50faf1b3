"""A glossary changes a draft only where it adds a misrecognised term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import words as words_in
from transcribe.asr.biasing import PROMPT_CHARACTERS, draft_biased, take_over, with_terms
from transcribe.asr.engine import ChunkDraft, DecodeOptions, Engine, Samples
from transcribe.document.model import Word
from transcribe.text.glossary import Term
from transcribe.text.phonetic_match import near_terms, sound_of


def _words(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(token, i * 100, i * 100 + 90, probability) for i, token in enumerate(text.split())
    )


class _Engine:
    """Returns one text without a prompt and another with one."""

    name, model = "fake", "fake"

    def __init__(self, plain: str, prompted: str) -> None:
        self.plain, self.prompted, self.prompts = plain, prompted, list[str]()

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        self.prompts.append(options.initial_prompt)
        heard = self.prompted if options.initial_prompt else self.plain
        return [ChunkDraft("en", _words(heard)) for _ in chunks]


def _heard(engine: _Engine, *terms: Term) -> str:
    (words,) = draft_biased(
        cast(Engine, engine), [np.zeros(16_000, np.float32)], DecodeOptions(), terms
    )
    return " ".join(word.text for word in words)


def test_only_a_misrecognised_term_is_taken_from_the_second_draft() -> None:
    engine = _Engine("We run cooper netties on it, today.", "They ran Kubernetes on it, Monday!")
    assert _heard(engine, Term("Kubernetes")) == "They ran Kubernetes on it, today."
    assert engine.prompts == ["", "Kubernetes."]


def test_without_a_near_match_the_chunk_is_decoded_once() -> None:
    engine = _Engine("Good morning, everybody.", "Kubernetes Kubernetes")
    assert _heard(engine, Term("Kubernetes"), Term("Zoë")) == "Good morning, everybody."
    assert engine.prompts == [""]


def test_a_term_already_present_needs_no_second_decode() -> None:
    engine = _Engine("On kubernetes, yes.", "wrong")
    assert _heard(engine, Term("Kubernetes")) == "On kubernetes, yes."
    assert engine.prompts == [""]


def test_a_rambling_second_draft_is_discarded() -> None:
    engine = _Engine("cooper netties", "Kubernetes and so on and on and on")
    assert _heard(engine, Term("Kubernetes")) == "cooper netties"


def test_a_known_wrong_form_triggers_a_second_decode() -> None:
    heard = _words("the cuban eddies cluster")
    assert not near_terms(heard, [Term("Kubernetes")])
    (near,) = near_terms(heard, [Term("Kubernetes", ("Cuban eddies",))])
    assert (near.term, near.first, near.last) == ("Kubernetes", 1, 3)


def test_similar_sounds_have_equal_phonetic_forms() -> None:
    assert sound_of("Philipp") == sound_of("Filip")
    assert sound_of("Zoë") == sound_of("zoe")
    assert sound_of("") == sound_of("…") == ""


def test_a_prompt_fits_whispers_limit() -> None:
    prompt = with_terms("Before.", [f"term{n}" for n in range(500)])
    assert prompt.startswith("Before. term0, term1")
    assert len(prompt) < PROMPT_CHARACTERS + 20
    assert with_terms("x", []) == "x"


@given(words_in(0, 5_000), words_in(0, 5_000), st.lists(st.sampled_from(["Hello", "x"])))
def test_replaced_words_stay_in_order(
    first: tuple[Word, ...], second: tuple[Word, ...], terms: list[str]
) -> None:
    taken = take_over(first, second, terms)
    assert [word.start_ms for word in taken] == sorted(word.start_ms for word in taken)
    assert {word.text for word in taken} <= {word.text for word in (*first, *second)}
