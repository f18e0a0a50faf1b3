"""Kaldi data folders in an archive: valid by Kaldi's rules, read back, refused with a reason."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.datasets.kaldi_rules import check_data_dir
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads, write
from transcribe.text.kaldi_words import kaldi_text

FOLDER = {
    "data/train/text": "ann-1 hello there\nbob-1 hi\nbob-2 again",
    "data/train/segments": "ann-1 rec 0.5 1.25\nbob-1 rec 0.5 2\nbob-2 other 0 1\nx rec 3.0 4.0 1\n",
    "data/train/utt2spk": "ann-1 ann\nbob-1\tbob\nbob-2 bob\nx x\n",
    "data/train/wav.scp": "rec rec.wav\n",
}


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def tarred(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()


@settings(max_examples=20)
@given(given_=transcripts(), names=st.lists(st.text(max_size=6), min_size=2, max_size=2))
def test_what_is_written_is_valid_and_read_back(
    given_: Transcript, names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    people = tuple(
        Speaker(one.id, names[n % 2] or one.name) for n, one in enumerate(given_.speakers)
    )
    talk = Transcript(given_.segments, people)
    data = write(talk, "kaldi").data
    folder = tmp_path_factory.mktemp("kaldi")
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    shown = [(s.start_ms, max(s.end_ms, s.start_ms + 1), kaldi_text(s.text)) for s in talk.segments]
    kept = [one for one in shown if one[2]]
    if kept:
        assert check_data_dir(folder / "data") == ()
    again = loads(data, "kaldi")
    assert [(s.start_ms, s.end_ms, s.text) for s in again.segments] == sorted(
        kept, key=lambda one: one[0]
    )


def test_names_become_ids_that_differ() -> None:
    names = ("Ann", "Änn", "unknown", "李", "Bob Smith", "bob-1")
    people = tuple(Speaker(f"S{n}", name) for n, name in enumerate(names))
    talk = Transcript(tuple(Segment(n + 1, n, n + 1, "x", f"S{n}") for n in range(6)), people)
    written = write(talk, "kaldi")
    again = loads(written.data, "kaldi")
    assert [one.name for one in again.speakers] == [
        "Ann", "Ann_2", "unknown_2", "speaker4", "Bob_Smith", "bob_1",
    ]  # fmt: skip
    assert any("5 speakers" in one for one in written.warnings)


@pytest.mark.parametrize("packed", [zipped, tarred])
def test_a_folder_of_another_program_is_read(packed: object) -> None:
    assert callable(packed)
    data = packed(FOLDER)
    assert detect(data, "train.zip") == "kaldi"
    transcript, warnings = load_report(data, "kaldi", name="train.zip")
    names = {one.id: one.name for one in transcript.speakers}
    assert [(s.start_ms, s.end_ms, s.text, names.get(s.speaker or "")) for s in transcript.segments] == [
        (500, 1250, "hello there", "ann"), (500, 2000, "hi", "bob"), (3000, 4000, "", None),
    ]  # fmt: skip
    told = " ".join(warnings)
    assert "only the first recording" in told
    assert '"bob-2" has no segment' in told


def test_what_is_no_data_folder_is_refused(tmp_path: Path) -> None:
    without = {name: text for name, text in FOLDER.items() if "segments" not in name}
    with pytest.raises(FormatError, match="segments"):
        loads(zipped(without), "kaldi")
    with pytest.raises(FormatError, match="text"):
        loads(zipped({"a/utt2spk": "x y\n"}), "kaldi")
    for wrong in (b"", b"PK\x03\x04 utt2spk", zipped(FOLDER)[:200], tarred(FOLDER)[:700], "text"):
        with pytest.raises(FormatError):
            loads(wrong, "kaldi")
    with pytest.raises(FormatError, match="ZIP archive"):
        detect(zipped({"a.txt": "x"}), "a.zip")


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(FormatError, match="MiB"):
        loads(zipped({**FOLDER, "data/train/text": "a " * (33 << 20)}), "kaldi")
