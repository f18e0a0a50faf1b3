"""Fields of the API's body that several kinds of job read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import whole

MAX_SEGMENTS = 2_000
FLAGS = ("overwrite_corrected", "multilingual", "dry_run", "keep_numbers", "keep_spelling")


def text_of(body: Mapping[str, Any], name: str) -> str:
    """A text, or "" without one.

    Raises:
        InvalidOperation: It is not text.
    """
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidOperation("request", f'"{name}" must be text')
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def check_flags(body: Mapping[str, Any]) -> None:
    """Check all flags.

    Raises:
        InvalidOperation: A flag is neither true nor false.
    """
    if any(body.get(name) not in (None, True, False) for name in FLAGS):
        raise InvalidOperation("request", f"{', '.join(FLAGS)} are true or false")


def ms_of(value: Any, name: str) -> int:
    """Seconds as milliseconds.

    Raises:
        InvalidOperation: It is not a time.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise InvalidOperation("request", f'"{name}" must be seconds')
    return round(value * 1000)


def segment_ids(value: Any) -> tuple[int, ...]:
    """A list of ids of segments.

    Raises:
        InvalidOperation: It is empty, too long, or contains something else.
    """
    if not isinstance(value, list) or not 0 < len(value) <= MAX_SEGMENTS:
        raise InvalidOperation("align", f'"segments" must be a list of 1 to {MAX_SEGMENTS} ids')
    return tuple(whole(one, "segments") for one in value)
