"""Convert values to the API's JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.audio.spectrogram_tiles import COLUMNS, FLOOR_DB, MAX_HZ, ROWS, samples_per_column
from transcribe.document.model import Notice
from transcribe.document.serialization import operation_to_json, seconds
from transcribe.library.channels import count_channels
from transcribe.library.notices import notice_sentence, warnings_of
from transcribe.library.old_names import JOB, MEDIA, TERM, with_old_names
from transcribe.library.spectrograms import count_media_levels
from transcribe.library.webhooks import without_query
from transcribe.store import Store
from transcribe.store.integrations.watched_files import WatchedFile
from transcribe.store.integrations.webhook_deliveries import Delivery
from transcribe.store.known_voices import KnownVoice
from transcribe.store.people.glossary import GlossaryEntry
from transcribe.store.projects import Project, Release
from transcribe.store.values import Edit, Hit, Job, Media, MediaOverview, Place, Stream, WorkChunk

Json = dict[str, Any]


def project_to_json(project: Project) -> Json:
    """A collection, without its salt: with it one can tell which hash is whose name."""
    return {
        "id": project.id, "name": project.name, "language": project.language,
        "licence": project.licence, "consent": project.consent, "created": project.created_at,
        "n_media": project.n_media, "duration": seconds(project.duration_ms),
    }  # fmt: skip


def voice_to_json(voice: KnownVoice) -> Json:
    """A voice that a collection knows, without its embedding."""
    return {
        "id": voice.id, "name": voice.name, "media": voice.media_id,
        "start": seconds(voice.start_ms), "end": seconds(voice.end_ms), "created": voice.created_at,
    }  # fmt: skip


def release_to_json(release: Release) -> Json:
    """A corpus that was made of a collection."""
    erased = [
        {"recording": one.recording, "split": one.split, "clips": one.n_clips}
        for one in release.erased
    ]
    return {
        "id": release.id, "version": release.version, "format": release.format, "folder": release.folder,
        "digest": release.digest, "created": release.created_at, "erased": erased,
    }  # fmt: skip


def media_to_json(store: Store, overview: MediaOverview) -> Json:
    """One recording with the state of its jobs; runs no query, looks only into its folder."""
    media = overview.media
    plain = {
        **shared_by_lists(overview),
        "sha256": media.sha256,
        "size": media.size_bytes,
        "warnings": warnings_of(overview),
        "frame_rate": media.frame_rate,
        "timecode": asdict(media.timecode) if media.timecode else None,
        "audio_stream": media.audio_stream,
        "stream_choice": media.stream_choice,
        "streams": [_stream(stream) for stream in media.streams],
        "translation": overview.translation,
        "peaks": {
            "levels": media.peak_levels,
            "sample_rate": 16_000,
            "samples_per_peak": [160 * 4**level for level in range(media.peak_levels)],
            "channels": count_channels(store, media),
        },
        "spectrogram": _spectrogram(media),
        "stream_url": f"/api/v1/media/{media.id}/stream" if media.proxy else None,
        "draft": asdict(media.draft) | {"options": dict(media.draft.options)}
        if media.draft
        else None,
        "deleted": media.deleted_at is not None,
    }
    return with_old_names(plain, MEDIA)


def shared_by_lists(overview: MediaOverview) -> Json:
    """What a recording is in every answer that names one: alone, and as a row of the library's list."""
    media = overview.media
    return {
        "id": media.id,
        "title": media.title,
        "filename": media.filename,
        "duration": _seconds(media.duration_ms),
        "language": media.language,
        "state": "drafting" if overview.is_drafting else media.state,
        "progress": overview.progress,
        "eta_s": overview.eta_s,
        "message": overview.message,
        "error": overview.error,
        "has_video": media.has_video,
        "is_sample": media.is_sample,
        "n_segments": media.n_segments,
        "tags": list(overview.tags),
        "created": media.created_at,
        "revision": media.revision,
    }


def _stream(stream: Stream) -> Json:
    plain = asdict(stream)
    claimed_ms = plain.pop("duration_ms")
    return {**plain, "duration": _seconds(claimed_ms)}


def _spectrogram(media: Media) -> Json:
    return {
        "levels": (n_levels := count_media_levels(media)),
        "sample_rate": SAMPLE_RATE,
        "samples_per_column": [samples_per_column(level) for level in range(n_levels)],
        "columns": COLUMNS, "rows": ROWS, "max_hz": MAX_HZ, "floor_db": FLOOR_DB,
    }  # fmt: skip


