"""A file comes in: recognised, looked into, stored, then decoded for the player and the engine."""

from __future__ import annotations

import errno
import hashlib
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcribe.audio.channel_peaks import ChannelPeaks, write_channels
from transcribe.audio.decode import DEFAULT_MAX_MS, decode, write_origin
from transcribe.audio.peaks import write_peaks
from transcribe.audio.probe import Probe, probe
from transcribe.audio.proxy import make_proxy
from transcribe.audio.spectrogram_tiles import TILES_FOLDER
from transcribe.errors import DiskFull, InvalidOperation, MediaUnreadable, WorkCancelled
from transcribe.store import Store
from transcribe.store.disk_space import bytes_needed, demand, make_durable
from transcribe.store.media import new_media_id
from transcribe.store.values import UNFINISHED, Job, Media, Stream
from transcribe.system.child_process import Cancellation

BLOCK_BYTES = 1 << 20
MAX_TITLE = 200
DECODE_SHARE = 0.4  # of the work of an ingest, for its progress bar
TRY_PREFIX = "try-"
OLD_PARTIALS = ("partial-proxy.*", "audio.part", "peaks-*.part")  # of versions before 2026-12
LEFTOVER_AGE_S = 86_400.0
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The outcome of `take_in`: the recording, and whether it was in the library before."""

    media: Media
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class TakeInOptions:
    """How a file is taken in.

    Attributes:
        filename: Its name as the user knows it.
        title: What the library shows; the file's name without its suffix by default.
        language: Whisper's code, or None to find it out.
        model: Name of the model for the draft, or None for no draft.
        engine: Name of the engine for the draft.
        stream: Which audio stream.
        keep: "copy" the file, "move" it, or "link" to where it lies.
        max_ms: Longest segment of the draft; None for the usual (`CutOptions`).
        max_chars: Most characters of a segment; None for the usual.
        initial_prompt: Text as if it had been said before: names, spelling, style.
        task: "transcribe", or "translate" into English.
        hotwords: Names and terms to be spelled so.
        detect_each: Each stretch in the language it is spoken in.
        translate_too: An English translation is made as well and kept beside the draft.
        transient: Names the process that wants it for one request only (`pipeline.transient`).
    """

    filename: str
    title: str | None = None
    language: str | None = None
    model: str | None = "base"
    engine: str = "auto"
    stream: int = 0
    keep: str = "copy"
    max_ms: int | None = None
    max_chars: int | None = None
    initial_prompt: str | None = None
    task: str = "transcribe"
    hotwords: tuple[str, ...] = ()
    detect_each: bool = False
    translate_too: bool = False
    transient: str | None = None


def take_in(store: Store, source: Path, options: TakeInOptions) -> TakenIn:
    """Take a file into the library and queue its work.

    The same bytes with the same audio stream are the same recording: it is given back instead,
    out of the bin if it was there. A transient one is always a recording of its own. When anything fails, nothing of the file stays behind.

    Raises:
        MediaUnreadable: There is no sound to be had from it; the subclasses say why.
        DiskFull: It does not fit.
    """
    if not source.is_file():
        raise MediaUnreadable(options.filename, "there is no such file.")
    sha256, n_bytes = _sha256(source)
    known = store.media.by_sha256(sha256, options.stream)
    if known is not None and options.transient is None:
        if known.deleted_at is not None:
            known = store.media.restore(known.id)
        return TakenIn(known, is_duplicate=True)
    found = probe(source, name=options.filename, stream=options.stream)
    media_id = new_media_id()
    folder = store.media_folder(media_id)
    try:
        linked_path = _keep(source, folder, options)
        kept = source if linked_path else original_path(store, media_id)
        _check_size(kept, n_bytes, options.filename)
        make_durable(folder)
        media = _add_row(store, media_id, sha256, n_bytes, options, found, linked_path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # An owner of their own, so that programs that wait get their share beside a long queue.
    owner = "" if options.transient is None else "service"
    store.jobs.enqueue(media.id, "ingest", {}, owner=owner)
    if options.model is not None:
        store.jobs.enqueue(media.id, "draft", draft_options(options), owner=owner)
        if options.translate_too:
            store.jobs.enqueue(media.id, "translate", draft_options(options), owner=owner)
    return TakenIn(media, is_duplicate=False)


def draft_options(options: TakeInOptions) -> dict[str, Any]:
    """What the draft job needs to know."""
    return {
        "model": options.model, "engine": options.engine, "language": options.language,
        "max_ms": options.max_ms, "max_chars": options.max_chars,
        "initial_prompt": options.initial_prompt, "task": options.task,
        "hotwords": list(options.hotwords), "detect_each": options.detect_each,
    }  # fmt: skip


def _add_row(
    store: Store,
    media_id: str,
    sha256: str,
    n_bytes: int,
    options: TakeInOptions,
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
        audio_stream=options.stream,
        streams=tuple(
            Stream(s.index, s.codec, s.channels, s.sample_rate, s.language, s.title)
            for s in found.audio
        ),
        language=options.language,
        linked_path=linked_path,
        transient=options.transient,
    )


def _sha256(path: Path) -> tuple[str, int]:
    """A file's digest, and how many bytes that is the digest of."""
    digest, n_bytes = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            n_bytes += len(block)
    return digest.hexdigest(), n_bytes


