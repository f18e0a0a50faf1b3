from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import strategies
from tests.support.store_steps import add_media, edit, put, segment
from tests.text.matching_vectors import CLOSES, MATCHES, OPENS, Match
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Delete, Insert, Merge, SetText
from transcribe.store import Store
from transcribe.store.values import Hit


def found(store: Store, query: str) -> list[int | None]:
    return [hit.segment_id for hit in store.search.search(query)]


def marked(hit: Hit) -> str:
    return "".join(f"[{text}]" if is_match else text for text, is_match in hit.snippet)


def whole_marked(hit: Hit) -> str:
    return "".join(f"{OPENS}{text}{CLOSES}" if is_match else text for text, is_match in hit.snippet)


def test_a_hit_names_the_segment_its_text_and_the_word_start(store: Store) -> None:
    add_media(store, title="Interview")
    words = (
        Word("Der", 1000, 1100),
        Word("Müller", 1200, 1500),
        Word("mahlt.", 1600, 1900),
    )
    edit(store, Insert(Segment(4, 1000, 2000, "Der Müller mahlt.", words=words)))
    (hit,) = store.search.search("muller")
    assert hit == Hit(
        "m", "Interview", 4, 1000, (("Der ", False), ("Müller", True), (" mahlt.", False)), 1200
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("STRASSE", []),
        ("café", [2]),
        ("CAFE", [2]),
        ("caf", [2]),
        ("caf black", []),  # only the last term may be the beginning of a word
        ("black caf", [2]),
        ("don't", [3]),
        ("don’t", [3]),
        ("世界", [4]),
        ("世", [4]),
        ("界世", []),
        ("gpt 你好", [4]),
        ("ありがとう", [5]),
        ("สวัสดี", [6]),
        ("naïve", [7]),
        ("naive", [7]),
        ("привет", [8]),
        ("안녕", [9]),
        ("हिन्दी", [10]),
        ("שלום", [11]),
        ("foo_bar", [12]),
        ("foo", [12]),
    ],
)
def test_words_are_found_in_any_script(store: Store, query: str, expected: list[int]) -> None:
    add_media(store)
    put(
        store, "nothing", "a black café", "they don't know", "GPT你好世界", "どうもありがとう。",
        "สวัสดีครับ", "nai\u0308ve", "Привет, мир", "안녕하세요", "यह हिन्दी है", "שלום עולם",
        "call foo_bar now",
    )  # fmt: skip
    assert found(store, query) == expected


@pytest.mark.parametrize("match", MATCHES, ids=[match.kind for match in MATCHES])
def test_words_match_as_in_find(store: Store, match: Match) -> None:
    add_media(store)
    put(store, match.text)
    # Twice: the last word of a query may be the beginning of one in the text.
    hits = store.search.search(f"{match.query} {match.query}")
    assert [whole_marked(hit) for hit in hits] == ([match.marked] if OPENS in match.marked else [])


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("a black café today", "cafe", "a black [café] today"),
        ("you don’t know", "don't", "you [don’t] know"),
        ("GPT你好世界", "世界", "GPT你好[世界]"),
        ("this is his", "his is", "this [is] [his]"),
        ("one two one", "one", "[one] two [one]"),
    ],
)
def test_what_matched_is_marked(store: Store, text: str, query: str, expected: str) -> None:
    add_media(store)
    put(store, text)
    (hit,) = store.search.search(query)
    assert marked(hit) == expected


def test_a_long_text_is_cut_round_its_match(store: Store) -> None:
    add_media(store)
    put(store, "before " * 100 + "needle" + " after" * 100)
    (hit,) = store.search.search("needle")
    assert marked(hit).startswith("…")
    assert marked(hit).endswith("…")
    assert "[needle]" in marked(hit)
    assert len(marked(hit)) < 200


