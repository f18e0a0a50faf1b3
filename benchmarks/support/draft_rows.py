"""The recordings of `benchmarks.draft`: clips, long ones, and rows joined to longer ones.

A *voice* is a set of the open speech set, or a part of it with one origin: settings are chosen without a
voice and then reported on it. Recordings that were assembled from rows of other sets belong to the voices
of those. Joins have the rows of one voice and language in turn, with pauses of 0.4 to 2.5 s and soft
noise; an hour repeats them in other orders.
"""

from __future__ import annotations

import json
import wave
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.edges import TimedText, read_truth
from benchmarks.support.draft_engines import RATE, REPOSITORY, Samples, load_samples

SPEECH = REPOSITORY.parent / "shared" / "data" / "speech"
KINDS = ("clip", "long", "join", "hour")
MIXED = "mixed"  # several languages in one recording
MOST_LETTERS_A_SECOND = 40  # more belong to a longer recording than the file
LONG_S = 60
PAUSES_S = (0.4, 2.5)
NOISE = 10 ** (-66 / 20)
HOUR_S = 3600
LEAST_JOIN_S = 120
READINGS = "readings"  # small English sets, in one join
VOICES = {  # other recordings of the same prompts
    "asterisk-en-g722": "asterisk-en",
    "assembled/session_en_open.opus": "asterisk-en",
    "assembled/sparse_open.mp3": "asterisk-en",
    "assembled/session_fr_open.opus": "asterisk-fr",
}
MIXED_VOICES = ("asterisk-en", "asterisk-es", "asterisk-fr", "asterisk-it", "asterisk-ru")
QUIET_DB = 30.0  # below the loud parts: no speech
STEP_MS, BRIDGED_MS, LEAST_MS = 10, 300, 100
Row = dict[str, Any]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording with what is known of it.

    Attributes:
        name: Its path in the speech set, or the name of a join.
        voice: By which settings are left out.
        sources: Voices whose speech is in it.
        language: Whisper's code, or `MIXED`.
        kind: One of `KINDS`.
        texts: What is said, in parts with their language; none if only the places of speech are known.
        truth: Ranges of words or utterances with times in seconds; may be empty.
        folds_accents: The reference was written without them.
        parts: Rows of a join, in order, with the pause before each in seconds.
    """

    name: str
    voice: str
    sources: frozenset[str]
    language: str
    kind: str
    duration_s: float
    texts: tuple[tuple[str, str], ...]
    truth: tuple[TimedText, ...] = ()
    folds_accents: bool = False
    parts: tuple[tuple[Row, float], ...] = ()

    @property
    def asked_language(self) -> str | None:
        """What the engines are given: nothing if there are several."""
        return None if self.language == MIXED else self.language


def manifest() -> list[Row]:
    """All rows of the speech set.

    Raises:
        SystemExit: It is not here.
    """
    if not SPEECH.is_dir():
        raise SystemExit(f"{SPEECH} is absent: there are no recordings to score here")
    return [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]


def is_scorable(row: Row) -> bool:
    """Whether its text is what is said, and may be scored."""
    is_told = row.get("text_kind") in {"reference", "script"} and bool(row["text"].strip())
    is_doubtful = "do not score" in str(row.get("note"))
    return (
        is_told and not is_doubtful and len(row["text"]) < MOST_LETTERS_A_SECOND * row["duration"]
    )


def scorable_rows(seconds: float) -> list[Row]:
    """Recordings with a reference in one language, at most `seconds` of each set and language.

    The sets take turns, so that a shortened run covers all of them.
    """
    taken: dict[tuple[str, str], float] = defaultdict(float)
    chosen: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in manifest():
        key = (row["set"], row["language"])
        if not is_scorable(row) or "+" in row["language"] or taken[key] >= seconds:
            continue
        taken[key] += row["duration"]
        chosen[key].append(row)
    return [row for turn in zip_longest(*chosen.values()) for row in turn if row]


def recordings(kinds: Iterable[str] = KINDS) -> list[Recording]:
    """All recordings of these kinds; sets take turns, clips come first and an hour last."""
    rows = manifest()
    by_set: dict[str, list[Recording]] = defaultdict(list)
    for row in rows:
        if is_scorable(row) or row.get("text_kind", "").startswith("none (speaker"):
            by_set[row["set"]].append(_single(row))
    singles = [one for turn in zip_longest(*by_set.values()) for one in turn if one]
    found = [*singles, *_joins(rows)]
    wanted = [kind for kind in KINDS if kind in set(kinds)]
    return [one for kind in wanted for one in found if one.kind == kind]


def _single(row: Row) -> Recording:
    is_mixed = "+" in row["language"]
    voice = VOICES.get(row["path"]) or VOICES.get(row["set"]) or row["set"]
    language = MIXED if is_mixed else row["language"]
    truth = _truth(row)
    texts: tuple[tuple[str, str], ...] = ()
    if is_scorable(row):
        texts = _mixed_texts(row) if is_mixed else ((row["text"], language),)
    return Recording(
        row["path"], MIXED if is_mixed else voice,
        frozenset(MIXED_VOICES if is_mixed else [voice]), language,
        "long" if row["duration"] >= LONG_S else "clip", row["duration"], texts, truth,
        "accent" in str(row.get("norm_hint")),
    )  # fmt: skip


def _truth(row: Row) -> tuple[TimedText, ...]:
    path = SPEECH / row.get("truth", "none")
    is_known = path.suffix in {".json", ".TextGrid"} and path.is_file()
    return tuple(read_truth(path)) if is_known and is_scorable(row) else ()


def _mixed_texts(row: Row) -> tuple[tuple[str, str], ...]:
    """Its turns in order, each in its language."""
    turns = json.loads((SPEECH / row["truth"]).read_text(encoding="utf-8"))
    return tuple((turn["text"], turn["language"]) for turn in turns)


def _joins(rows: list[Row]) -> Iterator[Recording]:
    """A join of each voice that is long enough, one of small English sets, and an hour of each."""
    by_voice: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        is_part = is_scorable(row) and row["duration"] < LONG_S and row["set"] != "assembled"
        if not is_part or row["set"] == "asterisk-en-g722" or "+" in row["language"]:
            continue
        is_small = row["language"] == "en" and not row["set"].startswith("asterisk")
        by_voice[READINGS if is_small else row["set"], row["language"]].append(row)
    for (voice, language), some in by_voice.items():
        if sum(row["duration"] for row in some) >= LEAST_JOIN_S:
            yield _join(voice, language, some, "join", 0)
            yield _join(voice, language, some, "hour", HOUR_S)


def _join(voice: str, language: str, rows: list[Row], kind: str, least_s: float) -> Recording:
    rng = np.random.default_rng(zlib.crc32(f"{voice} {kind}".encode()))
    parts: list[tuple[Row, float]] = []
    length_s = 0.0
    while not parts or length_s < least_s:
        for place in rng.permutation(len(rows)):
            pause_s = round(float(rng.uniform(*PAUSES_S)), 3)
            parts.append((rows[place], pause_s))
            length_s += pause_s + rows[place]["duration"]
    texts = tuple((row["text"], language) for row, _ in parts)
    folds = any("accent" in str(row.get("norm_hint")) for row, _ in parts)
    sources = frozenset(VOICES.get(row["set"]) or row["set"] for row, _ in parts)
    return Recording(
        f"{kind} {voice}", voice, sources, language, kind, length_s, texts, (), folds, tuple(parts)
    )


def sound_of(recording: Recording, cache: Path) -> Path:
    """The file of a recording; a join is made once, in `cache`."""
    if not recording.parts:
        return SPEECH / recording.name
    path = cache / f"{recording.name.replace(' ', '-')}.wav"
    if not path.is_file():
        samples, _ = _joined(recording)
        partial = path.with_suffix(".partial")
        with wave.open(str(partial), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((samples * 32767).clip(-32768, 32767).astype("<i2").tobytes())
        partial.rename(path)
    return path


def _joined(recording: Recording) -> tuple[Samples, list[int]]:
    """The samples of a join, and where each part begins."""
    rng = np.random.default_rng(1)
    pieces: list[Samples] = []
    starts, length = [], 0
    known: dict[str, Samples] = {}
    for row, pause_s in recording.parts:
        sound = known.setdefault(row["path"], load_samples(SPEECH / row["path"]))
        starts.append(length + int(pause_s * RATE))
        pieces += [np.zeros(int(pause_s * RATE), np.float32), sound]
        length = starts[-1] + len(sound)
    noise = np.float32(NOISE) * rng.standard_normal(length, np.float32)
    return np.concatenate(pieces) + noise, starts


def with_times(recording: Recording, cache: Path) -> Recording:
    """The recording with the true ranges of a join's parts: from their first to their last sound."""
    if not recording.parts:
        return recording
    truth: list[TimedText] = []
    at_s = 0.0
    for row, pause_s in recording.parts:
        samples_s, ranges = spoken(SPEECH / row["path"], cache)
        start_s = at_s + pause_s
        if ranges:
            truth.append((row["text"], start_s + ranges[0][0], start_s + ranges[-1][1]))
        at_s = start_s + samples_s
    return replace(recording, truth=tuple(truth))


