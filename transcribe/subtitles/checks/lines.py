"""Checks of lines. Their fixes break the text again and keep every word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from transcribe.document.model import Segment, Transcript, join_text
from transcribe.subtitles.checks.model import Check, CheckedCue, Found, Place, Rules
from transcribe.subtitles.cues.counting import count_chars
from transcribe.subtitles.cues.layout import Text, box_of, is_uneven, layout_cost, layouts
from transcribe.subtitles.cues.tokens import DASHES, tokens_of
from transcribe.subtitles.profiles.limits import Limits


def is_dialogue(cue: CheckedCue) -> bool:
    """Whether lines belong to different speakers."""
    return any(line.lstrip().startswith(DASHES) for line in cue.lines[1:])


def _joined(cue: CheckedCue) -> str:
    text = ""
    for line in cue.lines:
        text = join_text(text, line)
    return text


def _broken_again(cue: CheckedCue, rules: Rules) -> tuple[CheckedCue, ...] | None:
    """The cue with the best lines of the profile; None if they do not fit."""
    if is_dialogue(cue):
        return None
    broken = _best_lines(_joined(cue), rules.limits, rules.language)
    return None if broken is None else (replace(cue, text=broken),)


@lru_cache(maxsize=1024)  # a cue is looked at again whenever a neighbour changes
def _best_lines(joined: str, limits: Limits, language: str | None) -> str | None:
    tokens = tokens_of(Transcript((Segment(1, 0, 0, joined),)), limits.rate, language)
    if not tokens:
        return None
    text = Text(tokens, limits)
    ways = list(layouts(text, 0, len(tokens), box_of(limits)))
    if not ways:
        return None
    best = min(ways, key=lambda edges: layout_cost(text, edges))
    return "\n".join(text.lines(best))


def line_chars(place: Place, rules: Rules) -> Iterator[Found]:
    """A line is wider than the profile allows."""
    limit = rules.limits.line_chars
    widest = max(map(count_chars, place.cue.lines))
    if limit is not None and widest > limit:
        said = f"a line of {widest} characters, {widest - limit} too many"
        yield Found(said, _broken_again(place.cue, rules))


def n_lines(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue has more lines than the profile allows."""
    n, limit = len(place.cue.lines), rules.limits.lines
    if limit is not None and n > limit:
        yield Found(f"{n} lines, at most {limit}", _broken_again(place.cue, rules))


def one_line(place: Place, rules: Rules) -> Iterator[Found]:
    """Two lines that fit in one cover more of the image than they need."""
    limit = rules.limits.line_chars
    if limit is None or len(place.cue.lines) < 2 or is_dialogue(place.cue):
        return
    joined = _joined(place.cue)
    if count_chars(joined) <= limit:
        yield Found(f"fits in one line of {limit}", (replace(place.cue, text=joined),))


def line_ratio(place: Place, rules: Rules) -> Iterator[Found]:
    """One line is much shorter than the other."""
    widths = [count_chars(line) for line in place.cue.lines]
    if is_uneven(widths, rules.limits.line_ratio) and not is_dialogue(place.cue):
        said = f"lines of {' and '.join(map(str, widths))} characters"
        yield Found(said, _broken_again(place.cue, rules))


CHECKS = (
    Check("lines", "error", "Too many lines.", n_lines, "lines"),
    Check("line-chars", "error", "A line is too wide.", line_chars, "line_chars"),
    Check("one-line", "warning", "The lines fit in one.", one_line, "line_chars"),
    Check("line-ratio", "warning", "One line is much shorter.", line_ratio, "line_ratio"),
)
