"""How long small edits of one recording wait while another recording gets a large edit.

    python -m benchmarks.large_edits [--segments 20000] [--operations 50000] [--against CHECKOUT]

A thread makes a small edit of another recording every 5 ms or so, as the server's threads do, while
each of these is applied: an import, its undo, a replacement in every segment, its undo, the undo of an
import over subtitles without word times, an edit of `--operations` operations on as many segments,
its undo. For each: seconds until it is durable, milliseconds that the small edits took, and the longest
turn of the writer, which is how long the database is locked at once, also without the time that it
waited for the disk or for a busy processor.

`--against` names another checkout of this program, which the same cases are run on after this one.
Its figures on the same machine are the ones to compare with. `--stop-after` gives up a case that
takes longer. The figures are in docs/develop/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from transcribe.document.model import Segment, Word
from transcribe.document.operations import Delete, Insert, Operation, SetText
from transcribe.store import Store, writer

N_WORDS = 10
PAUSE_S = 0.005
ROOT = Path(__file__).resolve().parents[1]


class FairShareScheduler:
    """The longest turn of the writer since it was last asked, by the clock and of the processor."""

    def __init__(self) -> None:
        self._longest_s = self._longest_cpu_s = 0.0
        plain: Any = writer.immediate  # type: ignore[attr-defined]

        @contextmanager
        def timed(db: Any) -> Iterator[Any]:
            with self._noted(), plain(db) as inside:
                yield inside

        writer.immediate = timed  # type: ignore[attr-defined]

    @contextmanager
    def _noted(self) -> Iterator[None]:
        began, began_cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self._longest_cpu_s = max(self._longest_cpu_s, time.thread_time() - began_cpu)
            self._longest_s = max(self._longest_s, time.perf_counter() - began)

    def take_ms(self) -> tuple[float, float]:
        """The longest so far, by the clock and of the processor; the next begins at nothing."""
        longest = 1000 * self._longest_s, 1000 * self._longest_cpu_s
        self._longest_s = self._longest_cpu_s = 0.0
        return longest


class Typist:
    """A thread that makes small edits of its own recording and notes what each took."""

    def __init__(self, store: Store) -> None:
        self._store, self._is_over = store, threading.Event()
        self._took_s: list[float] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Typist:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            began = time.perf_counter()
            number = len(self._took_s)
            revision = self._store.media.get("typed").revision
            self._store.edits.apply(
                "typed", revision, [SetText(1 + number % 50, f"typed {number}")],
                edit_id=f"typed-{began}",
            )  # fmt: skip
            self._took_s.append(time.perf_counter() - began)
            time.sleep(PAUSE_S)

    def quantiles_ms(self) -> tuple[float, float, float]:
        """Median, 99th percentile and longest."""
        took = sorted(self._took_s) or [float("nan")]
        return tuple(1000 * took[int(part * (len(took) - 1))] for part in (0.5, 0.99, 1))  # type: ignore[return-value]


def _segment(number: int, has_words: bool = True) -> Segment:
    start_ms = number * 2000
    texts = [f"word{number % 97}x{n}" for n in range(N_WORDS)]
    words = tuple(
        Word(text, start_ms + n * 180, start_ms + n * 180 + 150, 0.9)
        for n, text in enumerate(texts)
    )
    return Segment(
        number, start_ms, start_ms + 1900, " ".join(texts), words=words if has_words else ()
    )


class Bench:
    """One library with a large recording and one that somebody types in."""

    def __init__(self, store: Store, turns: FairShareScheduler) -> None:
        self.store, self._turns = store, turns
        for media_id in ("large", "typed"):
            store.media.add(
                media_id=media_id, title=media_id, filename="", sha256=media_id, size_bytes=1
            )
        store.edits.apply(
            "typed", 0, [Insert(_segment(n)) for n in range(1, 51)], edit_id="typed", kind="import"
        )

    def apply(self, edit_id: str, ops: Iterable[Operation], **more: Any) -> None:
        """Apply an edit on the large recording."""
        revision = self.store.media.get("large").revision
        self.store.edits.apply("large", revision, ops, edit_id=edit_id, **more)

    def measure(self, name: str, edit_id: str, ops: Iterable[Operation], **more: Any) -> None:
        """The same while somebody types; print what came of it."""
        ops = tuple(ops)
        self._turns.take_ms()
        began = time.perf_counter()
        with Typist(self.store) as typist:
            self.apply(edit_id, ops, **more)
            took_s = time.perf_counter() - began
        median, high, longest = typist.quantiles_ms()
        turn, turn_cpu = self._turns.take_ms()
        print(
            f"{name:34} {took_s:6.1f} s; small edits {median:6.1f} / {high:6.1f} / {longest:7.1f} "
            f"ms; longest turn {turn:7.1f} ms, of the processor {turn_cpu:7.1f} ms",
            flush=True,
        )

    def undo(self, name: str, target: str) -> None:
        """Measure the undo of an edit."""
        self.measure(name, f"undo-{target}", (), kind="undo", target=target)


def ordinary(bench: Bench, n: int) -> None:
    """What people do with a recording of ten hours."""
    bench.measure("import", "import", (Insert(_segment(i)) for i in range(1, n + 1)), kind="import")
    bench.undo("undo of the import", "import")
    bench.apply("redo", (), kind="redo", target="import")
    bench.measure(
        "replacement in every segment",
        "all",
        (SetText(i, f"new text {i}") for i in range(1, n + 1)),
    )
    bench.undo("undo of the replacement", "all")
    gone = [Delete(i) for i in range(1, n + 1)]
    bench.apply(
        "srt", [*gone, *(Insert(_segment(n + i, False)) for i in range(1, n + 1))], kind="import"
    )
    over = (Insert(_segment(2 * n + i)) for i in range(1, n + 1))
    bench.apply("over", [*(Delete(n + i) for i in range(1, n + 1)), *over], kind="import")
    bench.undo("undo of an import over subtitles", "over")


def largest(bench: Bench, n: int) -> None:
    """An edit as large as may be."""
    bench.apply("made", [Insert(_segment(i)) for i in range(1, n + 1)], kind="import")
    texts = [SetText(i, f"new text {i}") for i in range(1, n + 1)]
    bench.measure(f"{n:,} operations", "largest", texts)
    bench.undo("their undo", "largest")


CASES = {"ordinary": ordinary, "largest": largest}


def main() -> None:
    """Run every case in a process of its own, here and on another checkout."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", nargs="?", choices=sorted(CASES))
    parser.add_argument("--segments", type=int, default=20_000)
    parser.add_argument("--operations", type=int, default=50_000)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--stop-after", type=float, default=1200.0, help="seconds of one case")
    arguments = parser.parse_args()
    sizes = {"ordinary": arguments.segments, "largest": arguments.operations}
    if arguments.case:
        with tempfile.TemporaryDirectory() as name, Store(Path(name)) as store:
            CASES[arguments.case](Bench(store, FairShareScheduler()), sizes[arguments.case])
        return
    for checkout in filter(None, (ROOT, arguments.against)):
        print(f"\n{checkout}; small edits: median / 99th percentile / longest", flush=True)
        environment = os.environ | {"PYTHONPATH": str(checkout.resolve())}
        for case in CASES:
            command = [
                sys.executable, __file__, case, "--segments", str(arguments.segments),
                "--operations", str(arguments.operations),
            ]  # fmt: skip
            try:
                subprocess.run(command, check=True, env=environment, timeout=arguments.stop_after)
            except subprocess.TimeoutExpired:
                print(f"stopped after {arguments.stop_after:g} s", flush=True)


if __name__ == "__main__":
    main()
