"""Open the database the one way that is safe with several threads and processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from transcribe.errors import DatabaseDamaged, DatabaseFull, DatabaseUnusable
from transcribe.store.migrations import MIGRATIONS

BUSY_TIMEOUT_MS = 30_000  # sqlite-utils' 5 s is less than a large import may hold the lock


def unusable(path: Path, error: Exception) -> DatabaseUnusable:
    """The error that says what to do about an error of SQLite or of the file system."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest is a finer reason
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamaged(str(path), str(error))
    kind = DatabaseFull if code == sqlite3.SQLITE_FULL else DatabaseUnusable
    return kind(str(path), str(error))


def open_db(path: Path) -> Database:
    """Open a connection with WAL, foreign keys, full synchronisation and a long busy timeout.

    `synchronous=FULL` makes a committed edit survive a power cut; with WAL's usual NORMAL the
    last commits may be lost. The connection may be closed by another thread, but only one thread
    may use it.

    Raises:
        DatabaseUnusable: The file is no database, or cannot be opened or written.
    """
    try:
        # autocommit: transactions begin and end only where this package says so
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
    except sqlite3.Error as error:
        connection.close()
        raise unusable(path, error) from error
    return Database(connection)


def check(path: Path) -> int:
    """Read through a database without changing anything; returns how many recordings it holds.

    Works while a server runs. An index may be wrong and not be noticed: that would take as
    long again.

    Raises:
        DatabaseUnusable: It is damaged, unreadable, or a newer program's.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise DatabaseUnusable(str(path), f"it is damaged ({' '.join(verdict.split())})")
            _refuse_newer(Database(connection), path)
            n_media: int = connection.execute("SELECT count(*) FROM media").fetchone()[0]
            return n_media
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def check_copy(path: Path) -> None:
    """Check every page, index and reference of a database that nobody else uses.

    Raises:
        DatabaseDamaged: It is damaged, or a row names another that is not there.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise DatabaseDamaged(str(path), _in_a_line(faults))
            dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
            if dangling:
                rows = [
                    f"row {row} of {table} names no {other}" for table, row, other, _ in dangling
                ]
                raise DatabaseDamaged(str(path), _in_a_line(rows))
    except sqlite3.Error as error:
        raise DatabaseDamaged(str(path), str(error)) from error


def _in_a_line(faults: list[str]) -> str:
    return "; ".join(" ".join(fault.split()) for fault in faults)


def _refuse_newer(db: Database, path: Path) -> None:
    unknown = {migration.name for migration in MIGRATIONS.applied(db)} - _known()
    if unknown:
        raise DatabaseUnusable(
            str(path),
            f"a newer version of this program wrote it ({max(unknown)}); update this program",
        )


def migrate(db: Database, path: Path) -> None:
    """Bring the schema up to this program's.

    Raises:
        DatabaseUnusable: A newer program has changed the schema already, or it cannot be written.
    """
    try:
        _refuse_newer(db, path)
        if MIGRATIONS.pending(db):
            # One process at a time: the second finds nothing pending once it has the lock.
            with immediate(db):
                MIGRATIONS.apply(db)
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _known() -> set[str]:
    """Names of all migrations of this program: on an empty database all of them are pending."""
    empty = Database(memory=True)
    try:
        return {migration.name for migration in MIGRATIONS.pending(empty)}
    finally:
        empty.close()


@contextmanager
def immediate(db: Database) -> Iterator[Database]:
    """A write transaction that takes its lock at once.

    A deferred BEGIN that reads first fails with "database is locked" when it comes to write, and
    no busy timeout helps against that.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        db.rollback()  # nothing to do where the error has ended the transaction itself
        raise
