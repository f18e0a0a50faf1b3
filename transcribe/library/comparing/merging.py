"""Merge another transcript into a recording's: further cues, another speaker's cues, or a second language, as one edit."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import Insert, Operation, SetText
from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.library.comparing.cue_differences import shown_name
from transcribe.library.import_export import beyond_message, match_speakers, with_speakers
from transcribe.library.scores import ScoredFile
from transcribe.store import Store
from transcribe.subtitles.bilingual import best_match, joined_text

Mode = Literal["append", "interleave", "languages"]
MAX_PREVIEW = 200


@dataclass(frozen=True, slots=True)
class Merging:
    """How another transcript is merged.

    Attributes:
        mode: `append` puts its cues after the last segment, `interleave` puts them at their own times, `languages` puts
            each text below that of the segment of the same time.
        at_ms: Where the other one begins; None: after the last segment for `append`, else 0.
        speaker: The name of who speaks in cues that name nobody.
        keeps_lines: For `languages`: lines of the other one stay; else each text is one line.
        changes_approved: For `languages`: whether approved segments are changed too.
    """

    mode: Mode
    at_ms: int | None = None
    speaker: str = ""
    keeps_lines: bool = False
    changes_approved: bool = False


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge does.

    Attributes:
        ops: The edit.
        at_ms: Where the other transcript begins.
        added: New segments.
        changed: Segments of which the text changes, each with its new text.
        kept: Approved segments that would change and do not.
        n_same: Cues that are left out because a segment has the same times and text, or their text below its own.
        warnings: What reading told, and segments after the end of the recording.
        speakers: Those of the recording after the merge.
    """

    ops: tuple[Operation, ...]
    at_ms: int
    added: tuple[Segment, ...]
    changed: tuple[tuple[Segment, str], ...]
    kept: tuple[Segment, ...]
    n_same: int
    warnings: tuple[str, ...]
    speakers: tuple[Speaker, ...]


def plan_merge(
    store: Store, media_id: str, other: ScoredFile, how: Merging
) -> tuple[int, MergePlan]:
    """Say what a merge would do; changes nothing. Returns the revision that it fits, too.

    Raises:
        NotFound: The recording does not exist.
        InvalidOperation: A cue would begin before 0, or the other transcript has no cues.
    """
    revision, current = store.edits.transcript(media_id)
    if not other.transcript.segments:
        raise InvalidOperation("merge", f"{other.name} has no cues; choose another file")
    at_ms = _begin(current, how)
    moved = [_moved(cue, at_ms) for cue in other.transcript.segments]
    present = {(one.start_ms, one.end_ms, one.text) for one in current.segments}
    fresh = [one for one in moved if (one.start_ms, one.end_ms, one.text) not in present]
    texts, alone, n_below = (
        _below(current.segments, fresh, how) if how.mode == "languages" else ({}, fresh, 0)
    )
    to_change = [one for one in current.segments if one.id in texts]
    changed = tuple(
        (one, texts[one.id])
        for one in to_change
        if how.changes_approved or one.status != "approved"
    )
    kept = tuple(one for one in to_change if one.status == "approved" and not how.changes_approved)
    named, speakers = _named(alone, other.transcript.speakers, how.speaker)
    ids, new_speakers = match_speakers(current.speakers, speakers)
    first_id = store.edits.next_segment_id(media_id)
    added = tuple(with_speakers(one, first_id + n, ids) for n, one in enumerate(named))
    ops = (*new_speakers, *(SetText(one.id, text) for one, text in changed), *map(Insert, added))
    beyond = beyond_message(added, store.media.get(media_id).duration_ms)
    after = reduce(lambda transcript, op: op.apply(transcript), new_speakers, current)
    return revision, MergePlan(
        ops, at_ms, added, changed, kept, len(moved) - len(fresh) + n_below,
        (*other.warnings, *beyond), after.speakers,
    )  # fmt: skip


