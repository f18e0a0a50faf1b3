"""Cut a stream of words into segments of a readable length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcribe.document.model import Segment, Word, is_unspaced, join_text

SENTENCE_ENDS = tuple(".?!…。？！؟।")
CLAUSE_ENDS = tuple(",;:—–，、；：،")
CLOSERS = "\"'”’»)]」』）"
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "sr",
        "jr",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "no",
        "inc",
        "ltd",
        "co",
        "approx",
        "bzw",
        "z.b",
        "usw",
        "nr",
        "hr",
        "fr",
        "sra",
        "ud",
        "m",
        "mme",
    ]
)


@dataclass(frozen=True, slots=True)
class CutOptions:
    """Limits for the length of a segment.

    Attributes:
        max_ms: Maximum length.
        max_chars: Maximum characters; Chinese and Japanese count twice, as they are twice as wide.
        pause_ms: A silence at least this long always ends a segment.
        min_ms: A sentence shorter than this is joined with the next one if both fit.
    """

    max_ms: int = 7_000
    max_chars: int = 84
    pause_ms: int = 900
    min_ms: int = 1_000


def cut_segments(
    words: Sequence[Word], options: CutOptions | None = None, *, first_id: int = 1
) -> tuple[Segment, ...]:
    """Split at sentence ends and pauses, then where a piece is still too long.

    Args:
        words: Ordered by time.
        options: Limits; only a single word may exceed them.
        first_id: Id of the first segment, counted up from there.
    """
    options = options or CutOptions()
    pieces: list[Sequence[Word]] = []
    for sentence in _joined_sentences(_sentences(words, options), options):
        pieces += _shortened(sentence, options)
    return tuple(_segment(first_id + index, piece) for index, piece in enumerate(pieces))


def continues(before: Segment, words: Sequence[Word], options: CutOptions | None = None) -> bool:
    """Whether words continue the sentence of a segment.

    A model ends most chunks with a full stop, even mid-sentence, but begins a chunk in lower case
    only if a sentence continues.
    """
    if not before.words or not words:
        return False
    gap_ms = words[0].start_ms - before.words[-1].end_ms
    is_open = not ends_sentence(before.words[-1].text) or _stops_hastily(before.words, words)
    return is_open and 0 <= gap_ms < (options or CutOptions()).pause_ms


def without_hasty_stop(before: Sequence[Word], words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of the sentence that `words` continue, without the premature full stop."""
    if not _stops_hastily(before, words):
        return tuple(before)
    *rest, last = before
    return (*rest, replace(last, text=last.text.removesuffix(".")))


def _stops_hastily(before: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a word ends with its only full stop and the text continues in lower case."""
    last, following = before[-1].text, words[0].text
    is_plain = last.find(".") == len(last) - 1 > 0 and ends_sentence(last)
    return is_plain and following.islower()


def lowered_inside(before: Sequence[Word], words: Sequence[Word]) -> tuple[Word, ...]:
    """Remove the capital that a model gives to the first word of every chunk.

    Only if the word occurs in lower case elsewhere in these words, so not "I", names, or
    German nouns.

    Args:
        before: The open sentence that `words` continue.
        words: The following words, in order.
    """
    first, *rest = words
    small = first.text[:1].lower() + first.text[1:]
    bare = small.rstrip("".join((*SENTENCE_ENDS, *CLAUSE_ENDS, CLOSERS)))
    others = {word.text.rstrip(",;:.?!") for word in (*before, *rest)}
    is_small = bool(before) and small != first.text and bare in others
    return (replace(first, text=small) if is_small else first, *rest)


def _segment(segment_id: int, words: Sequence[Word]) -> Segment:
    text = ""
    for word in words:
        text = join_text(text, word.text)
    end_ms = max(word.end_ms for word in words)
    return Segment(segment_id, words[0].start_ms, end_ms, text, words=tuple(words))


def display_width(words: Sequence[Word]) -> int:
    """Number of characters with the spaces between them; wide ones count twice."""
    wide = sum(1 + is_unspaced(character) for word in words for character in word.text)
    return wide + sum(
        not (is_unspaced(a.text[-1]) and is_unspaced(b.text[0])) for a, b in pairwise(words)
    )


def ends_sentence(word: str) -> bool:
    """Whether a word ends a sentence: not "Mr.", not "3.", not "J."."""
    bare = word.rstrip(CLOSERS)
    if not bare.endswith(SENTENCE_ENDS):
        return False
    stem = bare.rstrip("".join(SENTENCE_ENDS))
    if bare.endswith(".") and not bare.endswith(".."):
        is_initial = len(stem) == 1 and stem.isalpha() and stem.isupper()
        return not (stem.lower() in ABBREVIATIONS or is_initial)
    return True


def _sentences(words: Sequence[Word], options: CutOptions) -> Iterator[Sequence[Word]]:
    start = 0
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        pauses = following is not None and following.start_ms - word.end_ms >= options.pause_ms
        if following is None or pauses or ends_sentence(word.text):
            yield words[start : index + 1]
            start = index + 1


def _joined_sentences(
    sentences: Iterator[Sequence[Word]], options: CutOptions
) -> Iterator[Sequence[Word]]:
    """Join a very short sentence ("Yes.") with the next one if there is no pause."""
    held: list[Word] = []
    for sentence in sentences:
        if held:
            both = [*held, *sentence]
            gap = sentence[0].start_ms - held[-1].end_ms
            if gap < options.pause_ms and _fits(both, options):
                held = both
            else:
                yield held
                held = list(sentence)
        else:
            held = list(sentence)
        if held[-1].end_ms - held[0].start_ms >= options.min_ms:
            yield held
            held = []
    if held:
        yield held


def _fits(words: Sequence[Word], options: CutOptions) -> bool:
    length_ms = max(word.end_ms for word in words) - words[0].start_ms
    return length_ms <= options.max_ms and display_width(words) <= options.max_chars


def _shortened(words: Sequence[Word], options: CutOptions) -> list[Sequence[Word]]:
    """Split a piece at its best place until every part fits."""
    if len(words) == 1 or _fits(words, options):
        return [words]
    cut = max(range(1, len(words)), key=lambda index: _score(words, index))
    return _shortened(words[:cut], options) + _shortened(words[cut:], options)


def _score(words: Sequence[Word], index: int) -> float:
    """The score of a split before `words[index]`: pauses, commas and balance count."""
    pause_ms = max(0, words[index].start_ms - words[index - 1].end_ms)
    clause = words[index - 1].text.rstrip(CLOSERS).endswith(CLAUSE_ENDS)
    left, right = display_width(words[:index]), display_width(words[index:])
    balance = min(left, right) / max(left, right)
    return 2.0 * balance + min(pause_ms, 600) / 300 + (1.0 if clause else 0.0)
