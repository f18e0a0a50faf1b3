"""Lines of a cue: how they are built, what they cost, and the best of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from transcribe.subtitles.cues.model import Token
from transcribe.subtitles.profiles.limits import Limits

# The builder's box where a profile sets no limit: what most guides have.
USUAL_CHARS, USUAL_LINES, USUAL_SECONDS = 42, 2, 7

NO_LIMIT = 10**9  # characters
PER_LINE = 20  # a second line
LONE_WORD = 40  # one word alone in a line of two
UNEVEN = 60  # the shorter line is less than half of the longer
SENTENCE_IN_LINE = 30  # a sentence ends inside one of two lines
PER_CHAR = 1  # difference of two lines, for each two characters


@dataclass(frozen=True, slots=True)
class Box:
    """What a cue can hold."""

    chars: int
    lines: int
    frames: int


def box_of(limits: Limits) -> Box:
    """A profile's box; the usual one where it sets no limit."""
    longest = min(limits.max_frames, int(USUAL_SECONDS * limits.rate.fps))
    return Box(
        USUAL_CHARS if limits.line_chars is None else limits.line_chars,
        USUAL_LINES if limits.lines is None else limits.lines,
        limits.max_frames if limits.max_frames < longest else longest,
    )


class Text:
    """Tokens with sums, so that the width of any range is known at once."""

    def __init__(self, tokens: Sequence[Token], limits: Limits) -> None:
        self.tokens, self.limits = tokens, limits
        widths = (token.n_chars + token.has_space for token in tokens)
        self._widths = list(accumulate(widths, initial=0))
        self._words = list(accumulate((token.n_words for token in tokens), initial=0))
        ends = (int(token.ends_sentence) for token in tokens)
        self._ends = list(accumulate(ends, initial=0))
        self._turns = list(accumulate(map(int, self._changes()), initial=0))
        self._forced = list(accumulate((bool(token.forced) for token in tokens), initial=0))
        self.dashes = {"dash both": (1, 1), "dash second": (0, 1)}.get(limits.speakers, (0, 0))
        self.dash = "- " if limits.dash_space else "-"

    def _changes(self) -> Iterator[bool]:
        """For each token, whether its speaker differs from the one before."""
        yield False
        for before, token in pairwise(self.tokens):
            yield before.speaker != token.speaker

    def width(self, start: int, end: int) -> int:
        """Characters of tokens in one line, with the spaces between them."""
        return self._widths[end] - self._widths[start] - self.tokens[start].has_space

    def n_words(self, start: int, end: int) -> int:
        return self._words[end] - self._words[start]

    def n_sentence_ends(self, start: int, end: int) -> int:
        """Ends of sentences inside a range."""
        return self._ends[end] - self._ends[start + 1]

    def n_turns(self, start: int, end: int) -> int:
        """Changes of speaker inside a range."""
        return self._turns[end] - self._turns[start + 1]

    def is_plain(self, start: int, end: int) -> bool:
        """Whether one speaker says a range and nobody has broken it."""
        n_forced = self._forced[end] - self._forced[start + 1]
        return not n_forced and not self.n_turns(start, end)

    def turn(self, start: int, end: int) -> int:
        """The first token of a range whose speaker differs from the one before."""
        tokens = self.tokens
        return next(n for n in range(start + 1, end) if tokens[n].speaker != tokens[n - 1].speaker)

    def line_widths(self, edges: Sequence[int]) -> list[int]:
        """Characters of each line; the dashes of two speakers count."""
        widths = [self.width(a, b) for a, b in pairwise(edges)]
        if self.n_turns(edges[0], edges[-1]):
            widths = [w + n * len(self.dash) for w, n in zip(widths, self.dashes, strict=True)]
        return widths

    def lines(self, edges: Sequence[int]) -> tuple[str, ...]:
        """The text of each line."""
        shown = [self._line(a, b) for a, b in pairwise(edges)]
        if self.n_turns(edges[0], edges[-1]):
            shown = [self.dash * n + text for text, n in zip(shown, self.dashes, strict=True)]
        return tuple(shown)

    def _line(self, start: int, end: int) -> str:
        first, *rest = self.tokens[start:end]
        return first.text + "".join(" " * token.has_space + token.text for token in rest)


def layouts(text: Text, start: int, end: int, box: Box) -> Iterator[tuple[int, ...]]:
    """All ways to break tokens into lines, each as the edges of its lines.

    One line if the tokens fit in one and nobody has broken them; a line for each of two speakers; else each
    choice of at most `box.lines` lines that fit. A single token may be wider than a line.
    """
    if text.n_turns(start, end):
        yield from _of_two_speakers(text, start, end, box)
        return
    forced = [n for n in range(start + 1, end) if text.tokens[n].forced]
    is_one_line = text.width(start, end) <= box.chars or end - start == 1
    if is_one_line and not forced:
        yield start, end
        return
    yield from _broken(text, start, end, box, forced)


