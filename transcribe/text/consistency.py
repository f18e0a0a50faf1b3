"""A recording's numbers, spellings and capitals, decided by what is most frequent in it.

Chunks are drafted apart from one another, so each has its own way. What people have written counts for
the choice and stays as it is; the rules are in `number_forms`, `spelling_forms` and `chunk_edges`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from transcribe.document.model import Word
from transcribe.text.chunk_edges import even_edges
from transcribe.text.number_forms import Form, even_numbers
from transcribe.text.spelling_forms import Rewrite, even_case, even_spelling
from transcribe.text.word_parts import parts_of

Spelling = tuple[str, str]  # as drafted, as written now


@dataclass(frozen=True, slots=True)
class Block:
    """Words that belong together: a segment, or a chunk.

    Attributes:
        texts: The words with their punctuation.
        words: The same with their times; empty if they must stay as they are.
    """

    texts: tuple[str, ...]
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What is made consistent.

    Attributes:
        language: Whisper's code.
        edges_ms: Times at which the first word of a chunk begins.
    """

    language: str
    numbers: bool = True
    spelling: bool = True
    edges_ms: frozenset[int] = frozenset()


@dataclass(slots=True)
class Consistent:
    """Blocks after the change.

    Attributes:
        blocks: In the same order.
        changed: Indexes of those that are not as before.
        number_form: In which numbers are written, if any was changed.
        n_numbers: How many were changed.
        spellings: How often each spelling was changed.
    """

    blocks: list[Block]
    changed: set[int] = field(default_factory=set)
    number_form: Form | None = None
    n_numbers: int = 0
    spellings: Counter[Spelling] = field(default_factory=Counter)

    @property
    def texts(self) -> list[str]:
        return [text for block in self.blocks for text in block.texts]

    def starts(self) -> list[int]:
        """Indexes of the blocks' first words."""
        ends = list(accumulate(len(block.texts) for block in self.blocks))
        return [0, *ends[:-1]] if ends else []

    def apply(self, rewrites: Iterable[Rewrite]) -> Iterator[Rewrite]:
        """Write words otherwise, where that is allowed; give what was done."""
        waiting = sorted(rewrites, key=lambda one: one.first, reverse=True)
        for index, start in enumerate(self.starts()):
            block = self.blocks[index]
            here: list[Rewrite] = []
            while waiting and waiting[-1].first < start + len(block.texts):
                here.append(waiting.pop())
            if here and block.words:
                self.blocks[index] = _rewritten(block, here, start)
                self.changed.add(index)
                yield from here


def make_consistent(blocks: Sequence[Block], rules: Rules) -> Consistent:
    """Write what a recording writes in several ways in the most frequent one.

    Args:
        blocks: The whole recording, in order.
        rules: What is changed.
    """
    made = Consistent(list(blocks))
    if rules.numbers and (found := even_numbers(made.texts, rules.language)):
        numbers = [Rewrite(index, 1, (text,)) for index, text in found.texts.items()]
        made.n_numbers = len(list(made.apply(numbers)))
        made.number_form = found.form if made.n_numbers else None
    if rules.spelling:
        _even_spellings(made, rules)
    return made


def _even_spellings(made: Consistent, rules: Rules) -> None:
    edges = _edges(made.blocks, rules.edges_ms)
    _write(made, even_edges(made.texts, edges))
    for find in (even_spelling, even_case):
        _write(made, find(made.texts, rules.language, made.starts()))


def _write(made: Consistent, rewrites: Iterable[Rewrite]) -> None:
    before = made.texts
    for one in made.apply(rewrites):
        old = " ".join(before[one.first : one.first + one.n_words])
        made.spellings[_bare(old, " ".join(one.texts))] += 1


def _bare(old: str, new: str) -> Spelling:
    """Both without the punctuation that they share."""
    one, other = parts_of(old), parts_of(new)
    return (one[1], other[1]) if one[::2] == other[::2] else (old, new)


def _edges(blocks: Sequence[Block], edges_ms: Collection[int]) -> dict[int, int]:
    """Index of each chunk's first word, with the pause before it in ms."""
    found: dict[int, int] = {}
    index, end_ms = 0, None
    for block in blocks:
        for word in block.words:
            if word.start_ms in edges_ms and end_ms is not None:
                found[index] = max(0, word.start_ms - end_ms)
            index, end_ms = index + 1, word.end_ms
        if not block.words:
            index, end_ms = index + len(block.texts), None
    return found


def _rewritten(block: Block, rewrites: Sequence[Rewrite], start: int) -> Block:
    words = list(block.words)
    for one in reversed(rewrites):
        first = one.first - start
        words[first : first + one.n_words] = _timed(words[first : first + one.n_words], one.texts)
    return Block(tuple(word.text for word in words), tuple(words))


def _timed(old: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Words with other texts; as many as before keep their times, others share them by their letters."""
    if len(old) == len(texts):
        return [replace(word, text=text) for word, text in zip(old, texts, strict=True)]
    start_ms, end_ms = old[0].start_ms, old[-1].end_ms
    edges = accumulate(map(len, texts), initial=0)
    n_letters = sum(map(len, texts))
    at_ms = [start_ms + (end_ms - start_ms) * edge // n_letters for edge in edges]
    sure = [word.probability for word in old if word.probability is not None]
    return [
        Word(text, at_ms[n], at_ms[n + 1], min(sure, default=None), old[0].speaker)
        for n, text in enumerate(texts)
    ]
