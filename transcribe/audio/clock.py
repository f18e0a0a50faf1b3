"""The time of each sample: zero is the start of the earliest stream that a player shows.

PCM, playback copy and the waveform of channels are read through the same filters, so they share one
clock (FACTS: media).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ffmpeg

from transcribe.audio.mixing import Gains
from transcribe.audio.probe import Probe

CLOCK_VERSION = 2
FIRST_CLOCK = 1  # of recordings added before 2026-12: the audio's own start in some containers
SOUND = "[sound]"
MIN_GAP_S = 0.025  # shorter gaps and overlaps are rounding of time stamps

# Elementary streams: the demuxer invents their time stamps from the first frame's sample rate.
_COUNTED = frozenset(["aac", "ac3", "dts", "dtshd", "eac3", "loas", "mlp", "mp3", "sbc", "truehd"])
# Their header has the start of every stream; reading the video only for its start would be slow.
_INDEXED = ("mov,mp4", "matroska")


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """Properties of a file that decide how one of its audio streams is read.

    Attributes:
        has_late_start: A video stream must be read too, because its start may be zero of the clock.
        has_timestamps: The container has time stamps; otherwise only samples count.
        layout: The channel layout that the file names; None where it gives only a number.
        channel_names: FFmpeg's names of the channels of `layout`.
        version: `FIRST_CLOCK` for a recording whose transcript has times of that clock.
    """

    has_late_start: bool = False
    has_timestamps: bool = True
    layout: str | None = None
    channel_names: tuple[str, ...] = ()
    version: int = CLOCK_VERSION


def format_of(found: Probe, stream: int, version: int = CLOCK_VERSION) -> SoundFormat:
    """The format of one audio stream of a file."""
    audio = found.audio[stream]
    return SoundFormat(
        has_late_start=found.has_video and not found.container.startswith(_INDEXED),
        has_timestamps=found.container not in _COUNTED,
        layout=audio.layout, channel_names=audio.channel_names, version=version,
    )  # fmt: skip


def sound_graph(
    sound: SoundFormat, stream: int, *, rate: int, channels: int, gains: Gains | None = None
) -> str:
    """A filter graph that puts one audio stream on the clock; its output is labelled `SOUND`.

    ffmpeg builds it again where rate, layout or channel count change inside the stream, and then pads
    from zero once more: the errors of a raw output have `ffmpeg.RESTARTED`, and `audio.even_format` makes a
    copy without changes. (Two chained graphs would do without a copy, but ffmpeg 9.0.2 hung in 6 %
    of 450 runs with them.)

    Args:
        sound: How the stream is read.
        stream: Index of the audio stream, from 0.
        rate: Samples a second of the output.
        channels: Channels of the output; those of the stream or fewer.
        gains: How channels are mixed to `channels`; None to leave that to ffmpeg.
    """
    keep = "aresample=async=1:first_pts=0"
    if sound.version != FIRST_CLOCK:
        keep += f":min_hard_comp={MIN_GAP_S}"
    mixed = _mixed(sound, channels, gains)
    return f"[0:a:{stream}]{','.join([keep, *mixed, shape(sound, rate, channels)])}{SOUND}"


def shape(sound: SoundFormat, rate: int, channels: int) -> str:
    """A filter that converts to a rate and a number of channels."""
    layout = {1: "mono", 2: "stereo"}.get(channels, sound.layout)
    layouts = f":channel_layouts={layout}" if layout else ""
    return f"aformat=sample_fmts=fltp:sample_rates={rate}{layouts}"


def _mixed(sound: SoundFormat, channels: int, gains: Gains | None) -> Sequence[str]:
    if gains is None:
        return []
    rows = [
        f"c{row}=" + "+".join(f"{gain:.5f}*c{channel}" for channel, gain in enumerate(line) if gain)
        for row, line in enumerate(gains)
    ]
    even = [f"aformat=channel_layouts={sound.layout}"] if sound.layout else []
    return [*even, f"pan={'mono' if channels == 1 else 'stereo'}|{'|'.join(rows)}"]


def with_late_video(node: Any, output: Any, sound: SoundFormat) -> Any:
    """Read the video too, where the container does not tell its start otherwise.

    ffmpeg takes the earliest start of the streams that it reads as zero: in MPEG-TS, MPEG-PS and
    Ogg the audio alone would lose its distance from the video.
    """
    if not sound.has_late_start or sound.version == FIRST_CLOCK:
        return output
    shown = node.output("pipe:", map="0:V:0", vcodec="copy", format="null")
    return ffmpeg.merge_outputs(output, shown)
