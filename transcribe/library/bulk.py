"""One action on many recordings: each is done or refused by itself, as a request for it alone would be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from transcribe.errors import DatabaseUnusable, NotFound, TranscribeError
from transcribe.jobs.kinds.draft import Draft
from transcribe.jobs.option_checks import check_choice
from transcribe.library.channels import ChannelReader
from transcribe.library.job_requests import request_job
from transcribe.store import Store
from transcribe.store.values import Media

# Changes that wait at the same time are one commit (`store/writer.py`), and an edit of a person waits
# behind this many of them at most.
N_THREADS = 32
MAX_RECORDINGS = 5_000  # in one request
ACTIONS = ("draft", "language", "tags", "project", "delete", "restore")


@dataclass(frozen=True, slots=True)
class Refused:
    """A recording with which an action failed, and why, as a sentence."""

    media_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What an action did with many recordings.

    Attributes:
        n_done: Recordings with which it succeeded.
        refused: The others, in the order in which they were named.
    """

    n_done: int
    refused: tuple[Refused, ...]


def do_with_all(media_ids: Iterable[str], act: Callable[[str], object]) -> BulkOutcome:
    """Do something with each recording, several at the same time; each counts once.

    Args:
        media_ids: The recordings.
        act: Called with the id of each, in any thread.

    Raises:
        DatabaseUnusable: The disk is full, or the database cannot be written; some may be done.
    """

    def attempt(media_id: str) -> Refused | None:
        try:
            act(media_id)
        except DatabaseUnusable:
            raise
        except TranscribeError as error:
            return Refused(media_id, str(error))
        return None

    with ThreadPoolExecutor(N_THREADS, thread_name_prefix="bulk") as pool:
        outcomes = list(pool.map(attempt, dict.fromkeys(media_ids)))
    refused = tuple(one for one in outcomes if one is not None)
    return BulkOutcome(len(outcomes) - len(refused), refused)


def require_present(store: Store, media_id: str) -> None:
    """Check that a recording is in the library.

    Raises:
        NotFound: No recording has this id, or it was deleted.
    """
    if store.media.get(media_id).deleted_at is not None:
        raise NotFound("recording", media_id)


def draft_all(store: Store, media_ids: Iterable[str], body: Mapping[str, Any]) -> BulkOutcome:
    """Queue a draft of each recording, with the options of the API's body.

    Raises:
        InvalidOperation: An option is invalid, for any recording; nothing is queued.
    """
    ids = tuple(dict.fromkeys(media_ids))
    first = next(_found(store, ids), None)
    if first is not None:
        options = Draft().options_from_body(body, first)
        check_choice(options.model, options.engine, options.language, store.models_folder)

    def draft(media_id: str) -> None:
        require_present(store, media_id)
        request_job(store, media_id, Draft(), body)

    return do_with_all(ids, draft)


def _found(store: Store, media_ids: Iterable[str]) -> Iterator[Media]:
    for media_id in media_ids:
        with suppress(NotFound):
            yield store.media.get(media_id)


def delete_recording(store: Store, reader: ChannelReader, media_id: str) -> None:
    """Delete a recording, with the work that a page waits for; `MediaRepository.restore` undoes that.

    Raises:
        NotFound: No recording has this id.
    """
    reader.cancel(media_id)
    store.media.delete(media_id)


def set_language_of_all(
    store: Store, media_ids: Iterable[str], language: str | None
) -> BulkOutcome:
    """Set the language of each recording."""

    def change(media_id: str) -> None:
        require_present(store, media_id)
        store.media.update(media_id, language=language)

    return do_with_all(media_ids, change)


def tag_all(
    store: Store, media_ids: Iterable[str], add: tuple[str, ...], remove: tuple[str, ...]
) -> BulkOutcome:
    """Add and remove tags of each recording."""

    def change(media_id: str) -> None:
        require_present(store, media_id)
        store.tags.change(media_id, add, remove)

    return do_with_all(media_ids, change)


def put_all(store: Store, media_ids: Iterable[str], project_id: str | None) -> BulkOutcome:
    """Put each recording into a project, or with None into none.

    Raises:
        NotFound: No project has this id.
    """
    if project_id is not None:
        store.projects.get(project_id)

    def put(media_id: str) -> None:
        require_present(store, media_id)
        store.projects.put(media_id, project_id)

    return do_with_all(media_ids, put)
