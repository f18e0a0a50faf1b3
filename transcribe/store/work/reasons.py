"""Codes of reasons why jobs ended as they did. The texts beside them are for people and may change."""

from __future__ import annotations

import re

NO_SPEECH = "no_speech"  # done, and there was nothing to transcribe
NOTHING_TO_ALIGN = "nothing_to_align"
TEXT_NOT_FOUND = "text_not_found"  # done, and parts of a text were not found in the audio
NOT_TRANSCRIBED = "not_transcribed"  # speech was found, and no text came of it
UNSURE_COUNT = "unsure_count"  # done, and the number of speakers is a guess
RANGES_FAILED = "ranges_failed"  # done, except for chunks in quarantine
GIVEN_UP = "given_up"  # it ended the program again and again
RECORDING_DELETED = "recording_deleted"
INGEST_FAILED = "ingest_failed"  # cancelled, since its recording could not be prepared
UNEXPECTED = "unexpected"  # an error that nobody foresaw


def reason_code_of(error_type: str) -> str:
    """The code for an error: the class `ModelUnavailable` is "model_unavailable"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", error_type).lower()
