"""Effort is summed by user, and audio counts once however many users worked on it."""

from __future__ import annotations

from transcribe.document.time_spent import SpentTime
from transcribe.quality.effort import Effort, by_author, total

DURATIONS = {1: 10_000, 2: 5_000}
SPENT = (
    SpentTime("Anna", 1, 30, 20_000, 12_000),
    SpentTime("Ben", 1, 4, 5_000, 10_000),
    SpentTime("Ben", 7, 1, 1_000, 0),  # merged since
)


def test_audio_counts_once_in_total_and_once_per_user() -> None:
    everybody = total(SPENT, DURATIONS)
    assert everybody == Effort(35, 26_000, 22_000, 2, 10_000)
    assert everybody.real_time_factor == 2.6
    assert by_author(SPENT, DURATIONS) == {
        "Anna": Effort(30, 20_000, 12_000, 1, 10_000),
        "Ben": Effort(5, 6_000, 10_000, 2, 10_000),
    }


def test_without_audio_there_is_no_factor() -> None:
    assert total((), DURATIONS).real_time_factor is None
