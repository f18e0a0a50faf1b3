"""`transcribe burn-in` for files and for recordings."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.support.burned_edges import frames_with_text, make_black
from tests.support.made_media import ingest
from transcribe.cli.main import main
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.store import Store
from transcribe.subtitles.frame_rates import frame_rate


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    (tmp_path / "a.srt").write_text("1\n00:00:00,400 --> 00:00:00,800\nHHHH\n")
    return make_black(tmp_path / "clip.mp4", frame_rate(25), 30)


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(
        main, ["--data", str(folder / "library"), "burn-in", *map(str, arguments)]
    )


def test_a_file_gets_the_subtitles_of_another(tmp_path: Path, clip: Path) -> None:
    out = tmp_path / "out.mkv"
    done = run(
        tmp_path,
        clip,
        "--subtitles",
        tmp_path / "a.srt",
        "-o",
        out,
        "--style",
        "size=15",
        "--style",
        "is_bold=on",
    )
    assert done.exit_code == 0, done.output
    assert "The video was encoded again (H.264)." in done.stderr
    assert [n for n, seen in enumerate(frames_with_text(out)) if seen] == [*range(10, 20)]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "library") == [
        "a.srt",
        "clip.mp4",
        "out.mkv",
    ]


def test_a_recording_gets_its_own_as_a_track(tmp_path: Path, clip: Path) -> None:
    with Store(tmp_path / "library") as store:
        media_id = ingest(store, clip).media.id
        store.edits.apply(media_id, 0, (Insert(Segment(1, 400, 800, "Hi")),), edit_id="e1")
    out = tmp_path / "out.mp4"
    done = run(
        tmp_path, media_id, "--soft", "-o", out, "--profile", "netflix-en", "--language", "de"
    )
    assert done.exit_code == 0, done.output
    assert "Audio and video were copied." in done.stderr
    assert out.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("clip.mp4", "-o", "out.avi"), "named .mp4 or .mkv"),
        (("clip.mp4", "-o", "out.mp4"), "needs --subtitles"),
        (("none.mp4", "-o", "out.mp4"), "There is no file"),
        (("clip.mp4", "--subtitles", "a.srt", "-o", "out.mp4", "--style", "size=big"), "is a number"),
        (("clip.mp4", "--subtitles", "a.srt", "-o", "out.mp4", "--style", "edge=glow"), "outline, box, none"),
        (("clip.mp4", "--subtitles", "a.srt", "-o", "out.mp4", "--canvas", "wide"), "WIDTHxHEIGHT"),
        (("clip.mp4", "--subtitles", "a.srt", "-o", "no/out.mp4"), "does not exist"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    tmp_path: Path,
    clip: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(clip.parent)
    done = run(tmp_path, *arguments)
    assert done.exit_code != 0
    assert told in done.output
    assert not (tmp_path / "out.mp4").exists()