def _check_size(path: Path, expected: int, name: str) -> None:
    """See that a file is still what it was when its digest was taken.

    Raises:
        MediaUnreadable: It has become shorter or longer, or is gone.
    """
    try:
        actual = path.stat().st_size
    except FileNotFoundError as error:
        raise MediaUnreadable(name, f"{path} is gone; put it back, then add it again.") from error
    if actual != expected:
        raise MediaUnreadable(
            name,
            f"the file changed while it was read: it had {expected:,} bytes and has {actual:,}. "
            "Add it again when nothing writes to it any more.",
        )


def _keep(source: Path, folder: Path, options: TakeInOptions) -> str | None:
    """Put the original where it belongs; returns its path when it stays where it is."""
    folder.mkdir(parents=True)
    if options.keep == "link":
        return str(source.resolve())
    # Only the suffix of the user's name reaches the disk, and only if it looks like one.
    suffix = Path(options.filename).suffix.lower()
    safe = suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
    target = folder / f"original{safe}"
    try:
        if options.keep == "copy":
            demand(folder, source.stat().st_size)
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
    """Take another audio stream of a recording: its sound is read again, then drafted again.

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
        raise InvalidOperation("audio_stream", "wait until the sound has been prepared")
    drafts = [job for job in jobs if job.kind == "draft"]
    for job in drafts:
        if job.state in UNFINISHED:
            store.jobs.cancel(job.id)
    media = store.media.update(media_id, audio_stream=stream, state="new", error=None)
    store.jobs.enqueue(media_id, "ingest", {})
    if drafts:
        store.jobs.enqueue(media_id, "draft", drafts[0].options)
    return media


def original_path(store: Store, media_id: str) -> Path:
    """Where the original lies in the data folder.

    Raises:
        MediaUnreadable: It is gone.
    """
    found = sorted(store.media_folder(media_id).glob("original*"))
    if not found:
        raise MediaUnreadable(media_id, "its original file is no longer in the data folder.")
    return found[0]


def clean_title(text: str) -> str:
    """Unicode NFC, without control and direction-override characters, at most 200 long."""
    normal = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join(
        c if unicodedata.category(c) not in {"Cc", "Cf", "Cs"} or c in "\u200d\u200c" else " "
        for c in normal
    )
    return re.sub(r"\s+", " ", kept).strip()[:MAX_TITLE] or "Untitled"


def run_ingest(
    store: Store,
    media_id: str,
    on_progress: OnProgress,
    *,
    job: Job | None = None,
    cancellation: Cancellation | None = None,
) -> None:
    """Decode a recording, draw its waveform, make its player copy.

    All files are made in a folder of this try's own and moved beside the original when they are
    complete and checked, so that two tries can never write to one file.

    Args:
        store: The library.
        media_id: The recording.
        on_progress: Told a share of 1 and what is being done.
        job: The claimed job that this is; its recording is changed only while the claim holds.
        cancellation: Ends the work, and its ffmpeg, when it is cancelled.

    Raises:
        MediaUnreadable: There is no sound to be had; the recording is then marked as failed.
        DiskFull: It does not fit now; nothing that was made of it is left, and it may be tried again.
        WorkCancelled: `cancellation` was, or the job is no longer this worker's.
    """
    cancellation = cancellation or Cancellation()
    _change(store, media_id, job, state="ingesting", error=None)
    media = store.media.get(media_id)
    folder = store.media_folder(media_id)
    _remove_pictures(folder)
    source = Path(media.linked_path) if media.linked_path else original_path(store, media_id)
    try:
        try:
            with _try_folder(folder) as attempt:
                changes = _ingest(media, source, attempt, on_progress, cancellation)
                cancellation.check()
                _publish(attempt, folder)
        finally:  # a change explains whatever else went wrong
            if not cancellation.is_cancelled:
                _check_size(source, media.size_bytes, media.filename)
        make_durable(folder)
    except MediaUnreadable as error:
        _remove_made(folder)
        _change(store, media_id, job, state="failed", error=error.reason)
        store.jobs.cancel_waiting(media_id)
        raise
    except DiskFull:
        _remove_made(folder)
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _remove_made(folder)
            raise DiskFull(str(folder)) from error
        raise
    _change(store, media_id, job, state="ready", **changes)


def _change(store: Store, media_id: str, job: Job | None, **changes: Any) -> None:
    """Change a recording's fields, in the name of a job if there is one.

    Raises:
        WorkCancelled: The job is no longer this worker's.
    """
    if job is None:
        store.media.update(media_id, **changes)
    elif not store.media.update_as(job, **changes):
        raise WorkCancelled


@contextmanager
def _try_folder(folder: Path) -> Iterator[Path]:
    """A folder that only one try writes to; it is gone after the block."""
    attempt = folder / f"{TRY_PREFIX}{secrets.token_hex(6)}"
    attempt.mkdir()
    try:
        yield attempt
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def _publish(attempt: Path, folder: Path) -> None:
    """Move what a try has made beside the original, in place of what an earlier one made."""
    made = {path.name: path for path in attempt.iterdir()}
    for path in folder.glob("proxy.*"):
        if path.name not in made:
            path.unlink()
    for name, path in made.items():
        path.replace(folder / name)


def remove_leftovers(store: Store) -> int:
    """Remove what tries left behind that were killed; only for whoever knows that none runs now.

    Returns:
        How many files and folders.
    """
    left = [
        path
        for pattern in (f"{TRY_PREFIX}*", *OLD_PARTIALS)
        for path in (store.folder / "media").glob(f"*/{pattern}")
    ]
    # The web process reads channels and draws tiles meanwhile.
    others = [
        path
        for pattern in ("channels-*.part", f"{TILES_FOLDER}/*.part")
        for path in (store.folder / "media").glob(f"*/{pattern}")
        if _is_older(path, LEFTOVER_AGE_S)
    ]
    for path in [*left, *others]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left) + len(others)


def _is_older(path: Path, age_s: float) -> bool:
    try:
        return path.stat().st_mtime < time.time() - age_s
    except FileNotFoundError:
        return False


def _ingest(
    media: Media,
    source: Path,
    folder: Path,
    on_progress: OnProgress,
    cancellation: Cancellation,
) -> Mapping[str, Any]:
    _check_size(source, media.size_bytes, media.filename)
    found = probe(source, name=media.filename, stream=media.audio_stream, cancellation=cancellation)
    expected_ms = found.duration_ms or 0
    demand(folder, bytes_needed(min(expected_ms, DEFAULT_MAX_MS)))

    def report(share_before: float, share: float, message: str) -> Callable[[int], None]:
        return lambda done_ms: on_progress(
            share_before + share * min(1.0, done_ms / max(expected_ms, done_ms, 1)), message
        )

    n_channels = found.audio[media.audio_stream].channels
    channels = ChannelPeaks()
    decoded = decode(
        source, folder / "audio.pcm", name=media.filename, stream=media.audio_stream,
        channels=n_channels, on_frames=None if media.transient else channels.add,
        on_progress=report(0.0, DECODE_SHARE, "Reading the sound"), cancellation=cancellation,
    )  # fmt: skip
    write_origin(folder / "audio.pcm", decoded)
    if media.transient is not None:  # nobody will look at it or play it
        return {"duration_ms": decoded.duration_ms, "warnings": decoded.warnings}
    levels = write_peaks(folder / "audio.pcm", folder)
    if n_channels > 1:
        write_channels(folder, channels.finish())
    cancellation.check()
    expected_ms = decoded.duration_ms
    proxy = make_proxy(
        source, folder, name=media.filename, probe=found, stream=media.audio_stream,
        on_progress=report(DECODE_SHARE, 1 - DECODE_SHARE, "Making the player's copy"),
        duration_ms=decoded.duration_ms, cancellation=cancellation,
    )  # fmt: skip
    has_picture = proxy.suffix == ".mp4"
    lost = ("The picture could not be decoded; the sound is here.",)
    return {
        "duration_ms": decoded.duration_ms,
        "warnings": decoded.warnings + (lost if found.has_video and not has_picture else ()),
        "peak_levels": len(levels), "proxy": proxy.name, "has_video": has_picture,
    }  # fmt: skip


def _remove_pictures(folder: Path) -> None:
    """Remove what shows the stream that was chosen before and may not be made of this one."""
    shutil.rmtree(folder / TILES_FOLDER, ignore_errors=True)
    for path in folder.glob("channels-*.dat"):
        path.unlink()


def _remove_made(folder: Path) -> None:
    """Remove what was made from the original, which stays so that it can be tried again."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not path.name.startswith("original"):
            path.unlink()
