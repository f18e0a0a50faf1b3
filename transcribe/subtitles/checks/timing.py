"""Checks of times. All lengths are compared in frames of the media's rate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from transcribe.subtitles.checks.model import Check, CheckedCue, Found, Place, Rules
from transcribe.subtitles.cues.counting import count_chars, count_words
from transcribe.subtitles.cues.timing import Shown, time_misses
from transcribe.subtitles.profiles.limits import NO_END


def _moved_end(cue: CheckedCue, frame: int, rules: Rules) -> tuple[CheckedCue, ...] | None:
    """The cue with another end, if it lasts a frame then."""
    rate = rules.limits.rate
    end_ms = rate.ms_of(frame)
    return (replace(cue, end_ms=end_ms),) if end_ms > cue.start_ms else None


def _length(frames: int, rules: Rules) -> str:
    """A length for people: frames, or milliseconds without video."""
    if not rules.limits.rate.has_frames:
        return f"{frames} ms"
    return f"{frames} frame{'' if frames == 1 else 's'}"


def _start(cue: CheckedCue, rules: Rules) -> int:
    return rules.limits.rate.nearest(cue.start_ms)


def _latest_end(place: Place, rules: Rules) -> int:
    """The last frame at which the cue may end: before the next cue's gap, the end and a cut."""
    rate, limits = rules.limits.rate, rules.limits
    latest = _start(place.cue, rules) + limits.max_frames
    if place.after is not None:
        latest = min(latest, _start(place.after, rules) - limits.gap)
    if rules.end_of_media_ms is not None:
        latest = min(latest, rate.frame_at(rules.end_of_media_ms))
    at = bisect_left(rules.cuts, rate.nearest(place.cue.end_ms))
    if at < len(rules.cuts) and limits.cut_window:
        latest = min(latest, rules.cuts[at] - limits.gap)
    return min(latest, NO_END)


def _longer(place: Place, n_frames: int, rules: Rules) -> tuple[CheckedCue, ...] | None:
    """The cue with at least so many frames, if there is time for them."""
    end = _start(place.cue, rules) + n_frames
    return _moved_end(place.cue, end, rules) if end <= _latest_end(place, rules) else None


