"""Recordings that are ingested once per process and copied into libraries.

Decoding, waveform and playback copy of the same audio take a second and more for each upload. Tests that are
not about adding a file start with a copy of the finished recording: its folder and its row.
"""

from __future__ import annotations

import atexit
import secrets
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.support.server import Workstation
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.media import new_media_id
from transcribe.store.values import Media


def add_ingested(
    station: Workstation, name: str, content: bytes, language: str | None = None
) -> str:
    """Add a recording that needs no preparation to a library, also while its server runs.

    Each call makes another recording, as if its file had other bytes.

    Returns:
        The id of the recording, which is ready and has no draft.
    """
    folder, made = _ingested(Path(name).suffix, content)
    with Store(station.data) as store:
        media_id = new_media_id()
        shutil.copytree(folder, store.media_folder(media_id))
        store.media.add(
            media_id=media_id, title=Path(name).stem, filename=name,
            sha256=secrets.token_hex(32), size_bytes=made.size_bytes, has_video=made.has_video,
            frame_rate=made.frame_rate, streams=made.streams, language=language,
        )  # fmt: skip
        store.media.update(
            media_id, state="ready", duration_ms=made.duration_ms, warnings=made.warnings,
            proxy=made.proxy, peak_levels=made.peak_levels,
        )  # fmt: skip
    return media_id


@cache
def _ingested(suffix: str, content: bytes) -> tuple[Path, Media]:
    """Ingest a file in a library of its own; its folder and its row."""
    data = Path(tempfile.mkdtemp(prefix="transcribe-ingested-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    source = data / f"source{suffix}"
    source.write_bytes(content)
    with Store(data) as store:
        media_id = add_recording(store, source, AddOptions(source.name, model=None)).media.id
        run_ingest(store, media_id, lambda *_: None)
        return store.media_folder(media_id), store.media.get(media_id)
