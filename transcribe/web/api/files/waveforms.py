"""Images of the audio: spectrogram tiles, and the waveform of two channels."""

from __future__ import annotations

import gzip
from typing import Any, cast, get_args

from flask import Blueprint, Flask, Response, current_app, request, send_file

from transcribe.audio.channel_peaks import channels_path
from transcribe.audio.spectrogram_tiles import Scale, Tile
from transcribe.errors import InvalidOperation, NotFound
from transcribe.library.channels import ChannelReader, count_channels
from transcribe.library.spectrograms import Spectrograms
from transcribe.store import Store
from transcribe.store.values import Media
from transcribe.web.problems import problem
from transcribe.web.requests import open_store

pictures = Blueprint("pictures", __name__, url_prefix="/api/v1")


def add_pictures(app: Flask, store: Store) -> None:
    """Register the routes; drawing starts its workers when needed."""
    app.extensions["spectrograms"] = Spectrograms(store)
    app.extensions["channels"] = ChannelReader(store)
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
    # With `v`, the audio stream shown, the address identifies these bytes.
    response.headers["Cache-Control"] = (
        "private, max-age=31536000, immutable" if "v" in request.args else "no-cache"
    )
    return response


def get_channels(media: Media, level: int) -> Response:
    """One level of the waveform of two channels; for an old recording it is read from the original.

    Raises:
        NotFound: It has one channel or two equal ones, or the original is missing.
    """
    if channels_path(open_store().media_folder(media.id), 0).is_file():
        return send_made(media, f"channels-{level}.dat", "application/octet-stream")
    reader: ChannelReader = current_app.extensions["channels"]
    if count_channels(open_store(), media) < 2 or not reader.ask(media):
        raise NotFound("second channel of recording", media.id)
    response = problem(503, "The channels are being read from the original; try again soon.")
    response.headers["Retry-After"] = "3"
    return response


def send_made(media: Media, name: str, media_type: str) -> Response:
    """Send a file derived from a recording, or the requested part of it.

    Raises:
        NotFound: It does not exist yet.
    """
    path = open_store().media_folder(media.id) / name
    if not name or not path.is_file():
        raise NotFound("file yet for recording", media.id)
    return send_file(path, mimetype=media_type, conditional=True, max_age=0)
