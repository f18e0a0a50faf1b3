"""Which segments have a speaker that a person chose, from the history of edits.

A speaker is a person's where a person set it, or inserted or imported the segment with it. A `replace` puts whole
segments, as a join or a correction in the page does: it is a person's choice only where the speaker is another one
than before that edit. Parts of a tagged segment are tagged. What was undone does not count, and an undo is no choice
of what was there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transcribe.document.model import Segment
from transcribe.document.operations import (
    Delete,
    Insert,
    Merge,
    Operation,
    Replace,
    SetSpeaker,
    Split,
)
from transcribe.store.values import Edit


def tagged_in(edits: Iterable[Edit]) -> frozenset[int]:
    """The ids of segments with a person's speaker.

    Args:
        edits: Of people and imports, in force, oldest first.
    """
    tags: set[int] = set()
    for edit in edits:
        before = _before(edit)
        for op in edit.ops:
            _apply(op, tags, before, is_import=edit.origin == "import")
    return frozenset(tags)


def _apply(
    op: Operation, tags: set[int], before: Mapping[int, Segment], *, is_import: bool
) -> None:
    if isinstance(op, SetSpeaker):
        tags.add(op.id)
    elif isinstance(op, Insert) and op.segment.speaker:
        tags.add(op.segment.id)
    elif isinstance(op, Replace):
        _replace(op, tags, before, is_import=is_import)
    elif isinstance(op, Split) and op.id in tags:
        tags.add(op.new_id)
    elif isinstance(op, Merge):
        if op.other_id in tags:
            tags.add(op.id)
        tags.discard(op.other_id)
    elif isinstance(op, Delete):
        tags.discard(op.id)


def _replace(
    op: Replace, tags: set[int], before: Mapping[int, Segment], *, is_import: bool
) -> None:
    put = set()
    for segment in op.put:
        earlier = before.get(segment.id) or _covering(segment, before)
        named = segment.speaker or any(word.speaker for word in segment.words)
        is_choice = named if is_import else _is_choice(segment, earlier, before)
        if is_choice or (earlier and earlier.id in tags):
            put.add(segment.id)
    tags.difference_update(op.remove)
    tags |= put


def _is_choice(segment: Segment, earlier: Segment | None, before: Mapping[int, Segment]) -> bool:
    """Whether an edit changed the speaker, or named one for a word that was not at that time before."""
    if segment.speaker != (earlier.speaker if earlier else None):
        return bool(segment.speaker) or segment.id in before
    named = {word.speaker for word in segment.words if word.speaker} - {segment.speaker}
    return bool(named) and not named <= {
        speaker
        for one in before.values()
        if _common_ms(one, segment) > 0
        for speaker in (one.speaker, *(word.speaker for word in one.words))
    }


def _covering(segment: Segment, before: Mapping[int, Segment]) -> Segment | None:
    """The segment that covered most of a new one."""
    found = max(before.values(), key=lambda one: _common_ms(one, segment), default=None)
    return found if found and _common_ms(found, segment) > 0 else None


def _common_ms(a: Segment, b: Segment) -> int:
    return min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms)


def _before(edit: Edit) -> dict[int, Segment]:
    """The segments as they were before an edit; the last operation of its inverse restores the first change."""
    return {
        segment.id: segment for op in edit.inverse if isinstance(op, Replace) for segment in op.put
    }
