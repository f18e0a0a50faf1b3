"""The collector of cycles waits while files are read, and goes on after the last."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from transcribe.errors import FormatError
from transcribe.formats import loads
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
