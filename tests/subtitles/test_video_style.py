"""Styles of burned-in subtitles are read from JSON, or refused with the values that are allowed."""

from __future__ import annotations

from typing import Any

import pytest

from transcribe.errors import InvalidOperation
from transcribe.subtitles.video_style import PRESETS, VideoStyle, read_style


def test_single_values_change_a_preset() -> None:
    assert read_style({}) == VideoStyle()
    changed = read_style({"preset": "box", "size": 5, "colour": "#FFE600", "font": " Noto Sans "})
    assert (changed.edge, changed.size, changed.colour, changed.font) == (
        "box",
        5.0,
        "#ffe600",
        "Noto Sans",
    )
    assert changed.opacity == PRESETS["box"][1].opacity


@pytest.mark.parametrize(
    "body",
    [
        {"preset": "none"}, {"size": 1}, {"size": "5"}, {"size": True}, {"size": float("nan")}, {"colour": "red"},
        {"edge": "glow"}, {"position": "left"}, {"is_bold": 1}, {"font": "A,B"}, {"font": "{\\fs9}"},
        {"font": ""}, {"font": "a\nb"}, {"kerning": 1}, {"margin": 40},
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidOperation):
        read_style(body)
