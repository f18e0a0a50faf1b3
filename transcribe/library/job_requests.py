"""Queue a job that a person or a program asked for, with the options of the API's body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transcribe.jobs.kinds.base import JobKind
from transcribe.jobs.kinds.body import text_of
from transcribe.jobs.kinds.ingest import Ingest
from transcribe.jobs.kinds.subtitled_video import SubtitledVideo
from transcribe.library.subtitles.videos import request_video
from transcribe.library.webhooks import check_allowed
from transcribe.store import Store
from transcribe.store.values import Job

MAX_OWNER = 100


def request_job(store: Store, media_id: str, kind: JobKind[Any], body: Mapping[str, Any]) -> Job:
    """Queue a job of a recording.

    Raises:
        NotFound: No recording has this id.
        InvalidOperation: An option is invalid.
        WebhookRefused: The address for a message at the end is not allowed.
    """
    if isinstance(kind, Ingest):
        return kind.submit_again(store, media_id)
    if isinstance(kind, SubtitledVideo):
        return request_video(store, media_id, body, owner=text_of(body, "owner")[:MAX_OWNER])
    options = kind.options_from_body(body, store.media.get(media_id))
    if webhook := getattr(options, "webhook", ""):
        check_allowed(store, webhook)
    return kind.submit(store, media_id, options, owner=text_of(body, "owner")[:MAX_OWNER])
