"""Pictures of the sound: tiles of the spectrogram."""

from __future__ import annotations

import gzip
from typing import Any, cast, get_args

from flask import Blueprint, Flask, Response, current_app, request

from transcribe.audio.tiles import Scale, Tile
from transcribe.errors import InvalidOperation
from transcribe.pipeline.spectrograms import Spectrograms
from transcribe.store import Store

pictures = Blueprint("pictures", __name__, url_prefix="/api/v1")


def add_pictures(app: Flask, store: Store) -> None:
    """Register the routes; `app.extensions["spectrograms"]` starts a worker when it is needed."""
    app.extensions["spectrograms"] = Spectrograms(store)
    app.register_blueprint(pictures)


@pictures.get("/media/<media_id>/spectrogram/<int:level>/<int:tile>")
def get_spectrogram(media_id: str, level: int, tile: int) -> Any:
    """Rows of grey values, highest frequency first."""
    scale = request.args.get("scale", "linear")
    if scale not in get_args(Scale):
        raise InvalidOperation("scale", f"one of {', '.join(get_args(Scale))}")
    spectrograms: Spectrograms = current_app.extensions["spectrograms"]
    content = spectrograms.read(media_id, Tile(cast(Scale, scale), level, tile))
    response = Response(content, content_type="application/octet-stream")
    response.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings.quality("gzip") > 0:
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(gzip.decompress(content))
    # With `v`, the audio stream that it shows, the address names these very bytes.
    response.headers["Cache-Control"] = (
        "private, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    )
    return response
