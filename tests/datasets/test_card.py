"""The card says the same as Markdown and as a page, for each format."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from transcribe.datasets.card import CardFacts, card, card_page
from transcribe.datasets.statistics import Statistics
from transcribe.datasets.writers import WRITERS
from transcribe.datasets.writers.base import CorpusInfo

INFO = CorpusInfo(16_000, ".flac", Path("/made"), splits=("train", "test"), n_speakers=1)
COUNTS = {"clips": 1, "hours": 0.1, "characters": 5, "speakers": 1, "recordings": 1}
FOUND = Statistics(1_000, COUNTS, {"train": COUNTS}, {}, {}, (1,), (1,), (1,), 0)


@pytest.mark.parametrize("name", WRITERS)
def test_code_is_shown_without_the_marks_of_markdown(name: str) -> None:
    parts = WRITERS[name].card(INFO)
    facts = CardFacts(
        "My `talks`", "1.0", ("en",), "CC0-1.0", "", parts, FOUND, (), (), ("5 * 3 `x",)
    )
    page, markdown = card_page(facts), card(facts)
    assert "```" not in page
    assert "<h1>My `talks`</h1>" in page
    assert "5 * 3 `x" in page
    for code in parts.loading.split("```")[1::2]:
        assert f"<pre>{code.partition(chr(10))[2].strip()}</pre>" in unescape(page)
    for note in parts.notes:
        assert all(f"`{one}`" in markdown for one in note.split("`")[1::2])
        assert all(f"<code>{one}</code>" in unescape(page) for one in note.split("`")[1::2])
