"""The list from which a model is chosen."""

from __future__ import annotations

from pathlib import Path

from transcribe.jobs.model_speeds import note_speed
from transcribe.library.model_choice import list_models
from transcribe.store import Store


def test_a_measured_speed_replaces_the_published_one(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        published = {one["name"]: one for one in list_models(store)}
        assert not any(one["is_speed_measured"] or one["present"] for one in published.values())
        note_speed(store, "small", 100_000, 20)
        after = {one["name"]: one for one in list_models(store)}
    measured = {"speed": 5.0, "is_speed_measured": True}
    assert after == {**published, "small": {**published["small"], **measured}}
