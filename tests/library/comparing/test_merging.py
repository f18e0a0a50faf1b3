"""Another transcript is merged as one edit; approved segments change only if asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert
from transcribe.errors import InvalidOperation
from transcribe.library.comparing.cue_differences import other_file
from transcribe.library.comparing.merging import Merging, merge_into, plan_merge, plan_to_json
from transcribe.store import Store

SRT = "1\n00:00:01,200 --> 00:00:02,900\neins\nzwei\n\n2\n00:00:05,100 --> 00:00:05,900\ndrei\n\n3\n00:00:20,000 --> 00:00:21,000\nvier\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        add_media(made)
        words = (Word("one", 1_000, 1_400), Word("two", 1_500, 2_900))
        edit(made, AddSpeaker(Speaker("S1", "Anna")))
        edit(made, Insert(Segment(1, 1_000, 3_000, "one two", "S1", words=words)))
        edit(made, Insert(Segment(2, 5_000, 6_000, "three", "S1", "approved")))
        yield made


def merged(store: Store, how: Merging, srt: str = SRT) -> list[tuple[int, str, str | None]]:
    merge_into(store, "m", other_file(store, "m", srt.encode(), "a.srt"), how)
    transcript = store.edits.transcript("m")[1]
    names = {one.id: one.name for one in transcript.speakers}
    return [(one.start_ms, one.text, names.get(one.speaker or "")) for one in transcript.segments]


def test_a_second_speaker_is_laid_between(store: Store) -> None:
    assert merged(store, Merging("interleave", speaker="Ben")) == [
        (1_000, "one two", "Anna"), (1_200, "eins\nzwei", "Ben"), (5_000, "three", "Anna"),
        (5_100, "drei", "Ben"), (20_000, "vier", "Ben"),
    ]  # fmt: skip
    assert [one.name for one in store.edits.transcript("m")[1].speakers] == ["Anna", "Ben"]


def test_a_known_speaker_is_not_made_twice(store: Store) -> None:
    assert merged(store, Merging("interleave", speaker="Anna"))[1] == (1_200, "eins\nzwei", "Anna")
    assert len(store.edits.transcript("m")[1].speakers) == 1


def test_a_second_part_begins_after_the_last_segment_or_where_it_is_told(store: Store) -> None:
    assert [row[0] for row in merged(store, Merging("append"))] == [1_000, 5_000, 7_200, 11_100, 26_000]  # fmt: skip


def test_a_begin_is_added_to_all_times(store: Store) -> None:
    assert merged(store, Merging("append", at_ms=60_000))[2][0] == 61_200


def test_a_second_language_leaves_approved_segments_alone_unless_asked(store: Store) -> None:
    other = other_file(store, "m", SRT.encode(), "a.srt")
    plain = plan_to_json(plan_merge(store, "m", other, Merging("languages"))[1])
    assert (plain["changed"], plain["approved"], plain["kept"], plain["added"]) == (1, 1, 1, 1)
    assert [row["change"] for row in plain["preview"]] == ["changed", "kept", "added"]
    assert merged(store, Merging("languages")) == [
        (1_000, "one two\neins zwei", "Anna"), (5_000, "three", "Anna"), (20_000, "vier", None),
    ]  # fmt: skip


def test_a_second_language_below_approved_segments_too(store: Store) -> None:
    found = merged(store, Merging("languages", keeps_lines=True, changes_approved=True))
    assert [text for _, text, _ in found] == ["one two\neins\nzwei", "three\ndrei", "vier"]


def test_a_second_language_twice_is_there_once(store: Store) -> None:
    how = Merging("languages", changes_approved=True)
    once = merged(store, how)
    plain = plan_to_json(
        plan_merge(store, "m", other_file(store, "m", SRT.encode(), "a.srt"), how)[1]
    )
    assert (plain["changed"], plain["added"], plain["same"]) == (0, 0, 3)
    with pytest.raises(InvalidOperation, match="changes nothing"):
        merged(store, how)
    assert [one.text for one in store.edits.transcript("m")[1].segments] == [
        text for _, text, _ in once
    ]


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    first = merged(store, Merging("interleave"))
    with pytest.raises(InvalidOperation, match="here already"):
        merge_into(store, "m", other_file(store, "m", SRT.encode(), "a.srt"), Merging("interleave"))
    assert len(store.edits.transcript("m")[1].segments) == len(first)


def test_a_merge_is_undone_in_one_step(store: Store) -> None:
    before = store.edits.transcript("m")[1].segments
    other = other_file(store, "m", SRT.encode(), "a.srt")
    revision, edit_id, _ = merge_into(store, "m", other, Merging("languages", changes_approved=True))  # fmt: skip
    store.edits.apply("m", revision, (), edit_id="undo", kind="undo", target=edit_id)
    assert store.edits.transcript("m")[1].segments == before


def test_a_file_without_cues_and_cues_after_the_end(store: Store) -> None:
    with pytest.raises(InvalidOperation, match="has no cues"):
        plan_merge(store, "m", other_file(store, "m", b"WEBVTT\n", "a.vtt"), Merging("append"))
    other = other_file(store, "m", SRT.encode(), "a.srt")
    store.media.update("m", duration_ms=10_000)
    plan = plan_merge(store, "m", other, Merging("interleave", at_ms=3_000))[1]
    assert any("after the recording" in one for one in plan.warnings)
