"""Add a file to the library: identify, probe and store it, then queue its preparation and draft."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from transcribe.audio.probe import Probe, probe, streams_to_try
from transcribe.errors import DiskFull, InvalidOperation, MediaUnreadable
from transcribe.jobs.ingest import original_path
from transcribe.jobs.ingest_files import check_size
from transcribe.jobs.kinds.draft import Draft, DraftOptions
from transcribe.jobs.kinds.ingest import Ingest, IngestOptions
from transcribe.jobs.kinds.translate import Translate, TranslateOptions
from transcribe.store import Store
from transcribe.store.disk_space import make_durable, require_space
from transcribe.store.media import new_media_id
from transcribe.store.values import UNFINISHED, Media, Stream

BLOCK_BYTES = 1 << 20
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Added:
    """The result of `add_recording`: the recording, and whether it was already in the library."""

    media: Media
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class AddOptions:
    """Options for adding a file.

    Attributes:
        filename: Its name as the user knows it.
        title: Title in the library; by default the file's name without its suffix.
        language: Whisper's code, or None to detect it.
        model: Name of the model for the draft, or None for no draft.
        engine: Name of the engine for the draft.
        stream: Index of the audio stream; None for the first one with sound, those that the file
            marks as default before the others.
        keep: "copy" the file, "move" it, or "link" to its place.
        max_ms: Longest segment of the draft; None for the default (`CutOptions`).
        max_chars: Most characters of a segment; None for the default.
        initial_prompt: Text treated as previous speech: names, spelling, style.
        task: "transcribe", or "translate" into English.
        hotwords: Names and terms with their correct spelling.
        multilingual: Detect the language of each chunk.
        keep_numbers, keep_spelling: Leave numbers or spellings as each chunk of the draft has them.
        translate_too: Also make an English translation and store it beside the draft.
        batch: Shared by files that are added together: short ones decide on their language together.
        speakers: How many speakers to find when the draft is there; see `DraftOptions`.
        tags: Its tags. A recording that is in the library gets them in addition to its own.
        transient: The process that needs the recording for one request (`library.transient_media`).
    """

    filename: str
    title: str | None = None
    language: str | None = None
    model: str | None = "base"
    engine: str = "auto"
    stream: int | None = None
    keep: str = "copy"
    max_ms: int | None = None
    max_chars: int | None = None
    initial_prompt: str | None = None
    task: str = "transcribe"
    hotwords: tuple[str, ...] = ()
    multilingual: bool = False
    keep_numbers: bool = False
    keep_spelling: bool = False
    translate_too: bool = False
    speakers: str = ""
    batch: str | None = None
    tags: tuple[str, ...] = ()
    transient: str | None = None
    is_sample: bool = False


def add_recording(store: Store, source: Path, options: AddOptions) -> Added:
    """Add a file to the library and queue its jobs.

    The same bytes with the same audio stream (any stream, where none is named) are the same
    recording: that recording is returned, and restored if it was deleted. A transient recording is
    always a new one. After an error, nothing of the file remains.

    Raises:
        MediaUnreadable: It has no readable audio; the subclasses say why.
        DiskFull: There is not enough disk space.
        InvalidTag, TooManyTags: See `text/tags.py`.
    """
    if not source.is_file():
        raise MediaUnreadable(options.filename, "there is no such file.")
    sha256, n_bytes = _sha256(source)
    known = store.media.by_sha256(sha256, options.stream)
    if known is not None and options.transient is None:
        if known.deleted_at is not None:
            known = store.media.restore(known.id)
        if options.tags:
            store.tags.change(known.id, add=options.tags)
        return Added(known, is_duplicate=True)
    found = probe(source, name=options.filename, stream=options.stream)
    media_id = new_media_id()
    folder = store.media_folder(media_id)
    try:
        linked_path = _keep(source, folder, options)
        kept = source if linked_path else original_path(store, media_id)
        check_size(kept, n_bytes, options.filename)
        make_durable(folder)
        media = _add_row(store, media_id, sha256, n_bytes, options, found, linked_path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # A separate owner, so that requests of programs get a fair share while a queue is long.
    owner = "" if options.transient is None else "service"
    Ingest().submit(store, media.id, IngestOptions(), owner=owner)
    if options.model is not None:
        drafts = draft_options(options)
        Draft().submit(store, media.id, drafts, owner=owner)
        if options.translate_too:
            translations = TranslateOptions.from_stored(drafts.to_stored())
            Translate().submit(store, media.id, translations, owner=owner)
    return Added(media, is_duplicate=False)


def draft_options(options: AddOptions) -> DraftOptions:
    """The options of the draft job."""
    return DraftOptions(
        model=options.model, engine=options.engine, language=options.language,
        max_ms=options.max_ms, max_chars=options.max_chars,
        initial_prompt=options.initial_prompt or "", task=options.task,
        hotwords=tuple(options.hotwords), multilingual=options.multilingual,
        keep_numbers=options.keep_numbers, keep_spelling=options.keep_spelling,
        speakers=options.speakers if options.transient is None else "none",
    )  # fmt: skip


def _add_row(
    store: Store,
    media_id: str,
    sha256: str,
    n_bytes: int,
    options: AddOptions,
    found: Probe,
    linked_path: str | None,
) -> Media:
    return store.media.add(
        media_id=media_id,
        title=clean_title(options.title or Path(options.filename).stem),
        filename=clean_title(Path(options.filename).name),
        sha256=sha256,
        size_bytes=n_bytes,
        has_video=found.has_video,
        frame_rate=found.frame_rate,
        audio_stream=streams_to_try(found)[0] if options.stream is None else options.stream,
        stream_choice="automatic" if options.stream is None else "named",
        streams=tuple(
            Stream(
                s.index,
                s.codec,
                s.channels,
                s.sample_rate,
                s.language,
                s.title,
                s.is_default,
                duration_ms=found.duration_ms,
            )
            for s in found.audio
        ),
        language=options.language,
        linked_path=linked_path,
        transient=options.transient,
        is_sample=options.is_sample,
        batch=options.batch,
        tags=options.tags,
    )


def _sha256(path: Path) -> tuple[str, int]:
    """A file's digest, and the number of bytes that were read for it."""
    digest, n_bytes = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            n_bytes += len(block)
    return digest.hexdigest(), n_bytes


