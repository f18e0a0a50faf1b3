"""Make the corpus of one job: `python -m transcribe.library.corpora.export_process --data DIR --job ID`."""

from __future__ import annotations

import time
from pathlib import Path

from transcribe.jobs.kinds.dataset import Dataset
from transcribe.library.corpora.export import Progress, export_corpus
from transcribe.library.corpora.options_json import from_stored
from transcribe.library.job_program import TimeLeft, report, run_program
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.text.amounts import count, spell_length

MIN_REPORT_S = 0.3


def main() -> None:
    """Run the job and report."""
    run_program(run)


def run(store: Store, job: Job) -> str:
    """Make the corpus of a job.

    Raises:
        TranscribeError: See `export_corpus`; what was written stays, and another attempt goes on.
    """
    options = Dataset().options_of(job)
    folder = Path(options.folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    project = store.projects.get(job.project_id or "")
    made = export_corpus(
        store, project, from_stored(options.corpus), folder, _Reporter(), job_id=job.id
    )
    return (
        f"{count(made.plan.n_clips, 'clip')}, {spell_length(made.plan.clips_ms)}, in {made.folder}"
    )


class _Reporter:
    """Reports progress, with the time left at the speed of this attempt."""

    def __init__(self) -> None:
        self._reported = 0.0
        self._left = TimeLeft()
        self._step, self._n_new = "", 0

    def __call__(self, at: Progress) -> None:
        now = time.monotonic()
        n_new = at.n_done - at.n_kept
        if (at.step, n_new) == (self._step, self._n_new) and now - self._reported < MIN_REPORT_S:
            return
        share = at.done_ms / at.total_ms if at.total_ms else 0.0
        eta_s = self._left.at(share) if at.step == "Writing" else None
        is_new = n_new > self._n_new
        self._reported, self._step, self._n_new = now, at.step, n_new
        report(share, _message(at), eta_s, is_new=is_new)


def _message(at: Progress) -> str:
    if not at.n_shards:
        return at.step
    kept = f", {at.n_kept} of them from before" if at.n_kept else ""
    return f"{at.step}: {at.n_done} of {count(at.n_shards, 'shard')} done{kept}"


if __name__ == "__main__":
    main()
