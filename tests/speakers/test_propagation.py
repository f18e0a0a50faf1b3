"""What changes with a correction: the whole cluster, or what sounds like the corrected segment; never a tag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.speakers.directions import unit
from transcribe.speakers.propagation import Voice, heard_in, offers

RNG = np.random.default_rng(3)
KNOWN = RNG.normal(0, 1, (6, 192))


def voice(
    number: int, sounds_like: int, cluster: int | None, speaker: str | None = None, *,
    is_tagged: bool = False, weight: float = 3.0,
) -> Voice:  # fmt: skip
    direction = unit(KNOWN[sounds_like] + RNG.normal(0, 0.5, 192))
    name = None if cluster is None else str(cluster)
    return Voice(number, speaker, name, is_tagged, direction, weight)


def ids(voices: list[Voice], changed: int, was: str | None) -> list[int]:
    found = offers(voices, changed, was)
    assert [o.confidence for o in found] == sorted((o.confidence for o in found), reverse=True)
    assert all(0.5 <= one.confidence <= 1 for one in found)
    return sorted(one.id for one in found)


def test_without_tags_the_cluster_of_a_segment_is_offered() -> None:
    voices = [voice(n, n % 3, n % 3) for n in range(12)]
    voices[0] = replace(voices[0], speaker="S1", is_tagged=True)
    assert ids(voices, 0, None) == [3, 6, 9]


def test_without_clusters_what_sounds_alike_is_offered() -> None:
    voices = [voice(n, n % 3, None) for n in range(12)]
    voices[0] = replace(voices[0], speaker="S1", is_tagged=True)
    voices[1] = replace(voices[1], speaker="S2", is_tagged=True)
    assert set(ids(voices, 0, None)) <= {3, 6, 9}


def test_of_two_mixed_speakers_those_that_sound_like_the_new_one_change() -> None:
    """Two segments of the second voice were in the first cluster; one was corrected."""
    voices = [voice(n, 0, 0, "S1") for n in range(6)] + [voice(n, 1, 1, "S2") for n in range(6, 12)]
    voices += [voice(12, 1, 0, "S1"), replace(voice(13, 1, 0, "S2"), is_tagged=True)]
    assert ids(voices, 13, "S1") == [12]


def test_two_clusters_of_one_person_change_together_after_some_corrections() -> None:
    """One correction may be of one segment; three of a cluster that sounds like the other are of all of it."""
    voices = [voice(n, 0, 0, "S1") for n in range(6)] + [voice(n, 0, 1, "S2") for n in range(6, 14)]
    voices += [voice(n, 2, 2, "S3") for n in range(14, 18)]
    voices = [replace(v, direction=unit(KNOWN[v.id // 14 * 2])) for v in voices]
    for n in (6, 7):
        voices[n] = replace(voices[n], speaker="S1", is_tagged=True)
        assert ids(voices, n, "S2") == []
    voices[8] = replace(voices[8], speaker="S1", is_tagged=True)
    assert ids(voices, 8, "S2") == [9, 10, 11, 12, 13]


def test_a_cluster_that_a_person_has_confirmed_does_not_change_as_a_whole() -> None:
    voices = [voice(n, 0, 0, "S1") for n in range(6)] + [voice(n, 0, 1, "S2") for n in range(6, 10)]
    voices[6] = replace(voices[6], speaker="S1", is_tagged=True)
    voices[7] = replace(voices[7], is_tagged=True)
    assert ids(voices, 6, "S2") == []


@pytest.mark.parametrize(("changed", "speaker"), [(99, "S1"), (0, None)])
def test_nothing_is_offered_without_a_voice_or_a_speaker(changed: int, speaker: str | None) -> None:
    voices = [voice(n, 0, 0) for n in range(4)]
    voices[0] = replace(voices[0], speaker=speaker, is_tagged=True)
    assert offers(voices, changed, None) == ()
    assert offers([], changed, None) == ()


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.sampled_from([0, 1, 2, None]),
            st.sampled_from(["S1", "S2", "S3", None]), st.booleans(), st.floats(0.1, 20),
        ),
        min_size=1, max_size=20,
    ),
    st.sampled_from(["S1", "S2", "S3", None]),
)  # fmt: skip
def test_a_tag_is_never_offered(
    rows: list[tuple[int, int | None, str | None, bool, float]], was: str | None
) -> None:
    voices = [
        voice(n, sound, cluster, speaker, is_tagged=is_tagged or n == 0, weight=weight)
        for n, (sound, cluster, speaker, is_tagged, weight) in enumerate(rows)
    ]
    found = set(ids(voices, 0, was))
    assert not found & {one.id for one in voices if one.is_tagged}
    assert not found & {one.id for one in voices if one.speaker == voices[0].speaker}


def test_a_range_is_heard_where_a_window_lies_mostly_in_it() -> None:
    windows = np.array([[0, 1500], [750, 2250], [5000, 6500]])
    directions = np.eye(192)[:3]
    heard = windows, directions
    assert heard_in(2300, 4900, heard) is None
    assert heard_in(0, 0, (windows[:0], directions[:0])) is None
    found = heard_in(4800, 6400, heard)
    assert found is not None
    assert found[0][2] == 1
    both = heard_in(0, 2250, heard)
    assert both is not None
    assert (both[0][:2].round(3).tolist(), both[1]) == ([0.707, 0.707], 2.0)
