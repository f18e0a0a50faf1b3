"""The files of a recording: PCM, waveform and playback copy of the audio stream that is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from transcribe.audio.channel_peaks import ChannelPeaks, write_channels
from transcribe.audio.clock import CLOCK_VERSION, SoundFormat, format_of
from transcribe.audio.decode import DEFAULT_MAX_MS, Decoded, decode, extend_pcm, write_origin
from transcribe.audio.even_format import bytes_of_even, copy_evenly
from transcribe.audio.parts import BLOCK_BYTES, find_parts, join_parts
from transcribe.audio.peaks import write_peaks
from transcribe.audio.probe import Probe, probe, streams_to_try
from transcribe.audio.proxy import make_proxy
from transcribe.errors import MediaUnreadable
from transcribe.store.disk_space import bytes_needed, require_space
from transcribe.store.values import Media, Stream
from transcribe.system.child_process import Cancellation

DECODE_SHARE = 0.4  # share of decoding in an ingest, for the progress bar
JOINED = "joined.mkv"  # parts of one file, only during an ingest
_PROBLEMS = {"silent": "has no sound", "undecodable": "cannot be decoded"}
OnProgress = Callable[[float, str], None]
OnDecoding = Callable[[Path, int | None], None]
Parts = tuple[tuple[int, int], ...]


class Early(Protocol):
    """Who wants the samples of recordings before they are ready (`jobs.early_audio`)."""

    def begin(self, media_id: str, path: Path, expected_ms: int | None) -> None:
        """A decode begins to write this file."""

    def complete(self, media_id: str) -> None:
        """The file is complete."""


def check_size(path: Path, expected: int, name: str) -> None:
    """Check that a file is unchanged since its digest was computed.

    Raises:
        MediaUnreadable: Its size has changed, or it is missing.
    """
    try:
        actual = path.stat().st_size
    except FileNotFoundError as error:
        raise MediaUnreadable(name, f"{path} is missing; restore it, then add it again.") from error
    if actual != expected:
        raise MediaUnreadable(
            name,
            f"the file changed while it was read: it had {expected:,} bytes and has {actual:,}. "
            "Add it again when no program writes to it.",
        )


@dataclass(frozen=True, slots=True)
class Source:
    """The file of an ingest, ready to be read.

    Attributes:
        media: The recording.
        path: The original, or its parts joined.
        folder: Of the attempt.
        found: What the file holds.
        warnings: What there is to say of the file.
        on_decoding: Called when a decode begins, with its file and the length that it should have.
    """

    media: Media
    path: Path
    folder: Path
    found: Probe
    warnings: tuple[str, ...] = ()
    on_decoding: OnDecoding | None = None

    @property
    def clock(self) -> int:
        """A transcript keeps the clock that it was written on."""
        has_times = self.media.clock and self.media.n_segments
        return self.media.clock if has_times else CLOCK_VERSION

    def sound(self, stream: int) -> SoundFormat:
        """How an audio stream is read."""
        return format_of(self.found, stream, self.clock)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The decoded audio stream.

    Attributes:
        stream: Its index in the file that was read, which may be a copy.
        in_file: Its index in the recording's own file.
        problems: Of streams that were passed over.
    """

    stream: int
    in_file: int
    decoded: Decoded
    channels: ChannelPeaks
    problems: Mapping[int, str]


