"""Draft with a glossary: only where a term may have been misheard, and only what it changes there.

A glossary in every prompt makes Whisper write terms that nobody said, and long prompts cost words
elsewhere. So a chunk is drafted without it first. Where the draft has a stretch that sounds like a
term (`text/phonetic_match.py`), the chunk is decoded once more with just those terms in the prompt, and
of that second draft only the stretches with a term that was missing are taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.document.model import Word
from transcribe.text.glossary import Term
from transcribe.text.phonetic_match import bare, near_terms

MAX_MORE_WORDS = 2  # a stretch with a term may be so many words longer than what it replaces
PROMPT_CHARACTERS = 400  # of terms; Whisper hears 223 tokens before the sound

Words = tuple[Word, ...]


def draft_biased(
    engine: Engine,
    chunks: Sequence[Samples],
    options: DecodeOptions,
    terms: Sequence[Term],
) -> list[Words]:
    """Draft chunks, with terms spelled as the glossary has them where they are heard.

    Args:
        engine: What drafts.
        chunks: As `Engine.draft` takes them.
        options: How; its prompt stands before the terms.
        terms: The glossary, most relevant first.
    """
    drafts = [draft.words for draft in engine.draft(chunks, options)]
    if not terms or options.task != "transcribe":
        return drafts
    for index, words in enumerate(drafts):
        wanted = [near.term for near in near_terms(words, terms)]
        if wanted:
            prompt = with_terms(options.initial_prompt, wanted)
            (second,) = engine.draft([chunks[index]], replace(options, initial_prompt=prompt))
            drafts[index] = take_over(words, second.words, wanted)
    return drafts


def with_terms(prompt: str, terms: Sequence[str]) -> str:
    """A prompt that ends with terms, as if they had just been said."""
    kept: list[str] = []
    for term in terms:
        if sum(map(len, kept)) + 2 * len(kept) + len(term) > PROMPT_CHARACTERS:
            break
        kept.append(term)
    return f"{prompt} {', '.join(kept)}.".strip() if kept else prompt


def take_over(first: Words, second: Words, terms: Sequence[str]) -> Words:
    """The first draft with those stretches of the second that bring a term which was missing."""
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
    """Times that do not decrease, where stretches of two drafts meet."""
    ordered: list[Word] = []
    for word in words:
        start_ms = max(word.start_ms, ordered[-1].start_ms) if ordered else word.start_ms
        ordered.append(replace(word, start_ms=start_ms, end_ms=max(word.end_ms, start_ms)))
    return tuple(ordered)
