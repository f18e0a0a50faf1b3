"""When a cue is shown, and which rules of time it does not keep."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from transcribe.subtitles.cues.model import Miss, Token
from transcribe.subtitles.profiles.limits import NO_END, Limits


@dataclass(frozen=True, slots=True)
class Shown:
    """The frames of a cue.

    Attributes:
        start: First frame that shows it.
        end: First frame that does not.
        gap: Frames until the next cue; None for the last one.
    """

    start: int
    end: int
    gap: int | None

    @property
    def frames(self) -> int:
        return self.end - self.start


def on_cuts(tokens: Sequence[Token], limits: Limits, cuts: Sequence[int]) -> list[Token]:
    """Tokens that begin shortly after a cut begin on it, where nothing is said at the cut."""
    if not cuts or not limits.cut_window:
        return list(tokens)
    moved, heard = [], -1
    for token in tokens:
        at = bisect_left(cuts, token.start + 1) - 1
        is_near = at >= 0 and token.start - cuts[at] <= limits.cut_window and heard < cuts[at]
        heard = max(heard, token.end)
        moved.append(replace(token, start=cuts[at]) if is_near else token)
    return moved


def show(
    first: Token, last: Token, following: Token | None, reading: int, *,
    limits: Limits, cuts: Sequence[int] = (), end_of_media: int = NO_END,
) -> Shown:  # fmt: skip
    """When a cue of these tokens is shown.

    It begins with its first token, and ends after its speech and the profile's `linger`, later where reading
    or the least duration needs it, but never so late that the next cue's gap is too small or the cue is too
    long. A gap that the profile wants closed is closed.

    Args:
        first: Its first token.
        last: Its last token.
        following: The first token of the next cue.
        reading: Frames that reading it takes (`Limits.frames_to_read`).
        limits: Of the profile.
        cuts: Frames at which the image changes, in order.
        end_of_media: No cue is shown from this frame on, unless its speech is there.
    """
    start, longest = first.start, first.start + limits.max_frames
    until = following.start - limits.gap if following else max(end_of_media, last.end)
    latest = min(longest, until)
    needed = start + max(limits.min_frames, reading)
    heard = last.end
    end = min(max(heard + limits.linger, needed), latest)
    end = _before_cut(start, end, max(heard, needed), latest, limits, cuts)
    if following and limits.gap < following.start - end < limits.open_gap:
        open_end = following.start - limits.open_gap
        is_better_open = until > longest and open_end >= max(heard, needed)
        end = open_end if is_better_open else latest
    bound = following.start if following else NO_END
    end = max(min(end, bound), start + 1)
    return Shown(start, end, following.start - end if following else None)


def _before_cut(
    start: int, end: int, needed: int, latest: int, limits: Limits, cuts: Sequence[int]
) -> int:
    """An end shortly before or after a cut moves to the least gap before it, if nothing is lost."""
    if not cuts or not limits.cut_window:
        return end
    at = bisect_left(cuts, end)
    if at < len(cuts) and cuts[at] - end <= limits.cut_window:
        before = cuts[at] - limits.gap
        if start < before <= latest and (before >= needed or before >= end):
            return before
    if at and cuts[at - 1] - limits.gap >= needed and end - cuts[at - 1] <= limits.linger:
        return cuts[at - 1] - limits.gap
    return end


def time_misses(shown: Shown, n_chars: int, n_words: int, limits: Limits) -> list[Miss]:
    """Rules of time that a cue does not keep, with the amount."""
    return [
        *_speed_misses(shown.frames, n_chars, n_words, limits),
        *_duration_misses(shown.frames, limits),
        *_gap_misses(shown.gap, limits),
    ]


def n_time_misses(shown: Shown, reading: int, limits: Limits) -> int:
    """The number of `time_misses`, without their messages."""
    frames, gap = shown.end - shown.start, shown.gap
    n_misses = (frames < reading) + (frames < limits.min_frames) + (frames > limits.max_frames)
    if gap is not None and (gap < limits.gap or limits.gap < gap < limits.open_gap):
        n_misses += 1
    return n_misses


def _speed_misses(frames: int, n_chars: int, n_words: int, limits: Limits) -> list[Miss]:
    short = limits.frames_to_read(n_chars, n_words) - frames
    if short <= 0:
        return []
    seconds, time = frames / limits.rate.fps, _length(short, limits)
    by_chars = limits.cps and n_chars > limits.cps * seconds
    if by_chars and limits.cps:
        over = n_chars - floor(limits.cps * seconds)
        said = f"{float(n_chars / seconds):.1f} characters a second, {float(limits.cps):g} allowed"
        return [Miss("cps", f"{said}: {over} too many, or {time} too short")]
    over = n_words - floor((limits.wpm or 0) * seconds / 60)
    said = f"{float(n_words * 60 / seconds):.0f} words a minute, {float(limits.wpm or 0):g} allowed"
    return [Miss("wpm", f"{said}: {over} too many, or {time} too short")]


def _duration_misses(frames: int, limits: Limits) -> list[Miss]:
    if frames < limits.min_frames:
        return [Miss("min_duration", f"{_length(limits.min_frames - frames, limits)} too short")]
    if frames > limits.max_frames:
        return [Miss("max_duration", f"{_length(frames - limits.max_frames, limits)} too long")]
    return []


def _gap_misses(gap: int | None, limits: Limits) -> list[Miss]:
    if gap is None:
        return []
    if gap < limits.gap:
        return [
            Miss("min_gap", f"the gap after it is {_length(limits.gap - gap, limits)} too short")
        ]
    if limits.gap < gap < limits.open_gap:
        return [Miss("close_gaps_below", f"the gap after it of {_length(gap, limits)} is open")]
    return []


def _length(frames: int, limits: Limits) -> str:
    """A length for people: frames and seconds, or seconds alone without video."""
    seconds = f"{float(frames / limits.rate.fps):.3f} s"
    if not limits.rate.has_frames:
        return seconds
    return f"{frames} frame{'' if frames == 1 else 's'} ({seconds})"
