"""Collections of recordings, from which corpora are made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response

from transcribe.errors import CorpusUnsuitable, InvalidProject
from transcribe.jobs.kinds.body import text_of
from transcribe.jobs.option_checks import check_choice
from transcribe.library.bakeoff import requests as bakeoffs
from transcribe.library.corpora.archive import write_archive
from transcribe.library.corpora.requests import (
    describe_release,
    difference,
    preview,
    release_of,
    submit,
)
from transcribe.library.job_requests import MAX_OWNER
from transcribe.library.serializers import job_to_json, project_to_json, release_to_json
from transcribe.store.projects import ProjectFields
from transcribe.web.requests import attachment, json_body, open_store, query_whole

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
    return {"releases": [{**release_to_json(one), **describe_release(one)} for one in releases]}


@projects_api.get("/<project_id>/releases/<int:release_id>/difference")
def get_difference(project_id: str, release_id: int) -> Any:
    other = query_whole("from", 0)
    return difference(open_store(), project_id, release_id, other)


@projects_api.get("/<project_id>/releases/<int:release_id>/archive")
def get_archive(project_id: str, release_id: int) -> Any:
    release = release_of(open_store(), project_id, release_id)
    described = describe_release(release)
    if not described["has_archive"]:
        raise CorpusUnsuitable(
            release.folder,
            f"it has {described['bytes'] / 1e9:.1f} GB, so fetch it from there"
            if described["is_present"]
            else "the folder is not there any more",
        )
    folder = Path(release.folder)
    response = Response(write_archive(folder), content_type="application/x-tar")
    response.headers["Content-Disposition"] = attachment(f"{folder.name}.tar")
    return response


@projects_api.get("/<project_id>/releases/<int:release_id>/card")
def get_card(project_id: str, release_id: int) -> Any:
    release = release_of(open_store(), project_id, release_id)
    try:
        content = (Path(release.folder) / "release" / "card.html").read_bytes()
    except OSError as error:
        raise CorpusUnsuitable(release.folder, "the folder is not there any more") from error
    return Response(content, content_type="text/html; charset=utf-8")


@projects_api.get("/<project_id>/releases/<int:release_id>/bakeoffs")
def list_bakeoffs(project_id: str, release_id: int) -> Any:
    found = bakeoffs.comparisons(open_store(), project_id, release_id)
    return {"bakeoffs": [{"job": job_to_json(job), "report": report} for job, report in found]}


@projects_api.post("/<project_id>/releases/<int:release_id>/bakeoffs")
def post_bakeoff(project_id: str, release_id: int) -> Any:
    body = json_body()
    owner = text_of(body, "owner")[:MAX_OWNER]
    job = bakeoffs.submit(open_store(), project_id, release_id, body, owner=owner)
    return job_to_json(job), 201


@projects_api.get("/<project_id>/releases/<int:release_id>/bakeoffs/<int:job_id>/page")
def get_bakeoff_page(project_id: str, release_id: int, job_id: int) -> Any:
    page = bakeoffs.report_page(open_store(), project_id, release_id, job_id)
    return Response(page, content_type="text/html; charset=utf-8")


@projects_api.post("/<project_id>/corpora/preview")
def post_preview(project_id: str) -> Any:
    return preview(open_store(), project_id, json_body())


@projects_api.post("/<project_id>/corpora")
def post_corpus(project_id: str) -> Any:
    body = json_body()
    owner = text_of(body, "owner")[:MAX_OWNER]
    return job_to_json(submit(open_store(), project_id, body, owner=owner)), 201


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
