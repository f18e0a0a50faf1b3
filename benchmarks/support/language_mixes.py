"""Recordings in which the language changes, built from the open speech set, and in one language.

Rows are divided as in `coverage_mixes`: settings are chosen on the half "tuned", figures come from "held".
Each recording is made clean, with pink noise 10 dB below the speech, and as a telephone has it: 300 to
3,400 Hz at 8 kHz with 8 bits by the mu law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle, permutations

import numpy as np

from benchmarks.support.coverage_mixes import (
    LANGUAGES,
    RATE,
    Half,
    Mix,
    Row,
    Samples,
    build,
    rows_of,
    take,
)

KINDS = ("one language", "long turns", "short turns", "one phrase", "three languages")
LONG_S, TURN_S = 16.0, 4.0
NOISE_DB = -10.0
N_SHORT_TURNS = 8
MU = 255.0
SEED = 5


def build_language_mixes(half: Half, n: int) -> Iterator[Mix]:
    """Mixes of all kinds and sounds, in an order by which the first few have all of them.

    Args:
        half: Of the rows.
        n: Mixes of each kind.
    """
    rng = np.random.default_rng(SEED)
    rows = {
        code: cycle(rng.permutation(np.array(some, object)).tolist())
        for code, some in rows_of(half).items()
    }
    pairs = rng.permutation(list(permutations(LANGUAGES, 2))).tolist()
    for number in range(n):
        first, second = pairs[number % len(pairs)]
        third = LANGUAGES[number % len(LANGUAGES)]
        third = (
            third if third not in {first, second} else "ru" if "ru" not in {first, second} else "it"
        )
        for kind, make in zip(KINDS, (_one, _long, _short, _phrase, _three), strict=True):
            mix = build(f"{kind} {number}", kind, make(rows, (str(first), str(second), third)))
            sound = list(SOUNDS)[(number + KINDS.index(kind)) % len(SOUNDS)]
            yield replace(mix, name=f"{mix.name} {sound}", samples=SOUNDS[sound](mix.samples))


Rows = Mapping[str, Iterator[Row]]
Codes = tuple[str, str, str]


def _one(rows: Rows, codes: Codes) -> tuple[Row, ...]:
    return take(rows[codes[0]], 2 * LONG_S, codes[0])


def _long(rows: Rows, codes: Codes) -> tuple[Row, ...]:
    return tuple(row for code in codes[:2] for row in take(rows[code], LONG_S, code))


def _short(rows: Rows, codes: Codes) -> tuple[Row, ...]:
    turns = (codes[n % 2] for n in range(N_SHORT_TURNS))
    return tuple(row for code in turns for row in take(rows[code], 1.0, code))


def _phrase(rows: Rows, codes: Codes) -> tuple[Row, ...]:
    first, second, _ = codes
    before, after = take(rows[first], LONG_S, first), take(rows[first], LONG_S, first)
    return (*before, *take(rows[second], 1.0, second), *after)


def _three(rows: Rows, codes: Codes) -> tuple[Row, ...]:
    return tuple(row for code in codes for row in take(rows[code], 2 * TURN_S, code))


def _clean(samples: Samples) -> Samples:
    return samples


def _noisy(samples: Samples) -> Samples:
    """Pink noise below the mean level of what is audible."""
    rng = np.random.default_rng(SEED)
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    noise = np.fft.irfft(spectrum, len(samples))
    speech = samples[np.abs(samples) > 0.01]
    level = float(np.sqrt(np.mean(speech**2)) / np.sqrt(np.mean(noise**2)))
    return (samples + level * 10 ** (NOISE_DB / 20) * noise).astype(np.float32)


def _telephone(samples: Samples) -> Samples:
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3400)] = 0
    narrow = np.clip(np.fft.irfft(spectrum, len(samples)), -1, 1)
    coded = np.sign(narrow) * np.log1p(MU * np.abs(narrow)) / np.log1p(MU)
    steps = np.round(coded * 127) / 127
    decoded = np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(MU)) / MU
    return np.asarray(decoded, np.float32)


SOUNDS: Mapping[str, Callable[[Samples], Samples]] = {
    "clean": _clean, "noise": _noisy, "telephone": _telephone,
}  # fmt: skip
