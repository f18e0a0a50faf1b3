"""Make a video with subtitles: drawn into the frames, or as a track.

ffmpeg runs from the beginning at each attempt. The result appears by a rename, whole or not at all.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transcribe.audio.copy_check import audio_length
from transcribe.audio.probe import probe
from transcribe.audio.video.subtitled_video import VideoSource
from transcribe.audio.video.video_frames import look_at
from transcribe.errors import InvalidOperation, WorkCancelled
from transcribe.jobs.corpus_audio import source_path
from transcribe.jobs.ingest_files import open_source
from transcribe.jobs.kinds.base import JobOptions, ThreadKind
from transcribe.jobs.kinds.video_work import (
    FOLDER,
    PART,
    REQUEST,
    RESULT,
    VideoWork,
    load_request,
    make_video,
    result_path,
    video_folder,
)
from transcribe.store import Store
from transcribe.store.disk_space import make_durable
from transcribe.store.values import UNFINISHED, Job, Media
from transcribe.subtitles.frame_rates import HIGHEST, LOWEST, MILLISECONDS, FrameRate, frame_rate
from transcribe.system.child_process import Cancellation

SETTLED_S = 3600.0  # a request without a job is just being made


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitledVideoOptions(JobOptions):
    """Options of the job.

    Attributes:
        request: The token of the request, which has all else.
    """

    request: str = ""


class SubtitledVideo(ThreadKind[SubtitledVideoOptions]):
    """A subtitled video; `library.subtitles.videos` makes its request."""

    name = "subtitled-video"
    options_type = SubtitledVideoOptions

    def run(
        self,
        store: Store,
        job: Job,
        report_progress: Callable[[float, str], None],
        cancellation: Cancellation,
    ) -> str:
        """Make the video; see `make_video` for the errors."""
        token = self.options_of(job).request
        folder = video_folder(store, job.media_id, token)
        if not (folder / REQUEST).is_file():
            raise InvalidOperation("video", "its request is no longer there; ask for it again")
        if result_path(folder) is not None:  # the attempt before was killed at its very end
            return _notes(folder)
        _remove_parts(folder)
        try:
            made, notes = _make(store, job, token, report_progress, cancellation)
        except WorkCancelled:
            # A deleted recording can be restored, which queues the job again.
            is_deleted = store.media.get(job.media_id).deleted_at is not None
            if store.jobs.get(job.id).state == "cancelled" and not is_deleted:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            _remove_work(folder)
        cancellation.check()
        (folder / RESULT).write_text(json.dumps({"job": job.id, "notes": notes}), encoding="utf-8")
        made.replace(folder / f"result{made.suffix}")
        make_durable(folder)
        return " ".join(notes)

    def remove_leftovers(self, store: Store) -> int:
        jobs = store.jobs.list(states=(*UNFINISHED, "failed"))
        wanted = {job.options.get("request") for job in jobs if job.kind == self.name}
        folders = [path for path in (store.folder / "media").glob(f"*/{FOLDER}/*") if path.is_dir()]
        n_removed = sum(_remove_parts(folder) for folder in folders)
        for folder in folders:
            is_settled = folder.stat().st_mtime < time.time() - SETTLED_S
            if result_path(folder) is None and folder.name not in wanted and is_settled:
                shutil.rmtree(folder, ignore_errors=True)
                n_removed += 1
        return n_removed


def open_video(
    store: Store, media: Media, folder: Path, cancellation: Cancellation | None = None
) -> VideoSource:
    """The original of a recording, ready to get subtitles.

    Args:
        store: The library.
        media: The recording.
        folder: For a copy whose parts are joined.
        cancellation: Ends the work when it is cancelled.

    Raises:
        MediaUnreadable: The original is missing or cannot be read.
        WorkCancelled: `cancellation` was cancelled.
    """
    cancellation = cancellation or Cancellation()
    opened = open_source(media, source_path(store, media), folder, cancellation)
    shape = None
    if opened.found.has_video:
        shape = look_at(opened.path, name=media.title, cancellation=cancellation)
    return VideoSource(opened.path, media.title, opened.found, media.duration_ms or 0, shape)


def look_into(path: Path, name: str, duration_ms: int = 0) -> VideoSource:
    """A media file as it is, without a look for more recordings in it.

    Args:
        path: The file.
        name: For messages.
        duration_ms: Its length, if it was decoded before. What a header claims may be an estimate, and a background
            has to last as long as the audio, so audio alone is decoded for it.

    Raises:
        MediaUnreadable: It cannot be read.
    """
    found = probe(path, name=name, stream=None)
    shape = look_at(path, name=name) if found.has_video else None
    if not (duration_ms or found.has_video):
        duration_ms, _ = audio_length(path, name)
    return VideoSource(path, name, found, duration_ms or found.duration_ms or 0, shape)


def video_rate(media: Media) -> FrameRate:
    """The frame rate of a recording's video; `MILLISECONDS` where it is not known."""
    return rate_from(media.frame_rate if media.has_video else None)


def rate_from(measured: float | None) -> FrameRate:
    """The frame rate that was measured; `MILLISECONDS` where there is none, or the file counts ticks."""
    if not measured or not LOWEST <= measured <= HIGHEST:
        return MILLISECONDS
    return frame_rate(measured)


def _make(
    store: Store,
    job: Job,
    token: str,
    report_progress: Callable[[float, str], None],
    cancellation: Cancellation,
) -> tuple[Path, tuple[str, ...]]:
    asked = load_request(store, job.media_id, token)
    folder = video_folder(store, job.media_id, token)
    media = store.media.get(job.media_id)
    source = open_video(store, media, folder, cancellation)
    work = VideoWork(source, asked.settings, asked.cues, video_rate(media), folder)
    return make_video(work, report_progress, cancellation)


def _notes(folder: Path) -> str:
    return " ".join(json.loads((folder / RESULT).read_text(encoding="utf-8"))["notes"])


def _remove_parts(folder: Path) -> int:
    parts = [*folder.glob(f"{PART}*"), *folder.glob("*.partial")]
    for path in parts:
        path.unlink(missing_ok=True)
    return len(parts)


def _remove_work(folder: Path) -> None:
    """Remove what only the work needs; its part is the result, or gone already."""
    for name in ("cues.ass", "track.srt", "track.ass", "joined.mkv"):
        (folder / name).unlink(missing_ok=True)
