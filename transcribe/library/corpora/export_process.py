"""Make the corpus of one job: `python -m transcribe.library.corpora.export_process --data DIR --job ID`.

Each line on standard output is a JSON object: while it works, `share` (0 to 1), `message`, `eta_s` and `new` (whether a shard
is done since the last one); at the end `done` with a sentence, or `error` with `type`. `jobs/exporter.py` starts it and may kill it at any moment.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from transcribe.errors import TranscribeError
from transcribe.jobs.kinds.dataset import Dataset
from transcribe.library.corpora.export import Made, Progress, export_corpus
from transcribe.library.corpora.options_json import from_stored
from transcribe.store import Store
from transcribe.system.permissions import set_private_umask
from transcribe.text.amounts import count, spell_length

NICENESS = 5  # people at the editor, and drafts, come first
MIN_REPORT_S = 0.3


def main() -> None:
    """Run the job and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--job", type=int, required=True)
    arguments = parser.parse_args()
    set_private_umask()
    with suppress(OSError, AttributeError):  # not on Windows
        os.nice(NICENESS)
    try:
        with Store(arguments.data) as store:
            made = run(store, arguments.job)
    except TranscribeError as error:
        _say({"error": str(error), "type": type(error).__name__})
    else:
        n_clips = count(made.plan.n_clips, "clip")
        _say({"done": f"{n_clips}, {spell_length(made.plan.clips_ms)}, in {made.folder}"})


def run(store: Store, job_id: int) -> Made:
    """Make the corpus of a job.

    Raises:
        TranscribeError: See `export_corpus`; what was written stays, and another attempt goes on.
    """
    job = store.jobs.get(job_id)
    options = Dataset().options_of(job)
    folder = Path(options.folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    project = store.projects.get(job.project_id or "")
    return export_corpus(
        store, project, from_stored(options.corpus), folder, _Reporter(), job_id=job_id
    )


class _Reporter:
    """Reports progress, with the time left at the speed of this attempt."""

    def __init__(self) -> None:
        self._reported = 0.0
        self._began: tuple[float, int] | None = None
        self._step, self._n_new = "", 0

    def __call__(self, at: Progress) -> None:
        now = time.monotonic()
        n_new = at.n_done - at.n_kept
        if (at.step, n_new) == (self._step, self._n_new) and now - self._reported < MIN_REPORT_S:
            return
        share = at.done_ms / at.total_ms if at.total_ms else 0.0
        eta_s, is_new = self._eta_s(at, now), n_new > self._n_new
        self._reported, self._step, self._n_new = now, at.step, n_new
        _say({"share": share, "message": _message(at), "eta_s": eta_s, "new": is_new})

    def _eta_s(self, at: Progress, now: float) -> float | None:
        if at.step != "Writing":
            return None
        if self._began is None:
            self._began = now, at.done_ms
        began, began_ms = self._began
        if at.done_ms <= began_ms:
            return None
        return (now - began) * (at.total_ms - at.done_ms) / (at.done_ms - began_ms)


def _message(at: Progress) -> str:
    if not at.n_shards:
        return at.step
    kept = f", {at.n_kept} of them from before" if at.n_kept else ""
    return f"{at.step}: {at.n_done} of {count(at.n_shards, 'shard')} done{kept}"


def _say(plain: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(plain)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
