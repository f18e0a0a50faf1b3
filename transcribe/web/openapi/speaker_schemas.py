"""Speaker turns and offers, as JSON Schema."""

from __future__ import annotations

from transcribe.web.openapi.schemas import (
    ID,
    NUMBER,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
    ref,
)

CONFIDENCE: Json = {**NUMBER, "description": "probability that it is this speaker, 0 to 1"}

SPEAKER_SCHEMAS: Json = {
    "SpeakerTurn": object_of(
        {
            "start": SECONDS,
            "end": SECONDS,
            "speaker": {**TEXT, "description": "id of a speaker of the transcript"},
            "confidence": CONFIDENCE,
        }
    ),
    "SpeakerTurns": object_of(
        {
            "revision": {**WHOLE, "description": "the transcript's"},
            "job": {**or_null(WHOLE), "description": "the job that found the turns"},
            "low_confidence_under": {
                **NUMBER,
                "description": "a speaker with less confidence may be wrong",
            },
            "turns": list_of(ref("SpeakerTurn")),
            "segments": {
                **list_of(object_of({"id": ID, "confidence": CONFIDENCE})),
                "description": "of segments whose speaker no person chose",
            },
        }
    ),
}
