"""The models to choose from, with what one needs to know to choose."""

from __future__ import annotations

from typing import Any

from transcribe.asr.models import files as models
from transcribe.asr.models.descriptions import DESCRIPTIONS
from transcribe.jobs.model_speeds import measured_speed
from transcribe.store import Store


def list_models(store: Store) -> list[dict[str, Any]]:
    """Every model as JSON: whether it is installed, size, sources, speed, languages and what it is good for."""
    return [_described(store, name) for name in models.model_names()]


def _described(store: Store, name: str) -> dict[str, Any]:
    offer, described = models.offer(name), DESCRIPTIONS[name]
    measured = measured_speed(store, name)
    return {
        "name": name, "present": models.is_present(store.models_folder, name),
        "size": offer.size_bytes, "sources": list(offer.sources),
        "speed": described.about_speed if measured is None else measured,
        "is_speed_measured": measured is not None, "n_languages": described.n_languages,
        "good_for": described.good_for, "is_main": described.is_main,
    }  # fmt: skip
