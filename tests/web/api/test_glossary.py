"""The terms of the whole library are named in the same way wherever a query asks for a collection."""

from __future__ import annotations

from flask.testing import FlaskClient

from transcribe.store import Store
from transcribe.store.projects import ProjectFields
from transcribe.text.glossary import Term


def test_a_table_is_imported_where_it_was_exported(client: FlaskClient, store: Store) -> None:
    project = store.projects.add(ProjectFields("Talks")).id
    store.glossary.put([Term("Kubernetes", ("cuban eddies",))])
    store.glossary.put([Term("Anna", ("Hanna",))], project)
    before = {entry.term.term: entry.project_id for entry in store.glossary.list()}
    for where in ("none", project):
        table = client.get(f"/api/v1/glossary/export?project={where}").data
        done = client.post(f"/api/v1/glossary/import?project={where}", data=table)
        assert (done.status_code, done.get_json()["terms"]) == (200, 1)
    assert {entry.term.term: entry.project_id for entry in store.glossary.list()} == before
    assert client.post("/api/v1/glossary/import?project=no", data=table).status_code == 404
