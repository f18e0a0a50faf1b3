"""Shot cuts of recordings as JSON, and as shot lists."""

from __future__ import annotations

from typing import Any

from transcribe.document.serialization import seconds
from transcribe.formats.parsing import Notes, decode_text
from transcribe.library.subtitles.deliveries import rate_of, shot_times
from transcribe.store import Store
from transcribe.subtitles.shot_list import read_shots, write_shots


def shots_to_json(store: Store, media_id: str) -> dict[str, Any]:
    """The cuts of a recording as the API writes them.

    Raises:
        NotFound: No recording has this id.
    """
    store.media.get(media_id)
    cuts = store.shots.list(media_id)
    return {"cuts": [{"time": seconds(cut.time_ms), "by_hand": cut.by_hand} for cut in cuts]}


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
    """
    rate = rate_of(store.media.get(media_id))
    frames = read_shots(decode_text(content, Notes(name)), name, rate)
    times = [round(rate.time_of(frame) * 1000) for frame in frames]
    store.shots.replace_all(media_id, times)
