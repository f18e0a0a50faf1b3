"""The job that finds shot cuts, and the export that keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fault_server import wait_for
from tests.support.made_media import ingest, run_ffmpeg
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import FormatError, InvalidOperation
from transcribe.jobs.kinds.shots import Shots, ShotsOptions
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.library.import_export import export
from transcribe.library.subtitles.deliveries import Delivery
from transcribe.library.subtitles.shots import change_shots, read_shot_file, write_shot_file
from transcribe.store import Store
from transcribe.store.values import Job


def find_shots(store: Store, media_id: str) -> Job:
    """Run the job; returns it as it ended."""
    job = Shots().submit(store, media_id, ShotsOptions())
    runner = ThreadRunner(store, Shots())
    runner.start()
    try:
        wait_for(lambda: store.jobs.get(job.id).state in {"done", "failed"})
    finally:
        runner.stop()
    return store.jobs.get(job.id)


def test_cuts_of_the_video_are_found_and_kept_by_cues(tmp_path: Path) -> None:
    path = tmp_path / "two.mp4"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25,trim=end_frame=50", "-f", "lavfi", "-i", "smptebars=s=160x90:r=25,trim=end_frame=50",
        "-f", "lavfi", "-i", "sine=d=4", "-filter_complex", "[0][1]concat=n=2:v=1[v]", "-map", "[v]", "-map", "2:a",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path,
    )  # fmt: skip
    with Store(tmp_path / "data") as store:
        media_id = ingest(store, path).media.id
        job = find_shots(store, media_id)
        assert (job.error, job.message) == (
            None,
            "1 shot cut found",
        )
        assert [cut.time_ms for cut in store.shots.list(media_id)] == [2000]
        segment = Segment(1, 2080, 3400, "It begins just after the cut.")
        store.edits.apply(media_id, 0, (Insert(segment),), edit_id="e1")
        written = export(store, media_id, "srt", {}, delivery=Delivery("netflix-en"))
        assert "00:00:01,999 -->" in written.data.decode()  # frame 50, the first of the shot
        assert write_shot_file(store, media_id) == "2.000\n"
        read_shot_file(store, media_id, b"00:00:00:12\n00:00:01.000 # two\n", "a.txt")
        assert [cut.time_ms for cut in store.shots.list(media_id)] == [480, 1000]
        with pytest.raises(FormatError, match="line 1"):
            read_shot_file(store, media_id, b"soon\n", "a.txt")
        with pytest.raises(
            InvalidOperation, match=r"3600\.0 s lies beyond the end of the recording"
        ):
            read_shot_file(store, media_id, b"0.5\n01:00:00:00\n", "a.txt")
        with pytest.raises(InvalidOperation, match="beyond the end"):
            change_shots(store, media_id, [6000], [480])
        kept = change_shots(store, media_id, [0], [480])["cuts"]
        assert [(cut["time"], cut["by_hand"]) for cut in kept] == [(0.0, True), (1.0, True)]


def test_audio_has_no_shots(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    run_ffmpeg("-f", "lavfi", "-i", "sine=d=1", path)
    with Store(tmp_path / "data") as store:
        media_id = ingest(store, path).media.id
        job = find_shots(store, media_id)
        assert "no video" in (job.error or "")
