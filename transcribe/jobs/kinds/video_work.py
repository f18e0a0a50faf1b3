"""Subtitled videos: what was asked for, and the work. The page's jobs and the command line share it.

A video of the library has a folder, `media/<id>/videos/<token>/`: `request.json` is written when it is asked for, with
the cues of that moment; `result.json` and then `result.mp4` or `result.mkv` appear when it is complete.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from transcribe.audio.video.font_check import check_fonts
from transcribe.audio.video.subtitled_video import (
    CANVAS_RATE,
    SCRIPT,
    Canvas,
    Container,
    Quality,
    Target,
    Track,
    VideoSource,
    add_track,
    burn_in,
)
from transcribe.audio.video.video_frames import HDR_WHITE, VideoShape
from transcribe.document.model import Segment, Transcript
from transcribe.errors import DiskFull
from transcribe.formats import write
from transcribe.formats.markup import literal
from transcribe.formats.subtitles.styled_ass import Screen, styled_script
from transcribe.store import Store
from transcribe.store.disk_space import RESERVE_BYTES, free_bytes, require_space
from transcribe.subtitles.frame_edges import on_frames
from transcribe.subtitles.frame_rates import MILLISECONDS, FrameRate, frame_rate
from transcribe.subtitles.language_codes import three_letters
from transcribe.subtitles.video_style import VideoStyle
from transcribe.system.child_process import Cancellation

FOLDER = "videos"
REQUEST, RESULT = "request.json", "result.json"
PART = "part-"
Mode = Literal["burn-in", "track"]
# A hundredth of a second is finer than a frame up to this rate (`frame_rates`: half a millisecond early, then
# rounded down); above it, and where frames have no rate, the script runs ten times slower.
MAX_HUNDREDTHS_FPS = 90
SLOWNESS = 10
BITS_A_PIXEL = {"small": 0.05, "normal": 0.1, "high": 0.2}  # of a frame, rather too many
AUDIO_BYTES_A_MS = 40
SHOWN_AT_ALL_TIMES_MS = 360_000_000


@dataclass(frozen=True, slots=True)
class VideoSettings:
    """What kind of video is asked for.

    Attributes:
        mode: Subtitles in the frames, or as a track that players can turn off.
        track_format: Of the track in MKV, `srt` or `ass`; MP4 has its own.
        canvas: The background where there is no video.
        language: Of the track, as transcripts name it; empty if it is not known.
        title: Of the track.
    """

    mode: Mode = "burn-in"
    container: Container = "mp4"
    quality: Quality = "normal"
    style: VideoStyle = field(default_factory=VideoStyle)
    canvas: Canvas = field(default_factory=lambda: Canvas(1280, 720, "#000000"))
    track_format: Literal["srt", "ass"] = "srt"
    language: str = ""
    title: str = ""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> VideoSettings:
        """Read what `asdict` wrote."""
        return cls(
            **{**plain, "style": VideoStyle(**plain["style"]), "canvas": Canvas(**plain["canvas"])}
        )


@dataclass(frozen=True, slots=True)
class VideoWork:
    """A video to make.

    Attributes:
        cues: In order; their times are ms of the recording.
        rate: Of the recording; `MILLISECONDS` where it is not known.
        folder: For temporary files, on the disk of the result.
    """

    source: VideoSource
    settings: VideoSettings
    cues: tuple[Segment, ...]
    rate: FrameRate
    folder: Path


def make_video(
    work: VideoWork,
    report: Callable[[float, str], None],
    cancellation: Cancellation | None = None,
) -> tuple[Path, tuple[str, ...]]:
    """Make a video in the folder of the work.

    Args:
        work: What to make.
        report: Called with the finished share and the present step.
        cancellation: Ends ffmpeg when it is cancelled.

    Returns:
        The file, complete, and sentences about what was encoded again.

    Raises:
        FontMissing, NoFonts: The text cannot be drawn on this computer.
        MediaUnreadable: ffmpeg failed.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    require_space(work.folder, bytes_needed(work))
    settings, source = work.settings, work.source
    report(0.0, "Reading the video")
    path = work.folder / f"{PART}{secrets.token_hex(4)}.{settings.container}"

    def on_progress(done_ms: int) -> None:
        if free_bytes(work.folder) < RESERVE_BYTES:
            raise DiskFull(str(work.folder))
        step = "Drawing the subtitles" if settings.mode == "burn-in" else "Adding the subtitles"
        report(min(1.0, done_ms / max(1, source.duration_ms)), step)

    target = Target(path, settings.container, on_progress, cancellation)
    try:
        if settings.mode == "track":
            return path, add_track(source, _track(work), target)
        slowness = write_script(work)
        return path, burn_in(source, target, settings.quality, settings.canvas, slowness=slowness)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_script(work: VideoWork) -> int:
    """Write the cues in their style into the work's folder, after a look at the fonts; returns its slowness.

    Raises:
        FontMissing, NoFonts: The text cannot be drawn on this computer.
    """
    screen, style = _screen(work), work.settings.style

    def at_all_times(text: str) -> str:
        return styled_script([Segment(1, 0, SHOWN_AT_ALL_TIMES_MS, text)], style, screen)

    check_fonts((cue.text for cue in work.cues), at_all_times, work.folder)
    slowness = 1 if _counts_frames(work) and _rate(work).fps <= MAX_HUNDREDTHS_FPS else SLOWNESS
    script = styled_script(_placed(work), style, screen, slowness=slowness)
    (work.folder / SCRIPT).write_text(script, encoding="utf-8")
    return slowness


