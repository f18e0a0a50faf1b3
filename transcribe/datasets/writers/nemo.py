"""NeMo's manifests: one JSON object a clip, with paths relative to the manifest.

NeMo looks for a relative path next to the manifest only if it has a folder in it. It reads
`int(duration * rate)` samples from `int(offset * rate)`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transcribe.datasets.manifest import Row, cut_seconds, to_line
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
    holds_recordings = True

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write the manifests."""
        for split in info.splits:
            lines = (to_line(_entry(row, info)) for row in rows() if row.split == split)
            write_lines(folder / f"{split}_manifest.json", lines)

    def card(self, info: CorpusInfo) -> CardParts:
        """How the manifests are named in NeMo's configuration."""
        manifests = "\n".join(f"{split}: FOLDER/{split}_manifest.json" for split in info.splits)
        notes = ["`text` is on one line; `normalized` has the normalised text."]
        if info.whole_recordings:
            notes.append(
                "`offset` is where a clip begins in the file of its recording, in seconds."
            )
        return CardParts(loading=f"```\n{manifests}\n```", notes=tuple(notes))


def _entry(row: Row, info: CorpusInfo) -> dict[str, Any]:
    clip = row.clip
    offset = {} if row.first_sample is None else {"offset": row.start_s}
    return {
        "audio_filepath": row.path, **offset, "duration": cut_seconds(row.n_samples, row.rate), "text": on_one_line(text_of(row, info)),
        "normalized": clip.normalized, "lang": clip.language, "speaker": clip.speaker, "id": clip.id,
    }  # fmt: skip
