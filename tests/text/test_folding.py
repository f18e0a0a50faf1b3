"""Folding: what counts when texts are compared."""

from __future__ import annotations

import unicodedata
from itertools import accumulate
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.folding import (
    SIMPLE,
    Strictness,
    clusters,
    floor_cluster,
    fold,
    locate,
)

WAYS: tuple[Strictness, ...] = ("loose", "exact", "bare")
ASSIGNED = [
    character for character in map(chr, range(0x30000))
    if unicodedata.category(character) not in {"Cn", "Cs", "Co"}
]  # fmt: skip
ANY = st.text(st.sampled_from(ASSIGNED) | st.sampled_from("aé\u0301\u00ad\u200d\r\n अि्क ㅎㅏ\u1112\u1161ｶﾞﬁß"), max_size=12)  # fmt: skip


@given(ANY, st.sampled_from(WAYS))
def test_a_text_folds_as_its_clusters_do(text: str, how: Strictness) -> None:
    folded = locate(text, how)
    assert folded.text == fold(text, how)
    assert len(folded.owners) == len(folded.text)
    assert list(folded.edges) == list(accumulate(map(len, clusters(text)), initial=0))


@given(ANY)
def test_composed_and_decomposed_texts_fold_to_the_same(text: str) -> None:
    for how in ("loose", "exact"):
        assert fold(unicodedata.normalize("NFC", text), how) == fold(text, how)
        assert fold(unicodedata.normalize("NFD", text), how) == fold(text, how)


@given(ANY)
def test_case_does_not_count_when_loose(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.lower()) == folded


@pytest.mark.parametrize("how", ["loose", "exact", "bare"])
@given(text=st.text(st.sampled_from("aé\u05b4\u05b8\u05d1\u034f\u200d\u0301\u094d\u0915\ufe0f")))
def test_folding_twice_is_folding_once(text: str, how: Strictness) -> None:
    folded = fold(text, how)
    assert fold(folded, how) == folded


def test_an_ignored_character_between_two_marks_does_not_keep_their_order() -> None:
    # Hebrew texts put U+034F between two points so that they stay in this order.
    assert fold("\u05d1\u05b8\u034f\u05b4", "exact") == fold("\u05d1\u05b8\u05b4", "exact")


def test_each_simple_character_stands_for_itself() -> None:
    simple = [c for c in ASSIGNED if regex.fullmatch(f"[{SIMPLE}]", c)]
    assert len(simple) > 50_000
    text = "".join(simple)
    assert regex.findall(r"\X", text) == simple == clusters(text)
    assert all(fold(character, how) for character in simple for how in WAYS)
    assert all(clusters(a + b) == [a, b] for a in simple[::97] for b in simple[::89])


def test_no_accent_that_stands_alone_is_a_space() -> None:
    assert [
        c for c in ASSIGNED if fold(c).startswith(" ") and not c.isspace() and c != "\ufeff"
    ] == []


@pytest.mark.parametrize(
    "parts",
    [
        ["অ্", "যা", "প"],  # a virama after a vowel joins nothing
        ["ক্ষি", "ত"],
        ["हि", "न्दी"],
        ["👩‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽"],
        ["e\u0301", "\r\n", "\u1112\u1161\u11ab"],
    ],
)
def test_clusters_are_those_of_annex_29(parts: list[str]) -> None:
    assert clusters("".join(parts)) == parts


@given(ANY, st.integers(0, 12))
def test_floor_cluster_is_the_last_place_that_cuts_none(text: str, at: int) -> None:
    at = min(at, len(text))
    edges = accumulate(map(len, clusters(text)), initial=0)
    assert floor_cluster(text, at) == max(edge for edge in edges if edge <= at)


@pytest.mark.parametrize(
    "name", ["SIMPLE", "IGNORED", "JOINING", "ACCENTS", "ALONE", "APOSTROPHES", "QUOTES"]
)
def test_the_browser_leaves_out_the_same(name: str) -> None:
    """Both sides name the same characters: compared as sets, as they are written differently."""
    script = Path(__file__).parents[2] / "static" / "core" / "text" / "folding.js"
    written = regex.search(
        rf"\nconst {name} =(.*?);\n", script.read_text(encoding="utf-8"), regex.S
    )
    assert written is not None
    joined = "".join(regex.findall(r'"([^"]*)"', written[1].replace('\\"', "")))
    spelled = regex.sub(r"\\u\{([0-9a-f]+)\}|\\u([0-9a-f]{4})", _character, joined)
    from transcribe.text import folding

    there, here = regex.compile(f"[{spelled}]"), regex.compile(f"[{getattr(folding, name)}]")
    everything = [*map(chr, range(0xD800)), *map(chr, range(0xE000, 0x110000, 1))]
    assert [c for c in everything if bool(there.match(c)) != bool(here.match(c))] == []


def _character(escape: regex.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16))