def make_files(
    media: Media,
    original: Path,
    folder: Path,
    on_progress: OnProgress,
    cancellation: Cancellation,
    early: Early | None = None,
) -> Mapping[str, Any]:
    """Write the files of a recording into a folder.

    Args:
        media: The recording.
        original: Its file.
        folder: Of this attempt.
        on_progress: Called with the finished share (0 to 1) and the current step.
        cancellation: Ends the work when it is cancelled.
        early: Told of the samples while they are decoded.

    Returns:
        The changed fields of the recording.

    Raises:
        MediaUnreadable: No audio can be decoded.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    check_size(original, media.size_bytes, media.filename)
    source = open_source(media, original, folder, cancellation)
    if early is not None and media.transient is None:
        source = replace(source, on_decoding=partial(early.begin, media.id))
    require_space(folder, bytes_needed(min(source.found.duration_ms or 0, DEFAULT_MAX_MS)))
    heard = _decode_stream(source, on_progress, cancellation)
    if heard.decoded.changes_format and source.clock == CLOCK_VERSION:
        source, heard = _even(source, heard, on_progress, cancellation)
    if early is not None:
        early.complete(media.id)
    changes: dict[str, Any] = {
        "audio_stream": heard.in_file, "clock": source.clock,
        "streams": _streams(media.streams, heard.problems),
        "warnings": (*source.warnings, *_choice(media, heard), *heard.decoded.warnings),
    }  # fmt: skip
    duration_ms = heard.decoded.duration_ms
    if media.transient is not None:  # it is never shown or played
        _remove_copies(folder)
        write_origin(folder / "audio.pcm", heard.decoded.n_samples)
        return {**changes, "duration_ms": duration_ms}
    proxy, video_ms = _make_proxy(source, heard, on_progress, cancellation)
    if proxy.suffix != ".mp4" and source.found.has_video:
        lost = "The video could not be decoded; the audio is available."
        changes["warnings"] = (*changes["warnings"], lost)
    duration_ms = max(duration_ms, video_ms)
    n_levels = _draw(source, heard, duration_ms)
    _remove_copies(folder)
    return {
        **changes, "duration_ms": duration_ms, "peak_levels": n_levels, "proxy": proxy.name,
        "has_video": proxy.suffix == ".mp4",
    }  # fmt: skip


def open_source(media: Media, original: Path, folder: Path, cancellation: Cancellation) -> Source:
    """Look into the file, and join recordings that lie in it one after another."""
    stream = media.audio_stream if media.stream_choice == "named" else None
    found = probe(original, name=media.filename, stream=stream, cancellation=cancellation)
    source = Source(media, original, folder, found)
    if source.clock != CLOCK_VERSION:
        return source
    parts = find_parts(original, found.container, cancellation)
    if len(parts) == 1:
        return source
    require_space(folder, media.size_bytes)
    joined = folder / JOINED
    try:
        if not found.container.startswith("matroska"):
            _require_one_format(source, parts, cancellation)
        join_parts(original, parts, joined, name=media.filename, cancellation=cancellation)
        found = probe(joined, name=media.filename, stream=stream, cancellation=cancellation)
    except MediaUnreadable as error:
        return replace(source, warnings=(_lost_parts(source, parts, error, cancellation),))
    told = f"The file has {len(parts)} recordings one after another; they were joined."
    return replace(source, path=joined, found=found, warnings=(told,))


def _require_one_format(source: Source, parts: Parts, cancellation: Cancellation) -> None:
    """Check that all parts have the streams of the first; packets keep the first one's header.

    Raises:
        MediaUnreadable: They have others.
    """
    first = _formats(source.found)
    for _, found in _probed_parts(source, parts[1:], cancellation):
        if _formats(found) != first:
            raise MediaUnreadable(source.media.filename, "their formats differ")


def _formats(found: Probe) -> list[tuple[str, int, int]]:
    return [(audio.codec, audio.sample_rate, audio.channels) for audio in found.audio]


def _probed_parts(
    source: Source, parts: Parts, cancellation: Cancellation
) -> Iterator[tuple[Path, Probe]]:
    """Each readable part as a file, which is gone after its turn."""
    part = source.folder / "part.media"
    try:
        for start, end in parts:
            with source.path.open("rb") as file, part.open("wb") as copy:
                file.seek(start)
                for at in range(start, end, BLOCK_BYTES):
                    copy.write(file.read(min(BLOCK_BYTES, end - at)))
            with suppress(MediaUnreadable):
                yield (
                    part,
                    probe(part, name=source.media.filename, stream=None, cancellation=cancellation),
                )
    finally:
        part.unlink(missing_ok=True)


def _lost_parts(
    source: Source, parts: Parts, error: MediaUnreadable, cancellation: Cancellation
) -> str:
    """How much audio is lost with the parts after the first."""
    lost_ms, name, pcm = 0, source.media.filename, source.folder / "part.pcm"
    for part, found in _probed_parts(source, parts[1:], cancellation):
        stream = streams_to_try(found)[0]
        with suppress(MediaUnreadable):
            lost_ms += decode(
                part, pcm, name=name, stream=stream, channels=found.audio[stream].channels,
                cancellation=cancellation,
            ).duration_ms  # fmt: skip
    pcm.unlink(missing_ok=True)
    return (
        f"The file has {len(parts)} recordings one after another, which could not be joined "
        f"({error.reason}). Only the first is here; {lost_ms / 1000:.1f} s are missing."
    )


def _even(
    source: Source, heard: _Heard, on_progress: OnProgress, cancellation: Cancellation
) -> tuple[Source, _Heard]:
    """Decode a copy whose audio keeps one format: ffmpeg pads again after each change."""
    require_space(
        source.folder,
        bytes_of_even(
            source.found, heard.stream, source.media.size_bytes, heard.decoded.duration_ms
        ),
    )
    try:
        even = even_source(source, heard.stream, cancellation)
        again = _decode(even, 0, on_progress, cancellation)
    except MediaUnreadable as error:
        if type(error) is not MediaUnreadable:
            raise
        told = (
            f"The format of its audio changes, and times after that may be late ({error.reason})."
        )
        return replace(source, warnings=(*source.warnings, told)), heard
    return even, replace(again, in_file=heard.stream, problems=heard.problems)


def even_source(source: Source, stream: int, cancellation: Cancellation) -> Source:
    """A copy of the file whose only audio stream keeps one format.

    Raises:
        MediaUnreadable: ffmpeg cannot.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    name = source.media.filename
    path = copy_evenly(
        source.path, source.folder, name=name, found=source.found, stream=stream,
        sound=source.sound(stream), cancellation=cancellation,
    )  # fmt: skip
    return replace(source, path=path, found=probe(path, name=name, cancellation=cancellation))


