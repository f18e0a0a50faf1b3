"""Detect hallucinations: text that a model produced without speech.

Measured with `base` on 63 chunks of real speech in eight languages and on synthetic audio, each decoded
greedily or by beam at temperature 0 (no-speech probability / mean log probability per token):
speech at most 0.29 / at least -0.53; silence 0.94 / -0.44 ("you"); white, pink and hum noise
0.51-0.82 / -1.7 to -2.3; a tone 0.51 / -1.8; clicks 0.33 / -1.6. Music without voices (0.13 / -0.9,
"Thank you.") cannot be separated this way: voice activity detection must exclude it.
"""

from __future__ import annotations

NO_SPEECH = 0.6  # Whisper's own threshold
DOUBTFUL_NO_SPEECH = 0.3  # no chunk of real speech was above it
MIN_LOGPROB = -1.0  # Whisper's own threshold
HOPELESS_LOGPROB = -1.5
SHORT_TOKENS = 4  # "you", "Thank you.": typical text for silence


def is_hallucination(no_speech: float, logprob: float, n_tokens: int) -> bool:
    """Whether a decode at temperature 0 has no speech.

    Args:
        no_speech: Probability of the no-speech token, 0 to 1.
        logprob: Mean log probability per token.
        n_tokens: Tokens of text.
    """
    if no_speech > NO_SPEECH:
        return logprob < MIN_LOGPROB or n_tokens <= SHORT_TOKENS
    return no_speech > DOUBTFUL_NO_SPEECH and logprob < HOPELESS_LOGPROB
