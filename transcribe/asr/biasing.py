"""Draft with a glossary: only where a term may be misrecognised, and change only that place.

A glossary in every prompt makes Whisper write terms that were not spoken, and long prompts cost words
elsewhere. So a chunk is first drafted without it. If the draft has a range that sounds like a term
(`text/phonetic_match.py`), the chunk is decoded once more with only those terms in the prompt. From
the second draft only ranges with a missing term are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.document.model import Word
from transcribe.text.glossary import Term
from transcribe.text.phonetic_match import bare, near_terms

MAX_MORE_WORDS = 2  # extra words that a range with a term may have
PROMPT_CHARACTERS = 400  # of terms; Whisper takes 223 tokens of prompt

Words = tuple[Word, ...]


def draft_biased(
    engine: Engine,
    chunks: Sequence[Samples],
    options: DecodeOptions,
    terms: Sequence[Term],
) -> list[Words]:
    """Draft chunks, with terms spelled as in the glossary where they are spoken.

    Args:
        engine: The recognition engine.
        chunks: As for `Engine.draft`.
        options: Decoding options; their prompt comes before the terms.
        terms: The glossary, most relevant first.
    """
    drafts = engine.draft(chunks, options)
    return [
        bias(engine, chunk, draft.words, options, terms)
        for chunk, draft in zip(chunks, drafts, strict=True)
    ]


def bias(
    engine: Engine, chunk: Samples, words: Words, options: DecodeOptions, terms: Sequence[Term]
) -> Words:
    """Decode a drafted chunk again where a term may be spoken; see `draft_biased`."""
    if not terms or options.task != "transcribe":
        return words
    wanted = [near.term for near in near_terms(words, terms)]
    if not wanted:
        return words
    prompt = with_terms(options.initial_prompt, wanted)
    (second,) = engine.draft([chunk], replace(options, initial_prompt=prompt))
    return take_over(words, second.words, wanted)


def with_terms(prompt: str, terms: Sequence[str]) -> str:
    """A prompt that ends with the terms, as if they were the previous speech."""
    kept: list[str] = []
    for term in terms:
        if sum(map(len, kept)) + 2 * len(kept) + len(term) > PROMPT_CHARACTERS:
            break
        kept.append(term)
    return f"{prompt} {', '.join(kept)}.".strip() if kept else prompt


def take_over(first: Words, second: Words, terms: Sequence[str]) -> Words:
    """The first draft, with the ranges of the second that add a missing term."""
    told = {term: bare(term) for term in terms}
    before, after = [bare(w.text) for w in first], [bare(w.text) for w in second]
    taken: list[Word] = []
    for kind, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_better = kind in {"replace", "insert"} and _brings(
            before[i:j], after[m:n], told.values()
        )
        taken += second[m:n] if is_better else first[i:j]
    return _in_order(tuple(taken))


def _brings(before: Sequence[str], after: Sequence[str], terms: Iterable[str]) -> bool:
    old, new = f" {' '.join(before)} ", f" {' '.join(after)} "
    is_alike = before and len(after) <= len(before) + MAX_MORE_WORDS
    gains = [t for t in terms if f" {t} " in new and f" {t} " not in old]
    return bool(is_alike and gains)


def _in_order(words: Words) -> Words:
    """Make times non-decreasing where ranges of two drafts meet."""
    ordered: list[Word] = []
    for word in words:
        start_ms = max(word.start_ms, ordered[-1].start_ms) if ordered else word.start_ms
        ordered.append(replace(word, start_ms=start_ms, end_ms=max(word.end_ms, start_ms)))
    return tuple(ordered)