def overlap(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue is still shown when the next one begins."""
    if place.after is None:
        return
    frames = rules.frames(place.after.start_ms, place.cue.end_ms)
    if frames > 0:
        end = _start(place.after, rules) - rules.limits.gap
        yield Found(
            f"overlaps the next cue by {_length(frames, rules)}", _moved_end(place.cue, end, rules)
        )


def no_duration(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue ends before it is shown."""
    del rules
    if place.cue.end_ms <= place.cue.start_ms:
        yield Found("ends when it begins")


def beyond_end(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue is shown after the end of the recording."""
    end_ms = rules.end_of_media_ms
    if end_ms is None or rules.frames(end_ms, place.cue.end_ms) <= 0:
        return
    frames = rules.frames(end_ms, place.cue.end_ms)
    end = rules.limits.rate.frame_at(end_ms)
    yield Found(
        f"ends {_length(frames, rules)} after the recording", _moved_end(place.cue, end, rules)
    )


def min_duration(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue is shown too short to be noticed."""
    frames, least = rules.frames(place.cue.start_ms, place.cue.end_ms), rules.limits.min_frames
    if frames < least:
        yield Found(f"{_length(frames, rules)}, at least {least}", _longer(place, least, rules))


def max_duration(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue is shown so long that it is read again."""
    frames, most = rules.frames(place.cue.start_ms, place.cue.end_ms), rules.limits.max_frames
    if frames > most:
        end = _start(place.cue, rules) + most
        yield Found(f"{_length(frames, rules)}, at most {most}", _moved_end(place.cue, end, rules))


def min_gap(place: Place, rules: Rules) -> Iterator[Found]:
    """Without a gap the change to the next cue is not noticed."""
    if place.after is None:
        return
    gap, least = rules.frames(place.cue.end_ms, place.after.start_ms), rules.limits.gap
    if 0 <= gap < least:
        end = _start(place.after, rules) - least
        yield Found(
            f"a gap of {_length(gap, rules)}, at least {least}", _moved_end(place.cue, end, rules)
        )


def open_gap(place: Place, rules: Rules) -> Iterator[Found]:
    """A short gap flickers; it is closed to the least gap."""
    if place.after is None:
        return
    limits, gap = rules.limits, rules.frames(place.cue.end_ms, place.after.start_ms)
    if limits.gap < gap < limits.open_gap:
        said = (
            f"a gap of {_length(gap, rules)}: close it to {limits.gap}, or leave {limits.open_gap}"
        )
        end = _start(place.after, rules) - limits.gap
        yield Found(said, _moved_end(place.cue, end, rules))


def _speed(place: Place, rules: Rules, key: str) -> Iterator[Found]:
    cue, limits = place.cue, rules.limits
    if limits.cps is None if key == "cps" else limits.wpm is None:
        return
    n_chars, n_words = count_chars(cue.text), count_words(cue.text)
    frames = max(0, rules.frames(cue.start_ms, cue.end_ms))
    only = replace(limits, wpm=None) if key == "cps" else replace(limits, cps=None)
    needed = only.frames_to_read(n_chars, n_words)
    if frames >= needed:
        return
    shown = Shown(0, max(1, frames), None)
    missed = (miss for miss in time_misses(shown, n_chars, n_words, only) if miss.key == key)
    message = next(
        (miss.message for miss in missed), f"{_length(needed - frames, rules)} too short"
    )
    yield Found(message, _longer(place, needed, rules))


def cps(place: Place, rules: Rules) -> Iterator[Found]:
    """More characters a second than people read."""
    yield from _speed(place, rules, "cps")


def wpm(place: Place, rules: Rules) -> Iterator[Found]:
    """More words a minute than people read."""
    yield from _speed(place, rules, "wpm")


def late_after_cut(place: Place, rules: Rules) -> Iterator[Found]:
    """A cue that begins shortly after a cut begins on it."""
    start = _start(place.cue, rules)
    at = bisect_right(rules.cuts, start) - 1
    if at < 0 or not 0 < start - rules.cuts[at] <= rules.limits.cut_window:
        return
    cut = rules.cuts[at]
    rate = rules.limits.rate
    free = place.before is None or rate.nearest(place.before.end_ms) + rules.limits.gap <= cut
    fix = (replace(place.cue, start_ms=rate.ms_of(cut)),) if free else None
    yield Found(f"begins {_length(start - cut, rules)} after a cut", fix)


def early_before_cut(place: Place, rules: Rules) -> Iterator[Found]:
    """A cue that ends shortly before a cut ends the least gap before it."""
    rate, limits = rules.limits.rate, rules.limits
    end = rate.nearest(place.cue.end_ms)
    at = bisect_left(rules.cuts, end)
    if at == len(rules.cuts) or not limits.cut_window:
        return
    n_before = rules.cuts[at] - end
    if n_before <= limits.cut_window and n_before != limits.gap:
        fix = _moved_end(place.cue, rules.cuts[at] - limits.gap, rules)
        yield Found(f"ends {_length(n_before, rules)} before a cut, not {limits.gap}", fix)


CHECKS = (
    Check("no-duration", "error", "The cue is never shown.", no_duration),
    Check("overlap", "error", "Two cues are shown at once.", overlap),
    Check("beyond-end", "error", "The cue is shown after the end of the recording.", beyond_end),
    Check("max-duration", "error", "The cue is shown too long.", max_duration, "max_duration"),
    Check("min-duration", "error", "The cue is shown too short.", min_duration, "min_duration"),
    Check("min-gap", "error", "The gap to the next cue is too small.", min_gap, "min_gap"),
    Check("cps", "error", "Too many characters a second to read.", cps, "cps"),
    Check("wpm", "error", "Too many words a minute to read.", wpm, "wpm"),
    Check("after-cut", "warning", "The cue begins shortly after a cut.", late_after_cut, "cut_window"),
    Check("before-cut", "warning", "The cue ends shortly before a cut.", early_before_cut, "cut_window"),
    Check("open-gap", "warning", "A short gap that should be closed.", open_gap, "close_gaps_below"),
)  # fmt: skip
