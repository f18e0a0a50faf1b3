"""Find and replace in the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert, SetText
from transcribe.errors import InvalidPattern, SearchTooSlow
from transcribe.library.find_replace import (
    Preview,
    Wanted,
    preview,
    replace_in_recording,
    undo_all,
)
from transcribe.store import Store
from transcribe.text.find_replace import FindQuery, Replacement

QUERY, NEW = FindQuery("kubernets", whole_words=True), Replacement("Kubernetes")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        _add(made, "a", "on kubernets and kubernets", "nothing", "Kubernets too")
        _add(made, "b", "kubernets")
        _add(made, "bin", "kubernets")
        made.media.delete("bin")
        yield made


def _add(store: Store, media_id: str, *texts: str) -> None:
    store.media.add(
        media_id=media_id, title=media_id, filename=media_id, sha256=media_id, size_bytes=1
    )
    ops = [
        Insert(Segment(n, n * 1000, n * 1000 + 900, text, words=_words(n, text)))
        for n, text in enumerate(texts, 1)
    ]
    store.edits.apply(media_id, 0, ops, edit_id=f"import-{media_id}")


def _words(n: int, text: str) -> tuple[Word, ...]:
    return tuple(
        Word(word, n * 1000 + i * 100, n * 1000 + i * 100 + 90)
        for i, word in enumerate(text.split())
    )


def _wanted(found: Preview, media_id: str) -> Wanted:
    (recording,) = (r for r in found.recordings if r.media_id == media_id)
    places: dict[int, set[tuple[int, int]]] = {}
    for hit in found.hits:
        if hit.media_id == media_id:
            places.setdefault(hit.segment_id, set()).add((hit.start, hit.end))
    frozen = {key: frozenset(value) for key, value in places.items()}
    return Wanted(media_id, recording.revision, frozen)


def _texts(store: Store, media_id: str) -> list[str]:
    return [segment.text for segment in store.edits.transcript(media_id)[1].segments]


def test_every_hit_is_previewed_with_its_time_and_replacement(store: Store) -> None:
    found = preview(store, QUERY, NEW)
    places = [(h.media_id, h.segment_id, h.start, h.start_ms, h.new) for h in found.hits]
    assert sorted(places) == [
        ("a", 1, 3, 1100, "Kubernetes"), ("a", 1, 17, 1300, "Kubernetes"),
        ("a", 3, 0, 3000, "Kubernetes"), ("b", 1, 0, 1000, "Kubernetes"),
    ]  # fmt: skip
    assert not found.is_capped
    assert preview(store, QUERY, NEW, limit=2).is_capped
    assert {hit.media_id for hit in preview(store, QUERY, NEW, ["b"]).hits} == {"b"}


def test_each_recording_gets_one_edit_and_all_are_undone(store: Store) -> None:
    found = preview(store, QUERY, NEW)
    done = [replace_in_recording(store, _wanted(found, m), QUERY, NEW) for m in ("a", "b")]
    assert [(o.n_hits, o.n_segments, o.changed) for o in done] == [(3, 2, ()), (1, 1, ())]
    assert _texts(store, "a") == ["on Kubernetes and Kubernetes", "nothing", "Kubernetes too"]
    (word,) = store.edits.transcript("b")[1].segments[0].words
    assert (word.text, word.start_ms) == ("Kubernetes", 1000)
    edits = [(o.media_id, str(o.edit_id)) for o in done]
    assert undo_all(store, edits) == []
    assert _texts(store, "b") == ["kubernets"]
    assert undo_all(store, edits) == ["a", "b"]  # already undone


def test_segments_changed_since_the_preview_are_skipped_and_counted(store: Store) -> None:
    found = preview(store, QUERY, NEW)
    _change(store, 1, "on kubernets and kubernets!")  # the hits are at the same places
    outcome = replace_in_recording(store, _wanted(found, "a"), QUERY, NEW)
    assert (outcome.n_hits, outcome.changed) == (1, (1,))
    assert _texts(store, "a") == ["on kubernets and kubernets!", "nothing", "Kubernetes too"]


def test_an_undo_skips_segments_edited_since(store: Store) -> None:
    found = preview(store, QUERY, NEW)
    outcome = replace_in_recording(store, _wanted(found, "a"), QUERY, NEW)
    _change(store, 3, "Kubernetes too, yes")
    assert undo_all(store, [("a", str(outcome.edit_id)), ("none", "x")]) == ["a", "none"]


def test_only_selected_hits_are_replaced(store: Store) -> None:
    found = preview(store, QUERY, NEW)
    wanted = Wanted("a", found.recordings[-1].revision, {1: frozenset({(17, 26)})})
    assert replace_in_recording(store, wanted, QUERY, NEW).n_hits == 1
    assert _texts(store, "a")[0] == "on kubernets and Kubernetes"


def test_bad_expressions_are_refused_and_endless_ones_stopped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidPattern):
        preview(store, FindQuery("(", is_regex=True), NEW)
    _change(store, 1, "a" * 60 + "!")
    monkeypatch.setattr("transcribe.library.find_replace.ONE_TEXT_S", 0.05)
    with pytest.raises(SearchTooSlow):
        preview(store, FindQuery(r"(?:a|aa)+$", is_regex=True), NEW)


def _change(store: Store, segment_id: int, text: str) -> None:
    revision = store.media.get("a").revision
    store.edits.apply("a", revision, [SetText(segment_id, text)], edit_id=f"x{segment_id}")


HINDI, THAI = "हिन्दी", "ที่"


@pytest.mark.parametrize(
    ("text", "wanted", "after"),
    [
        (f"ह {HINDI} है", FindQuery("ह"), f"X {HINDI} है"),
        (f"ह {HINDI} है", FindQuery("ह", is_regex=True), f"X {HINDI} है"),
        (f"ท {THAI}", FindQuery("ท"), f"X {THAI}"),
        ("e cafe\u0301", FindQuery("e", match_case=True), "X cafe\u0301"),
        ("e cafe\u0301", FindQuery("e"), "X cafX"),
        ("مُحَمَّد هنا", FindQuery("محمد", whole_words=True), "X هنا"),
        ("مُحَمَّد هنا", FindQuery(r"[\u064b-\u0652]", is_regex=True), None),
        ("🏳️‍🌈 🏳️", FindQuery("🏳️"), "🏳️‍🌈 X"),
    ],
)
def test_no_half_of_a_character_is_replaced(
    store: Store, text: str, wanted: FindQuery, after: str | None
) -> None:
    _add(store, "c", text)
    replacement = Replacement("" if after is None else "X")
    found = preview(store, wanted, replacement, ["c"])
    replace_in_recording(store, _wanted(found, "c"), wanted, replacement)
    assert _texts(store, "c") == ["محمد هنا" if after is None else after]


def test_what_surrounds_a_hit_is_cut_between_characters(store: Store) -> None:
    _add(store, "c", f"{HINDI * 20} needle {HINDI * 20}")
    for query in (FindQuery("needle"), FindQuery("eedle"), FindQuery("edle")):
        (hit,) = preview(store, query, NEW, ["c"]).hits
        clusters = regex.findall(r"\X", hit.before + hit.match + hit.after)
        assert set(clusters) <= {*regex.findall(r"\X", HINDI), *" needle"}
