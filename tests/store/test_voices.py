"""Embeddings of voices: pieces replace what they overlap, and those of other networks."""

from __future__ import annotations

from tests.support.store_steps import add_media
from transcribe.store import Store
from transcribe.store.voices import VoicePiece


def piece(start_ms: int, end_ms: int, model: str = "a") -> VoicePiece:
    return VoicePiece(start_ms, end_ms, model, b"windows", bytes([start_ms % 256]))


def test_pieces_are_kept_in_order_and_once(store: Store) -> None:
    add_media(store)
    assert (store.voices.list("m"), store.voices.model("m")) == ((), None)
    for one in (piece(180, 360), piece(0, 180), piece(180, 360)):
        store.voices.put("m", one)
    assert store.voices.list("m") == (piece(0, 180), piece(180, 360))
    store.voices.put("m", piece(100, 200))
    assert store.voices.list("m") == (piece(100, 200),)


def test_embeddings_of_other_networks_are_removed(store: Store) -> None:
    for media_id in ("m", "other"):
        add_media(store, media_id)
        store.voices.put(media_id, piece(0, 180))
    store.voices.put("m", piece(180, 360, "b"))
    assert store.voices.list("m") == (piece(180, 360, "b"),)
    assert (store.voices.model("m"), store.voices.model("other")) == ("b", "a")
