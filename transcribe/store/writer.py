"""One writer thread a process, which commits many small changes at once.

Fifty editors who each open a write transaction wait for one another for seconds; one thread that
gathers what has queued up and commits it together does tens of thousands of edits a second at
`synchronous=FULL`.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from transcribe.errors import DatabaseUnusable
from transcribe.store.database import immediate, open_db

T = TypeVar("T")
Change = Callable[[Database], Any]
MAX_GROUP = 256  # changes in one commit


class Writer:
    """Runs changes one after another in group commits.

    A change gets the connection inside a savepoint: when it raises, it alone is undone and its
    caller gets the exception. A result is handed out only after the commit is on the disk.
    """

    def __init__(self, path: Path, on_rollback: Callable[[], None]) -> None:
        self._path = path
        self._on_rollback = on_rollback
        self._queue: queue.SimpleQueue[tuple[Change, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def run(self, change: Callable[[Database], T]) -> T:
        """Run a change and wait until it is durable."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a change may not queue another change and wait for it")
        future: Future[T] = Future()
        self._queue.put((change, future))
        return future.result()

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        db = open_db(self._path)
        try:
            while (group := self._next_group()) is not None:
                self._commit(db, group)
        finally:
            db.close()

    def _next_group(self) -> list[tuple[Change, Future[Any]]] | None:
        first = self._queue.get()
        if first is None:
            return None
        group = [first]
        while len(group) < MAX_GROUP and not self._queue.empty():
            following = self._queue.get()
            if following is None:
                self._queue.put(None)  # for the next round, after this group is safe
                break
            group.append(following)
        return group

    def _commit(self, db: Database, group: list[tuple[Change, Future[Any]]]) -> None:
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            with immediate(db):
                for change, future in group:
                    outcomes.append((future, *self._attempt(db, change)))
        except sqlite3.Error as error:
            self._on_rollback()
            unusable = DatabaseUnusable(str(self._path), str(error))
            for _, future in group:
                future.set_exception(unusable)
            return
        for future, value, failure in outcomes:
            if failure is None:
                future.set_result(value)
            else:
                future.set_exception(failure)

    def _attempt(self, db: Database, change: Change) -> tuple[Any, BaseException | None]:
        try:
            with db.atomic():
                return change(db), None
        except sqlite3.OperationalError:
            raise  # disk full, I/O error: the whole group must go, not only this change
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            self._on_rollback()
            return None, error
