"""Terms as values, and tables of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import InvalidTerm
from transcribe.text.glossary import Term, read_table, write_table

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="|"), min_size=1)
good = words.filter(lambda text: any(map(str.isalnum, text.replace("\0", ""))) and len(text) < 40)
terms = st.builds(
    Term, good, st.lists(good, max_size=3).map(tuple), st.sampled_from([None, "en", "zh"]), good,
    st.just("import"),
)  # fmt: skip


@given(st.lists(terms, min_size=1, max_size=5), st.sampled_from([",", "\t"]))
def test_a_table_is_read_as_it_was_written(glossary: list[Term], delimiter: str) -> None:
    assert read_table(write_table(glossary, delimiter)) == (glossary, [])


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found, odd = read_table(text)
    assert len(found) + len(odd) <= text.count("\n") + text.count("\r") + 1


def test_tables_in_common_forms_are_read() -> None:
    assert read_table("Kubernetes\nZoë;\n")[0] == [
        Term("Kubernetes", source="import"), Term("Zoë;", source="import"),
    ]  # fmt: skip
    found, odd = read_table(
        "\ufeffLanguage;Term;Wrong\nen;Kubernetes;cuban eddies|kubernet\nde;!;x"
    )
    assert found == [Term("Kubernetes", ("cuban eddies", "kubernet"), "en", source="import")]
    assert odd == ["line 3: a term needs at least one letter or digit"]


@pytest.mark.parametrize("name", ["wrong", "Misrecognitions"])
def test_a_table_may_name_the_column_as_earlier_versions_did(name: str) -> None:
    found = [Term("Zoë", ("Zoe", "Soe"), source="import")]
    assert read_table(f"{name},note,term\nZoe|Soe,,Zoë\n") == (found, [])


def test_a_term_is_one_clean_line() -> None:
    term = Term(" a\0b\n c\ud800", ("x", "x", "", " a "), None, "n\tn")
    assert term == Term("ab c?", ("x", "a"), None, "n n")
    assert Term("same", ("same",)).misrecognitions == ()


@pytest.mark.parametrize("text", ["", " ", "…", "x" * 101])
def test_an_invalid_term_is_refused(text: str) -> None:
    with pytest.raises(InvalidTerm):
        Term(text)
