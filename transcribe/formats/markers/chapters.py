"""Chapters: the list for the description of a YouTube video, and the podcast namespace's JSON.

YouTube: the first chapter is at 0:00, there are at least three, in order, each of 10 s or more
(support.google.com/youtube/answer/9884579). Podcasts: `chapters.json` 1.2.0
(Podcastindex-org/podcast-namespace, docs/examples/chapters/jsonChapters.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from transcribe.document.model import Segment, Transcript
from transcribe.document.serialization import seconds
from transcribe.formats.documents.turns import title_of
from transcribe.formats.losses import Losses, count
from transcribe.formats.markers.places import places_of, titles_of
from transcribe.formats.parsing import one_line

FEWEST, SHORTEST_MS = 3, 10_000
LONGEST_TITLE = 100  # characters: longer titles are cut off by players


@dataclass(frozen=True, slots=True)
class _Chapter:
    start_ms: int
    title: str


def dumps_youtube(transcript: Transcript, losses: Losses, *, flagged: bool = True) -> str:
    """Write a line with time and title for each chapter.

    Args:
        transcript: What is written.
        losses: Chapters that are too short, and a list that YouTube will not show.
        flagged: A chapter begins at each flagged segment; else at each segment.
    """
    places = places_of(transcript, losses, flagged=flagged)
    kept = _long_enough(places, _end_ms(transcript))
    n_short = len(places) - len(kept)
    losses.add("segments", n_short, f"not kept: {count(n_short, 'chapter')} of less than "
               f"{SHORTEST_MS // 1000} s, which YouTube does not accept")  # fmt: skip
    found = _chapters(kept, losses)
    if not found or found[0].start_ms >= SHORTEST_MS:
        found.insert(0, _Chapter(0, title_of(transcript)))
    if len(found) < FEWEST:
        losses.add("segments", 1, f"YouTube shows chapters only where there are at least {FEWEST}; "
                   f"this list has {len(found)}")  # fmt: skip
    has_hours = found[-1].start_ms >= 3_600_000
    first, *rest = found
    lines = [_line(0, first.title, has_hours=has_hours)]
    lines += [_line(one.start_ms, one.title, has_hours=has_hours) for one in rest]
    return "".join(lines)


def _end_ms(transcript: Transcript) -> int:
    last_ms = max((segment.end_ms for segment in transcript.segments), default=0)
    return max(transcript.duration_ms, last_ms)


def _long_enough(places: list[Segment], end_ms: int) -> list[Segment]:
    """Places 10 s or more after the chapter before, and before the end; times count in whole seconds.

    A first chapter that begins within 10 s begins at 0:00; before a later one is a chapter of its own.
    """
    kept: list[Segment] = []
    before_ms = 0
    for place in places:
        start_ms = place.start_ms // 1000 * 1000
        if not kept and start_ms < SHORTEST_MS:
            start_ms = 0
        elif start_ms - before_ms < SHORTEST_MS:
            continue
        if end_ms - start_ms >= SHORTEST_MS:
            kept.append(place)
            before_ms = start_ms
    return kept


def _chapters(places: list[Segment], losses: Losses) -> list[_Chapter]:
    titles = titles_of(places, losses, LONGEST_TITLE)
    return [_Chapter(one.start_ms, title) for one, title in zip(places, titles, strict=True)]


def _line(ms: int, title: str, *, has_hours: bool) -> str:
    whole = ms // 1000
    hours = f"{whole // 3600}:" if has_hours else ""
    minutes = f"{whole // 60 % 60:02}" if has_hours else f"{whole // 60 % 60}"
    return f"{hours}{minutes}:{whole % 60:02} {title}\n"


def dumps_podcast(transcript: Transcript, losses: Losses, *, flagged: bool = True) -> str:
    """Write `chapters.json` 1.2.0.

    Args:
        transcript: What is written.
        losses: Titles that are cut, and that nothing is flagged.
        flagged: A chapter begins at each flagged segment; else at each segment.
    """
    found = _chapters(places_of(transcript, losses, flagged=flagged), losses)
    title = one_line(transcript.media.title)
    plain = {
        "version": "1.2.0",
        **({"title": title} if title else {}),
        "chapters": [{"startTime": seconds(one.start_ms), "title": one.title} for one in found],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