def write_still_script(work: VideoWork, text: str) -> None:
    """Write a script that shows one text at any time, for the preview.

    Raises:
        FontMissing, NoFonts: The text cannot be drawn on this computer.
    """
    still = Segment(1, 0, SHOWN_AT_ALL_TIMES_MS, text)
    write_script(replace(work, cues=(still,), rate=MILLISECONDS))
    script = styled_script([still], work.settings.style, _screen(work))
    (work.folder / SCRIPT).write_text(script, encoding="utf-8")


def bytes_needed(work: VideoWork) -> int:
    """About how large the file becomes."""
    source, settings = work.source, work.settings
    if settings.mode == "track":
        return source.path.stat().st_size
    shape = source.shape or settings.canvas.shape
    fps = min(float(_rate(work).fps), 60.0)
    bits = shape.width * shape.height * fps * BITS_A_PIXEL[settings.quality]
    return round(source.duration_ms * (bits / 8000 + AUDIO_BYTES_A_MS))


def _rate(work: VideoWork) -> FrameRate:
    """The rate of the frames that are written."""
    if work.source.shape is None and work.settings.mode == "burn-in":
        return frame_rate(CANVAS_RATE)
    return work.rate


def _counts_frames(work: VideoWork) -> bool:
    return _rate(work).has_frames and not work.source.found.is_variable_rate


def _placed(work: VideoWork) -> list[Segment]:
    """The cues on exactly their frames; where frames have no rate, at their own times."""
    if not _counts_frames(work):
        return list(work.cues)
    return [on_frames(cue, _rate(work)) for cue in work.cues]


def _screen(work: VideoWork) -> Screen:
    shape: VideoShape = work.source.shape or work.settings.canvas.shape
    return Screen(Fraction(shape.aspect), HDR_WHITE.get(shape.transfer, 1.0))


def _track(work: VideoWork) -> Track:
    """Write the track's file."""
    settings, cues = work.settings, _placed(work)
    kind = settings.track_format if settings.container == "mkv" else "srt"
    path = work.folder / f"track.{kind}"
    if kind == "ass":
        text = styled_script(cues, settings.style, _screen(work))
        path.write_text(text, encoding="utf-8")
    else:
        shown = tuple(replace(cue, text=literal(cue.text)) for cue in cues)
        path.write_bytes(write(Transcript(segments=shown), "srt").data)
    return Track(path, three_letters(settings.language), settings.title)


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """A subtitled video of a recording, as it was asked for.

    Attributes:
        token: The name of its folder.
        revision: Of the transcript whose cues it has.
        profile: That the cues were built for; empty if they are the segments.
        rate: As people name it; empty for the recording's own.
    """

    token: str
    media_id: str
    created_at: str
    revision: int
    settings: VideoSettings
    cues: tuple[Segment, ...]
    profile: str = ""
    rate: str = ""

    def save(self, store: Store) -> None:
        """Write it into its folder, which is made."""
        folder = video_folder(store, self.media_id, self.token)
        folder.mkdir(parents=True)
        plain = {
            "created_at": self.created_at, "revision": self.revision, "settings": asdict(self.settings),
            "profile": self.profile, "rate": self.rate,
            "cues": [[cue.start_ms, cue.end_ms, cue.text] for cue in self.cues],
        }  # fmt: skip
        partial = folder / f"{REQUEST}.partial"
        partial.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        partial.replace(folder / REQUEST)


def load_request(store: Store, media_id: str, token: str) -> VideoRequest:
    """Read a request.

    Raises:
        OSError: There is none.
    """
    path = video_folder(store, media_id, token) / REQUEST
    plain = json.loads(path.read_text(encoding="utf-8"))
    cues = _segments(plain["cues"])
    return VideoRequest(
        token, media_id, plain["created_at"], plain["revision"],
        VideoSettings.from_plain(plain["settings"]), cues, plain["profile"], plain["rate"],
    )  # fmt: skip


def _segments(plain: Sequence[Sequence[Any]]) -> tuple[Segment, ...]:
    return tuple(
        Segment(number, start, end, text) for number, (start, end, text) in enumerate(plain, 1)
    )


def video_folder(store: Store, media_id: str, token: str) -> Path:
    """The folder of a subtitled video."""
    return store.media_folder(media_id) / FOLDER / token


def result_path(folder: Path) -> Path | None:
    """The finished video in its folder; None while there is none."""
    return next(
        (path for kind in ("mp4", "mkv") if (path := folder / f"result.{kind}").is_file()), None
    )
