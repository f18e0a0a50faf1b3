"""What else a model heard at a place: from decoded continuations to what could stand there.

The decoder is given the text before the place and forced through it; the likeliest next tokens each
begin one continuation. What of a continuation takes the words' place is told by the text after them:
where it comes back to that text, the alternative ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcribe.document.model import join_text
from transcribe.document.word_timing import tokenize

MORE_WORDS = 3  # that an alternative may have more than what it replaces
MOST = 9  # chosen by one digit


@dataclass(frozen=True, slots=True)
class AlternativesRequest:
    """A place in a text.

    Attributes:
        before: The text of the same sound before the place.
        words: What stands there now.
        after: The text that follows.
        context: What was said before this sound, and terms to heed.
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
    """What could stand in the words' place.

    Args:
        question: The place.
        continuations: Decoded text from the place on, each with the probability of its beginning.

    Returns:
        At most nine texts with probabilities, the likeliest first, without what stands there now;
        an empty text where the model would leave the words out.
    """
    found: dict[str, float] = {}
    for text, probability in continuations:
        cut = _cut(tokenize(text), question)
        if cut is not None and cut != question.words:
            found[cut] = max(found.get(cut, 0.0), probability)
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    return tuple(ranked[:MOST])


def _cut(words: Sequence[str], question: AlternativesRequest) -> str | None:
    """The words of a continuation up to where it goes on as the text does."""
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
