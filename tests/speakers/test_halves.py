"""Two people under one name are divided by voice, in any order and with any shares."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.speakers.directions import Floats, unit
from transcribe.speakers.halves import two_halves
from transcribe.speakers.propagation import Voice


def voice(number: int, direction: Floats, weight: float = 2.0) -> Voice:
    return Voice(number, "S1", None, is_tagged=False, direction=unit(direction), weight=weight)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.booleans(), min_size=2, max_size=60).filter(lambda sides: len(set(sides)) == 2),
    st.integers(0, 99),
)
def test_two_voices_are_divided(sides: list[bool], seed: int) -> None:
    random = np.random.default_rng(seed)
    known = random.normal(0, 1, (2, 192))
    voices = [
        voice(n, known[int(side)] + random.normal(0, 0.5, 192), float(random.uniform(1, 9)))
        for n, side in enumerate(sides)
    ]
    found = two_halves(voices)
    assert found is not None
    expected = {tuple(n for n, one in enumerate(sides) if one == side) for side in (False, True)}
    assert {found.first, found.second} == expected
    spoken = [sum(voices[n].weight for n in half) for half in (found.first, found.second)]
    assert spoken[0] >= spoken[1]


def test_nothing_to_divide() -> None:
    one = np.ones(192)
    assert two_halves([]) is None
    assert two_halves([voice(1, one)]) is None
    assert two_halves([voice(n, one) for n in range(5)]) is None
