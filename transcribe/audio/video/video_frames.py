"""The video of a file as a player shows it, and single frames of it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from transcribe.audio import ffmpeg
from transcribe.errors import MediaUnreadable
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation

TIMEOUT_S = 120.0
_SHOWN = re.compile(
    r"fmt:(?P<format>\w+).*? sar:(?P<sar>\d+/\d+) s:(?P<width>\d+)x(?P<height>\d+) i:(?P<fields>\S)"
)
_COLOUR = re.compile(r"color_trc:(\w+)")
_TEN_BITS = re.compile(r"p0?1[0246](?:le|be)?$|[34]?[12][0246](?:le|be)$")
# What white of a subtitle has on screens for HDR: 203 cd/m², 58 % of the signal of PQ, 75 % of HLG (ITU-R
# BT.2408-7, 2023, table 1). Full white would be up to 50 times as bright.
HDR_WHITE = {"smpte2084": 0.58, "arib-std-b67": 0.75}


@dataclass(frozen=True, slots=True)
class VideoShape:
    """The frames of a video, turned as they are shown.

    Attributes:
        width, height: In pixels.
        pixel_aspect: Width of a pixel through its height.
        pixel_format: As FFmpeg names it.
        transfer: FFmpeg's name of the transfer function; "unknown" where the file has none.
        is_interlaced: Each frame has two fields.
    """

    width: int
    height: int
    pixel_aspect: Fraction = Fraction(1)
    pixel_format: str = "yuv420p"
    transfer: str = "unknown"
    is_interlaced: bool = False

    @property
    def aspect(self) -> Fraction:
        """Width through height, as displayed."""
        return self.width * self.pixel_aspect / self.height

    @property
    def is_hdr(self) -> bool:
        """Whether it is for displays with a high dynamic range."""
        return self.transfer in HDR_WHITE

    @property
    def is_deep(self) -> bool:
        """Whether samples have more than 8 bits."""
        return _TEN_BITS.search(self.pixel_format) is not None


def run_short(
    node: Any,
    name: str,
    *,
    log_level: str = "error",
    cwd: Path | None = None,
    cancellation: Cancellation | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg for a single frame; a failure is for the caller.

    Raises:
        MediaUnreadable: It took over two minutes.
        WorkCancelled: `cancellation` was cancelled.
    """
    try:
        return child_process.run(
            ffmpeg.command(node, log_level=log_level), timeout_s=TIMEOUT_S, cwd=cwd,
            cancellation=cancellation,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise MediaUnreadable(name, "reading a frame took over two minutes") from error


def look_at(path: Path, *, name: str, cancellation: Cancellation | None = None) -> VideoShape:
    """The shape of the first frame, turned as the file asks players to.

    Raises:
        MediaUnreadable: There is no video that can be decoded.
        WorkCancelled: `cancellation` was cancelled.
    """
    node = ffmpeg.read_source(path)["V:0"].output("-", format="null", vf="showinfo", vframes=1)
    done = run_short(node, name, log_level="info", cancellation=cancellation)
    said = done.stderr.decode("utf-8", "replace")
    found = _SHOWN.search(said)
    if found is None:
        raise MediaUnreadable(name, "there is no video in it that can be decoded")
    numerator, denominator = map(int, found["sar"].split("/"))
    transfer = _COLOUR.search(said, found.end())
    return VideoShape(
        int(found["width"]), int(found["height"]),
        Fraction(numerator, denominator) if numerator and denominator else Fraction(1),
        found["format"], transfer[1] if transfer else "unknown", found["fields"] in "TB",
    )  # fmt: skip
