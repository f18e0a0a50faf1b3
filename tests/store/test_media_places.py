"""Where recordings were opened last."""

from __future__ import annotations

import pytest

from tests.support.store_steps import add_media, put
from transcribe.errors import NotFound
from transcribe.store import Store


def test_the_last_place_of_a_recording_is_kept(store: Store) -> None:
    add_media(store)
    put(store, "first")
    assert store.places.get("m") is None
    before = store.events.last_id()
    first = store.places.put("m", 1, 1500)
    second = store.places.put("m", None, 0)
    assert (first.segment, first.time_ms, second.segment, second.time_ms) == (1, 1500, None, 0)
    assert store.places.get("m") == second
    assert first.at <= second.at
    assert [event.media_id for event in store.events.since(before)] == ["m", "m"]
    assert store.media.get("m").revision == 1


def test_a_place_needs_a_recording_and_goes_with_it(store: Store) -> None:
    with pytest.raises(NotFound):
        store.places.put("m", None, 0)
    add_media(store)
    store.places.put("m", 7, 9)
    store.purge("m")
    assert store.places.get("m") is None
