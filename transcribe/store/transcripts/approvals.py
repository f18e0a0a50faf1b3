"""Who approved segments, from the history of edits."""

from __future__ import annotations

from sqlite_utils import Database

# The last change of each segment's status that holds. Segments that came approved with an import have none.
_APPROVED = """
SELECT operation.value ->> '$.id' AS id, operation.value ->> '$.status' AS status, edits.author
FROM whole_edits AS edits, json_each(edits.ops) AS operation
WHERE media_id = ? AND undone_in_revision IS NULL AND kind = 'edit' AND origin = 'person'
    AND operation.value ->> '$.op' = 'set_status'
ORDER BY edits.revision, operation.key
"""


def read_approvers(db: Database, media_id: str) -> dict[int, str]:
    """The person who approved each segment, by its id; empty for one who gave no name.

    A segment is missing if nobody approved it here: it was imported so, or made of others.
    """
    found: dict[int, str] = {}
    for row in db.query(_APPROVED, [media_id]):
        found.pop(row["id"], None)
        if row["status"] == "approved":
            found[row["id"]] = row["author"] or ""
    return found
