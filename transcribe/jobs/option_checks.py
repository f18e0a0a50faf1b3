"""Validate options from users. Shared by the API and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.asr.models.registered import can_be_own
from transcribe.errors import InvalidOperation

MAX_SPEAKERS = 99
_COUNT = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")


def check_choice(model: Any, engine: Any, language: Any, models_folder: Path | None = None) -> None:
    """Check that a model, engine and language exist.

    Args:
        model: Name of a model, "none" or None.
        engine: Name of an engine.
        language: Whisper's code, "auto" or None.
        models_folder: Where models are registered. Without it a name that one could have is not refused:
            `SpeechKind.submit` knows the folder.

    Raises:
        InvalidOperation: The message lists the valid values.
    """
    # Tuples, not sets: a client may send a list or an object, which cannot be looked up in a set.
    known = models.model_names(models_folder)
    may_be_own = models_folder is None and can_be_own(model)
    if model not in (None, "none", *known) and not may_be_own:
        raise InvalidOperation("model", f"one of {', '.join(known)}, or none")
    if engine not in ENGINE_NAMES:
        raise InvalidOperation("engine", f"one of {', '.join(ENGINE_NAMES)}")
    if language not in (None, "auto", *LANGUAGES):
        raise InvalidOperation("language", "a code such as en, de or zh, or auto")
    is_english_only = models.is_english_only(model or models.DEFAULT_MODEL, models_folder)
    if is_english_only and language not in (None, "auto", "en"):
        name = LANGUAGES[language].capitalize()
        raise InvalidOperation(
            "language", f"{model} knows English only; choose a model such as base for {name}"
        )


SEGMENT_LIMITS = {"max_ms": (1_000, 60_000), "max_chars": (10, 500)}


def cut_limits(fields: Mapping[str, Any]) -> dict[str, int | None]:
    """Limits for drafted segments: `max_seconds` as `max_ms`, and `max_chars`.

    Raises:
        InvalidOperation: A value is not a number, or out of range.
    """
    found: dict[str, int | None] = {}
    for asked, name, factor in (("max_seconds", "max_ms", 1000), ("max_chars", "max_chars", 1)):
        value = fields.get(asked)
        if value is None or value == "":
            found[name] = None
            continue
        low, high = SEGMENT_LIMITS[name]
        try:
            number = round(float(str(value)) * factor)
        except (ValueError, OverflowError):
            number = -1
        if not low <= number <= high:
            raise InvalidOperation(
                "request", f'"{asked}" must be between {low // factor} and {high // factor}'
            )
        found[name] = number
    return found


MAX_HOTWORDS = 200  # names and terms; Whisper uses a few hundred tokens of prompt


MAX_HOTWORD = 100  # characters
MAX_WHOLE = 2**53 - 1  # exact in JavaScript, and within SQLite's 64 bits


def hotwords(value: Any) -> tuple[str, ...]:
    """Names and terms with their spelling, without blanks and repetitions.

    Raises:
        InvalidOperation: They are not a list of texts, or too many.
    """
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidOperation("request", '"hotwords" must be a list of names and terms')
    named = [one.encode("utf-8", "replace").decode("utf-8").strip()[:MAX_HOTWORD] for one in value]
    kept = tuple(dict.fromkeys(one for one in named if one))
    if len(kept) > MAX_HOTWORDS:
        raise InvalidOperation("request", f"at most {MAX_HOTWORDS} hotwords are allowed")
    return kept


def split_hotwords(text: str) -> list[str]:
    """Split names and terms at commas, semicolons or line ends."""
    return re.split(r"[,;\n]", text)


def whole(value: Any, name: str) -> int:
    """A whole number from 0 to 2^53 - 1.

    Raises:
        InvalidOperation: It is not such a number.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_WHOLE:
        raise InvalidOperation("request", f'"{name}" must be a whole number from 0')
    return value


def speaker_count(text: str) -> tuple[int, int] | None:
    """Least and most speakers of `auto`, `N` or `N-M`; None for auto.

    Raises:
        InvalidOperation: It is something else, or not from 1 to 99.
    """
    if text.strip().lower() in {"", "auto"}:
        return None
    found = _COUNT.fullmatch(text.strip())
    least = int(found[1]) if found else 0
    most = int(found[2] or found[1]) if found else 0
    if not 1 <= least <= most <= MAX_SPEAKERS:
        limits = f"auto, none, a number from 1 to {MAX_SPEAKERS} or a range such as 2-4"
        raise InvalidOperation("speakers", f"{limits}, not {text!r}")
    return least, most


def speakers_option(value: Any) -> str:
    """Read the option "speakers": `none`, `auto`, `N`, `N-M`, or "" where it is not given.

    Raises:
        InvalidOperation: It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise InvalidOperation("speakers", "auto, none, a number or a range such as 2-4")
    text = "" if value is None else str(value).strip().lower()
    if text != "none":
        speaker_count(text)
    return text
