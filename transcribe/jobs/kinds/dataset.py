"""Make a corpus of a collection.

It is a job of a collection and has no chunks in the ledger: its shards have their state in the corpus's folder, with
the digests of their files (`library/corpora/export.py`), so that the command line goes on with an interrupted
export just as the server does. `Exporter` runs it, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transcribe.jobs.kinds.base import JobKind, JobOptions
from transcribe.store import Store
from transcribe.store.values import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions(JobOptions):
    """Options of the job.

    Attributes:
        corpus: How the corpus is made (`library/corpora/options_json.py`).
        folder: Where it will lie.
    """

    corpus: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""


class Dataset(JobKind[DatasetOptions]):
    """The kind. The API has a route of its own for it, since it belongs to a collection."""

    name = "dataset"
    options_type = DatasetOptions
    is_asked_for = False

    def submit_for(
        self, store: Store, project_id: str, options: DatasetOptions, *, owner: str = ""
    ) -> Job:
        """Queue a job.

        Raises:
            NotFound: No collection has this id.
        """
        return store.jobs.enqueue_for_project(
            project_id, self.name, options.to_stored(), owner=owner
        )
