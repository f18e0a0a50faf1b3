"""Two files become one with both languages; no text is lost, and what matches nothing is named."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.document.model import Segment
from transcribe.subtitles.bilingual import merge_languages


def cues(*given: tuple[int, int, str]) -> list[Segment]:
    return [Segment(n, start, end, text) for n, (start, end, text) in enumerate(given, 1)]


def shown(merged: tuple[Segment, ...]) -> list[tuple[int, int, str]]:
    return [(one.start_ms, one.end_ms, one.text) for one in merged]


def test_cues_of_about_the_same_time_become_one() -> None:
    done = merge_languages(
        cues((1_000, 3_000, "Good\nmorning."), (4_000, 6_000, "Bye.")),
        cues((1_100, 3_300, "Guten Morgen."), (3_900, 5_500, "Tschüs.")),
    )
    assert shown(done.segments) == [
        (1_000, 3_000, "Good morning.\nGuten Morgen."), (4_000, 6_000, "Bye.\nTschüs."),
    ]  # fmt: skip
    assert (done.n_matched, done.only_first, done.only_second) == (2, (), ())


def test_lines_stay_where_they_are_asked_for() -> None:
    done = merge_languages(
        cues((0, 9, "Good\nmorning.")), cues((0, 9, "Guten\nMorgen.")), keeps_lines=True
    )
    assert done.segments[0].text == "Good\nmorning.\nGuten\nMorgen."


def test_one_cue_against_two_on_either_side() -> None:
    one, two = cues((0, 6_000, "all of it")), cues((0, 2_900, "erst"), (3_000, 6_000, "dann"))
    assert shown(merge_languages(one, two).segments) == [(0, 6_000, "all of it\nerst dann")]
    assert shown(merge_languages(two, one).segments) == [(0, 6_000, "erst dann\nall of it")]


def test_what_matches_nothing_stays_and_is_named() -> None:
    done = merge_languages(
        cues((0, 1_000, "one"), (5_000, 6_000, "two")), cues((0, 1_000, "eins"), (9_000, 9_500, "neun"))
    )  # fmt: skip
    assert [one.text for one in done.segments] == ["one\neins", "two", "neun"]
    assert [one.text for one in done.only_first] == ["two"]
    assert [one.text for one in done.only_second] == ["neun"]


def test_scripts_without_spaces_are_joined_without_one() -> None:
    done = merge_languages(cues((0, 9, "Hi")), cues((0, 9, "你好\n世界")))
    assert done.segments[0].text == "Hi\n你好世界"


files = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 4_000)), max_size=12).map(
    lambda found: [
        Segment(n, start, start + length, f"w{n}")
        for n, (start, length) in enumerate(sorted(found), 1)
    ]
)


@given(files, files)
@settings(max_examples=80)
def test_no_text_is_lost_or_doubled(first: list[Segment], second: list[Segment]) -> None:
    done = merge_languages(first, list(second))
    found = Counter(word for one in done.segments for word in one.text.split())
    assert found == Counter(one.text for one in (*first, *second))
    assert [one.start_ms for one in done.segments] == sorted(one.start_ms for one in done.segments)
    n_alone = len(done.only_first) + len(done.only_second)
    assert done.n_matched + n_alone == len(done.segments)
