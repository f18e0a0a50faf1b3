"""The API of speakers: turns with their confidence, what probably changes with a correction, and known voices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.library.serializers import voice_to_json
from transcribe.library.speakers.halves import halves_of
from transcribe.library.speakers.known_voices import keep_voice, suggested_names
from transcribe.library.speakers.offers import offers_after
from transcribe.library.speakers.turns import LOW_CONFIDENCE_UNDER, found_turns
from transcribe.web.requests import json_body, open_store, whole_in_text

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


@speakers_api.get("/media/<media_id>/speaker-names")
def get_names(media_id: str) -> Any:
    found = suggested_names(open_store(), media_id)
    return {
        "revision": found.revision,
        "state": found.state,
        "project": found.project_id,
        "names": [
            {
                "speaker": one.speaker,
                "confidence": one.confidence,
                "voice": voice_to_json(one.voice),
            }
            for one in found.names
        ],
        "can_keep": list(found.can_keep),
        "kept": list(found.kept),
    }


@speakers_api.post("/media/<media_id>/voices")
def post_voice(media_id: str) -> Any:
    return voice_to_json(keep_voice(open_store(), media_id, _text("speaker"))), 201


@speakers_api.get("/projects/<project_id>/voices")
def list_voices(project_id: str) -> Any:
    store = open_store()
    project = store.projects.get(project_id).id
    return {
        "is_on": store.known_voices.is_on(project),
        "voices": [voice_to_json(one) for one in store.known_voices.list(project)],
    }


@speakers_api.put("/projects/<project_id>/voices")
def turn_voices(project_id: str) -> Any:
    is_on = json_body().get("is_on")
    if not isinstance(is_on, bool):
        raise InvalidOperation("voices", '"is_on" must be true or false')
    known = open_store().known_voices
    if is_on:
        known.turn_on(project_id)
    else:
        known.turn_off(open_store().projects.get(project_id).id)
    return list_voices(project_id)


@speakers_api.patch("/projects/<project_id>/voices/<int:voice_id>")
def rename_voice(project_id: str, voice_id: int) -> Any:
    return voice_to_json(open_store().known_voices.rename(project_id, voice_id, _text("name")))


@speakers_api.delete("/projects/<project_id>/voices/<int:voice_id>")
def forget_voice(project_id: str, voice_id: int) -> Any:
    return voice_to_json(open_store().known_voices.forget(project_id, voice_id))


def _text(name: str) -> str:
    value = json_body().get(name)
    if not isinstance(value, str):
        raise InvalidOperation("voices", f'"{name}" must be a text')
    return value.encode("utf-8", "replace").decode()
