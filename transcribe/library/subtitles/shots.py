"""Shot cuts of recordings as JSON, and as shot lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.formats.parsing import Notes, decode_text
from transcribe.library.subtitles.deliveries import rate_of, shot_times
from transcribe.store import Store
from transcribe.store.values import Media
from transcribe.subtitles.shot_list import read_shots, write_shots

TOLERANCE_MS = 1000  # programs do not agree to the ms on where a file ends


def shots_to_json(store: Store, media_id: str) -> dict[str, Any]:
    """The cuts of a recording as the API writes them.

    Raises:
        NotFound: No recording has this id.
    """
    store.media.get(media_id)
    cuts = store.shots.list(media_id)
    return {"cuts": [{"time": seconds(cut.time_ms), "by_hand": cut.by_hand} for cut in cuts]}


def change_shots(
    store: Store, media_id: str, add: Sequence[int], remove: Sequence[int]
) -> dict[str, Any]:
    """Remove cuts at some times in ms and add others; returns all.

    Raises:
        NotFound: No recording has this id.
        InvalidOperation: A new cut lies beyond the end of the recording.
    """
    _require_inside(store.media.get(media_id), add)
    store.shots.change(media_id, add, remove)
    return shots_to_json(store, media_id)


def _require_inside(media: Media, times_ms: Sequence[int]) -> None:
    last = max(times_ms, default=0)
    if media.duration_ms is not None and last > media.duration_ms + TOLERANCE_MS:
        raise InvalidOperation(
            "shots",
            f"the cut at {seconds(last)} s lies beyond the end of the recording, "
            f"{seconds(media.duration_ms)} s. Write times from its first frame",
        )


def write_shot_file(store: Store, media_id: str) -> str:
    """A shot list: a time in seconds a line.

    Raises:
        NotFound: No recording has this id.
    """
    store.media.get(media_id)
    return write_shots(shot_times(store, media_id))


def read_shot_file(store: Store, media_id: str, content: bytes, name: str) -> None:
    """Replace the cuts of a recording by those of a shot list.

    Raises:
        NotFound: No recording has this id.
        FormatError: A line is no time.
        InvalidOperation: A cut lies beyond the end of the recording.
    """
    media = store.media.get(media_id)
    rate = rate_of(media)
    frames = read_shots(decode_text(content, Notes(name)), name, rate)
    times = [round(rate.time_of(frame) * 1000) for frame in frames]
    _require_inside(media, times)
    store.shots.replace_all(media_id, times)
