"""Voices of named speakers that a collection knows, where its owner has allowed that.

They are the only data about voices that outlive a recording's text, so what is removed is overwritten: rows of
this table are written and removed with `secure_delete`, and the write-ahead log is emptied after a removal.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.errors import InvalidVoice, NotFound
from transcribe.store.events import announce
from transcribe.store.row_queries import get_media, now, require_project
from transcribe.store.writer import Writer
from transcribe.text.folding import fold_name

MAX_NAME = 100
EMPTY_TRIES, EMPTY_WAIT_S = 20, 0.1  # a reader of another process may hold the log for a moment


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """The voice of a person.

    Attributes:
        media_id: The recording that it was heard in; it goes with it.
        start_ms, end_ms: A place there to listen to.
        model: What names the networks.
        embedding: Of length 1, float16 little-endian.
    """

    id: int
    project_id: str
    name: str
    media_id: str
    start_ms: int
    end_ms: int
    model: str
    embedding: bytes
    created_at: str


class KnownVoiceRepository:
    """The voices of all collections. Changes are announced as `projects`."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def is_on(self, project_id: str) -> bool:
        """Whether a collection keeps voices; none does until somebody says so."""
        rows = self._connect().query(
            "SELECT 1 FROM voice_projects WHERE project_id = ?", [project_id]
        )
        return any(True for _ in rows)

    def turn_on(self, project_id: str) -> None:
        """Let a collection keep voices.

        Raises:
            NotFound: No collection has this id.
        """

        def write(db: Database) -> None:
            require_project(db, project_id)
            db.execute("INSERT OR IGNORE INTO voice_projects VALUES (?, ?)", [project_id, now()])
            announce(db, "projects", None, {})

        self._writer.run(write)

    def turn_off(self, project_id: str) -> None:
        """Let a collection keep no voices any more; those that it has are removed for good."""

        def write(db: Database) -> None:
            with overwriting(db):
                db.execute("DELETE FROM known_voices WHERE project_id = ?", [project_id])
                db.execute("DELETE FROM voice_projects WHERE project_id = ?", [project_id])
            announce(db, "projects", None, {})

        self._writer.run(write)
        empty_log(self._connect)

    def keep(
        self,
        project_id: str,
        name: str,
        *,
        media_id: str,
        range_ms: tuple[int, int],
        model: str,
        embedding: bytes,
    ) -> KnownVoice:
        """Keep a voice; another one of this name in the collection is replaced.

        Raises:
            InvalidVoice: The name is empty or too long, or the collection keeps no voices.
            NotFound: No recording has this id.
        """
        name = _checked(name)

        def write(db: Database) -> int:
            get_media(db, media_id)
            if not list(
                db.query("SELECT 1 FROM voice_projects WHERE project_id = ?", [project_id])
            ):
                raise InvalidVoice("This collection keeps no voices. Turn that on first.")
            with overwriting(db):
                db.execute(
                    "DELETE FROM known_voices WHERE project_id = ? AND name_key = ?",
                    [project_id, fold_name(name)],
                )
                row = db.execute(
                    "INSERT INTO known_voices (project_id, name, name_key, media_id, start_ms, "
                    "end_ms, model, embedding, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        project_id, name, fold_name(name), media_id, *range_ms, model, embedding, now(),
                    ],
                )  # fmt: skip
            announce(db, "projects", None, {})
            return int(row.lastrowid or 0)

        return self.get(project_id, self._writer.run(write))

    def list(self, project_id: str) -> tuple[KnownVoice, ...]:
        """The voices of a collection by name, without those of deleted recordings."""
        return tuple(_read(self._connect(), "project_id = ? ORDER BY name_key", [project_id]))

    def get(self, project_id: str, voice_id: int) -> KnownVoice:
        """Look up one voice.

        Raises:
            NotFound: The collection has no voice with this id.
        """
        for found in _read(
            self._connect(), "project_id = ? AND known_voices.id = ?", [project_id, voice_id]
        ):
            return found
        raise NotFound("voice", str(voice_id))

    def rename(self, project_id: str, voice_id: int, name: str) -> KnownVoice:
        """Give a voice another name.

        Raises:
            InvalidVoice: The name is empty or too long, or another voice has it.
            NotFound: The collection has no voice with this id.
        """
        name = _checked(name)
        self.get(project_id, voice_id)

        def write(db: Database) -> None:
            taken = db.query(
                "SELECT 1 FROM known_voices WHERE project_id = ? AND name_key = ? AND id != ?",
                [project_id, fold_name(name), voice_id],
            )
            if list(taken):
                raise InvalidVoice(f"There is a voice named {name} already.")
            with overwriting(db):
                db.execute(
                    "UPDATE known_voices SET name = ?, name_key = ? WHERE id = ?",
                    [name, fold_name(name), voice_id],
                )
            announce(db, "projects", None, {})

        self._writer.run(write)
        return self.get(project_id, voice_id)

    def forget(self, project_id: str, voice_id: int) -> KnownVoice:
        """Remove a voice for good: its row is overwritten and the write-ahead log emptied. Returns it.

        Raises:
            NotFound: The collection has no voice with this id.
        """
        found = self.get(project_id, voice_id)

        def write(db: Database) -> None:
            forget_voices(db, "id", voice_id)
            announce(db, "projects", None, {})

        self._writer.run(write)
        empty_log(self._connect)
        return found


def empty_log(connect: Callable[[], Database]) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False if others read it all the time."""
    for _ in range(EMPTY_TRIES):
        try:
            is_busy = connect().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:  # a reader or writer holds it
            is_busy = 1
        if not is_busy:
            return True
        time.sleep(EMPTY_WAIT_S)
    return False


@contextmanager
def overwriting(db: Database) -> Iterator[None]:
    """Overwrite what is removed meanwhile, also copies that SQLite leaves when it rearranges pages."""
    before = db.execute("PRAGMA secure_delete").fetchone()[0]  # some builds of SQLite have it on
    db.execute("PRAGMA secure_delete = ON").fetchone()
    try:
        yield
    finally:
        db.execute(f"PRAGMA secure_delete = {int(before)}").fetchone()


def forget_voices(db: Database, column: str, value: str | int) -> int:
    """Overwrite the voices with this value in a column, inside the open transaction; returns how many."""
    with overwriting(db):
        return int(db.execute(f"DELETE FROM known_voices WHERE {column} = ?", [value]).rowcount)


def _read(db: Database, where: str, values: list[str | int]) -> Iterator[KnownVoice]:
    rows = db.query(
        "SELECT known_voices.id, project_id, name, known_voices.media_id, start_ms, end_ms, model, "
        "embedding, known_voices.created_at FROM known_voices JOIN media ON media.id = "
        f"known_voices.media_id AND media.deleted_at IS NULL WHERE {where}",
        values,
    )
    for row in rows:
        yield KnownVoice(**row)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise InvalidVoice(f"A name has 1 to {MAX_NAME} characters.")
    return name
