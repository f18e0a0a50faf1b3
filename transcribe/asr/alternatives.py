"""Alternatives at a place: from decoded continuations to texts that could stand there.

The decoder is forced through the text before the place; each of the most probable next tokens starts
one continuation. The text after the words decides where an alternative ends: where the continuation
returns to that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcribe.document.model import join_text
from transcribe.document.word_timing import tokenize

MORE_WORDS = 3  # how many more words an alternative may have than it replaces
MOST = 9  # one digit selects an alternative


@dataclass(frozen=True, slots=True)
class AlternativesRequest:
    """A place in a text.

    Attributes:
        before: The text of the same audio before the place.
        words: The current words.
        after: The text after them.
        context: The text before this audio, and terms to prefer.
    """

    before: str
    words: str
    after: str
    context: str = ""

    @property
    def n_words(self) -> int:
        return len(tokenize(self.words))


def rank_alternatives(
    question: AlternativesRequest, continuations: Iterable[tuple[str, float]]
) -> tuple[tuple[str, float], ...]:
    """Alternatives for the words.

    Args:
        question: The place.
        continuations: Decoded texts from the place on, each with the probability of its first token.

    Returns:
        At most nine texts with probabilities, most probable first, without the current words;
        an empty text means that the model would leave the words out.
    """
    found: dict[str, float] = {}
    for text, probability in continuations:
        cut = _cut(tokenize(text), question)
        if cut is not None and cut != question.words:
            found[cut] = max(found.get(cut, 0.0), probability)
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    return tuple(ranked[:MOST])


def _cut(words: Sequence[str], question: AlternativesRequest) -> str | None:
    """The words of a continuation up to where it returns to the text."""
    following = tokenize(question.after)
    most = question.n_words + MORE_WORDS
    if following:
        wanted = _folded(following[0])
        for n in range(min(most, len(words) - 1) + 1):
            if _folded(words[n]) == wanted and (n or question.n_words):
                return _joined(words[:n])
    part = words[: question.n_words] if following else words[:most]
    return _joined(part) if part else None


def _joined(words: Sequence[str]) -> str:
    joined = ""
    for word in words:
        joined = join_text(joined, word)
    return joined


def _folded(word: str) -> str:
    letters = "".join(character for character in word.casefold() if character.isalnum())
    return letters or word
