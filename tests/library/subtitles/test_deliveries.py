"""Exports for a delivery profile: the cues of the file keep the profile, at the recording's frame rate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.operations import Insert
from transcribe.errors import InvalidOption, UnknownProfile
from transcribe.formats import loads
from transcribe.library.import_export import export
from transcribe.library.subtitles.deliveries import Delivery, deliver, rate_of
from transcribe.store import Store
from transcribe.subtitles.frame_rates import MILLISECONDS, frame_rate

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
