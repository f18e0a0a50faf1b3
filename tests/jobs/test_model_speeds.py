"""The speed of a model is measured on finished drafts; a draft of the sample measures it in `test_sample.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.jobs.model_speeds import MEASURED_MS, measured_speed, note_speed
from transcribe.store import Store


def test_the_last_draft_of_a_model_counts_and_is_known_after_a_restart(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert measured_speed(store, "base") is None
        note_speed(store, "base", 60_000, 5)
        note_speed(store, "base", 60_000, 4)
        note_speed(store, "tiny.en", 60_000, 3)
    with Store(tmp_path) as store:
        assert measured_speed(store, "base") == pytest.approx(15)
        assert measured_speed(store, "tiny.en") == pytest.approx(20)
        assert measured_speed(store, "tiny") is None


@pytest.mark.parametrize(("audio_ms", "computing_s"), [(MEASURED_MS - 1, 1.0), (60_000, 0.0)])
def test_a_draft_too_short_to_measure_keeps_what_was_known(
    tmp_path: Path, audio_ms: int, computing_s: float
) -> None:
    with Store(tmp_path) as store:
        note_speed(store, "base", 60_000, 5)
        note_speed(store, "base", audio_ms, computing_s)
        assert measured_speed(store, "base") == pytest.approx(12)
