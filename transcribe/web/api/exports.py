"""Transcripts out of and into the library as files."""

from __future__ import annotations

from typing import Any, cast, get_args
from urllib.parse import quote

from flask import Blueprint, Response, request

from transcribe.errors import InvalidOperation
from transcribe.formats import FORMATS, Option, parse_options
from transcribe.library.import_export import Exported, export, import_file
from transcribe.web.bodies import read_body
from transcribe.web.requests import (
    clean_view,
    open_store,
)

exports_api = Blueprint("exports", __name__, url_prefix="/api/v1")


@exports_api.get("/media/<media_id>/export/<name>")
def get_export(media_id: str, name: str) -> Any:
    asked = dict(request.args)
    of = asked.pop("of", "transcript")
    if of not in get_args(Exported):
        raise InvalidOperation("of", f"one of {', '.join(get_args(Exported))}")
    view = clean_view(asked)
    options = parse_options(name, asked)
    content = export(open_store(), media_id, name, options, cast(Exported, of), view)
    title = open_store().media.get(media_id).title + (".en" if of == "translation" else "")
    response = Response(content, content_type=f"{FORMATS[name].media_type}; charset=utf-8")
    filename = f"{title}{FORMATS[name].suffix}".replace("/", "-")
    response.headers["Content-Disposition"] = _attachment(filename)
    return response


def _attachment(filename: str) -> str:
    """A Content-Disposition for a name in any script (RFC 6266): headers hold ASCII only."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


@exports_api.post("/media/<media_id>/import")
def post_import(media_id: str) -> Any:
    # Of other types `files` would read the body to its end: curl sends every body as a form's.
    file = request.files.get("file") if request.mimetype == "multipart/form-data" else None
    content = file.read() if file else read_body()
    name = (file.filename if file else request.args.get("name")) or ""
    outcome = import_file(open_store(), media_id, content, name, request.args.get("format"))
    return {"revision": outcome[0], "segments": outcome[1], "warnings": list(outcome[2])}


@exports_api.get("/formats")
def get_formats() -> Any:
    return {
        "formats": [
            {"name": f.name, "title": f.title, "suffix": f.suffix, "reads": f.reader is not None,
             "options": [option.name for option in f.options],
             "option_values": [_option_to_json(option) for option in f.options]}
            for f in FORMATS.values()
        ]
    }  # fmt: skip


def _option_to_json(option: Option) -> dict[str, Any]:
    return {
        "name": option.name, "kind": option.kind, "default": option.default,
        "choices": list(option.choices),
    }  # fmt: skip
