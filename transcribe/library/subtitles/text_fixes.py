"""Fix the texts of a recording's segments for a delivery profile, as one edit that can be undone.

Times, lines and cues are the builder's; what is left are signs: omissions, quotation marks, brackets, dashes, white space,
times of day, markup. No word changes, and line breaks that a person made stay.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from transcribe.document.model import Segment
from transcribe.document.operations import Operation, SetStatus, SetText
from transcribe.library.subtitles.deliveries import Delivery, language_of
from transcribe.library.subtitles.profiles import all_profiles
from transcribe.store import Store
from transcribe.subtitles.checks.model import CheckedCue, Rules
from transcribe.subtitles.checks.running import fix
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.profiles.limits import Limits

LONG_MS = 10_000  # no check of times has a limit here
_CUE_BREAK = re.compile(r"((?:[ \t]*\n){2,})")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was fixed.

    Attributes:
        revision: Of the recording now.
        edit_id: The edit, for undo; None if nothing changed.
        n_segments: Segments with a new text.
        n_kept: Approved segments that have a fix and stay as they are.
    """

    revision: int
    edit_id: str | None
    n_segments: int
    n_kept: int


def fix_recording(
    store: Store,
    media_id: str,
    delivery: Delivery,
    author: str = "",
    *,
    segments: Collection[int] | None = None,
    changes_approved: bool = True,
) -> Fixed:
    """Fix the texts of a recording.

    Args:
        store: The library.
        media_id: The recording.
        delivery: Its profile says which signs are used.
        author: For the history.
        segments: Ids; None for all.
        changes_approved: Whether approved segments are changed too.

    Raises:
        NotFound: The recording does not exist.
        UnknownProfile: There is no such profile.
        EditConflict: Somebody edited the same segments at the same time.
    """
    revision, transcript = store.edits.transcript(media_id)
    profile = all_profiles(store.folder).get(delivery.profile)
    rules = Rules(profile, Limits(MILLISECONDS), language_of(transcript, profile))
    chosen = [one for one in transcript.segments if segments is None or one.id in segments]
    fixes = [(one, fixed_text(one.text, rules)) for one in chosen]
    fixes = [(one, text) for one, text in fixes if text != one.text]
    changed = [fix for fix in fixes if changes_approved or fix[0].status != "approved"]
    n_kept = len(fixes) - len(changed)
    ops = tuple(op for one, text in changed for op in _edits(one, text))
    if not ops:
        return Fixed(revision, None, 0, n_kept)
    applied = store.edits.apply(
        media_id, revision, ops,
        edit_id=str(uuid.uuid4()), kind="edit", author=author or "checks", realigns=False,
    )  # fmt: skip
    return Fixed(applied.revision, applied.edit.id, len(changed), n_kept)


def fixed_text(text: str, rules: Rules) -> str:
    """A text with every fix of its signs that makes no other finding; breaks between cues stay."""
    parts = _CUE_BREAK.split(text)
    return "".join(part if n % 2 else _fixed(part, rules) for n, part in enumerate(parts))


def _fixed(text: str, rules: Rules) -> str:
    done = fix([CheckedCue(1, 0, LONG_MS, text)], replace(rules, avoided=(), is_word=None))
    return done[0].text if done else text


def _edits(segment: Segment, text: str) -> Iterator[Operation]:
    yield SetText(segment.id, text)
    if segment.status == "draft":
        yield SetStatus(segment.id, "draft")  # nobody has read it
