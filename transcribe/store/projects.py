"""Collections: named sets of recordings. A recording is in one or in none.

In the data they are called projects: accounts, roles and guidelines are to come to them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.errors import InvalidProject, NotFound
from transcribe.store.events import announce
from transcribe.store.known_voices import empty_log, forget_voices
from transcribe.store.media import new_media_id
from transcribe.store.row_queries import get_media, now
from transcribe.store.rows import Row, to_text
from transcribe.store.values import UNFINISHED
from transcribe.store.writer import Writer
from transcribe.text.folding import fold_name

MAX_NAME = 100  # characters
MAX_NOTE = 4_000  # characters of a consent note
MAX_LICENCE = 200


@dataclass(frozen=True, slots=True)
class Project:
    """A collection.

    Attributes:
        language: Whisper's code; None for several languages.
        licence: An SPDX identifier such as CC-BY-4.0, or the licence's name; may be empty.
        consent: What the speakers agreed to, for the card of a release.
        salt: For the division into splits and for the ids of speakers; never changes.
        n_media: Recordings in it that are not deleted.
        duration_ms: Of these together.
    """

    id: str
    name: str
    language: str | None
    licence: str
    consent: str
    salt: str
    created_at: str
    n_media: int = 0
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class ReleasedRecording:
    """A recording as it is in a release.

    Attributes:
        split: Empty where the release has one split for all.
    """

    recording: str
    split: str
    n_clips: int


@dataclass(frozen=True, slots=True)
class Release:
    """A corpus that was made of a project.

    Attributes:
        digest: SHA-256 of its list of files.
        erased: Recordings that it holds and that the library does not have any more.
    """

    id: int
    project_id: str
    version: str
    format: str
    folder: str
    digest: str
    created_at: str
    erased: tuple[ReleasedRecording, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFields:
    """What a user may set of a project; None leaves a field as it is, "" clears it."""

    name: str | None = None
    language: str | None = None
    licence: str | None = None
    consent: str | None = None

    def __post_init__(self) -> None:
        if self.name is not None:
            _check("name", self.name.strip(), MAX_NAME)
            if not self.name.strip():
                raise InvalidProject("a collection needs a name")
        _check("licence", self.licence or "", MAX_LICENCE)
        _check("consent note", self.consent or "", MAX_NOTE)


def _check(what: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidProject(f"the {what} has {len(text)} characters, and at most {limit} fit")
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise InvalidProject(f"the {what} has a control character")


_COUNTED = """
SELECT projects.*, count(media.id) AS n_media, coalesce(sum(media.duration_ms), 0) AS duration_ms
FROM projects LEFT JOIN project_media ON project_media.project_id = projects.id
LEFT JOIN media ON media.id = project_media.media_id AND media.deleted_at IS NULL
    AND media.transient IS NULL
