"""Compare models on a release of a collection.

What each model wrote lies in the release's folder of comparisons (`store/bakeoff_files.py`) as it comes, so a killed
attempt goes on, and another comparison with the same model takes no time.
"""

from __future__ import annotations

from dataclasses import dataclass

from transcribe.errors import NotFound
from transcribe.jobs.kinds.base import JobOptions
from transcribe.jobs.kinds.program import ProgramKind
from transcribe.store import Store
from transcribe.store.bakeoff_files import remove_report, reported_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class BakeoffOptions(JobOptions):
    """Options of the job.

    Attributes:
        release: Id of the release.
        models: Names of installed models.
        split: Of the release; "all" for all.
        normaliser: Applied to references and drafts before words are compared (`datasets/normalisers.py`).
    """

    release: int = 0
    models: tuple[str, ...] = ()
    split: str = "test"
    normaliser: str = "none"


class Bakeoff(ProgramKind[BakeoffOptions]):
    """The kind."""

    name = "bakeoff"
    options_type = BakeoffOptions
    program = "transcribe.library.bakeoff.job_process"

    def remove_given_up(self, store: Store) -> None:
        """Remove reports whose job is gone with its collection."""
        for job_id in reported_jobs(store.folder):
            try:
                store.jobs.get(job_id)
            except NotFound:
                remove_report(store.folder, job_id)
