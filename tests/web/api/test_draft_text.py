"""Segments that a client inserts as a draft of another recogniser, and rows of a person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.test_draft_again import drafted, new_store, texts
from transcribe.web.app import create_app

HERE = "Here it is."


@pytest.mark.parametrize(
    ("fields", "is_kept"),
    [
        ({"status": "draft"}, False),
        ({"status": "draft", "speaker": None, "words": []}, False),
        ({}, True),
        ({"status": "corrected"}, True),
        ({"status": "draft", "flagged": True}, True),
    ],
)
def test_only_what_a_client_calls_a_draft_gives_way(fields: dict[str, Any], is_kept: bool) -> None:
    with new_store() as store:
        client = create_app(store).test_client()
        segment = {"id": 2**31, "start": 1.0, "end": 3.0, "text": HERE, **fields}
        other = {
            "id": 2**31 + 1,
            "start": 50.0,
            "end": 51.0,
            "text": "Other.",
            "status": "corrected",
        }
        ops = [{"op": "insert", "segment": one} for one in (segment, other)]
        body = {"base": 0, "ops": ops}
        assert client.post("/api/v1/media/m/edits", json=body).status_code == 200
        drafted(store, "One two three four.", "Five six seven eight.")
        assert (HERE in texts(store)) == is_kept
        assert "Other." in texts(store)
