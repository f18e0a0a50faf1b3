"""How fast each model drafts here, measured on finished drafts and kept in the data folder."""

from __future__ import annotations

from transcribe.store import Store

MEASURED_MS = 8_000  # of audio, as the sample has after its first task; in less, the start of a task counts for too much


def note_speed(store: Store, model: str, audio_ms: int, computing_s: float) -> None:
    """Keep the speed of a draft, unless it was too short to measure one.

    Args:
        audio_ms: Length of the audio in its tasks.
        computing_s: Time that these tasks took, without loading the model.
    """
    if audio_ms >= MEASURED_MS and computing_s > 0:
        store.set_setting(_name(model), f"{audio_ms / 1000 / computing_s:.2f}")


def measured_speed(store: Store, model: str) -> float | None:
    """Seconds of audio drafted in a second of computing by the last draft with a model; None before one."""
    kept = store.setting(_name(model))
    return None if kept is None else float(kept)


def _name(model: str) -> str:
    return f"speed.{model}"
