"""Hugging Face's `datasets`: Parquet files, and a folder of audio files.

pyarrow alone writes both. The types of Parquet's columns keep each text as it is: in CSV `007` becomes
7 and `null` is missing, in JSON lines texts that all look like dates become times (FACTS of issue 17).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from transcribe.datasets.manifest import Row
from transcribe.datasets.writers.base import (
    CardParts,
    CorpusInfo,
    CorpusWriter,
    CutClip,
    FileWriter,
    Place,
    ReadRows,
)
from transcribe.errors import PackageMissing

ROW_GROUP_BYTES = (
    16_000_000  # in memory as a whole, here and in readers; the hub's viewer takes up to 300 MB
)
ROWS_AT_ONCE = 16
# Not Vorbis: FFmpeg 5.1, and so torchcodec, drops the first 16 ms of what libsndfile writes.
AUDIO = ("flac", "wav", "opus", "mp3")
METADATA_ROWS = 100_000  # in a row group without audio
_KINDS = {
    "id": "string", "transcription": "string", "normalized": "string", "speaker": "string",
    "recording": "string", "segment": "int64", "start_ms": "int64", "end_ms": "int64",
    "duration": "float64", "language": "string", "status": "string",
    "snr_db": "float64",
}  # fmt: skip
_LOADING = """```sh
pip install "datasets[audio]"
# with the CPU build of PyTorch, and FFmpeg's shared libraries (Debian: apt-get install ffmpeg):
pip install "torchcodec==0.13.0"
```

```python
from datasets import load_dataset
corpus = load_dataset("FOLDER")
```"""


def load_pyarrow() -> Any:
    """Import pyarrow with its Parquet part.

    Raises:
        PackageMissing: It is not installed.
    """
    try:
        import pyarrow  # noqa: PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        raise PackageMissing("pyarrow", "datasets", "Parquet files") from error
    return pyarrow


def features(first: Mapping[str, Any]) -> str:
    """The types of the columns as `datasets` reads them from the schema's metadata."""
    plain = {name: {"dtype": kind, "_type": "Value"} for name, kind in _KINDS.items()}
    tags = {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}
    return json.dumps({"info": {"features": {**first, **plain, "tags": tags}}})


def _schema(pa: Any, first: Any, told: Mapping[str, Any]) -> Any:
    fields = [first, *(pa.field(name, getattr(pa, kind)()) for name, kind in _KINDS.items())]
    fields.append(pa.field("tags", pa.list_(pa.string())))
    return pa.schema(fields, metadata={"huggingface": features(told)})


def _columns(row: Row) -> dict[str, Any]:
    clip = row.clip
    return {
        "id": clip.id, "transcription": clip.text, "normalized": clip.normalized,
        "speaker": clip.speaker, "recording": clip.recording, "segment": clip.segment,
        "start_ms": clip.start_ms, "end_ms": clip.end_ms, "duration": row.duration_s,
        "language": clip.language, "status": clip.status, "snr_db": clip.snr_db,
        "tags": list(clip.tags),
    }  # fmt: skip


class _RowGroup:
    """The clips of a row group; their audio is in memory once, in one place for all groups of a file.

    If each group had a buffer that grows, it would be copied as it grows and take twice its size.
    """

    def __init__(self, pa: Any, schema: Any) -> None:
        self._pa, self._schema = pa, schema
        self._audio = bytearray(ROW_GROUP_BYTES)
        self.clear()

    def clear(self) -> None:
        """Begin the next group. The table of the one before must not be used any more."""
        self._ends, self._rows = array("i", [0]), list[Row]()

    def has_space(self, audio: bytes) -> bool:
        """Whether a clip fits, too; one clip always does."""
        return not self._rows or self._ends[-1] + len(audio) <= len(self._audio)

    def add(self, row: Row, audio: bytes) -> None:
        """Add a clip."""
        start = self._ends[-1]
        self._audio[start : start + len(audio)] = audio  # grows for a longer first clip
        self._ends.append(start + len(audio))
        self._rows.append(row)

    def table(self) -> Any:
        """The row group as Arrow's table, on the same memory; `clear` comes next."""
        pa, kind = self._pa, self._schema.field("audio").type
        used = memoryview(self._audio)[: self._ends[-1]]
        buffers = [None, pa.py_buffer(self._ends), pa.py_buffer(used)]
        audio = pa.Array.from_buffers(pa.binary(), len(self._rows), buffers)
        paths = pa.array([row.path for row in self._rows], pa.string())
        whole = pa.StructArray.from_arrays([audio, paths], fields=list(kind))
        others = pa.schema([field for field in self._schema if field.name != "audio"])
        more = pa.Table.from_pylist([_columns(row) for row in self._rows], others)
        return pa.Table.from_arrays([whole, *more.columns], schema=self._schema)


