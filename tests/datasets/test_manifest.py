"""Times in manifests give back their samples, and rows come back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets.clips import Clip
from transcribe.datasets.manifest import Row, cut_seconds, row_from_json

RATES = (8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@given(st.integers(0, 48_000 * 86_400), st.sampled_from(RATES))
def test_seconds_give_back_their_sample_whether_a_reader_cuts_or_rounds(
    sample: int, rate: int
) -> None:
    seconds = cut_seconds(sample, rate)
    assert int(seconds * rate) == round(seconds * rate) == sample
    assert int(float(repr(seconds)) * rate) == sample


def test_a_time_that_a_product_cuts_short() -> None:
    assert int(1.013 * 16_000) == 16_207
    assert int(cut_seconds(16_208, 16_000) * 16_000) == 16_208


@given(st.one_of(st.none(), st.integers(0, 10**9)), st.integers(1, 10**6))
def test_a_row_comes_back(first_sample: int | None, n_samples: int) -> None:
    clip = Clip("a-b", "rec", 1, 0, 10, "a", "Hé\n|", "he", "approved", "en", ("x/y",), 3.5)
    row = Row(clip, "train", "clips/a.flac", n_samples, 16_000, first_sample)
    assert row_from_json(row.to_json()) == row
    assert ("first_sample" in row.to_json()) == (first_sample is not None)
