"""The API of statistics: effort and speed of the work on a recording over time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint

from transcribe.document.model import STATUSES
from transcribe.document.serialization import seconds
from transcribe.quality.work_statistics import Period, Share, compute_statistics
from transcribe.web.requests import open_store

statistics = Blueprint("statistics", __name__, url_prefix="/api/v1")


@statistics.get("/media/<media_id>/statistics")
def get_statistics(media_id: str) -> Any:
    store = open_store()
    duration_ms = store.media.get(media_id).duration_ms
    steps, spans = store.work_steps.steps(media_id), store.work_steps.spans(media_id)
    found = compute_statistics(steps, spans)
    return {
        "duration": None if duration_ms is None else seconds(duration_ms),
        "segments": {
            "total": len(spans),
            **{status: found.statuses.get(status, 0) for status in STATUSES},
        },
        "total": _share_to_json(found.total),
        "people": [{"author": name, **_share_to_json(one)} for name, one in found.people.items()],
        "periods": [_period_to_json(period) for period in found.periods],
    }


def _share_to_json(share: Share) -> dict[str, Any]:
    return {
        "edits": share.n_edits, "work": round(share.work_s, 3),
        "sound": seconds(share.sound_ms), "words": share.n_words,
    }  # fmt: skip


def _period_to_json(period: Period) -> dict[str, Any]:
    at = None if period.at_s is None else datetime.fromtimestamp(period.at_s, UTC)
    return {
        "at": None if at is None else at.isoformat(timespec="seconds"),
        "work": round(period.work_s, 3), "sound": seconds(period.sound_ms),
        "words": period.n_words,
    }  # fmt: skip
