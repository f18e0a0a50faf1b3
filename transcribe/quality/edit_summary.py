"""Summary of an edit, so that a history list needs no operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from transcribe.document.model import Segment
from transcribe.document.operations import Insert, Operation, Replace, SetText


@dataclass(frozen=True, slots=True)
class EditSummary:
    """An edit in short.

    Attributes:
        n_operations: Number of operations by name.
        n_segments: Number of edited segments.
        start_ms: Start of the first of them, None if only speakers changed.
        segment_id: Id of the first segment.
        before: Its text before, None if it did not exist.
        after: Its text after, None if the operation alone does not tell it.
    """

    n_operations: dict[str, int]
    n_segments: int
    start_ms: int | None
    segment_id: int | None
    before: str | None
    after: str | None


def describe(ops: Iterable[Operation], inverse: Iterable[Operation]) -> EditSummary:
    """Summarize an edit from its operations and their inverses."""
    ops = tuple(ops)
    touched = dict.fromkeys(key for operation in ops for key in operation.touched())
    before = {s.id: s for op in inverse if isinstance(op, Replace) for s in op.put}
    after = _results(ops)
    known = [s for key in touched if (s := before.get(key) or after.get(key)) is not None]
    first = min(known, key=lambda segment: (segment.start_ms, segment.id), default=None)
    if first is None:
        return EditSummary(_counts(ops), len(touched), None, None, None, None)
    old = before.get(first.id)
    return EditSummary(
        _counts(ops), len(touched), first.start_ms, first.id,
        None if old is None else old.text, _text_after(first.id, ops, after),
    )  # fmt: skip


def _counts(ops: tuple[Operation, ...]) -> dict[str, int]:
    return dict(Counter(operation.name for operation in ops))


def _results(ops: tuple[Operation, ...]) -> dict[int, Segment]:
    """Segments included whole in operations."""
    found: dict[int, Segment] = {}
    for operation in ops:
        if isinstance(operation, Insert):
            found[operation.segment.id] = operation.segment
        elif isinstance(operation, Replace):
            found.update((segment.id, segment) for segment in operation.put)
    return found


def _text_after(
    segment_id: int, ops: tuple[Operation, ...], after: dict[int, Segment]
) -> str | None:
    texts = [op.text for op in ops if isinstance(op, SetText) and op.id == segment_id]
    if texts:
        return texts[-1]
    return after[segment_id].text if segment_id in after else None
