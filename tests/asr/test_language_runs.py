"""Which language a chunk is in, from uncertain probabilities of its parts."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr.language_runs import LanguagePart, find_runs, make_parts, part_times, weigh


def parts_of(*languages: str | tuple[str, float]) -> tuple[LanguagePart, ...]:
    """Parts of 4 s every 2 s, each of a language with a probability, 0.95 if none is given."""
    given_as = [one if isinstance(one, tuple) else (one, 0.95) for one in languages]
    return tuple(
        LanguagePart(2000 * n, 2000 * n + 4000, ((code, p), ("la", (1 - p) / 2)))
        for n, (code, p) in enumerate(given_as)
    )


def spoken(parts: tuple[LanguagePart, ...], language: str) -> list[str]:
    return [run.language for run in find_runs(parts, language)]


CODES = st.sampled_from(["en", "fr", "de", "es", "ru"])


@given(CODES, CODES, st.integers(3, 8), st.integers(3, 8), CODES)
def test_a_change_that_lasts_is_found_where_it_is(
    first: str, second: str, n_first: int, n_second: int, usual: str
) -> None:
    parts = parts_of(*[first] * n_first, *[second] * n_second)
    runs = find_runs(parts, usual)
    assert [run.language for run in runs] == list(dict.fromkeys([first, second]))
    assert all(run.is_certain for run in runs)
    if len(runs) == 2:
        assert runs[1].start_ms == 2000 * n_first + 1000


@given(CODES, CODES, st.integers(2, 6), st.integers(2, 6))
def test_one_odd_part_changes_nothing(usual: str, odd: str, n_before: int, n_after: int) -> None:
    parts = parts_of(*[usual] * n_before, odd, *[usual] * n_after)
    assert spoken(parts, usual) == [usual]


def test_a_cough_a_name_a_hum_has_the_language_of_the_recording() -> None:
    assert spoken(parts_of(("cy", 0.4)), "en") == ["en"]
    assert spoken(parts_of("en", ("cy", 0.5), ("haw", 0.3), "en"), "en") == ["en"]
    assert spoken((), "en") == []


def test_a_chunk_all_in_another_language_needs_one_clear_part_only() -> None:
    assert spoken(parts_of("fr"), "en") == ["fr"]
    assert spoken(parts_of("fr", ("la", 0.3)), "en") == ["fr"]


@given(st.integers(1, 30_000))
def test_parts_cover_a_chunk(length_ms: int) -> None:
    times = part_times(length_ms)
    assert times[0][0] == 0
    assert times[-1][1] == length_ms
    assert all(end - start == times[0][1] for start, end in times)
    assert all(after[0] <= before[1] for before, after in itertools.pairwise(times))


def test_unclear_parts_follow_the_whole_chunk_unless_its_language_may_change() -> None:
    unclear, clear = {"en": 0.5, "fr": 0.3}, {"en": 0.9, "fr": 0.1}
    whole = {"en": 0.0, "fr": 1.0}
    short, long = [(0, 4000)], [(0, 4000), (8000, 12_000)]

    def best(times: list[tuple[int, int]], *own: dict[str, float]) -> list[tuple[str, float]]:
        return [part.probabilities[0] for part in make_parts(times, own, whole)]

    assert best(short, unclear) == [("fr", 0.65)]
    assert best(long, unclear, unclear) == [("fr", 0.65)] * 2
    assert best(long, clear, unclear) == [("en", 0.9), ("en", 0.5)]


def test_votes_are_weighed_by_time_and_certainty() -> None:
    votes = weigh(parts_of("fr", "fr", ("en", 0.99)))
    assert votes.most_common(1)[0][0] == "fr"
    assert votes["fr"] == 7600
