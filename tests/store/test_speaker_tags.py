"""Which speakers are a person's: from every kind of operation, undone and imported ones too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    Replace,
    SetSpeaker,
    SetText,
    Split,
)
from transcribe.store import Store
from transcribe.store.transcripts.speaker_tags import tagged_in
from transcribe.store.values import Edit

SPOKEN = (Word("one", 0, 400, speaker="S1"), Word("two", 400, 900, speaker="S2"))
FIRST = Segment(1, 0, 1000, "one two", "S1", words=SPOKEN)
SECOND = Segment(2, 1000, 2000, "three", "S2")


@pytest.fixture
def store(store: Store) -> Store:
    """Two segments with speakers that recognition found."""
    add_media(store)
    edit(store, Insert(replace(FIRST, speaker=None)), Insert(replace(SECOND, speaker=None)),
         kind="draft", origin="draft")  # fmt: skip
    speakers = (AddSpeaker(Speaker("S1", "Speaker 1")), AddSpeaker(Speaker("S2", "Speaker 2")))
    edit(store, *speakers, Replace(put=(FIRST, SECOND)), origin="speakers")
    return store


def corrected(segment: Segment, **changes: object) -> Replace:
    return Replace(put=(replace(segment, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ops", "tagged"),
    [
        ((SetSpeaker(1, "S2"),), {1}),
        ((SetSpeaker(1, None),), {1}),
        ((SetText(1, "one three"),), set()),
        ((corrected(FIRST, text="won two", status="corrected"),), set()),
        ((corrected(FIRST, words=()),), set()),  # retyped words have no speaker of their own
        ((corrected(FIRST, speaker="S2"),), {1}),
        ((corrected(FIRST, speaker=None),), {1}),
        ((corrected(SECOND, words=(Word("three", 1000, 1900, speaker="S1"),)),), {2}),
        # joined, and cut at a time, by whole segments
        ((Replace(put=(replace(FIRST, end_ms=2000, words=(*SPOKEN, Word("three", 1000, 1900, speaker="S2"))),), remove=(2,)),), set()),
        ((Replace(put=(replace(FIRST, end_ms=400), Segment(3, 400, 1000, "two", "S1"))),), set()),
        ((Replace(put=(replace(FIRST, end_ms=400), Segment(3, 400, 1000, "two", "S2"))),), {3}),
        ((Split(1, 3, 400, 3),), set()),
        ((SetSpeaker(1, "S2"), Split(1, 3, 400, 3)), {1, 3}),
        ((SetSpeaker(2, "S1"), Merge(1, 2)), {1}),
        ((SetSpeaker(1, "S2"), Delete(1)), set()),
        ((Insert(Segment(3, 3000, 4000, "new", "S1")),), {3}),
        ((Insert(Segment(3, 3000, 4000, "new")),), set()),
    ],
)  # fmt: skip
def test_a_speaker_is_a_persons_where_a_person_changed_it(
    store: Store, ops: tuple[Operation, ...], tagged: set[int]
) -> None:
    edit(store, *ops, edit_id="mine")
    assert store.edits.tagged_by_people("m") == tagged
    edit(store, kind="undo", target="mine")
    assert store.edits.tagged_by_people("m") == set()
    edit(store, kind="redo", target="mine")
    assert store.edits.tagged_by_people("m") == tagged


def test_a_tag_stays_with_its_text(store: Store) -> None:
    edit(store, SetSpeaker(1, "S2"))
    tagged = replace(FIRST, speaker="S2")
    edit(store, Replace(put=(replace(tagged, end_ms=400), Segment(3, 400, 1000, "two", "S2"))))
    assert store.edits.tagged_by_people("m") == {1, 3}
    edit(store, Replace(put=(replace(tagged, text="other"),), remove=(3,)))
    assert store.edits.tagged_by_people("m") == {1}


def test_an_import_has_the_speakers_of_its_file(store: Store) -> None:
    put = (FIRST, replace(SECOND, speaker=None))
    edit(store, Replace(put=put), kind="import", origin="import")
    assert store.edits.tagged_by_people("m") == {1}


@given(st.lists(st.sampled_from(["S1", "S2", None]), min_size=2, max_size=6), st.data())
def test_a_replaced_segment_is_tagged_if_its_speaker_changed(
    speakers: list[str | None], data: st.DataObject
) -> None:
    before = [Segment(n, n * 1000, n * 1000 + 900, "x", s) for n, s in enumerate(speakers, 1)]
    chosen = data.draw(
        st.lists(st.sampled_from(["S1", "S2", None]), min_size=len(before), max_size=len(before))
    )
    after = [replace(one, text="y", speaker=s) for one, s in zip(before, chosen, strict=True)]
    made = Edit(
        revision=1, id="e", kind="edit", target=None, author="", created_at="",
        ops=(Replace(put=tuple(after)),), inverse=(Replace(put=tuple(before)),),
    )  # fmt: skip
    assert tagged_in([made]) == {n for n, s in enumerate(speakers, 1) if s != chosen[n - 1]}
