"""Any JSON gets a result or a problem with a reason, never a server error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transcribe.document.model import Segment, Word
from transcribe.document.operations import OPERATIONS, Insert
from transcribe.store import Store
from transcribe.text.glossary import Term
from transcribe.web import create_app

LONE = "\ud800"  # half of a character, which SQLite does not take
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["S1", "draft", "corrected", "\x00", LONE, "e0", "edit", "undo", "auto"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
OPERATION_FIELDS = (
    "id", "text", "words", "start", "end", "speaker", "status", "at_char", "at", "new_id",
    "n_words", "other_id", "segment", "put", "remove", "name",
)  # fmt: skip
segments = st.fixed_dictionaries(
    {"id": st.just(7) | values},
    optional=dict.fromkeys(("start", "end", "text", "speaker", "status", "words"), values),
)
operations = st.fixed_dictionaries(
    {"op": st.sampled_from([*OPERATIONS, "no"]) | values},
    optional={
        key: st.just(1) | st.just(0.5) | values | segments | st.lists(segments, max_size=2)
        for key in OPERATION_FIELDS
    },
)
timecodes = st.fixed_dictionaries({}, optional=dict.fromkeys(("shown", "drop", "start"), values))
BODIES = {
    ("post", "/media/m1/edits"): {
        "base": st.just(1) | values,
        "ops": st.lists(operations, max_size=3) | values,
        "id": values,
        "kind": st.sampled_from(["edit", "undo", "redo"]) | values,
        "target": st.just("e0") | values,
        "author": values,
    },
    ("post", "/media/m1/jobs"): {
        "kind": st.just("draft") | values,
        **dict.fromkeys(("model", "engine", "language", "initial_prompt", "max_seconds", "max_chars", "webhook"), values),
    },
    ("patch", "/media/m1"): {
        "title": values, "language": values, "audio_stream": values, "timecode": timecodes | values,
    },
    ("patch", "/media/film"): {"timecode": timecodes | values},
    ("post", "/media/m1/checks/fix"): {
        "profile": st.just("netflix-en") | values, **dict.fromkeys(("frame_rate", "author", "segments", "approved"), values),
    },
    ("post", "/media/m1/voices"): {"speaker": values},
    ("post", "/glossary"): {
        "term": st.just("Anna") | values,
        **dict.fromkeys(("note", "misrecognitions", "language", "source", "project"), values),
    },
    ("post", "/uploads"): {"filename": values, "size": values},
    ("post", "/media"): {},
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with Store(tmp_path_factory.mktemp("data")) as store:
        store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
        store.media.add(media_id="film", title="Two", filename="two", sha256="1" * 64, size_bytes=1)
        store.media.update("film", has_video=True, frame_rate=25.0)
        segment = Segment(1, 0, 1000, "Hello", None, "draft", (Word("Hello", 0, 500, 0.5),))
        store.edits.apply("m1", 0, (Insert(segment),), edit_id="e0")
        store.edits.apply(
            "film", 0, (Insert(replace(segment, text="Yes , it is", words=())),), edit_id="f0"
        )
        store.glossary.put([Term("Berlin")])
        yield create_app(store).test_client()


@pytest.mark.parametrize(("method", "path"), BODIES)
@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_is_answered(
    client: FlaskClient, method: str, path: str, data: st.DataObject
) -> None:
    fields: dict[str, Any] = BODIES[method, path]
    body = data.draw(st.fixed_dictionaries({}, optional=fields) | values)
    response = getattr(client, method)(f"/api/v1{path}", json=body)
    assert response.status_code < 500, (body, response.get_data(as_text=True))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "/media/m1", {"timecode": {"start": LONE}}),
        ("patch", "/media/film", {"timecode": {"start": LONE}}),
        ("post", "/media/film/checks/fix", {"profile": "netflix-en", "author": LONE}),
        ("post", "/media/film/checks/fix", {"profile": LONE}),
        ("post", "/media/film/voices", {"speaker": LONE}),
        ("post", "/glossary", {"term": "Anna", "project": LONE}),
        ("patch", "/glossary/1", {"term": "Anna", "project": LONE}),
    ],
)
def test_a_lone_surrogate_is_answered(
    client: FlaskClient, method: str, path: str, body: dict[str, Any]
) -> None:
    response = getattr(client, method)(f"/api/v1{path}", json=body)
    assert response.status_code < 500, response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/media/m1/segments?from=x&to=nan", "/media/m1/segments?from=-1&to=1e400",
        "/media/m1/edits?since=-5&limit=x", "/media/m1/edits?since=99999999999999999999",
        "/media/m1/undo?limit=-3&offset=-1", "/media/m1/undo?offset=99999999999999999999",
        "/search?q=%22%00*(&limit=-1", "/search?q=%ED%A0%80", "/jobs/99999999999999999999",
        "/media/m1/peaks/99999999999999999999", "/media/%00/segments", "/media/m1/export/srt?x=1",
        "/media/m1/export/%00", "/jobs?media=%00",
    ],
)  # fmt: skip
def test_any_query_is_answered(client: FlaskClient, path: str) -> None:
    response = client.get(f"/api/v1{path}")
    assert response.status_code < 500, response.get_data(as_text=True)