def _written_as(schema: Any) -> dict[str, Any]:
    """How the columns are written: audio as it is, in pages that go to the file at once.

    With pyarrow's defaults (a dictionary, Snappy, 1,024 rows at a time) a row group of audio is in memory
    four times more.
    """
    others = ["audio.path", *(name for name in schema.names if name not in {"audio", "tags"})]
    compression = {**dict.fromkeys([*others, "tags.list.element"], "snappy"), "audio.bytes": "none"}
    return {
        "use_dictionary": others, "write_statistics": others, "compression": compression,
        "write_batch_size": ROWS_AT_ONCE,
    }  # fmt: skip


class HuggingFaceParquet(CorpusWriter):
    """Parquet files with the audio inside."""

    name = "parquet"
    title = "Hugging Face Parquet"
    scripts = ("train_whisper.py",)
    audio = AUDIO

    def check(self, info: CorpusInfo) -> None:
        """Check that pyarrow is there."""
        del info
        load_pyarrow()

    def write_shard(
        self, folder: Path, place: Place, clips: Iterable[CutClip], info: CorpusInfo
    ) -> Iterator[Row]:
        """Write one Parquet file, in row groups of about 16 MB."""
        pa = load_pyarrow()
        audio = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
        told = {"audio": {"sampling_rate": info.rate, "_type": "Audio"}}
        schema = _schema(pa, pa.field("audio", audio), told)
        name = f"data/{place.split}-{place.number:05d}-of-{place.n_shards:05d}.parquet"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        with pa.parquet.ParquetWriter(folder / name, schema, **_written_as(schema)) as file:
            group = _RowGroup(pa, schema)
            for one in clips:
                row = Row(
                    one.clip, place.split, f"{one.clip.id}{info.suffix}", one.n_samples, info.rate
                )
                if not group.has_space(one.audio):
                    file.write_table(group.table())
                    group.clear()
                group.add(row, one.audio)
                yield row
            file.write_table(group.table())

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Nothing: each file tells its own columns."""

    def card(self, info: CorpusInfo) -> CardParts:
        """The files of each split, and how to load them."""
        files = tuple((split, f"data/{split}-*") for split in info.splits)
        return CardParts(files, _LOADING)


class HuggingFaceFolder(FileWriter):
    """A folder a split, each with its own metadata.

    One metadata file above several splits would lose the text, and JSON or CSV its types.
    """

    name = "audiofolder"
    title = "Hugging Face folder"
    scripts = ("train_whisper.py",)
    audio = AUDIO

    def check(self, info: CorpusInfo) -> None:
        """Check that pyarrow is there."""
        del info
        load_pyarrow()

    def clip_path(self, clip_id: str, folder: str, suffix: str) -> str:
        """Below the split's folder."""
        return f"{folder}/{clip_id}{suffix}"

    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write `metadata.parquet` of each split."""
        pa = load_pyarrow()
        told = {"file_name": {"dtype": "string", "_type": "Value"}}
        schema = _schema(pa, pa.field("file_name", pa.string()), told).remove_metadata()
        for split in info.splits:
            wanted = (row for row in rows() if row.split == split)
            with pa.parquet.ParquetWriter(folder / split / "metadata.parquet", schema) as file:
                while some := list(islice(wanted, METADATA_ROWS)):
                    plain = [
                        {"file_name": row.path.removeprefix(f"{split}/"), **_columns(row)}
                        for row in some
                    ]
                    file.write_table(pa.Table.from_pylist(plain, schema))

    def card(self, info: CorpusInfo) -> CardParts:
        """The folder of each split, and how to load them."""
        files = tuple((split, f"{split}/**") for split in info.splits)
        return CardParts(files, _LOADING)
