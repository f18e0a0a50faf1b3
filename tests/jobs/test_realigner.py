"""Word times after an edit: the dispatcher on a real store, with real weights where marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.test_dispatcher import JFK, add_recording, dispatching, wait_for
from tests.support.store_steps import current, edit
from transcribe.audio.decode import decode, open_pcm
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert, SetSpeaker, SetText, SetWords, Split
from transcribe.store import Store

SPELLING = "tests.support.task_functions:spelling"
PERFORM = "transcribe.jobs.worker.run:perform"
DRAFT = "And so, my fellow Americans, ask not what your nation can do for you"
TRUE = "And so, my fellow Americans, ask not what your country can do for you"


@pytest.fixture
def store(tmp_path: Path, models_folder: Path) -> Iterator[Store]:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "models").symlink_to(models_folder)
    with Store(folder) as made:
        yield made


def _take_in_a_speech(store: Store, tmp_path: Path, text: str = DRAFT) -> None:
    target = tmp_path / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    add_recording(store, np.array(open_pcm(target)))
    store.media.update("m", language="en")
    words = tuple(
        Word(word, 300 + at * 500, 300 + at * 500 + 400, 0.9)
        for at, word in enumerate(text.split())
    )
    edit(store, Insert(Segment(1, 300, 8000, text, words=words)), kind="draft")


def _word(store: Store, text: str) -> Word:
    return next(w for segment in current(store)[0] for w in segment.words if w.text == text)


@pytest.mark.model
def test_a_typed_word_is_aligned(store: Store, tmp_path: Path) -> None:
    _take_in_a_speech(store, tmp_path)
    edit(store, SetText(1, TRUE))
    with dispatching(store, PERFORM):
        wait_for(lambda: not store.realignments.waiting("m"), 120)
    word, untouched = _word(store, "country"), _word(store, "Americans,")
    # Far from where the even times put it, 4800; the model's own figures differ by processor.
    assert abs(word.start_ms - 5800) < 400
    assert abs(word.end_ms - 6250) < 400
    assert word.probability is None  # a person wrote it
    assert abs(untouched.start_ms - 1580) < 400
    assert untouched.start_ms != 300 + 4 * 500
    assert untouched.probability == 0.9
    assert current(store)[0][0].status == "corrected"
    assert store.jobs.list() == ()
    assert [one.kind for one in store.edits.since("m", 0)] == ["draft", "edit", "align"]


def test_a_result_for_a_text_that_has_changed_is_dropped_and_the_new_text_aligned(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_TASK_S", "1.0")
    monkeypatch.setenv("TEST_KIND_LOG", str(tmp_path / "kinds"))
    _take_in_a_speech(store, tmp_path)
    edit(store, SetText(1, TRUE))
    store.realignments.prioritise("m", [1])
    with dispatching(store, SPELLING):
        wait_for((tmp_path / "kinds").exists)  # running
        edit(store, SetText(1, f"{TRUE} now"))
        wait_for(lambda: not store.realignments.waiting("m"))
    edits = store.edits.since("m", 0)
    assert [one.kind for one in edits] == ["draft", "edit", "edit", "align"]
    assert _word(store, "now").start_ms == 100 + 14 * 100


def test_a_word_timed_by_hand_keeps_its_times(store: Store, tmp_path: Path) -> None:
    _take_in_a_speech(store, tmp_path)
    (segment,) = current(store)[0]
    moved = Word("for", 6900, 7100, 0.9)
    words = tuple(moved if word.text == "for" else word for word in segment.words)
    edit(store, SetWords(1, words))
    edit(store, SetText(1, TRUE))
    with dispatching(store, SPELLING):
        wait_for(lambda: not store.realignments.waiting("m"))
    assert _word(store, "country").start_ms == 100 + 9 * 100
    assert _word(store, "for") == moved


def test_a_word_timed_by_hand_keeps_its_times_in_a_segment_split_off(
    store: Store, tmp_path: Path
) -> None:
    _take_in_a_speech(store, tmp_path)
    (segment,) = current(store)[0]
    moved = Word("for", 6900, 7100, 0.9)
    words = tuple(moved if word.text == "for" else word for word in segment.words)
    edit(store, SetWords(1, words))
    before = segment.text.index("ask")
    edit(store, Split(1, before, 2_750, 2**31))
    edit(store, SetText(2**31, f"really {current(store)[0][1].text}"))
    with dispatching(store, SPELLING):
        wait_for(lambda: not store.realignments.waiting("m"))
    assert _word(store, "nation").start_ms == 2_750 - 200 + 5 * 100
    assert _word(store, "for") == moved


def test_a_concurrent_edit_of_another_field_is_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_TASK_S", "0.5")
    monkeypatch.setenv("TEST_KIND_LOG", str(tmp_path / "kinds"))
    _take_in_a_speech(store, tmp_path)
    edit(store, SetText(1, TRUE))
    store.realignments.prioritise("m", [1])
    with dispatching(store, SPELLING):
        wait_for((tmp_path / "kinds").exists)
        edit(store, SetSpeaker(1, None))
        wait_for(lambda: not store.realignments.waiting("m"))
    assert _word(store, "country").start_ms == 100 + 9 * 100


def test_alignments_run_before_a_long_draft(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_TASK_S", "0.3")
    monkeypatch.setenv("TEST_KIND_LOG", str(tmp_path / "kinds"))
    _take_in_a_speech(store, tmp_path)
    speech = np.array(open_pcm(tmp_path / "jfk.pcm"))
    pause = np.zeros(32_000, np.int16)
    add_recording(
        store, np.concatenate([part for _ in range(40) for part in (speech, pause)]), "long"
    )
    store.jobs.enqueue("long", "draft", {"model": "base", "language": "en"})
    kinds = tmp_path / "kinds"
    with dispatching(store, SPELLING):
        wait_for(lambda: kinds.exists() and kinds.read_text().count("draft") >= 2)
        edit(store, SetText(1, TRUE))
        store.realignments.prioritise("m", [1])
        n_before = kinds.read_text().count("draft")
        wait_for(lambda: "align" in kinds.read_text())
        # The running chunks, and at most one submitted before the row was seen.
        assert kinds.read_text().split("align")[0].count("draft") <= n_before + 2
        assert store.jobs.list("long")[0].state == "running"


def test_prefetching_a_segment_changes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KIND_LOG", str(tmp_path / "kinds"))
    _take_in_a_speech(store, tmp_path)
    store.realignments.prefetch("m", 1)
    with dispatching(store, SPELLING):
        wait_for(lambda: (tmp_path / "kinds").exists() and not store.realignments.due())
    assert (tmp_path / "kinds").read_text() == "encode\n"
    assert store.media.get("m").revision == 1


def test_a_failed_alignment_is_dropped_without_an_error(store: Store, tmp_path: Path) -> None:
    _take_in_a_speech(store, tmp_path)
    words = (Word("so", 0, 1000, 0.9),)
    edit(store, Insert(Segment(2, 12_000, 13_000, "so", words=words)), kind="draft")
    edit(store, Insert(Segment(3, 0, 40_000, "so", words=words)), kind="draft")
    edit(store, SetText(2, "as"), SetText(3, "as"))  # after the end, and too long for Whisper
    with dispatching(store, SPELLING):
        wait_for(lambda: not store.realignments.waiting("m"))
    assert {one.kind for one in store.edits.since("m", 0)} == {"draft", "edit"}


@pytest.mark.model
@pytest.mark.filterwarnings("default")  # whisper leaves its vocabulary file open
def test_alignments_of_the_same_audio_encode_it_once(
    models_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transcribe.asr.encoder_cache import window_frames
    from transcribe.asr.faster_whisper import FasterWhisper
    from transcribe.audio.decode import to_float

    target = tmp_path / "jfk.pcm"
    decode(JFK, target, name="jfk.flac", channels=2)
    samples = to_float(np.array(open_pcm(target)))
    engine = FasterWhisper("base", models_folder)
    calls = []
    encode = engine._encode

    def counted(features: np.ndarray) -> object:
        calls.append(features.shape)
        return encode(features)

    monkeypatch.setattr(engine, "_encode", counted)
    engine.encode(samples)
    first = engine.align(samples, TRUE, "en")
    engine.align(samples, DRAFT, "en")
    assert calls == [(1, 80, window_frames(len(samples)))]
    engine._encodings = type(engine._encodings)()
    assert engine.align(samples, TRUE, "en") == first


def test_the_encoder_cache_is_bounded() -> None:
    from transcribe.asr.encoder_cache import Encodings

    kept = Encodings(max_bytes=10 * 4 * 100)
    made = []
    sounds = [np.full(10, n, np.float32) for n in range(20)]

    def encode() -> np.ndarray:
        made.append(1)
        return np.zeros((1, 10, 10))

    for sound in (*sounds, sounds[-1], sounds[0]):
        kept.of(sound, encode)
    assert len(kept) == 10
    assert len(made) == 21  # the last was cached, the first was dropped


def test_encoder_windows_are_as_short_as_the_audio_allows() -> None:
    from transcribe.asr.encoder_cache import window_frames

    assert [window_frames(seconds * 16_000) for seconds in (1, 10, 28, 30)] == [
        200,
        1100,
        2900,
        3000,
    ]
