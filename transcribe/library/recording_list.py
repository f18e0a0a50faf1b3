"""The library's list as the API and the command line ask for it and answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from transcribe.asr.languages import LANGUAGES
from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.library.notices import warnings_of
from transcribe.library.serializers import place_to_json, shared_by_lists
from transcribe.store import Store
from transcribe.store.library_rows import (
    SORTS,
    STAGES,
    WITH_TEXT,
    LibraryRow,
    LibrarySums,
    ListQuery,
    Sort,
    Stage,
)
from transcribe.text.tags import MAX_TAGS

MAX_IDS = 200  # recordings that are asked for by id
MAX_QUERY_CHARACTERS = 1000
TAGS_SHOWN = 200
STATES: tuple[str, ...] = (*STAGES, "text")
ORDERS = ("up", "down")
NEWEST_FIRST: tuple[Sort, ...] = ("created", "opened")

Json = dict[str, Any]


def read_list_query(given: Mapping[str, Sequence[str]]) -> ListQuery:
    """Read the filter and the order of the list; empty values count as not given.

    Args:
        given: The values of each name, as in an address.

    Raises:
        InvalidOperation: A value is none of those that are allowed.
    """
    first = {name: next(filter(None, values), None) for name, values in given.items()}
    asked = _one_of(first, "sort", tuple(SORTS))
    sort: Sort = next((one for one in SORTS if one == asked), "created")
    usual = "down" if sort in NEWEST_FIRST else "up"
    order = _one_of(first, "order", ORDERS) or usual
    language, text = first.get("language"), first.get("q") or ""
    if language is not None and language not in LANGUAGES:
        raise InvalidOperation("language", "a code such as en, de or zh")
    if len(text) > MAX_QUERY_CHARACTERS:
        raise InvalidOperation("q", f"at most {MAX_QUERY_CHARACTERS} characters")
    return ListQuery(
        text=_storable(text),
        stages=_stages(_one_of(first, "state", STATES)),
        language=language,
        speaker=None if first.get("speaker") is None else _storable(str(first["speaker"])),
        tags=_several(given, "tag", MAX_TAGS),
        project=None if first.get("project") is None else _storable(str(first["project"])),
        since=_time(first, "since"),
        until=_time(first, "until", is_end=True),
        ids=_several(given, "id", MAX_IDS) or None,
        sort=sort,
        is_descending=order == "down",
    )


def _storable(text: str) -> str:
    """The text without lone surrogates, which SQLite cannot take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _one_of(given: Mapping[str, str | None], name: str, allowed: Sequence[str]) -> str | None:
    value = given.get(name)
    if value is not None and value not in allowed:
        raise InvalidOperation(name, f"one of {', '.join(allowed)}")
    return value


def _stages(state: str | None) -> tuple[Stage, ...]:
    if state is None:
        return ()
    return WITH_TEXT if state == "text" else tuple(one for one in STAGES if one == state)


def _time(given: Mapping[str, str | None], name: str, *, is_end: bool = False) -> str | None:
    """A date (in UTC; with `is_end` the whole day counts) or a time with its offset, as time in UTC."""
    text = given.get(name)
    if text is None:
        return None
    try:
        if len(text) == len("2026-11-30"):
            day = date.fromisoformat(text) + timedelta(days=int(is_end))
            return day.isoformat()
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError) as error:
        raise InvalidOperation(name, "a date such as 2026-11-30, or a time in ISO 8601") from error


def _several(given: Mapping[str, Sequence[str]], name: str, limit: int) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(_storable(value) for value in given.get(name, ()) if value))
    if len(values) > limit:
        raise InvalidOperation(name, f"at most {limit} in one request")
    return values


def page_to_json(store: Store, query: ListQuery, offset: int, limit: int) -> Json:
    """One page of the list, with sums over all recordings that match and counts of the library."""
    sums, last = store.library.sums(query), store.library.last_opened()
    tags = store.tags.counts()
    shown = sorted(tags, key=lambda one: -one.n)[:TAGS_SHOWN]
    return {
        "total": sums.total,
        "n_all": sums.n_all,
        "sums": _sums_to_json(sums),
        "counts": sums.counts,
        "languages": [{"language": code, "n": n} for code, n in sums.languages],
        "tags": [{"tag": one.tag, "n": one.n} for one in shown],
        "n_tags": len(tags),
        "projects": [
            {"id": one.id, "name": one.name, "n": one.n_media} for one in store.projects.list()
        ],
        "continue": None if last is None else row_to_json(last),
        "media": [row_to_json(row) for row in store.library.rows(query, offset, limit)],
    }


def next_to_json(
    store: Store, query: ListQuery, media_id: str, direction: Literal["next", "previous"]
) -> Json:
    """The next or previous recording in the list.

    Raises:
        NotFound: No recording has this id.
    """
    step: Literal[1, -1] = 1 if direction == "next" else -1
    row, position, total = store.library.beside(query, media_id, step)
    return {
        "media": None if row is None else row_to_json(row), "position": position, "total": total,
    }  # fmt: skip


def _sums_to_json(sums: LibrarySums) -> Json:
    return {
        "duration": seconds(sums.duration_ms), "segments": sums.n_segments,
        "corrected": sums.n_corrected, "approved": sums.n_approved,
    }  # fmt: skip


def row_to_json(row: LibraryRow) -> Json:
    """One recording of the list."""
    return {
        **shared_by_lists(row.overview),
        "stage": row.stage,
        "n_warnings": len(warnings_of(row.overview)),
        "n_corrected": row.n_corrected,
        "n_approved": row.n_approved,
        "n_rejected": row.n_rejected,
        "n_flagged": row.n_flagged,
        "confidence": None if row.confidence is None else round(row.confidence, 4),
        "project": row.project,
        "opened": None if row.place is None else row.place.at,
        "place": place_to_json(row.place),
    }
