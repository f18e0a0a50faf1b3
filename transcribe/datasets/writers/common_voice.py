"""Common Voice's folder: MP3 files, and tables without quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path

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
from transcribe.text.kaldi_words import on_one_line

COLUMNS = (
    "client_id", "path", "sentence_id", "sentence", "sentence_domain", "up_votes", "down_votes", "age",
    "gender", "accents", "variant", "locale", "segment",
)  # fmt: skip
TABLES = {"validation": "dev"}  # Common Voice's own name of a split
UP_VOTES = "2"  # what makes a sentence valid there


class CommonVoice(FileWriter):
    """The tables of version 25. Speakers are hashes with the project's salt, never names."""

    name = "common-voice"
    title = "Common Voice"
    audio = ("mp3",)

    def clip_path(self, clip_id: str, folder: str, suffix: str) -> str:
        """All in one folder: the tables name files without a folder."""
        del folder
        return f"clips/{clip_id}{suffix}"

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write the tables of splits and of all clips, lengths and sentences."""
        for split in dict.fromkeys(("train", "validation", "test", *info.splits)):
            some = (row for row in rows() if row.split == split)
            _write(folder / f"{TABLES.get(split, split)}.tsv", COLUMNS, _clips(some, info))
        _write(folder / "validated.tsv", COLUMNS, _clips(rows(), info))
        for name in ("invalidated", "other"):
            _write(folder / f"{name}.tsv", COLUMNS, ())
        lengths = ((f"{row.clip.id}{info.suffix}", str(row.clip.duration_ms)) for row in rows())
        _write(folder / "clip_durations.tsv", ("clip", "duration[ms]"), lengths)
        head = ("sentence_id", "sentence", "sentence_domain", "source", "is_used", "clips_count")
        _write(folder / "validated_sentences.tsv", head, _sentences(rows, info, folder))

    def card(self, info: CorpusInfo) -> CardParts:
        """What differs from the text as typed."""
        del info
        note = (
            "Tabs and line breaks in a sentence are blanks; the tables have no quotes (QUOTE_NONE)."
        )
        return CardParts(notes=(note,))


def _write(path: Path, head: Iterable[str], table: Iterable[Iterable[str]]) -> None:
    write_lines(path, ("\t".join(fields) for fields in chain([head], table)))


def _clips(rows: Iterable[Row], info: CorpusInfo) -> Iterator[tuple[str, ...]]:
    for row in rows:
        sentence = on_one_line(text_of(row, info))
        client = hashlib.sha512(f"{info.salt}\0{row.clip.speaker}".encode()).hexdigest()
        yield (
            client, f"{row.clip.id}{info.suffix}", _sentence_id(sentence), sentence, "", UP_VOTES, "0",
            "", "", "", "", row.clip.language or "", "",
        )  # fmt: skip


def _sentence_id(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()


def _sentences(rows: ReadRows, info: CorpusInfo, folder: Path) -> Iterator[tuple[str, ...]]:
    sentences = (on_one_line(text_of(row, info)) for row in rows())
    for sentence, some in groupby(sorted_lines(sentences, folder)):
        n = sum(1 for _ in some)
        yield _sentence_id(sentence), sentence, "", "", "1", str(n)
