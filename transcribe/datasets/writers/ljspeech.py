"""LJSpeech: `metadata.csv` with id, text and normalised text, and WAV files of one speaker."""

from __future__ import annotations

from pathlib import Path

from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    FileWriter,
    ReadRows,
    write_lines,
)
from transcribe.errors import CorpusUnsuitable
from transcribe.text.kaldi_words import on_one_line


class LJSpeech(FileWriter):
    """Readers split lines at `|` and know no quotes, so no text has that character."""

    name = "ljspeech"
    title = "LJSpeech"
    audio = ("wav",)
    rate = 22_050
    rates = (22_050,)

    def check(self, info: CorpusInfo) -> None:
        """Check that there is one speaker.

        Raises:
            CorpusUnsuitable: There are several.
        """
        if info.n_speakers != 1:
            raise CorpusUnsuitable(
                self.title,
                f"it holds one speaker, and these clips have {info.n_speakers}. Choose one with "
                "--speaker NAME",
            )

    def clip_path(self, clip_id: str, folder: str, suffix: str) -> str:
        """All in one folder, as readers expect it."""
        del folder
        return f"wavs/{clip_id}{suffix}"

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write `metadata.csv`: no header, no quotes."""
        del info
        lines = (
            f"{row.clip.id}|{_field(row.clip.text)}|{_field(row.clip.normalized)}" for row in rows()
        )
        write_lines(folder / "metadata.csv", lines)

    def card(self, info: CorpusInfo) -> CardParts:
        """How to read the table, and what differs from the text as typed."""
        del info
        loading = (
            '```python\npandas.read_csv("metadata.csv", sep="|", header=None, quoting=csv.QUOTE_NONE, '
            "dtype=str, keep_default_na=False)\n```"
        )
        note = "`|` and line breaks in a text are blanks; release/manifest.jsonl has it as typed."
        return CardParts(loading=loading, notes=(note,))


def _field(text: str) -> str:
    return on_one_line(text.replace("|", " "))
