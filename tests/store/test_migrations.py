"""The schema: migrations in order, and databases of all earlier versions."""

from __future__ import annotations

import importlib
import re
import tarfile
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from tests.conftest import REPOSITORY
from transcribe.store import Store, migrations
from transcribe.store.database import open_db
from transcribe.store.migrations import MIGRATIONS

# Version 0.1.0 and the versions before it applied them in this order; later ones follow in numeric order.
RELEASED = (
    "m001_library", "m002_chunks", "m003_service", "m004_job_ids", "m007_glossary", "m009_effort",
    "m006_realignments", "m005_flags", "m010_questions",
)  # fmt: skip


def registered() -> list[str]:
    return [migration.name for migration in MIGRATIONS.pending(Database(memory=True))]


def schema(db: Database) -> dict[tuple[str, str], str]:
    rows = db.query("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(row["type"], row["name"]): row["sql"] for row in rows}


def make_earlier(path: Path, n: int) -> None:
    """Write a database with the first `n` migrations, in the order of the released versions."""
    later = [name for name in registered() if name not in RELEASED]
    released = Migrations("transcribe")
    for name in (*RELEASED, *later)[:n]:
        module = importlib.import_module(f"transcribe.store.migrations.{name}")
        released()(getattr(module, name))
    db = open_db(path)
    released.apply(db)
    if n:
        db.execute(
            "INSERT INTO media (id, title, filename, sha256, state, revision, n_segments) "
            "VALUES ('m', 'Talk', 'talk.mp3', 'x', 'ready', 1, 1)"
        )
        db.execute(
            "INSERT INTO segments (media_id, id, start_ms, end_ms, text, status, words, revision) "
            "VALUES ('m', 1, 0, 900, 'kept', 'draft', '[]', 1)"
        )
    db.close()


@pytest.fixture(scope="module")
def current() -> dict[tuple[str, str], str]:
    """The schema of a new database."""
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    return schema(db)


def test_migrations_are_registered_in_numeric_order() -> None:
    numbers = [int(name[1:4]) for name in registered()]
    assert numbers == sorted(set(numbers))


def test_every_file_of_a_migration_is_registered_under_its_name() -> None:
    files = {path.stem for path in Path(migrations.__path__[0]).glob("m*.py")}
    assert files == set(registered())
    assert all(re.fullmatch(r"m\d{3}_[a-z_]+", name) for name in files)


@pytest.mark.parametrize("n", range(len(registered()) + 1))
def test_a_database_of_every_earlier_schema_opens_with_the_current_one(
    tmp_path: Path, n: int, current: dict[tuple[str, str], str]
) -> None:
    make_earlier(tmp_path / "transcribe.db", n)
    with Store(tmp_path) as store:
        assert schema(store.connection()) == current
        assert list(store.connection().query("PRAGMA foreign_key_check")) == []
        if n:
            assert [segment.text for segment in store.edits.transcript("m")[1].segments] == ["kept"]


def test_a_library_of_version_0_1_0_gets_the_current_schema(
    tmp_path: Path, current: dict[tuple[str, str], str]
) -> None:
    with tarfile.open(REPOSITORY / "tests" / "data" / "library-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    with Store(tmp_path) as store:
        assert schema(store.connection()) == current
        assert list(store.connection().query("PRAGMA foreign_key_check")) == []
