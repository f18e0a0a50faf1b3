"""The recording that a new library begins with, so that the first screen shows work to correct."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from transcribe.asr.models import files as models
from transcribe.errors import TranscribeError
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.values import Media

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "two-voices.opus"
TITLE = "Sample: two voices (delete me when you like)"
DONE = "sample"

log = logging.getLogger("transcribe.sample")


def add_sample(store: Store) -> Media | None:
    """Take the sample in on a library's very first start.

    Only into a library that has never held anything, and never again after it was deleted;
    not at all with TRANSCRIBE_NO_SAMPLE=1. Should it fail, the start goes on without it.
    It is drafted where the default model is here already: nobody has asked for one to be fetched.
    Else the library page offers that.

    Returns:
        The sample, or None when it was not added.
    """
    if os.environ.get("TRANSCRIBE_NO_SAMPLE") == "1" or store.setting(DONE) is not None:
        return None
    store.set_setting(DONE, "considered")
    if store.media.list(include_deleted=True):
        return None
    is_here = models.is_present(store.models_folder, models.DEFAULT_MODEL)
    model = models.DEFAULT_MODEL if is_here else None
    options = AddOptions(
        filename=SAMPLE.name, title=TITLE, language="en", model=model, is_sample=True
    )
    try:
        return add_recording(store, SAMPLE, options).media
    except TranscribeError as error:
        log.warning("the sample was left out: %s", error)
        return None
