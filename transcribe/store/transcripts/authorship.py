"""Whose work each segment is: a person's, or speech recognition's.

A draft may replace only what no person has touched. The history of edits tells: the last edit in
force that touched a segment made it what it is. Undone edits do not count, and neither do alignments,
which change word times only, and speakers, which leave all text as it is. An import is a person's choice. Segments that a client inserts as a draft are
not a person's until a person edits them.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from transcribe.store.row_queries import get_media
from transcribe.store.values import EditOrigin

KEPT_RECORDINGS = 4
PEOPLE: frozenset[EditOrigin] = frozenset({"person", "import"})
Range = tuple[int, int]

_IN_FORCE = (
    "media_id = :media AND revision > :since AND undone_in_revision IS NULL "
    "AND kind IN ('edit', 'import', 'draft') AND origin NOT IN ('align', 'speakers')"
)
_EDITS = f"""
SELECT revision, origin, job_id, touched, coalesce(draft_ids, '[]') AS draft_ids,
    iif(origin IN ('person', 'import'),
        (SELECT inverse FROM whole_edits AS whole WHERE whole.media_id = edits.media_id
         AND whole.revision = edits.revision), '[]') AS inverse
FROM edits WHERE {_IN_FORCE} ORDER BY revision
"""
_STEPS_SINCE = """
SELECT 1 FROM edits WHERE media_id = ? AND revision > ? AND kind IN ('undo', 'redo') LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """The last edit in force of a segment."""

    origin: EditOrigin
    job_id: int | None

    @property
    def is_of_person(self) -> bool:
        """Whether a person made it."""
        return self.origin in PEOPLE


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who made the segments of a recording what they are.

    Attributes:
        last: The last edit in force of each segment, also of removed ones, by id.
        made: The job that made each segment, None for people and imports, by id.
        earlier: Where segments lay, in ms, before the edits that people made of them, by id.
    """

    last: Mapping[int, Touch]
    made: Mapping[int, int | None]
    earlier: Mapping[int, tuple[Range, ...]]

    def is_of_person(self, segment_id: int) -> bool:
        """Whether a person's edit made a segment what it is, or removed it."""
        touch = self.last.get(segment_id)
        return touch is not None and touch.is_of_person

    def is_of_job(self, segment_id: int, job_id: int) -> bool:
        """Whether a job made a segment, and no person has touched it since."""
        return self.made.get(segment_id) == job_id and not self.is_of_person(segment_id)

    def is_of_later_job(self, segment_id: int, job_id: int) -> bool:
        """Whether a job that was requested later than `job_id` made a segment what it is."""
        touch = self.last.get(segment_id)
        return touch is not None and (touch.job_id or 0) > job_id

    def has_replaced(self, job_id: int) -> bool:
        """Whether a job has replaced or removed segments that it did not make."""
        return any(
            touch.job_id == job_id and self.made.get(key) != job_id
            for key, touch in self.last.items()
        )

    def ranges(self, start_ms: int, end_ms: int) -> dict[int, tuple[Range, ...]]:
        """Earlier places of people's segments that overlap `[start_ms, end_ms)`, by id."""
        found = {
            key: tuple(one for one in places if one[0] < end_ms and one[1] > start_ms)
            for key, places in self.earlier.items()
            if self.is_of_person(key)
        }
        return {key: places for key, places in found.items() if places}


@dataclass(slots=True)
class _Known:
    revision: int = 0
    last: dict[int, Touch] = field(default_factory=dict)
    made: dict[int, int | None] = field(default_factory=dict)
    earlier: dict[int, tuple[Range, ...]] = field(default_factory=dict)


class AuthorshipReader:
    """Reads whose work segments are.

    What was read before is kept with its revision, so that a draft of many chunks does not read the
    whole history for each. After an undo or a redo everything is read again.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, db: Database, media_id: str) -> Authorship:
        """Read the authorship that belongs to the state of the open transaction.

        Raises:
            NotFound: No recording has this id.
        """
        revision = get_media(db, media_id).revision
        with self._lock:
            known = self._known.pop(media_id, None) or _Known()
            is_stale = known.revision > revision or bool(
                list(db.query(_STEPS_SINCE, [media_id, known.revision]))
            )
            known = _Known() if is_stale else known
            _bring_up(db, media_id, known)
            known.revision = revision
            self._known[media_id] = known
            while len(self._known) > KEPT_RECORDINGS:
                self._known.popitem(last=False)
            return Authorship(dict(known.last), dict(known.made), dict(known.earlier))


def _bring_up(db: Database, media_id: str, known: _Known) -> None:
    for row in db.query(_EDITS, {"media": media_id, "since": known.revision}):
        touch = Touch(row["origin"], row["job_id"])
        touched = [key for key in json.loads(row["touched"]) if isinstance(key, int)]
        known.last.update(dict.fromkeys(touched, touch))
        known.last.update(dict.fromkeys(json.loads(row["draft_ids"]), Touch("draft", None)))
        for key in touched:
            known.made.setdefault(key, touch.job_id)
        if touch.is_of_person:
            for key, place in _places(json.loads(row["inverse"])):
                places = known.earlier.get(key, ())
                known.earlier[key] = places if place in places else (*places, place)


def _places(inverse: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, Range]]:
    """Where the segments of an inverse lay, by id."""
    for operation in inverse:
        for plain in operation.get("put", ()):
            place = (round(plain["start"] * 1000), round(plain["end"] * 1000))
            yield plain["id"], place


def read_has_earlier_draft(db: Database, media_id: str, job_id: int) -> bool:
    """Whether there was a draft, a redraft or an import before a job wrote its first edit."""
    rows = db.query(
        "SELECT 1 FROM edits WHERE media_id = :media AND origin IN ('draft', 'redraft', 'import') "
        "AND job_id IS NOT :job AND revision < coalesce("
        "(SELECT min(revision) FROM edits WHERE media_id = :media AND job_id = :job), 9e18) LIMIT 1",
        {"media": media_id, "job": job_id},
    )
    return bool(list(rows))
