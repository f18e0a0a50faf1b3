"""From the model's probability of a word to the chance that the word is right.

Whisper's mean token probability is not that chance: of words with 0.5, seven in ten are right. A
logistic function of its log odds (Platt scaling; Platt 1999) corrects it with two parameters, fitted by
`benchmarks/calibration.py` on 2,872 words of the open speech set in six languages (faster-whisper,
model `base`). Fitted on half of the recordings, the expected calibration error on the others falls
from 0.047 to 0.027; the parameters here are fitted on all. For other models they are estimates.
"""

from __future__ import annotations

import math

SLOPE, OFFSET = 0.647, 0.898  # of log odds; `python -m benchmarks.calibration report` prints them
EDGE = 0.001  # closer to 0 or 1 the model's value carries no information


def calibrated(probability: float) -> float:
    """The chance that a word is right.

    Args:
        probability: Mean token probability from the engine, 0 to 1.

    Returns:
        Between 0 and 1, increasing with `probability`.
    """
    clipped = min(max(probability, EDGE), 1 - EDGE)
    odds = SLOPE * math.log(clipped / (1 - clipped)) + OFFSET
    return 1 / (1 + math.exp(-odds))
