"""The pages' joined modules: their addresses for the templates, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from flask import Flask, Response, abort

from transcribe.web.joined_modules import Joined, join

FOR_EVER = "public, max-age=31536000, immutable"  # the address changes with the content
Stamp = tuple[tuple[str, int, int], ...]


class PageModules:
    """The joined modules of each page; joined again when a module has changed."""

    def __init__(self, static: Path, bare: Mapping[str, str]) -> None:
        self._static, self._bare = static, bare
        self._lock = Lock()
        self._known: dict[str, tuple[Stamp, Joined]] = {}

    def of(self, first: str) -> Joined:
        """The modules of the page whose first module is at a path of the static folder."""
        with self._lock:
            stamp, known = self._known.get(first, ((), None))
            if known is None or stamp != self._stamp(known.sources):
                known = join(self._static, first, self._bare)
                self._known[first] = self._stamp(known.sources), known
            return known

    def _stamp(self, sources: tuple[str, ...]) -> Stamp:
        """What changes when one of the files does; a file that is gone has no size."""
        return tuple(self._stamp_of(path) for path in sources)

    def _stamp_of(self, path: str) -> tuple[str, int, int]:
        try:
            found = (self._static / path).stat()
        except FileNotFoundError:
            return path, 0, -1
        return path, found.st_mtime_ns, found.st_size


def add_page_modules(app: Flask, static: Path, bare: Mapping[str, str]) -> None:
    """Answer for the joined files, and give templates `modules(first)`."""
    pages = PageModules(static, bare)
    app.jinja_env.globals["modules"] = pages.of

    def joined(name: str) -> Joined:
        page = name.rpartition("-")[0]
        if page not in {path.stem for path in (static / "views" / "pages").glob("*.js")}:
            abort(404)
        return pages.of(f"views/pages/{page}.js")

    @app.get("/modules/<name>.js")
    def module_file(name: str) -> Response:
        found = joined(name)
        response = Response(found.text, content_type="text/javascript; charset=utf-8")
        is_newest = found.name == f"{name}.js"
        response.headers["Cache-Control"] = FOR_EVER if is_newest else "no-cache"
        return response

    @app.get("/modules/<name>.js.map")
    def source_map(name: str) -> Response:
        return Response(joined(name).source_map, content_type="application/json")
