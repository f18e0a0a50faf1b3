"""Options of a corpus as JSON: as they are stored with a job, and as the API gets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, TypeVar

from transcribe.datasets.clips import ClipOptions
from transcribe.datasets.normalisers import NORMALISERS
from transcribe.datasets.redaction import RedactionOptions, read_redactions
from transcribe.datasets.splits import SHARES, Shares, read_shares
from transcribe.document.model import STATUSES
from transcribe.errors import InvalidOperation
from transcribe.library.corpora.plan import CorpusOptions

T = TypeVar("T")
MAX_PADDING_MS = 5_000
MAX_CLIP_S = 3_600
_LONE = re.compile("[\ud800-\udfff]")  # half a character, which SQLite does not take
_CHOICES: dict[str, tuple[str, ...]] = {
    "marks": ("keep", "drop"), "normaliser": tuple(NORMALISERS), "text": ("typed", "normalized"),
    "on_join": ("freeze", "move"), "redact_sound": ("silence", "tone"),
}  # fmt: skip


def to_stored(options: CorpusOptions) -> dict[str, Any]:
    """Options as JSON, to be read with `from_stored`."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(options)))
    return plain


def from_stored(plain: Mapping[str, Any]) -> CorpusOptions:
    """Read `to_stored`; fields of another version are ignored."""
    clips = _known(ClipOptions, plain.get("clips", {}))
    clips["redaction"] = RedactionOptions(**_known(RedactionOptions, clips.get("redaction", {})))
    given = _known(CorpusOptions, plain) | {"clips": ClipOptions(**clips)}
    if "shares" in given:
        given["shares"] = tuple((name, share) for name, share in given["shares"])
    return CorpusOptions(**given)


def _known(kind: type[Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in plain.items()
        if name in kind.__dataclass_fields__
    }


def from_body(body: Mapping[str, Any]) -> CorpusOptions:
    """Read the body of a request; what it lacks has its default.

    Raises:
        InvalidOperation: A field is invalid; the message names it.
    """
    given: dict[str, Any] = {
        name: _read(body, name, partial(_one_of, name))
        for name in ("normaliser", "text", "on_join")
        if name in body
    }
    for name in ("format", "audio", "version"):
        if name in body:
            given[name] = _read(body, name, _text)
    if "rate" in body:
        given["rate"] = _read(body, "rate", lambda value: round(_number(value, 0, 192_000)))
    if body.get("loudness") is not None:
        given["loudness"] = _read(body, "loudness", lambda value: _number(value, -100, 0))
    for name, attribute in (
        ("whole_recordings", "whole_recordings"),
        ("relative_paths", "with_relative_paths"),
    ):
        if name in body:
            given[attribute] = _read(body, name, _truth)
    if "recordings" in body:
        given["recordings"] = _read(body, "recordings", _texts)
    options = CorpusOptions(clips=_clips(body), shares=_shares(body), **given)
    return options.resolved()


def _clips(body: Mapping[str, Any]) -> ClipOptions:
    given: dict[str, Any] = {
        name: _read(body, name, _texts) for name in ("statuses", "tags", "speakers") if name in body
    }
    if unknown := set(given.get("statuses", ())) - set(STATUSES):
        raise InvalidOperation(
            "statuses", f"{', '.join(sorted(unknown))}: one of {', '.join(STATUSES)}"
        )
    for name, field in (("min_seconds", "min_ms"), ("max_seconds", "max_ms")):
        if name in body:
            given[field] = _read(
                body, name, lambda value: round(_number(value, 0, MAX_CLIP_S) * 1000)
            )
    if "padding_ms" in body:
        given["padding_ms"] = _read(
            body, "padding_ms", lambda value: round(_number(value, 0, MAX_PADDING_MS))
        )
    if body.get("min_snr_db") is not None:
        given["min_snr_db"] = _read(body, "min_snr_db", lambda value: _number(value, 0, 100))
    if "trim_silence" in body:
        given["trims_silence"] = _read(body, "trim_silence", _truth)
    if "overlap" in body:
        given["with_overlap"] = _read(body, "overlap", _truth)
    if "marks" in body:
        given["marks"] = _read(body, "marks", partial(_one_of, "marks"))
    given["redaction"] = _redaction(body)
    try:
        return ClipOptions(**given)
    except ValueError as error:
        raise InvalidOperation("length", str(error)) from error


def _redaction(body: Mapping[str, Any]) -> RedactionOptions:
    given: dict[str, Any] = {}
    if "redact" in body:
        given["terms"], given["patterns"] = _read(
            body, "redact", lambda value: read_redactions("\n".join(_texts(value)))
        )
    if "redact_flagged" in body:
        given["flagged"] = _read(body, "redact_flagged", _truth)
    if "redact_padding_ms" in body:
        given["padding_ms"] = _read(
            body, "redact_padding_ms", lambda value: round(_number(value, 0, MAX_PADDING_MS))
        )
    if "redact_sound" in body:
        given["sound"] = _read(body, "redact_sound", partial(_one_of, "redact_sound"))
    return RedactionOptions(**given)


def _shares(body: Mapping[str, Any]) -> Shares:
    return (
        _read(body, "splits", lambda value: read_shares(_text(value)))
        if "splits" in body
        else SHARES
    )


def _read(body: Mapping[str, Any], name: str, read: Callable[[Any], T]) -> T:
    """Read one field.

    Raises:
        InvalidOperation: `read` raised ValueError.
    """
    try:
        return read(body[name])
    except ValueError as error:
        raise InvalidOperation(name, str(error)) from error


def _require(is_right: bool, what: str) -> None:
    if not is_right:
        raise ValueError(f"it must be {what}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not _LONE.search(value)


def _text(value: Any) -> str:
    _require(_is_text(value), "a text")
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    is_list = isinstance(value, list) and all(map(_is_text, value))
    _require(is_list, "a list of texts")
    return tuple(dict.fromkeys(value))


def _number(value: Any, least: float, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    _require(is_number and least <= value <= most, f"a number from {least:g} to {most:g}")
    return float(value)


def _truth(value: Any) -> bool:
    _require(isinstance(value, bool), "true or false")
    return bool(value)


def _one_of(name: str, value: Any) -> str:
    _require(value in _CHOICES[name], f"one of {', '.join(_CHOICES[name])}")
    return str(value)
