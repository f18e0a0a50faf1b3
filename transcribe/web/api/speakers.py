"""The API of speakers: turns with their confidence."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from transcribe.document.serialization import seconds
from transcribe.library.speakers.turns import LOW_CONFIDENCE_UNDER, found_turns
from transcribe.web.requests import open_store

speakers_api = Blueprint("speakers", __name__, url_prefix="/api/v1")


@speakers_api.get("/media/<media_id>/speaker-turns")
def get_turns(media_id: str) -> Any:
    found = found_turns(open_store(), media_id)
    return {
        "revision": found.revision,
        "job": found.job_id,
        "low_confidence_under": LOW_CONFIDENCE_UNDER,
        "turns": [
            {
                "start": seconds(turn.start_ms), "end": seconds(turn.end_ms),
                "speaker": turn.speaker, "confidence": turn.confidence,
            }
            for turn in found.turns
        ],
        "segments": [
            {"id": key, "confidence": confidence} for key, confidence in found.segments.items()
        ],
    }  # fmt: skip
