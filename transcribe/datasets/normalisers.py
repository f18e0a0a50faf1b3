"""Normalisers of text, by name and version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

NormaliserName = Literal["none", "whisper-english", "whisper-basic"]
NORMALISERS: tuple[NormaliserName, ...] = ("none", "whisper-english", "whisper-basic")


@dataclass(frozen=True, slots=True)
class Normaliser:
    """A function from text to normalised text, with the version of the package that it comes from."""

    name: NormaliserName
    version: str
    normalise: Callable[[str], str]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


def load_normaliser(name: NormaliserName) -> Normaliser:
    """Load a normaliser.

    Whisper's English one spells numbers and abbreviations in one way; its basic one removes
    punctuation and, in scripts such as Hindi and Thai, also vowel signs.
    """
    if name == "none":
        return Normaliser(name, "", _unchanged)
    # Here, because it imports PyTorch.
    from whisper.normalizers import (  # noqa: PLC0415
        BasicTextNormalizer,
        EnglishTextNormalizer,
    )

    made = EnglishTextNormalizer() if name == "whisper-english" else BasicTextNormalizer()
    version = f"(openai-whisper {metadata.version('openai-whisper')})"
    return Normaliser(name, version, lambda text: str(made(text)).strip())


def _unchanged(text: str) -> str:
    return text
