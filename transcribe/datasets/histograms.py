"""A histogram as an SVG picture that is readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

BAR, GAP, HEIGHT, LEFT, TOP = 14, 2, 120, 8, 28
TICK_EVERY = 5  # bins


def histogram(title: str, counts: Sequence[int]) -> str:
    """Draw bins of one unit each from 0; the last one holds all that is above, too."""
    most = max(1, *counts)
    width = 2 * LEFT + len(counts) * (BAR + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{TOP + HEIGHT + 24}" '
        f'role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="12">',
        f'<rect width="100%" height="100%" fill="#fff"/><text x="{LEFT}" y="16" fill="#222">{escape(title)}</text>',
    ]
    for n, count in enumerate(counts):
        x, height = LEFT + n * (BAR + GAP), round(HEIGHT * count / most, 1)
        told = f"{n}{'' if n + 1 < len(counts) else ' and more'}: {count:,}"
        parts.append(
            f'<rect x="{x}" y="{TOP + HEIGHT - height:g}" width="{BAR}" height="{height:g}" fill="#3b6ea5">'
            f"<title>{told}</title></rect>"
        )
        if n % TICK_EVERY == 0:
            parts.append(f'<text x="{x}" y="{TOP + HEIGHT + 16}" fill="#222">{n}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
