"""Sentence case where a chunk begins: no capital in mid sentence, and no full stop is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.chunk_edges import PAUSE_MS, even_edges
from transcribe.text.word_parts import parts_of


def evened(text: str, pause_ms: int = 200) -> str:
    """Chunks are divided by bars."""
    chunks = [part.split() for part in text.split("|")]
    words = [word for chunk in chunks for word in chunk]
    edges = {sum(map(len, chunks[:n])): pause_ms for n in range(1, len(chunks))}
    for one in even_edges(words, edges):
        words[one.first : one.first + one.n_words] = one.texts
    return " ".join(words)


def test_a_capital_in_mid_sentence_is_removed() -> None:
    assert evened("Who joined| The call, and the others") == "Who joined the call, and the others"
    assert (
        evened("Wir gehen in| Die Stadt und die Kirche", 0)
        == "Wir gehen in die Stadt und die Kirche"
    )
    assert evened("Она живёт| В доме, в городе") == "Она живёт в доме, в городе"


def test_names_nouns_and_beginnings_keep_it() -> None:
    for text in (
        "He joined| Paul, and Paul left",
        "wir sehen| Häuser und viele Häuser",
        "and then| I say what I say",
        "This is all.| The call and the end",
        "He said:| The call and the end",
        "The PBX of| PBX makers and the pbx",
        "in May| May we, and we may",
    ):
        assert evened(text) == text.replace("|", "")


def test_a_full_stop_between_chunks_comes_back_if_the_recording_has_them() -> None:
    text = "It is over.| The end is near| The call and the others.| A day, a night"
    assert evened(text, PAUSE_MS) == text.replace("near|", "near.|").replace("|", "")
    without = "it is over| The end is near| The call and the others| A day, a night"
    assert evened(without, PAUSE_MS) == without.replace("|", "")
    names = "It is over.| He is with| Paul and Paul.| A day"
    assert evened(names, PAUSE_MS) == names.replace("|", "")


WORDS = st.sampled_from(
    ["the", "The", "Call", "call.", "I", "in,", "Über", "über", "ß", "А", "а", "2", "…"]
)


@given(st.lists(WORDS, max_size=30), st.dictionaries(st.integers(0, 29), st.integers(0, 2_000)))
def test_only_first_letters_and_full_stops_change(words: list[str], edges: dict[int, int]) -> None:
    edges = {index: pause_ms for index, pause_ms in edges.items() if index < len(words)}
    for one in even_edges(words, edges):
        (new,), old = one.texts, words[one.first]
        if one.first in edges and new.casefold() == old.casefold():
            assert parts_of(new)[1][0].islower()
        else:
            assert new == old + "."
            assert edges[one.first + 1] >= PAUSE_MS
