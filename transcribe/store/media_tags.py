"""Tags of recordings. `text/tags.py` says which texts are tags and which of them are the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.events import announce
from transcribe.store.row_queries import get_media
from transcribe.store.values import TagCount
from transcribe.store.writer import Writer
from transcribe.text.tags import check_number, fold_tag, read_tag, read_tags

RENAMED_AT_ONCE = 100  # recordings in one turn of the writer

# For a query of recordings: the tags of each as JSON.
TAGS_OF_MEDIA = (
    "(SELECT json_group_array(tag) FROM "
    "(SELECT tag FROM media_tags WHERE media_id = media.id ORDER BY folded))"
)
# Few are hidden: to leave them out takes a third of the time of looking for the others.
_HIDDEN = "SELECT id FROM media WHERE deleted_at IS NOT NULL OR transient IS NOT NULL"
# The bare column `tag` is of the row with the maximum: the most frequent spelling.
_COUNTS = f"""
SELECT folded, tag, sum(n) AS n, max(n) FROM (
    SELECT folded, tag, count(*) AS n FROM media_tags WHERE media_id NOT IN ({_HIDDEN})
    GROUP BY folded, tag ORDER BY folded, tag
) GROUP BY folded ORDER BY n DESC, folded LIMIT :limit
"""


def is_tag(parameter: str) -> str:
    """A condition for rows of `media_tags`: the tag of a parameter, as `fold_tag` has it, or one below it."""
    after = chr(ord("/") + 1)
    return (
        f"(folded = :{parameter} OR "
        f"(folded >= :{parameter} || '/' AND folded < :{parameter} || '{after}'))"
    )


class TagRepository:
    """The tags of all recordings. A change is announced as a `media` event of each recording."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def of(self, media_id: str) -> tuple[str, ...]:
        """The tags of one recording, in alphabetical order."""
        return tuple(_read(self._connect(), media_id).values())

    def counts(self, limit: int = -1) -> tuple[TagCount, ...]:
        """All tags of the library, or the most frequent ones, in alphabetical order."""
        rows = self._connect().query(
            f"SELECT tag, n FROM ({_COUNTS}) ORDER BY folded", {"limit": limit}
        )
        return tuple(TagCount(row["tag"], row["n"]) for row in rows)

    def set(self, media_id: str, tags: Iterable[str]) -> tuple[str, ...]:
        """Replace the tags of a recording.

        Raises:
            InvalidTag, TooManyTags: See `read_tags`.
            NotFound: No recording has this id.
        """
        wanted = {fold_tag(tag): tag for tag in read_tags(tags)}

        def write(db: Database) -> tuple[str, ...]:
            get_media(db, media_id)
            write_tags(db, media_id, wanted)
            return tuple(_read(db, media_id).values())

        return self._writer.run(write)

    def change(
        self, media_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Add and remove tags of a recording; see `change_tags`."""
        added, removed = read_tags(add), tuple(remove)

        def write(db: Database) -> tuple[str, ...]:
            change_tags(db, media_id, added, removed)
            return tuple(_read(db, media_id).values())

        return self._writer.run(write)

    def rename(self, old: str, new: str) -> int:
        """Rename a tag and the tags below it, on all recordings; deleted ones have it too.

        Where a recording has the new tag already, the two become one.

        Returns:
            The number of recordings that had it.

        Raises:
            InvalidTag: The new name, or that of a tag below it, cannot be a tag.
            NotFound: No recording has this tag.
        """
        folded, new = fold_tag(read_tag(old)), read_tag(new)
        rows = self._connect().query(
            f"SELECT media_id, tag FROM media_tags WHERE {is_tag('folded')} ORDER BY media_id",
            {"folded": folded},
        )
        media_ids = []
        for row in rows:
            read_tag(_renamed(row["tag"], folded, new))
            media_ids.append(row["media_id"])
        if not media_ids:
            raise NotFound("tag", old)
        media_ids = list(dict.fromkeys(media_ids))
        for some in _slices(media_ids):
            self._writer.run_slice(partial(_rename, media_ids=some, folded=folded, new=new))
        return len(media_ids)


def change_tags(db: Database, media_id: str, add: Sequence[str], remove: Sequence[str]) -> None:
    """Add and remove tags inside the caller's transaction. A tag that is there keeps its spelling.

    Raises:
        NotFound: No recording has this id.
        TooManyTags: It would have too many.
    """
    get_media(db, media_id)
    before = _read(db, media_id)
    removed = {fold_tag(tag) for tag in remove}
    tags = {folded: tag for folded, tag in before.items() if folded not in removed}
    for tag in add:
        tags.setdefault(fold_tag(tag), tag)
    check_number(len(tags))
    if tags != before:
        write_tags(db, media_id, tags)


def write_tags(db: Database, media_id: str, tags: dict[str, str]) -> None:
    """Replace the tags of a recording inside the caller's transaction: folded names to names."""
    db.execute("DELETE FROM media_tags WHERE media_id = ?", [media_id])
    for folded, tag in tags.items():
        db.execute("INSERT INTO media_tags VALUES (?, ?, ?)", [media_id, folded, tag])
    announce(db, "media", media_id, {})


def tags_from_text(text: str | None) -> tuple[str, ...]:
    """Read what `TAGS_OF_MEDIA` yields."""
    return tuple(json.loads(text or "[]"))


def _read(db: Database, media_id: str) -> dict[str, str]:
    rows = db.query(
        "SELECT folded, tag FROM media_tags WHERE media_id = ? ORDER BY folded", [media_id]
    )
    return {row["folded"]: row["tag"] for row in rows}


def _rename(db: Database, media_ids: Sequence[str], folded: str, new: str) -> None:
    for media_id in media_ids:
        before = _read(db, media_id)
        tags: dict[str, str] = {}
        for name, tag in before.items():
            if name == folded or name.startswith(f"{folded}/"):
                renamed = _renamed(tag, folded, new)
                tags[fold_tag(renamed)] = renamed
            else:
                tags.setdefault(name, tag)
        if tags != before:
            write_tags(db, media_id, tags)


def _renamed(tag: str, folded: str, new: str) -> str:
    """The new name of a tag that is `folded` or below it."""
    n_levels = folded.count("/") + 1
    return "/".join([new, *tag.split("/")[n_levels:]])


def _slices(media_ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(media_ids)
    while some := list(islice(rest, RENAMED_AT_ONCE)):
        yield some
