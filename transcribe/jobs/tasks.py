"""Tasks and their results as values, and the plain JSON that goes between server and worker.

Executors see only the plain form: `{"kind": …, **fields}`. A task type names the function that runs it,
so the server can build a task without importing the worker's code.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal, Protocol, TypeVar, get_type_hints

from transcribe.asr.alternatives import AlternativesRequest
from transcribe.audio.spectrogram_tiles import Scale
from transcribe.document.model import Word
from transcribe.errors import WorkerRefused

Plain = dict[str, Any]
IsStopped = Callable[[], bool]  # whether a running task should end at its next pause


class TaskValue(Protocol):
    """A frozen dataclass that a worker can run.

    Attributes:
        kind: Its name in the plain form.
        runner: Dotted path, `module:function`, of what runs it: `(task, blobs, is_stopped) -> plain`;
            empty if an executor of its own does.
    """

    kind: ClassVar[str]
    runner: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


_TYPES: dict[str, type[Any]] = {}
T = TypeVar("T")


def task_type(cls: type[T]) -> type[T]:
    """Register a task type under its `kind`.

    Raises:
        ValueError: Another type has this name.
    """
    kind: str = cls.kind  # type: ignore[attr-defined]
    if kind in _TYPES and _TYPES[kind].__qualname__ != cls.__qualname__:
        raise ValueError(f"two types of tasks are named {kind}")
    _TYPES[kind] = cls
    return cls


def to_plain(task: TaskValue) -> Plain:
    """The header of a task."""
    return {"kind": task.kind, **_to_plain(task)}


def from_plain(plain: Mapping[str, Any]) -> TaskValue:
    """Read a task's header; fields that are missing have their defaults, unknown ones are ignored.

    Raises:
        WorkerRefused: This program has no such type of tasks.
    """
    kind = str(plain.get("kind"))
    if kind not in _TYPES:  # the types of most kinds of job stand beside them
        importlib.import_module("transcribe.jobs.kinds")
    if kind not in _TYPES:
        raise WorkerRefused(f"it does not know tasks of type {kind}")
    task: TaskValue = _from_plain(_TYPES[kind], plain)
    return task


def _to_plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _to_plain(getattr(value, field.name)) for field in fields(value)}
    return [_to_plain(one) for one in value] if isinstance(value, tuple) else value


def _from_plain(cls: type[Any], plain: Mapping[str, Any]) -> Any:
    types = get_type_hints(cls)
    given = {field.name for field in fields(cls)} & plain.keys()
    return cls(**{name: _read(types[name], plain[name]) for name in given})


def _read(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _from_plain(kind, value)
    return _to_tuple(value)


def _to_tuple(value: Any) -> Any:
    return tuple(map(_to_tuple, value)) if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """How chunks are transcribed.

    Attributes:
        batch_size: Chunks decoded together.
        task: "transcribe" or "translate".
        hotwords: Names and terms, given to the model as if just spoken.
        multilingual: Draft every part in the language that it is spoken in; else the recording's is used
            for all, and other languages are only told.
        glossary: Terms, each followed by its wrong forms.
    """

    batch_size: int = 1
    task: Literal["transcribe", "translate"] = "transcribe"
    initial_prompt: str = ""
    hotwords: tuple[str, ...] = ()
    multilingual: bool = False
    glossary: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTask:
    """What all tasks for an engine have.

    Their blobs are mono 16 kHz PCM, int16 little-endian, one chunk of at most 30 s each.

    Attributes:
        version: Of the sender; a worker of another version refuses, since results could differ.
        sha256: Digest of the weights; a worker with other weights refuses. Empty: any.
        models_folder: The sender's; a cluster worker has its own (`TRANSCRIBE_WORKER_MODELS`).
        language: Whisper's code; None to detect it.
    """

    version: str
    engine: str
    model: str
    sha256: str | None
    models_folder: str
    language: str | None = None


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTask(ModelTask):
    """Transcribe or translate chunks.

    Attributes:
        n_language_blobs: So many blobs at the end are there only to detect the language; they need not be
            speech.
        group: Chunks between two pauses at which the task can be stopped; 0 for all.
    """

    kind: ClassVar[str] = "draft"
    runner: ClassVar[str] = "transcribe.jobs.worker.asr_tasks:run_draft"

    options: DecodeRequest = DecodeRequest()
    n_language_blobs: int = 0
    group: int = 0


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class AlignTask(ModelTask):
    """Find word times for given texts, one a chunk; `n_language_blobs` and `group` as in `DraftTask`."""

    kind: ClassVar[str] = "align"
    runner: ClassVar[str] = "transcribe.jobs.worker.asr_tasks:run_align"

    texts: tuple[str, ...] = ()
    n_language_blobs: int = 0
    group: int = 0


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeTask(ModelTask):
    """Cache the encoder output of chunks for a later `AlignTask` of the same audio; no result."""

    kind: ClassVar[str] = "encode"
    runner: ClassVar[str] = "transcribe.jobs.worker.asr_tasks:run_encode"


@task_type
@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativesTask(ModelTask):
    """Find alternatives for words in one chunk."""

    kind: ClassVar[str] = "alternatives"
    runner: ClassVar[str] = "transcribe.jobs.worker.asr_tasks:run_alternatives"

    question: AlternativesRequest


@task_type
@dataclass(frozen=True, slots=True)
class SpectrogramTask:
    """Draw one tile of a recording's spectrogram into the file `target`."""

    kind: ClassVar[str] = "spectrogram"
    runner: ClassVar[str] = ""

    pcm: str
    target: str
    scale: Scale
    level: int
    index: int


