"""Clips of one upload have one language, decided by the speech of all of them.

A clip of a few seconds says little of its language. The first of an upload are drafted before the last
are there; when all are drafted, those in another language than that of all are drafted again.
"""

from __future__ import annotations

from collections import Counter

from transcribe.jobs.kinds.speech import SpeechOptions, other_clips
from transcribe.jobs.tasks import ChunkResult
from transcribe.store import Store
from transcribe.store.values import Job


def clips_to_redraft(store: Store, ending: Job) -> list[tuple[str, str]]:
    """Which clips of an upload are to be drafted again, now that a draft of one ends.

    Returns:
        Ids of recordings, each with its language; empty while drafts of others are unfinished.
    """
    media = store.media.get(ending.media_id)
    if media.batch is None or not store.media.is_batch_drafted(media.batch, ending):
        return []
    clips = [media, *other_clips(store, media)]
    drafts = [job for clip in clips if (job := _newest_draft(store, clip.id)) is not None]
    open_ones = [job for job in drafts if _may_vote(job)]
    votes: Counter[str] = Counter()
    for job in open_ones:
        votes += _votes(store, job)
    if not votes:
        return []
    language = votes.most_common(1)[0][0]
    return [
        (job.media_id, language)
        for job in open_ones
        if store.jobs.get(job.id).language not in {None, language}
    ]


def main_language(store: Store, job: Job) -> str | None:
    """The language that most of the speech of a recording was drafted in; None without a majority.

    The language found first is that of samples of the recording, and may be wrong or that of a greeting.
    """
    heard: Counter[str] = Counter()
    for chunk in store.chunks.list(job.id, ["done"]):
        heard[ChunkResult.from_plain(chunk.result or {}).language] += chunk.plan.audio_ms
    language, most_ms = max(heard.items(), key=lambda pair: pair[1], default=("", 0))
    return language if language and 2 * most_ms > heard.total() else None


def _newest_draft(store: Store, media_id: str) -> Job | None:
    return next((job for job in store.jobs.list(media_id) if job.kind == "draft"), None)


def _may_vote(job: Job) -> bool:
    options = SpeechOptions.from_stored(job.options)
    return options.named_language is None and not options.multilingual


def _votes(store: Store, job: Job) -> Counter[str]:
    votes: Counter[str] = Counter()
    for chunk in store.chunks.list(job.id, ["done"]):
        votes += Counter(dict(ChunkResult.from_plain(chunk.result or {}).votes))
    return votes
