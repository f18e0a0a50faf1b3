"""One writer thread a process, which commits many small changes at once.

Fifty editors who each open a write transaction wait for one another for seconds; one thread that
gathers what has queued up and commits it together does tens of thousands of edits a second at
`synchronous=FULL`.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from transcribe.store.database import immediate, open_db, unusable

T = TypeVar("T")
MAX_GROUP = 256  # changes in one commit
SLICE_S = 0.01  # a slice of a large change ends after this time, at any speed of the computer
MAX_PAUSE_S = 0.02
TURN_S = 0.02  # after which no further change joins a commit; with it a turn is under 50 ms

# These blame the one statement. Others (full disk, locked or damaged file) concern the transaction.
OWN_FAULT = (
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.NotSupportedError,
)


@dataclass(frozen=True, eq=False)
class _Change:
    """A function to run in a transaction, and where its caller waits."""

    run: Callable[[Database], Any]
    outcome: Future[Any] = field(default_factory=Future)


class Writer:
    """Runs changes one after another in group commits.

    A change gets the connection inside a savepoint: when it raises, it alone is undone and its
    caller gets the exception. A result is handed out only after the commit is on the disk. A change
    may run a second time, when the transaction it was part of could not be committed.

    A change should take at most about 20 ms, because all other writers wait for it; see `staging`.

    Attributes:
        path: The database.

    Raises:
        DatabaseUnusable: The database cannot be opened for writing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._queue: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_closed = False
        self._rest: list[_Change] = []  # for which there was no time in the last turn
        self._db = open_db(path)
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, change: Callable[[Database], T]) -> T:
        """Run a change and wait until it is durable.

        Raises:
            DatabaseUnusable: The disk is full, or the database locked for too long or damaged.
            RuntimeError: The writer is closed, or a change waits for another one.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change may not queue another change and wait for it")
        queued = _Change(change)
        with self._lock:  # nothing may be queued behind the end mark: it would wait for ever
            if self._is_closed:
                raise RuntimeError("the store is closed")
            self._queue.put(queued)
        result: T = queued.outcome.result()
        return result

    def run_slice(self, change: Callable[[Database], T]) -> T:
        """Run a change, then leave the database to other processes for a part of the time it took.

        Other threads come in between anyway; another process finds the lock free only by asking
        again. Raises as `run`.
        """
        began = time.perf_counter()
        result = self.run(change)
        time.sleep(min(MAX_PAUSE_S, (time.perf_counter() - began) / 2))
        return result

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            while group := self._next_group():
                self._commit(group)
        finally:
            self._db.close()

    def _next_group(self) -> list[_Change]:
        """What is queued now, waiting for the first; empty at the end."""
        group, self._rest = self._rest, []
        while len(group) < MAX_GROUP and not (group and self._queue.empty()):
            change = self._queue.get()
            if change is None:
                if group:
                    self._queue.put(None)  # for the next round, after this group is safe
                break
            group.append(change)
        return group

    def _commit(self, group: Sequence[_Change]) -> None:
        has_begun = False
        attempts: list[tuple[Any, Exception | None]] = []
        try:
            with immediate(self._db):
                has_begun = True
                attempts = list(self._attempt_in_time(group))
        except Exception as error:  # noqa: BLE001 - handed to the callers, who raise it
            if has_begun and len(group) > 1:
                # One by one: a change too large for the disk must not take small ones along.
                # Not where BEGIN failed, as each of them would wait for the lock again.
                for change in group:
                    self._commit([change])
            else:
                self._refuse(group, error)
            return
        self._rest = list(group[len(attempts) :])
        for change, (value, failure) in zip(group, attempts, strict=False):
            if failure is None:
                change.outcome.set_result(value)
            else:
                change.outcome.set_exception(failure)

    def _attempt_in_time(self, group: Sequence[_Change]) -> Iterator[tuple[Any, Exception | None]]:
        began = time.perf_counter()
        for change in group:
            yield self._attempt(change)
            if time.perf_counter() - began > TURN_S:
                return

    def _refuse(self, group: Sequence[_Change], error: Exception) -> None:
        for change in group:
            failure = error
            if isinstance(error, sqlite3.Error):
                failure = unusable(self.path, error)
                failure.__cause__ = error
            change.outcome.set_exception(failure)

    def _attempt(self, change: _Change) -> tuple[Any, Exception | None]:
        try:
            with self._db.atomic():
                return change.run(self._db), None
        except OWN_FAULT as error:
            return None, error
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            return None, error
