"""A comparison is asked for, done by its program, read as a report, and gone with a recording that is erased."""

from __future__ import annotations

import shutil
from pathlib import Path

import jsonschema
import pytest

from tests.library.bakeoff.speeches import make_library
from transcribe.errors import InvalidOperation, ModelUnavailable, NotFound
from transcribe.jobs.kinds.bakeoff import Bakeoff
from transcribe.library.bakeoff.job_process import run
from transcribe.library.bakeoff.requests import comparisons, report_page, submit
from transcribe.store import Store
from transcribe.store.bakeoff_files import reported_jobs
from transcribe.store.values import Job
from transcribe.web.openapi.project_schemas import BAKEOFF_REPORT

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "1 to 10 names"),
        ({"models": []}, "1 to 10 names"),
        ({"models": ["base"], "split": "dev"}, "the split is one of test, all"),
        ({"models": ["base"], "split": ["test"]}, "the split is one of"),
        ({"models": ["base"], "normaliser": "mine"}, "the normaliser is one of none"),
    ],
)
def test_a_wrong_request_says_what_is_right(
    library: tuple[Store, Path], body: dict[str, object], says: str
) -> None:
    store, _ = library
    (project,) = store.projects.list()
    (release,) = store.projects.releases(project.id)
    with pytest.raises(InvalidOperation, match=says):
        submit(store, project.id, release.id, body)
    assert comparisons(store, project.id, release.id) == []


def test_only_installed_models_and_known_releases_are_compared(
    library: tuple[Store, Path],
) -> None:
    store, _ = library
    (project,) = store.projects.list()
    (release,) = store.projects.releases(project.id)
    with pytest.raises(ModelUnavailable, match="transcribe models pull large-v3"):
        submit(store, project.id, release.id, {"models": ["base", "large-v3"]})
    with pytest.raises(NotFound):
        submit(store, project.id, release.id + 1, {"models": ["base"]})


def test_a_report_is_there_until_a_recording_in_it_is_erased(
    tmp_path: Path, models_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with make_library(tmp_path, models_folder) as (store, folder):
        (project,) = store.projects.list()
        (release,) = store.projects.releases(project.id)
        first = _done(store, submit(store, project.id, release.id, {"models": ["base", "base"]}))
        again = _done(store, submit(store, project.id, release.id, {"models": ["base"], "split": "all"}))  # fmt: skip
        told = capsys.readouterr().out
        assert "model 1 of 1" in told
        assert '"new": true' in told
        _done(store, first)  # another attempt, which finds all that the first one wrote
        assert '"new": true' not in capsys.readouterr().out
        (newest, report), (oldest, _) = comparisons(store, project.id, release.id)
        assert (newest.id, oldest.id) == (again.id, first.id)
        assert report
        jsonschema.validate(report, BAKEOFF_REPORT)
        assert [one["model"] for one in report["models"]] == ["base"]
        page = report_page(store, project.id, release.id, first.id)
        assert "Most errors of base" in page
        with pytest.raises(NotFound):
            report_page(store, project.id, release.id, again.id + 1)

        assert reported_jobs(store.folder) == {first.id, again.id}
        Bakeoff().remove_given_up(store)
        assert reported_jobs(store.folder) == {first.id, again.id}
        (gone, _) = store.projects.media_ids(project.id)
        store.media.delete(gone)
        store.purge(gone)
        assert [one for _, one in comparisons(store, project.id, release.id)] == [None, None]
        with pytest.raises(NotFound):
            report_page(store, project.id, release.id, first.id)
        assert not list((store.folder / "bakeoffs").rglob("*.*"))

        left = _done(store, submit(store, project.id, release.id, {"models": ["base"]}))
        assert reported_jobs(store.folder) == {left.id}
        store.projects.remove(project.id)
        Bakeoff().remove_given_up(store)
        assert reported_jobs(store.folder) == set()
        shutil.rmtree(folder)


def _done(store: Store, job: Job) -> Job:
    assert run(store, job).startswith("WER: base ")
    return job
