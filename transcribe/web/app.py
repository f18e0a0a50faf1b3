"""The application factory."""

from __future__ import annotations

import json
import secrets
import tempfile
from pathlib import Path
from typing import IO, Any

from flask import Flask, Request, Response, g, render_template, request

from transcribe.audio.media_files import EXTENSIONS
from transcribe.library.serializers import media_to_json, place_to_json
from transcribe.store import Store
from transcribe.store.disk_space import shortage_message
from transcribe.web.api.alignment import alignment
from transcribe.web.api.alternatives import alternatives
from transcribe.web.api.bulk import bulk_api
from transcribe.web.api.edits import edits_api
from transcribe.web.api.events import events_api
from transcribe.web.api.files.exports import exports_api
from transcribe.web.api.files.uploads import remove_stale, uploads
from transcribe.web.api.files.waveforms import add_pictures
from transcribe.web.api.find_replace import replacing
from transcribe.web.api.glossary import glossary
from transcribe.web.api.history import history
from transcribe.web.api.jobs import work
from transcribe.web.api.library import library_api
from transcribe.web.api.media import media_api
from transcribe.web.api.notices import notices_api
from transcribe.web.api.places import places_api
from transcribe.web.api.projects import projects_api
from transcribe.web.api.search import search_api
from transcribe.web.api.service import service_api
from transcribe.web.api.speakers import speakers_api
from transcribe.web.api.statistics import statistics
from transcribe.web.api.subtitles.comparing import comparing_api
from transcribe.web.api.subtitles.videos import videos_api
from transcribe.web.api.tags import tags_api
from transcribe.web.api.transcripts import transcripts_api
from transcribe.web.api.work_board import work_board
from transcribe.web.bodies import limit_bodies
from transcribe.web.metrics import exposition
from transcribe.web.openai.routes import add_openai_api
from transcribe.web.page_modules import add_page_modules
from transcribe.web.problems import report_problems
from transcribe.web.requests import open_store
from transcribe.web.security import guard

PACKAGE = Path(__file__).resolve().parents[1]


def _beside(name: str) -> Path:
    """`static` and `templates` lie in the package of a wheel, and beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


class _Request(Request):
    """Keeps the files of a form in the data folder while they come in.

    The system's temporary folder may be a small one in memory, and a recording has gigabytes.
    """

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        folder = open_store().incoming_folder
        folder.mkdir(exist_ok=True)
        return tempfile.TemporaryFile("w+b", dir=folder)


def create_app(
    store: Store, *, allowed_hosts: frozenset[str] = frozenset(), trusts_proxy: bool = False
) -> Flask:
    """Make the WSGI application on an open store; `web.guard` says what the two options do."""
    app = Flask(
        "transcribe",
        static_folder=str(_beside("static")),
        template_folder=str(_beside("templates")),
    )
    app.request_class = _Request
    app.extensions["store"] = store
    app.extensions["media_of_request"] = lambda: (request.view_args or {}).get("media_id", "")
    guard(app, allowed_hosts, trusts_proxy=trusts_proxy)
    limit_bodies(app)
    report_problems(app)
    app.register_blueprint(media_api)
    app.register_blueprint(library_api)
    app.register_blueprint(transcripts_api)
    app.register_blueprint(notices_api)
    app.register_blueprint(tags_api)
    app.register_blueprint(projects_api)
    app.register_blueprint(bulk_api)
    app.register_blueprint(places_api)
    app.register_blueprint(edits_api)
    app.register_blueprint(exports_api)
    app.register_blueprint(videos_api)
    app.register_blueprint(comparing_api)
    app.register_blueprint(search_api)
    app.register_blueprint(events_api)
    app.register_blueprint(service_api)
    app.register_blueprint(alignment)
    app.register_blueprint(uploads)
    app.register_blueprint(work)
    app.register_blueprint(work_board)
    app.register_blueprint(glossary)
    app.register_blueprint(replacing)
    app.register_blueprint(history)
    app.register_blueprint(statistics)
    app.register_blueprint(speakers_api)
    app.register_blueprint(alternatives)
    add_pictures(app, store)
    remove_stale(store)
    add_openai_api(app, store)
    _add_pages(app, store)
    _add_figures(app, store)
    return app


def _add_pages(app: Flask, store: Store) -> None:
    vendored = _beside("static") / "vendor" / "importmap.json"
    import_map = json.loads(vendored.read_text()) if vendored.is_file() else None
    bare = import_map["imports"] if import_map else {}
    add_page_modules(app, _beside("static"), bare)

    @app.context_processor
    def _page() -> dict[str, Any]:
        g.nonce = secrets.token_urlsafe(16)
        return {
            "csp_nonce": g.nonce,
            "import_map": import_map,
            "asset": lambda path: f"/static/{path}",
        }

    @app.after_request
    def _policy(response: Response) -> Response:
        if "nonce" in g:
            response.headers["Content-Security-Policy"] = (
                f"default-src 'self'; script-src 'self' 'nonce-{g.nonce}'; style-src 'self'; "
                "img-src 'self' data:; media-src 'self' blob:; frame-ancestors 'none'; "
                "base-uri 'none'; form-action 'self'"
            )
        return response

    @app.get("/")
    def library() -> str:
        return render_template(
            "library.html", last_event=store.events.last_id(),
            media_extensions=" ".join(sorted(EXTENSIONS)),
        )  # fmt: skip

    @app.get("/replace")
    def replace() -> str:
        return render_template("replace.html")

    @app.get("/words")
    def words() -> str:
        return render_template("words.html")

    @app.get("/jobs")
    def jobs() -> str:
        return render_template("jobs.html")

    @app.get("/media/<media_id>")
    def editor(media_id: str) -> str:
        media = media_to_json(store, store.media.overview(media_id))
        place = place_to_json(store.places.get(media_id))
        return render_template("editor.html", media=media, place=place)


def _add_figures(app: Flask, store: Store) -> None:
    @app.get("/metrics")
    def metrics() -> Response:
        return Response(exposition(store), content_type="text/plain; version=0.0.4; charset=utf-8")

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        store.events.last_id()
        if lack := shortage_message(store.folder):  # status 200: a restart would not help
            return {"status": "disk full", "trouble": lack}
        return {"status": "ok"}
