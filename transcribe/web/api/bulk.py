"""One request for many recordings: an action on each of them, or an archive of their files."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from flask import Blueprint, Response, current_app, request

from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import check_choice
from transcribe.library.archive import ArchiveOptions, write_archive
from transcribe.library.bulk import (
    ACTIONS,
    MAX_RECORDINGS,
    BulkOutcome,
    delete_recording,
    do_with_all,
    draft_all,
    put_all,
    set_language_of_all,
    tag_all,
)
from transcribe.library.channels import ChannelReader
from transcribe.library.import_export import Exported
from transcribe.library.old_names import JOB_OPTIONS, read_old_names
from transcribe.web.requests import clean_view, json_body, open_store, tags_of

bulk_api = Blueprint("bulk", __name__, url_prefix="/api/v1/library")

MAX_FIELDS = 100  # of an archive, besides the ids
Ids = tuple[str, ...]
Body = Mapping[str, Any]


@bulk_api.post("/bulk")
def post_bulk() -> Any:
    body = json_body()
    ids, action = _ids_of(body.get("ids")), body.get("action")
    if action not in ACTIONS:
        raise InvalidOperation("action", f"one of {', '.join(ACTIONS)}")
    outcome = _ACTS[action](ids, body)
    failed = [{"id": one.media_id, "title": one.reason} for one in outcome.refused]
    return {"done": outcome.n_done, "failed": failed}


def _draft(ids: Ids, body: Body) -> BulkOutcome:
    options = {name: value for name, value in body.items() if name not in {"ids", "action"}}
    return draft_all(open_store(), ids, read_old_names(options, JOB_OPTIONS))


def _set_language(ids: Ids, body: Body) -> BulkOutcome:
    if "language" not in body:
        raise InvalidOperation("language", "a code such as en, or null to detect it")
    check_choice(None, "auto", body["language"])
    return set_language_of_all(open_store(), ids, body["language"])


def _tag(ids: Ids, body: Body) -> BulkOutcome:
    add, remove = (tags_of(body.get(name, []), name) for name in ("add", "remove"))
    if not add and not remove:
        raise InvalidOperation("tags", '"add" or "remove" must name a tag')
    return tag_all(open_store(), ids, add, remove)


def _put(ids: Ids, body: Body) -> BulkOutcome:
    project = body.get("project", "")
    if project is not None and (not isinstance(project, str) or not project):
        raise InvalidOperation("project", "the id of a collection, or null for none")
    return put_all(open_store(), ids, project)


def _delete(ids: Ids, body: Body) -> BulkOutcome:
    del body
    reader: ChannelReader = current_app.extensions["channels"]
    return do_with_all(ids, functools.partial(delete_recording, open_store(), reader))


def _restore(ids: Ids, body: Body) -> BulkOutcome:
    del body
    return do_with_all(ids, open_store().media.restore)


_ACTS: dict[str, Callable[[Ids, Body], BulkOutcome]] = {
    "draft": _draft, "language": _set_language, "tags": _tag, "project": _put,
    "delete": _delete, "restore": _restore,
}  # fmt: skip


def _ids_of(value: Any) -> Ids:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or not value:
        raise InvalidOperation("ids", "a list of ids of recordings")
    if len(value) > MAX_RECORDINGS:
        raise InvalidOperation("ids", f"at most {MAX_RECORDINGS} in one request, not {len(value)}")
    # Without lone surrogates, which SQLite cannot take.
    return tuple(one.encode("utf-8", "replace").decode() for one in dict.fromkeys(value))


@bulk_api.post("/archive")
def post_archive() -> Any:
    given = _archive_body()
    ids, formats = _ids_of(given.pop("ids", None)), given.pop("formats", None)
    if not isinstance(formats, list) or not all(isinstance(one, str) for one in formats):
        raise InvalidOperation("formats", "a list of names of formats")
    asked = {name: _text_of(value) for name, value in given.items()}
    of = asked.pop("of", "transcript")
    if of not in get_args(Exported):
        raise InvalidOperation("of", f"one of {', '.join(get_args(Exported))}")
    view = clean_view(asked)
    options = ArchiveOptions.read(formats, asked, cast(Exported, of), view)
    response = Response(write_archive(open_store(), ids, options), content_type="application/zip")
    name = f"transcripts-{datetime.now(UTC):%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _archive_body() -> dict[str, Any]:
    """The fields of the request, as JSON or as a form, in which lists are repeated fields."""
    if request.is_json:
        return dict(json_body())
    request.max_form_parts = MAX_RECORDINGS + MAX_FIELDS
    fields: dict[str, Any] = {name: values[-1] for name, values in request.form.lists()}
    lists = {name: request.form.getlist(name) for name in ("ids", "formats") if name in fields}
    return fields | lists


def _text_of(value: Any) -> str:
    """An option's value as a query has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
