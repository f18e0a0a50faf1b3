"""The models to choose from, with what one needs to know to choose."""

from __future__ import annotations

from typing import Any

from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.asr.models.catalogue import MODELS
from transcribe.asr.models.descriptions import DESCRIPTIONS
from transcribe.asr.models.registered import RegisteredModel, read_registered, registered_names
from transcribe.jobs.model_speeds import measured_speed
from transcribe.store import Store


def list_models(store: Store) -> list[dict[str, Any]]:
    """Every model as JSON: whether it is installed, size, sources, speed, languages and what it is good for."""
    own = (read_registered(store.models_folder, n) for n in registered_names(store.models_folder))
    published = [_described(store, name) for name in MODELS]
    return [*published, *(_own(store, model) for model in own if model is not None)]


def _described(store: Store, name: str) -> dict[str, Any]:
    offer, described = models.offer(name), DESCRIPTIONS[name]
    return {
        "name": name, "present": models.is_present(store.models_folder, name),
        "size": offer.size_bytes, "sources": list(offer.sources),
        **_speed(store, name, described.about_speed), "n_languages": described.n_languages,
        "good_for": described.good_for, "is_main": described.is_main,
    }  # fmt: skip


def _own(store: Store, model: RegisteredModel) -> dict[str, Any]:
    """A registered model; until it is measured, it counts as fast as the one it is based on."""
    described = DESCRIPTIONS.get(model.based_on, DESCRIPTIONS[models.DEFAULT_MODEL])
    based_on = f", based on {model.based_on}" if model.based_on else ""
    return {
        "name": model.name, "present": models.is_present(store.models_folder, model.name),
        "size": sum(model.sizes.values()), "sources": [],
        **_speed(store, model.name, described.about_speed),
        "n_languages": 1 if model.is_english_only else len(LANGUAGES),
        "good_for": f"Your own model{based_on}.", "is_main": True,
    }  # fmt: skip


def _speed(store: Store, name: str, about: float) -> dict[str, Any]:
    measured = measured_speed(store, name)
    return {
        "speed": about if measured is None else measured, "is_speed_measured": measured is not None,
    }  # fmt: skip
