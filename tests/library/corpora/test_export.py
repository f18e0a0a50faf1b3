"""A corpus is whole or not there, goes on where it was killed, and has the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import json
import multiprocessing
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import soundfile

from tests.datasets.small_collection import TEXTS, make_collection, make_corpus, rows_of
from tests.support.store_steps import edit
from transcribe.audio import encoding
from transcribe.audio.clip_levels import loudness
from transcribe.datasets.clips import ClipOptions
from transcribe.datasets.writers import WRITERS
from transcribe.datasets.writers.nemo import Nemo
from transcribe.document.operations import SetText
from transcribe.errors import (
    CorpusFolderTaken,
    CorpusUnsuitable,
    DiskFull,
    InvalidOperation,
    MediaUnreadable,
    WorkCancelled,
)
from transcribe.library.corpora import export
from transcribe.library.corpora.export import Progress, export_corpus, preview_corpus
from transcribe.library.corpora.plan import CorpusOptions
from transcribe.library.corpora.release import RELEASE, SUMS, compare_releases
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields
from transcribe.system.child_process import Cancellation

SMALL: dict[str, Any] = {"format": "nemo", "shard_bytes": 1}  # a shard a recording


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Project]]:
    folder = tmp_path_factory.mktemp("collection")
    with Store(folder / "data") as store:
        yield store, make_collection(store, folder / "sources")


def files_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_inputs_give_the_same_bytes_and_all_files_have_their_digest(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    for name in ("nemo", "parquet", "audiofolder"):
        first = make_corpus(store, project, tmp_path / f"{name}-1", format=name)
        again = make_corpus(store, project, tmp_path / f"{name}-2", format=name)
        assert first.digest == again.digest
        files = files_of(first.folder)
        assert files == files_of(again.folder)
        sums = (first.folder / SUMS).read_text().splitlines()
        listed = {path: sha for sha, path in (line.split("  ", 1) for line in sums)}
        assert listed == {path: sha for path, sha in files.items() if path not in {SUMS, RELEASE}}
        assert first.digest == hashlib.sha256((first.folder / SUMS).read_bytes()).hexdigest()


def test_clips_texts_and_reasons(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    made = make_corpus(
        store, project, tmp_path / "corpus", format="nemo", normaliser="whisper-basic"
    )
    rows = rows_of(made.folder)
    texts = {row.clip.text for row in rows.values()}
    assert texts <= set(TEXTS) - {""}
    assert {"007", "null", "2024-01-31", "a|b"} <= texts
    assert made.plan.left_out["status"] == 6
    assert made.plan.n_clips == len(rows) == 66 - sum(made.plan.left_out.values())
    assert len({row.clip.speaker for row in rows.values()}) == 5
    released = json.loads((made.folder / RELEASE).read_text())
    assert released["statistics"]["clips"] == len(rows)
    card = (made.folder / "README.md").read_text()
    assert "../a-b" not in card
    assert f"approved by | imported as approved, or not known ({len(rows)} clips) |" in card


@pytest.mark.parametrize("format_", ["nemo", "webdataset", "audiofolder", "lhotse"])
def test_no_file_has_the_name_of_a_speaker(
    collection: tuple[Store, Project], tmp_path: Path, format_: str
) -> None:
    store, project = collection
    clips = ClipOptions(speakers=("../a-b|1", "../A-B|2"))
    made = make_corpus(store, project, tmp_path / "corpus", format=format_, clips=clips)
    for path in made.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        content += gzip.decompress(content) if path.suffix == ".gz" else b""
        assert b"../a-b" not in content.lower(), path
        assert "a-b" not in path.relative_to(made.folder).as_posix()
    asked = json.loads((made.folder / RELEASE).read_text())["options"]["clips"]["speakers"]
    assert {*asked} == {row.clip.speaker for row in rows_of(made.folder).values()}


def test_a_folder_has_few_clips(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hugging Face's hub, for one, takes 10,000 files in a folder."""
    store, project = collection
    monkeypatch.setattr("transcribe.datasets.writers.base.FOLDER_CLIPS", 7)
    for name in ("nemo", "audiofolder"):
        made = make_corpus(store, project, tmp_path / name, format=name)
        clips = [path for path in made.folder.rglob("*.flac") if path.is_file()]
        counted = Counter(path.parent for path in clips)
        assert max(counted.values()) <= 7
        assert len(clips) == made.plan.n_clips
        assert all((made.folder / row.path).is_file() for row in rows_of(made.folder).values())


