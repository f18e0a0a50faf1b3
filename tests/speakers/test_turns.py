"""From made-up voices to turns: how many, who, and how sure."""

from __future__ import annotations

import numpy as np
import pytest

from transcribe.speakers.analysis import EMBED_EVERY, Piece, frame_at, ms_at
from transcribe.speakers.clustering import CountRange, cluster
from transcribe.speakers.turns import diarize

RNG = np.random.default_rng(5)
Spoken = list[tuple[int, int, int]]  # start and end in ms, voice


def conversation(spoken: Spoken, n: int, *, end_ms: int) -> Piece:
    """A piece in which voices speak, with windows that differ as real ones do."""
    known = np.maximum(RNG.normal(0, 1, (n, 192)), 0)  # as a rectifier leaves them
    places, rows = [], []
    for start_ms, after_ms, who in spoken:
        for at in range(start_ms, max(start_ms + 1, after_ms - 1500), EMBED_EVERY * 10):
            places.append((at, min(at + 1500, after_ms)))
            rows.append(np.maximum(known[who] + RNG.normal(0, 0.4, 192), 0))
    runs = tuple((frame_at(a), frame_at(b)) for a, b, _ in spoken)
    embeddings = np.array(rows).reshape(-1, 192).astype(np.float16)
    return Piece((0, frame_at(end_ms)), runs, (), np.array(places).reshape(-1, 2), embeddings)


def alternating(n_voices: int, n_turns: int, length_ms: int = 6_000) -> Spoken:
    step = length_ms + 700
    return [(k * step, k * step + length_ms, k % n_voices) for k in range(n_turns)]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_speakers_are_counted(n: int) -> None:
    spoken = alternating(n, max(12, 4 * n))
    found = diarize([conversation(spoken, n, end_ms=spoken[-1][1])])
    assert found.n_speakers == n
    assert found.is_count_sure
    assert len(found.turns) == len(spoken)
    for turn, (start_ms, end_ms, who) in zip(found.turns, spoken, strict=True):
        assert turn.speaker == who
        assert abs(turn.start_ms - start_ms) <= 20
        assert abs(turn.end_ms - end_ms) <= 20
        assert 0.5 < turn.confidence <= 1


@pytest.mark.parametrize("n", [1, 2, 4, 6])
def test_a_number_that_was_given_is_kept(n: int) -> None:
    spoken = alternating(3, 18)
    found = diarize([conversation(spoken, 3, end_ms=spoken[-1][1])], CountRange(n, n))
    assert found.n_speakers == n
    assert found.is_count_sure


def test_a_short_recording_is_a_guess() -> None:
    spoken = alternating(2, 4)
    assert not diarize([conversation(spoken, 2, end_ms=spoken[-1][1])]).is_count_sure


def test_nothing_has_no_turns() -> None:
    empty = Piece((0, 100), (), (), np.zeros((0, 2), np.int64), np.zeros((0, 192), np.float16))
    for pieces in ([], [empty], [empty, empty]):
        found = diarize(pieces, CountRange(2, 4))
        assert (found.turns, found.n_speakers, found.speech_ms) == ((), 0, 0)


def test_short_speech_without_a_window_gets_a_turn() -> None:
    piece = conversation([(0, 5_000, 0)], 1, end_ms=9_000)
    with_short = Piece(
        piece.frames, (*piece.speech, (400, 412)), (), piece.windows_ms, piece.embeddings
    )
    assert diarize([with_short]).turns[-1].start_ms == ms_at(400)


def test_two_at_once_are_two_turns() -> None:
    piece = conversation(alternating(2, 12), 2, end_ms=90_000)
    at = frame_at(6_000) - 60
    both = Piece(piece.frames, piece.speech, ((at, at + 60),), piece.windows_ms, piece.embeddings)
    turns = [t for t in diarize([both]).turns if t.start_ms < 6_000]
    assert {turn.speaker for turn in turns} == {0, 1}


def test_long_recordings_are_clustered_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = alternating(3, 30)
    piece = conversation(spoken, 3, end_ms=spoken[-1][1])
    monkeypatch.setattr("transcribe.speakers.merging.BLOCK", 40)
    found = cluster(piece.embeddings, piece.windows_ms[:, 0], CountRange())
    assert found.n_speakers == 3


@pytest.mark.parametrize(("n_turns", "n_found"), [(6, 1), (24, 2)])
def test_with_little_speech_fewer_speakers_are_believed(
    monkeypatch: pytest.MonkeyPatch, n_turns: int, n_found: int
) -> None:
    """Two speakers are a little more probable than one."""
    monkeypatch.setattr(
        "transcribe.speakers.clustering.log_probabilities",
        lambda found: np.log([0.5 if one.n == 2 else 0.4 if one.n == 1 else 0.01 for one in found]),
    )
    spoken = alternating(2, n_turns)
    assert diarize([conversation(spoken, 2, end_ms=spoken[-1][1])]).n_speakers == n_found
