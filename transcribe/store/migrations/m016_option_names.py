"""Options of stored jobs under their present names."""

from __future__ import annotations

import json

from sqlite_utils import Database

_RENAMED = {
    "detect_each": "multilingual",
    "propose": "dry_run",
    "replace_corrected": "overwrite_corrected",
}


def m016_option_names(db: Database) -> None:
    """Options of stored jobs under their present names; an unfinished job continues with them."""
    for row in list(db.query("SELECT id, options FROM jobs WHERE options IS NOT NULL")):
        options = json.loads(row["options"])
        if not _RENAMED.keys().isdisjoint(options):
            renamed = {_RENAMED.get(name, name): value for name, value in options.items()}
            text = json.dumps(renamed, ensure_ascii=False, separators=(",", ":"))
            db.execute("UPDATE jobs SET options = ? WHERE id = ?", [text, row["id"]])