def _remove_copies(folder: Path) -> None:
    for name in (JOINED, "even.mkv", "even.w64"):
        (folder / name).unlink(missing_ok=True)


def _decode_stream(source: Source, on_progress: OnProgress, cancellation: Cancellation) -> _Heard:
    """Decode the stream that was named, or the first one with sound.

    Raises:
        MediaUnreadable: No audio can be decoded.
    """
    media = source.media
    if media.stream_choice == "named":
        return _decode(source, media.audio_stream, on_progress, cancellation)
    problems = {audio.index: "undecodable" for audio in source.found.audio if not audio.decodes}
    wanted = streams_to_try(source.found)
    for stream in wanted:
        try:
            heard = _decode(source, stream, on_progress, cancellation)
        except MediaUnreadable as error:
            if type(error) is not MediaUnreadable or stream == wanted[-1]:
                raise
            problems[stream] = "undecodable"
            continue
        if not heard.decoded.is_silent or len(wanted) == 1:
            return replace(heard, problems=problems)
        problems[stream] = "silent"
    first = next(stream for stream in wanted if problems[stream] == "silent")
    return replace(_decode(source, first, on_progress, cancellation), problems=problems)


def _decode(
    source: Source, stream: int, on_progress: OnProgress, cancellation: Cancellation
) -> _Heard:
    channels = ChannelPeaks()
    is_shown, expected_ms, tell = (
        source.media.transient is None, source.found.duration_ms, source.on_decoding,
    )  # fmt: skip
    decoded = decode(
        source.path, source.folder / "audio.pcm", name=source.media.filename, stream=stream,
        channels=source.found.audio[stream].channels, sound=source.sound(stream),
        on_frames=channels.add if is_shown else None,
        on_progress=_report(on_progress, expected_ms, 0.0, "Reading the audio"),
        on_begin=None if tell is None else lambda path: tell(path, expected_ms),
        cancellation=cancellation,
    )  # fmt: skip
    return _Heard(stream, stream, decoded, channels, {})


def _report(
    on_progress: OnProgress, expected_ms: int | None, share_before: float, message: str
) -> Callable[[int], None]:
    share = DECODE_SHARE if share_before == 0 else 1 - share_before
    return lambda done_ms: on_progress(
        share_before + share * (min(1.0, done_ms / expected_ms) if expected_ms else 0.0), message
    )


def _make_proxy(
    source: Source, heard: _Heard, on_progress: OnProgress, cancellation: Cancellation
) -> tuple[Path, int]:
    """The playback copy, and the end of its video in milliseconds."""
    cancellation.check()
    name, duration_ms = source.media.filename, heard.decoded.duration_ms
    proxy = make_proxy(
        source.path, source.folder, name=name, probe=source.found, stream=heard.stream,
        sound=source.sound(heard.stream), gains=heard.decoded.stereo_gains,
        on_progress=_report(on_progress, duration_ms, DECODE_SHARE, "Making the playback copy"),
        duration_ms=duration_ms, cancellation=cancellation,
    )  # fmt: skip
    if proxy.suffix != ".mp4" or source.clock != CLOCK_VERSION:
        return proxy, 0
    made = probe(proxy, name=name, cancellation=cancellation)
    return proxy, min(made.video_end_ms or 0, DEFAULT_MAX_MS)


def _draw(source: Source, heard: _Heard, duration_ms: int) -> int:
    """Write the waveform; returns the number of its levels. It is as long as the longest stream."""
    folder = source.folder
    n_samples = extend_pcm(folder / "audio.pcm", duration_ms)
    write_origin(folder / "audio.pcm", n_samples)
    levels = write_peaks(folder / "audio.pcm", folder)
    if source.found.audio[heard.stream].channels > 1:
        if heard.channels.n_frames:
            heard.channels.add_silence(n_samples - heard.decoded.n_samples)
        write_channels(folder, heard.channels.finish())
    return len(levels)


def _streams(streams: tuple[Stream, ...], problems: Mapping[int, str]) -> tuple[Stream, ...]:
    return tuple(replace(known, problem=problems.get(known.index)) for known in streams)


def _choice(media: Media, heard: _Heard) -> tuple[str, ...]:
    """Which audio stream is used and why, if it is not simply the first one."""
    if media.stream_choice == "named" or (heard.in_file == 0 and not heard.problems):
        return ()
    reasons = [
        f"track {index + 1} {_PROBLEMS[problem]}"
        for index, problem in sorted(heard.problems.items())
        if index < heard.in_file or _is_default(media, index)
    ]
    if not reasons and heard.in_file > 0:
        reasons = ["the file marks it as default"]
    if heard.problems.get(heard.in_file) == "silent":
        reasons = ["no track has sound"]
    told = f": {', '.join(reasons)}" if reasons else ""
    return (f"Audio track {heard.in_file + 1} of {len(media.streams)} is used{told}.",)


def _is_default(media: Media, index: int) -> bool:
    return any(known.index == index and known.is_default for known in media.streams)
