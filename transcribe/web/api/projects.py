"""Collections of recordings, from which corpora are made."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from transcribe.errors import InvalidProject
from transcribe.jobs.option_checks import check_choice
from transcribe.library.serializers import project_to_json, release_to_json
from transcribe.store.projects import ProjectFields
from transcribe.web.requests import json_body, open_store

projects_api = Blueprint("projects", __name__, url_prefix="/api/v1/projects")


@projects_api.get("")
def list_projects() -> Any:
    return {"projects": [project_to_json(one) for one in open_store().projects.list()]}


@projects_api.post("")
def add_project() -> Any:
    return project_to_json(open_store().projects.add(_fields())), 201


@projects_api.get("/<project_id>")
def get_project(project_id: str) -> Any:
    return project_to_json(open_store().projects.get(project_id))


@projects_api.patch("/<project_id>")
def change_project(project_id: str) -> Any:
    return project_to_json(open_store().projects.change(project_id, _fields()))


@projects_api.delete("/<project_id>")
def remove_project(project_id: str) -> Any:
    return project_to_json(open_store().projects.remove(project_id))


@projects_api.get("/<project_id>/releases")
def list_releases(project_id: str) -> Any:
    known = open_store().projects
    releases = known.releases(known.get(project_id).id)
    return {"releases": [release_to_json(one) for one in releases]}


def _fields() -> ProjectFields:
    body = json_body()
    given: dict[str, str] = {}
    for name in ("name", "language", "licence", "consent"):
        if name not in body:
            continue
        value = "" if body[name] is None and name == "language" else body[name]
        if not isinstance(value, str):
            raise InvalidProject(f"the {name} must be a text")
        given[name] = value.encode("utf-8", "replace").decode()
    check_choice(None, "auto", given.get("language") or None)
    return ProjectFields(**given)
