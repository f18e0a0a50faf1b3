"""The builder finds the best of all choices, and keeps every word and every break that a person made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.document.model import Segment, Transcript, Word
from transcribe.library.subtitles.profiles import built_in_profiles
from transcribe.subtitles.cues.builder import Builder, Cost, as_transcript, build_cues
from transcribe.subtitles.cues.layout import Text, box_of, layout_cost, layouts, two_lines
from transcribe.subtitles.cues.model import Token
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate
from transcribe.subtitles.profiles.limits import Limits, limits

RATE = frame_rate("25")
SMALL = ["a", "the", "of", "and,", "Yes.", "word", "longer", "Name", "5"]

tokens = st.lists(
    st.tuples(
        st.sampled_from(SMALL),
        st.integers(1, 20),  # frames that it lasts
        st.sampled_from([0, 0, 1, 5, 30]),  # frames of silence before it
        st.sampled_from(["", "", "", "", "line", "cue"]),
        st.sampled_from(["S1", "S1", "S1", "S2"]),
        st.sampled_from([0, 10, 25, 45, 100]),
    ),
    min_size=1,
    max_size=7,
).map(lambda given: list(_tokens(given)))
small_limits = st.builds(
    Limits,
    rate=st.just(RATE),
    line_chars=st.sampled_from([6, 10, 16]),
    lines=st.integers(1, 3),
    cps=st.sampled_from([None, Fraction(8), Fraction(15)]),
    wpm=st.sampled_from([None, Fraction(160)]),
    min_frames=st.sampled_from([0, 20]),
    max_frames=st.sampled_from([60, 175]),
    gap=st.sampled_from([0, 2]),
    open_gap=st.sampled_from([0, 12, 25]),
    linger=st.sampled_from([0, 12]),
    line_ratio=st.sampled_from([Fraction(0), Fraction(1, 2)]),
    speakers=st.sampled_from(["new cue", "dash both", "dash second", "any"]),
    dash_space=st.booleans(),
)


def _tokens(given: list[tuple[str, int, int, str, str, int]]) -> Iterator[Token]:
    at = 0
    for n, (text, frames, pause, forced, speaker, cost) in enumerate(given):
        at += pause
        is_forced = forced if n else ""
        yield Token(
            text, n > 0, at, at + frames, len(text), 1, 1, speaker,
            is_forced,  # type: ignore[arg-type]
            cost, pause, text.endswith("."),
        )  # fmt: skip
        at += frames


@settings(max_examples=100)
@given(tokens, small_limits.map(lambda one: replace(one, lines=2)))
def test_the_quick_way_to_two_lines_gives_the_same_lines_and_costs(
    given: list[Token], limits: Limits
) -> None:
    text, box = Text(given, limits), box_of(limits)
    for start, end in combinations(range(len(given) + 1), 2):
        if end - start > 1 and text.width(start, end) > box.chars and text.is_plain(start, end):
            every = [
                (edges[1], sum(text.line_widths(edges)), *layout_cost(text, edges))
                for edges in layouts(text, start, end, box)
            ]
            found = two_lines(text, start, end, box)
            assert [(one.edge, one.n_chars, one.n_misses, one.cost) for one in found] == every


@settings(max_examples=150)
@given(tokens, small_limits)
def test_the_choice_is_as_cheap_as_the_cheapest_of_all(given: list[Token], limits: Limits) -> None:
    builder = Builder(given, limits)
    chosen = [choice.edges for choice in builder.best()]
    cheapest = min(_total(builder, choice) for choice in _all_choices(builder, given))
    assert _total(builder, chosen) == cheapest


def _total(builder: Builder, choice: list[tuple[int, ...]]) -> Cost:
    costs = [builder.cost(edges) for edges in choice]
    return sum(a for a, _ in costs), sum(b for _, b in costs)


def _all_choices(builder: Builder, given: list[Token]) -> Iterator[list[tuple[int, ...]]]:
    """Every choice that is allowed, by trying every set of breaks."""
    n = len(given)
    for cue_breaks in _subsets(range(1, n)):
        cues = [list(_all_lines(builder, given, *cue)) for cue in pairwise((0, *cue_breaks, n))]
        choices: list[list[tuple[int, ...]]] = [[]]
        for ways in cues:
            choices = [[*before, way] for before in choices for way in ways]
        yield from choices


def _all_lines(
    builder: Builder, given: list[Token], start: int, end: int
) -> Iterator[tuple[int, ...]]:
    inside = given[start:end]
    if any(token.forced == "cue" for token in inside[1:]):
        return
    is_long = inside[-1].end - inside[0].start > builder.box.frames
    if is_long and len(inside) > 1:
        return
    for line_breaks in _subsets(range(start + 1, end)):
        edges = (start, *line_breaks, end)
        if _is_allowed(builder, given, edges):
            yield edges


def _is_allowed(builder: Builder, given: list[Token], edges: tuple[int, ...]) -> bool:
    start, end = edges[0], edges[-1]
    changes = [n for n in range(start + 1, end) if given[n].speaker != given[n - 1].speaker]
    dashes = {"dash both": (1, 1), "dash second": (0, 1)}.get(builder.text.limits.speakers)
    dash = 2 if builder.text.limits.dash_space else 1
    widths = [len(" ".join(token.text for token in given[a:b])) for a, b in pairwise(edges)]
    if changes:
        if dashes is None or len(changes) > 1 or edges != (start, changes[0], end):
            return False
        widths = [width + dash * n for width, n in zip(widths, dashes, strict=True)]
        is_single = [False, False]
    else:
        is_single = [b - a == 1 for a, b in pairwise(edges)]
    is_forced = [n for n in range(start + 1, end) if given[n].forced]
    fits_one = len(" ".join(token.text for token in given[start:end])) <= builder.box.chars
    if not changes and fits_one and not is_forced and len(edges) > 2:
        return False
    return (
        len(widths) <= builder.box.lines
        and set(is_forced) <= set(edges)
        and all(
            width <= builder.box.chars or single
            for width, single in zip(widths, is_single, strict=True)
        )
    )


def _subsets(values: range) -> Iterator[tuple[int, ...]]:
    for n in range(len(values) + 1):
        yield from combinations(values, n)


profiles = st.sampled_from(sorted(built_in_profiles()))
rates = st.sampled_from([MILLISECONDS, *(FrameRate(fps) for fps in NAMED.values())])


@settings(max_examples=60)
@given(transcripts(), profiles, rates)
def test_every_character_is_kept_in_order_and_no_cue_overlaps(
    transcript: Transcript, profile: str, rate: FrameRate
) -> None:
    found = limits(built_in_profiles()[profile], rate)
    cues = build_cues(transcript, found)
    assert cues == build_cues(transcript, found)
    shown = "".join("".join(cue.lines) for cue in cues)
    given = "".join(segment.text for segment in transcript.segments)
    assert _bare(shown) == _bare(given)
    for cue in cues:
        assert cue.start < cue.end
        assert all(line == line.strip() and line for line in cue.lines)
    for cue, following in pairwise(cues):
        assert cue.end <= following.start
    if rate.has_frames:
        assert all(rate.nearest(cue.start_ms) == cue.start or not cue.start for cue in cues)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "")


def _spoken(text: str, *, start_ms: int = 1_000, ms: int = 300, number: int = 1,
            speaker: str | None = None) -> Segment:  # fmt: skip
    """A segment whose words take the same time each."""
    at, words = start_ms, []
    for word in text.split():
        words.append(Word(word, at, at + ms))
        at += ms
    return Segment(number, start_ms, at, text, speaker, words=tuple(words))


def _lines(*segments: Segment, profile: str = "netflix-en", language: str = "en") -> list[str]:
    found = limits(built_in_profiles()[profile], RATE)
    return [cue.text for cue in build_cues(Transcript(segments, language=language), found)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We were looking for a way to\nbring the whole family to the coast."),
        ("de", "Wir haben lange nach einem Weg\ngesucht, die ganze Familie zu holen."),
        ("fr", "Nous cherchions un moyen\nd'amener toute la famille à la mer."),
    ],
)
def test_a_line_never_ends_with_a_word_that_belongs_to_the_next(language: str, text: str) -> None:
    from transcribe.subtitles.cues.break_words import break_words

    known = break_words(language)
    for cue in _lines(_spoken(text.replace("\n", " ")), language=language):
        for line in cue.split("\n"):
            assert line.split()[-1] not in known.openers | known.bound, cue


def test_a_line_break_in_a_text_is_kept() -> None:
    text = "It fits\nin a line"
    assert _lines(_spoken(text)) == [text]


def test_an_empty_line_in_a_text_ends_a_cue() -> None:
    assert _lines(_spoken("Now this\n\nand that")) == ["Now this", "and that"]


def test_a_break_that_a_person_made_stays_where_the_text_is_long() -> None:
    text = "Nobody would ever break this sentence right\nhere, but somebody did, and so it stays that way."
    assert any(cue.endswith("right") or "right\n" in cue for cue in _lines(_spoken(text)))


def test_two_speakers_share_a_cue_with_dashes_where_the_profile_says_so() -> None:
    first = _spoken("Really?", ms=400, speaker="S1")
    second = _spoken("Yes.", start_ms=1_440, ms=300, number=2, speaker="S2")
    assert _lines(first, second) == ["-Really?\n-Yes."]
    assert _lines(first, second, profile="bbc") == ["Really?", "Yes."]


def test_a_segment_without_a_speaker_is_no_dialogue() -> None:
    first, second = (
        _spoken("Really?", ms=400),
        _spoken("Yes.", start_ms=1_440, number=2, speaker="S2"),
    )
    assert _lines(first, second) == ["Really?", "Yes."]


def test_chinese_and_japanese_have_no_spaces_and_no_line_begins_with_a_full_stop() -> None:
    text = "我们今天来讨论一个非常重要的问题，这个问题和我们每个人都有关系。请大家认真听。"
    segment = Segment(1, 0, 12_000, text)
    cues = _lines(segment, profile="netflix-zh", language="zh")
    assert "".join(cues).replace("\n", "") == text
    for cue in cues:
        for line in cue.split("\n"):
            assert len(line) <= 16
            assert line[0] not in "，。"


def test_a_cue_says_by_how_much_it_misses() -> None:
    fast = _spoken("Incomprehensibilities unconstitutionally counterrevolutionary", ms=200)
    after = _spoken("Donaudampfschifffahrtsgesellschaftskapitän", start_ms=1_600, number=2)
    found = limits(built_in_profiles()["ard"], RATE)
    cues = build_cues(Transcript((fast, after)), found)
    said = {miss.key: miss.message for cue in cues for miss in cue.misses}
    assert said["line_chars"] == "a line is 5 characters too long"
    assert "15 allowed" in said["cps"]
    assert "frames (" in said["cps"]


def test_cues_begin_on_a_cut_and_end_two_frames_before_one() -> None:
    found = limits(built_in_profiles()["netflix-en"], RATE)
    segment = _spoken("We begin a little after the cut.", start_ms=1_120)  # frame 28
    cues = build_cues(Transcript((segment,)), found, cuts=(25, 86))
    assert (cues[0].start, cues[0].end) == (25, 84)


def test_the_cues_are_segments_for_the_writers() -> None:
    transcript = Transcript((_spoken("One two three four. Five six seven eight."),))
    cues = build_cues(transcript, limits(built_in_profiles()["netflix-en"], RATE))
    made = as_transcript(transcript, cues)
    assert [segment.text for segment in made.segments] == [cue.text for cue in cues]
    assert sum(len(segment.words) for segment in made.segments) == 8
