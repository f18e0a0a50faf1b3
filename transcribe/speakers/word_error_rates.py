"""Word error rates with speakers, cpWER and tcpWER, through meeteval (optional).

cpWER (Watanabe and others, CHiME-6, 2020) compares all words of each speaker, with the mapping of speakers that has
the fewest errors. tcpWER (von Neumann and others, MeetEval, 2023) also asks that a word is near its time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from transcribe.errors import PackageMissing
from transcribe.quality.text_scores import TextErrors, normalised_words

MAX_SPEAKERS = 20  # of a side; meeteval refuses more
COLLAR_S = 5  # of tcpWER, as in CHiME-8
CHOICES = (
    "cpWER and tcpWER (meeteval) map speakers for the fewest errors; tcpWER spreads the words of a segment over it by "
    f"their letters, and a word may be {COLLAR_S} s off"
)


@dataclass(frozen=True, slots=True)
class SpokenText:
    """Words of one speaker, in a row."""

    speaker: str
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class SpeakerWordErrors:
    """Errors in words, with the speakers.

    Attributes:
        concatenated: cpWER.
        timed: tcpWER; None where a side has no times.
        n_missed: Speakers of the reference that no speaker of the hypothesis is.
        n_false_alarm: Speakers of the hypothesis that are none of the reference.
    """

    concatenated: TextErrors
    timed: TextErrors | None
    n_missed: int
    n_false_alarm: int


def speaker_word_errors(
    reference: Sequence[SpokenText], hypothesis: Sequence[SpokenText], *, have_times: bool = True
) -> SpeakerWordErrors | str:
    """Count them; a sentence says why that is impossible.

    Texts are normalised on both sides as for WER, since meeteval compares letters.

    Raises:
        PackageMissing: meeteval is not installed.
    """
    sides = [_normalised(side) for side in (reference, hypothesis)]
    counts = [len({one["speaker"] for one in side}) for side in sides]
    if not sides[0]:
        return "the reference has no words of a speaker"
    if max(counts) > MAX_SPEAKERS:
        where = "reference" if counts[0] > MAX_SPEAKERS else "hypothesis"
        return f"there are {max(counts)} speakers in the {where}, and meeteval refuses more than {MAX_SPEAKERS}"
    if not sides[1]:
        n_words = sum(len(one["words"].split()) for one in sides[0])
        nothing = TextErrors(0, n_words, 0, n_words, 0)
        return SpeakerWordErrors(nothing, nothing if have_times else None, counts[0], 0)
    found = _meeteval_rates(sides, have_times=have_times)
    n_words = sum(len(one["words"].split()) for one in sides[1])
    errors = [_errors(one, n_words) for one in found]
    return SpeakerWordErrors(
        errors[0], errors[1] if have_times else None,
        int(found[0].missed_speaker), int(found[0].falarm_speaker),
    )  # fmt: skip


def _normalised(side: Sequence[SpokenText]) -> list[dict[str, Any]]:
    texts = ((one, " ".join(normalised_words(one.text))) for one in side)
    return [
        {
            "session_id": "recording", "speaker": one.speaker, "words": words,
            "start_time": one.start_ms / 1000, "end_time": max(one.start_ms + 1, one.end_ms) / 1000,
        }
        for one, words in texts
        if words
    ]  # fmt: skip


def _meeteval_rates(sides: Sequence[list[dict[str, Any]]], *, have_times: bool) -> list[Any]:
    try:
        seglst = import_module("meeteval.io").SegLST
        cp = import_module("meeteval.wer.wer.cp")
        timed = import_module("meeteval.wer.wer.time_constrained")
    except ModuleNotFoundError as error:
        raise PackageMissing("meeteval", "scores", "cpWER and tcpWER") from error
    logging.getLogger("meeteval").setLevel(logging.ERROR)  # it tells of overlaps of one speaker
    reference, hypothesis = (seglst(side) for side in sides)
    rates = [cp.cp_word_error_rate(reference, hypothesis)]
    if have_times:
        score = timed.time_constrained_minimum_permutation_word_error_rate
        rates.append(score(reference, hypothesis, collar=COLLAR_S))
    return rates


def _errors(rate: Any, n_hypothesis: int) -> TextErrors:
    return TextErrors(
        int(rate.substitutions), int(rate.deletions), int(rate.insertions), int(rate.length),
        n_hypothesis,
    )  # fmt: skip
