"""What the page asks for: previews, jobs, releases with their differences and archives."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.datasets.small_collection import make_collection, make_corpus
from tests.support.store_steps import edit
from transcribe.document.operations import SetText
from transcribe.errors import CorpusFolderTaken, CorpusUnsuitable, InvalidOperation, NotFound
from transcribe.library.corpora.archive import write_archive
from transcribe.library.corpora.export_process import run
from transcribe.library.corpora.requests import (
    describe_release,
    difference,
    preview,
    release_of,
    submit,
)
from transcribe.store import Store
from transcribe.store.projects import Project


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Project]]:
    folder = tmp_path_factory.mktemp("collection")
    with Store(folder / "data") as store:
        yield store, make_collection(store, folder / "sources")


def test_a_preview_counts_and_writes_nothing(collection: tuple[Store, Project]) -> None:
    store, project = collection
    found = preview(store, project.id, {"format": "nemo"})
    assert found["left_out"]["status"] == 6
    assert found["reasons"]["not of the wanted status"] == 6
    assert sum(found["left_out"].values()) + found["clips"] == 66
    assert not store.datasets_folder.exists()
    one = store.projects.media_ids(project.id)[0]
    assert preview(store, project.id, {"format": "nemo", "recordings": [one]})["recordings"] == 1
    with pytest.raises(CorpusUnsuitable, match="not in it"):
        preview(store, project.id, {"recordings": [one, "other"]})
    with pytest.raises(NotFound):
        preview(store, "none", {})


@pytest.mark.parametrize("name", ["../out", "a/b", "/etc", "..", "a\0b", "con", " "])
def test_a_folder_has_a_name_and_no_path(collection: tuple[Store, Project], name: str) -> None:
    store, project = collection
    with pytest.raises(InvalidOperation, match="folder"):
        submit(store, project.id, {"folder": name})


def test_two_releases_their_difference_and_their_archive(collection: tuple[Store, Project]) -> None:
    store, project = collection
    body = {"format": "nemo", "folder": "first"}
    job = submit(store, project.id, body, owner="anna")
    with pytest.raises(CorpusFolderTaken, match=f"job {job.id}"):
        submit(store, project.id, body)
    run(store, job)
    store.jobs.cancel(job.id)
    with pytest.raises(CorpusFolderTaken, match="never changed"):
        submit(store, project.id, body)
    media_id = store.projects.media_ids(project.id)[0]
    edit(store, SetText(1, "another text"), media_id=media_id)
    second = submit(store, project.id, {**body, "folder": "second", "version": "2"})
    run(store, second)
    store.jobs.cancel(second.id)
    after, before = store.projects.releases(project.id)
    assert (before.version, after.version) == ("1.0.0", "2")
    differs = difference(store, project.id, after.id, before.id)
    assert {name: found["n"] for name, found in differs.items()} == {
        "added": 0, "removed": 0, "changed": 1, "moved": 0,
    }  # fmt: skip
    told = describe_release(before)
    assert told["has_archive"]
    content = b"".join(write_archive(Path(before.folder)))
    assert content == b"".join(write_archive(Path(before.folder)))
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        names = archive.getnames()
        assert names == sorted(names)
        for member in archive.getmembers():
            file = archive.extractfile(member)
            assert file is not None
            assert file.read() == (store.datasets_folder / member.name).read_bytes()
        assert told["bytes"] <= sum(member.size for member in archive.getmembers())
    with pytest.raises(NotFound):
        release_of(store, project.id, 99)


def test_a_release_whose_folder_is_gone_says_so(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    made = make_corpus(store, project, tmp_path / "moved", format="nemo")
    (release, *_) = store.projects.releases(project.id)
    made.folder.rename(tmp_path / "elsewhere")
    assert describe_release(release) == {
        "is_present": False, "clips": 0, "hours": 0, "bytes": 0, "has_archive": False, "splits": [],
    }  # fmt: skip
