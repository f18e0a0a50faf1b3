"""Speech is cut into chunks in order: nothing is lost, nothing is repeated, none is too long."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transcribe.audio.chunking import (
    DRAFT_CHUNK_MS,
    FIRST_CHUNK_MS,
    KEPT_PAUSE_MS,
    Chunk,
    iter_chunks,
)
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.audio.vad import Speech

# Pauses and lengths of speech, in ms, one after the other.
ranges = st.lists(st.tuples(st.integers(10, 5_000), st.integers(100, 45_000)), max_size=8)


def speech_of(lengths: list[tuple[int, int]]) -> list[Speech]:
    found, at = [], 0
    for pause, length in lengths:
        found.append(Speech(at + pause, at + pause + length))
        at += pause + length
    return found


def noise(n_ms: int) -> np.ndarray:
    random = np.random.default_rng(n_ms)
    return random.integers(-3_000, 3_000, n_ms * SAMPLES_PER_MS).astype(np.int16)


@given(ranges)
def test_all_speech_is_in_one_chunk_and_none_is_too_long(lengths: list[tuple[int, int]]) -> None:
    speech = speech_of(lengths)
    recording = noise(speech[-1].end_ms if speech else 10)
    chunks = list(iter_chunks(speech, recording))
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(pieces))
    assert all(chunk.audio_ms <= DRAFT_CHUNK_MS for chunk in chunks)
    assert not chunks or chunks[0].audio_ms <= FIRST_CHUNK_MS
    covered = np.zeros(len(recording) // SAMPLES_PER_MS, bool)
    for piece in pieces:
        covered[piece.start_ms : piece.end_ms] = True
    for span in speech:
        assert covered[span.start_ms : span.end_ms].all()
    for before, after in itertools.pairwise(speech):
        if after.start_ms - before.end_ms > KEPT_PAUSE_MS:
            assert not covered[before.end_ms : after.start_ms].any()


def test_long_speech_is_cut_at_its_quietest_moment() -> None:
    recording = noise(30_000)
    quiet = slice(18_000 * SAMPLES_PER_MS, 18_100 * SAMPLES_PER_MS)
    recording[quiet] //= 100
    chunks = list(iter_chunks([Speech(0, 30_000)], recording, first_max_ms=DRAFT_CHUNK_MS))
    assert [18_000 <= chunk.end_ms <= 18_100 for chunk in chunks] == [True, False]


@given(ranges.filter(bool), st.data())
def test_times_of_a_chunk_are_mapped_into_the_piece_that_was_heard(
    lengths: list[tuple[int, int]], data: st.DataObject
) -> None:
    chunk = Chunk(tuple(speech_of(lengths)))
    passed = 0
    for piece in chunk.pieces:
        length = piece.end_ms - piece.start_ms
        at = data.draw(st.integers(0, length - 1))
        assert chunk.to_recording_ms(passed + at, passed + at) == (
            piece.start_ms + at, piece.start_ms + at,
        )  # fmt: skip
        passed += length
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, chunk.audio_ms)] * 2)))
    first, last = chunk.to_recording_ms(start, end)
    assert chunk.start_ms <= first <= last <= chunk.end_ms
