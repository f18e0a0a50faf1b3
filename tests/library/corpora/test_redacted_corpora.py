"""Each format without what is redacted: its texts, and the samples in every audio file that it has."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
import soundfile
from click.testing import CliRunner
from numpy.typing import NDArray

from tests.datasets.small_collection import make_corpus, rows_of, voice
from tests.support.made_media import write_wav
from tests.support.store_steps import edit
from transcribe.audio.encoding import AUDIO_FORMATS
from transcribe.cli.main import main
from transcribe.datasets.clips import ClipOptions
from transcribe.datasets.manifest import Row
from transcribe.datasets.redaction import PLACEHOLDER, RedactionOptions
from transcribe.datasets.writers import WRITERS
from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert, SetStatus
from transcribe.errors import CorpusUnsuitable
from transcribe.jobs.ingest import run_ingest
from transcribe.library.corpora.release import RELEASE
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields

RATE = 44_100
ONE_SPLIT = (("train", 1.0),)
SECRET = "Zyx\u00e9ba"  # in no name of a file or column
TERMS = RedactionOptions(terms=(SECRET, "Jane Qwerty"), flagged=True, padding_ms=40)
# As the words' times say: 2 and 8, then the flagged segment, with padding.
HIDDEN = ((1_460, 1_940), (6_960, 7_440), (9_960, 11_540))


def words(start_ms: int, text: str) -> tuple[Word, ...]:
    return tuple(
        Word(word, start_ms + 500 * n, start_ms + 500 * n + 400) for n, word in enumerate(text.split())
    )  # fmt: skip


def segment(id: int, start_ms: int, text: str, is_flagged: bool = False) -> Insert:
    said = words(start_ms, text)
    end_ms = start_ms + 500 * len(said)
    return Insert(Segment(id, start_ms, end_ms, text, "S1", "approved", said, is_flagged))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Project]]:
    folder = tmp_path_factory.mktemp("collection")
    with Store(folder / "data") as store:
        project = store.projects.add(ProjectFields("My talks", "en", "CC-BY-4.0", "All agreed."))
        write_wav(folder / "a.wav", voice(3), RATE)
        media = add_recording(store, folder / "a.wav", AddOptions("a.wav", model=None)).media
        run_ingest(store, media.id, lambda *_: None)
        store.tags.set(media.id, ["all", f"talks/{SECRET}"])
        edit(
            store, AddSpeaker(Speaker("S1", "Ben")), segment(1, 1_000, f"so {SECRET.lower()}, says hello"),
            segment(2, 6_000, f"to him {SECRET.upper()} again"), segment(3, 10_000, "a flagged secret", True),
            media_id=media.id,
        )  # fmt: skip
        for author, one in ((SECRET, 1), ("Cleo", 2)):
            revision = store.media.get(media.id).revision
            status = [SetStatus(one, "approved")]
            store.edits.apply(media.id, revision, status, edit_id=f"by {author}", author=author)
        store.projects.put(media.id, project.id)
        yield store, store.projects.get(project.id)


def audio_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The audio of every file of a corpus, with a name that begins with the clip's or recording's id."""
    suffixes = tuple(one.suffix for one in AUDIO_FORMATS.values())
    for path in folder.rglob("*"):
        if path.suffix == ".parquet" and "data" in path.parts:
            for one in pyarrow.parquet.read_table(path)["audio"].to_pylist():
                yield one["path"], one["bytes"]
        elif path.suffix == ".tar":
            with tarfile.open(path) as archive:
                for member in archive:
                    content = archive.extractfile(member)
                    if member.name.endswith(suffixes) and content is not None:
                        yield member.name, content.read()
        elif path.name.endswith(suffixes):
            yield path.name, path.read_bytes()


