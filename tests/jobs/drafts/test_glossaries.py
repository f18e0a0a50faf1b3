"""A draft is given the glossary of its recording's collection before that of the library."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.support.store_steps import add_media
from transcribe.jobs.kinds.base import JobContext
from transcribe.jobs.kinds.draft import Draft
from transcribe.store import Store
from transcribe.store.projects import ProjectFields
from transcribe.text.glossary import Term


def terms_of(store: Store, media_id: str, language: str | None = "en") -> tuple[tuple[str, ...], ...]:  # fmt: skip
    kind = Draft()
    job = store.jobs.enqueue(media_id, kind.name, {})
    options = kind.options_of(job)
    context = JobContext(store, job, options, np.zeros(16, np.int16), 1, language=language)
    return kind._decode_request(context, 1).glossary


def test_own_terms_come_first_and_others_of_other_collections_do_not(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        _check(store)


def _check(store: Store) -> None:
    talks, other = (store.projects.add(ProjectFields(name)).id for name in ("Talks", "Other"))
    for media_id in ("a", "b"):
        add_media(store, media_id)
    store.projects.put("a", talks)
    store.glossary.put([Term("Zoë", ("Zoe", "Soey")), Term("Gift", language="de"), Term("Ada")])
    store.glossary.put([Term("Soey", ("Soe",)), Term("Kubernetes", ("Ada",))], talks)
    store.glossary.put([Term("Elsewhere")], other)
    assert terms_of(store, "a") == (("Kubernetes", "Ada"), ("Soey", "Soe"), ("Zoë", "Zoe"))
    assert terms_of(store, "b") == (("Ada",), ("Zoë", "Zoe", "Soey"))
    assert ("Gift",) in terms_of(store, "b", "de")
    store.projects.put("a", None)
    assert terms_of(store, "a") == terms_of(store, "b")
