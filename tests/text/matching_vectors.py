"""What matches what in any script: the hits to which find, here and in the browser, and the search
over the library are held."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.document.vectors import DATA

OPENS, CLOSES = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Match:
    """A query and a text.

    Attributes:
        kind: What it is an example of.
        marked: The text with the whole-word hits in brackets.
        query: One word.
        exact: The same is found where case and accents count; if not, nothing is.
    """

    kind: str
    marked: str
    query: str
    exact: bool

    @property
    def text(self) -> str:
        """The text without brackets."""
        return self.marked.replace(OPENS, "").replace(CLOSES, "")


def mark(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with brackets around ranges, which are in order."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{OPENS}{text[start:end]}{CLOSES}{text[end:]}"
    return text


MATCHES = [
    Match(**vector)
    for vector in json.loads((DATA / "matching_vectors.json").read_text(encoding="utf-8"))
]
