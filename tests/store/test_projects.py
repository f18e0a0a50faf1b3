"""Collections in the store: a recording is in one or in none, and releases know what is erased."""

from __future__ import annotations

import pytest

from tests.support.store_steps import add_media
from transcribe.errors import InvalidProject, NotFound
from transcribe.store import Store
from transcribe.store.projects import ProjectFields, ReleasedRecording


def test_a_project_is_found_by_id_and_by_name_without_case_and_accents(store: Store) -> None:
    made = store.projects.add(ProjectFields(" Étude ", "fr", "CC-BY-4.0", "All agreed."))
    assert (made.name, made.language, made.licence, made.consent) == (
        "Étude", "fr", "CC-BY-4.0", "All agreed.",
    )  # fmt: skip
    assert store.projects.find("etude") == store.projects.find(made.id) == made
    other = store.projects.add(ProjectFields("b"))
    assert other.salt != made.salt
    assert store.projects.list() == (other, made)


def test_names_are_unique_and_bad_fields_are_refused(store: Store) -> None:
    made = store.projects.add(ProjectFields("Talks"))
    other = store.projects.add(ProjectFields("More"))
    with pytest.raises(InvalidProject, match="already"):
        store.projects.add(ProjectFields("talks "))
    with pytest.raises(InvalidProject, match="already"):
        store.projects.change(other.id, ProjectFields("TALKS"))
    assert store.projects.change(made.id, ProjectFields("TALKS")).name == "TALKS"
    for fields in ({"name": " "}, {"name": "x" * 101}, {"name": "a\0b"}, {"consent": "x" * 5_000}):
        with pytest.raises(InvalidProject):
            ProjectFields(**fields)
    with pytest.raises(InvalidProject, match="needs a name"):
        store.projects.add(ProjectFields())
    for call in (store.projects.get, store.projects.find, store.projects.remove):
        with pytest.raises(NotFound) as missing:
            call("nothere")
        assert "transcribe projects" in missing.value.in_shell()


def test_fields_change_one_by_one(store: Store) -> None:
    made = store.projects.add(ProjectFields("Talks", "en", "MIT", "note"))
    changed = store.projects.change(made.id, ProjectFields(language="", licence="CC0-1.0"))
    assert (changed.name, changed.language, changed.licence, changed.consent) == (
        "Talks", None, "CC0-1.0", "note",
    )  # fmt: skip
    assert changed.salt == made.salt


def test_a_recording_is_in_one_project_and_a_change_is_announced(store: Store) -> None:
    first, second = (store.projects.add(ProjectFields(name)) for name in ("a", "b"))
    for media_id in ("one", "two"):
        add_media(store, media_id)
        store.projects.put(media_id, first.id)
    before = store.events.last_id()
    store.projects.put("one", second.id)
    store.projects.put("one", second.id)
    assert [event.media_id for event in store.events.since(before)] == ["one"]
    assert store.projects.of("one") == second.id
    assert store.projects.media_ids(first.id) == ("two",)
    store.media.delete("two")
    assert store.projects.get(first.id).n_media == 0
    store.media.restore("two")
    assert store.projects.get(first.id).n_media == 1
    store.projects.put("one", None)
    assert store.projects.of("one") is None
    with pytest.raises(NotFound):
        store.projects.put("one", "nothere")
    with pytest.raises(NotFound):
        store.projects.put("nothere", first.id)


def test_recordings_stay_when_their_project_is_removed(store: Store) -> None:
    made = store.projects.add(ProjectFields("a"))
    add_media(store)
    store.projects.put("m", made.id)
    assert store.projects.remove(made.id).n_media == 1
    assert store.projects.of("m") is None
    assert store.media.get("m").deleted_at is None


def test_releases_remember_splits_and_name_what_is_erased(store: Store) -> None:
    made = store.projects.add(ProjectFields("a"))
    for media_id in ("one", "two"):
        add_media(store, media_id)
    held = [ReleasedRecording("one", "train", 3), ReleasedRecording("two", "test", 2)]
    more = {"format": "nemo", "digest": "d"}
    store.projects.add_release(made.id, version="1", folder="/a", recordings=held, **more)
    moved = [ReleasedRecording("two", "train", 2)]
    store.projects.add_release(made.id, version="2", folder="/b", recordings=moved, **more)
    store.projects.add_release(made.id, version="3", folder="/b", recordings=moved, **more)
    assert store.projects.released_splits(made.id) == {"one": "train", "two": "train"}
    assert [one.version for one in store.projects.releases(made.id)] == ["3", "1"]
    store.purge("one")
    newest, oldest = store.projects.releases(made.id)
    assert newest.erased == ()
    assert oldest.erased == (ReleasedRecording("one", "train", 3),)
