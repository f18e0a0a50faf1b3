"""Colours of the pages: contrast, and whether roles and speakers can be told apart.

Computed from `static/css/colours.css`. Contrast is WCAG 2.2's; colour blindness is simulated with the
matrices of Machado, Oliveira and Fernandes (2009) for severity 1.0, in linear RGB; differences are
CIEDE2000, by the formulas of Sharma, Wu and Dalal (2005).
"""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from tests.conftest import REPOSITORY

CSS = (REPOSITORY / "static" / "css" / "colours.css").read_text(encoding="utf-8")
THEMES = {
    theme: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for theme, block in zip(("light", "dark"), CSS.split(':root[data-theme="dark"]'), strict=True)
}
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])

SPEAKERS = [f"speaker-{n}" for n in range(1, 9)]
ROLES = ["accent", "status-corrected", "status-approved", "status-rejected", "confidence-low"]
SURFACES = ["background", "raised", "sunken", "accent-soft", "selection"]
TEXTS = {
    "text": [*SURFACES, "playing", "confidence-lowest-soft", "error-soft"],
    "quiet": SURFACES,
    "accent": SURFACES,
    "on-accent": ["accent"],
    "error": [*SURFACES[:4], "error-soft"],
    "success": SURFACES[:4],
    "timeline-text": ["timeline-background", "timeline-raised"],
    "timeline-quiet": ["timeline-background", "timeline-raised"],
    **dict.fromkeys(SPEAKERS, SURFACES),
}
MARKS = [*ROLES, "selection-edge", "speaker-none", "playhead", "warning"]  # bars, dots and lines
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
LEAST_DIFFERENCE = (
    10.0  # about four times what can just be seen side by side, for small areas apart
)
LEAST_EDGE_DIFFERENCE = 6.0  # a frame in black or white; its shape tells it too


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast_on_each_background_that_it_stands_on(theme: str) -> None:
    colours = THEMES[theme]
    low = [
        (name, surface, round(found, 2))
        for name, surfaces in TEXTS.items()
        for surface in surfaces
        if (found := contrast(colours[name], colours[surface])) < TEXT_CONTRAST
    ]
    assert low == []


@pytest.mark.parametrize("theme", THEMES)
def test_marks_have_contrast_on_each_surface(theme: str) -> None:
    colours = THEMES[theme]
    low = [
        (name, surface, round(found, 2))
        for name in MARKS
        for surface in SURFACES
        if (found := contrast(colours[name], colours[surface])) < MARK_CONTRAST
    ]
    assert low == []


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_roles_and_speakers_can_be_told_apart(theme: str, vision: str) -> None:
    labs = {name: lab(THEMES[theme][name], vision) for name in [*ROLES, *SPEAKERS]}
    close = [
        (one, other, round(found, 1))
        for one, other in combinations(labs, 2)
        if (found := difference(labs[one], labs[other])) < LEAST_DIFFERENCE
    ]
    assert close == []


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_edge_of_the_selection_is_no_other_colour(theme: str, vision: str) -> None:
    edge = lab(THEMES[theme]["selection-edge"], vision)
    close = [
        (name, round(found, 1))
        for name in [*ROLES, *SPEAKERS]
        if (found := difference(edge, lab(THEMES[theme][name], vision))) < LEAST_EDGE_DIFFERENCE
    ]
    assert close == []


def test_both_themes_name_the_same_roles() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])


def test_style_sheets_take_colours_by_role() -> None:
    """A colour is written in `colours.css` only, apart from black and white over video."""
    own = {
        path.name: found
        for path in (REPOSITORY / "static" / "css").glob("*.css")
        if path.name != "colours.css"
        and (found := re.findall(r"#[0-9a-f]{6}\b", path.read_text(encoding="utf-8"), re.I))
    }
    assert own == {}


def test_the_difference_is_as_published() -> None:
    """Pairs 1, 7 and 17 of the test data of Sharma, Wu and Dalal."""
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ]
    for one, other, expected in pairs:
        found = difference(np.array(one, dtype=float), np.array(other, dtype=float))
        assert found == pytest.approx(expected, abs=1e-4)


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a colour, shape (3,)."""
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    darker, lighter = sorted(float(TO_XYZ[1] @ linear(each)) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, vision: str) -> np.ndarray:
    """CIELAB of a colour as that vision sees it, shape (3,)."""
    xyz = TO_XYZ @ np.clip(VISIONS[vision] @ linear(colour), 0, 1) / D65
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000."""
    mean_chroma7 = ((np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2) ** 7
    scale = 1.5 - 0.5 * np.sqrt(mean_chroma7 / (mean_chroma7 + 25**7))
    (c1, h1), (c2, h2) = (_polar(each[1] * scale, each[2]) for each in (one, other))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    lightness, chroma = (one[0] + other[0]) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * _cos(hue - 30)
        + 0.24 * _cos(2 * hue)
        + 0.32 * _cos(3 * hue + 6)
        - 0.20 * _cos(4 * hue - 63)
    )
    off = (lightness - 50) ** 2
    d_light = (other[0] - one[0]) / (1 + 0.015 * off / np.sqrt(20 + off))
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    angle = 30 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(2 * angle))
    return float(np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue))


def _polar(a: float, b: float) -> tuple[float, float]:
    return float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))
