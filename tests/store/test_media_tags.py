"""Tags of recordings in the store."""

from __future__ import annotations

import pytest

from tests.support.store_steps import add_media
from transcribe.errors import InvalidTag, NotFound, TooManyTags
from transcribe.store import Store, media_tags
from transcribe.store.values import TagCount


def announced(store: Store, since: int) -> list[str | None]:
    return [event.media_id for event in store.events.since(since) if event.type == "media"]


def test_tags_are_kept_as_typed_and_come_in_alphabetical_order(store: Store) -> None:
    add_media(store)
    assert store.tags.set("m", ["Zoë", "interviews/anna", "zoe", "Arte"]) == (
        "Arte", "interviews/anna", "Zoë",
    )  # fmt: skip
    assert store.media.overview("m").tags == ("Arte", "interviews/anna", "Zoë")
    assert [one.tags for one in store.media.overviews()] == [("Arte", "interviews/anna", "Zoë")]
    assert store.tags.set("m", []) == store.tags.of("m") == ()


def test_a_change_is_announced_once_and_raises_no_revision(store: Store) -> None:
    add_media(store)
    before = store.events.last_id()
    store.tags.change("m", add=["a", "b"], remove=["c"])
    store.tags.change("m", add=["A"])  # it has that tag
    assert store.tags.change("m", remove=["B"]) == ("a",)
    assert announced(store, before) == ["m", "m"]
    assert store.media.get("m").revision == 0


def test_what_cannot_be_set_changes_nothing(store: Store) -> None:
    add_media(store)
    store.tags.set("m", [f"t{n}" for n in range(50)])
    with pytest.raises(TooManyTags):
        store.tags.change("m", add=["more"])
    with pytest.raises(InvalidTag):
        store.tags.set("m", ["x" * 101])
    for change in (store.tags.set, store.tags.change):
        with pytest.raises(NotFound):
            change("nothere", ["a"])
    assert len(store.tags.change("m", add=["more"], remove=["T1"])) == 50


def test_counts_are_of_the_library_in_the_most_frequent_spelling(store: Store) -> None:
    for media_id, tags in {
        "one": ["Talks", "b"], "two": ["talks"], "three": ["talks", "a"], "gone": ["talks", "c"],
    }.items():  # fmt: skip
        add_media(store, media_id)
        store.tags.set(media_id, tags)
    store.media.delete("gone")
    assert store.tags.counts() == (TagCount("a", 1), TagCount("b", 1), TagCount("talks", 3))
    assert store.tags.counts(limit=1) == (TagCount("talks", 3),)
    store.media.restore("gone")
    assert store.tags.counts()[-1] == TagCount("talks", 4)


def test_3000_tags_are_counted(store: Store) -> None:
    for n in range(60):
        add_media(store, f"m{n}")
        store.tags.set(f"m{n}", [f"tag {n * 50 + k:04d}" for k in range(50)])
    counts = store.tags.counts()
    assert len(counts) == 3000
    assert [counts[0], counts[-1]] == [TagCount("tag 0000", 1), TagCount("tag 2999", 1)]
    assert len(store.tags.counts(200)) == 200


def test_a_tag_is_renamed_with_those_below_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_tags, "RENAMED_AT_ONCE", 2)
    given = {
        "a": ["Interviews/Anna", "interview", "interviews2"],
        "b": ["interviews"],
        "c": ["talks/Anna", "INTERVIEWS/anna/day 1"],
        "d": ["other"],
    }
    for media_id, tags in given.items():
        add_media(store, media_id)
        store.tags.set(media_id, tags)
    before = store.events.last_id()
    assert store.tags.rename("interviews", "talks") == 3
    assert store.tags.of("a") == ("interview", "interviews2", "talks/Anna")
    assert store.tags.of("b") == ("talks",)
    assert store.tags.of("c") == ("talks/Anna", "talks/anna/day 1")
    assert announced(store, before) == ["a", "b", "c"]
    assert store.tags.rename("talks", "Talks") == 3  # another spelling
    assert store.tags.of("b") == ("Talks",)


def test_two_tags_become_one(store: Store) -> None:
    add_media(store)
    store.tags.set("m", ["todo", "To do"])
    assert store.tags.rename("todo", "to do") == 1
    assert store.tags.of("m") == ("to do",)


def test_a_rename_that_cannot_be_done_changes_nothing(store: Store) -> None:
    add_media(store)
    store.tags.set("m", ["a/" + "x" * 90])
    with pytest.raises(InvalidTag):
        store.tags.rename("a", "y" * 20)
    with pytest.raises(NotFound):
        store.tags.rename("b", "c")
    assert store.tags.of("m") == ("a/" + "x" * 90,)


def test_a_tag_with_signs_of_patterns_is_that_tag_alone(store: Store) -> None:
    for n, tag in enumerate(("100%", "1000", "a_b", "acb", "℀", "a/c")):
        add_media(store, f"m{n}")
        store.tags.set(f"m{n}", [tag])
    assert store.tags.rename("100%", "all") == 1
    assert store.tags.rename("a_b", "x") == 1
    assert store.tags.rename("a", "y") == 1
    assert [count.tag for count in store.tags.counts()] == ["1000", "acb", "all", "℀", "x", "y/c"]


def test_tags_go_with_their_recording(store: Store) -> None:
    add_media(store)
    store.tags.set("m", ["a"])
    store.purge("m")
    assert store.tags.counts() == ()
    assert list(store.connection().query("SELECT * FROM media_tags")) == []
