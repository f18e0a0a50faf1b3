"""Histograms are XML with a bar for each bin."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.datasets.histograms import HEIGHT, TOP, histogram


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=60),
)
@settings(max_examples=50)
def test_bars_are_as_high_as_their_counts(title: str, counts: list[int]) -> None:
    root = ElementTree.fromstring(histogram(title, counts))
    bars = [one for one in root if one.tag.endswith("rect")][1:]
    assert len(bars) == len(counts)
    for count, bar in zip(counts, bars, strict=True):
        assert abs(float(bar.attrib["height"]) - HEIGHT * count / max(1, *counts)) <= 0.06
        assert float(bar.attrib["y"]) + float(bar.attrib["height"]) <= TOP + HEIGHT + 0.11
