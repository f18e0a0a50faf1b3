"""What holds for the search in every script: nothing is missed, no character is cut, NFC is NFD, and
find in a recording agrees."""

from __future__ import annotations

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.store_steps import add_media, edit, put
from tests.text.scripts import SCRIPTS, Script, word_lists, words
from transcribe.document.operations import SetText
from transcribe.store import Store
from transcribe.store.values import Hit
from transcribe.text.find_replace import Finder, FindQuery
from transcribe.text.folding import clusters

Span = tuple[int, int]


@pytest.fixture
def store(store: Store) -> Store:
    """A recording with two segments."""
    add_media(store)
    put(store, "", "")
    return store


def search(store: Store, query: str) -> dict[int, Hit]:
    return {hit.segment_id: hit for hit in store.search.search(query) if hit.segment_id is not None}


def marks(hit: Hit) -> list[Span]:
    ends = list(accumulate((len(text) for text, _ in hit.snippet), initial=0))
    return [(ends[n], ends[n + 1]) for n, (_, is_match) in enumerate(hit.snippet) if is_match]


def edges(text: str) -> set[int]:
    return set(accumulate(map(len, clusters(text)), initial=0))


def whole_words(text: str, word: str) -> list[Span]:
    return [(hit.start, hit.end) for hit in Finder(FindQuery(word, whole_words=True)).find(text)]


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_word_is_found_whole_however_it_is_composed_and_find_agrees(
    store: Store, script: Script, data: st.DataObject
) -> None:
    texts = {n: data.draw(word_lists(script).map(" ".join), f"text {n}") for n in (1, 2)}
    edit(store, *(SetText(n, text) for n, text in texts.items()))
    own = data.draw(st.sampled_from(texts[1].split()), "a word of text 1")
    hits = search(store, own)
    assert 1 in hits
    for number, hit in hits.items():
        assert "".join(text for text, _ in hit.snippet) == texts[number]
        assert marks(hit)
        assert {edge for span in marks(hit) for edge in span} <= edges(texts[number])
    for form in ("NFC", "NFD"):
        assert search(store, unicodedata.normalize(form, own)) == hits

    word = data.draw(st.just(own) | words(script), "a word, perhaps of another text")
    is_found = {n: bool(whole_words(text, word)) for n, text in texts.items()}
    # Twice: the last word of a query may be the beginning of one in the text.
    found = search(store, f"{word} {word}")
    assert {n: n in found for n in texts} == is_found
    if not script.is_spaced:  # there the last word is no beginning, so the same is marked
        assert {n: marks(hit) for n, hit in found.items()} == {
            n: whole_words(texts[n], word) for n in found
        }


@pytest.mark.parametrize(
    ("text", "word", "is_whole"),
    [
        ("a aaaŉ", "ŉ", True), ("a aaaŉ", "'n", True), ("rock'n'roll", "'n'", True), ("rock'n'roll", "n", True),
        ("aŉb", "ŉ", False), ("น้ำ", "ำ", False), ("น้ำ", "น้ำ", True), ("well-known", "-known", True),
    ],
)  # fmt: skip
def test_find_and_search_agree_where_a_character_begins_with_a_sign(
    store: Store, text: str, word: str, is_whole: bool
) -> None:
    edit(store, SetText(1, text))
    assert bool(whole_words(text, word)) is is_whole
    assert bool(search(store, f"{word} {word}")) is is_whole


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_find_cuts_no_character_and_takes_nfc_for_nfd(script: Script, data: st.DataObject) -> None:
    text = data.draw(word_lists(script).map(" ".join), "text")
    query = data.draw(words(script) | st.sampled_from([*script.letters, *script.signs]), "query")
    is_exact = data.draw(st.booleans(), "match case")
    spans = {
        form: [
            (hit.start, hit.end)
            for hit in Finder(FindQuery(unicodedata.normalize(form, query), False, False, is_exact)).find(text)
        ]
        for form in ("NFC", "NFD")
    }  # fmt: skip
    assert spans["NFC"] == spans["NFD"]
    assert {edge for span in spans["NFC"] for edge in span} <= edges(text)
    folded = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    counts = {len(Finder(FindQuery(query, False, False, is_exact)).find(form)) for form in folded}
    assert counts == {len(spans["NFC"])}


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_expression_cuts_no_character(script: Script, data: st.DataObject) -> None:
    text = data.draw(word_lists(script).map(" ".join), "text")
    letter = data.draw(st.sampled_from(script.letters), "letter")
    source = data.draw(st.sampled_from([letter, f"{letter}.", ".", ".{2}", r"\w", "[^x]", letter + "?" + letter]))  # fmt: skip
    hits = Finder(FindQuery(source, is_regex=True)).find(text)
    assert {edge for hit in hits for edge in (hit.start, hit.end)} <= edges(text)
