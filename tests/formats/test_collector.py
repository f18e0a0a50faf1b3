"""The collector of cycles waits while files are read, and goes on after the last."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.errors import FormatError
from transcribe.formats import READABLE, WRITABLE, dumps, loads
from transcribe.formats.collector import collector_waits


@pytest.fixture(autouse=True)
def _enabled() -> Iterator[None]:
    yield
    gc.enable()


def test_it_goes_on_after_the_last_reader() -> None:
    first, second = collector_waits(), collector_waits()
    first.__enter__()
    second.__enter__()
    assert not gc.isenabled()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_goes_on_after_a_file_that_cannot_be_read() -> None:
    with pytest.raises(FormatError):
        loads("nonsense", "vtt")
    assert gc.isenabled()


def test_one_that_is_off_stays_off() -> None:
    gc.disable()
    with collector_waits():
        assert not gc.isenabled()
    assert not gc.isenabled()


@pytest.mark.parametrize("name", [name for name in READABLE if name in WRITABLE])
def test_readers_make_no_cycles(name: str) -> None:
    """What a reader held is free when it returns: nothing of a large file waits for the collector."""
    segments = tuple(
        Segment(n, n * 1_000, n * 1_000 + 900, f"Word {n}", "S1", words=(Word("Word", n * 1_000, n * 1_000 + 400),))
        for n in range(1, 40)
    )  # fmt: skip
    content = dumps(Transcript(segments, (Speaker("S1", "Alice"),), duration_ms=41_000), name)
    loads(content, name)  # what is made once stays
    gc.collect()
    gc.disable()
    loads(content, name)
    assert gc.collect() == 0
