"""Names of API fields that were replaced: still read and still answered, for programs of users.

Each table maps an old name to its present one. `web/openapi` marks the old names as deprecated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
OldNames = Mapping[str, str]

DRAFT_OPTIONS: OldNames = {"detect_each": "multilingual"}
JOB_OPTIONS: OldNames = {
    **DRAFT_OPTIONS,
    "propose": "dry_run",
    "replace_corrected": "overwrite_corrected",
}
JOB: OldNames = {**JOB_OPTIONS, "eta": "eta_s"}
MEDIA: OldNames = {"eta": "eta_s"}
TERM: OldNames = {"wrong": "misrecognitions"}
NEW_EDIT: OldNames = {"align": "realign"}
APPLIED: OldNames = {"already": "duplicate"}
ALIGNMENT: OldNames = {"hurry": "prioritise", "listen": "prefetch"}
EFFORT_REPORT: OldNames = {"client": "window_id", "number": "sequence"}


def read_old_names(body: Mapping[str, Any], names: OldNames) -> Json:
    """A request's fields under their present names; a present name wins over an old one."""
    old = {names[name]: value for name, value in body.items() if name in names}
    return old | {name: value for name, value in body.items() if name not in names}


def with_old_names(answer: Json, names: OldNames) -> Json:
    """An answer that has its renamed fields under their old names too."""
    return answer | {old: answer[new] for old, new in names.items()}
