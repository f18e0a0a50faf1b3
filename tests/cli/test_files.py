"""Files of the command line: exports by title, imports with what is known of the file, shifted times."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.store_steps import add_media, edit, put
from transcribe.cli.main import main
from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.operations import Insert
from transcribe.formats import read, write
from transcribe.store import Store

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    data = tmp_path / "library"
    with Store(data) as store:
        add_media(store, "m", "Q&A: day 1/2")
        add_media(store, "n", "Q&A: day 1/2")
        put(store, "Hello", media_id="m")
        put(store, "Bye", media_id="n")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--data", str(data), *arguments])

    return invoke


def test_exports_into_a_folder_are_named_by_title(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = run("export", "m", "n", "--format", "txt", "-o", str(target))
    assert done.exit_code == 0, done.output
    assert {path.name: path.read_text() for path in target.iterdir()} == {
        "Q&A- day 1-2.txt": "Hello\n", "Q&A- day 1-2 (2).txt": "Bye\n",
    }  # fmt: skip


def test_what_a_format_does_not_keep_is_said_on_standard_error(run: Run) -> None:
    done = run("export", "m", "--format", "srt")
    assert done.stdout.startswith("1\n00:00:")
    assert all(line.startswith("Q&A- day 1-2.srt: not kept: ") for line in done.stderr.splitlines())
    assert run("export", "m", "--format", "json").stderr == ""


@pytest.mark.parametrize("name", ["", "/"])
def test_one_export_into_a_folder_has_its_title(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    assert run("export", "m", "--format", "srt", "-o", f"{tmp_path / 'out'}{name}").exit_code == 0
    assert (tmp_path / "out" / "Q&A- day 1-2.srt").is_file()


def test_a_missing_folder_is_a_sentence(run: Run, tmp_path: Path) -> None:
    done = run("export", "m", "--format", "srt", "-o", str(tmp_path / "missing" / "x.srt"))
    assert done.exit_code == 1
    assert "missing does not exist; create it" in done.output
    assert isinstance(done.exception, SystemExit)


def test_a_file_in_the_place_of_a_folder_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    done = run("export", "m", "n", "--format", "srt", "-o", str(tmp_path / "taken"))
    assert done.exit_code == 1
    assert "cannot be written" in done.output
    assert isinstance(done.exception, SystemExit)


def test_an_import_names_encoding_and_shows_before(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes("1\n00:00:01,000 --> 00:00:02,000\nПривет\n".encode("koi8-r"))
    shown = run("import", str(path), "--media", "m", "--encoding", "koi8-r", "--dry-run")
    assert "Привет" in shown.output
    assert "Hello" in run("export", "m", "--format", "txt").stdout
    assert run("import", str(path), "--media", "m", "--encoding", "koi8-r").exit_code == 0
    assert run("export", "m", "--format", "txt").stdout == "Привет\n"
    assert (
        "unknown; use one of" in run("import", str(path), "--media", "m", "--encoding", "x").output
    )


def test_frames_need_their_rate(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text("1\n00:00:01:12 --> 00:00:02:00\nHi\n")
    refused = run("import", str(path), "--media", "m")
    assert refused.exit_code == 1
    assert "frame rate" in refused.output
    assert run("import", str(path), "--media", "m", "--frame-rate", "25").exit_code == 0
    assert "00:00:01,480 --> 00:00:02,000" in run("export", "m", "--format", "srt").output


def test_times_are_shifted(run: Run) -> None:
    done = run("shift", "m", "--by", "0.5")
    assert done.exit_code == 0
    assert "1 segments shifted: +0.500 s (revision" in done.output
    assert "00:00:01,500" in run("export", "m", "--format", "srt").output
    assert run("shift", "m", "--by=-0.25", "--segment", "1").exit_code == 0
    assert "00:00:01,250" in run("export", "m", "--format", "srt").output
    refused = run("shift", "m", "--by=-60")
    assert refused.exit_code == 1
    assert "before the beginning" in refused.output


@pytest.mark.parametrize(("how", "first", "last"), [
    (["--by=-0.5"], "00:00:00,500 --> 00:00:01,500", "00:59:59,500"),
    (["--point", "1=3"], "00:00:03,000", "01:00:02,000"),
    (["--point", "0:01=0:02", "--point", "1:00:00.000=1:00:04,5"], "00:00:02,000", "01:00:04,500"),
    (["--rates", "25:23.976"], "00:00:01,043", "01:02:33,750"),
    (["--by", "1", "--from", "30:00"], "00:00:01,000", "01:00:01,000"),
    (["--by", "1", "--until", "30:00"], "00:00:02,000", "01:00:00,000"),
])  # fmt: skip
def test_the_times_of_a_file_are_changed(
    run: Run, tmp_path: Path, how: list[str], first: str, last: str
) -> None:
    path = tmp_path / "film.srt"
    old = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hi</i>\n\n2\n01:00:00,000 --> 01:00:01,000\nEnd\n"
    path.write_text(old)
    done = run("shift", str(path), *how)
    assert done.exit_code == 0, done.output
    written = (tmp_path / "film.shifted.srt").read_text()
    assert first in written
    assert last in written
    assert "<i>Hi</i>" in written
    assert path.read_text() == old


@pytest.mark.parametrize("how", [
    [], ["--by", "1", "--rates", "24:25"], ["--rates", "25"], ["--rates", "25:25"], ["--by", "nan"],
    ["--rates", "25:fast"], ["--point", "5"], ["--point", "a=b"], ["--point", "1=2", "--point", "1=3"],
    ["--by", "1", "--segment", "1"], ["--by", "1", "--from", "2:00:00"], ["--by=-9000"],
])  # fmt: skip
def test_a_shift_that_says_nothing_is_refused(run: Run, tmp_path: Path, how: list[str]) -> None:
    path = tmp_path / "film.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    done = run("shift", str(path), *how)
    assert done.exit_code in {1, 2}
    assert "Error" in done.output
    assert not (tmp_path / "film.shifted.srt").exists()


def talk(n_cues: int) -> list[Segment]:
    """Cues of three words each, two seconds apart."""
    found = []
    for n in range(1, n_cues + 1):
        names = [f"{'abcdefghij'[n % 10]}{n}", "the", f"x{n * 7}"]
        words = tuple(
            Word(w, n * 2_000 + 300 * k, n * 2_000 + 300 * k + 250) for k, w in enumerate(names)
        )
        found.append(Segment(n, n * 2_000, n * 2_000 + 1_000, " ".join(names), words=words))
    return found


@pytest.fixture
def drafted(tmp_path: Path) -> Run:
    """A library with a recording whose draft has words."""
    data = tmp_path / "library"
    with Store(data) as store:
        add_media(store, "m")
        add_media(store, "empty")
        edit(store, *map(Insert, talk(20)))
    return lambda *arguments: CliRunner().invoke(main, ["--data", str(data), *arguments])


@pytest.mark.parametrize("by_ms", [-1_700, 0, 3_600_000])
def test_a_file_is_moved_to_the_words_of_a_draft(drafted: Run, tmp_path: Path, by_ms: int) -> None:
    moved = [
        replace(s, start_ms=s.start_ms + by_ms, end_ms=s.end_ms + by_ms, words=()) for s in talk(20)
    ]
    path = tmp_path / "film.srt"
    path.write_bytes(write(Transcript(tuple(moved)), "srt").data)
    done = drafted("resync", str(path), "m", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["found"], told["sure"], told["placed"]) == (True, True, 20)
    assert told["pieces"] == [
        {"from": (2_000 + by_ms) / 1000, "factor": 1.0, "offset": -by_ms / 1000}
    ]
    target = tmp_path / "film.resynced.srt"
    assert target.exists() == (by_ms != 0)
    if by_ms:
        assert "00:00:02,000 --> 00:00:03,000\nb1 the x7" in target.read_text()


def test_a_translation_is_moved_to_where_somebody_speaks(
    shared_data: Path, run: Run, tmp_path: Path
) -> None:
    """No word of it is heard: a real recording, and cues in another language that are late and for another rate."""
    source = shared_data / "speech/assembled/session_en_open.srt"
    true = read(source.read_bytes(), "srt").transcript.segments
    moved = [
        replace(cue, start_ms=cue.start_ms * 25 // 24 + 7_300, end_ms=cue.end_ms * 25 // 24 + 7_300,
                text=f"kein Wort {n}")
        for n, cue in enumerate(true)
    ]  # fmt: skip
    path = tmp_path / "film.srt"
    path.write_bytes(write(Transcript(tuple(moved)), "srt").data)
    recording = source.with_suffix(".opus")
    done = run("resync", str(path), str(recording), "--by", "speech", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["sure"], told["by"]) == (True, "speech")
    again = read((tmp_path / "film.resynced.srt").read_bytes(), "srt").transcript.segments
    assert max(abs(a.start_ms - b.start_ms) for a, b in zip(again, true, strict=True)) < 400
    assert "session_en" not in run("list").output  # it was not kept


def test_what_is_not_in_the_audio_is_listed_or_refused(drafted: Run, tmp_path: Path) -> None:
    cues = [replace(s, text=f"never said {s.id}") if s.id > 12 else s for s in talk(20)]
    path = tmp_path / "film.srt"
    path.write_bytes(write(Transcript(tuple(cues)), "srt").data)
    done = drafted("resync", str(path), "m")
    assert done.exit_code == 0
    assert "3 cues were not found and are listed below" in done.output
    assert "never said 18" in done.output
    path.write_bytes(
        write(Transcript(tuple(replace(s, text=f"no {s.id}") for s in cues)), "srt").data
    )
    done = drafted("resync", str(path), "m")
    assert done.exit_code == 1
    assert "does not match the audio" in done.output
    assert drafted("resync", str(path), "empty").exit_code == 1
    assert drafted("resync", str(path)).exit_code == 2
    assert drafted("resync", "m", "m").exit_code == 2


def test_what_has_no_audio_yet_or_none_at_all_is_told(drafted: Run, tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_bytes(write(Transcript(tuple(talk(3))), "srt").data)
    waiting = drafted("resync", str(path), "m", "--by", "speech")
    assert (waiting.exit_code, "transcribe show m" in waiting.stderr) == (1, True)
    with Store(tmp_path / "library") as store:
        store.media.update("m", state="failed", error="it has no audio.")
    failed = drafted("resync", str(path), "m", "--by", "speech")
    assert (failed.exit_code, "it has no audio" in failed.stderr) == (1, True)
    alone = drafted("resync", "m", "--by", "speech")
    assert (alone.exit_code, "is for a subtitle file" in alone.stderr) == (2, True)


def test_a_folders_notes_are_passed_over_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    for name in ("notes.txt", "cover.jpg", "readme.md"):
        (folder / name).write_text("not a recording")
    done = CliRunner().invoke(
        main, ["--data", str(tmp_path / "library"), "add", str(folder), "--model", "none"]
    )
    assert done.exit_code == 0
    assert done.output == "Passed over, not recordings: cover.jpg, notes.txt, readme.md\n"


def test_a_damaged_recording_in_a_folder_still_fails(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "talk.mp3").write_text("not a recording")
    done = CliRunner().invoke(
        main, ["--data", str(tmp_path / "library"), "add", str(folder), "--model", "none"]
    )
    assert done.exit_code == 1
    assert "talk.mp3" in done.output


def test_profiles_are_listed_and_used_for_an_export(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "library" / "profiles"
    folder.mkdir()
    (folder / "ours.toml").write_text('[profile.ours]\ninherits = "netflix-en"\nlines = 1\n')
    (folder / "bad.toml").write_text("[profile.bad]\nlines = 0\n")
    listed = run("profiles", "list")
    assert "netflix-en " in listed.output
    assert "(ours.toml)" in listed.output
    assert "bad.toml, profile.bad.lines" in listed.stderr
    shown = run("profiles", "show", "ours").output
    for written in (
        "dash_space = false ",
        'brackets = "[]" ',
        'min_gap = "2 frames" ',
        "lines = 1 ",
    ):
        assert f"\n{written}" in shown  # as TOML, to be copied
    assert "lines = 1" in shown
    assert "https://partnerhelp.netflixstudios.com/" in shown
    done = run("export", "m", "--format", "srt", "--profile", "ours", "--frame-rate", "25")
    assert done.exit_code == 0, done.output
    assert "00:00:00,999 --> " in done.output  # on the frame of 1 s, half a millisecond early
    assert run("export", "m", "--format", "srt", "--profile", "x").exit_code == 1
    assert (
        run("export", "m", "--format", "srt", "--profile", "ours", "--frame-rate", "x").exit_code
        == 1
    )
