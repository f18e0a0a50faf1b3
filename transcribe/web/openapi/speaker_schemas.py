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
    "SpeakerOffers": object_of(
        {
            "revision": {**WHOLE, "description": "the transcript's"},
            "state": {
                "enum": ["ready", "none", "outdated"],
                "description": "none: the job speakers has not run; outdated: run it with voices_only",
            },
            "speaker": {**or_null(TEXT), "description": "the segment's speaker now"},
            "offers": {
                **list_of(object_of({"id": ID, "confidence": CONFIDENCE})),
                "description": "the surest first; never a segment whose speaker a person chose",
            },
        }
    ),
    "SpeakerHalves": object_of(
        {
            "revision": {**WHOLE, "description": "the transcript's"},
            "state": {
                "enum": ["ready", "none", "outdated"],
                "description": "none: the job speakers has not run; outdated: run it with voices_only",
            },
            "first": {
                **list_of(ID),
                "description": "the half with more speech; empty: nothing to divide",
            },
            "second": {
                **list_of(ID),
                "description": "the other half, without segments whose speaker a person chose",
            },
            "likeness": {
                **or_null(NUMBER),
                "description": "cosine between the mean embeddings of the halves",
            },
        }
    ),
    "KnownVoice": object_of(
        {
            "id": ID,
            "name": TEXT,
            "media": {
                **TEXT,
                "description": "the recording that it was heard in, with which it goes",
            },
            "start": {**SECONDS, "description": "of a place there to listen to"},
            "end": SECONDS,
            "created": TEXT,
        },
        description="a voice that a collection knows; its embedding is in no answer",
    ),
    "KnownVoices": object_of(
        {
            "is_on": {
                "type": "boolean",
                "description": "whether the collection keeps voices; off by default",
            },
            "voices": list_of(ref("KnownVoice")),
        }
    ),
    "SpeakerNames": object_of(
        {
            "revision": {**WHOLE, "description": "the transcript's"},
            "state": {
                "enum": ["off", "ready", "none", "outdated"],
                "description": "off: the recording's collection keeps no voices; none: the job speakers has not run; "
                "outdated: run it with voices_only",
            },
            "project": {**or_null(TEXT), "description": "the recording's collection"},
            "names": {
                **list_of(
                    object_of(
                        {"speaker": TEXT, "confidence": CONFIDENCE, "voice": ref("KnownVoice")}
                    )
                ),
                "description": "for speakers that nobody has named, the surest first; take one with rename_speaker",
            },
            "can_keep": {
                **list_of(TEXT),
                "description": "ids of named speakers whose voice can be kept",
            },
            "kept": {
                **list_of(TEXT),
                "description": "those of them whose name has a voice in the collection",
            },
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
