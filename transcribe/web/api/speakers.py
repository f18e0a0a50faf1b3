"""The API of speakers: turns with their confidence, and what probably changes with a correction."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from transcribe.document.serialization import seconds
from transcribe.library.speakers.halves import halves_of
from transcribe.library.speakers.offers import offers_after
from transcribe.library.speakers.turns import LOW_CONFIDENCE_UNDER, found_turns
from transcribe.web.requests import open_store, whole_in_text

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


@speakers_api.get("/media/<media_id>/speaker-offers")
def get_offers(media_id: str) -> Any:
    segment = whole_in_text(request.args.get("segment", ""), "segment")
    found = offers_after(open_store(), media_id, segment, request.args.get("was") or None)
    return {
        "revision": found.revision,
        "state": found.state,
        "speaker": found.speaker,
        "offers": [{"id": one.id, "confidence": one.confidence} for one in found.offers],
    }


@speakers_api.get("/media/<media_id>/speaker-halves")
def get_halves(media_id: str) -> Any:
    found = halves_of(open_store(), media_id, request.args.get("speaker", ""))
    halves = found.halves
    return {
        "revision": found.revision,
        "state": found.state,
        "first": list(halves.first) if halves else [],
        "second": list(halves.second) if halves else [],
        "likeness": halves.likeness if halves else None,
    }
