"""WebDataset: tar files in which the members of a sample stand side by side.

A sample's key ends at the first dot of the name; ids have none. Every sample has the same members, else
`datasets` refuses the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from transcribe.datasets.archives import add_member, open_tar
from transcribe.datasets.manifest import Row, plain_clip, to_line
from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    CorpusWriter,
    CutClip,
    Place,
    ReadRows,
    text_of,
)


class WebDataset(CorpusWriter):
    """A tar file a shard; each sample has audio, a text and JSON."""

    name = "webdataset"
    title = "WebDataset"
    audio = ("flac", "wav", "opus", "mp3")

    def write_shard(
        self, folder: Path, place: Place, clips: Iterable[CutClip], info: CorpusInfo
    ) -> Iterator[Row]:
        """Write one tar file."""
        with open_tar(folder / f"{place.split}-{place.number:06d}.tar") as archive:
            for one in clips:
                key = one.clip.id
                row = Row(one.clip, place.split, f"{key}{info.suffix}", one.n_samples, info.rate)
                told = {
                    **plain_clip(replace(one.clip, redacted=())),
                    "duration": row.duration_s,
                    "split": place.split,
                }
                add_member(archive, row.path, one.audio)
                add_member(archive, f"{key}.json", to_line(told).encode())
                add_member(archive, f"{key}.txt", text_of(row, info).encode())
                yield row

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Nothing: the shards tell all."""

    def card(self, info: CorpusInfo) -> CardParts:
        """The shards of each split, and how to read them."""
        files = tuple((split, f"{split}-*.tar") for split in info.splits)
        loading = (
            "```python\nimport glob, webdataset\n"
            f'clips = webdataset.WebDataset(sorted(glob.glob("FOLDER/{info.splits[0] if info.splits else "train"}-*.tar")), '
            "shardshuffle=False)\n```"
        )
        return CardParts(files, loading)
