"""People's edits, read as steps of work for statistics.

Only what statistics need is read, as JSON inside SQLite: the history of an 11-hour recording with 20,000
edits takes 0.1 s, its operations as objects would take ten times as long. Steps read before are kept, and later
edits are added to them.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from transcribe.document.model import join_text
from transcribe.document.work_step import WorkSpan, WorkStep
from transcribe.store.row_queries import get_media
from transcribe.store.transcripts.apply_edit import SMALL_SEGMENTS

KEPT_RECORDINGS = 4  # of 20,000 edits each takes about 8 MB
# A single new text is read by SQLite. Of other edits that change texts, the operations are read here. Conditions
# on strings come first, since SQLite 3.40 parses a JSON text again for each row that uses it.
_IS_SMALL = "staging IS NULL AND length(touched) <= 1000"  # versions before 2026-11 had no stagings
_IS_IN_FORCE = "kind = 'edit' AND undone_in_revision IS NULL"
_IS_ONE_TEXT = (
    "instr(touched, ',') = 0 AND instr(ops, '{\"op\":\"set_text\"') = 2 "
    "AND json_array_length(ops) = 1"
)
_TEXT_OPERATIONS = ("set_text", "insert", "delete", "replace")
_CHANGES_TEXT = " OR ".join(f'instr(ops, \'{{"op":"{name}"\')' for name in _TEXT_OPERATIONS)
_STEPS = f"""
SELECT author, created_at, {_IS_IN_FORCE}, iif({_IS_SMALL}, touched, '[]'),
    CASE WHEN NOT ({_IS_IN_FORCE} AND {_IS_SMALL}) THEN 'none'
        WHEN {_IS_ONE_TEXT} THEN 'text' WHEN {_CHANGES_TEXT} THEN 'operations' ELSE 'none' END,
    CASE WHEN NOT ({_IS_IN_FORCE} AND {_IS_SMALL}) THEN NULL
        WHEN {_IS_ONE_TEXT} THEN inverse ->> '$[0].put[0].text' WHEN {_CHANGES_TEXT} THEN inverse END,
    CASE WHEN NOT ({_IS_IN_FORCE} AND {_IS_SMALL}) THEN NULL
        WHEN {_IS_ONE_TEXT} THEN ops ->> '$[0].text' WHEN {_CHANGES_TEXT} THEN ops END
FROM edits WHERE media_id = ? AND revision > ? AND origin = 'person'
    AND kind IN ('edit', 'undo', 'redo')
ORDER BY revision
"""
# As `current_segments`, but that view looks for each segment whether a large edit has replaced it.
_SPANS = """
SELECT id, start_ms, end_ms, status FROM segments WHERE media_id = :media AND id NOT IN (
    SELECT staged.id FROM stagings JOIN staged_segments AS staged ON staged.staging = stagings.id
    WHERE staged.media_id = :media AND stagings.revision IS NOT NULL
)
UNION ALL
SELECT staged.id, start_ms, end_ms, status
FROM stagings JOIN staged_segments AS staged ON staged.staging = stagings.id
WHERE staged.media_id = :media AND stagings.revision IS NOT NULL AND NOT staged.is_gone
"""
_IN_TIME = itemgetter(1, 0)


class WorkLog:
    """Steps of work of people, from the history of edits."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect
        self._known: OrderedDict[str, tuple[int, tuple[WorkStep, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def steps(self, media_id: str) -> tuple[WorkStep, ...]:
        """The edits, undos and redos of people, oldest first.

        Drafts, alignments and imports are not among them. An edit of more than 64 segments (replace all,
        a shift of all times) is a step without segments: nobody has listened to them for it.

        Raises:
            NotFound: No recording has this id.
        """
        db = self._connect()
        with db.atomic():
            revision = get_media(db, media_id).revision
            with self._lock:
                known, steps = self._known.get(media_id, (0, ()))
            if known > revision or _has_undone(db, media_id, known):
                known, steps = 0, ()
            if known < revision:
                steps += tuple(map(_step, db.execute(_STEPS, [media_id, known])))
        self._keep(media_id, revision, steps)
        return steps

    def _keep(self, media_id: str, revision: int, steps: tuple[WorkStep, ...]) -> None:
        with self._lock:
            self._known[media_id] = (revision, steps)
            self._known.move_to_end(media_id)
            while len(self._known) > KEPT_RECORDINGS:
                self._known.popitem(last=False)

    def spans(self, media_id: str) -> tuple[WorkSpan, ...]:
        """The current segments in the order of time."""
        rows = self._connect().execute(_SPANS, {"media": media_id}).fetchall()
        rows.sort(key=_IN_TIME)  # nearly sorted, so faster than in SQLite
        return tuple(map(WorkSpan._make, rows))


def _has_undone(db: Database, media_id: str, revision: int) -> bool:
    """Whether earlier steps are no longer what they were at a revision."""
    rows = db.query(
        "SELECT 1 FROM edits WHERE media_id = ? AND revision > ? AND kind IN ('undo', 'redo') LIMIT 1",
        [media_id, revision],
    )
    return bool(list(rows))


def _step(row: tuple[str | None, str, int, str, str, str | None, str | None]) -> WorkStep:
    author, created_at, is_in_force, touched, source, before, after = row
    if source == "operations":
        before, after = _texts(json.loads(after or "[]"), json.loads(before or "[]"))
    at_s = datetime.fromisoformat(created_at).timestamp()
    return WorkStep(author or "", at_s, bool(is_in_force), _ids(touched), before or "", after or "")


def _ids(touched: str) -> tuple[int, ...]:
    """Ids of the segments among segments and speakers; none of too many."""
    if (one := touched[1:-1]).isdecimal():  # faster than JSON, and nearly always so
        return (int(one),)
    ids = tuple(key for key in json.loads(touched) if isinstance(key, int))
    return ids if len(ids) <= SMALL_SEGMENTS else ()


def _texts(
    ops: Iterable[Mapping[str, Any]], inverse: Iterable[Mapping[str, Any]]
) -> tuple[str, str]:
    """The joined texts of the segments that operations read, before and after them."""
    before = {one["id"]: (one["start"], one["text"]) for op in inverse for one in op.get("put", ())}
    after = dict(before)
    for op in ops:
        _apply(op, after)
    return _joined(before), _joined(after)


def _apply(op: Mapping[str, Any], texts: dict[int, tuple[float, str]]) -> None:
    """Follow the texts only; what changes none needs no entry here."""
    name, key = op["op"], op.get("id", 0)
    start, text = texts.get(key, (0.0, ""))
    if name == "set_text":
        texts[key] = (start, op["text"])
    elif name == "split":
        cut = op["at_char"]
        texts[key] = (start, text[:cut].rstrip())
        texts[op["new_id"]] = (op["at"], text[cut:].lstrip())
    elif name == "merge":
        _, other = texts.pop(op["other_id"], (0.0, ""))
        texts[key] = (start, join_text(text, other))
    elif name == "delete":
        texts.pop(key, None)
    elif name in {"insert", "replace"}:
        for gone in op.get("remove", ()):
            texts.pop(gone, None)
        for one in op.get("put", [op["segment"]] if "segment" in op else []):
            texts[one["id"]] = (one["start"], one["text"])


def _joined(texts: Mapping[int, tuple[float, str]]) -> str:
    return " ".join(text for _, text in sorted(texts.values()))
