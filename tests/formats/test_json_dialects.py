"""JSON of unknown programs is read or refused; no content raises anything else."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.formats import read

KEYS = [
    "segments",
    "words",
    "word_segments",
    "transcription",
    "chunks",
    "speakers",
    "text",
    "word",
    "start",
    "end",
    "timestamp",
    "offsets",
    "timestamps",
    "from",
    "to",
    "tokens",
    "p",
    "id",
    "language",
    "result",
    "speaker",
    "probability",
    "duration",
    "media",
    "draft",
    "options",
]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["transcribe/1", "00:00:01,000", " hi you"])
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=20,
)
lists = st.sampled_from(["segments", "transcription", "chunks", "words"])


@given(
    values, lists, st.lists(st.dictionaries(st.sampled_from(KEYS), values, max_size=5), max_size=3)
)
def test_any_json_is_read_or_refused(value: object, name: str, rows: list[object]) -> None:
    for plain in (value, rows, {name: rows}, {name: rows, "text": value, "words": value}):
        with contextlib.suppress(FormatError):
            read(json.dumps(plain), "json")
