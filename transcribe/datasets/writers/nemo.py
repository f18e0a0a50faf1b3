"""NeMo's manifests: one JSON object a clip, with paths relative to the manifest.

NeMo looks for a relative path beside the manifest only if it has a folder in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transcribe.datasets.manifest import Row, to_line
from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    FileWriter,
    ReadRows,
    text_of,
    write_lines,
)
from transcribe.text.kaldi_words import on_one_line


class Nemo(FileWriter):
    """A manifest a split."""

    name = "nemo"
    title = "NeMo"

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write the manifests."""
        for split in info.splits:
            lines = (to_line(_entry(row, info)) for row in rows() if row.split == split)
            write_lines(folder / f"{split}_manifest.json", lines)

    def card(self, info: CorpusInfo) -> CardParts:
        """How the manifests are named in NeMo's configuration."""
        manifests = "\n".join(f"{split}: FOLDER/{split}_manifest.json" for split in info.splits)
        note = "`text` is on one line; `normalized` has the normalised text."
        return CardParts(loading=f"```\n{manifests}\n```", notes=(note,))


def _entry(row: Row, info: CorpusInfo) -> dict[str, Any]:
    clip = row.clip
    return {
        "audio_filepath": row.path, "duration": row.duration_s, "text": on_one_line(text_of(row, info)),
        "normalized": clip.normalized, "lang": clip.language, "speaker": clip.speaker, "id": clip.id,
    }  # fmt: skip