def place_to_json(place: Place | None) -> Json | None:
    """Where a recording was opened last; None if it was never opened."""
    if place is None:
        return None
    return {"segment": place.segment, "time": seconds(place.time_ms), "at": place.at}


def job_to_json(job: Job) -> Json:
    """One job."""
    plain = {
        "id": job.id, "media": job.media_id or None, "project": job.project_id, "kind": job.kind, "state": job.state,
        "progress": job.progress, "eta_s": job.eta_s, "message": job.message, "error": job.error,
        "reason_code": job.reason_code,
        "created": job.created_at, "started": job.started_at, "finished": job.finished_at,
        "owner": job.owner, "priority": job.priority, "language": job.language,
        "model": job.options.get("model"),
        "start": _seconds(job.options.get("start_ms")),
        "end": _seconds(job.options.get("end_ms")),
        "segments": job.options.get("segments"),
        "hotwords": job.options.get("hotwords") or [],
        "multilingual": bool(job.options.get("multilingual")),
        "keep_numbers": bool(job.options.get("keep_numbers")),
        "keep_spelling": bool(job.options.get("keep_spelling")),
        "dry_run": bool(job.options.get("dry_run")),
        "overwrite_corrected": bool(job.options.get("overwrite_corrected")),
        "folder": job.options.get("folder"),
    }  # fmt: skip
    return with_old_names(plain, JOB)


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else seconds(ms)


def chunk_to_json(chunk: WorkChunk) -> Json:
    """One chunk of a job, without its words."""
    return {
        "id": chunk.id, "job": chunk.job_id, "start": seconds(chunk.start_ms),
        "end": seconds(chunk.end_ms), "state": chunk.state, "attempts": chunk.attempts,
        "failures": chunk.failures, "worker": chunk.worker, "seconds": chunk.seconds,
        "error": chunk.error, "finished": chunk.finished_at,
    }  # fmt: skip


def notice_to_json(notice: Notice) -> Json:
    """What a draft says of a range."""
    return {
        "id": notice.id, "start": seconds(notice.start_ms), "end": seconds(notice.end_ms),
        "reason": notice.reason, "language": notice.language, "text": notice_sentence(notice),
    }  # fmt: skip


def edit_to_json(edit: Edit) -> Json:
    """One entry of the history."""
    return {
        "revision": edit.revision, "id": edit.id, "kind": edit.kind, "target": edit.target,
        "author": edit.author, "at": edit.created_at, "origin": edit.origin, "job": edit.job_id,
        "ops": [operation_to_json(op) for op in edit.ops],
        "inverse": [operation_to_json(op) for op in edit.inverse],
    }  # fmt: skip


def hit_to_json(hit: Hit) -> Json:
    """One search result."""
    return {
        "media": hit.media_id, "title": hit.title, "segment": hit.segment_id,
        "start": seconds(hit.start_ms),
        "word_start": None if hit.word_start_ms is None else seconds(hit.word_start_ms),
        "snippet": [{"text": text, "match": match} for text, match in hit.snippet],
    }  # fmt: skip


def delivery_to_json(delivery: Delivery) -> Json:
    """One webhook message; the query of the address may be secret and is removed."""
    return {
        "id": delivery.event_id, "type": delivery.type, "url": without_query(delivery.url),
        "job": delivery.job_id, "media": delivery.media_id, "state": delivery.state,
        "attempts": delivery.attempts, "status": delivery.status, "error": delivery.error,
        "next": None if delivery.state != "pending" else delivery.next_at,
        "created": delivery.created_at, "finished": delivery.finished_at,
    }  # fmt: skip


def watched_to_json(file: WatchedFile) -> Json:
    """One file of a watched folder."""
    return {"path": file.path, "sha256": file.sha256, "media": file.media_id, "error": file.error}


def term_to_json(entry: GlossaryEntry) -> Json:
    """One term of the glossary."""
    plain = {
        "id": entry.id, "term": entry.term.term,
        "misrecognitions": list(entry.term.misrecognitions),
        "language": entry.term.language, "note": entry.term.note, "source": entry.term.source,
        "created": entry.created_at, "updated": entry.updated_at, "project": entry.project_id,
    }  # fmt: skip
    return with_old_names(plain, TERM)
