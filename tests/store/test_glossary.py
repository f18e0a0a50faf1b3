"""The library's glossary in the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.people.glossary import MAX_TERMS
from transcribe.store.projects import ProjectFields
from transcribe.text.folding import fold
from transcribe.text.glossary import Term, overriding


def test_an_existing_term_gets_the_new_wrong_forms(store: Store) -> None:
    (first,) = store.glossary.put([Term("Kubernetes", ("kubernets",), note="the system")])
    (again,) = store.glossary.put([Term("Kubernetes", ("cuban eddies",), source="correction")])
    assert again.id == first.id
    both = ("kubernets", "cuban eddies")
    assert again.term == Term("Kubernetes", both, None, "the system", "typed")
    assert store.glossary.list() == (again,)


def test_terms_of_one_language_and_of_any(store: Store) -> None:
    store.glossary.put([Term("Zoë"), Term("Gift", language="en"), Term("Gift", language="de")])
    assert [entry.term.language for entry in store.glossary.list("de")] == ["de", None]
    assert len(store.glossary.list()) == 3


def test_an_entry_is_changed_and_removed(store: Store) -> None:
    one, two = store.glossary.put([Term("Anna"), Term("Hannah", ("hanna",))])
    changed = store.glossary.change(one.id, Term("Hannah", ("anna",)))
    assert (changed.id, changed.term.misrecognitions) == (two.id, ("hanna", "anna"))
    assert store.glossary.remove(two.id) == changed
    assert store.glossary.list() == ()
    with pytest.raises(NotFound):
        store.glossary.remove(two.id)
    (three,) = store.glossary.put([Term("Anna")])
    assert three.id > two.id  # ids are not reused


def test_a_term_may_be_in_the_library_and_in_a_collection(store: Store) -> None:
    project = store.projects.add(ProjectFields("Talks")).id
    (whole,) = store.glossary.put([Term("Anna", ("Ana",))])
    (own,) = store.glossary.put([Term("Anna", ("Hanna",))], project)
    assert own.id != whole.id
    assert (store.glossary.of(None), store.glossary.of(project)) == ((whole,), (own,))
    assert store.glossary.terms(None) == (whole.term,)
    assert store.glossary.terms(project) == (own.term,)
    moved = store.glossary.change(whole.id, whole.term, project)  # merged with the one there
    assert moved.term.misrecognitions == ("Hanna", "Ana")
    assert store.glossary.of(None) == ()
    for unknown in (lambda: store.glossary.put([Term("B")], "nothing"), lambda: store.glossary.change(own.id, own.term, "nothing")):  # fmt: skip
        with pytest.raises(NotFound):
            unknown()
    assert store.glossary.list() == (moved,)
    store.projects.remove(project)
    assert store.glossary.list() == ()


terms = st.lists(
    st.builds(
        Term,
        st.sampled_from(["Anna", "anna", "Hannah", "Zoë", "Soey"]),
        st.lists(st.sampled_from(["ana", "Anna", "zoe", "Hannah", "soe"]), max_size=3).map(tuple),
    ),
    max_size=4,
)


@given(terms, terms)
def test_the_library_contradicts_no_collection(own: list[Term], library: list[Term]) -> None:
    kept = overriding(own, library)
    said = {fold(one.term) for one in own} | {
        fold(form) for one in own for form in one.misrecognitions
    }
    for term in kept:
        assert not {fold(term.term), *map(fold, term.misrecognitions)} & said
    lost = [one for one in library if fold(one.term) not in said]
    assert [one.term for one in kept] == [one.term for one in lost]


def test_a_full_library_does_not_hide_the_terms_of_a_collection(store: Store) -> None:
    project = store.projects.add(ProjectFields("Talks")).id
    (own,) = store.glossary.put([Term("Anna")], project)
    store.connection().execute(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "
        "INSERT INTO glossary (term, misrecognitions, note, source, created_at, updated_at) "
        "SELECT 'term ' || n, '[]', '', 'typed', '9', '9' FROM numbers",
        [MAX_TERMS],
    )
    assert store.glossary.of(project) == (own,)
    assert store.glossary.terms(project, limit=2) == (own.term, Term(f"term {MAX_TERMS}"))
    assert store.glossary.terms(None, limit=1) == (Term(f"term {MAX_TERMS}"),)
