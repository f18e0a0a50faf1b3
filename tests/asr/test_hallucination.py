"""The measured cases of the module are told apart."""

from __future__ import annotations

import pytest

from transcribe.asr.hallucination import is_hallucination


@pytest.mark.parametrize(
    ("no_speech", "logprob", "n_tokens", "expected"),
    [
        (0.29, -0.53, 40, False),  # the worst chunk of real speech
        (0.94, -0.44, 2, True),  # silence: "you"
        (0.51, -1.7, 12, True),  # noise
        (0.51, -1.8, 9, True),  # a tone
        (0.33, -1.6, 9, True),  # clicks
        (0.7, -0.5, 30, False),  # a long, sure text in noise is kept
    ],
)
def test_measured_cases(no_speech: float, logprob: float, n_tokens: int, expected: bool) -> None:
    assert is_hallucination(no_speech, logprob, n_tokens) is expected
