"""What the library's list shows of each transcript: counted with each change, not when it is read."""

from __future__ import annotations

import logging

from sqlite_utils import Database

SOON_DONE = 100_000  # segments: about 2 s

log = logging.getLogger("transcribe.store")

_COUNTS = ("n_corrected", "n_approved", "n_rejected", "n_flagged", "n_rated", "rating")
_COLUMNS = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in _COUNTS)
# The fourth value of a word is its probability; it is missing where it is unknown.
_RATED = "FROM json_each({row}.words) WHERE json_extract(value, '$[3]') IS NOT NULL"
_VALUES = {
    "n_corrected": "coalesce({row}.status = 'corrected', 0)",
    "n_approved": "coalesce({row}.status = 'approved', 0)",
    "n_rejected": "coalesce({row}.status = 'rejected', 0)",
    "n_flagged": "coalesce({row}.is_flagged != 0, 0)",
    "n_rated": f"(SELECT count(*) {_RATED})",
    "rating": "(SELECT coalesce(sum(CAST(round(10000 * json_extract(value, '$[3]')) AS INTEGER)), 0) "
    f"{_RATED})",
}
# The segments of a valid staging are counted at once when it becomes valid, not when they are moved.
_NOT_MOVED = (
    "NOT EXISTS (SELECT 1 FROM stagings WHERE media_id = {row}.media_id AND revision IS NOT NULL)"
)
_DIFFERS = " OR ".join(
    f"OLD.{name} IS NOT NEW.{name}" for name in ("status", "is_flagged", "words")
)


def m021_media_summaries(db: Database) -> None:
    """Count the segments of each recording by status, and keep its title as it is sorted and found.

    `n_rated` and `rating` are the number of words with a probability and the sum of these, in
    units of 1/10000: whole numbers, so that adding and subtracting is exact. `title_key` and
    `names` are null until the program has folded the title (`store/title_keys.py`).
    """
    db.execute(
        "CREATE TABLE media_summaries (media_id TEXT PRIMARY KEY REFERENCES media(id) "
        f"ON DELETE CASCADE, {_COLUMNS}, title_key TEXT, names TEXT) STRICT, WITHOUT ROWID"
    )
    for name in _COUNTS:
        db.execute(f"ALTER TABLE stagings ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    _fill(db)
    for trigger in _triggers():
        db.execute(trigger)


def _fill(db: Database) -> None:
    n_segments = int(db.execute("SELECT count(*) FROM segments").fetchone()[0])
    if n_segments > SOON_DONE:
        log.warning("The %d segments of the library are counted once. Please wait.", n_segments)
    sums = ", ".join(f"sum({_VALUES[name].format(row='s')})" for name in _COUNTS)
    db.execute("INSERT INTO media_summaries (media_id) SELECT id FROM media")
    db.execute(
        f"INSERT OR REPLACE INTO media_summaries (media_id, {', '.join(_COUNTS)}) "
        f"SELECT media_id, {sums} FROM current_segments AS s GROUP BY media_id"
    )
    # Edits that are being prepared by another process, or were abandoned.
    counts = ", ".join(
        f"{name} = (SELECT coalesce(sum({_staged(name, 's')}), 0) FROM staged_segments AS s "
        "WHERE s.staging = stagings.id)"
        for name in _COUNTS
    )
    db.execute(f"UPDATE stagings SET {counts} WHERE revision IS NULL")


def _staged(name: str, row: str) -> str:
    """What a staged segment adds to a count when it replaces the present one."""
    present = _VALUES[name].format(row="now")
    return (
        f"iif({row}.is_gone, 0, {_VALUES[name].format(row=row)}) - coalesce((SELECT {present} "
        f"FROM segments AS now WHERE now.media_id = {row}.media_id AND now.id = {row}.id), 0)"
    )


def _triggers() -> tuple[str, ...]:
    return (
        "CREATE TRIGGER media_summary_of_new AFTER INSERT ON media BEGIN "
        "INSERT INTO media_summaries (media_id) VALUES (NEW.id); END",
        "CREATE TRIGGER media_summary_of_renamed AFTER UPDATE OF title, filename ON media "
        "WHEN OLD.title IS NOT NEW.title OR OLD.filename IS NOT NEW.filename BEGIN "
        "UPDATE media_summaries SET title_key = NULL, names = NULL WHERE media_id = NEW.id; END",
        f"CREATE TRIGGER count_new_segment AFTER INSERT ON segments WHEN {_NOT_MOVED.format(row='NEW')} "
        f"BEGIN {_count('NEW', {name: _VALUES[name].format(row='NEW') for name in _COUNTS})}; END",
        f"CREATE TRIGGER count_removed_segment AFTER DELETE ON segments "
        f"WHEN {_NOT_MOVED.format(row='OLD')} "
        f"BEGIN {_count('OLD', {name: '-' + _VALUES[name].format(row='OLD') for name in _COUNTS})}; END",
        "CREATE TRIGGER count_changed_segment AFTER UPDATE OF status, is_flagged, words ON segments "
        f"WHEN ({_DIFFERS}) AND {_NOT_MOVED.format(row='NEW')} "
        f"BEGIN {_count('NEW', {name: _change(name) for name in _COUNTS})}; END",
        "CREATE TRIGGER count_staged_segment AFTER INSERT ON staged_segments BEGIN "
        f"UPDATE stagings SET {_add({name: _staged(name, 'NEW') for name in _COUNTS})} "
        "WHERE id = NEW.staging; END",
        "CREATE TRIGGER count_valid_staging AFTER UPDATE OF revision ON stagings "
        "WHEN OLD.revision IS NULL AND NEW.revision IS NOT NULL "
        f"BEGIN {_count('NEW', {name: f'NEW.{name}' for name in _COUNTS})}; END",
    )


def _change(name: str) -> str:
    value = _VALUES[name]
    change = f"{value.format(row='NEW')} - {value.format(row='OLD')}"
    if name in {"n_rated", "rating"}:  # most edits change a status only
        return f"iif(OLD.words IS NEW.words, 0, {change})"
    return change


def _count(row: str, more: dict[str, str]) -> str:
    return f"UPDATE media_summaries SET {_add(more)} WHERE media_id = {row}.media_id"


def _add(more: dict[str, str]) -> str:
    return ", ".join(f"{name} = {name} + {value}" for name, value in more.items())
