"""Fair scheduling: urgent jobs first, then the owner with the least drafted audio, then the oldest job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from transcribe.store.work.chunks import Waiting

CHUNK_MS = 28_000  # assumed for a chunk of unknown length


@dataclass(eq=False)
class _Line:
    """The unscheduled rest of a candidate while slots are assigned."""

    waiting: Waiting
    n_left: int
    n_slots: int


class FairShareScheduler:
    """Shares slots among owners by drafted audio, in ms."""

    def __init__(self) -> None:
        self._served: dict[str, float] = {}

    def track_owners(self, owners: Iterable[str]) -> None:
        """Record the owners of active jobs, also while their next chunks are planned.

        They keep their credit. A new owner starts at the lowest share, so earlier idle time gives no credit.
        """
        present = set(owners)
        self._served = {name: ms for name, ms in self._served.items() if name in present}
        least = min(self._served.values(), default=0.0)
        for owner in present:
            self._served.setdefault(owner, least)

    def note(self, owner: str, audio_ms: float) -> None:
        """Charge an owner for drafted audio."""
        self._served[owner] = self._served.get(owner, 0.0) + audio_ms

    def allocate(
        self,
        free: int,
        candidates: Sequence[Waiting],
        size: Callable[[Waiting], int],
        slots: Callable[[Waiting], int],
    ) -> list[tuple[Waiting, int]]:
        """Assign the free slots, one after another, with the number of chunks for each.

        Args:
            free: Number of free slots.
            candidates: Jobs with waiting chunks.
            size: Chunks per task; 0 means one chunk, with no other in its batch.
            slots: How many of the slots can be used.
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
