"""Exports for a delivery profile: the cues of the file keep the profile, at the recording's frame rate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.operations import (
    Delete,
    Insert,
    Merge,
    Operation,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    Split,
)
from transcribe.errors import InvalidOption, UnknownProfile
from transcribe.formats import loads
from transcribe.library.import_export import export
from transcribe.library.subtitles.deliveries import Delivery, deliver, rate_of
from transcribe.store import Store
from transcribe.subtitles.frame_rates import MILLISECONDS, frame_rate
from transcribe.text.disfluencies import CleanOptions

TEXT = (
    "This is a sentence that nobody would put on one line, because it has far too many characters "
    "for any screen. And this is another one."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as store:
        add_media(store)
        words = [Word(word, 400 * n, 400 * n + 390) for n, word in enumerate(TEXT.split())]
        spoken = Segment(1, 0, words[-1].end_ms, TEXT, words=tuple(words))
        edit(store, Insert(spoken))
        yield store


def _cues(store: Store, delivery: Delivery | None, format_: str = "srt") -> Transcript:
    return loads(export(store, "m", format_, {}, delivery=delivery).data, format_)


@pytest.mark.parametrize("format_", ["srt", "vtt"])
def test_the_files_cues_are_built_by_the_profile(store: Store, format_: str) -> None:
    made = _cues(store, Delivery("netflix-en", "25"), format_)
    assert len(made.segments) > 2
    for cue in made.segments:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 42
        assert frame_rate("25").ms_of(frame_rate("25").nearest(cue.start_ms)) == cue.start_ms
    assert " ".join(" ".join(cue.text.split("\n")) for cue in made.segments) == TEXT


def test_without_a_profile_segments_are_written_as_they_are(store: Store) -> None:
    assert [cue.text for cue in _cues(store, None).segments] == [TEXT]


def test_a_profile_needs_a_format_with_cues(store: Store) -> None:
    with pytest.raises(InvalidOption, match="profile"):
        export(store, "m", "tsv", {}, delivery=Delivery("netflix-en"))


def test_an_unknown_profile_is_refused(store: Store) -> None:
    with pytest.raises(UnknownProfile, match="netflix-en"):
        export(store, "m", "srt", {}, delivery=Delivery("netflix-xx"))


def test_the_recordings_own_rate_counts_unless_one_is_named(store: Store) -> None:
    store.media.add(
        media_id="v", title="Film", filename="v.mov", sha256="v" * 8, size_bytes=1, has_video=True,
        frame_rate=30000 / 1001,
    )  # fmt: skip
    assert rate_of(store.media.get("v")).fps == Fraction(30000, 1001)
    assert rate_of(store.media.get("v"), "25").fps == 25
    assert rate_of(store.media.get("m")) == MILLISECONDS
    store.media.add(
        media_id="w", title="Odd", filename="w.mov", sha256="w" * 8, size_bytes=1, has_video=True,
        frame_rate=90_000.0,
    )  # fmt: skip
    assert rate_of(store.media.get("w")) == MILLISECONDS


def test_what_cannot_keep_the_profile_is_told(store: Store) -> None:
    _, transcript = store.edits.transcript("m")
    fast = Segment(1, 0, 1_000, TEXT)
    told = deliver(store, "m", transcript.with_segments((fast,)), Delivery("netflix-en", "25"))
    assert any("“cps” of Netflix, English" in missed.text for missed in told.misses)


BROKEN = "Um, we we went\nto the um old house.\n\nIt was late"
LINES = ["Um, we we went\nto the um old house.", "It was late", "and then\nwe left."]


@pytest.mark.parametrize(
    ("ops", "changed"),
    [
        ((SetText(7, BROKEN.replace("old", "very old")),), {"old": "very old"}),
        ((SetTimes(7, 200_000, 208_000),), {}),
        ((Merge(7, 8),), {}),
        ((Split(7, BROKEN.index("um old"), 203_000, 9),), {}),
        ((Split(7, BROKEN.index("um old"), 203_000, 9), Merge(7, 9)), {}),
        ((Split(7, BROKEN.index("It was"), 204_500, 9),), {}),
        ((SetSpeaker(7, None), SetStatus(7, "approved")), {}),
        ((Delete(1),), {}),
    ],
)
def test_editing_later_never_loses_breaks_that_a_person_made(
    store: Store, ops: tuple[Operation, ...], changed: dict[str, str]
) -> None:
    edit(store, *(Insert(one) for one in _broken()))
    edit(store, *ops)
    made = [cue.text for cue in _cues(store, Delivery("netflix-en", "25")).segments]
    wanted = [reduce(lambda text, pair: text.replace(*pair), changed.items(), one) for one in LINES]
    assert made[-3:] == wanted


def test_the_clean_view_keeps_breaks_too(store: Store) -> None:
    edit(store, *(Insert(one) for one in _broken()))
    made = export(store, "m", "srt", {}, view=CleanOptions(), delivery=Delivery("netflix-en", "25"))
    texts = [cue.text for cue in loads(made.data, "srt").segments]
    assert texts[-3:-1] == ["We we went\nto the old house.", "It was late"]


def _broken() -> tuple[Segment, Segment]:
    def words(text: str, at_ms: int) -> tuple[Word, ...]:
        spoken = text.split()
        return tuple(
            Word(one, at_ms + 400 * n, at_ms + 400 * n + 350) for n, one in enumerate(spoken)
        )

    last = "and then\nwe left."
    return (
        Segment(7, 200_000, 206_000, BROKEN, words=words(BROKEN, 200_000)),
        Segment(8, 206_000, 208_000, last, words=words(last, 206_000)),
    )
