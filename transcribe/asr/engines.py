"""The engines by name, and loading one. Importing this loads no model library."""

from __future__ import annotations

from pathlib import Path

from transcribe.asr.engine import Engine
from transcribe.errors import EngineUnavailable

ENGINE_NAMES = ("auto", "faster-whisper", "openai-whisper")


def load_engine(name: str, model: str, *, models_folder: Path) -> Engine:
    """Load a model into an engine.

    "auto" is faster-whisper on all hardware measured so far (docs/develop/benchmarks.md).

    Raises:
        EngineUnavailable: The engine is unknown, or its library is not installed.
        ModelUnavailable: The model's files are missing or damaged.
    """
    try:
        if name in {"auto", "faster-whisper"}:
            from transcribe.asr.faster_whisper import FasterWhisper  # noqa: PLC0415

            return FasterWhisper(model, models_folder)
        if name == "openai-whisper":
            from transcribe.asr.openai_whisper import OpenAIWhisper  # noqa: PLC0415

            return OpenAIWhisper(model, models_folder)
    except ImportError as error:
        raise EngineUnavailable(name, f"its library cannot be loaded ({error}).") from error
    raise EngineUnavailable(name, f"there is no such engine; use one of {', '.join(ENGINE_NAMES)}.")
