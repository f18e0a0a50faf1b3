"""Export and import of transcripts, the same for the page, the API and the command line."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from transcribe.document.model import Segment, Transcript
from transcribe.document.operations import AddSpeaker, Delete, Insert, Operation
from transcribe.errors import FormatError, NotFound
from transcribe.formats import detect, dumps, load_report
from transcribe.jobs.kinds.translate import translation
from transcribe.store import Store
from transcribe.text.disfluencies import CleanOptions, clean_transcript

Exported = Literal["transcript", "translation"]


def export(
    store: Store,
    media_id: str,
    format: str,
    options: Mapping[str, Any],
    of: Exported = "transcript",
    view: CleanOptions | None = None,
) -> bytes:
    """Write a recording's transcript, or its English translation; the same bytes for all callers.

    Args:
        store: The library.
        media_id: The recording.
        format: A name in `FORMATS`.
        options: Options of the format.
        of: The transcript or the translation.
        view: Parts to leave out; None for the verbatim text.

    Raises:
        NotFound: The recording or its translation does not exist.
    """
    _, transcript = store.edits.transcript(media_id)
    if of == "translation":
        transcript = _translation(store, media_id)
    if view is not None:
        transcript = clean_transcript(transcript, view)
    content = dumps(transcript, format, **options)
    return content.encode() if isinstance(content, str) else content


def _translation(store: Store, media_id: str) -> Transcript:
    found = translation(store, media_id)
    if found is None:
        raise NotFound("translation of recording", media_id)
    return found


def import_file(
    store: Store, media_id: str, content: bytes, name: str, format: str | None = None
) -> tuple[int, int, tuple[str, ...]]:
    """Replace a recording's transcript by the content of a file, as one edit that can be undone.

    Returns:
        The new revision, the number of segments, and the warnings about the file.

    Raises:
        FormatError: The file cannot be read, or has no segment; nothing is changed.
    """
    incoming, warnings = load_report(content, format or detect(content, name), name=name)
    if not incoming.segments:
        raise FormatError(name, None, "it has no segment; the transcript is unchanged")
    revision, current = store.edits.transcript(media_id)
    first_id = store.edits.next_segment_id(media_id)  # knows removed segments too
    applied = store.edits.apply(
        media_id, revision, _replacement(current, incoming, first_id),
        edit_id=str(uuid.uuid4()), kind="import", author=f"import {name}".strip(),
    )  # fmt: skip
    return applied.revision, len(incoming.segments), warnings


def _replacement(current: Transcript, incoming: Transcript, first_id: int) -> tuple[Operation, ...]:
    """Delete all segments, insert those of the file with new ids; speakers are matched by name."""
    by_name = {speaker.name: speaker.id for speaker in current.speakers}
    taken = {speaker.id for speaker in current.speakers}
    ids: dict[str | None, str | None] = {None: None}
    added: list[Operation] = []
    for speaker in incoming.speakers:
        if speaker.name in by_name:
            ids[speaker.id] = by_name[speaker.name]
            continue
        fresh = next(f"S{n}" for n in range(1, 100_000) if f"S{n}" not in taken)
        taken.add(fresh)
        ids[speaker.id] = fresh
        added.append(AddSpeaker(replace(speaker, id=fresh)))
    inserts = tuple(
        Insert(_with(segment, first_id + index, ids))
        for index, segment in enumerate(incoming.segments)
    )
    return (*added, *(Delete(segment.id) for segment in current.segments), *inserts)


def _with(segment: Segment, segment_id: int, ids: dict[str | None, str | None]) -> Segment:
    words = tuple(replace(word, speaker=ids.get(word.speaker)) for word in segment.words)
    end_ms = max(
        segment.end_ms, segment.start_ms + 1
    )  # a segment of zero length cannot be selected on the timeline
    return replace(
        segment, id=segment_id, end_ms=end_ms, speaker=ids.get(segment.speaker), words=words
    )