def all_bytes(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The content of each file, unpacked."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            if path.suffix == ".parquet":
                content += str(pyarrow.parquet.read_table(path).to_pylist()).encode()
            yield path, content


def check_samples(found: NDArray[np.int16], start_ms: int, plain: NDArray[np.int16], rate: int, lossless: bool, tone: bool) -> int:  # fmt: skip
    """Compare audio with that of a corpus without redaction; returns how many samples were hidden."""
    hidden = np.zeros(len(found), bool)
    first = round(start_ms * rate / 1000)
    for begin, end in HIDDEN:
        at = [min(max(0, round(one * rate / 1000) - first), len(found)) for one in (begin, end)]
        hidden[at[0] : at[1]] = True
    assert len(found) == len(plain)
    if not lossless:  # a codec smears over a frame on both sides
        edge = round(0.06 * rate)
        inner = np.convolve(hidden, np.ones(2 * edge), "same") > 2 * edge - 0.5
        assert (
            np.abs(found[inner].astype(int)).max(initial=0) < 30 < np.abs(plain.astype(int)).max()
        )
        return int(inner.sum())
    assert (found[~hidden] == plain[~hidden]).all()
    n = np.arange(first, first + len(found))
    expected = 3276.8 * np.sin(2 * np.pi * 1_000 * n / rate) if tone else np.zeros(len(found))
    assert np.abs(found[hidden] - expected[hidden]).max(initial=0) <= 0.51
    return int(hidden.sum())


def check_texts(folder: Path, rows: dict[str, Row]) -> None:
    texts = {row.clip.text for row in rows.values()}
    assert texts == {f"so {PLACEHOLDER}, says hello", f"to him {PLACEHOLDER} again"}
    assert all(row.clip.normalized.count(PLACEHOLDER) == 1 for row in rows.values())
    for path, content in all_bytes(folder):
        held = content.decode("utf-8", "replace").lower()
        for secret in (SECRET.lower(), "zyx", "qwerty", "flagged secret"):
            assert secret not in held, (path, secret)
    told = json.loads((folder / RELEASE).read_text())
    asked = told["options"]["clips"]["redaction"]
    assert (asked["terms"], asked["patterns"]) == (2, 0)
    card = (folder / "README.md").read_text()
    assert "2 terms and flagged segments searched in texts and tags" in card
    assert "2 places in the texts" in card
    assert "2.5 s of audio" in card
    assert "No names were recognised automatically" in card
    assert "redacted as a whole" in card
    assert "approved by | Cleo (1 clip), a person whose name is redacted (1 clip) |" in card
    assert "(n = 0 of 2 clips)" in card
    assert "Several persons approved segments of 1 recording." in card


NAMES = (*WRITERS, "kaldi whole", "nemo whole", "espnet whole")


@pytest.mark.parametrize(
    ("name", "sound"),
    [(name, sound) for name in NAMES for sound in ("silence", "tone") if name != "common-voice" or sound == "silence"],
)  # fmt: skip
def test_each_format_is_without_it(
    collection: tuple[Store, Project], tmp_path: Path, name: str, sound: str
) -> None:
    store, project = collection
    format_, _, whole = name.partition(" ")
    lossless = format_ != "common-voice"
    options: dict[str, Any] = {
        "format": format_, "shares": ONE_SPLIT, "whole_recordings": bool(whole), "normaliser": "whisper-basic",
    }  # fmt: skip
    plain = make_corpus(store, project, tmp_path / "plain", **options)
    clips = ClipOptions(redaction=RedactionOptions(TERMS.terms, (), True, 40, sound))  # type: ignore[arg-type]
    made = make_corpus(store, project, tmp_path / "made", clips=clips, **options)
    rows = rows_of(made.folder)
    check_texts(made.folder, rows)
    before = dict(audio_of(plain.folder))
    n_hidden = 0
    for audio_name, content in audio_of(made.folder):
        found, rate = soundfile.read(io.BytesIO(content), dtype="int16")
        reference, _ = soundfile.read(io.BytesIO(before.pop(audio_name)), dtype="int16")
        row = rows.get(Path(audio_name).stem)
        start_ms = 0 if row is None else row.clip.start_ms
        assert (row is None) == bool(whole)
        n_hidden += check_samples(found, start_ms, reference, rate, lossless, sound == "tone")
    assert len(before) == (0 if whole else 1)  # the flagged segment's
    hidden_ms = 480 + 480 + (1_580 if whole else 0)
    assert n_hidden == hidden_ms * made.plan.info.rate // 1000 or not lossless
    assert n_hidden > 0


def test_padding_and_loudness_bring_nothing_back(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    clips = ClipOptions(redaction=TERMS, padding_ms=3_000)
    made = make_corpus(
        store, project, tmp_path / "made", format="nemo", clips=clips, loudness=-23.0, shares=ONE_SPLIT
    )  # fmt: skip
    for row in rows_of(made.folder).values():
        samples, rate = soundfile.read(made.folder / row.path, dtype="int16")
        assert row.clip.redacted
        for begin, end in HIDDEN:
            at = [max(0, (one - row.clip.start_ms) * rate // 1000) for one in (begin, end)]
            assert not samples[at[0] : at[1]].any()


@pytest.mark.parametrize("text", ["talks", "/CC.BY/", "agreed", "/1\\.0/"])
def test_a_card_that_would_name_it_is_refused(
    collection: tuple[Store, Project], tmp_path: Path, text: str
) -> None:
    store, project = collection
    (tmp_path / "list.txt").write_text(f"# words\n{text}\n")
    target, data = tmp_path / "made", str(store.folder)
    command = ["--data", data, "dataset", str(target), "--project", project.id]
    done = CliRunner().invoke(main, [*command, "--redact", str(tmp_path / "list.txt")])
    assert done.exit_code != 0
    assert "stands on the card" in str(done.exception) + done.output
    assert not target.exists()
    assert not target.with_name("made.incomplete").exists()
    redaction = RedactionOptions(terms=("My",))
    with pytest.raises(CorpusUnsuitable, match="stands on the card"):
        make_corpus(store, project, target, clips=ClipOptions(redaction=redaction))


@pytest.mark.parametrize(
    ("content", "said"), [
        (b"", "has no word to remove"), (b"\n \n", "has no word to remove"), (b"# only this\n", "comments only"),
        (b"//\n", "no letter or digit"), (b"hello\n/(/\n", "cannot be read"),
    ],
)  # fmt: skip
def test_a_list_that_would_remove_nothing_is_refused(
    collection: tuple[Store, Project], tmp_path: Path, content: bytes, said: str
) -> None:
    store, project = collection
    (tmp_path / "list.txt").write_bytes(content)
    command = [
        "--data",
        str(store.folder),
        "dataset",
        str(tmp_path / "made"),
        "--project",
        project.id,
    ]
    done = CliRunner().invoke(main, [*command, "--redact", str(tmp_path / "list.txt"), "--dry-run"])
    assert done.exit_code != 0
    assert said in str(done.exception) + done.output


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_in_the_encoding_that_it_has(
    collection: tuple[Store, Project], tmp_path: Path, encoding: str
) -> None:
    store, project = collection
    (tmp_path / "list.txt").write_bytes(f"{SECRET}\r\nJane Qwerty\r\n".encode(encoding))
    command = ["--data", str(store.folder), "dataset", str(tmp_path / "made"), "--project", project.id, "--json"]  # fmt: skip
    done = CliRunner().invoke(main, [*command, "--redact", str(tmp_path / "list.txt"), "--dry-run"])
    assert json.loads(done.output)["redacted"] == 2


def test_nothing_of_it_is_in_paths_splits_or_the_options(
    collection: tuple[Store, Project], tmp_path: Path
) -> None:
    store, project = collection
    hidden = {"clips": ClipOptions(redaction=TERMS, tags=(f"talks/{SECRET}",)), "shares": ONE_SPLIT}
    for name in ("kaldi", "espnet"):
        with pytest.raises(CorpusUnsuitable, match="names the folder"):
            make_corpus(store, project, tmp_path / SECRET / "made", format=name, **hidden)
    with pytest.raises(CorpusUnsuitable, match="stands on the card"):
        make_corpus(store, project, tmp_path / "x", **{**hidden, "shares": ((SECRET, 1.0),)})
    made = make_corpus(
        store, project, tmp_path / SECRET / "made", format="kaldi", with_relative_paths=True, **hidden
    )  # fmt: skip
    for path in made.folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
