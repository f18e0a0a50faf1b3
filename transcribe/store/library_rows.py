"""The library's list: filtered and sorted recordings, a page of them at a time.

Counts of segments are kept with each edit (`m021_media_summaries`), and the state of jobs is read once
for the whole library: the list reads no segment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.media_tags import is_tag
from transcribe.store.overview import read_overviews_of
from transcribe.store.rows import Row, to_text
from transcribe.store.values import UNFINISHED, MediaOverview, Place
from transcribe.text.folding import fold
from transcribe.text.tags import fold_tag

Stage = Literal["working", "failed", "empty", "draft", "in_work", "done"]
Sort = Literal[
    "title", "duration", "language", "state", "created", "opened", "progress", "confidence"
]

STAGES: tuple[Stage, ...] = ("working", "failed", "empty", "draft", "in_work", "done")
WITH_TEXT: tuple[Stage, ...] = ("draft", "in_work", "done")
SORTS: dict[Sort, str] = {
    "title": "title_key",
    "duration": "duration_ms",
    "language": "language",
    "state": "stage",
    "created": "created_at",
    "opened": "opened_at",
    "progress": "progress",
    "confidence": "confidence",
}

NO_PROJECT = "none"
_IS_THERE = "is_there"
_WHOLE = "kind IN ('ingest', 'draft')"  # other jobs change a part only
# Stages as numbers, in the order in which the list sorts them.
_STAGE = """CASE
    WHEN media.state = 'failed' OR media.error IS NOT NULL OR media.id IN failed THEN 1
    WHEN media.state != 'ready' OR media.id IN drafting THEN 0
    WHEN media.n_segments = 0 THEN 2
    WHEN n_approved + n_rejected >= media.n_segments THEN 5
    WHEN n_corrected + n_approved + n_rejected > 0 THEN 4
    ELSE 3
END"""
_LISTED = f"""
WITH drafting AS MATERIALIZED (
    SELECT media_id FROM jobs WHERE state IN (SELECT value FROM json_each(:unfinished))
    AND kind = 'draft'
), failed AS MATERIALIZED (
    SELECT media_id FROM jobs WHERE state = 'failed' AND error IS NOT NULL AND {_WHOLE}
    AND id = (SELECT max(id) FROM jobs AS j WHERE j.media_id = jobs.media_id AND {_WHOLE})
), listed AS (
    SELECT media.id, duration_ms, language, created_at, media.n_segments,
        n_corrected, n_approved, n_rejected, n_flagged, names,
        coalesce(title_key, title) AS title_key, media_places.at AS opened_at,
        (n_approved + n_rejected) * 1.0 / nullif(media.n_segments, 0) AS progress,
        rating / 10000.0 / nullif(n_rated, 0) AS confidence,
        {_STAGE} AS stage, deleted_at IS NULL AND transient IS NULL AS is_there
    FROM media JOIN media_summaries ON media_summaries.media_id = media.id
    LEFT JOIN media_places ON media_places.media_id = media.id
)
"""
_OPENED = "SELECT media_id AS id FROM media_places ORDER BY at DESC, media_id LIMIT 20"
_OPENED_NOT_DONE = (
    f"{_LISTED} SELECT id FROM listed WHERE is_there AND opened_at IS NOT NULL AND stage != :done "
    "ORDER BY opened_at DESC, id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which recordings of the library are listed, and in which order.

    Attributes:
        text: All words of it occur in the title, the file name or a tag; case and accents do not count.
        stages: All stages if it is empty.
        language: Whisper's code.
        speaker: Name of a speaker in the transcript; case and accents do not count.
        tags: All of them are set, or a tag below each: `interviews/anna` is below `interviews`.
        project: Id of the collection; "none" for recordings that are in none.
        since, until: Added at or after, and before, as ISO 8601 in UTC.
        ids: Only these; None for all.
        sort: What they are sorted by. Those without a value are last in both directions.
        is_descending: Largest first.
    """

    text: str = ""
    stages: tuple[Stage, ...] = ()
    language: str | None = None
    speaker: str | None = None
    tags: tuple[str, ...] = ()
    project: str | None = None
    since: str | None = None
    until: str | None = None
    ids: tuple[str, ...] | None = None
    sort: Sort = "created"
    is_descending: bool = True


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One recording of the list.

    Attributes:
        confidence: Mean of the words' probabilities, 0 to 1; None without one.
        place: Where it was opened last; None if it was never opened.
        project: Id of its collection; None if it is in none.
    """

    overview: MediaOverview
    stage: Stage
    n_corrected: int
    n_approved: int
    n_rejected: int
    n_flagged: int
    confidence: float | None
    place: Place | None
    project: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether it is in the library: not deleted, and not of a single request."""
        return self.overview.media.deleted_at is None and self.overview.media.transient is None


