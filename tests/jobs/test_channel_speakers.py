"""The job that finds speakers on recordings with several channels: channels, or voices and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.test_speakers import run, transcript
from tests.speakers.channel_voices import mixed, sample
from tests.support.recordings import to_wav
from tests.support.store_steps import edit
from tests.support.track_names import named_wav
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert
from transcribe.errors import InvalidOperation
from transcribe.jobs.ingest import run_ingest
from transcribe.jobs.kinds import find_kind
from transcribe.jobs.kinds.speakers import SpeakersOptions
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.speakers.turns import found_turns
from transcribe.speakers import weights
from transcribe.store import Store
from transcribe.store.values import Job


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A library without the models for voices."""
    with Store(tmp_path / "data") as made:
        yield made


@pytest.fixture
def models(store: Store, speaker_models: Path) -> None:
    """The library has the models for voices."""
    store.models_folder.symlink_to(speaker_models.parent, target_is_directory=True)


def add(store: Store, folder: Path, content: bytes, media_id: str = "m") -> str:
    """Add a recording with one segment of a word a second."""
    source = folder / "call.wav"
    source.write_bytes(content)
    media_id = add_recording(store, source, AddOptions(source.name, model=None)).media.id
    run_ingest(store, media_id, lambda *_: None)
    words = tuple(Word(f"w{at}", at, at + 900, 0.9) for at in range(1_000, 43_000, 1_000))
    text = " ".join(word.text for word in words)
    whole = Segment(1, words[0].start_ms, words[-1].end_ms, text, words=words)
    edit(store, Insert(whole), origin="draft", kind="draft", media_id=media_id)
    return media_id


def find(store: Store, media_id: str, options: SpeakersOptions) -> Job:
    return run(store, options, media_id=media_id)


def test_channels_with_a_speaker_each_need_no_models_and_give_their_names(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "is_present", lambda _: True)  # so that voices are read afterwards
    tracks = mixed(-20.0, (1.0, 0.5), 2)
    media_id = add(store, tmp_path, named_wav(to_wav(tracks), ["Anna", "Tr2"]))
    done = find(store, media_id, SpeakersOptions())
    assert (done.state, done.error) == ("done", None)
    assert done.message == "2 speakers, one on each channel."
    after = transcript(store, media_id)
    assert sorted(one.name for one in after.speakers) == ["Anna", "Speaker 2"]
    names = {one.id: one.name for one in after.speakers}
    heard = {
        name: {names[s.speaker or ""] for s in after.segments if a <= s.start_ms and s.end_ms <= b}
        for name, (a, b) in {"Anna": (0, 17_900), "other": (33_500, 44_000)}.items()
    }
    assert heard == {"Anna": {"Anna"}, "other": {"Speaker 2"}}
    assert found_turns(store, media_id).job_id == done.id
    assert not store.voices.list(media_id)
    assert next(one.options for one in store.jobs.list(media_id)) == {"voices_only": True}
    edit(store, kind="undo", target=store.edits.undo_stack(media_id)[0].id, media_id=media_id)
    assert not transcript(store, media_id).speakers


def test_a_number_that_channels_cannot_give_is_left_to_the_voices() -> None:
    from transcribe.jobs.kinds.channel_speakers import ReadChannelsTask
    from transcribe.jobs.worker.speaker_tasks import _told_channels
    from transcribe.speakers.channel_turns import ChannelTurns
    from transcribe.speakers.turns import Turn

    found = ChannelTurns((Turn(0, 900, 0, 1.0), Turn(900, 1800, 1, 1.0)), 1800)
    task = ReadChannelsTask(
        source="x", name="x", stream=0, clock=2, total_ms=1800, is_asked=False, least=3, most=3
    )
    assert "2 channels have a speaker" in _told_channels(task, found, {})["problem"]


@pytest.mark.usefixtures("models")
def test_a_copy_of_one_channel_is_left_to_the_voices_and_that_is_said(
    store: Store, tmp_path: Path
) -> None:
    both = sample()
    media_id = add(store, tmp_path, to_wav(np.stack([both, -both / 2], axis=1).astype(np.int16)))
    done = find(store, media_id, SpeakersOptions(speakers_from="channels"))
    assert (done.state, done.error) == ("done", None)
    assert "Voices were compared, not channels: all channels have the same sound, inverted." in done.message  # fmt: skip
    assert len(transcript(store, media_id).speakers) == 3
    assert store.voices.list(media_id)
    kept = [c for c in store.chunks.list(done.id) if c.result and "turns" in c.result]
    assert len(kept) == 1


@pytest.mark.parametrize("asked", ["1", "3", "3-4"])
def test_a_number_that_is_not_that_of_the_channels_is_said(
    store: Store, tmp_path: Path, asked: str
) -> None:
    media_id = add(store, tmp_path, to_wav(mixed(-20.0, (1.0, 0.5), 2)))
    done = find(store, media_id, SpeakersOptions(speakers_from="channels", speakers=asked))
    assert done.message == (
        f"2 speakers, one on each channel. The number given was {asked}. To get it, choose voices instead of channels."
    )


@pytest.mark.usefixtures("models")
def test_a_recording_with_one_channel_is_left_to_the_voices_and_that_is_said(
    store: Store, tmp_path: Path
) -> None:
    media_id = add(store, tmp_path, to_wav(sample()[:160_000, None].astype(np.int16)))
    for source, is_said in (("channels", True), ("auto", False), ("voices", False)):
        done = find(store, media_id, SpeakersOptions(speakers_from=source))
        assert ("not channels: the recording has only one." in done.message) == is_said


@pytest.mark.parametrize("value", ["both", 1, "rttm", ""])
def test_another_source_is_refused(store: Store, tmp_path: Path, value: object) -> None:
    media_id = add(store, tmp_path, to_wav(np.ones((16_000, 2), np.int16)))
    with pytest.raises(InvalidOperation):
        find_kind("speakers").options_from_body({"speakers_from": value}, store.media.get(media_id))
