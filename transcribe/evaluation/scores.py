"""The scores of models on one test set: rates with intervals, differences, terms, and the worst passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from transcribe.evaluation.comparison import Difference, Estimate, compare_rates, error_rate
from transcribe.evaluation.passages import Passage
from transcribe.evaluation.terms import TermCount, Words, count_terms
from transcribe.quality.text_scores import TextErrors, character_errors, word_errors

N_WORST = 20
NOTHING = TextErrors(0, 0, 0, 0, 0)
Normalise = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage and what a model wrote for it."""

    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class ModelScore:
    """How one model did.

    Attributes:
        wer, cer: Errors for each word and character of the reference; None without a reference.
        substitutions, deletions, insertions: In words.
        terms: Terms of the glossary.
        worst: Passages with the most word errors, with their number, worst first.
        errors: Word errors by recording.
    """

    wer: Estimate | None
    cer: Estimate | None
    substitutions: int
    deletions: int
    insertions: int
    terms: TermCount
    worst: tuple[tuple[ScoredPassage, int], ...]
    errors: Mapping[str, int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, by their place in the list."""

    first: int
    second: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class Scores:
    """All models on one set.

    Attributes:
        n_words: Words of the reference by recording.
        models: In the order given.
        comparisons: Of each two models; empty without a reference.
    """

    n_words: Mapping[str, int]
    models: tuple[ModelScore, ...]
    comparisons: tuple[Comparison, ...]


def score_models(
    runs: Sequence[Sequence[ScoredPassage]], terms: Sequence[Words], normalise: Normalise
) -> Scores:
    """Score models that all have the same passages.

    Args:
        runs: For each model, its passages in the same order.
        terms: Of the glossary, as `normalised_terms` gives them.
        normalise: Applied to references and drafts before they are compared.
    """
    scored = [_score(run, terms, normalise) for run in runs]
    n_words = scored[0][1] if scored else {}
    found = tuple(one for one, _ in scored)
    names, words = list(n_words), list(n_words.values())
    comparisons = tuple(
        Comparison(
            first, second,
            compare_rates([found[first].errors[n] for n in names],
                          [found[second].errors[n] for n in names], words),
        )
        for first, second in combinations(range(len(found)), 2)
        if any(words)
    )  # fmt: skip
    return Scores(n_words, found, comparisons)


def _score(
    run: Sequence[ScoredPassage], terms: Sequence[Words], normalise: Normalise
) -> tuple[ModelScore, dict[str, int]]:
    words: dict[str, TextErrors] = defaultdict(lambda: NOTHING)
    characters: dict[str, TextErrors] = defaultdict(lambda: NOTHING)
    counted = TermCount()
    wrong: list[tuple[ScoredPassage, int]] = []
    for one in run:
        said, written = normalise(one.passage.text), normalise(one.text)
        errors = word_errors(said, written)
        words[one.passage.recording] += errors
        characters[one.passage.recording] += character_errors(said, written)
        counted += count_terms(said, written, terms)
        wrong.append((one, errors.n_errors))
    total = sum(words.values(), NOTHING)
    score = ModelScore(
        _rate(words.values()), _rate(characters.values()),
        total.substitutions, total.deletions, total.insertions, counted,
        tuple(sorted((pair for pair in wrong if pair[1]), key=lambda pair: -pair[1])[:N_WORST]),
        {name: one.n_errors for name, one in words.items()},
    )  # fmt: skip
    return score, {name: one.n_reference for name, one in words.items()}


def _rate(recordings: Collection[TextErrors]) -> Estimate | None:
    if not any(one.n_reference for one in recordings):
        return None
    return error_rate([one.n_errors for one in recordings], [one.n_reference for one in recordings])
