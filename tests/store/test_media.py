from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.store_steps import add_media, edit, put
from transcribe.document.model import DraftOrigin, Speaker
from transcribe.document.operations import AddSpeaker, Delete
from transcribe.errors import NotFound
from transcribe.store import Store, events
from transcribe.store.media import new_media_id
from transcribe.store.values import Stream


def test_added_recordings_are_read_back_unchanged(store: Store) -> None:
    streams = (Stream(0, "aac", 2, 48_000, "en", None), Stream(1, "aac", 1, 16_000))
    added = store.media.add(
        media_id=new_media_id(), title="Ein Gespräch", filename="a.mp4", sha256="ff", size_bytes=7,
        has_video=True, frame_rate=29.97, audio_stream=1, streams=streams, language="de",
        linked_path="/films/a.mp4",
    )  # fmt: skip
    assert store.media.get(added.id) == added
    assert store.media.list() == (added,)


def test_only_known_fields_can_be_changed(store: Store) -> None:
    add_media(store)
    origin = DraftOrigin("openai-whisper", "base", "ab", (("beam_size", "5"),))
    changes = {
        "title": "New", "state": "ready", "warnings": ("odd",), "duration_ms": 5, "draft": origin,
        "proxy": "proxy.webm", "peak_levels": 4, "has_video": True,
    }  # fmt: skip
    changed = store.media.update("m", **changes)
    assert changed == store.media.get("m")
    assert {name: getattr(changed, name) for name in changes} == changes
    for name in ("revision", "n_segments", "id", "deleted_at", "nonsense"):
        with pytest.raises(TypeError, match=name):
            store.media.update("m", **{name: 1})


def test_an_unknown_recording_is_not_found(store: Store) -> None:
    for call in (store.media.get, store.media.update, store.media.delete, store.media.restore):
        with pytest.raises(NotFound):
            call("nobody")
    with pytest.raises(NotFound):
        store.purge("nobody")
    with pytest.raises(NotFound):
        store.jobs.enqueue("nobody", "ingest", {})


def test_a_deleted_recording_is_hidden_and_can_be_restored(store: Store) -> None:
    added = add_media(store)
    put(store, "kept")
    deleted = store.media.delete("m")
    assert deleted.deleted_at is not None
    assert store.media.delete("m") == deleted
    assert store.media.list() == ()
    assert store.media.list(include_deleted=True) == (deleted,)
    assert store.media.restore("m") == replace(added, revision=1, n_segments=1)


def test_the_same_bytes_are_recognised(store: Store) -> None:
    sha256 = add_media(store).sha256
    assert store.media.by_sha256(sha256) == store.media.get("m")
    assert store.media.by_sha256(sha256, audio_stream=1) is None
    assert store.media.by_sha256("00") is None
    deleted = store.media.delete("m")
    assert store.media.by_sha256(sha256) == deleted
    store.media.update("m", state="failed")
    assert store.media.by_sha256(sha256) is None


def test_purging_removes_all_of_a_recording_and_nothing_of_others(store: Store) -> None:
    for media_id in ("m", "n"):
        add_media(store, media_id, title=media_id)
        put(store, "first", "second", media_id=media_id)
        edit(store, Delete(2), AddSpeaker(Speaker("S1", "A")), media_id=media_id)
        store.jobs.enqueue(media_id, "ingest", {})
        store.media_folder(media_id).mkdir(parents=True)
        (store.media_folder(media_id) / "audio.pcm").write_bytes(b"sound")
    store.media.purge("m")
    db = store.connection()
    for table in ("segments", "tombstones", "speakers", "edits", "jobs"):
        rows = db.query(f"SELECT media_id FROM {table} GROUP BY media_id")
        assert [row["media_id"] for row in rows] == ["n"], table
    assert [hit.media_id for hit in store.search.search("first")] == ["n"]
    assert not store.media_folder("m").exists()
    assert (store.media_folder("n") / "audio.pcm").exists()
    assert store.events.since(store.events.last_id() - 1)[0].payload == {"deleted": True}


def test_events_arrive_in_order(store: Store) -> None:
    assert (store.events.first_id(), store.events.last_id()) == (0, 0)
    for number in range(5):
        store.events.append("media", None, {"number": number})
    assert [event.payload["number"] for event in store.events.since(2)] == [2, 3, 4]
    assert [event.id for event in store.events.since(0, limit=2)] == [1, 2]


def test_old_events_are_pruned_and_their_ids_are_not_reused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "KEPT_EVENTS", 10)
    monkeypatch.setattr(events, "PRUNE_EVERY", 5)
    for number in range(32):
        store.events.append("media", None, {"number": number})
    assert (store.events.first_id(), store.events.last_id()) == (21, 32)
    store.connection().execute("DELETE FROM events")
    store.events.append("media", None, {})
    assert store.events.last_id() == 33


def test_edits_are_announced_in_their_transaction(store: Store) -> None:
    add_media(store)
    start = store.events.last_id()
    made = put(store, "first")
    (event,) = store.events.since(start)
    assert (event.type, event.media_id) == ("edit", "m")
    assert event.payload == {
        "revision": 1, "id": made.edit.id, "author": "", "kind": "edit",
        "origin": "person", "job": None, "words_only": False, "touched": [1],
        "speakers": False, "waiting": [],
    }  # fmt: skip


def test_settings_are_stored(store: Store) -> None:
    assert store.setting("sample") is None
    store.set_setting("sample", "added")
    store.set_setting("sample", "again")
    assert store.setting("sample") == "again"
