"""Options of a corpus are the same after they were stored; what a request has wrong is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.datasets.clips import ClipOptions
from transcribe.datasets.writers import WRITERS
from transcribe.document.model import STATUSES
from transcribe.errors import InvalidOperation
from transcribe.library.corpora.options_json import from_body, from_stored, to_stored
from transcribe.library.corpora.plan import CorpusOptions

names = st.lists(st.text(max_size=5), max_size=3).map(tuple)
clips = st.builds(
    ClipOptions,
    statuses=st.lists(st.sampled_from(STATUSES), unique=True).map(tuple), tags=names, speakers=names,
    min_ms=st.integers(0, 500), max_ms=st.integers(500, 9_000), padding_ms=st.integers(0, 300),
    with_overlap=st.booleans(), min_snr_db=st.sampled_from([None, 3.5]), trims_silence=st.booleans(),
    marks=st.sampled_from(["keep", "drop"]),
)  # fmt: skip
shares = st.lists(st.sampled_from("abc"), min_size=1, unique=True).map(
    lambda found: tuple((name, 1 / len(found)) for name in found)
)
options = st.builds(
    CorpusOptions,
    format=st.sampled_from(sorted(WRITERS)), clips=clips, rate=st.sampled_from([0, 8_000]),
    shares=shares, version=st.text(min_size=1, max_size=4), recordings=names,
    with_relative_paths=st.booleans(), whole_recordings=st.booleans(), loudness=st.sampled_from([None, -23.0]),
)  # fmt: skip


@given(options)
@settings(max_examples=60)
def test_stored_options_come_back(made: CorpusOptions) -> None:
    assert from_stored(to_stored(made)) == made
    assert from_stored({**to_stored(made), "later": 1}) == made


def test_a_request_without_fields_has_the_defaults_of_its_format() -> None:
    assert from_body({}) == CorpusOptions().resolved()
    made = from_body(
        {"format": "ljspeech", "min_seconds": 1, "max_seconds": 2.5, "splits": "train=3,test=1"}
    )
    assert (made.rate, made.audio, made.clips.min_ms, made.clips.max_ms) == (
        22_050,
        "wav",
        1_000,
        2_500,
    )
    assert made.shares == (("train", 0.75), ("test", 0.25))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"format": "csv"}, "format"), ({"format": 3}, "format"), ({"audio": "aac"}, "audio"),
        ({"rate": "many"}, "rate"), ({"rate": 7_999}, "rate"), ({"rate": float("nan")}, "rate"),
        ({"statuses": ["done"]}, "statuses"), ({"statuses": "approved"}, "statuses"),
        ({"tags": [1]}, "tags"), ({"min_seconds": -1}, "min_seconds"), ({"max_seconds": True}, "max_seconds"),
        ({"min_seconds": 5, "max_seconds": 1}, "length"), ({"padding_ms": 10**9}, "padding_ms"),
        ({"min_snr_db": "20"}, "min_snr_db"), ({"loudness": -90}, "loudness"), ({"trim_silence": 1}, "trim_silence"),
        ({"overlap": "no"}, "overlap"), ({"marks": "some"}, "marks"), ({"normaliser": "x"}, "normaliser"),
        ({"splits": "train"}, "splits"), ({"splits": {"train": 1}}, "splits"), ({"on_join": ""}, "on_join"),
        ({"whole_recordings": True}, "whole_recordings"), ({"relative_paths": "no"}, "relative_paths"),
        ({"format": "nemo", "audio": "opus", "whole_recordings": True}, "audio"),
        ({"format": "kaldi", "loudness": -23, "whole_recordings": True}, "loudness"),
        ({"version": " "}, "version"), ({"text": "both"}, "text"), ({"recordings": "all"}, "recordings"),
        ({"version": "\ud800"}, "version"), ({"redact": ["\ud800"]}, "redact"), ({"tags": ["\ud800"]}, "tags"),
        ({"splits": "\ud800=100"}, "splits"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(body: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidOperation, match=named):
        from_body(body)