@dataclass(frozen=True, slots=True)
class LibrarySums:
    """Of the recordings that match a query, and of the whole library.

    Attributes:
        total: Recordings that match.
        duration_ms, n_segments, n_corrected, n_approved: Of these together.
        counts: Recordings of the library in each stage.
        languages: Recordings of the library in each language, most frequent first.
    """

    total: int = 0
    duration_ms: int = 0
    n_segments: int = 0
    n_corrected: int = 0
    n_approved: int = 0
    counts: dict[Stage, int] = field(default_factory=dict)
    languages: tuple[tuple[str, int], ...] = ()

    @property
    def n_all(self) -> int:
        """All recordings of the library."""
        return sum(self.counts.values())


class LibraryList:
    """Reads the list of recordings; those that are deleted or of a single request are not in it."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect

    def rows(self, query: ListQuery, offset: int = 0, limit: int = 100) -> tuple[LibraryRow, ...]:
        """Some of the recordings that match, in order."""
        db = self._connect()
        return _read_rows(db, _ids(db, query, offset, limit))

    def ids(self, query: ListQuery) -> tuple[str, ...]:
        """The ids of all recordings that match, in order."""
        return tuple(_ids(self._connect(), query))

    def sums(self, query: ListQuery) -> LibrarySums:
        """Sums over all recordings that match, and counts of the whole library, in one pass."""
        return _read_sums(self._connect(), query)

    def last_opened(self) -> LibraryRow | None:
        """The recording that was opened last and is not done; None if there is none."""
        db = self._connect()
        for query in (_OPENED, _OPENED_NOT_DONE):  # usually among the last few, which are read fast
            values = {"unfinished": to_text(UNFINISHED), "done": STAGES.index("done")}
            rows = _read_rows(db, [row["id"] for row in db.query(query, values)])
            for row in rows:
                if row.is_there and row.stage != "done":
                    return row
        return None

    def beside(
        self, query: ListQuery, media_id: str, step: Literal[1, -1]
    ) -> tuple[LibraryRow | None, int | None, int]:
        """The recording after or before one in the list.

        It need not match the query itself, nor be in the library any more: its place is where it
        would be.

        Returns:
            The recording, its position in the list counted from 1, and the length of the list; None
            twice at the end of the list.

        Raises:
            NotFound: No recording has this id.
        """
        db = self._connect()
        ids = _ids(db, query, also=media_id)
        if media_id not in ids:
            raise NotFound("recording", media_id)
        at = ids.index(media_id)
        is_listed = bool(_ids(db, replace(query, ids=(media_id,))))
        total = len(ids) if is_listed else len(ids) - 1
        other = at + step
        if not 0 <= other < len(ids):
            return None, None, total
        position = other + 1 if is_listed or step < 0 else other
        return next(iter(_read_rows(db, [ids[other]])), None), position, total


def _ids(
    db: Database, query: ListQuery, offset: int = 0, limit: int = -1, also: str | None = None
) -> list[str]:
    where, values = _conditions(db, query)
    if also is not None:
        where, values = f"({where}) OR id = :also", {**values, "also": also}
    column = SORTS[query.sort]
    direction = "DESC" if query.is_descending else "ASC"
    rows = db.query(
        f"{_LISTED} SELECT id FROM listed WHERE {where} "
        f"ORDER BY {column} IS NULL, {column} {direction}, created_at DESC, id "
        "LIMIT :limit OFFSET :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return [row["id"] for row in rows]


def _conditions(db: Database, query: ListQuery) -> tuple[str, dict[str, Any]]:
    """The conditions of a query as SQL over `listed`, with their values."""
    values: dict[str, Any] = {"unfinished": to_text(UNFINISHED)}
    parts = [_IS_THERE]

    def add(condition: str, **more: Any) -> None:
        parts.append(condition)
        values.update(more)

    if query.ids is not None:
        add("id IN (SELECT value FROM json_each(:ids))", ids=to_text(query.ids))
    if query.stages:
        stages = [STAGES.index(stage) for stage in query.stages]
        add("stage IN (SELECT value FROM json_each(:stages))", stages=to_text(stages))
    if query.language is not None:
        add("language = :language", language=query.language)
    if query.since is not None:
        add("created_at >= :since", since=query.since)
    if query.until is not None:
        add("created_at < :until", until=query.until)
    if query.speaker is not None:
        add(
            "id IN (SELECT media_id FROM speakers WHERE position IS NOT NULL "
            "AND name IN (SELECT value FROM json_each(:names)))",
            names=to_text(_names_like(db, query.speaker)),
        )
    if query.project == NO_PROJECT:
        add("id NOT IN (SELECT media_id FROM project_media)")
    elif query.project is not None:
        add(
            "id IN (SELECT media_id FROM project_media WHERE project_id = :project)",
            project=query.project,
        )
    for number, tag in enumerate(query.tags):
        name = f"tag{number}"
        add(
            f"id IN (SELECT media_id FROM media_tags WHERE {is_tag(name)})",
            **{name: fold_tag(tag)},
        )
    words = tuple(dict.fromkeys(fold(query.text).split()))
    for number, (word, tags) in enumerate(_tags_with(db, words).items()):
        name = f"word{number}"
        add(
            f"(instr(names, :{name}) OR id IN (SELECT media_id FROM media_tags "
            f"WHERE folded IN (SELECT value FROM json_each(:{name}_tags))))",
            **{name: word, f"{name}_tags": to_text(tags)},
        )
    return " AND ".join(parts), values


def _tags_with(db: Database, words: Sequence[str]) -> dict[str, list[str]]:
    """For each word the folded tags in which it occurs."""
    if not words:
        return {}
    tags = [row["folded"] for row in db.query("SELECT DISTINCT folded FROM media_tags")]
    return {word: [tag for tag in tags if word in tag] for word in words}


def _names_like(db: Database, name: str) -> list[str]:
    """The names of speakers in the library that are equal to a name when they are folded."""
    wanted = fold(name).strip()
    rows = db.query("SELECT DISTINCT name FROM speakers WHERE position IS NOT NULL")
    return [row["name"] for row in rows if fold(row["name"]).strip() == wanted]


def _read_sums(db: Database, query: ListQuery) -> LibrarySums:
    where, values = _conditions(db, query)
    # Not materialized, SQLite evaluates the conditions again for each sum.
    how = "NOT MATERIALIZED" if where == _IS_THERE else "MATERIALIZED"
    columns = ("duration_ms", "n_segments", "n_corrected", "n_approved")
    sums = ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE matches), 0) AS {name}" for name in columns
    )
    rows = list(
        db.query(
            f"{_LISTED}, matched AS {how} (SELECT stage, language, {', '.join(columns)}, "
            f"coalesce({where}, 0) AS matches FROM listed WHERE is_there) "
            f"SELECT stage, language, count(*) AS n, sum(matches) AS total, {sums} "
            "FROM matched GROUP BY stage, language",
            values,
        )
    )
    counts: dict[Stage, int] = dict.fromkeys(STAGES, 0)
    languages: dict[str, int] = {}
    for row in rows:
        counts[STAGES[row["stage"]]] += row["n"]
        if row["language"] is not None:
            languages[row["language"]] = languages.get(row["language"], 0) + row["n"]
    together = {name: sum(row[name] for row in rows) for name in ("total", *columns)}
    ordered = sorted(languages.items(), key=lambda one: (-one[1], one[0]))
    return LibrarySums(**together, counts=counts, languages=tuple(ordered))


def _read_rows(db: Database, ids: Sequence[str]) -> tuple[LibraryRow, ...]:
    """The rows of these recordings, in this order; one that is gone meanwhile is left out."""
    overviews = {one.media.id: one for one in read_overviews_of(db, ids)}
    rows = db.query(
        f"{_LISTED} SELECT id, stage, n_corrected, n_approved, n_rejected, n_flagged, confidence, "
        "opened_at, segment, time_ms, "
        "(SELECT project_id FROM project_media WHERE media_id = id) AS project "
        "FROM listed LEFT JOIN media_places ON media_id = id "
        "WHERE id IN (SELECT value FROM json_each(:ids))",
        {"unfinished": to_text(UNFINISHED), "ids": to_text(ids)},
    )
    found = {
        row["id"]: _to_row(row, overviews[row["id"]]) for row in rows if row["id"] in overviews
    }
    return tuple(found[one] for one in ids if one in found)


def _to_row(row: Row, overview: MediaOverview) -> LibraryRow:
    at = row["opened_at"]
    return LibraryRow(
        overview, STAGES[row["stage"]], row["n_corrected"], row["n_approved"], row["n_rejected"],
        row["n_flagged"], row["confidence"],
        None if at is None else Place(row["segment"], row["time_ms"], at), row["project"],
    )  # fmt: skip
