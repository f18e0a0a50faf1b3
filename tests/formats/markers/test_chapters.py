"""Chapters for YouTube and podcasts: lists that the players accept, with any segments flagged."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import MediaReference, Segment, Transcript
from transcribe.formats import write

LINE = re.compile(r"(?:(\d+):(?=\d\d:))?(\d\d?):(\d\d) (\S.*)")


def talk(*starts_s: float, end_s: float = 300, text: str = "Part {n}") -> Transcript:
    segments = tuple(
        Segment(n, round(s * 1000), round(s * 1000) + 500, text.format(n=n), is_flagged=n % 2 == 1)
        for n, s in enumerate(starts_s, 1)
    )
    return Transcript(
        segments, duration_ms=round(end_s * 1000), media=MediaReference("A talk", "a.wav")
    )


def seconds_of(content: str) -> list[int]:
    found = [LINE.fullmatch(line) for line in content.splitlines()]
    assert all(found), content
    return [int(one[1] or 0) * 3600 + int(one[2]) * 60 + int(one[3]) for one in found if one]


def test_flagged_segments_begin_chapters() -> None:
    done = write(talk(2, 20, 40, 60, 3700, end_s=3800), "youtube-chapters")
    assert done.content == "0:00:00 Part 1\n0:00:40 Part 3\n1:01:40 Part 5\n"
    short = write(talk(20, 30, 100), "youtube-chapters")
    assert short.content == "0:00 A talk\n0:20 Part 1\n1:40 Part 3\n"


@given(st.lists(st.floats(0, 8000), max_size=30).map(sorted), st.floats(1, 9000), st.booleans())
def test_a_list_is_one_that_youtube_accepts_or_says_why_not(
    starts_s: list[float], end_s: float, flagged: bool
) -> None:
    transcript = talk(*starts_s, end_s=end_s)
    done = write(transcript, "youtube-chapters", flagged=flagged)
    found = seconds_of(str(done.content))
    assert found[0] == 0
    end_ms = max([round(end_s * 1000), *(one.end_ms for one in transcript.segments)])
    assert all(b - a >= 10 for a, b in pairwise(found))
    assert len(found) == 1 or end_ms / 1000 - found[-1] >= 10
    assert (len(found) < 3) == any("at least 3" in text for text in done.warnings)


def test_where_nothing_is_flagged_the_export_says_what_to_do() -> None:
    plain = Transcript((Segment(1, 0, 900, "Hi"),), duration_ms=60_000)
    for name in ("youtube-chapters", "podcast-chapters"):
        assert any("no segment is flagged" in text for text in write(plain, name).warnings)


def test_podcast_chapters_have_every_start_and_title() -> None:
    done = write(talk(2.25, 20, 40), "podcast-chapters", flagged=False)
    assert json.loads(done.data) == {
        "version": "1.2.0",
        "title": "A talk",
        "chapters": [
            {"startTime": 2.25, "title": "Part 1"},
            {"startTime": 20.0, "title": "Part 2"},
            {"startTime": 40.0, "title": "Part 3"},
        ],
    }


def test_a_title_is_one_line_and_a_long_one_is_cut_and_reported() -> None:
    done = write(talk(0, text="word\n" * 60), "podcast-chapters")
    title = json.loads(done.data)["chapters"][0]["title"]
    assert title.endswith("word…")
    assert len(title) <= 100
    assert "changed: 1 title cut after 100 characters" in done.warnings


def test_segments_that_get_no_chapter_are_told() -> None:
    told = write(talk(2, 20, 40), "podcast-chapters").warnings
    assert "not kept: 1 segment without a flag" in told
    assert not any("the text of" in one or "the starts of" in one for one in told)
