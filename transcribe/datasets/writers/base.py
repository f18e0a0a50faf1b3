"""What the writer of a corpus format does.

A corpus is written shard by shard: `write_shard` writes the files of one shard into a folder of its own,
from which they are moved into the corpus when all of them are complete. `write_indexes` then writes the
files that name all clips. Both write the same bytes when they are called again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from transcribe.datasets.clips import Clip
from transcribe.datasets.manifest import Row

TextChoice = Literal["typed", "normalized"]
ReadRows = Callable[[], Iterator[Row]]
FOLDER_CLIPS = 5_000  # in a folder, at most; the hub of Hugging Face takes 10,000 files


@dataclass(frozen=True, slots=True)
class CutClip:
    """A clip with its encoded audio."""

    clip: Clip
    audio: bytes
    n_samples: int


@dataclass(frozen=True, slots=True)
class Place:
    """A shard.

    Attributes:
        number: Of the shard in its split, from 0.
        n_shards: Shards of the split.
    """

    split: str
    number: int
    n_shards: int


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """What a writer has to know of a whole corpus.

    Attributes:
        rate: Samples a second.
        suffix: Of audio files, with its dot.
        text: Which text stands in formats that have one text only.
        target: Where the finished corpus lies, for absolute paths.
        splits: Those with clips, in order.
        speakers: Number of voices with clips.
        languages: Codes of the clips' languages.
        salt: The project's.
        with_relative_paths: Paths are relative where a format asks for absolute ones.
        whole_recordings: The files have whole recordings, not clips.
    """

    rate: int
    suffix: str
    target: Path
    text: TextChoice = "typed"
    splits: tuple[str, ...] = ()
    n_speakers: int = 0
    languages: tuple[str, ...] = ()
    salt: str = ""
    with_relative_paths: bool = False
    whole_recordings: bool = False


@dataclass(frozen=True, slots=True)
class CardParts:
    """What a format adds to the card.

    Attributes:
        data_files: Pattern of each split's files for Hugging Face's `configs`; empty without.
        loading: Lines of code that load the corpus.
        notes: Sentences on what the format keeps and needs.
    """

    data_files: tuple[tuple[str, str], ...] = ()
    loading: str = ""
    notes: tuple[str, ...] = field(default=())


class CorpusWriter(ABC):
    """A format of corpora.

    Attributes:
        name: As on the command line.
        title: For users.
        audio: Names of `audio.encoding.AUDIO_FORMATS` that it may hold; the first is the default.
        rate: Default sample rate.
        rates: The rates that it may have; empty for any.
        scripts: Files of `datasets/training` that come with it, below `training/`.
        holds_recordings: It can name parts of files with whole recordings.
        holds_paths: Its files name the folder of the corpus, unless relative paths are asked for.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    audio: ClassVar[tuple[str, ...]] = ("flac", "wav", "opus", "mp3", "vorbis")
    rate: ClassVar[int] = 16_000
    rates: ClassVar[tuple[int, ...]] = ()
    scripts: ClassVar[tuple[str, ...]] = ()
    holds_recordings: ClassVar[bool] = False
    holds_paths: ClassVar[bool] = False

    def check(self, info: CorpusInfo) -> None:
        """Check that a corpus fits the format, before anything is written.

        Raises:
            CorpusUnsuitable: It does not.
        """
        del info

    @abstractmethod
    def write_shard(
        self, folder: Path, place: Place, clips: Iterable[CutClip], info: CorpusInfo
    ) -> Iterator[Row]:
        """Write the files of a shard below a folder, where they are in the corpus; yield their rows."""

    @abstractmethod
    def write_indexes(self, folder: Path, rows: ReadRows, info: CorpusInfo) -> None:
        """Write the files that name all clips. `rows` reads the manifest from its beginning."""

    @abstractmethod
    def card(self, info: CorpusInfo) -> CardParts:
        """What the card says of the format."""


def recording_path(place: Place, number: int, recording: str, suffix: str) -> str:
    """The path of the file of a whole recording in the corpus, by its number in the shard."""
    return f"recordings/{_folder(place, number)}/{recording}{suffix}"


class FileWriter(CorpusWriter):
    """A format with one file a clip."""

    def clip_path(self, clip_id: str, folder: str, suffix: str) -> str:
        """The path of a clip in the corpus; `folder` has at most `FOLDER_CLIPS`."""
        return f"clips/{folder}/{clip_id}{suffix}"

    def write_shard(
        self, folder: Path, place: Place, clips: Iterable[CutClip], info: CorpusInfo
    ) -> Iterator[Row]:
        """Write each clip into a file."""
        for number, one in enumerate(clips):
            path = self.clip_path(one.clip.id, _folder(place, number), info.suffix)
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(one.audio)
            yield Row(one.clip, place.split, path, one.n_samples, info.rate)


def _folder(place: Place, number: int) -> str:
    """The folder of a clip by its number in the shard: `train/00000`, then `train/00000-1` and so on."""
    part = number // FOLDER_CLIPS
    return f"{place.split}/{place.number:05d}{f'-{part}' if part else ''}"


def text_of(row: Row, info: CorpusInfo) -> str:
    """The text of a clip for formats that have one text only."""
    return row.clip.normalized if info.text == "normalized" else row.clip.text


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8, each with its end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
