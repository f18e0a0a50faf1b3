"""Splits that share no speaker and no recording, and stay as they are while a corpus grows.

Recordings and voices are the nodes of a graph; a connected component goes to one split as a whole.
Which one is decided by SHA-256 of its oldest recording with the project's salt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

OnJoin = Literal["freeze", "move"]
Shares = tuple[tuple[str, float], ...]
SHARES: Shares = (("train", 0.8), ("validation", 0.1), ("test", 0.1))


@dataclass(frozen=True, slots=True)
class RecordingVoices:
    """A recording for the division into splits.

    Attributes:
        voices: Keys of the persons who speak in it (`clips.voice_of`).
        duration_ms: Length of its clips together.
        sound: Equal for recordings with the same samples; empty if it is not known.
    """

    id: str
    voices: tuple[str, ...]
    duration_ms: int = 0
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Recordings of one component that earlier releases had in different splits.

    Attributes:
        before: The split of each in the last release, oldest recording first.
        voices: The voices of the component.
    """

    before: tuple[tuple[str, str], ...]
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """The outcome of a division.

    Attributes:
        splits: Split of each recording.
        shares: Split, wanted share, actual share of the duration.
        joins: Components that earlier releases had divided; reported to the user.
        same_sound: Groups of recordings with the same samples.
    """

    splits: Mapping[str, str]
    shares: tuple[tuple[str, float, float], ...]
    joins: tuple[Join, ...] = ()
    same_sound: tuple[tuple[str, ...], ...] = ()


def read_shares(text: str) -> Shares:
    """Read shares such as `train=80,test=20`; they are divided by their sum.

    Raises:
        ValueError: A name or a number is invalid; the message says which.
    """
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.strip().partition("=")
        if not (name.isascii() and name.isidentifier()):
            raise ValueError(f"a split needs a name of ASCII letters, not {name!r}")
        if name in shares:
            raise ValueError(f"the split {name} is there twice")
        try:
            shares[name] = float(number)
        except ValueError:
            raise ValueError(f"the split {name} needs a share, as in {name}=10") from None
        if not 0 < shares[name] < float("inf"):
            raise ValueError(f"the share of {name} must be more than 0")
    total = sum(shares.values())
    return tuple((name, share / total) for name, share in shares.items())


def components(recordings: Sequence[RecordingVoices]) -> tuple[tuple[RecordingVoices, ...], ...]:
    """Groups of recordings that share voices or sound, each in the given order."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        root = key
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[key] != root:
            parent[key], key = root, parent[key]
        return root

    for one in recordings:
        for key in _links(one):
            parent[find(key)] = find(f"r {one.id}")
    groups: dict[str, list[RecordingVoices]] = {}
    for one in recordings:
        groups.setdefault(find(f"r {one.id}"), []).append(one)
    return tuple(tuple(group) for group in groups.values())


def _links(one: RecordingVoices) -> Iterable[str]:
    yield from (f"v {voice}" for voice in one.voices)
    if one.sound:
        yield f"s {one.sound}"


def assign_splits(
    recordings: Sequence[RecordingVoices],
    salt: str,
    shares: Shares = SHARES,
    known: Mapping[str, str] | None = None,
    on_join: OnJoin = "freeze",
) -> SplitPlan:
    """Give each recording its split.

    A component with recordings of an earlier release keeps their split. If these were in different
    splits, because a voice joined them since, `on_join` decides: "freeze" leaves each where it was,
    although a voice is then in two splits; "move" puts all into one.

    Args:
        recordings: In the order in which they came into the project, oldest first.
        salt: The project's.
        shares: Name and share of each split.
        known: Splits of the last release.
        on_join: See above.
    """
    names = {name for name, _ in shares}
    kept = {one: split for one, split in (known or {}).items() if split in names}
    splits: dict[str, str] = {}
    joins = []
    for group in components(recordings):
        before = [(one.id, kept[one.id]) for one in group if one.id in kept]
        found = dict.fromkeys(split for _, split in before)
        split = next(iter(found)) if len(found) == 1 else _hashed(group, salt, shares, before)
        splits.update((one.id, split) for one in group)
        if len(found) > 1:
            voices = dict.fromkeys(voice for one in group for voice in one.voices)
            joins.append(Join(tuple(before), tuple(voices)))
            if on_join == "freeze":
                splits.update(before)
    return SplitPlan(
        splits, _actual(recordings, splits, shares), tuple(joins), _same_sound(recordings)
    )


def _hashed(
    group: Sequence[RecordingVoices],
    salt: str,
    shares: Shares,
    before: Sequence[tuple[str, str]],
) -> str:
    """The split of a component by its oldest recording, or the oldest that was released."""
    oldest = before[0][0] if before else group[0].id
    digest = hashlib.sha256(f"{salt}\0{oldest}".encode()).digest()
    place, end = int.from_bytes(digest[:8], "big") / 2**64, 0.0
    for name, share in shares:
        end += share
        if place < end:
            return name
    return shares[-1][0]


def _actual(
    recordings: Sequence[RecordingVoices], splits: Mapping[str, str], shares: Shares
) -> tuple[tuple[str, float, float], ...]:
    lengths = dict.fromkeys((name for name, _ in shares), 0)
    for one in recordings:
        lengths[splits[one.id]] += one.duration_ms
    total = max(1, sum(lengths.values()))
    return tuple((name, share, lengths[name] / total) for name, share in shares)


def _same_sound(recordings: Sequence[RecordingVoices]) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for one in recordings:
        if one.sound:
            groups.setdefault(one.sound, []).append(one.id)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