@pytest.mark.parametrize("letter", ["न्दी", "ที่", "👩‍👩‍👧", "e\u0301", "\u1112\u1161\u11ab"])
@pytest.mark.parametrize("n", range(5))
def test_a_long_text_is_cut_between_characters_as_people_see_them(
    store: Store, letter: str, n: int
) -> None:
    add_media(store)
    put(store, f"{'x' * n} {letter * 60} needle {letter * 60}")
    (hit,) = store.search.search("needle")
    head, *middle, tail = (text for text, _ in hit.snippet)
    assert (head, tail) == ("…", "…")
    assert set(regex.findall(r"\X", "".join(middle))) <= {letter, " ", *"needle"}


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("यह हिन्दी है", "हि", "यह [हि]न्दी है"),
        ("यह हिन्दी है", "हिन", None),  # न alone is not the character न्दी
        ("यह हिन्दी है", "हिन्", None),
        ("کتاب\u200cها", "کتاب", "[کتاب\u200c]ها"),
        ("مُحَمَّد", "مح", "[مُحَ]مَّد"),
        ("한글", "하", None),
        ("한글", "한", "[한]글"),
        ("Straße", "stras", "[Straß]e"),
        ("Straße", "strass", "[Straß]e"),
        ("ﬁne", "fi", "[ﬁ]ne"),
        ("e\u0301te\u0301", "é", "[e\u0301]te\u0301"),
        ("世 界", "世界", None),
        ("世、界", "世界", None),
        ("世、界", "世，界", "[世、界]"),
        ("使用 GPT 模型", "使用GPT模型", "[使用 GPT 模型]"),
    ],
)
def test_the_beginning_of_a_word_is_whole_characters(
    store: Store, text: str, query: str, expected: str | None
) -> None:
    add_media(store)
    put(store, text)
    hits = store.search.search(query)
    assert [marked(hit) for hit in hits] == ([] if expected is None else [expected])
    store.media.update("m", title=text)
    titles = [hit for hit in store.search.search(query) if hit.segment_id is None]
    assert [marked(hit) for hit in titles] == [marked(hit) for hit in hits]


def test_titles_are_found_first(store: Store) -> None:
    add_media(store, "m", title="Über Müller")
    add_media(store, "n", title="Other")
    put(store, "muller speaks", media_id="n")
    hits = store.search.search("mull")
    assert [(hit.media_id, hit.segment_id) for hit in hits] == [("m", None), ("n", 1)]
    assert marked(hits[0]) == "Über [Müll]er"


def test_recordings_in_the_bin_are_left_out(store: Store) -> None:
    add_media(store, title="Needle")
    put(store, "needle")
    store.media.delete("m")
    assert store.search.search("needle") == ()
    store.media.restore("m")
    assert len(store.search.search("needle")) == 2


def test_the_index_follows_every_edit(store: Store) -> None:
    add_media(store)
    put(store, "apple", "banana")
    edit(store, SetText(1, "cherry"))
    assert (found(store, "apple"), found(store, "cherry")) == ([], [1])
    edit(store, Merge(1, 2))
    assert (found(store, "cherry banana"), found(store, "banana")) == ([1], [1])
    edit(store, Delete(1), Insert(segment(7, "date")))
    assert (found(store, "banana"), found(store, "date")) == ([], [7])


@pytest.mark.parametrize(
    "query",
    [
        "", " ", '"', "'", "*", "a*", "-a", "a OR", "NEAR(a b)", "NOT", "AND", "text:a", "(", "a)",
        "^a", "+", "a + b", "{a b}: c", "\\", "a\x00b", "\ud800", "%", "—", '"a" "', "a" * 5000,
        "x " * 500, "👩‍👩‍👧", "<b>",
    ],
)  # fmt: skip
def test_no_query_breaks_the_syntax(store: Store, query: str) -> None:
    add_media(store)
    put(store, "some text")
    assert len(store.search.search(query)) <= 2


def test_limit_counts_titles_and_segments(store: Store) -> None:
    add_media(store, title="word")
    put(store, *["word"] * 10)
    assert len(store.search.search("word", 4)) == 4
    assert store.search.search("word", 0) == ()


def counts(character: str) -> bool:
    """Whether it is a letter or digit; two apostrophes and the tatweel are letters of Unicode."""
    return character.isalnum() and unicodedata.normalize("NFKD", character)[0] not in "ʻʼـ"


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=strategies.texts, query=st.text(max_size=30), data=st.data())
def test_any_word_of_any_text_is_found_and_marked(
    store: Store, text: str, query: str, data: st.DataObject
) -> None:
    if not store.media.list():
        add_media(store)
        put(store, "")
    edit(store, SetText(1, text))
    store.search.search(query)  # whatever it is
    words = [word for word in text.split() if any(map(counts, word))]
    if words:
        term = data.draw(st.sampled_from(words))
        hits = [hit for hit in store.search.search(term) if hit.segment_id == 1]
        (snippet,) = ["".join(part for part, _ in hit.snippet) for hit in hits]
        assert snippet.strip("…") in text  # the part around the hit of a long text
        assert any(is_match for _, is_match in hits[0].snippet)
