"""Reading requests: helpers for all routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import current_app, request

from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import (
    MAX_WHOLE,
    check_choice,
    cut_limits,
    hotwords,
    speakers_option,
    split_hotwords,
    whole,
)
from transcribe.library.ingest import AddOptions
from transcribe.library.old_names import DRAFT_OPTIONS, read_old_names
from transcribe.store import Store
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.retiming import TimeMap, by_offset, by_points, by_rates
from transcribe.text.disfluencies import CleanOptions
from transcribe.text.tags import read_tags
from transcribe.web.bodies import parse_json, read_body


def open_store() -> Store:
    """The store of the current application."""
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


def whole_in_text(text: str, name: str) -> int:
    """A whole number from a form, header or query.

    Raises:
        InvalidOperation: It is not a whole number.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WHOLE))
    return whole(int(text) if is_number else None, name)


def query_whole(name: str, default: int, most: int = MAX_WHOLE) -> int:
    """A whole number of the query, `default` without one, at most `most`.

    Raises:
        InvalidOperation: It is not a whole number.
    """
    return min(whole_in_text(request.args.get(name) or str(default), name), most)


def query_ms(name: str) -> int | None:
    """A query parameter in seconds, as milliseconds; None when it is not given.

    Raises:
        InvalidOperation: It is not a time.
    """
    text = request.args.get(name)
    if text is None:
        return None
    try:
        return max(0, round(float(text) * 1000))
    except (ValueError, OverflowError) as error:
        raise InvalidOperation("request", f'"{name}" must be seconds') from error


MAX_BATCH_NAME = 100


def query_flag(name: str) -> bool:
    """A switch of the query, off when it is not given.

    Raises:
        InvalidOperation: It is neither on nor off.
    """
    return _flag(request.args, name)


def time_map_of(body: Mapping[str, Any]) -> TimeMap:
    """How times move: by a body's `"shift"`, `"points"` or `"rates"`; times are seconds.

    Raises:
        InvalidOperation: It has none or several of them, or one that is no such thing.
    """
    given = [name for name in ("shift", "points", "rates") if body.get(name) is not None]
    if len(given) > 1:
        raise InvalidOperation("shift", 'one of "shift", "points" and "rates"')
    if given == ["points"]:
        return by_points([_point(one) for one in _listed(body["points"])])
    if given == ["rates"]:
        return _by_rates(body["rates"])
    return by_offset(_ms(body.get("shift"), '"shift" must be seconds, negative for earlier'))


def _ms(value: Any, problem: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_WHOLE:
        raise InvalidOperation("shift", problem)
    return round(value * 1000)


def _listed(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise InvalidOperation("shift", '"points" is a list')
    return value[:3]


def _point(value: Any) -> tuple[int, int]:
    problem = 'a point has "at" and "to", both seconds'
    if not isinstance(value, dict):
        raise InvalidOperation("shift", problem)
    return _ms(value.get("at"), problem), _ms(value.get("to"), problem)


def _by_rates(value: Any) -> TimeMap:
    given = [value.get(name) for name in ("from", "to")] if isinstance(value, dict) else []
    rates = [frame_rate(one) for one in given if isinstance(one, str)]
    if len(rates) != 2:
        raise InvalidOperation("shift", '"rates" has "from" and "to", such as "23.976" and "25"')
    return by_rates(*rates)


def segments_of(body: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The ids of a body's `"segments"`; None when it names none.

    Raises:
        InvalidOperation: It is not a list of ids.
    """
    value = body.get("segments")
    if value is None:
        return None
    if not isinstance(value, list):
        raise InvalidOperation("segments", "a list of ids")
    return tuple(whole(one, "segments") for one in value)


VIEWS = ("verbatim", "clean")


def clean_view(asked: dict[str, str]) -> CleanOptions | None:
    """Take the clean-view options from a query: `view`, `fillers`, `repeats`, `false_starts`.

    Raises:
        InvalidOperation: The view does not exist.
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
    """A flag in JSON or in a form."""
    value = fields.get(name)
    if value in (None, "", False, "0", "false", "off"):
        return False
    if value in (True, "1", "true", "on"):
        return True
    raise InvalidOperation("request", f'"{name}" must be true or false')


def _batch(value: Any) -> str | None:
    """The name of an upload of several files, as the client chose it."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_BATCH_NAME:
        raise InvalidOperation(
            "request", f'"batch" is a text of at most {MAX_BATCH_NAME} characters'
        )
    return value


def tags_of(value: Any, name: str = "tags") -> tuple[str, ...]:
    """The tags of a body.

    Raises:
        InvalidOperation: It is not a list of texts.
        InvalidTag, TooManyTags: See `read_tags`.
    """
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidOperation("request", f'"{name}" must be a list of tags')
    return read_tags(value)


def add_options(filename: str, fields: Mapping[str, Any]) -> AddOptions:
    """Options for adding an uploaded file, from form fields or a JSON object.

    Raises:
        InvalidOperation: A field has an invalid value.
        InvalidTag, TooManyTags: See `read_tags`.
    """
    fields = read_old_names(fields, DRAFT_OPTIONS)
    # A form sends an empty field as an empty text.
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    model, engine = given.get("model", "base"), given.get("engine", "auto")
    language = given.get("language")
    check_choice(model, engine, language, open_store().models_folder)
    title, limits, terms = fields.get("title"), cut_limits(fields), given.get("hotwords")
    return AddOptions(
        filename=filename,
        title=title if isinstance(title, str) else None,
        language=None if language == "auto" else language,
        model=None if model == "none" else model,
        engine=engine,
        stream=whole_in_text(str(given["stream"]), "stream") if "stream" in given else None,
        keep="move",
        max_ms=limits["max_ms"],
        max_chars=limits["max_chars"],
        hotwords=hotwords(split_hotwords(terms) if isinstance(terms, str) else terms),
        multilingual=_flag(fields, "multilingual"),
        keep_numbers=_flag(fields, "keep_numbers"),
        keep_spelling=_flag(fields, "keep_spelling"),
        translate_too=_flag(fields, "translate"),
        speakers=speakers_option(given.get("speakers")),
        batch=_batch(given.get("batch")),
        tags=tags_of(given.get("tags", [])),
    )


def attachment(filename: str) -> str:
    """A Content-Disposition for a name in any script (RFC 6266): headers hold ASCII only."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
