"""Lhotse: manifests of recordings and supervisions, and Shar.

Durations come from sample counts. A supervision is as long as its recording: `lhotse.qa` allows 1 ms more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from transcribe.datasets.archives import add_member, open_gzip_lines, open_tar, write_gzip_lines
from transcribe.datasets.manifest import Row, to_line
from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    CorpusWriter,
    CutClip,
    FileWriter,
    Place,
    ReadRows,
    text_of,
)


def _recording(row: Row, source: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row.clip.id, "sources": [{**source, "channels": [0]}], "sampling_rate": row.rate,
        "num_samples": row.n_samples, "duration": row.duration_s, "channel_ids": [0],
    }  # fmt: skip


def _supervision(row: Row, info: CorpusInfo) -> dict[str, Any]:
    clip = row.clip
    plain = {
        "id": clip.id, "recording_id": clip.id, "start": 0.0, "duration": row.duration_s, "channel": 0,
        "text": text_of(row, info), "speaker": clip.speaker,
        "custom": {
            "normalized": clip.normalized, "typed": clip.text, "recording": clip.recording,
            "start_ms": clip.start_ms, "end_ms": clip.end_ms, "tags": list(clip.tags),
        },
    }  # fmt: skip
    return plain if clip.language is None else {**plain, "language": clip.language}


class Lhotse(FileWriter):
    """Recordings and supervisions of each split, with a file a clip."""

    name = "lhotse"
    title = "Lhotse"
    scripts = ("lhotse_batches.py",)
    audio = ("flac", "wav", "mp3")

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write the manifests of each split; paths are relative to the corpus's folder."""
        for split in info.splits:
            some = (row for row in rows() if row.split == split)
            lines = (to_line(_recording(r, {"type": "file", "source": r.path})) for r in some)
            write_gzip_lines(folder / f"recordings_{split}.jsonl.gz", lines)
            some = (row for row in rows() if row.split == split)
            lines = (to_line(_supervision(row, info)) for row in some)
            write_gzip_lines(folder / f"supervisions_{split}.jsonl.gz", lines)

    def card(self, info: CorpusInfo) -> CardParts:
        """How to load the manifests."""
        split = info.splits[0] if info.splits else "train"
        loading = (
            "```python\nfrom lhotse import CutSet, RecordingSet, SupervisionSet\n"
            f'recordings = RecordingSet.from_file("FOLDER/recordings_{split}.jsonl.gz").with_path_prefix("FOLDER")\n'
            f'supervisions = SupervisionSet.from_file("FOLDER/supervisions_{split}.jsonl.gz")\n'
            "cuts = CutSet.from_manifests(recordings=recordings, supervisions=supervisions)\n```"
        )
        note = "Lhotse 1.33 imports urllib3 without asking for it: pip install lhotse urllib3."
        return CardParts(loading=loading, notes=(note,))


class LhotseShar(CorpusWriter):
    """Shar: tar files with the audio, beside files with the cuts."""

    name = "lhotse-shar"
    title = "Lhotse Shar"
    scripts = ("lhotse_batches.py",)
    audio = ("flac", "wav", "mp3")

    def write_shard(
        self, folder: Path, place: Place, clips: Iterable[CutClip], info: CorpusInfo
    ) -> Iterator[Row]:
        """Write the audio and the cuts of a shard."""
        shard = folder / "shar" / place.split
        with (
            open_tar(shard / f"recording.{place.number:06d}.tar") as archive,
            open_gzip_lines(shard / f"cuts.{place.number:06d}.jsonl.gz") as write_cut,
        ):
            for one in clips:
                key = one.clip.id
                row = Row(one.clip, place.split, f"{key}{info.suffix}", one.n_samples, info.rate)
                recording = _recording(row, {"type": "shar", "source": ""})
                add_member(archive, row.path, one.audio)
                add_member(archive, f"{key}.json", f"{to_line(recording)}\n".encode())
                write_cut(to_line(_cut(row, info)))
                yield row

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Nothing: the shards tell all."""

    def card(self, info: CorpusInfo) -> CardParts:
        """How to load the cuts."""
        split = info.splits[0] if info.splits else "train"
        loading = (
            "```python\nfrom lhotse import CutSet\n"
            f'cuts = CutSet.from_shar(in_dir="FOLDER/shar/{split}")\n```'
        )
        return CardParts(loading=loading)


def _cut(row: Row, info: CorpusInfo) -> dict[str, Any]:
    return {
        "id": row.clip.id, "start": 0, "duration": row.duration_s, "channel": 0,
        "supervisions": [_supervision(row, info)],
        "recording": _recording(row, {"type": "shar", "source": ""}), "type": "MonoCut",
    }  # fmt: skip
