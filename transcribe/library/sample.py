"""The sample recording of a new library, so that the first screen shows something to correct."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from transcribe.asr.models import files as models
from transcribe.errors import TranscribeError
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.values import Media

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "two-readers.opus"
TITLE = "Sample: two readers (you can delete it)"
DONE = "sample"

log = logging.getLogger("transcribe.sample")


def add_sample(store: Store) -> Media | None:
    """Add the sample at the first start of a library.

    The sample is added only to a library that was always empty, and not again after it was deleted;
    not at all with TRANSCRIBE_NO_SAMPLE=1. If this fails, the start continues without it.
    It is drafted only if the default model is installed, since no download was requested;
    otherwise the library page offers the download.

    Returns:
        The sample, or None if it was not added.
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
        log.warning("the sample was not added: %s", error)
        return None
