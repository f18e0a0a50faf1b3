"""Edits of people as steps of work: who, when, in which segments, from which text to which."""

from __future__ import annotations

from typing import NamedTuple


class WorkStep(NamedTuple):
    """One edit of a person, an undo or a redo, for statistics of work.

    A tuple, because a history has 20,000 of them, and a frozen dataclass takes four times as long to make.

    Attributes:
        author: Name of the author; empty for a user without a name.
        at_s: When it was saved, in seconds since 1970.
        is_in_force: Whether it still holds: it is no undo or redo, and nobody has undone it.
        segments: Ids of the segments that it touched; empty for an edit of too many at once.
        before: The text that it changed; equal to `after` if it changed none.
        after: The text that it left.
    """

    author: str
    at_s: float
    is_in_force: bool
    segments: tuple[int, ...]
    before: str = ""
    after: str = ""


class WorkSpan(NamedTuple):
    """Time and status of a segment, without its words."""

    id: int
    start_ms: int
    end_ms: int
    status: str