def _of_two_speakers(text: Text, start: int, end: int, box: Box) -> Iterator[tuple[int, ...]]:
    if text.n_turns(start, end) > 1 or not any(text.dashes) or box.lines < 2:
        return
    edges = (start, text.turn(start, end), end)
    if text.tokens[start].speaker is None or text.tokens[end - 1].speaker is None:
        return
    is_kept = all(not text.tokens[n].forced or n in edges for n in range(start + 1, end))
    if is_kept and max(text.line_widths(edges)) <= box.chars:
        yield edges


def _broken(
    text: Text, start: int, end: int, box: Box, forced: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """Choices of edges that hold all forced ones, depth first."""
    if box.lines < 1 + bool(forced):
        return
    stop = forced[0] if forced else end
    most_chars = (box.chars + 1) * (box.lines - 1)
    for edge in range(start + 1, stop + 1):
        if text.width(start, edge) > box.chars and edge > start + 1:
            return
        if edge == end:
            yield start, end
            continue
        smaller = Box(box.chars, box.lines - 1, box.frames)
        is_too_wide = edge < end - 1 and text.width(edge, end) > most_chars
        if smaller.lines and not is_too_wide:
            for rest in _broken(text, edge, end, smaller, [n for n in forced if n > edge]):
                yield start, *rest


def layout_cost(text: Text, edges: Sequence[int]) -> tuple[int, int]:
    """Rules of lines that are not kept, and the cost of the line breaks."""
    widths = text.line_widths(edges)
    limits, tokens = text.limits, text.tokens
    n_misses = sum(limits.line_chars is not None and width > limits.line_chars for width in widths)
    if len(widths) == 1 or text.n_turns(edges[0], edges[-1]):
        return n_misses, 0
    n_misses += is_uneven(widths, limits.line_ratio)
    cost = sum(
        PER_LINE + tokens[edge].break_cost for edge in edges[1:-1] if not tokens[edge].forced
    )
    cost += sum(SENTENCE_IN_LINE * text.n_sentence_ends(a, b) for a, b in pairwise(edges))
    short, long = min(widths), max(widths)
    cost += UNEVEN if 2 * short < long else 0
    cost += PER_CHAR * (long - short) // 2
    cost += sum(LONE_WORD for a, b in pairwise(edges) if text.n_words(a, b) <= 1)
    return n_misses, cost


@dataclass(frozen=True, slots=True)
class TwoLines:
    """A way to break plain tokens into two lines.

    Attributes:
        edge: The first token of the second line.
        n_chars: Characters of both lines.
        n_misses: Rules of lines that are not kept.
        cost: Of the line break; with `n_misses`, what `layout_cost` gives.
    """

    edge: int
    n_chars: int
    n_misses: int
    cost: int


def two_lines(text: Text, start: int, end: int, box: Box) -> Iterator[TwoLines]:
    """The `layouts` of plain tokens that need two lines, with their `layout_cost`: most of the search."""
    tokens, limits = text.tokens, text.limits
    most = NO_LIMIT if limits.line_chars is None else limits.line_chars
    ratio, of = limits.line_ratio.numerator, limits.line_ratio.denominator
    n_ends, n_words = text.n_sentence_ends(start, end), text.n_words(start, end)
    for edge in range(start + 1, end):
        first = text.width(start, edge)
        if first > box.chars and edge > start + 1:
            return
        second = text.width(edge, end)
        if second > box.chars and edge < end - 1:
            continue
        short, long = (first, second) if first < second else (second, first)
        n_misses = (first > most) + (second > most) + (short * of < ratio * long)
        n_before = text.n_words(start, edge)
        cost = PER_LINE + tokens[edge].break_cost + PER_CHAR * (long - short) // 2
        cost += SENTENCE_IN_LINE * (n_ends - tokens[edge].ends_sentence)
        cost += UNEVEN if 2 * short < long else 0
        cost += LONE_WORD * ((n_before <= 1) + (n_words - n_before <= 1))
        yield TwoLines(edge, first + second, n_misses, cost)


def is_uneven(widths: Sequence[int], ratio: Fraction) -> bool:
    """Whether the shorter of the lines is too short for a profile's ratio."""
    if not ratio or len(widths) < 2:
        return False
    return min(widths) < ratio * max(widths)
