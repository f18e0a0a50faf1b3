"""peaks.js and wavesurfer.js with the same recording, each on a page of the benchmark's server."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory
from playwright.sync_api import Browser
from werkzeug.serving import make_server

HERE = Path(__file__).resolve().parents[1]
N_FRAMES = 60
NAMES = ("peaks", "wavesurfer")


class PeersServer:
    """Serves the peers' pages, their files from node_modules, and the recording's files."""

    def __init__(self, media: Path, segments: list[dict[str, Any]]) -> None:
        app = Flask("peers")

        @app.get("/peers/<path:name>")
        def page(name: str) -> Response:
            return send_from_directory(HERE / "peers", name)

        @app.get("/node_modules/<path:name>")
        def module(name: str) -> Response:
            return send_from_directory(HERE.parent / "node_modules", name)

        @app.get("/segments.json")
        def shown() -> Response:
            return Response(json.dumps(segments), content_type="application/json")

        @app.get("/<name>")
        def file(name: str) -> Response:
            return send_from_directory(media, name)

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()


def measure(browser: Browser, url: str, name: str, duration_s: float) -> dict[str, list[float]]:
    """Figures of one peer, under the same names as the editor's."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    try:
        page.goto(f"{url}/peers/{name}.html?duration={duration_s}", wait_until="commit")
        page.wait_for_selector("html[data-ready]", state="attached", timeout=180_000)
        page.set_default_timeout(600_000)
        found: dict[str, list[float]] = {"first draw": [page.evaluate("window.first_draw")]}
        found["frames, scroll, no segments"] = page.evaluate(f"frames_of({N_FRAMES}, 'scroll')")
        found["add all segments"] = [page.evaluate("add_segments()")]
        found["frames, scroll"] = page.evaluate(f"frames_of({N_FRAMES}, 'scroll')")
        found["frames, zoom"] = page.evaluate(f"frames_of({N_FRAMES}, 'zoom')")
        page.evaluate("void window.peer.play()")
        page.wait_for_timeout(500)
        found["frames, playback"] = page.evaluate(f"frames_of({N_FRAMES}, '')")
        return found
    finally:
        context.close()
