"""Every file of the peers is read or refused with its line; a refusal names the format where it can."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, read


def refusal(content: bytes, name: str) -> FormatError:
    with pytest.raises(FormatError) as told:
        read(content, detect(content, name), name=name)
    return told.value


def test_every_file_is_read_or_refused_with_its_line(shared_data: Path) -> None:
    refused, n_read = [], 0
    for path in (shared_data / "formats").rglob("*"):
        if not path.is_file() or "_licences" in path.parts:
            continue
        content = path.read_bytes()
        try:
            read(content, detect(content, path.name), name=path.name)
            n_read += 1
        except FormatError as error:
            refused.append((path.name, error))
    assert n_read > 600
    assert [name for name, error in refused if error.line is None or name not in str(error)] == []


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("sample.smi", "SAMI"),
        ("example.sami", "SAMI"),
        ("example.sub", "MicroDVD"),
        ("sample_VodSub_stuffingBytes.sub", "VobSub"),
        ("sample.sup", "Blu-ray"),
        ("sonnet001.smil", "SMIL"),
        ("sample_MKV_delayed.mkv", "Matroska"),
        ("sample_MP4_chapters.mp4", "MP4"),
        ("names.xml", "<names>"),
        ("short.ref.nlp", "fstalign"),
        ("csv_test.json", "Label Studio"),
        ("cuts.json", "Lhotse"),
        ("no_subtitle", "not recognised"),
    ],
)
def test_a_refusal_names_the_format(shared_data: Path, name: str, what: str) -> None:
    path = next((shared_data / "formats").rglob(name))
    assert what in str(refusal(path.read_bytes(), name))


@pytest.mark.parametrize("suffix", ["srt", "vtt", "json", "txt", "TextGrid", ""])
def test_the_suffix_does_not_matter(suffix: str) -> None:
    assert "SAMI" in str(refusal(b"<SAMI><BODY></BODY></SAMI>", f"a.{suffix}"))
    assert "PDF" in str(refusal(b"%PDF-1.7\n", f"a.{suffix}"))
    assert "HTML" in str(refusal(b"<!doctype html><p>Hi", f"a.{suffix}"))


@pytest.mark.parametrize(
    "text", ["\u05e9\u05dc\u05d5\u05dd \u200f(1)\n", "a\u200bb\n\f\n", "x" * 20 + "\ufffd"]
)
def test_a_text_with_marks_that_do_not_print_is_a_text(text: str) -> None:
    assert detect(text.encode(), "notes.txt") == "txt"


@pytest.mark.parametrize("suffix", ["srt", "vtt", "json", "txt", "TextGrid", "ass", "csv", ""])
def test_subrip_is_known_by_its_first_cue_whatever_its_suffix_says(suffix: str) -> None:
    for first in ("1\n00:00:01,000 --> 00:00:02,000", "0:00:01,000 --> 0:00:02,500", "\n\n1 \n00:00:01,00-->00:00:02,00"):  # fmt: skip
        assert detect(f"{first}\nHello\n".encode(), f"talk.{suffix}") == "srt"
    head = "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHello\n"
    assert detect(head.encode(), f"talk.{suffix}") == "vtt"