@pytest.mark.parametrize("size", [1, 20_000, 10**6])
def test_row_groups_of_any_size_have_the_same_clips(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Also where one clip is larger than a row group."""
    store, project = collection
    whole = make_corpus(store, project, tmp_path / "whole")
    monkeypatch.setattr("transcribe.datasets.writers.huggingface.ROW_GROUP_BYTES", size)
    made = make_corpus(store, project, tmp_path / "made")
    for path in (whole.folder / "data").iterdir():
        expected = pyarrow.parquet.read_table(path)
        file = pyarrow.parquet.ParquetFile(made.folder / "data" / path.name)
        assert file.read().equals(expected)
        groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
        if size == 1:
            assert len(groups) > expected.num_rows // 3
        else:
            assert all(group.total_byte_size < 1.5 * size for group in groups)


def test_silence_noise_and_loudness(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    plain = rows_of(make_corpus(store, project, tmp_path / "plain", format="nemo").folder)
    measured = {row.clip.segment: row.clip.snr_db for row in plain.values()}
    assert None not in measured.values()
    ratios = sorted(row.clip.snr_db or 0 for row in plain.values())
    middle = ratios[len(ratios) // 2]
    clips = ClipOptions(min_snr_db=middle, trims_silence=True)
    made = make_corpus(
        store, project, tmp_path / "made", format="nemo", clips=clips, loudness=-23.0
    )
    rows = rows_of(made.folder)
    n_clean = sum(ratio >= middle for ratio in ratios)
    assert (len(rows), made.plan.left_out["noise"]) == (n_clean, len(plain) - n_clean)
    by_segment = {(row.clip.recording, row.clip.segment): row for row in plain.values()}
    for row in rows.values():
        before = by_segment[row.clip.recording, row.clip.segment].clip
        assert row.clip.snr_db == before.snr_db
        assert before.start_ms <= row.clip.start_ms < row.clip.end_ms <= before.end_ms
        samples, rate = soundfile.read(made.folder / row.path, dtype="int16")
        assert loudness(samples, rate) == pytest.approx(-23, abs=0.2)
    card = (made.folder / "README.md").read_text()
    assert "-23 LUFS (BS.1770-4)" in card
    assert "![Clips by signal-to-noise ratio in dB](release/snr.svg)" in card
    assert (made.folder / "release" / "snr.svg").read_text().count("<title>") == 60
    assert '<img src="snr.svg"' in (made.folder / "release" / "card.html").read_text()
    with pytest.raises(InvalidOperation, match="loudness"):
        make_corpus(store, project, tmp_path / "no", loudness=3.0)


class _Killed(BaseException):
    """Stands for SIGKILL: nothing of the export may handle it."""


def test_an_export_that_is_killed_twice_goes_on_and_gives_the_same_bytes(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, project = collection
    whole = make_corpus(store, project, tmp_path / "whole", **SMALL)
    target = tmp_path / "killed"
    encode = encoding.encode
    for n_left in (whole.plan.n_clips - 2, 2):  # in the last shard, then in it again
        calls = iter(range(n_left))

        def dying(*arguments: Any, calls: Iterator[int] = calls) -> bytes:
            if next(calls, None) is None:
                raise _Killed
            return encode(*arguments)

        monkeypatch.setattr(export, "encode", dying)
        with pytest.raises(_Killed):
            make_corpus(store, project, target, **SMALL)
        assert not target.exists()
        assert not list(tmp_path.glob("killed.incomplete/release/*"))
    monkeypatch.setattr(export, "encode", encode)
    first = store.projects.media_ids(project.id)[0]
    text = store.edits.transcript(first)[1].segments[0].text
    edit(store, SetText(1, "changed meanwhile"), media_id=first)
    made = make_corpus(store, project, target, **SMALL)
    edit(store, SetText(1, text), media_id=first)
    assert made.n_kept == len(made.plan.shards) - 1
    assert files_of(made.folder) == files_of(whole.folder)


def test_an_export_that_is_killed_at_its_last_file_goes_on_and_gives_the_same_bytes(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, project = collection
    whole = make_corpus(store, project, tmp_path / "whole", **SMALL)
    replace = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if target.name == Path(RELEASE).name:
            raise _Killed
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        with pytest.raises(_Killed):
            make_corpus(store, project, tmp_path / "killed", **SMALL)
    made = make_corpus(store, project, tmp_path / "killed", **SMALL)
    assert files_of(made.folder) == files_of(whole.folder)


def _export_and_die(data: Path, project_id: str, target: Path, at: int) -> None:
    real, n = Nemo.write_shard, 0

    def dying(self: Nemo, *arguments: object) -> object:
        nonlocal n
        n += 1
        if n == at:
            os._exit(9)
        return real(self, *arguments)  # type: ignore[arg-type]

    Nemo.write_shard = dying  # type: ignore[method-assign,assignment]
    with Store(data) as store:
        make_corpus(store, store.projects.get(project_id), target, **SMALL)


def test_a_process_that_ends_in_the_middle_leaves_an_export_that_goes_on(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    target = tmp_path / "corpus"
    spawn = multiprocessing.get_context("spawn")
    child = spawn.Process(target=_export_and_die, args=(store.folder, project.id, target, 6))
    child.start()
    child.join()
    assert child.exitcode == 9
    made = make_corpus(store, project, target, **SMALL)
    assert made.n_kept == 5
    assert not (target / "work").exists()
    assert not list(tmp_path.glob("*.incomplete*"))


def test_a_shard_whose_file_was_damaged_is_written_again(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    cancellation = Cancellation()

    def stop(at: Progress) -> None:
        if at.n_shards and at.n_done == at.n_shards - 1:
            cancellation.cancel()

    target = tmp_path / "corpus"
    with pytest.raises(WorkCancelled):
        export_corpus(store, project, CorpusOptions(**SMALL), target, stop, cancellation)
    damaged = next((tmp_path / "corpus.incomplete").rglob("*.flac"))
    damaged.write_bytes(b"damaged")
    made = make_corpus(store, project, target, **SMALL)
    assert made.n_kept == 4
    whole = make_corpus(store, project, tmp_path / "whole", **SMALL)
    assert files_of(made.folder) == files_of(whole.folder)


def test_a_folder_that_is_taken_is_not_touched(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(CorpusFolderTaken, match="other files"):
        make_corpus(store, project, other, **SMALL)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(CorpusFolderTaken, match="is a file"):
        make_corpus(store, project, file, **SMALL)
    made = make_corpus(store, project, tmp_path / "corpus", **SMALL)
    before = files_of(made.folder)
    with pytest.raises(CorpusFolderTaken, match="never changed"):
        make_corpus(store, project, made.folder, version="2", **SMALL)
    assert files_of(made.folder) == before
    mine = tmp_path / "new.incomplete"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    with pytest.raises(CorpusFolderTaken, match="in the way"):
        make_corpus(store, project, tmp_path / "new", **SMALL)
    empty = tmp_path / "empty"
    empty.mkdir()
    make_corpus(store, project, empty, **SMALL)


def test_an_interrupted_export_takes_no_other_options(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, project = collection
    with monkeypatch.context() as patched:
        patched.setattr(export, "encode", lambda *_: (_ for _ in ()).throw(_Killed))
        with pytest.raises(_Killed):
            make_corpus(store, project, tmp_path / "corpus", **SMALL)
    with pytest.raises(CorpusFolderTaken, match="other options"):
        make_corpus(store, project, tmp_path / "corpus", version="2", **SMALL)


def test_a_full_disk_is_told_before_and_while_it_is_written(
    collection: tuple[Store, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, project = collection
    with monkeypatch.context() as patched:
        patched.setattr("transcribe.store.disk_space.free_bytes", lambda _: 1_000)
        with pytest.raises(DiskFull, match="It needs"):
            make_corpus(store, project, tmp_path / "a", **SMALL)

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(export, "encode", full)
        with pytest.raises(DiskFull):
            make_corpus(store, project, tmp_path / "a", **SMALL)
    assert not (tmp_path / "a").exists()
    make_corpus(store, project, tmp_path / "a", **SMALL)


def test_recordings_without_their_audio_are_all_named_before_anything_is_written(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    ids = store.projects.media_ids(project.id)[:2]
    originals = [next(store.media_folder(one).glob("original*")) for one in ids]
    for path in originals:
        path.rename(path.with_name("gone"))
    try:
        with pytest.raises(MediaUnreadable) as told:
            make_corpus(store, project, tmp_path / "a", format="nemo", rate=22_050)
        assert all(one in str(told.value) for one in ids)
        assert not list(tmp_path.rglob("*.flac"))
        make_corpus(store, project, tmp_path / "b", format="nemo")
    finally:
        for path in originals:
            path.with_name("gone").rename(path)


def test_what_fits_no_format_is_refused_with_what_to_do(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    for options, words in (
        ({"format": "xyz"}, "parquet"),
        ({"format": "ljspeech", "audio": "flac"}, "wav"),
        ({"format": "ljspeech", "rate": 16_000}, "22,050"),
        ({"format": "nemo", "audio": "opus", "rate": 22_050}, "use flac"),
        ({"format": "nemo", "rate": 4_000}, "8,000"),
        ({"format": "nemo", "version": " "}, "needs one"),
    ):
        with pytest.raises(InvalidOperation, match=words):
            make_corpus(store, project, tmp_path / "a", **options)
    with pytest.raises(CorpusUnsuitable, match="--speaker"):
        make_corpus(store, project, tmp_path / "b", format="ljspeech")
    with pytest.raises(CorpusUnsuitable, match="Approve some"):
        make_corpus(store, project, tmp_path / "c", clips=ClipOptions(statuses=("rejected",)))
    empty = store.projects.add(ProjectFields("empty"))
    with pytest.raises(CorpusUnsuitable, match="no recordings"):
        make_corpus(store, empty, tmp_path / "d")
    with pytest.raises(CorpusUnsuitable, match=r"named nobody.*\.\./a-b"):
        make_corpus(
            store, project, tmp_path / "e", clips=ClipOptions(speakers=("../a-b|1", "nobody"))
        )
    with pytest.raises(CorpusUnsuitable, match=r"tag nothere.*talks/1"):
        make_corpus(store, project, tmp_path / "f", clips=ClipOptions(tags=("nothere",)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["/proc/corpus", "a/file/corpus", "n" * 300])
def test_a_folder_that_cannot_be_made_is_told(
    collection: tuple[Store, Project], tmp_path: Path, name: str
) -> None:
    store, project = collection
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_text("x")
    with pytest.raises(CorpusFolderTaken, match="cannot be written"):
        make_corpus(store, project, tmp_path / name, **SMALL)


def test_a_dry_run_writes_nothing_and_tells_of_empty_splits(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    options = CorpusOptions(format="nemo", shares=(("main", 0.999999), ("rest", 0.000001)))
    scratch = tmp_path / "scratch"
    plan = preview_corpus(store, project, options, tmp_path / "a", scratch)
    assert any("split rest is empty" in warning for warning in plan.warnings)
    assert plan.n_clips > 50
    assert list(tmp_path.iterdir()) == [scratch]
    with pytest.raises(CorpusFolderTaken, match="other files"):
        preview_corpus(store, project, options, tmp_path, scratch)


def test_a_release_with_one_split_for_all_moves_nobody_in_the_next(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    first = make_corpus(store, project, tmp_path / "1", **SMALL)
    make_corpus(store, project, tmp_path / "all", shares=(("train", 1.0),), **SMALL)
    third = make_corpus(store, project, tmp_path / "3", **SMALL)
    assert compare_releases(first.folder, third.folder).moved == ()
    assert first.digest == third.digest


def test_two_releases_are_compared(collection: tuple[Store, Project], tmp_path: Path) -> None:
    store, project = collection
    first = make_corpus(store, project, tmp_path / "1", **SMALL)
    media_id = store.projects.media_ids(project.id)[0]
    before = store.edits.transcript(media_id)[1].segments[0].text
    edit(store, SetText(1, "another text"), media_id=media_id)
    second = make_corpus(store, project, tmp_path / "2", version="2", **SMALL)
    found = compare_releases(first.folder, second.folder)
    assert len(found.changed) == 1
    assert (found.added, found.removed, found.moved) == ((), (), ())
    edit(store, SetText(1, before), media_id=media_id)
    with pytest.raises(CorpusUnsuitable, match="no release"):
        compare_releases(tmp_path, second.folder)


@pytest.mark.parametrize("name", WRITERS)
def test_each_format_has_a_card(
    collection: tuple[Store, Project], tmp_path: Path, name: str
) -> None:
    store, project = collection
    clips = ClipOptions(speakers=("../a-b|1",))
    made = make_corpus(store, project, tmp_path / "a", format=name, clips=clips)
    card = (made.folder / "README.md").read_text("utf-8")
    assert card.startswith('---\npretty_name: "My talks"\nlanguage:\n- en\nlicense: cc-by-4.0\n')
    assert "All agreed." in card
    assert re.search(r"Version 1\.0\.0: \d+ clips, \d+\.\d s, 1 speaker, 2 recordings\.", card)
    assert "<h1>My talks</h1>" in (made.folder / "release" / "card.html").read_text("utf-8")
