"""Make a corpus of a collection.

It has no chunks in the ledger: its shards have their state in the corpus's folder, with the digests of their files
(`library/corpora/export.py`), so that the command line goes on with an interrupted export just as the server does.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transcribe.errors import NotFound
from transcribe.jobs.kinds.base import JobOptions
from transcribe.jobs.kinds.program import ProgramKind
from transcribe.store import Store
from transcribe.store.values import UNFINISHED

JOB_NOTE = "work/job"  # in the folder of an unfinished export: the id of its job
INCOMPLETE = ".incomplete"

log = logging.getLogger("transcribe.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions(JobOptions):
    """Options of the job.

    Attributes:
        corpus: How the corpus is made (`library/corpora/options_json.py`).
        folder: Where it will lie.
    """

    corpus: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""


class Dataset(ProgramKind[DatasetOptions]):
    """The kind. The API has a route of its own for it, since it belongs to a collection."""

    name = "dataset"
    options_type = DatasetOptions
    program = "transcribe.library.corpora.export_process"

    def remove_given_up(self, store: Store) -> None:
        """Remove unfinished exports whose job was cancelled, or is gone with its collection."""
        for folder in store.datasets_folder.glob(f"*{INCOMPLETE}"):
            if _is_given_up(store, folder):
                log.info("removing %s: its job was cancelled", folder)
                shutil.rmtree(folder, ignore_errors=True)


def _is_given_up(store: Store, folder: Path) -> bool:
    """Whether the export was begun by a job that will not go on; others belong to the command line."""
    try:
        job = store.jobs.get(int((folder / JOB_NOTE).read_text()))
    except (FileNotFoundError, ValueError):
        return False
    except NotFound:
        return True
    return job.state not in UNFINISHED and job.state != "failed"