@task_type
@dataclass(frozen=True, slots=True)
class ChannelsTask:
    """Read two channels of the file `source` and write their waveform into `folder`.

    `clock` is the version of the recording's clock.
    """

    kind: ClassVar[str] = "channels"
    runner: ClassVar[str] = ""

    source: str
    name: str
    stream: int
    folder: str
    clock: int = 1


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """Language and words of one chunk; times in ms from its start.

    Attributes:
        uncovered: Speech without words: `(start_ms, end_ms, speech_ms)`.
        sounds_like: Ranges that sound like another language than their words:
            `(start_ms, end_ms, language)`.
        votes: How much of it sounds like each language, in ms.
    """

    language: str
    words: tuple[Word, ...]
    uncovered: tuple[tuple[int, int, int], ...] = ()
    sounds_like: tuple[tuple[int, int, str], ...] = ()
    votes: tuple[tuple[str, int], ...] = ()

    def to_plain(self) -> Plain:
        """Its JSON; a word is `[text, start_ms, end_ms, probability]`."""
        words = [[w.text, w.start_ms, w.end_ms, w.probability] for w in self.words]
        plain: Plain = {"language": self.language, "words": words}
        for name in ("uncovered", "sounds_like", "votes"):
            if value := getattr(self, name):
                plain[name] = [list(one) for one in value]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ChunkResult:
        """Read its JSON, also as it is stored with a finished chunk."""
        words = tuple(Word(*values) for values in plain.get("words", ()))
        uncovered, sounds_like, votes = (
            tuple(tuple(one) for one in plain.get(name, ()))
            for name in ("uncovered", "sounds_like", "votes")
        )
        return cls(str(plain.get("language") or ""), words, uncovered, sounds_like, votes)


@dataclass(frozen=True, slots=True)
class ModelResult:
    """Result of a task for an engine.

    Attributes:
        sha256: Digest of the weights.
        language: Named or detected; empty if the task needed none.
        chunks: In the order of the blobs; a stopped task has the first only.
        alternatives: Pairs of text and probability.
        notice: What the user should know of the engine, as sentences; mostly empty.
    """

    engine: str
    sha256: str
    language: str
    chunks: tuple[ChunkResult, ...] = ()
    is_stopped: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()
    notice: str = ""

    def to_plain(self) -> Plain:
        """Its JSON."""
        return {
            "engine": self.engine, "sha256": self.sha256, "language": self.language,
            "stopped": self.is_stopped, "chunks": [chunk.to_plain() for chunk in self.chunks],
            "alternatives": [list(pair) for pair in self.alternatives],
            **({"notice": self.notice} if self.notice else {}),
        }  # fmt: skip

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ModelResult:
        """Read its JSON."""
        return cls(
            plain["engine"], plain["sha256"], plain["language"],
            tuple(ChunkResult.from_plain(chunk) for chunk in plain["chunks"]),
            bool(plain.get("stopped")),
            tuple((text, probability) for text, probability in plain.get("alternatives", ())),
            str(plain.get("notice") or ""),
        )  # fmt: skip