"""


class ProjectRepository:
    """Projects, which recordings are in them, and their releases.

    A change of a recording's project is announced as its `media` event, others as `projects`.
    """

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def list(self) -> tuple[Project, ...]:
        """All projects, by name."""
        rows = self._connect().query(f"{_COUNTED} GROUP BY projects.id ORDER BY name_key")
        return tuple(_project(row) for row in rows)

    def get(self, project_id: str) -> Project:
        """Look up one project.

        Raises:
            NotFound: No project has this id.
        """
        return _get(self._connect(), project_id)

    def find(self, name_or_id: str) -> Project:
        """Look up a project by its name, in which case and accents do not count, or by its id.

        Raises:
            NotFound: There is none.
        """
        rows = self._connect().query(
            f"{_COUNTED} WHERE projects.name_key = ? OR projects.id = ? GROUP BY projects.id "
            "ORDER BY projects.id = ? LIMIT 1",
            [fold_name(name_or_id), name_or_id, name_or_id],
        )
        for row in rows:
            return _project(row)
        raise NotFound("collection", name_or_id)

    def add(self, fields: ProjectFields) -> Project:
        """Add a project.

        Raises:
            InvalidProject: It has no name, or another has the same.
        """
        name = (fields.name or "").strip()
        if not name:
            raise InvalidProject("a collection needs a name")

        def insert(db: Database) -> Project:
            _require_free(db, name, None)
            project_id = new_media_id()
            db.execute(
                "INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    project_id, name, fold_name(name), fields.language or None, fields.licence or "",
                    fields.consent or "", secrets.token_hex(16), now(),
                ],
            )  # fmt: skip
            announce(db, "projects", None, {})
            return _get(db, project_id)

        return self._writer.run(insert)

    def change(self, project_id: str, fields: ProjectFields) -> Project:
        """Change fields of a project.

        Raises:
            InvalidProject: Another project has the name.
            NotFound: No project has this id.
        """

        def change(db: Database) -> Project:
            before = _get(db, project_id)
            name = before.name if fields.name is None else fields.name.strip()
            _require_free(db, name, project_id)
            language = before.language if fields.language is None else fields.language or None
            licence = before.licence if fields.licence is None else fields.licence
            consent = before.consent if fields.consent is None else fields.consent
            db.execute(
                "UPDATE projects SET name = ?, name_key = ?, language = ?, licence = ?, "
                "consent = ? WHERE id = ?",
                [name, fold_name(name), language, licence, consent, project_id],
            )
            announce(db, "projects", None, {})
            return _get(db, project_id)

        return self._writer.run(change)

    def remove(self, project_id: str) -> Project:
        """Remove a project with its jobs; its recordings stay in the library. Returns it as it was.

        Raises:
            NotFound: No project has this id.
        """

        def remove(db: Database) -> tuple[Project, int]:
            before = _get(db, project_id)
            members = _members(db, project_id)
            unfinished = _unfinished_jobs(db, project_id)
            n_voices = forget_voices(db, "project_id", project_id)
            db.execute("DELETE FROM projects WHERE id = ?", [project_id])
            for media_id in members:
                announce(db, "media", media_id, {})
            for job_id in unfinished:  # gone with it: who runs one loses the lease and stops
                announce(db, "job", None, {"job": job_id})
            announce(db, "projects", None, {})
            return before, n_voices

        removed, n_voices = self._writer.run(remove)
        if n_voices:
            empty_log(self._connect)
        return removed

    def put(self, media_id: str, project_id: str | None) -> None:
        """Put a recording into a project, or into none.

        Raises:
            NotFound: No recording or no project has this id.
        """

        def put(db: Database) -> None:
            get_media(db, media_id)
            before = _project_of(db, media_id)
            if before == project_id:
                return
            if project_id is None:
                db.execute("DELETE FROM project_media WHERE media_id = ?", [media_id])
            else:
                _get(db, project_id)
                db.execute(
                    "INSERT OR REPLACE INTO project_media VALUES (?, ?, ?)",
                    [media_id, project_id, now()],
                )
            announce(db, "media", media_id, {})

        self._writer.run(put)

    def of(self, media_id: str) -> str | None:
        """The id of a recording's project; None if it is in none."""
        return _project_of(self._connect(), media_id)

    def media_ids(self, project_id: str) -> tuple[str, ...]:
        """The recordings of a project in the order in which they came into it, without deleted ones."""
        return tuple(_members(self._connect(), project_id))

    def add_release(
        self,
        project_id: str,
        *,
        version: str,
        format: str,
        folder: str,
        digest: str,
        recordings: Sequence[ReleasedRecording],
    ) -> Release:
        """Record a release. The same release in the same folder, made once more, replaces itself.

        Raises:
            NotFound: No project has this id.
        """

        def insert(db: Database) -> Release:
            _get(db, project_id)
            db.execute(
                "DELETE FROM releases WHERE project_id = ? AND folder = ?", [project_id, folder]
            )
            (row,) = db.query(
                "INSERT INTO releases (project_id, version, format, folder, digest, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?) RETURNING *",
                [project_id, version, format, folder, digest, now()],
            )
            for one in recordings:
                db.execute(
                    "INSERT INTO release_recordings VALUES (?, ?, ?, ?)",
                    [row["id"], one.recording, one.split, one.n_clips],
                )
            return _release(db, row)

        return self._writer.run(insert)

    def releases(self, project_id: str) -> tuple[Release, ...]:
        """The releases of a project, newest first, each with the recordings that are erased since."""
        db = self._connect()
        rows = list(
            db.query("SELECT * FROM releases WHERE project_id = ? ORDER BY id DESC", [project_id])
        )
        return tuple(_release(db, row) for row in rows)

    def released_splits(self, project_id: str) -> dict[str, str]:
        """The split of each recording in the newest release that has it and was divided.

        A release with one split for all, such as a corpus of one voice, says nothing of the next.
        """
        rows = self._connect().query(
            "SELECT recording, split FROM release_recordings JOIN releases "
            "ON releases.id = release_id WHERE project_id = ? AND split != '' ORDER BY releases.id",
            [project_id],
        )
        return {row["recording"]: row["split"] for row in rows}


def _require_free(db: Database, name: str, project_id: str | None) -> None:
    rows = db.query(
        "SELECT name FROM projects WHERE name_key = ? AND id IS NOT ?",
        [fold_name(name), project_id],
    )
    for row in rows:
        raise InvalidProject(f"there is a collection named {row['name']} already")


def _get(db: Database, project_id: str) -> Project:
    for row in db.query(f"{_COUNTED} WHERE projects.id = ? GROUP BY projects.id", [project_id]):
        return _project(row)
    raise NotFound("collection", project_id)


def _project(row: Row) -> Project:
    return Project(
        row["id"], row["name"], row["language"], row["licence"], row["consent"], row["salt"],
        row["created_at"], row["n_media"], row["duration_ms"],
    )  # fmt: skip


def _project_of(db: Database, media_id: str) -> str | None:
    rows = db.query("SELECT project_id FROM project_media WHERE media_id = ?", [media_id])
    return next((str(row["project_id"]) for row in rows), None)


def _members(db: Database, project_id: str) -> list[str]:
    rows = db.query(
        "SELECT media_id FROM project_media JOIN media ON media.id = media_id "
        "WHERE project_id = ? AND deleted_at IS NULL AND transient IS NULL "
        "ORDER BY added_at, media_id",
        [project_id],
    )
    return [row["media_id"] for row in rows]


def _unfinished_jobs(db: Database, project_id: str) -> list[int]:
    rows = db.query(
        "SELECT id FROM jobs WHERE project_id = ? AND state IN (SELECT value FROM json_each(?))",
        [project_id, to_text([*UNFINISHED])],
    )
    return [row["id"] for row in rows]


def _release(db: Database, row: Row) -> Release:
    erased = db.query(
        "SELECT recording, split, n_clips FROM release_recordings WHERE release_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM media WHERE id = recording AND transient IS NULL) "
        "ORDER BY recording",
        [row["id"]],
    )
    return Release(
        row["id"], row["project_id"], row["version"], row["format"], row["folder"], row["digest"],
        row["created_at"],
        tuple(ReleasedRecording(one["recording"], one["split"], one["n_clips"]) for one in erased),
    )  # fmt: skip
