"""Subtitled videos of recordings, which jobs of the kind `subtitled-video` make, and their shot cuts."""

from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, Response, request, send_file

from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.body import ms_of
from transcribe.library.subtitles.shots import (
    change_shots,
    read_shot_file,
    shots_to_json,
    write_shot_file,
)
from transcribe.library.subtitles.videos import (
    delete_video,
    find_video,
    list_videos,
    preview,
    styles_to_json,
    video_name,
    video_to_json,
)
from transcribe.web.bodies import read_body
from transcribe.web.requests import json_body, open_store

videos_api = Blueprint("videos", __name__, url_prefix="/api/v1")
MAX_CUTS = 10_000  # in one request
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


@videos_api.get("/media/<media_id>/shots")
def get_shots(media_id: str) -> Any:
    return shots_to_json(open_store(), media_id)


@videos_api.patch("/media/<media_id>/shots")
def patch_shots(media_id: str) -> Any:
    body = json_body()
    add, remove = (_times(body.get(name), name) for name in ("add", "remove"))
    return change_shots(open_store(), media_id, add, remove)


@videos_api.get("/media/<media_id>/shots/list")
def get_shot_list(media_id: str) -> Any:
    text = write_shot_file(open_store(), media_id)
    headers = {"Content-Disposition": f'attachment; filename="{media_id}.shots.txt"'}
    return Response(text, content_type="text/plain; charset=utf-8", headers=headers)


@videos_api.put("/media/<media_id>/shots/list")
def put_shot_list(media_id: str) -> Any:
    read_shot_file(open_store(), media_id, read_body(), request.args.get("name") or "the shot list")
    return shots_to_json(open_store(), media_id)


def _times(value: Any, name: str) -> list[int]:
    if value is not None and (not isinstance(value, list) or len(value) > MAX_CUTS):
        raise InvalidOperation(name, f"a list of at most {MAX_CUTS} times in seconds")
    return [ms_of(one, name) for one in value or ()]
