"""Export and import of transcripts, the same for the page, the API and the command line."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import AddSpeaker, Delete, Insert, Operation
from transcribe.document.sanitize import clean_text
from transcribe.errors import FormatError, NotFound
from transcribe.formats import ReadOptions, Report, Written, detect, read, write
from transcribe.formats.losses import Loss
from transcribe.formats.parsing import quoted
from transcribe.formats.timestamps import to_timestamp
from transcribe.jobs.kinds.align_text import AlignText, AlignTextOptions
from transcribe.jobs.kinds.translate import translation
from transcribe.library.subtitles.deliveries import Delivery, deliver, require_subtitles
from transcribe.quality.text_alignment import place_texts
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.text.disfluencies import CleanOptions, clean_transcript
from transcribe.text.filenames import safe_filename

Exported = Literal["transcript", "translation"]
BEYOND_MS = 1_000  # A last cue may outlast the audio a little.


def export(
    store: Store,
    media_id: str,
    format: str,
    options: Mapping[str, Any],
    of: Exported = "transcript",
    view: CleanOptions | None = None,
    delivery: Delivery | None = None,
) -> Written:
    """Write a recording's transcript, or its English translation; the same file for all callers.

    Args:
        store: The library.
        media_id: The recording.
        format: A name in `FORMATS`.
        options: Options of the format.
        of: The transcript or the translation.
        view: Parts to leave out; None for the verbatim text.
        delivery: Build cues for a profile; None to write segments as they are.

    Returns:
        The file, what of the transcript is not in it, and rules of the profile that cues cannot keep.

    Raises:
        NotFound: The recording or its translation does not exist.
        InvalidOption: A delivery for a format that has no cues.
    """
    _, transcript = store.edits.transcript(media_id)
    if of == "translation":
        transcript = _translation(store, media_id)
    if view is not None:
        transcript = clean_transcript(transcript, view)
    if delivery is None:
        return write(transcript, format, **options)
    require_subtitles(format)
    made = deliver(store, media_id, transcript, delivery)
    written = write(made.transcript, format, **options)
    missed = (Loss("profile", miss.n, miss.text) for miss in made.misses)
    return replace(written, losses=(*missed, *written.losses))


def export_name(store: Store, media_id: str, of: Exported = "transcript") -> str:
    """The name of an exported file, without its suffix: the recording's title.

    Raises:
        NotFound: The recording does not exist.
    """
    name = safe_filename(store.media.get(media_id).title)
    return f"{name}.en" if of == "translation" else name


def _translation(store: Store, media_id: str) -> Transcript:
    found = translation(store, media_id)
    if found is None:
        raise NotFound("translation of recording", media_id)
    return found


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        revision: The new revision.
        n_segments: Segments of the file.
        warnings: What was dropped or guessed, with line numbers.
        format: The format that it was read as.
        encoding: The encoding that it was read with.
        job: The job that looks for the times of a plain text, if one is needed.
        edit_id: The edit, for undo.
    """

    revision: int
    n_segments: int
    warnings: tuple[str, ...]
    format: str
    encoding: str
    job: Job | None = None
    edit_id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do.

    Attributes:
        transcript: Content of the file.
        warnings: What would be dropped or guessed, with line numbers.
        format: The format that it is read as.
        encoding: The encoding that it is read with.
        has_times: False for a plain text, which is aligned to the audio.
        names: Beginnings of lines that may be speakers' names.
        n_beyond: Segments that end after the recording.
    """

    transcript: Transcript
    warnings: tuple[str, ...]
    format: str
    encoding: str
    has_times: bool
    names: tuple[str, ...]
    n_beyond: int


def preview_file(
    store: Store,
    media_id: str,
    content: bytes,
    name: str,
    format: str | None = None,
    options: ReadOptions | None = None,
) -> Preview:
    """Read a file for a recording without changing anything.

    Args:
        store: The library.
        media_id: The recording: its language helps to guess the encoding, its speakers are known.
        content: Content of the file.
        name: Its name, for its format and for messages.
        format: A name in `FORMATS`; None to detect it.
        options: What is known of the file.

    Raises:
        FormatError: The file cannot be read.
    """
    done, kind = read_for(store, media_id, content, name, format, options)
    duration_ms = store.media.get(media_id).duration_ms
    beyond = beyond_message(done.transcript.segments, duration_ms)
    warnings = (*done.warnings, *_unstorable_message(done.transcript), *beyond)
    n_beyond = len(_beyond(done.transcript.segments, duration_ms))
    return Preview(
        done.transcript, warnings, kind, done.encoding, done.has_times, done.names, n_beyond
    )


def read_for(
    store: Store,
    media_id: str,
    content: bytes,
    name: str,
    format: str | None = None,
    options: ReadOptions | None = None,
) -> tuple[Report, str]:
    """Read a file with what a recording tells of it, its language and speakers; also returns the format.

    Raises:
        FormatError: The file cannot be read.
        NotFound: The recording does not exist.
    """
    media = store.media.get(media_id)
    known = options or ReadOptions()
    speakers = tuple(s.name for s in store.edits.speakers(media_id) if s.name.strip())
    known = replace(known, language=known.language or media.language, speaker_names=speakers)
    kind = format or detect(content, name, known.encoding)
    return read(content, kind, name=name, options=known), kind


def _unstorable_message(transcript: Transcript) -> tuple[str, ...]:
    """A sentence about characters that no stored text has, such as direction overrides."""
    changed = [s for s in transcript.segments if clean_text(s.text) != s.text]
    if not changed:
        return ()
    where = "1 segment" if len(changed) == 1 else f"{len(changed)} segments"
    first = f"the first at {to_timestamp(changed[0].start_ms, '.')}: {quoted(changed[0].text)}"
    return (f"control characters or unclosed direction marks are removed in {where}, {first}",)


def _beyond(segments: Sequence[Segment], duration_ms: int | None) -> list[Segment]:
    """Segments that end after the recording, by more than a rounding."""
    if not duration_ms:
        return []
    return [s for s in segments if s.end_ms > duration_ms + BEYOND_MS]


def beyond_message(segments: Sequence[Segment], duration_ms: int | None) -> tuple[str, ...]:
    """A sentence about segments that end after the recording, if there are any."""
    beyond = _beyond(segments, duration_ms)
    if not beyond or not duration_ms:
        return ()
    first = beyond[0]
    n = len(beyond)
    subject = "1 segment ends" if n == 1 else f"{n} segments end"
    return (
        f"{subject} after the recording, which lasts {to_timestamp(duration_ms, '.')}; the first at "
        f"{to_timestamp(first.start_ms, '.')}: {quoted(first.text)}. They are kept; if all times are "
        "off, shift them, or check that the file belongs to this recording",
    )


def import_file(
    store: Store,
    media_id: str,
    content: bytes,
    name: str,
    format: str | None = None,
    options: ReadOptions | None = None,
) -> Imported:
    """Replace a recording's transcript by the content of a file, as one edit that can be undone.

    A plain text gets the times of the words that were there before, where they are the same; else a
    job looks for it in the audio, and until then its times are estimates.

    Raises:
        FormatError: The file cannot be read, or has no segment; nothing is changed.
    """
    found = preview_file(store, media_id, content, name, format, options)
    incoming = found.transcript
    if not incoming.segments:
        raise FormatError(name, None, "it has no segment; the transcript is unchanged")
    revision, current = store.edits.transcript(media_id)
    needs_job = False
    if not found.has_times:
        incoming, needs_job = _with_times(store, media_id, incoming, current)
    first_id = store.edits.next_segment_id(media_id)  # knows removed segments too
    applied = store.edits.apply(
        media_id, revision, _replacement(current, incoming, first_id),
        edit_id=str(uuid.uuid4()), kind="import", author=f"import {name}".strip(),
        realigns=not needs_job,
    )  # fmt: skip
    ids = range(first_id, first_id + len(incoming.segments))
    job = _find_in_audio(store, media_id, tuple(ids), applied.revision) if needs_job else None
    return Imported(
        applied.revision, len(incoming.segments), found.warnings, found.format, found.encoding, job,
        applied.edit.id,
    )  # fmt: skip


def _with_times(
    store: Store, media_id: str, incoming: Transcript, current: Transcript
) -> tuple[Transcript, bool]:
    """A plain text with times, and whether they are estimates that a job has to replace."""
    heard = tuple(word for segment in current.segments for word in segment.words)
    total_ms = store.media.get(media_id).duration_ms or 0
    texts = [segment.text for segment in incoming.segments]
    placed = place_texts(texts, heard, total_ms)
    n_heard, n_words = sum(p.n_heard for p in placed), sum(len(p.words) for p in placed)
    is_found = n_heard * 2 > n_words
    if not is_found:
        placed = place_texts(texts, (), total_ms)
    segments = tuple(
        replace(segment, start_ms=place.start_ms, end_ms=place.end_ms,
                words=place.words if is_found else ())
        for segment, place in zip(incoming.segments, placed, strict=True)
    )  # fmt: skip
    return replace(incoming, segments=segments, duration_ms=total_ms), not is_found


def _find_in_audio(store: Store, media_id: str, segments: tuple[int, ...], revision: int) -> Job:
    media = store.media.get(media_id)
    drafted = media.draft.model if media.draft else None
    options = AlignTextOptions(
        model=drafted, language=media.language, segments=segments, since=revision
    )
    return AlignText().submit(store, media_id, options)


def _replacement(current: Transcript, incoming: Transcript, first_id: int) -> tuple[Operation, ...]:
    """Delete all segments, insert those of the file with new ids; speakers are matched by name."""
    ids, added = match_speakers(current.speakers, incoming.speakers)
    inserts = tuple(
        Insert(with_speakers(segment, first_id + index, ids))
        for index, segment in enumerate(incoming.segments)
    )
    return (*added, *(Delete(segment.id) for segment in current.segments), *inserts)


SpeakerIds = Mapping[str | None, str | None]


def match_speakers(
    present: Sequence[Speaker], incoming: Sequence[Speaker]
) -> tuple[SpeakerIds, tuple[Operation, ...]]:
    """Match speakers by name: the ids that incoming ones get, and operations that add new ones."""
    by_name = {speaker.name: speaker.id for speaker in present}
    taken = {speaker.id for speaker in present}
    ids: dict[str | None, str | None] = {None: None}
    added: list[Operation] = []
    for speaker in incoming:
        if speaker.name in by_name:
            ids[speaker.id] = by_name[speaker.name]
            continue
        fresh = next(f"S{n}" for n in range(1, 100_000) if f"S{n}" not in taken)
        taken.add(fresh)
        ids[speaker.id] = fresh
        added.append(AddSpeaker(replace(speaker, id=fresh)))
    return ids, tuple(added)


def with_speakers(segment: Segment, segment_id: int, ids: SpeakerIds) -> Segment:
    """A segment of a file as one of a recording, with an id and the recording's speakers."""
    words = tuple(replace(word, speaker=ids.get(word.speaker)) for word in segment.words)
    end_ms = max(
        segment.end_ms, segment.start_ms + 1
    )  # a segment of zero length cannot be selected on the timeline
    return replace(
        segment, id=segment_id, end_ms=end_ms, speaker=ids.get(segment.speaker), words=words
    )
