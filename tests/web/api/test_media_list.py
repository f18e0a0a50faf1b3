"""The library in one query, whatever its size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, traced
from transcribe.cli.main import main
from transcribe.store import Store
from transcribe.store.database import open_db
from transcribe.store.values import UNFINISHED, Media
from transcribe.web.app import create_app

STATES = ("queued", "running", "paused", "done", "failed", "cancelled")
KINDS = ("ingest", "draft", "redraft", "align", "translate")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        yield made


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return create_app(store).test_client()


def fill(store: Store, n: int, chance: random.Random) -> None:
    """Add recordings with up to four jobs each, of any kind and state."""
    for _ in range(n):
        number = len(store.media.list(include_deleted=True))
        media = add_media(store, f"m{number:04d}")
        state = chance.choice(("new", "ingesting", "ready", "ready", "failed"))
        store.media.update(media.id, state=state, error=chance.choice((None, None, "unreadable")))
        for _ in range(chance.randrange(5)):
            store.connection().execute(
                "INSERT INTO jobs (media_id, kind, state, created_at, progress, message, error, "
                "eta_s, attempts) VALUES (?, ?, ?, '2026', ?, ?, ?, ?, 0)",
                [
                    media.id, chance.choice(KINDS), chance.choice(STATES), chance.random(),
                    chance.choice(("", "half")), chance.choice((None, "broken")),
                    chance.choice((None, 3.5)),
                ],
            )  # fmt: skip


def expected(store: Store, media: Media) -> dict[str, Any]:
    """What the library shows, read from the list of all jobs of a recording."""
    jobs = store.jobs.list(media.id)
    whole = [job for job in jobs if job.kind in {"ingest", "draft"}]
    running = next((job for job in whole if job.state == "running"), None)
    is_drafting = any(job.kind == "draft" and job.state in UNFINISHED for job in whole)
    failed = whole[0].error if whole and whole[0].state == "failed" else None
    translations = [job.state for job in jobs if job.kind == "translate"]
    return {
        "state": "drafting" if media.state == "ready" and is_drafting else media.state,
        "progress": running.progress if running else None,
        "eta_s": running.eta_s if running else None,
        "message": running.message if running else "",
        "error": media.error or failed,
        "translation": next((state for state in translations if state != "cancelled"), None),
    }


def test_states_of_recordings_follow_from_their_jobs(store: Store, client: FlaskClient) -> None:
    fill(store, 300, random.Random(11))
    shown = client.get("/api/v1/media").get_json()["media"]
    assert [media["id"] for media in shown] == [media.id for media in store.media.list()]
    for media in shown:
        wanted = expected(store, store.media.get(media["id"]))
        assert {name: media[name] for name in wanted} == wanted
    assert client.get("/api/v1/media/m0007").get_json() == next(
        media for media in shown if media["id"] == "m0007"
    )


def test_deleted_recordings_are_listed_on_request(store: Store, client: FlaskClient) -> None:
    fill(store, 3, random.Random(1))
    store.media.delete("m0001")
    shown = client.get("/api/v1/media").get_json()["media"]
    everything = client.get("/api/v1/media?deleted=1").get_json()["media"]
    assert {media["id"] for media in shown} == {"m0000", "m0002"}
    assert {media["id"] for media in everything if media["deleted"]} == {"m0001"}
    assert len(everything) == 3


def test_a_listing_takes_one_query_at_any_size(store: Store, client: FlaskClient) -> None:
    counts = []
    for size in (5, 50):
        fill(store, size - len(store.media.list()), random.Random(size))
        with traced(store) as statements:
            assert len(client.get("/api/v1/media").get_json()["media"]) == size
        counts.append(sum("sqlite_utils_query" not in sql for sql in statements))  # its savepoint
    assert counts == [1, 1]


def test_the_command_lists_with_as_many_queries_at_any_size(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    def open_traced(path: Path) -> Any:
        db = open_db(path)
        db.conn.set_trace_callback(statements.append)
        return db

    counts = []
    for size in (5, 50):
        fill(store, size - len(store.media.list()), random.Random(size))
        with monkeypatch.context() as patched:
            patched.setattr("transcribe.store.store.open_db", open_traced)
            result = CliRunner().invoke(main, ["--data", str(store.folder), "list"])
        assert len(result.output.splitlines()) == size
        counts.append(len(statements))
        statements.clear()
    assert counts[0] == counts[1]
