"""The recording that a new library begins with, so that the first screen shows work to correct."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from transcribe.errors import TranscribeError
from transcribe.pipeline.ingest import TakeInOptions, take_in
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

    Returns:
        The sample, or None when it was not added.
    """
    if os.environ.get("TRANSCRIBE_NO_SAMPLE") == "1" or store.setting(DONE) is not None:
        return None
    store.set_setting(DONE, "considered")
    if store.media.list(include_deleted=True):
        return None
    options = TakeInOptions(filename=SAMPLE.name, title=TITLE, language="en")
    try:
        return take_in(store, SAMPLE, options).media
    except TranscribeError as error:
        log.warning("the sample was left out: %s", error)
        return None
