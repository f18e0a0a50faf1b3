"""Conversations made from recordings of single voices, with fixed seeds.

Two halves of the voices, six conditions, six numbers of voices: every condition has the same conversations in both halves.
All voices are brought to one level (±3 dB), and the reference has the speech of a turn without its pauses of over 0.5 s.
Each voice speaks in one session only. So the Spanish prompts of Asterisk are left out: they are of the voice of the English ones (the
folder of the Debian package is `es_MX_f_Allison`). So is the recording of `michael` with a cold: nobody has one in every other turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
HALVES = {  # of the voices, as they were before there were conditions, and two more
    "first half": (
        "allison", "asterisk-fr", "asterisk-ru", "kennedy", "ljspeech", "nst-swedish", "spk2033", "spk2609", "spk3080",
    ),
    "second half": (
        "asterisk-it", "harvard", "librispeech", "librivox", "lucier", "michael", "spk1998", "spk2414", "spk3005",
    ),
}  # fmt: skip
FILES = {  # voices and their files
    "allison": ("asterisk-en/*",),
    "asterisk-fr": ("asterisk-fr/*",),
    "asterisk-it": ("asterisk-it/*",),
    "asterisk-ru": ("asterisk-ru/*",),
    "harvard": ("harvard/*",),
    "kennedy": ("misc/jfk.flac",),
    "librispeech": ("librispeech/*",),
    "librivox": ("librivox/*",),
    "ljspeech": ("ljspeech/*",),
    "lucier": ("misc/lucier.mp3",),
    "michael": ("spontaneous-en/acoustic_corpus.flac",),
    "nst-swedish": ("nst-swedish/*",),
}
MOST_FILES = 24  # of one pattern
COUNTS = (2, 3, 4, 5, 7, 9)  # voices in a conversation
EVERY_VOICE = 13
LEVEL = 2_000.0  # root mean square of speech, of 32,768
FADE = RATE // 100  # samples: a turn neither begins nor ends with a click
BLOCK = RATE // 50  # samples whose energy is measured at once
PAUSE_BLOCKS = 25  # 0.5 s: shorter pauses are part of a turn, as in what is found
QUIET_DB = -30.0  # under the loud parts of a source: no speech
SHORTEST_S = 0.5  # of speech in a turn
Samples = NDArray[np.int16]
Audio = NDArray[np.float64]
Truth = list[tuple[float, float, str]]


@dataclass(frozen=True)
class Condition:
    """How a conversation sounds; turns up to `longest_s`, noise in dB below speech."""

    name: str
    longest_s: float
    n_turns: int
    noise_db: float | None = None
    is_telephone: bool = False


CONDITIONS = (
    Condition("full turns", 12.0, 6),
    Condition("full turns, noise", 12.0, 6, noise_db=15.0),
    Condition("full turns, telephone", 12.0, 6, is_telephone=True),
    Condition("short turns", 4.0, 8),
    Condition("short turns, noise", 4.0, 8, noise_db=15.0),
    Condition("short turns, telephone", 4.0, 8, is_telephone=True),
)


@dataclass(frozen=True)
class Conversation:
    """One of them; `half` is "all voices" if both halves speak."""

    name: str
    half: str
    condition: str
    samples: Samples
    truth: Truth


def conversations(voices: Mapping[str, list[Audio]], n_seeds: int) -> Iterator[Conversation]:
    """`n_seeds` of each condition in both halves, and one of each condition with 13 of all voices."""
    for seed in range(n_seeds):
        for number, condition in enumerate(CONDITIONS):
            for half, names in HALVES.items():
                n_voices = COUNTS[(seed + number) % len(COUNTS)]
                key = (seed, number, list(HALVES).index(half))
                yield _one(key, half, condition, voices, names, n_voices)
    every = tuple(name for names in HALVES.values() for name in names)
    for number, condition in enumerate(CONDITIONS if n_seeds else ()):
        yield _one((0, number, 2), "all voices", condition, voices, every, EVERY_VOICE)


def _one(
    key: tuple[int, int, int], half: str, condition: Condition,
    voices: Mapping[str, list[Audio]], names: tuple[str, ...], n_voices: int,
) -> Conversation:  # fmt: skip
    rng = np.random.default_rng(key)
    chosen = sorted(str(one) for one in rng.choice(names, n_voices, replace=False))
    samples, truth = _mixed(condition, {name: voices[name] for name in chosen}, rng)
    name = f"{'-'.join(map(str, key))}-{n_voices}v"
    return Conversation(name, half, condition.name, samples, truth)


def _mixed(
    condition: Condition, voices: Mapping[str, list[Audio]], rng: np.random.Generator
) -> tuple[Samples, Truth]:
    """Turns one after another; 15 % begin before the one before them ends."""
    gains = {name: LEVEL * 10 ** (rng.uniform(-3, 3) / 20) for name in voices}
    parts: list[tuple[int, Audio]] = []
    truth: Truth = []
    at = RATE // 2
    for name in _order(list(voices), condition.n_turns, rng):
        speech = gains[name] * _turn(voices[name], condition.longest_s, rng)
        gap_s = rng.uniform(-1.5, -0.3) if rng.random() < 0.15 else rng.uniform(0.1, 0.9)
        at = max(0, at + int(gap_s * RATE))
        parts.append((at, speech))
        truth += [((at + a) / RATE, (at + b) / RATE, name) for a, b in speech_in(speech)]
        at += len(speech)
    audio = np.zeros(at + RATE)
    for begin, speech in parts:
        audio[begin : begin + len(speech)] += speech
    if condition.noise_db is not None:
        audio += rng.normal(0, LEVEL * 10 ** (-condition.noise_db / 20), len(audio))
    if condition.is_telephone:
        audio = _telephone(audio)
    return np.clip(audio, -32768, 32767).astype(np.int16), truth


def _order(names: list[str], n_turns: int, rng: np.random.Generator) -> Iterator[str]:
    """As many turns as `n_turns` a voice, drawn by chance; nobody follows himself, everybody speaks twice or more."""
    while True:
        order = [str(rng.choice(names))]
        while len(order) < n_turns * len(names):
            order.append(str(rng.choice([one for one in names if one != order[-1]])))
        if all(order.count(name) >= 2 for name in names):
            return iter(order)


def _turn(sources: list[Audio], longest_s: float, rng: np.random.Generator) -> Audio:
    """A part of a source that begins and ends with speech."""
    while True:
        source = sources[rng.integers(len(sources))]
        length = int(rng.uniform(1.0, longest_s) * RATE)
        start = int(rng.integers(max(1, len(source) - length)))
        part = source[start : start + length]
        found = speech_in(part)
        if sum(b - a for a, b in found) >= SHORTEST_S * RATE:
            return _faded(part[found[0][0] : found[-1][1]])


def _faded(part: Audio) -> Audio:
    slope = np.linspace(0, 1, FADE)
    faded = part.copy()
    faded[:FADE] *= slope
    faded[-FADE:] *= slope[::-1]
    return faded


def speech_in(audio: Audio) -> list[tuple[int, int]]:
    """Samples [start, end) with speech; pauses of up to 0.5 s are part of it."""
    loud = _is_loud(audio)
    edges = np.flatnonzero(np.diff(np.r_[False, loud, False]))
    joined: list[list[int]] = []
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and first - joined[-1][1] <= PAUSE_BLOCKS:
            joined[-1][1] = after
        else:
            joined.append([first, after])
    return [(a * BLOCK, min(b * BLOCK, len(audio))) for a, b in joined]


def _is_loud(audio: Audio) -> NDArray[np.bool_]:
    blocks = audio[: len(audio) // BLOCK * BLOCK].reshape(-1, BLOCK)
    energy = np.square(blocks).mean(axis=1) + 1e-12
    limit = np.quantile(energy, 0.95) * 10 ** (QUIET_DB / 10) if len(energy) else 0.0
    return np.asarray(energy > limit)


def _telephone(audio: Audio) -> Audio:
    spectrum = np.fft.rfft(audio)
    hertz = np.fft.rfftfreq(len(audio), 1 / RATE)
    heard = np.where((hertz > 300) & (hertz < 3_400), spectrum, 0)
    return np.asarray(np.fft.irfft(heard, len(audio)))


def voices(
    speech: Path, samples_of: Callable[[Path], Samples], alone: Mapping[str, list[Samples]]
) -> dict[str, list[Audio]]:
    """The sources of each voice, each source with 1 as the root mean square of its speech.

    Args:
        speech: The folder of the recordings.
        samples_of: Decodes one.
        alone: Voices that are already cut out of other recordings.
    """
    found = {
        name: [samples_of(path) for pattern in patterns for path in sorted(speech.glob(pattern))[:MOST_FILES]]
        for name, patterns in FILES.items()
    }  # fmt: skip
    return {
        name: [_levelled(one.astype(np.float64)) for one in sources if len(one) >= 1.5 * RATE]
        for name, sources in {**found, **alone}.items()
    }


def _levelled(audio: Audio) -> Audio:
    parts = speech_in(audio)
    speech = np.concatenate([audio[a:b] for a, b in parts]) if parts else audio
    return audio / max(1.0, float(np.sqrt(np.square(speech).mean())))


def alone(truth: Truth, samples: Samples) -> Iterator[tuple[str, Samples]]:
    """The turns of at least 1.5 s in which nobody else speaks."""
    for row in truth:
        start, end, name = row
        others = (one for one in truth if one != row)
        if end - start >= 1.5 and all(b <= start or a >= end for a, b, _ in others):
            yield name, samples[int(start * RATE) : int(end * RATE)]