def merge_into(
    store: Store, media_id: str, other: ScoredFile, how: Merging, author: str = ""
) -> tuple[int, str, MergePlan]:
    """Merge another transcript, as one edit that can be undone; returns the revision, the edit's id, and what was done.

    Raises:
        NotFound: The recording does not exist.
        InvalidOperation: There is nothing to merge.
        EditConflict: Somebody edited the same segments at the same time.
    """
    revision, plan = plan_merge(store, media_id, other, how)
    if not plan.ops:
        raise InvalidOperation(
            "merge",
            "this changes nothing: all of its cues are here already, or go to approved segments",
        )
    applied = store.edits.apply(
        media_id, revision, plan.ops, edit_id=str(uuid.uuid4()),
        author=author or f"merge {other.name}", realigns=how.mode != "languages",
    )  # fmt: skip
    return applied.revision, applied.edit.id, plan


def _begin(current: Transcript, how: Merging) -> int:
    if how.at_ms is not None:
        return how.at_ms
    if how.mode == "append":
        return max((one.end_ms for one in current.segments), default=0)
    return 0


def _moved(cue: Segment, by_ms: int) -> Segment:
    if cue.start_ms + by_ms < 0:
        raise InvalidOperation(
            "merge", f"the cue {cue.text[:40]!r} would begin before 0; choose a later begin"
        )
    words = tuple(
        replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms) for word in cue.words
    )  # fmt: skip
    end_ms = max(cue.end_ms, cue.start_ms + 1) + by_ms
    return replace(cue, start_ms=cue.start_ms + by_ms, end_ms=end_ms, words=words)


def _below(
    segments: Sequence[Segment], cues: Sequence[Segment], how: Merging
) -> tuple[dict[int, str], list[Segment], int]:
    """The new texts of segments by id, the cues that belong to none, and how many are below a segment's text already."""
    below: dict[int, list[Segment]] = defaultdict(list)
    alone = []
    for cue in cues:
        at = best_match(cue, segments)
        if at is None:
            alone.append(cue)
        else:
            below[at].append(cue)
    texts, n_same = {}, 0
    for at, some in below.items():
        segment, line = segments[at], f"\n{joined_text(some, keeps_lines=how.keeps_lines)}"
        if segment.text.endswith(line):
            n_same += len(some)
        else:
            texts[segment.id] = segment.text + line
    return texts, alone, n_same


def _named(
    cues: Sequence[Segment], speakers: Sequence[Speaker], name: str
) -> tuple[list[Segment], tuple[Speaker, ...]]:
    """Give cues without a speaker one by name; also returns the speakers that are needed."""
    used = {one for cue in cues for one in (cue.speaker, *(word.speaker for word in cue.words))}
    needed = tuple(one for one in speakers if one.id in used)
    if not name or all(cue.speaker for cue in cues):
        return list(cues), needed
    own = Speaker("\0", name)
    return [replace(cue, speaker=cue.speaker or own.id) for cue in cues], (*needed, own)


def plan_to_json(plan: MergePlan) -> dict[str, Any]:
    """A merge as the API writes it: numbers, and the first places that change."""
    names = {one.id: shown_name(one) for one in plan.speakers}
    rows = [
        *((one, one.text, "added") for one in plan.added),
        *((one, text, "approved" if one.status == "approved" else "changed") for one, text in plan.changed),
        *((one, one.text, "kept") for one in plan.kept),
    ]  # fmt: skip
    shown = sorted(rows, key=lambda row: (row[0].start_ms, row[0].id))[:MAX_PREVIEW]
    return {
        "at": seconds(plan.at_ms), "added": len(plan.added), "changed": len(plan.changed),
        "approved": len(plan.kept) + sum(one.status == "approved" for one, _ in plan.changed),
        "kept": len(plan.kept), "same": plan.n_same, "warnings": list(plan.warnings),
        "preview": [
            {"start": seconds(one.start_ms), "end": seconds(one.end_ms), "text": text,
             "speaker": names.get(one.speaker or ""), "change": change}
            for one, text, change in shown
        ],
    }  # fmt: skip
