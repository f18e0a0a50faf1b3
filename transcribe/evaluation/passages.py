"""What a model hears at a time: consecutive clips of a recording, joined as the product joins speech for a draft.

Approved segments are a few seconds long. Decoded one by one they would cost a window of 20 to 30 s each and would lack
the context that a draft has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from transcribe.datasets.clips import Clip

MAX_MS = 28_000  # as chunks of a draft
JOINED_MS = 300  # a shorter gap between two clips is heard too


@dataclass(frozen=True, slots=True)
class Passage:
    """Clips of one recording and language that are decoded together.

    Attributes:
        pieces: `[start_ms, end_ms)` of the recording, in order, without overlaps.
    """

    clips: tuple[Clip, ...]
    pieces: tuple[tuple[int, int], ...]

    @property
    def recording(self) -> str:
        return self.clips[0].recording

    @property
    def language(self) -> str | None:
        return self.clips[0].language

    @property
    def start_ms(self) -> int:
        return self.pieces[0][0]

    @property
    def end_ms(self) -> int:
        return self.pieces[-1][1]

    @property
    def length_ms(self) -> int:
        """Of what is heard."""
        return sum(end - start for start, end in self.pieces)

    @property
    def text(self) -> str:
        """The reference."""
        return " ".join(" ".join(clip.text.split()) for clip in self.clips)


def make_passages(clips: Iterable[Clip], max_ms: int = MAX_MS) -> Iterator[Passage]:
    """Join clips, recording by recording; a clip that is longer than the limit stays alone.

    Args:
        clips: In any order.
        max_ms: Most audio of a passage.
    """
    ordered = sorted(clips, key=lambda clip: (clip.recording, clip.start_ms, clip.end_ms))
    for _, group in groupby(ordered, key=lambda clip: clip.recording):
        taken: list[Clip] = []
        for clip in group:
            if taken and not _fits(taken, clip, max_ms):
                yield _passage(taken)
                taken = []
            taken.append(clip)
        yield _passage(taken)


def _fits(taken: list[Clip], clip: Clip, max_ms: int) -> bool:
    length_ms = sum(end - start for start, end in _pieces([*taken, clip]))
    return length_ms <= max_ms and taken[0].language == clip.language


def _passage(clips: list[Clip]) -> Passage:
    return Passage(tuple(clips), tuple(_pieces(clips)))


def _pieces(clips: list[Clip]) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for clip in clips:
        start_ms, end_ms = clip.start_ms, clip.end_ms
        if pieces and start_ms - pieces[-1][1] <= JOINED_MS:
            start_ms, before_ms = pieces.pop()
            end_ms = max(end_ms, before_ms)
        pieces.append((start_ms, end_ms))
    return pieces
