"""The cue builder: the best of all choices of cue and line breaks, by dynamic programming.

A choice divides the tokens into cues. A cue holds tokens in a row, in at most the profile's lines of at most
its characters, not longer than its greatest duration, without a forced cue break inside; a single token is
always a cue. When a cue is shown depends on its first token, its last token and the first token of the
next cue only (`timing.show`), so the cost of a choice is a sum over its cues, and the cheapest choice of the
first n tokens is found from those of fewer.

The cost of a choice is compared in this order:

1. the number of rules of the profile that its cues do not keep;
2. the sum of: missing time for reading, 1 for each 10 ms, and for the least duration, `FLASH` times as
   much, since nobody sees a cue of three frames; `PER_CUE` for each cue; twice the cost of the break at its end (`Token.break_cost`), less where the speaker pauses there;
   pauses, ends of sentences and ends of segments inside it; and its line breaks (`layout.layout_cost`).

Of equal choices the one with the longest last cues is taken, so the same input gives the same cues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from transcribe.document.model import Segment, Transcript
from transcribe.subtitles.cues.layout import (
    PER_LINE,
    SENTENCE_IN_LINE,
    Box,
    Text,
    box_of,
    is_uneven,
    layout_cost,
    layouts,
    two_lines,
)
from transcribe.subtitles.cues.model import Cue, Miss, Token
from transcribe.subtitles.cues.timing import Shown, n_time_misses, on_cuts, show, time_misses
from transcribe.subtitles.cues.tokens import tokens_of
from transcribe.subtitles.profiles.limits import NO_END, Limits

PER_CUE = 30
SENTENCE_INSIDE = 35
SEGMENT_INSIDE = 25
FLASH = 4
MS_PER_POINT = 10  # of missing time
LEAST_PAUSE_MS = 300  # shorter pauses count as none
Cost = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """One cue of a choice: the edges of its lines, and what it costs."""

    edges: tuple[int, ...]
    cost: Cost


def build_cues(
    transcript: Transcript,
    limits: Limits,
    *,
    language: str | None = None,
    cuts: Sequence[int] = (),
) -> tuple[Cue, ...]:
    """Build the cues of a transcript for a profile.

    Args:
        transcript: Its segments in order. Line breaks in their texts are kept.
        limits: Of the profile, at the recording's frame rate.
        language: Code for the words at which lines break; None for the transcript's.
        cuts: Frames at which the image changes.

    Returns:
        Cues in order; none overlaps the next. What one of them does not keep stands in its `misses`.
    """
    rate = limits.rate
    cuts = sorted(cuts)
    tokens = on_cuts(tokens_of(transcript, rate, language), limits, cuts)
    end = rate.frame_shown(transcript.duration_ms) if transcript.duration_ms else NO_END
    builder = Builder(tokens, limits, cuts, end)
    return tuple(builder.cue(choice) for choice in builder.best())


class Builder:
    """The search over all choices for one text."""

    def __init__(
        self,
        tokens: Sequence[Token],
        limits: Limits,
        cuts: Sequence[int] = (),
        end_of_media: int = NO_END,
    ) -> None:
        self.text = Text(tokens, limits)
        self.box: Box = box_of(limits)
        self._tokens, self._limits = tokens, limits
        self._cuts, self._end_of_media = cuts, end_of_media
        self._ends = list(self._end_costs())
        self._insides = list(accumulate(self._inside_costs(), initial=0))
        self._readings: dict[tuple[int, int], int] = {}
        self._time_costs: dict[
            tuple[int, int, int], Cost
        ] = {}  # of the last cue that was asked for

    def best(self) -> list[Choice]:
        """The cheapest choice, cue by cue."""
        costs: list[Cost] = [(0, 0)]
        chosen: list[Choice] = []
        for end in range(1, len(self._tokens) + 1):
            best: tuple[Cost, Choice] | None = None
            for start in reversed(list(self.starts(end))):  # the longest first
                before = costs[start]
                least = before[0], before[1] + self._least_cost(start, end)
                if best is not None and least >= best[0]:
                    continue
                if self._needs_two_lines(start, end):
                    least = least[0], least[1] + self._least_of_two_lines(start, end)
                    if best is not None and least >= best[0]:
                        continue
                choice = self.cheapest_layout(start, end)
                if choice is None:
                    continue
                total = _sum(costs[start], choice.cost)
                if best is None or total < best[0]:
                    best = total, choice
            if best is None:  # a single token is always a cue
                raise AssertionError(end)
            costs.append(best[0])
            chosen.append(best[1])
        return list(reversed(list(_followed_back(chosen))))

    def starts(self, end: int) -> Iterator[int]:
        """First tokens of cues that end before `end` and may hold all between, the last one first."""
        tokens, box = self._tokens, self.box
        most_chars = (box.chars + 1) * box.lines
        for start in range(end - 1, -1, -1):
            is_single = start == end - 1
            is_long = tokens[end - 1].end - tokens[start].start > box.frames
            if not is_single and (is_long or self.text.width(start, end) > most_chars):
                return
            yield start
            if tokens[start].forced == "cue" or self._needs_new_cue(start):
                return

    def _needs_new_cue(self, at: int) -> bool:
        """Whether the speaker changes before a token and the profile has no cue for two."""
        if at == 0 or self._tokens[at].speaker == self._tokens[at - 1].speaker:
            return False
        return not any(self.text.dashes)

    def cheapest_layout(self, start: int, end: int) -> Choice | None:
        """The cheapest lines for a cue of these tokens; None if they do not fit."""
        if self._needs_two_lines(start, end):
            return self._cheapest_two_lines(start, end)
        best: Choice | None = None
        for edges in layouts(self.text, start, end, self.box):
            choice = Choice(edges, self.cost(edges))
            if best is None or choice.cost < best.cost:
                best = choice
        return best

    def _needs_two_lines(self, start: int, end: int) -> bool:
        """Whether a cue is one of the many that `two_lines` lays out."""
        is_wide = end - start > 1 and self.text.width(start, end) > self.box.chars
        return is_wide and self.box.lines == 2 and self.text.is_plain(start, end)

    def _least_of_two_lines(self, start: int, end: int) -> int:
        """The points that two lines of these tokens cost wherever they are broken."""
        n_ends = self.text.n_sentence_ends(start, end)
        return PER_LINE + SENTENCE_IN_LINE * max(0, n_ends - 1)

    def _cheapest_two_lines(self, start: int, end: int) -> Choice | None:
        """As `cheapest_layout` finds it, in a third of the time."""
        least, n_words = self._least_cost(start, end), self.text.n_words(start, end)
        time_costs: dict[int, Cost] = {}  # by characters: a space is lost at the break
        best: tuple[int, int] | None = None
        best_edge = 0
        for way in two_lines(self.text, start, end, self.box):
            if way.n_chars not in time_costs:
                reading = self._limits.frames_to_read(way.n_chars, n_words)
                time_costs[way.n_chars] = self._time_cost(start, end, reading)
            n_misses, missing = time_costs[way.n_chars]
            cost = (way.n_misses + n_misses, way.cost + missing + least)
            if best is None or cost < best:
                best, best_edge = cost, way.edge
        return None if best is None else Choice((start, best_edge, end), best)

    def cost(self, edges: Sequence[int]) -> Cost:
        """What a cue with these lines costs."""
        start, end = edges[0], edges[-1]
        n_line_misses, lines = layout_cost(self.text, edges)
        n_misses, missing = self._time_cost(start, end, self._reading(edges))
        return n_line_misses + n_misses, lines + missing + self._least_cost(start, end)

    def _least_cost(self, start: int, end: int) -> int:
        """The points that a cue of these tokens costs with any lines and at any time."""
        return PER_CUE + self._ends[end] + self._inside_cost(start, end)

    def _time_cost(self, start: int, end: int, reading: int) -> Cost:
        """Rules of time that a cue does not keep, and the points for its missing time."""
        key = start, end, reading
        if key not in self._time_costs:
            shown = self._shown(start, end, reading)
            frames = shown.end - shown.start
            missing = max(0, reading - frames) + FLASH * max(0, self._limits.min_frames - frames)
            points = self._ms(missing) // MS_PER_POINT
            self._time_costs = {key: (n_time_misses(shown, reading, self._limits), points)}
        return self._time_costs[key]

    def shown(self, edges: Sequence[int]) -> Shown:
        """When a cue is shown."""
        return self._shown(edges[0], edges[-1], self._reading(edges))

    def _shown(self, start: int, end: int, reading: int) -> Shown:
        tokens = self._tokens
        following = tokens[end] if end < len(tokens) else None
        return show(
            tokens[start], tokens[end - 1], following, reading,
            limits=self._limits, cuts=self._cuts, end_of_media=self._end_of_media,
        )  # fmt: skip

    def _reading(self, edges: Sequence[int]) -> int:
        """Frames that reading a cue takes."""
        counts = self._counts(edges)
        if counts not in self._readings:
            self._readings[counts] = self._limits.frames_to_read(*counts)
        return self._readings[counts]

    def _counts(self, edges: Sequence[int]) -> tuple[int, int]:
        return sum(self.text.line_widths(edges)), self.text.n_words(edges[0], edges[-1])

    def _end_costs(self) -> Iterator[int]:
        """The cost of a cue's end before each token, and after the last."""
        for token in self._tokens:
            pause_ms = self._ms(token.pause)
            relief = min(pause_ms // 10, 100) if pause_ms >= LEAST_PAUSE_MS else 0
            yield 0 if token.forced else max(0, 2 * token.break_cost - relief)
        yield 0

    def _inside_costs(self) -> Iterator[int]:
        """The cost of each token's place before it, where that is inside a cue."""
        for n, token in enumerate(self._tokens):
            cost = max(0, self._ms(token.pause) - LEAST_PAUSE_MS) // MS_PER_POINT
            cost += SENTENCE_INSIDE if token.ends_sentence else 0
            is_joint = n > 0 and token.segment_id != self._tokens[n - 1].segment_id
            yield cost + (SEGMENT_INSIDE if is_joint else 0)

    def _inside_cost(self, start: int, end: int) -> int:
        """The cost of pauses, ends of sentences and of segments inside a cue."""
        return self._insides[end] - self._insides[start + 1]

    def _ms(self, frames: int) -> int:
        fps = self._limits.rate.fps
        return frames * 1000 * fps.denominator // fps.numerator

    def cue(self, choice: Choice) -> Cue:
        """The cue of a choice, with what it does not keep."""
        edges, rate = choice.edges, self._limits.rate
        inside = self._tokens[edges[0] : edges[-1]]
        shown = self.shown(edges)
        speakers = {token.speaker for token in inside}
        return Cue(
            start=shown.start,
            end=shown.end,
            start_ms=rate.ms_of(shown.start),
            end_ms=rate.ms_of(shown.end),
            lines=self.text.lines(edges),
            speaker=next(iter(speakers)) if len(speakers) == 1 else None,
            segment_ids=tuple(dict.fromkeys(token.segment_id for token in inside)),
            words=tuple(token.word for token in inside if token.word),
            misses=tuple(self._misses(edges, shown)),
        )

    def _misses(self, edges: Sequence[int], shown: Shown) -> Iterator[Miss]:
        widths, limit = self.text.line_widths(edges), self._limits.line_chars
        for width in widths:
            if limit is not None and width > limit:
                yield Miss("line_chars", f"a line is {width - limit} characters too long")
        is_dialogue = self.text.n_turns(edges[0], edges[-1]) > 0
        if not is_dialogue and is_uneven(widths, self._limits.line_ratio):
            yield Miss("line_ratio", f"lines of {' and '.join(map(str, widths))} characters")
        yield from time_misses(shown, *self._counts(edges), self._limits)


def _sum(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1]


def _followed_back(chosen: Sequence[Choice]) -> Iterator[Choice]:
    """The cues of the cheapest choice, last first."""
    end = len(chosen)
    while end:
        choice = chosen[end - 1]
        yield choice
        end = choice.edges[0]


def as_transcript(transcript: Transcript, cues: Sequence[Cue]) -> Transcript:
    """A transcript whose segments are the cues, for the writers of subtitle formats."""
    segments = tuple(
        Segment(number, cue.start_ms, cue.end_ms, cue.text, cue.speaker, words=cue.words)
        for number, cue in enumerate(cues, 1)
    )
    return replace(transcript, segments=segments)
