"""The library's glossary in the database."""

from __future__ import annotations

import pytest

from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.text.glossary import Term


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
