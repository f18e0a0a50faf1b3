"""The engine protocol. Importing this loads no model library."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from transcribe.asr.alternatives import AlternativesRequest
from transcribe.asr.language_runs import LanguagePart
from transcribe.asr.languages import LANGUAGES
from transcribe.document.model import Word
from transcribe.errors import EngineUnavailable

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How a chunk is decoded.

    Attributes:
        language: Whisper's code such as "en"; required, `detect_language` finds it.
        task: "transcribe", or "translate" into English.
        beam_size: Hypotheses kept at a time.
        batch_size: Chunks decoded together.
        initial_prompt: Text treated as previous speech: names, spelling, style.
        is_alone: For speech that was left out of a draft: each chunk by itself in Whisper's full window;
            an unlikely result counts as none.
    """

    language: str = "en"
    task: Literal["transcribe", "translate"] = "transcribe"
    beam_size: int = 5
    batch_size: int = 8
    initial_prompt: str = ""
    is_alone: bool = False

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise EngineUnavailable(
                "whisper",
                f"it does not know the language {self.language!r}; use a code such as en, de or zh.",
            )


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """The draft of one chunk; word times in ms from the chunk's start.

    Attributes:
        parts: What its parts sound like; empty for a model that knows one language only.
    """

    language: str
    words: tuple[Word, ...]
    parts: tuple[LanguagePart, ...] = ()


class Engine(Protocol):
    """A loaded speech-recognition model."""

    name: str
    model: str

    def draft(self, chunks: Sequence[Samples], options: DecodeOptions) -> list[ChunkDraft]:
        """Transcribe chunks.

        Args:
            chunks: float32 in [-1, 1] at 16 kHz, each shape (n_samples,), at most 30 s.
            options: Decoding options.

        Returns:
            One draft per chunk, in order; without words if there is no speech.
        """

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        """The language of up to 30 s of speech, with its probability."""

    def language_parts(self, samples: Samples) -> tuple[LanguagePart, ...]:
        """What the parts of up to 30 s of speech sound like.

        Returns:
            Parts in order; empty for a model that knows one language only.
        """

    def align(self, samples: Samples, text: str, language: str) -> tuple[Word, ...]:
        """Find the times of given words.

        Args:
            samples: As for `draft`, one chunk.
            text: The words spoken in it.
            language: Whisper's code.

        Returns:
            The words of the text with times in ms from the chunk's start; empty for an empty text.
        """

    def alternatives(
        self, samples: Samples, question: AlternativesRequest, language: str
    ) -> tuple[tuple[str, float], ...]:
        """Alternatives at a place of a text.

        Args:
            samples: As for `align`: the audio of the text.
            question: The place.
            language: Whisper's code.

        Returns:
            Texts for the place with probabilities, most probable first.

        Raises:
            EngineUnavailable: This engine has no alternatives.
        """

    def encode(self, samples: Samples) -> None:
        """Prepare in advance what `align` needs of a chunk for any text, if anything."""


def cpu_threads() -> int:
    """Threads that a model may use: TRANSCRIBE_THREADS, else the cores this process may run on."""
    named = os.environ.get("TRANSCRIBE_THREADS")
    if named:
        return max(1, int(named))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
