"""Who comes next: what is urgent, then the owner who got least, then the oldest job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from transcribe.store.work.chunks import Waiting

CHUNK_MS = 28_000  # a chunk whose length is not known yet


@dataclass(eq=False)
class _Line:
    """What is still left of something that waits, while slots are given away."""

    waiting: Waiting
    n_left: int
    n_slots: int


class FairShareScheduler:
    """Shares slots among owners by the sound they had drafted, in ms."""

    def __init__(self) -> None:
        self._served: dict[str, float] = {}

    def track_owners(self, owners: Iterable[str]) -> None:
        """Note who has active jobs, also those whose next chunks are still being planned.

        They keep their credit; a newcomer has no claim on the time before he came.
        """
        present = set(owners)
        self._served = {name: ms for name, ms in self._served.items() if name in present}
        least = min(self._served.values(), default=0.0)
        for owner in present:
            self._served.setdefault(owner, least)

    def note(self, owner: str, audio_ms: float) -> None:
        """An owner gets so much sound drafted."""
        self._served[owner] = self._served.get(owner, 0.0) + audio_ms

    def allocate(
        self,
        free: int,
        candidates: Sequence[Waiting],
        size: Callable[[Waiting], int],
        slots: Callable[[Waiting], int],
    ) -> list[tuple[Waiting, int]]:
        """Who gets the free slots, one after another, and how many chunks each.

        Args:
            free: How many there are.
            candidates: Who wants some.
            size: Chunks at a time; 0 means one, and none beside it.
            slots: How many of the slots are of use to somebody.
        """
        lines = [_Line(one, one.n_waiting, slots(one)) for one in candidates]
        lines = [line for line in lines if line.n_slots > 0]
        served = dict(self._served)
        given: list[tuple[Waiting, int]] = []
        while lines and len(given) < free:
            first = min(
                lines,
                key=lambda line: (
                    -line.waiting.priority, served[line.waiting.owner], line.waiting.job_id
                ),
            )  # fmt: skip
            wanted = size(first.waiting)
            n = max(1, wanted)
            given.append((first.waiting, n))
            served[first.waiting.owner] += CHUNK_MS * min(n, first.n_left)
            first.n_left -= n
            first.n_slots -= 1
            if wanted == 0:
                lines = [line for line in lines if line.waiting.job_id != first.waiting.job_id]
            elif first.n_left <= 0 or first.n_slots <= 0:
                lines.remove(first)
        return given
