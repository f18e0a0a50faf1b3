"""Compare the models of one job: `python -m transcribe.library.bakeoff.job_process --data DIR --job ID`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from transcribe.datasets.normalisers import NormaliserName
from transcribe.jobs.kinds.bakeoff import Bakeoff
from transcribe.library.bakeoff.decoding import Model
from transcribe.library.bakeoff.report import Report, make_report, to_json, to_page
from transcribe.library.bakeoff.run import read_test_set, run_model
from transcribe.library.corpora.requests import release_of
from transcribe.library.job_program import TimeLeft, report, run_program
from transcribe.store import Store
from transcribe.store.bakeoff_files import bakeoff_folder, report_paths
from transcribe.store.values import Job
from transcribe.system.whole_file import write_whole


def main() -> None:
    """Run the job and report."""
    run_program(run)


def run(store: Store, job: Job) -> str:
    """Draft the split with each model and write the report.

    Raises:
        TranscribeError: See `read_test_set` and `run_model`; another attempt goes on with the clips that are left.
    """
    options = Bakeoff().options_of(job)
    release = release_of(store, job.project_id or "", options.release)
    test_set = read_test_set(store, Path(release.folder), options.split)
    progress = _Progress(len(options.models))
    runs = [run_model(store, test_set, Model(name), progress) for name in options.models]
    found = make_report(store, test_set, runs, cast(NormaliserName, options.normaliser))
    as_json, as_page = report_paths(bakeoff_folder(store.folder, test_set.digest), job.id)
    write_whole(as_page, to_page(store, found))
    write_whole(as_json, json.dumps(to_json(found), ensure_ascii=False))
    return _summary(found)


def _summary(found: Report) -> str:
    rates = (
        f"{run.model.name} {'no words' if score.wer is None else f'{100 * score.wer.value:.1f} %'}"
        for run, score in zip(found.runs, found.scores.models, strict=True)
    )
    return f"WER: {', '.join(rates)}"


@dataclass(slots=True)
class _Progress:
    """Reports the share that is done, each model counted alike, and the time left at the speed so far."""

    n_models: int
    _found: dict[str, int] = field(default_factory=dict)  # groups that earlier attempts did
    _left: TimeLeft = field(default_factory=TimeLeft)

    def __call__(self, model: Model, n_done: int, n_groups: int) -> None:
        n_found = self._found.setdefault(model.name, n_done)
        share = (len(self._found) - 1 + n_done / max(1, n_groups)) / self.n_models
        message = f"Drafting with {model.name}, model {len(self._found)} of {self.n_models}"
        report(share, message, self._left.at(share), is_new=n_done > n_found)


if __name__ == "__main__":
    main()
