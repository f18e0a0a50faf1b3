"""Kaldi's data folders, which ESPnet reads too.

`datasets.kaldi_rules` has the rules of `validate_data_dir.sh`; what is written keeps all of them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path, PurePosixPath

from transcribe.datasets.manifest import Row
from transcribe.datasets.sorting import sorted_lines
from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    FileWriter,
    ReadRows,
    text_of,
    write_lines,
)
from transcribe.text.kaldi_words import kaldi_text


class Kaldi(FileWriter):
    """A folder a split below `data/`, with paths that Kaldi's programs open.

    FLAC is named with the command that decodes it.
    """

    name = "kaldi"
    title = "Kaldi"
    audio = ("wav", "flac")
    holds_recordings = True
    holds_paths = True
    _decodes = True

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write wav.scp, text, utt2spk, spk2utt and utt2dur of each split, sorted as bytes; segments for whole recordings."""
        for split in info.splits:
            data = folder / "data" / split
            data.mkdir(parents=True, exist_ok=True)

            def lines(split: str = split) -> Iterator[Row]:
                return (row for row in rows() if row.split == split)

            tables = {
                "wav.scp": self._sources(lines(), info),
                "text": (f"{row.clip.id} {kaldi_text(text_of(row, info))}".rstrip() for row in lines()),
                "utt2spk": (f"{row.clip.id} {row.clip.speaker}" for row in lines()),
                "utt2dur": (f"{row.clip.id} {row.duration_s:.6f}" for row in lines()),
            }  # fmt: skip
            if info.whole_recordings:
                tables["segments"] = (_segment(row) for row in lines())
            for name, table in tables.items():
                write_lines(data / name, sorted_lines(table, data))
            write_lines(data / "spk2utt", _by_speaker(data / "utt2spk"))

    def _sources(self, rows: Iterator[Row], info: CorpusInfo) -> Iterator[str]:
        if not info.whole_recordings:
            return (f"{row.clip.id} {self._source(row, info)}" for row in rows)
        by_file = groupby(rows, key=lambda row: row.path)  # those of a file stand together
        return (
            f"{PurePosixPath(path).stem} {self._source(next(some), info)}" for path, some in by_file
        )

    def _source(self, row: Row, info: CorpusInfo) -> str:
        path = row.path if info.with_relative_paths else str(info.target / row.path)
        if self._decodes and info.suffix == ".flac":
            return f"flac -c -d -s {shlex.quote(path)} |"
        return path

    def card(self, info: CorpusInfo) -> CardParts:
        """How to check the folders."""
        checks = "\n".join(
            f"utils/validate_data_dir.sh --no-feats --non-print FOLDER/data/{split}"
            for split in info.splits
        )
        notes = [
            "White space in a text is one blank, and `<s>`, `</s>` and `#0` are left out.",
            "`--non-print` is needed where the system has no locale en_US.UTF-8, as in Debian 12.",
        ]
        if info.whole_recordings:
            notes.append(
                "`segments` has the times in the files of the recordings; these also have what is in no clip."
            )
        if not info.with_relative_paths:
            notes.append(f"wav.scp names files below {info.target}; export again to move it.")
        return CardParts(loading=f"```sh\n{checks}\n```", notes=tuple(notes))


class Espnet(Kaldi):
    """ESPnet opens WAV and FLAC files itself."""

    name = "espnet"
    title = "ESPnet"
    audio = ("flac", "wav")
    _decodes = False


def _segment(row: Row) -> str:
    return f"{row.clip.id} {PurePosixPath(row.path).stem} {row.start_s!r} {row.end_s!r}"


def _by_speaker(utt2spk: Path) -> Iterator[str]:
    with utt2spk.open(encoding="utf-8", newline="\n") as file:
        pairs = (line.split() for line in file)
        for speaker, some in groupby(pairs, key=lambda pair: pair[1]):
            yield f"{speaker} {' '.join(utterance for utterance, _ in some)}"
