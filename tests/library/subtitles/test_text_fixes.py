"""Signs of a recording's texts are fixed in one edit; words and breaks that a person made stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Status, Word
from transcribe.document.operations import Insert, SetStatus
from transcribe.library.subtitles.deliveries import Delivery
from transcribe.library.subtitles.profiles import built_in_profiles
from transcribe.library.subtitles.text_fixes import fix_recording, fixed_text
from transcribe.store import Store
from transcribe.subtitles.checks.model import Rules
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.profiles.limits import Limits

NETFLIX = built_in_profiles()["netflix-en"]
RULES = Rules(NETFLIX, Limits(MILLISECONDS), "en")


@pytest.mark.parametrize(("text", "fixed"), [
    ("Well...", "Well…"), ("Well... \nno , really", "Well…\nno, really"), ("(laughs)", "[laughs]"),
    ("One...\n\nTwo  words", "One…\n\nTwo words"), ("3 dogs", "3 dogs"), ("", ""), (" ", " "),
])  # fmt: skip
def test_signs_are_fixed(text: str, fixed: str) -> None:
    assert fixed_text(text, RULES) == fixed


pieces = st.sampled_from(
    ["word", "the the", "...", " ,", "  ", "\n", "\n\n", "- ", "(laughs)", "3", '"', "…"]
)


@given(st.lists(pieces, max_size=8).map("".join))
@settings(max_examples=60)
def test_no_word_and_no_break_is_lost_and_fixing_again_changes_nothing(text: str) -> None:
    done = fixed_text(text, RULES)
    assert "".join(filter(str.isalnum, done)) == "".join(filter(str.isalnum, text))
    if text.strip():
        cues = [one for one in text.split("\n\n") if one.strip()]
        assert done.count("\n\n") >= len(cues) - 1 - text.count("\n\n\n")
    assert fixed_text(done, RULES) == done


def test_a_recording_is_fixed_in_one_edit_and_stays_a_draft(tmp_path: Path) -> None:
    with Store(tmp_path / "library") as store:
        add_media(store)
        words = (Word("Well...", 0, 500), Word("no", 600, 900))
        edit(store, Insert(Segment(1, 0, 1_000, "Well... no", words=words)))
        edit(store, Insert(Segment(2, 2_000, 3_000, "(laughs)")), SetStatus(2, "approved"))
        edit(store, Insert(Segment(3, 4_000, 5_000, "Nothing to do.")))
        before = store.media.get("m").revision
        assert fix_recording(store, "m", Delivery("netflix-en")).n_segments == 2
        assert store.media.get("m").revision == before + 1
        found = store.edits.transcript("m")[1].segments
        assert [one.text for one in found] == ["Well… no", "[laughs]", "Nothing to do."]
        assert [one.status for one in found] == ["draft", "approved", "draft"]
        assert [(w.text, w.start_ms) for w in found[0].words] == [("Well…", 0), ("no", 600)]
        assert fix_recording(store, "m", Delivery("netflix-en")).edit_id is None
        assert store.media.get("m").revision == before + 1


def test_approved_segments_and_others_are_left_alone_if_asked(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        add_media(store)
        statuses: tuple[Status, ...] = ("draft", "approved", "corrected")
        for n, status in enumerate(statuses, 1):
            edit(store, Insert(Segment(n, n * 1_000, n * 1_000 + 900, f"{n}...", status=status)))
        delivery = Delivery("netflix-en")

        def texts() -> list[str]:
            return [one.text for one in store.edits.transcript("m")[1].segments]

        one = fix_recording(store, "m", delivery, segments=[3], changes_approved=False)
        assert (one.n_segments, one.n_kept, texts()) == (1, 0, ["1...", "2...", "3…"])
        rest = fix_recording(store, "m", delivery, changes_approved=False)
        assert (rest.n_segments, rest.n_kept, texts()) == (1, 1, ["1…", "2...", "3…"])
        store.edits.apply("m", rest.revision, (), edit_id="u", kind="undo", target=rest.edit_id)
        assert texts() == ["1...", "2...", "3…"]
        assert fix_recording(store, "m", delivery, segments=[2]).n_segments == 1
