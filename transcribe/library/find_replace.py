"""Find and replace in the whole library: a preview of all hits, then one edit per recording."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from transcribe.document.model import Word
from transcribe.document.operations import SetText
from transcribe.errors import EditConflict, InvalidOperation, NotFound, SearchTooSlow
from transcribe.store import Store
from transcribe.store.transcripts.segment_texts import StoredText
from transcribe.text.find_replace import Finder, FindQuery, Found, Replacement, replace
from transcribe.text.folding import floor_cluster

BUDGET_S = 20.0  # for the whole library; one text may take all the time that is left
ONE_TEXT_S = 2.0
MAX_HITS = 5_000
CONTEXT_BEFORE, CONTEXT_AFTER = 40, 60  # characters
ATTEMPTS = 5  # to apply an edit between those of users


@dataclass(frozen=True, slots=True)
class LibraryHit:
    """One hit with its context. `start` and `end` are code points in the segment's text."""

    media_id: str
    segment_id: int
    start: int
    end: int
    start_ms: int
    before: str
    match: str
    after: str
    new: str


@dataclass(slots=True)
class Recording:
    """A recording with hits, in the state that was searched."""

    media_id: str
    title: str
    revision: int
    n_hits: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The hits; `is_capped` if there are more."""

    hits: tuple[LibraryHit, ...]
    recordings: tuple[Recording, ...]
    n_segments: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hits of one recording to replace: the places by segment, from the preview."""

    media_id: str
    revision: int
    places: dict[int, frozenset[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for one recording. `edit_id` is None if nothing was changed.

    Attributes:
        changed: Segments that were skipped, because they have changed since.
    """

    media_id: str
    title: str
    edit_id: str | None
    n_hits: int
    n_segments: int
    changed: tuple[int, ...]


def preview(
    store: Store,
    query: FindQuery,
    replacement: Replacement,
    media_ids: Sequence[str] | None = None,
    limit: int = MAX_HITS,
) -> Preview:
    """Find in all texts.

    Raises:
        InvalidPattern: The expression is invalid.
        SearchTooSlow: The search takes too long.
    """
    finder, deadline = Finder(query), time.monotonic() + BUDGET_S
    hits: list[LibraryHit] = []
    recordings: dict[str, Recording] = {}
    n_segments = 0
    for stored in store.texts.all(media_ids):
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise SearchTooSlow(query.text)
        n_segments += 1
        for found in finder.find(stored.text, min(left_s, ONE_TEXT_S)):
            if len(hits) >= limit:
                return Preview(tuple(hits), tuple(recordings.values()), n_segments, True)
            known = recordings.setdefault(
                stored.media_id, Recording(stored.media_id, stored.title, stored.revision)
            )
            known.n_hits += 1
            hits.append(_hit(stored, found, finder.spell(stored.text, found, replacement)))
    return Preview(tuple(hits), tuple(recordings.values()), n_segments, False)


def _hit(stored: StoredText, found: Found, new: str) -> LibraryHit:
    text = stored.text
    context_start = floor_cluster(text, max(0, found.start - CONTEXT_BEFORE))
    context_end = floor_cluster(text, min(len(text), found.end + CONTEXT_AFTER))
    return LibraryHit(
        stored.media_id, stored.segment_id, found.start, found.end,
        _start_ms(stored, found),
        text[context_start : found.start], text[found.start : found.end],
        text[found.end : max(found.end, context_end)], new,
    )  # fmt: skip


def _start_ms(stored: StoredText, found: Found) -> int:
    at = 0
    word: Word
    for word in stored.words():
        place = stored.text.find(word.text, at)
        if place < 0:
            continue
        at = place + len(word.text)
        if at > found.start:
            return word.start_ms
    return stored.start_ms


def replace_in_recording(
    store: Store, wanted: Wanted, query: FindQuery, replacement: Replacement, author: str = ""
) -> Outcome:
    """Replace hits in one recording as one edit; hits changed since the preview are skipped.

    Raises:
        NotFound: The recording does not exist.
        InvalidPattern, SearchTooSlow: As for `preview`.
    """
    media, finder = store.media.get(wanted.media_id), Finder(query)
    places, changed = dict(wanted.places), set[int]()
    for _ in range(ATTEMPTS):
        present, gone = store.edits.some(wanted.media_id, places)
        changed.update(gone)
        ops: list[SetText] = []
        n_hits = 0
        for segment in present:
            hits = finder.find(segment.text, ONE_TEXT_S)
            chosen = [hit for hit in hits if (hit.start, hit.end) in places[segment.id]]
            if len(chosen) < len(places[segment.id]):
                changed.add(segment.id)
                continue
            parts = [
                (hit.start, hit.end, finder.spell(segment.text, hit, replacement)) for hit in chosen
            ]
            text = replace(segment.text, parts)
            n_hits += len(chosen)
            if text != segment.text:
                ops.append(SetText(segment.id, text))
        if not ops:
            break
        try:
            applied = store.edits.apply(
                wanted.media_id, wanted.revision, ops, edit_id=f"replace-{uuid.uuid4()}",
                author=author,
            )  # fmt: skip
        except EditConflict as conflict:
            changed.update(conflict.segment_ids)
            places = {key: value for key, value in places.items() if key not in changed}
            continue
        return Outcome(
            media.id, media.title, applied.edit.id, n_hits, len(ops), tuple(sorted(changed))
        )
    return Outcome(media.id, media.title, None, 0, 0, tuple(sorted(changed)))


def undo_all(store: Store, edits: Sequence[tuple[str, str]], author: str = "") -> list[str]:
    """Undo edits, given as pairs of recording id and edit id.

    Returns:
        The recordings that were skipped, because the same segments were edited since, or the edit
        is already undone.
    """
    left = []
    for media_id, edit_id in edits:
        try:
            store.edits.apply(
                media_id, store.media.get(media_id).revision, (), edit_id=f"undo-{uuid.uuid4()}",
                kind="undo", target=edit_id, author=author,
            )  # fmt: skip
        except (EditConflict, InvalidOperation, NotFound):
            left.append(media_id)
    return left
