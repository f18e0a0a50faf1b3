"""Which segments change with a correction: after one segment got another speaker, those that sound like it.

Two cases differ. A whole cluster is another person: nobody has confirmed it, and the corrected segment is typical of it;
then its segments change together. Or one segment was wrong: then only those change that are clearly nearer to
the new speaker than to any other. Segments that a person has tagged never change; they are the examples.
The limits were chosen on one half of the recordings of `benchmarks/speaker_corrections.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.directions import Floats, unit

# Cosines of mean embeddings
MARGIN = 0.08  # nearer to the new speaker than to any other
NEAR = 0.5  # to the new speaker, at least
IN_CLUSTER = 0.5  # within a cluster that changes as a whole, at least
SAME_VOICE = 0.72  # between two clusters that are one person, at least
CORRECTED = 3  # segments of a cluster with a known speaker, before all of it changes
SHARPNESS = 12.0  # confidence: logistic function of what is over the margin
TAGGED_WEIGHT = 3.0  # of a segment that a person tagged, compared with one that recognition tagged
SHORTEST = 0.5  # windows of speech in a segment that is offered
SHARE = 0.5  # of a window that lies in a segment, at least
Directions = tuple[NDArray[np.int64], Floats]  # windows in ms, shape (n, 2), and unit embeddings


@dataclass(frozen=True, slots=True)
class Voice:
    """A segment as it sounds.

    Attributes:
        id: The segment's.
        speaker: Who speaks, as of now; None for nobody known.
        cluster: The speaker that recognition found there; None if unknown.
        is_tagged: A person chose the speaker.
        direction: The mean embedding, of length 1.
        weight: How much speech it has, in windows.
    """

    id: int
    speaker: str | None
    cluster: str | None
    is_tagged: bool
    direction: Floats
    weight: float

    @property
    def group(self) -> tuple[str, str | None]:
        """Whose example it is: of its speaker, else of its cluster."""
        return ("speaker", self.speaker) if self.speaker else ("cluster", self.cluster)


@dataclass(frozen=True, slots=True)
class Offer:
    """A segment that probably has the new speaker too.

    Attributes:
        confidence: 0.5 to 1.
    """

    id: int
    confidence: float


def heard_in(start_ms: int, end_ms: int, heard: Directions) -> tuple[Floats, float] | None:
    """The mean embedding of a range, and its weight in windows; None if no window lies mostly in it."""
    windows, directions = heard
    lo = int(np.searchsorted(windows[:, 0], start_ms - 2_000))
    hi = int(np.searchsorted(windows[:, 0], end_ms))
    near = windows[lo:hi]
    common = np.minimum(near[:, 1], end_ms) - np.maximum(near[:, 0], start_ms)
    shares = common / np.maximum(1, near[:, 1] - near[:, 0])
    kept = shares >= SHARE
    if not kept.any():
        return None
    return unit(shares[kept] @ directions[lo:hi][kept]), float(shares[kept].sum())


def offers(voices: Sequence[Voice], changed: int, was: str | None) -> tuple[Offer, ...]:
    """Segments that probably change with a correction, the surest first.

    Args:
        voices: All segments that can be heard, after the correction.
        changed: The segment that got another speaker.
        was: Its speaker before.
    """
    at = next((n for n, voice in enumerate(voices) if voice.id == changed), None)
    if at is None or voices[at].speaker is None:
        return ()
    likeness = _Likeness(voices)
    new, old = voices[at], ("speaker", was) if was else ("cluster", voices[at].cluster)
    together = _cluster_that_changes(voices, at, old, likeness)
    centre = _mean([voices[n] for n in together])
    found = []
    for n, voice in enumerate(voices):
        if voice.is_tagged or voice.speaker == new.speaker or voice.weight < SHORTEST:
            continue
        near, other = likeness.of(n, new.group)
        least = NEAR
        if n in together:
            near, least = max(near, float(voice.direction @ centre)), IN_CLUSTER
            other = likeness.other(n, {new.group, old})
        if near >= least and near - other >= (0 if n in together else MARGIN):
            found.append(Offer(voice.id, _confidence(near - other, is_member=n in together)))
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.id)))


def _confidence(margin: float, *, is_member: bool) -> float:
    over = margin if is_member else margin - MARGIN
    return round(float(1 / (1 + np.exp(-SHARPNESS * over))), 3)


def _cluster_that_changes(
    voices: Sequence[Voice], at: int, old: tuple[str, str | None], likeness: _Likeness
) -> frozenset[int]:
    """The segments that were in one cluster with the corrected one, if all of it is the new speaker; else none."""
    new = voices[at]
    cluster = [n for n, v in enumerate(voices) if v.cluster == new.cluster and n != at]
    if new.cluster is None or any(
        voices[n].is_tagged and voices[n].speaker != new.speaker for n in cluster
    ):
        return frozenset()
    members = [n for n in cluster if voices[n].group == old and not voices[n].is_tagged]
    if not members:
        return frozenset()
    centre = _mean([voices[n] for n in members])
    to_cluster = float(new.direction @ centre)
    if old[0] == "cluster":
        return frozenset(members) if to_cluster >= IN_CLUSTER else frozenset()
    others = likeness.without(at)
    n_corrected = 1 + sum(voices[n].is_tagged for n in cluster)  # to the new speaker, all of them
    if n_corrected < CORRECTED or others is None or float(others @ centre) < SAME_VOICE:
        return frozenset()
    is_typical = to_cluster >= float(new.direction @ others)
    return frozenset(members) if is_typical else frozenset()


def _mean(voices: Sequence[Voice]) -> Floats:
    if not voices:
        return np.zeros(0)
    return unit(np.sum([voice.weight * voice.direction for voice in voices], axis=0))


class _Likeness:
    """Cosines of segments to the examples of each speaker, without the segment itself."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._directions = np.stack([voice.direction for voice in voices])
        self._weights = np.array(
            [voice.weight * (TAGGED_WEIGHT if voice.is_tagged else 1) for voice in voices]
        )
        self._groups = list(dict.fromkeys(voice.group for voice in voices))
        self._own = np.array([self._groups.index(voice.group) for voice in voices])
        self._sums = np.zeros((len(self._groups), self._directions.shape[1]))
        np.add.at(self._sums, self._own, self._weights[:, None] * self._directions)
        self._cosines = self._directions @ unit(self._sums).T
        for n, own in enumerate(self._own):
            others = self.without(n)
            self._cosines[n, own] = -1 if others is None else self._directions[n] @ others

    def without(self, n: int) -> Floats | None:
        """The mean of a segment's speaker without the segment; None if it is the only one."""
        rest = self._sums[self._own[n]] - self._weights[n] * self._directions[n]
        return unit(rest) if np.linalg.norm(rest) > 1e-6 else None

    def of(self, n: int, group: tuple[str, str | None]) -> tuple[float, float]:
        """How near a segment is to a speaker, and to the nearest of the others."""
        near = float(self._cosines[n, self._groups.index(group)])
        return near, self.other(n, {group})

    def other(self, n: int, but: set[tuple[str, str | None]]) -> float:
        """How near a segment is to the nearest speaker, some left out; -1 without any."""
        kept = [k for k, group in enumerate(self._groups) if group not in but]
        return float(self._cosines[n, kept].max()) if kept else -1.0
