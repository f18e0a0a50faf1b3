"""Lift soft speech for recognition, by the speech itself.

A partner who sits far from the microphone is 30 dB softer than the one beside it. In one window with
loud speech Whisper leaves out such speech, because its features are scaled by the loudest moment. The
samples of the recording stay as they are; only a worker hears the lifted ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import SAMPLES_PER_MS, to_float
from transcribe.audio.soft_runs import MIN_SPEECH_MS, find_soft_runs
from transcribe.audio.vad import ActivityOptions, iter_speech

AROUND_MS = 100  # soft consonants before and after the speech that is found
NO_PAD = ActivityOptions(pad_ms=0)


def even_out(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Lift the speech that is far softer than the loud speech of the same samples.

    One gain for each run of soft speech, since a gain that follows syllables would distort them; only
    where voice activity is found in the lifted run, so that background stays as it is. Samples
    without such speech come back unchanged.

    Args:
        samples: Mono 16 kHz PCM of speech with short pauses, up to half a minute, shape (n,).

    Returns:
        int16, shape (n,).
    """
    plain = to_float(samples)
    evened = samples
    for run in find_soft_runs(plain):
        lifted = np.rint(np.clip(run.lift(plain) * 32768, -32768, 32767)).astype(np.int16)
        speech = list(iter_speech(lifted, NO_PAD))
        if sum(span.end_ms - span.start_ms for span in speech) < MIN_SPEECH_MS:
            continue
        if evened is samples:
            evened = samples.copy()
        for span in speech:
            there = slice(
                max(0, span.start_ms - AROUND_MS) * SAMPLES_PER_MS,
                (span.end_ms + AROUND_MS) * SAMPLES_PER_MS,
            )
            evened[run.start : run.end][there] = lifted[there]
    return evened
