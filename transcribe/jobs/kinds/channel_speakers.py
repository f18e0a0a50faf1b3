"""Speakers by channel, for the job that finds speakers: its first task, where the recording has several channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from transcribe.errors import InvalidOperation, MediaUnreadable
from transcribe.jobs.ingest import original_of
from transcribe.jobs.kinds.base import TaskParts
from transcribe.jobs.tasks import task_type
from transcribe.store import Store
from transcribe.store.values import Media, WorkChunk

SOURCES = ("auto", "voices", "channels")
FROM_FILE = "rttm"  # the source of a job whose turns were given
CHANNELS_MS = 1  # end of the chunk that stands for the channels; pieces of audio begin there
TIMEOUT_S = 7_200.0  # twelve hours of audio on a slow computer


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChannelsTask:
    """Find the speakers of the channels of a file.

    Attributes:
        source: Path of the recording's file; where a worker cannot open it, voices are compared.
        name: The file's name for messages.
        stream: Which audio stream.
        clock: Version of the recording's clock.
        total_ms: Length of the recording.
        is_asked: A person says that each channel has a speaker.
        least, most: How many there may be; `most` of 0 for any number.
    """

    kind: ClassVar[str] = "read-channels"
    runner: ClassVar[str] = "transcribe.jobs.worker.speaker_tasks:run_channels"

    source: str
    name: str
    stream: int
    clock: int
    total_ms: int
    is_asked: bool
    least: int = 1
    most: int = 0


def source_of(body: Mapping[str, Any]) -> str:
    """Where speakers are to come from, of the API's body.

    Raises:
        InvalidOperation: It is no such source.
    """
    asked = body.get("speakers_from")
    if asked is None:
        return "auto"
    if asked not in SOURCES:
        raise InvalidOperation("speakers_from", f"one of {', '.join(SOURCES)}")
    return str(asked)


def has_channels(media: Media) -> bool:
    """Whether the recording's audio has more than one channel."""
    return any(one.index == media.audio_stream and one.channels > 1 for one in media.streams)


def channels_task(
    store: Store, media: Media, total_ms: int, *, is_asked: bool, allowed: tuple[int, int]
) -> TaskParts:
    """The task that reads a recording's channels."""
    try:
        source = original_of(store, media)
    except MediaUnreadable:
        source = store.media_folder(media.id) / "original"  # the worker says that it is gone
    return TaskParts(
        ReadChannelsTask(
            source=str(source), name=media.filename, stream=media.audio_stream or 0,
            clock=media.clock, total_ms=total_ms, is_asked=is_asked,
            least=allowed[0], most=allowed[1],
        )
    )  # fmt: skip


def is_of_channels(chunk: WorkChunk) -> bool:
    """Whether a chunk stands for the channels."""
    return chunk.end_ms == CHANNELS_MS


def told_fallback(media: Media, speakers_from: str, chunk: WorkChunk | None) -> str:
    """A sentence about channels that did not tell who speaks; empty if none were asked for or read."""
    if chunk is None:
        is_missed = speakers_from == "channels" and not has_channels(media)
        problem = "the recording has only one" if is_missed else ""
    elif chunk.result and "turns" in chunk.result:
        problem = ""
    else:
        problem = (chunk.result or {}).get("problem") or "they could not be read"
    if not problem:
        return ""
    return f"Voices were compared, not channels: {problem}."
