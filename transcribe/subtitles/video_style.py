"""How subtitles look in a video: font, size, colours, outline or box, position, safe area.

Lengths are percent of the shorter side of the video, so that a style fits landscape and portrait of any size.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from transcribe.errors import InvalidOperation

Edge = Literal["outline", "box", "none"]
Position = Literal["bottom", "top"]
MAX_FONT_CHARS = 100
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
# Least and most of each number.
LIMITS = {
    "size": (2.0, 15.0),
    "edge_width": (0.0, 3.0),
    "opacity": (0.0, 1.0),
    "margin": (0.0, 25.0),
}


@dataclass(frozen=True, slots=True)
class VideoStyle:
    """A style.

    Attributes:
        font: A family that fontconfig knows; characters that it lacks come from another one.
        size: Height of a line, in percent of the shorter side.
        colour: Of the text, `#rrggbb`.
        edge: An outline around each letter, a box behind the text, or neither.
        edge_colour: Of the outline or the box.
        edge_width: Of the outline, or of the box around the text, in percent.
        opacity: Of the box, 0 to 1.
        margin: The safe area: distance of the text from all sides, in percent.
    """

    font: str = "sans-serif"
    size: float = 7.0
    colour: str = "#ffffff"
    edge: Edge = "outline"
    edge_colour: str = "#000000"
    edge_width: float = 0.3
    opacity: float = 1.0
    is_bold: bool = False
    position: Position = "bottom"
    margin: float = 5.0


PRESETS: dict[str, tuple[str, VideoStyle]] = {
    "outline": ("White with an outline", VideoStyle()),
    "box": (
        "White on a dark box",
        VideoStyle(edge="box", edge_width=0.9, opacity=0.75),
    ),
    "yellow": ("Yellow with an outline", VideoStyle(colour="#ffe600")),
    "large": (
        "Large, bold, on a black box",
        VideoStyle(size=9.0, edge="box", edge_width=1.2, is_bold=True),
    ),
}


def read_style(body: Mapping[str, Any]) -> VideoStyle:
    """A style from JSON: a preset, of which single values are changed.

    Args:
        body: `preset`, and fields of `VideoStyle`; other fields are refused.

    Raises:
        InvalidOperation: A field is unknown or has a value that cannot be used.
    """
    named = body.get("preset", "outline")
    if named not in PRESETS:
        raise InvalidOperation("style", f"preset is one of {', '.join(PRESETS)}")
    _, style = PRESETS[named]
    known = {field.name for field in fields(VideoStyle)}
    given = {name: value for name, value in body.items() if name != "preset" and value is not None}
    if unknown := sorted(given.keys() - known):
        raise InvalidOperation(
            "style", f"there is no {unknown[0]}; use preset, {', '.join(sorted(known))}"
        )
    return replace(style, **{name: _value(name, value) for name, value in given.items()})


def _value(name: str, value: Any) -> Any:
    if name in LIMITS:
        return _number(name, value)
    if name in {"colour", "edge_colour"}:
        if not isinstance(value, str) or _COLOUR.fullmatch(value.lower()) is None:
            raise InvalidOperation("style", f"{name} is a colour such as #ffe600")
        return value.lower()
    if name == "is_bold":
        if not isinstance(value, bool):
            raise InvalidOperation("style", "is_bold is true or false")
        return value
    if name == "font":
        return _font(value)
    allowed = get_args(Edge if name == "edge" else Position)
    if value not in allowed:
        raise InvalidOperation("style", f"{name} is one of {', '.join(allowed)}")
    return value


def _number(name: str, value: Any) -> float:
    least, most = LIMITS[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:
        raise InvalidOperation("style", f"{name} is a number from {least:g} to {most:g}")
    return float(value)


def _font(value: Any) -> str:
    """A family's name: it stands in a line of fields that commas divide."""
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > MAX_FONT_CHARS
        or any(c in ",{}\\" or not c.isprintable() for c in value)
    ):
        raise InvalidOperation("style", "font is the name of a font family, such as Noto Sans")
    return value.strip()
