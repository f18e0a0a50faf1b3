r"""ASS for burning in: cues with one style, on the exact frames.

It is not a format for exchange (`ass.py` is): times may run slower than the clock, so that a hundredth of a
second of ASS is a millisecond of the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from transcribe.document.model import Segment
from transcribe.formats.parsing import is_blank, trimmed_lines
from transcribe.formats.subtitles.ass import escaped, time_of_hundredths
from transcribe.subtitles.video_style import VideoStyle

SHORT_SIDE = 1080  # units of the script; the renderer scales them
_TOP, _BOTTOM = 8, 2  # places on a numeric keypad
_OUTLINE, _BOX = 1, 4  # BorderStyle; 4 is one box behind all lines, libass's own


@dataclass(frozen=True, slots=True)
class Screen:
    """What cues are drawn on.

    Attributes:
        aspect: Width through height, as it is displayed.
        brightness: Of white, 1 for SDR; less where the highest code value is far brighter than paper.
    """

    aspect: Fraction
    brightness: float = 1.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in units of the script."""
        if self.aspect >= 1:
            return round(SHORT_SIDE * self.aspect), SHORT_SIDE
        return SHORT_SIDE, round(SHORT_SIDE / self.aspect)


def styled_script(
    cues: Sequence[Segment], style: VideoStyle, screen: Screen, *, slowness: int = 1
) -> str:
    """The script that `audio/video/subtitled_video.py` renders.

    Args:
        cues: With times in ms; they are rounded down to hundredths of the script's seconds.
        style: One style for all.
        screen: What they are drawn on.
        slowness: So many seconds of the script are one of the video: with 10, times are exact.
    """
    lines = [_head(style, screen)]
    for cue in cues:
        if is_blank(cue.text):
            continue
        start, end = (ms * slowness // 10 for ms in (cue.start_ms, cue.end_ms))
        times = f"{time_of_hundredths(start)},{time_of_hundredths(max(end, start + 1))}"
        lines.append(f"Dialogue: 0,{times},Default,,0,0,0,,{escaped(trimmed_lines(cue.text))}\n")
    return "".join(lines)


def _head(style: VideoStyle, screen: Screen) -> str:
    width, height = screen.size
    unit = SHORT_SIDE / 100
    is_box = style.edge == "box"
    edge = 0.0 if style.edge == "none" else style.edge_width * unit
    outline, shadow = (0.0, edge) if is_box else (edge, 0.0)
    margin = round(style.margin * unit)
    box = _colour(style.edge_colour, screen.brightness, style.opacity)
    colour = _colour(style.colour, screen.brightness)
    fields = (
        "Default", style.font, f"{style.size * unit:.1f}", colour, colour,
        _colour(style.edge_colour, screen.brightness), box, -int(style.is_bold), 0, 0, 0, 100, 100, 0, 0,
        _BOX if is_box else _OUTLINE, f"{outline:.1f}", f"{shadow:.1f}",
        _TOP if style.position == "top" else _BOTTOM, margin, margin, margin, -1,
    )  # fmt: skip
    # Encoding -1: the direction of each line follows its text.
    return f"""[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: {width}
PlayResY: {height}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: {",".join(map(str, fields))}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def _colour(colour: str, brightness: float, opacity: float = 1.0) -> str:
    """`#rrggbb` as `&HAABBGGRR`, where AA is transparency."""
    red, green, blue = (round(int(colour[at : at + 2], 16) * brightness) for at in (1, 3, 5))
    return f"&H{round(255 * (1 - opacity)):02X}{blue:02X}{green:02X}{red:02X}"
