"""Find and replace: equal on both sides, exact positions, always finite."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.document.vectors import write_down
from tests.support.strategies import texts
from tests.text.find_replace_vectors import BROKEN, FINDING, find_replace_vectors
from tests.text.matching_vectors import MATCHES, Match, mark
from transcribe.errors import InvalidPattern, SearchTooSlow
from transcribe.text.find_replace import Finder, FindQuery, Replacement, replace


def test_the_stored_vectors_match_python() -> None:
    assert FINDING.read_text(encoding="utf-8") == write_down(find_replace_vectors())


@pytest.mark.parametrize("match", MATCHES, ids=[match.kind for match in MATCHES])
def test_words_match_in_any_script(match: Match) -> None:
    for match_case in (False, True):
        query = FindQuery(match.query, whole_words=True, match_case=match_case)
        spans = [(hit.start, hit.end) for hit in Finder(query).find(match.text)]
        is_found = match.exact or not match_case
        assert mark(match.text, spans) == (match.marked if is_found else match.text)


def test_every_broken_expression_is_refused() -> None:
    refused = [vector["broken"] for vector in find_replace_vectors(0) if "broken" in vector]
    assert refused == BROKEN


@given(text=texts, wanted=texts.filter(bool), whole=st.booleans(), case=st.booleans())
def test_hits_lie_in_order_inside_the_text(text: str, wanted: str, whole: bool, case: bool) -> None:
    hits = Finder(FindQuery(wanted, False, whole, case)).find(text)
    edges = [edge for hit in hits for edge in (hit.start, hit.end)]
    assert edges == sorted(edges)
    assert all(hit.end > hit.start for hit in hits)
    assert replace(text, [(h.start, h.end, text[h.start : h.end]) for h in hits]) == text


@given(before=texts, wanted=texts.filter(bool), after=texts)
def test_a_text_that_holds_the_words_is_found(before: str, wanted: str, after: str) -> None:
    # A sign at the beginning would belong to a space before it, so the words are lines.
    for match_case in (False, True):
        query = FindQuery(wanted, match_case=match_case)
        assert Finder(query).find(f"{before}\n{wanted}\n{after}")


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("e\u0301te\u0301", "e", []),
        ("e\u0301te\u0301", "e.", []),
        ("e\u0301te\u0301", ".", ["e\u0301", "t", "e\u0301"]),
        ("e\u0301te\u0301", "[éè]", ["e\u0301", "e\u0301"]),
        ("cafe\u0301", "fé$", ["fe\u0301"]),
        ("café", "fe\u0301+", ["fé"]),
        ("café", r"fe\u0301", ["fé"]),
        ("e\u0323\u0302", "ệ", ["e\u0323\u0302"]),
        ("\u212b \u2126", "ÅΩ|Å Ω", ["\u212b \u2126"]),
        ("e\u0301te\u0301", "e\u0301", ["e\u0301", "e\u0301"]),
        ("e\u0301te\u0301", r"e\u0301", ["e\u0301", "e\u0301"]),
        ("مُحَمَّد", r"\p{M}", ["\u064f", "\u064e", "\u064e", "\u0651"]),
        ("مُحَمَّد", r"\p{M}+", ["\u064f", "\u064e", "\u064e\u0651"]),
        ("مُحَمَّد", r"[\u064b-\u0652]+", ["\u064f", "\u064e", "\u064e\u0651"]),
        ("हिन्दी", "हिन्द", []),  # its sign stands after a letter: it belongs to a word
        ("हिन्दी", "हि|न", ["हि"]),
        ("हिन्दी", r"\w+", ["हिन्दी"]),
        ("👩‍👩‍👧 👩", "👩", ["👩"]),
        ("ที่", "ท", []),
    ],
)
def test_an_expression_finds_whole_characters_unless_it_names_signs(
    text: str, wanted: str, found: list[str]
) -> None:
    hits = Finder(FindQuery(wanted, is_regex=True)).find(text)
    assert [text[hit.start : hit.end] for hit in hits] == found


EXPRESSIONS = [
    "e",
    ".",
    "é",
    "[éö]",
    "\\w+",
    "é.",
    "(.)\\1",
    "ệ?.",
    "[^é]+",
    "한|하",
    "É",
    "\\bé",
    "x{0,2}é$",
]


@given(
    text=st.text(st.sampled_from("eéÉöaxệ한하 ñ'\n"), max_size=10),
    source=st.sampled_from(EXPRESSIONS),
    case=st.booleans(),
)
def test_an_expression_finds_the_same_in_every_normal_form(
    text: str, source: str, case: bool
) -> None:
    found = {
        tuple(
            unicodedata.normalize("NFC", form[hit.start : hit.end])
            for hit in Finder(
                FindQuery(unicodedata.normalize(of_query, source), True, False, case)
            ).find(form)
        )
        for form in (unicodedata.normalize(name, text) for name in ("NFC", "NFD"))
        for of_query in (("NFC", "NFD") if "[" not in source else ("NFC",))
    }
    assert len(found) == 1


QUERIES = st.text(st.sampled_from("eéÉöaxệ한하 ñ'’ʼ‘\"“”„it"), min_size=1, max_size=4)


@given(
    text=st.text(st.sampled_from("eéÉöaxệ한하 ñ'’ʼ‘\"“”„it\n"), max_size=12),
    wanted=QUERIES,
    case=st.booleans(),
)
def test_words_are_the_same_in_every_normal_form_and_with_every_apostrophe(
    text: str, wanted: str, case: bool
) -> None:
    def plain(one: str) -> str:
        straight = one.translate(
            dict.fromkeys(map(ord, "’ʼ‘"), "'") | dict.fromkeys(map(ord, "“”„"), '"')
        )
        return unicodedata.normalize("NFC", straight)

    found = {
        tuple(
            plain(form[hit.start : hit.end])
            for hit in Finder(FindQuery(query, match_case=case)).find(form)
        )
        for form in (text, plain(text), unicodedata.normalize("NFD", text))
        for query in (wanted, plain(wanted), unicodedata.normalize("NFD", wanted))
    }
    assert len(found) == 1


@pytest.mark.parametrize("wanted", ["\u00ad", "\u0640", "\u0301", "’", "´"])
def test_what_never_counts_is_found_when_nothing_else_is_asked_for(wanted: str) -> None:
    (hit,) = Finder(FindQuery(wanted)).find(f"a\n{wanted}\nb")
    assert (hit.start, hit.end) == (2, 3)


@given(
    source=st.text(st.sampled_from("ab|()[]{}*+?^$.\\dwsbp1,-<>=!:k中"), min_size=1, max_size=12)
)
def test_any_expression_is_read_or_refused(source: str) -> None:
    with contextlib.suppress(InvalidPattern):
        Finder(FindQuery(source, is_regex=True)).find("ab中 a1-b", timeout_s=2)


@pytest.mark.parametrize(
    ("text", "wanted", "n"),
    [
        ("the other theatre, the", "the", 2),
        ("私の学校です", "学校", 1),
        ("学校API課", "API", 1),
        ("l'eau", "eau", 1),
        ("über-uber", "uber", 2),
        ("naïve\u0301", "naïve", 1),
        ("foo_bar", "foo", 1),
    ],
)
def test_whole_words_in_any_script(text: str, wanted: str, n: int) -> None:
    assert len(Finder(FindQuery(wanted, whole_words=True)).find(text)) == n


def test_an_endless_expression_is_stopped() -> None:
    finder = Finder(FindQuery(r"(?:a|aa)+$", is_regex=True))
    with pytest.raises(SearchTooSlow):
        finder.find("a" * 60 + "!", timeout_s=0.05)


def test_groups_and_case_in_the_replacement() -> None:
    finder = Finder(FindQuery(r"(\w+), (\w+)", is_regex=True))
    (hit,) = finder.find("Doe, Jane")
    assert finder.spell("Doe, Jane", hit, Replacement("$2 $1")) == "Jane Doe"
    assert finder.spell("Doe, Jane", hit, Replacement("x", keep_case=True)) == "X"
