"""Schemas of subtitled videos and shot cuts."""

from __future__ import annotations

from typing import get_args

from transcribe.audio.video.subtitled_video import Container, Quality
from transcribe.jobs.kinds.video_work import Mode
from transcribe.library.subtitles.videos import SIDE_LIMITS
from transcribe.subtitles.video_style import LIMITS, PRESETS, Edge, Position
from transcribe.web.openapi.schemas import (
    FLAG,
    NUMBER,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
)

_NUMBERS: Json = {
    name: {**NUMBER, "minimum": least, "maximum": most} for name, (least, most) in LIMITS.items()
}
_STYLE: Json = {
    "font": {**TEXT, "description": "a font family"},
    "colour": {**TEXT, "description": "of the text, #rrggbb"},
    "edge": {"enum": list(get_args(Edge))},
    "edge_colour": TEXT,
    **_NUMBERS,
    "is_bold": FLAG,
    "position": {"enum": list(get_args(Position))},
}
STYLE = object_of(_STYLE)
NEW_STYLE = object_of({"preset": {"enum": list(PRESETS)}, **_STYLE}, ("preset", *_STYLE))
_SIDE: Json = {**WHOLE, "minimum": SIDE_LIMITS[0], "maximum": SIDE_LIMITS[1], "multipleOf": 2}
CANVAS = object_of({"width": _SIDE, "height": _SIDE, "colour": TEXT}, ("width", "height", "colour"))
_SETTINGS: Json = {
    "mode": {"enum": list(get_args(Mode)), "description": "text in the frames, or a track"},
    "container": {"enum": list(get_args(Container))},
    "quality": {"enum": list(get_args(Quality))},
    "track_format": {"enum": ["srt", "ass"], "description": "of a track in mkv"},
    "language": {**TEXT, "description": "of the track; the transcript's by default"},
    "title": {**TEXT, "description": "of the track"},
}
# Fields of a job of the kind subtitled-video.
NEW_VIDEO: Json = {
    **{name: schema for name, schema in _SETTINGS.items() if name != "language"},
    "style": {**NEW_STYLE, "description": "lengths are percent of the video's shorter side"},
    "canvas": {**CANVAS, "description": "the background where there is no video"},
    "profile": {**or_null(TEXT), "description": "the delivery profile that cues are built for"},
    "frame_rate": {**or_null(TEXT), "description": "of the cues; the recording's by default"},
}
PREVIEW_BODY = object_of(
    {"time": SECONDS, "language": TEXT, **NEW_VIDEO}, ("time", "language", *NEW_VIDEO)
)
VIDEO = object_of(
    {
        "id": TEXT, "created_at": TEXT, "revision": WHOLE, "profile": or_null(TEXT), "cues": WHOLE,
        "bytes": WHOLE, "filename": TEXT, "notes": list_of(TEXT), **_SETTINGS, "style": STYLE,
    }
)  # fmt: skip
PRESET = object_of({"name": TEXT, "title": TEXT, "style": STYLE})
SHOTS = object_of(
    {
        "cuts": list_of(
            object_of({"time": SECONDS, "by_hand": {**FLAG, "description": "a person made it"}})
        )
    }
)
