"""Errors on terms with and without a glossary, and its effect on other words.

    python -m benchmarks.glossary                at most 120 s of each set and language
    python -m benchmarks.glossary --seconds 40   less

Terms are chosen by a rule independent of recognition: words of at least six letters that
Whisper's vocabulary spells in two tokens or more and that at most two recordings of their language
contain. All terms of a language together are its glossary, so each recording has a few of its own and all
the others: many more chances for false terms than a glossary of names.

Each recording is drafted three ways in turn: `none` without the glossary, `prompt` with all of it in
Whisper's prompt (what a hotwords field does), `ours` as in the product (`asr/biasing.py`). Recall
is the share of spoken terms that are in the draft; `false` counts terms in drafts that were not spoken.
WER is by words after Whisper's own normaliser.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from benchmarks.support.draft_engines import MODELS, load_samples
from benchmarks.support.draft_rows import SPEECH, scorable_rows
from benchmarks.support.draft_scores import n_errors, normalise

LANGUAGES = ("en", "es", "fr", "it", "ru")
WAYS = ("none", "prompt", "ours")
MIN_LETTERS, MIN_TOKENS, MAX_RECORDINGS = 6, 2, 2
LONGEST_S = 29  # one chunk, so that the ways differ in nothing else


def glossary_of(rows: list[dict[str, Any]]) -> list[str]:
    """The terms of some recordings by the rule above."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(True, language="en", task="transcribe")
    spread = Counter(word for row in rows for word in set(normalise(row["text"], row)))

    def n_tokens(word: str) -> int:
        return min(len(tokenizer.encode(f" {form}")) for form in (word, word.capitalize()))

    return [
        word
        for word, n in spread.items()
        if n <= MAX_RECORDINGS and len(word) >= MIN_LETTERS and n_tokens(word) >= MIN_TOKENS
    ]


def main() -> None:
    """Draft, and print the table after each language."""
    """Draft and print the table after each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    seconds = parser.parse_args().seconds
    rows = [row for row in scorable_rows(seconds) if row["duration"] <= LONGEST_S]
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    engine = _engine()
    for language in LANGUAGES:
        spoken = [row for row in rows if row["language"] == language]
        terms = glossary_of(spoken)
        for row in spoken:
            for way, text, took_s in _drafts(engine, row, terms):
                _count(totals[language, way], row, text, set(terms), took_s)
        print("\n".join(table(totals)), flush=True)


def _engine() -> Any:
    from transcribe.asr.engines import load_engine

    return load_engine("auto", "base", models_folder=MODELS)


def _drafts(engine: Any, row: dict[str, Any], terms: list[str]) -> Iterator[tuple[str, str, float]]:
    """Each way's result for a recording, and its time."""
    from transcribe.asr.biasing import draft_biased, with_terms
    from transcribe.asr.engine import DecodeOptions
    from transcribe.text.glossary import Term

    samples = load_samples(SPEECH / row["path"])
    plain = DecodeOptions(language=row["language"], batch_size=1)
    prompted = DecodeOptions(
        language=row["language"], batch_size=1, initial_prompt=with_terms("", terms)
    )
    glossary = {"none": [], "prompt": [], "ours": [Term(term) for term in terms]}
    for way in WAYS:
        started = time.perf_counter()
        options = prompted if way == "prompt" else plain
        (words,) = draft_biased(engine, [samples], options, glossary[way])
        yield way, " ".join(word.text for word in words), time.perf_counter() - started


def _count(total: Counter[str], row: dict[str, Any], text: str, terms: set[str], s: float) -> None:
    reference, heard = normalise(row["text"], row), normalise(text, row)
    said, written = set(reference) & terms, set(heard) & terms
    total["errors"] += n_errors(reference, heard)
    total["words"] += len(reference)
    total["said"] += len(said)
    total["right"] += len(said & written)
    total["false"] += len(written - said)
    total["ms"] += round(1000 * s)


def table(totals: dict[tuple[str, str], Counter[str]]) -> Iterator[str]:
    """One line per language and way, and a total."""
    yield "| language | way | terms spoken | recall % | false | WER % | time |"
    yield "|---|---|---|---|---|---|---|"
    languages = list(dict.fromkeys(language for language, _ in totals))
    for language in [*languages, "all"]:
        for way in WAYS:
            parts = languages if language == "all" else [language]
            one = sum((totals[part, way] for part in parts), Counter())
            base_ms = sum(totals[part, "none"]["ms"] for part in parts)
            recall = 100 * one["right"] / max(1, one["said"])
            wer = 100 * one["errors"] / max(1, one["words"])
            yield (
                f"| {language} | {way} | {one['said']} | {recall:.1f} | {one['false']} | "
                f"{wer:.1f} | {one['ms'] / max(1, base_ms):.2f} |"
            )


if __name__ == "__main__":
    main()
