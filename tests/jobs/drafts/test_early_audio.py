"""A draft begins while its recording is decoded. ffmpeg is held at a gate, so that the order is certain."""

from __future__ import annotations

import os
import stat
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.test_dispatcher import JFK, dispatching, wait_for
from tests.support.store_steps import current, edit
from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.document.operations import SetText
from transcribe.jobs.chunk_plans import STAGE_MS, plan_chunks, plan_growing
from transcribe.jobs.early_audio import EarlyAudio, GrowingAudio
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job

SLOW = "tests.support.task_functions:slow"
SPELLING = "tests.support.task_functions:spelling"
Samples = np.ndarray[tuple[int], np.dtype[np.int16]]

# Decoded samples come up to HELD_AT bytes, the playback copy not at all, until the gate is there.
HELD = """#!/bin/sh
gate={gate}
[ -z "$UNHELD" ] || exec {ffmpeg} "$@"
case "$*" in
*libopus*) while [ ! -e "$gate.copy" ]; do sleep 0.02; done; exec {ffmpeg} "$@" ;;
*"-f s16le"*) {ffmpeg} "$@" | {{
    head -c {held_at}
    while [ ! -e "$gate.decode" ]; do sleep 0.02; done
    cat
}} ;;
*) exec {ffmpeg} "$@" ;;
esac
"""
HELD_AT = (STAGE_MS + 5_000) * 32


@pytest.fixture
def speech(tmp_path: Path) -> Samples:
    """Eleven seconds."""
    decode(JFK, tmp_path / "jfk.pcm", name="jfk.flac", channels=2)
    return np.array(open_pcm(tmp_path / "jfk.pcm"))