def _keep(source: Path, folder: Path, options: AddOptions) -> str | None:
    """Copy, move or link the original; returns its path if it is linked."""
    folder.mkdir(parents=True)
    if options.keep == "link":
        return str(source.resolve())
    # Only the suffix of the user's name reaches the disk, and only if it looks like one.
    suffix = Path(options.filename).suffix.lower()
    safe = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
    target = folder / f"original{safe}"
    try:
        if options.keep == "copy":
            require_space(folder, source.stat().st_size)
        if options.keep == "move":
            shutil.move(source, target)
        else:
            shutil.copyfile(source, target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(folder)) from error
        raise
    return None


def choose_stream(store: Store, media_id: str, stream: int) -> Media:
    """Switch a recording to another audio stream: decode it and draft the recording again.

    Segments that a person has touched stay; the next draft replaces the others.

    Raises:
        NotFound: No recording has this id.
        InvalidOperation: It has no such stream, or is being worked on.
    """
    media = store.media.get(media_id)
    if stream == media.audio_stream:
        return media
    if stream not in {known.index for known in media.streams}:
        raise InvalidOperation("audio_stream", f"{media.title} has {len(media.streams)} of them")
    jobs = store.jobs.list(media_id)
    if any(job.kind == "ingest" and job.state in UNFINISHED for job in jobs):
        raise InvalidOperation("audio_stream", "wait until the audio has been prepared")
    drafts = [job for job in jobs if job.kind == "draft"]
    for job in drafts:
        if job.state in UNFINISHED:
            store.jobs.cancel(job.id)
    media = store.media.update(
        media_id, audio_stream=stream, stream_choice="named", state="new", error=None
    )
    Ingest().submit(store, media_id, IngestOptions())
    if drafts:
        Draft().submit(store, media_id, DraftOptions.from_stored(drafts[0].options))
    return media


def clean_title(text: str) -> str:
    """Unicode NFC, without control and direction-override characters, at most 200 long."""
    normal = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs"} or c in "\u200d\u200c" else " "
        for c in normal
    )
    return re.sub(r"\s+", " ", kept).strip()[:MAX_TITLE] or "Untitled"
