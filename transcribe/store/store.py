"""One data folder: its database and the places of its files."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from transcribe.store.bakeoff_files import remove_of_recording
from transcribe.store.database import migrate, open_db, unusable
from transcribe.store.events import EventLog
from transcribe.store.integrations.watched_files import WatchLog
from transcribe.store.integrations.webhook_deliveries import DeliveryLog
from transcribe.store.known_voices import KnownVoiceRepository
from transcribe.store.leftovers import clear_leftovers
from transcribe.store.library_rows import LibraryList
from transcribe.store.media import MediaRepository
from transcribe.store.media_places import PlaceRepository
from transcribe.store.media_tags import TagRepository
from transcribe.store.people.effort import EffortLog
from transcribe.store.people.glossary import Glossary
from transcribe.store.people.work_steps import WorkLog
from transcribe.store.projects import ProjectRepository
from transcribe.store.shot_cuts import ShotCutRepository
from transcribe.store.title_keys import fill_title_keys
from transcribe.store.transcripts.edits import EditLog
from transcribe.store.transcripts.realignments import RealignmentQueue
from transcribe.store.transcripts.search import SearchIndex, fill_index
from transcribe.store.transcripts.segment_texts import TextReader
from transcribe.store.voices import VoiceRepository
from transcribe.store.work.chunks import ChunkLedger
from transcribe.store.work.interactive_requests import RequestQueue
from transcribe.store.work.jobs import JobLedger
from transcribe.store.work.notices import NoticeLog
from transcribe.store.work.work_board import WorkBoard
from transcribe.store.writer import Writer
from transcribe.system.permissions import make_private_file, make_private_folder, protect


class Store:
    """The way to everything that is kept. Any number of threads and processes may have one.

    Reads use a connection of the calling thread, writes go through one writer thread.

    Attributes:
        folder: The data folder; made when it is not there.
        media: The library.
        library: Its list, filtered and sorted.
        tags: Tags of recordings.
        projects: Collections of recordings, and their releases.
        places: Where each recording was opened last.
        edits: Transcripts and their history.
        effort: What people spent on it.
        work_steps: Their edits as steps of work.
        questions: Interactive requests to a worker.
        jobs: The ledger of work.
        chunks: The pieces of that work, each with its state and result.
        work_board: All work at once, with its failures.
        events: Announcements of changes.
        search: The full-text index.
        glossary: Names and terms to be spelled so.
        texts: Every text of the library, one after another.
        deliveries: Webhook messages on their way.
        watched: What came from watched folders.
        notices: What drafts say of ranges in addition to their text.
        voices: Embeddings of voices.
        known_voices: Voices of named speakers that collections know.
        realignments: Segments whose words wait to be aligned.

    Raises:
        DatabaseUnusable: The database cannot be opened or is a newer program's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.path = self.folder / "transcribe.db"
        self._make_private()
        self._local = threading.local()
        self._connections: list[tuple[threading.Thread, Database]] = []
        self._lock = threading.Lock()
        self._is_closed = False
        try:
            migrate(self.connection(), self.path)
            fill_index(self.connection(), self.path)
            fill_title_keys(self.connection(), self.path)
            self._writer = Writer(self.path)
        except BaseException:
            self._close_connections()
            raise
        self.edits = EditLog(self.connection, self._writer)
        self.effort = EffortLog(self.connection, self._writer)
        self.work_steps = WorkLog(self.connection)
        self.questions = RequestQueue(self.connection, self._writer)
        self.media = MediaRepository(self.connection, self._writer, self.media_folder)
        self.library = LibraryList(self.connection)
        self.tags = TagRepository(self.connection, self._writer)
        self.projects = ProjectRepository(self.connection, self._writer)
        self.places = PlaceRepository(self.connection, self._writer)
        self.jobs = JobLedger(self.connection, self._writer)
        self.chunks = ChunkLedger(self.connection, self._writer)
        self.work_board = WorkBoard(self.connection, self._writer)
        self.events = EventLog(self.connection, self._writer)
        self.search = SearchIndex(self.connection)
        self.texts = TextReader(self.connection)
        self.glossary = Glossary(self.connection, self._writer)
        self.deliveries = DeliveryLog(self.connection, self._writer)
        self.watched = WatchLog(self.connection, self._writer)
        self.notices = NoticeLog(self.connection, self._writer)
        self.voices = VoiceRepository(self.connection, self._writer)
        self.known_voices = KnownVoiceRepository(self.connection, self._writer)
        self.realignments = RealignmentQueue(self.connection, self._writer)
        try:
            self.edits.settle()
        except sqlite3.Error as error:  # a damaged page
            self.close()
            raise unusable(self.path, error) from error
        except BaseException:
            self.close()
            raise

    def _make_private(self) -> None:
        try:
            make_private_folder(self.folder)
            clear_leftovers(self.folder)
            protect(self.folder)
            make_private_file(self.path)  # SQLite gives its log and index the same mode
        except OSError as error:
            raise unusable(self.path, error) from error

    def connection(self) -> Database:
        """The calling thread's connection.

        Raises:
            DatabaseUnusable: It cannot be opened.
            RuntimeError: The store is closed.
        """
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            db = open_db(self.path)
            with self._lock:
                if self._is_closed:
                    db.close()
                    raise RuntimeError("the store is closed")
                self._close_orphans()
                self._connections.append((threading.current_thread(), db))
            self._local.db = db
        return db

    def _close_orphans(self) -> None:
        """Close connections of threads that have ended."""
        for thread, db in self._connections:
            if not thread.is_alive():
                db.close()
        self._connections = [pair for pair in self._connections if pair[0].is_alive()]

    def setting(self, name: str) -> str | None:
        """A value kept for the data folder as a whole."""
        rows = self.connection().query("SELECT value FROM settings WHERE name = ?", [name])
        return next((row["value"] for row in rows), None)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value for the data folder as a whole."""
        self._writer.run(
            lambda db: db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])
        )

    @property
    def shots(self) -> ShotCutRepository:
        """The shot cuts of recordings."""
        return ShotCutRepository(self.connection, self._writer)

    def media_folder(self, media_id: str) -> Path:
        """Where a recording's files lie."""
        return self.folder / "media" / media_id

    @property
    def incoming_folder(self) -> Path:
        """Where uploads in progress lie."""
        return self.folder / "incoming"

    @property
    def datasets_folder(self) -> Path:
        """Where the server writes corpora; `TRANSCRIBE_DATASETS` names another place, such as a larger disk."""
        return Path(os.environ.get("TRANSCRIBE_DATASETS") or self.folder / "datasets").resolve()

    @property
    def models_folder(self) -> Path:
        """Where model files lie."""
        return self.folder / "models"

    def purge(self, media_id: str) -> None:
        """Remove a recording with its history and its files, for good."""
        # Comparisons first: a purge that was interrupted is finished only while there is a row. One that is running
        # may read the recording until it is gone.
        remove_of_recording(self.folder, media_id)
        self.media.purge(media_id)
        remove_of_recording(self.folder, media_id)

    def close(self) -> None:
        """Finish all writes and close every connection, of whichever thread. Twice is harmless."""
        self._writer.close()
        self._close_connections()

    def _close_connections(self) -> None:
        with self._lock:
            self._is_closed = True
            for _, db in self._connections:
                db.close()
            self._connections = []
            self._local = threading.local()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