@pytest.fixture
def store(tmp_path: Path, models_folder: Path) -> Iterator[Store]:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "models").symlink_to(models_folder)
    with Store(folder) as made:
        yield made


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files `gate.decode` and `gate.copy` let ffmpeg go on."""
    gate, script = tmp_path / "gate", tmp_path / "ffmpeg"
    script.write_text(HELD.format(gate=gate, ffmpeg=ffmpeg_path(), held_at=HELD_AT))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("TRANSCRIBE_FFMPEG", str(script))
    ffmpeg_path.cache_clear()
    yield gate
    ffmpeg_path.cache_clear()


def _recording(folder: Path, speech: Samples, seconds: int) -> Path:
    path = folder / "long.wav"
    n_samples = seconds * 16_000
    samples = np.tile(speech, n_samples // len(speech) + 1)[:n_samples]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def _draft_of(store: Store, media_id: str) -> Job:
    return next(job for job in store.jobs.list(media_id) if job.kind == "draft")


def _is_published(store: Store, job: Job) -> bool:
    """Whether all that is planned now is drafted and in the transcript."""
    counts = store.chunks.counts(job.id)
    return counts.done > 0 and not counts.unfinished and not counts.unpublished


def test_first_segments_are_there_before_the_recording_is_decoded(
    store: Store, speech: Samples, tmp_path: Path, gate: Path
) -> None:
    path = _recording(tmp_path, speech, 150)
    added = add_recording(store, path, AddOptions(path.name, language="en", speakers="none"))
    media_id = added.media.id
    with dispatching(store, SPELLING):
        wait_for(lambda: store.media.get(media_id).n_segments > 0)
        assert store.media.get(media_id).state == "ingesting"
        edit(store, SetText(current(store, media_id)[0][0].id, "typed"), media_id=media_id)
        wait_for(lambda: not store.realignments.waiting(media_id))
        assert not (store.media_folder(media_id) / "audio.pcm").exists()
        assert not _draft_of(store, media_id).is_planned

        gate.with_suffix(".decode").touch()
        wait_for(lambda: _draft_of(store, media_id).state == "done")
        assert store.media.get(media_id).state == "ingesting"  # there is no playback copy yet
        drafted = current(store, media_id)[0]

        gate.with_suffix(".copy").touch()
        wait_for(lambda: store.media.get(media_id).state == "ready")
    job = _draft_of(store, media_id)
    plans = [chunk.plan for chunk in store.chunks.list(job.id)]
    whole = open_pcm(store.media_folder(media_id) / "audio.pcm")
    assert plans == list(plan_chunks(_unplanned(), whole, (0, 150_000)))
    assert current(store, media_id)[0] == drafted
    assert [one.kind for one in store.jobs.list(media_id)] == ["draft", "ingest"]


def test_progress_of_a_recording_whose_length_is_unknown_is_not_told_too_high(
    store: Store, speech: Samples, tmp_path: Path, gate: Path
) -> None:
    """Matroska from a pipe, as recorders of streams write it, does not tell its length."""
    path, wave_path = tmp_path / "stream.mkv", _recording(tmp_path, speech, 150)
    command = [ffmpeg_path(), "-v", "error", "-i", str(wave_path), "-f", "matroska", "-live", "1",
               str(path)]  # fmt: skip
    subprocess.run(command, check=True, env={**os.environ, "UNHELD": "1"})
    added = add_recording(store, path, AddOptions(path.name, language="en", speakers="none"))
    media_id = added.media.id
    with dispatching(store, SPELLING):
        wait_for(lambda: _is_published(store, _draft_of(store, media_id)))
        early = _draft_of(store, media_id)
        assert (early.progress, early.eta_s) == (0, None)
        assert [one.progress for one in store.jobs.list(media_id) if one.kind == "ingest"] == [0]
        gate.with_suffix(".decode").touch()
        gate.with_suffix(".copy").touch()
        wait_for(lambda: store.media.get(media_id).state == "ready")
        wait_for(lambda: _draft_of(store, media_id).state == "done")


def test_the_whole_recording_decides_on_its_language_when_it_is_decoded(
    store: Store, speech: Samples, tmp_path: Path, gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "tasks"
    monkeypatch.setenv("TEST_TASK_LOG", str(log))
    path = _recording(tmp_path, speech, 150)
    media_id = add_recording(store, path, AddOptions(path.name, speakers="none")).media.id
    gate.with_suffix(".copy").touch()
    with dispatching(store, SLOW):
        wait_for(lambda: store.media.get(media_id).n_segments > 0)
        assert _draft_of(store, media_id).language is None
        gate.with_suffix(".decode").touch()
        wait_for(lambda: _draft_of(store, media_id).state == "done")
    assert _draft_of(store, media_id).language == "en"


@pytest.mark.parametrize("step_s", [7, 400])
def test_chunks_do_not_depend_on_the_speed_of_decoding(
    speech: Samples, tmp_path: Path, step_s: int
) -> None:
    random = np.random.default_rng(step_s)
    pieces = [
        np.concatenate([np.zeros(int(16_000 * pause_s), np.int16), speech])
        for pause_s in random.uniform(0, 5, 12)
    ]
    recording = np.concatenate(pieces)
    path = tmp_path / "audio.part"
    path.touch()
    growing, found, at = GrowingAudio(path, None), list[ChunkPlan](), 0
    for plan in plan_growing(_unplanned(), growing):
        if plan is not None:
            assert plan.pieces[-1][1] <= growing.length_ms
            found.append(plan)
            continue
        with path.open("ab") as file:
            file.write(recording[at : at + step_s * 16_000].tobytes())
        at += step_s * 16_000
        if at >= len(recording):
            growing.close(is_complete=True)
    assert found == list(plan_chunks(_unplanned(), recording, (0, -(-len(recording) // 16))))


def test_a_draft_begins_again_where_the_file_is_decoded_in_another_way(
    store: Store, speech: Samples, tmp_path: Path, gate: Path
) -> None:
    """At the end of the first decode it is known that the format changes, so there is a second."""
    path = tmp_path / "changes.aac"
    wave_path = _recording(tmp_path, speech, 75)
    for rate in (16_000, 44_100):
        part = tmp_path / f"{rate}.aac"
        command = [ffmpeg_path(), "-v", "error", "-i", str(wave_path), "-ar", str(rate), str(part)]
        subprocess.run(command, check=True, env={**os.environ, "UNHELD": "1"})
        with path.open("ab") as file:
            file.write(part.read_bytes())
    added = add_recording(store, path, AddOptions(path.name, language="en", speakers="none"))
    media_id = added.media.id
    with dispatching(store, SLOW):
        wait_for(lambda: store.media.get(media_id).n_segments > 0)
        first = _draft_of(store, media_id)
        gate.with_suffix(".decode").touch()
        wait_for(lambda: _draft_of(store, media_id).id != first.id)
        gate.with_suffix(".copy").touch()
        wait_for(lambda: _draft_of(store, media_id).state == "done")
        wait_for(lambda: store.media.get(media_id).state == "ready")
    assert store.jobs.get(first.id).state == "cancelled"
    assert _draft_of(store, media_id).options == first.options
    starts = [one.start_ms for one in current(store, media_id)[0]]
    assert starts == sorted(set(starts))
    assert starts[-1] > 120_000


def test_a_short_recording_waits_until_it_is_ready(tmp_path: Path) -> None:
    early = EarlyAudio()
    path = tmp_path / "audio.part"
    path.write_bytes(bytes(32 * (STAGE_MS - 1)))
    early.begin("m", path, None)
    assert early.startable() == []
    with path.open("ab") as file:
        file.write(bytes(32))
    assert early.startable() == ["m"]
    kept = early.get("m")
    early.end("m")
    assert early.get("m") is None
    assert kept is not None
    assert not kept.is_complete
    assert len(kept.samples()) == 16 * STAGE_MS  # a planner that still has it can read it


def _unplanned() -> Job:
    return Job(1, "m", "draft", "running", "2026-11-30T00:00:00Z")
