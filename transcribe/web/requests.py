"""Reading requests: what every route needs before it can begin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app, request

from transcribe.asr.engine import ENGINE_NAMES
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.errors import InvalidOperation
from transcribe.library.ingest import TakeInOptions
from transcribe.store import Store
from transcribe.text.disfluencies import CleanOptions
from transcribe.web.bodies import parse_json, read_body

MAX_WHOLE = 2**53 - 1  # what JavaScript counts exactly, and within SQLite's 64 bits


def open_store() -> Store:
    """The store of the application that answers."""
    store: Store = current_app.extensions["store"]
    return store


def json_body() -> dict[str, Any]:
    """The request's JSON object.

    Raises:
        InvalidOperation: It is something else, or nested too deep.
        RequestEntityTooLarge: It is longer than the route takes.
    """
    if not request.is_json:
        raise InvalidOperation("request", "send JSON with Content-Type: application/json")
    plain = parse_json(read_body())
    if not isinstance(plain, dict):
        raise InvalidOperation("request", "a JSON object is needed")
    return plain


def whole(value: Any, name: str) -> int:
    """A whole number from 0 to 2^53 - 1.

    Raises:
        InvalidOperation: It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_WHOLE:
        raise InvalidOperation("request", f'"{name}" must be a whole number from 0')
    return value


def whole_in_text(text: str, name: str) -> int:
    """A whole number as a form, header or query writes it.

    Raises:
        InvalidOperation: It is something else.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WHOLE))
    return whole(int(text) if is_number else None, name)


def query_whole(name: str, default: int, most: int = MAX_WHOLE) -> int:
    """A whole number of the query, `default` without one, `most` where more is asked for.

    Raises:
        InvalidOperation: It is something else.
    """
    return min(whole_in_text(request.args.get(name) or str(default), name), most)


def query_ms(name: str) -> int | None:
    """A query parameter in seconds, as milliseconds; None when it is not given.

    Raises:
        InvalidOperation: It is no time.
    """
    text = request.args.get(name)
    if text is None:
        return None
    try:
        return max(0, round(float(text) * 1000))
    except (ValueError, OverflowError) as error:
        raise InvalidOperation("request", f'"{name}" must be seconds') from error


def check_choice(model: Any, engine: Any, language: Any) -> None:
    """Refuse a model, engine or language that does not exist.

    Raises:
        InvalidOperation: Names what there is instead.
    """
    # Tuples, not sets: what a client sends may be a list or an object, which no set can look up.
    if model not in (None, "none", *models.model_names()):
        raise InvalidOperation("model", f"one of {', '.join(models.model_names())}, or none")
    if engine not in ENGINE_NAMES:
        raise InvalidOperation("engine", f"one of {', '.join(ENGINE_NAMES)}")
    if language not in (None, "auto", *LANGUAGES):
        raise InvalidOperation("language", "a code such as en, de or zh, or auto")


SEGMENT_LIMITS = {"max_ms": (1_000, 60_000), "max_chars": (10, 500)}


def cut_limits(fields: Mapping[str, Any]) -> dict[str, int | None]:
    """How long a drafted segment may be: `max_seconds` as `max_ms`, and `max_chars`.

    Raises:
        InvalidOperation: One is no number, or of no use.
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
                "request", f'"{asked}" lies between {low // factor} and {high // factor}'
            )
        found[name] = number
    return found


MAX_HOTWORDS = 200  # names and terms; Whisper hears a few hundred tokens of prompt
MAX_HOTWORD = 100  # characters


def hotwords(value: Any) -> tuple[str, ...]:
    """Names and terms to be spelled so, without blanks and repetitions.

    Raises:
        InvalidOperation: They are something else, or too many.
    """
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidOperation("request", '"hotwords" must be a list of names and terms')
    named = [one.encode("utf-8", "replace").decode("utf-8").strip()[:MAX_HOTWORD] for one in value]
    kept = tuple(dict.fromkeys(one for one in named if one))
    if len(kept) > MAX_HOTWORDS:
        raise InvalidOperation("request", f"Whisper heeds at most {MAX_HOTWORDS} hotwords")
    return kept


def split_hotwords(text: str) -> list[str]:
    """Names and terms as people write them: by commas, semicolons or lines."""
    return re.split(r"[,;\n]", text)


VIEWS = ("verbatim", "clean")


def clean_view(asked: dict[str, str]) -> CleanOptions | None:
    """Take what a query says of hesitations out of it: `view`, `fillers`, `repeats`, `false_starts`.

    Raises:
        InvalidOperation: There is no such view.
    """
    view, fillers = asked.pop("view", "verbatim"), asked.pop("fillers", None)
    repeats, false_starts = (asked.pop(name, "") == "1" for name in ("repeats", "false_starts"))
    if view not in VIEWS:
        raise InvalidOperation("view", f"one of {', '.join(VIEWS)}")
    if view == "verbatim":
        return None
    own = None if fillers is None else tuple(filter(None, map(str.strip, fillers.split(","))))
    return CleanOptions(own, repeats, false_starts)


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    """Something switched on, in JSON or as a form writes it."""
    value = fields.get(name)
    if value in (None, "", False, "0", "false", "off"):
        return False
    if value in (True, "1", "true", "on"):
        return True
    raise InvalidOperation("request", f'"{name}" is true or false')


def take_in_options(filename: str, fields: Mapping[str, Any]) -> TakeInOptions:
    """How an uploaded file is taken in, from a form's fields or a JSON object.

    Raises:
        InvalidOperation: A field has no value that can be used.
    """
    # A form sends a field that was left empty as an empty text.
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    model, engine = given.get("model", "base"), given.get("engine", "auto")
    language = given.get("language")
    check_choice(model, engine, language)
    title, limits, terms = fields.get("title"), cut_limits(fields), given.get("hotwords")
    return TakeInOptions(
        filename=filename,
        title=title if isinstance(title, str) else None,
        language=None if language == "auto" else language,
        model=None if model == "none" else model,
        engine=engine,
        stream=whole_in_text(str(given.get("stream", 0)), "stream"),
        keep="move",
        max_ms=limits["max_ms"],
        max_chars=limits["max_chars"],
        hotwords=hotwords(split_hotwords(terms) if isinstance(terms, str) else terms),
        detect_each=_flag(fields, "detect_each"),
        translate_too=_flag(fields, "translate"),
    )
