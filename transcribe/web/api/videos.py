"""Subtitled videos of recordings. They are asked for as jobs of the kind `subtitled-video`."""

from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, Response, send_file

from transcribe.jobs.kinds.body import ms_of
from transcribe.library.subtitles.videos import (
    delete_video,
    find_video,
    list_videos,
    preview,
    styles_to_json,
    video_name,
    video_to_json,
)
from transcribe.web.requests import json_body, open_store

videos_api = Blueprint("videos", __name__, url_prefix="/api/v1")
_PREVIEWS = threading.Semaphore(2)  # each runs a decoder


@videos_api.get("/video-styles")
def get_styles() -> Any:
    return styles_to_json()


@videos_api.get("/media/<media_id>/videos")
def get_videos(media_id: str) -> Any:
    store = open_store()
    return {"videos": [video_to_json(store, made) for made in list_videos(store, media_id)]}


@videos_api.get("/media/<media_id>/videos/<video_id>")
def get_video(media_id: str, video_id: str) -> Any:
    made = find_video(open_store(), media_id, video_id)
    kind = "video/mp4" if made.path.suffix == ".mp4" else "video/x-matroska"
    name = video_name(open_store(), made)
    return send_file(
        made.path.resolve(), kind, conditional=True, as_attachment=True, download_name=name
    )


@videos_api.delete("/media/<media_id>/videos/<video_id>")
def remove_video(media_id: str, video_id: str) -> Any:
    delete_video(open_store(), media_id, video_id)
    return "", 204


@videos_api.post("/media/<media_id>/videos/preview")
def post_preview(media_id: str) -> Any:
    body = json_body()
    with _PREVIEWS:
        content = preview(open_store(), media_id, body, ms_of(body.get("time", 0), "time"))
    return Response(content, content_type="image/png")