def speech_of(recording: Recording, cache: Path) -> tuple[float, list[Range]]:
    """Length of a recording, and its ranges of speech; those of a join are known from its parts."""
    if not recording.parts:
        return spoken(SPEECH / recording.name, cache)
    found: list[Range] = []
    at_s = 0.0
    for row, pause_s in recording.parts:
        samples_s, ranges = spoken(SPEECH / row["path"], cache)
        found += [(at_s + pause_s + start, at_s + pause_s + end) for start, end in ranges]
        at_s += pause_s + samples_s
    return at_s, found


_SPOKEN: dict[Path, dict[str, Any]] = {}


def spoken(path: Path, cache: Path) -> tuple[float, list[Range]]:
    """Length and ranges of speech of a file in seconds, kept in `cache`.

    By the level alone, so that no engine's voice activity detection is the truth: within 30 dB of the
    95th percentile, dips under 0.3 s bridged.
    """
    kept_in = cache / "spoken.json"
    if cache not in _SPOKEN:
        _SPOKEN[cache] = json.loads(kept_in.read_text()) if kept_in.is_file() else {}
    known = _SPOKEN[cache]
    name = str(path)
    if name not in known:
        samples = load_samples(path)
        known[name] = [len(samples) / RATE, list(ranges_of_speech(samples))]
        kept_in.write_text(json.dumps(known))
    length_s, ranges = known[name]
    return length_s, [(start, end) for start, end in ranges]


def ranges_of_speech(samples: Samples) -> Iterator[Range]:
    """Ranges in seconds that are at most 30 dB softer than the loud parts."""
    step = STEP_MS * RATE // 1000
    whole = samples[: len(samples) // step * step].reshape(-1, step).astype(np.float64)
    if not len(whole):
        return
    power = np.convolve(np.square(whole).mean(axis=1), np.ones(3) / 3, "same")
    is_loud = power > np.quantile(power, 0.95) / 10 ** (QUIET_DB / 10)
    merged: list[list[int]] = []
    for start, end in zip(*_edges(is_loud), strict=True):
        if merged and (start - merged[-1][1]) * STEP_MS < BRIDGED_MS:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    for start, end in merged:
        if (end - start) * STEP_MS >= LEAST_MS:
            yield start * STEP_MS / 1000, end * STEP_MS / 1000


def _edges(flags: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    changes = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return changes[::2].tolist(), changes[1::2].tolist()
