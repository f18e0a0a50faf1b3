"""Splits share no voice and no recording, and a growing corpus moves nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets.splits import (
    SHARES,
    RecordingVoices,
    assign_splits,
    components,
    read_shares,
)

voices = st.lists(st.sampled_from([f"v{n}" for n in range(12)]), max_size=3).map(tuple)
graphs = st.lists(
    st.builds(
        RecordingVoices, st.just(""), voices, st.integers(0, 9_000), st.sampled_from(["", "", "x", "y"])
    ),
    max_size=20,
).map(lambda some: [RecordingVoices(f"r{n}", s.voices, s.duration_ms, s.sound) for n, s in enumerate(some)])  # fmt: skip


@given(graphs, st.text(max_size=5))
def test_no_voice_and_no_sound_is_in_two_splits(
    recordings: list[RecordingVoices], salt: str
) -> None:
    plan = assign_splits(recordings, salt)
    assert set(plan.splits) == {one.id for one in recordings}
    seen: dict[str, set[str]] = {}
    for one in recordings:
        for key in (*one.voices, *([f"sound {one.sound}"] if one.sound else [])):
            seen.setdefault(key, set()).add(plan.splits[one.id])
    assert all(len(splits) == 1 for splits in seen.values())


@given(graphs, st.integers(0, 20), st.sampled_from(["freeze", "move"]))
def test_growth_moves_only_components_that_a_new_recording_joins(
    recordings: list[RecordingVoices], n: int, on_join: str
) -> None:
    before = assign_splits(recordings[:n], "salt").splits
    after = assign_splits(recordings, "salt", known=before, on_join=on_join)  # type: ignore[arg-type]
    moved = {one for one, split in before.items() if after.splits[one] != split}
    joined = {one for join in after.joins for one, _ in join.before}
    assert moved <= joined
    if on_join == "freeze":
        assert not moved
    groups = components(recordings)
    for group in groups:
        in_group = {before[one.id] for one in group if one.id in before}
        is_told = any(one.id in joined for one in group)
        assert is_told == (len(in_group) > 1)
        if len(in_group) <= 1 or on_join == "move":
            assert len({after.splits[one.id] for one in group}) == 1


@given(graphs, st.integers(0, 20))
def test_without_a_release_growth_moves_nobody_who_is_not_joined(
    recordings: list[RecordingVoices], n: int
) -> None:
    before = assign_splits(recordings[:n], "salt").splits
    after = assign_splits(recordings, "salt").splits
    old = {one.id for one in recordings[:n]}
    for group in components(recordings):
        here = [one for one in group if one.id in old]
        if len(components(here)) == 1:
            assert all(before[one.id] == after[one.id] for one in here)


def test_shares_are_met_by_many_single_speakers_and_the_difference_is_told() -> None:
    many = [RecordingVoices(f"r{n}", (f"v{n}",), 1_000) for n in range(5_000)]
    for name, wanted, actual in assign_splits(many, "salt").shares:
        assert abs(wanted - actual) < 0.02, name
    (one,) = [RecordingVoices("r", ("v",), 1_000)]
    assert sorted(actual for _, _, actual in assign_splits([one], "salt").shares) == [0, 0, 1]


def test_the_salt_decides() -> None:
    many = [RecordingVoices(f"r{n}", (f"v{n}",)) for n in range(50)]
    assert assign_splits(many, "a").splits != assign_splits(many, "b").splits
    assert assign_splits(many, "a") == assign_splits(many, "a")


def test_recordings_with_the_same_samples_are_told() -> None:
    some = [RecordingVoices("a", (), 1, "x"), RecordingVoices("b", (), 1, "x"), RecordingVoices("c", (), 1, "y")]  # fmt: skip
    assert assign_splits(some, "salt").same_sound == (("a", "b"),)


def test_shares_are_read() -> None:
    assert read_shares("train=3, test=1") == (("train", 0.75), ("test", 0.25))
    assert read_shares("train=80,validation=10,test=10") == SHARES


@pytest.mark.parametrize(
    "text", ["", "train", "train=x", "a=1,a=2", "a=0", "a=-1", "ä=1", "a b=1", "a=inf", "a=nan"]
)
def test_other_shares_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"split|share"):
        read_shares(text)
