"""Write a corpus: shard by shard into a folder beside the target, which gets its name when all is there.

A shard's files are written into a folder of their own and moved when they are complete; then its state is
written, with their digests. What is killed goes on with the first shard without a state. Nothing bears
the target's name before it is whole.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from transcribe.audio.clip_levels import snr_db, to_loudness
from transcribe.audio.decode import forget_pages
from transcribe.audio.encoding import encode, encode_file
from transcribe.audio.resampling import clip_samples, replaced, sample_of, whole_blocks
from transcribe.datasets.clips import Clip
from transcribe.datasets.ids import short_id
from transcribe.datasets.manifest import Row, read_clips, read_rows
from transcribe.datasets.writers.base import CutClip, Place, recording_path
from transcribe.errors import CorpusFolderTaken, DiskFull, MediaUnreadable, TranscribeError
from transcribe.jobs.corpus_audio import samples_at
from transcribe.jobs.kinds.dataset import INCOMPLETE, JOB_NOTE
from transcribe.library.corpora.digests import digest_lines
from transcribe.library.corpora.plan import (
    CorpusOptions,
    Plan,
    PlannedRecording,
    Shard,
    asked,
    clips_path,
    make_plan,
    plan_from_json,
    plan_to_json,
)
from transcribe.library.corpora.release import (
    RELEASE,
    WORK,
    write_release,
)
from transcribe.store import Store
from transcribe.store.disk_space import require_space
from transcribe.store.projects import Project, ReleasedRecording
from transcribe.store.values import Media
from transcribe.system.child_process import Cancellation
from transcribe.system.file_digest import sha256_of
from transcribe.system.whole_file import write_whole

PLAN = "plan.json"
SAMPLE_BYTES_A_MS = 96  # of a recording's temporary samples at 48 kHz
LOCK_WAIT_S = 30.0  # for an earlier attempt of the same job, which is just being ended


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is.

    Attributes:
        step: What is done now, in a word for users.
        n_done, n_shards: Finished shards, and all.
        done_ms, total_ms: Length of the clips in finished recordings, and of all.
        n_kept: Shards that an earlier attempt had finished.
    """

    step: str
    n_done: int = 0
    n_shards: int = 0
    done_ms: int = 0
    total_ms: int = 0
    n_kept: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished corpus.

    Attributes:
        n_kept: Shards that an interrupted export had finished before.
    """

    folder: Path
    plan: Plan
    digest: str
    n_kept: int


def preview_corpus(
    store: Store, project: Project, options: CorpusOptions, target: Path, scratch: Path
) -> Plan:
    """Plan a corpus without writing it; `scratch` is a folder that the caller removes.

    Raises:
        CorpusFolderTaken: The folder cannot hold a corpus.
        InvalidOperation: An option does not fit.
        CorpusUnsuitable, MediaUnreadable, PackageMissing: See `make_plan`.
    """
    options, target = options.resolved(), target.resolve()
    with _told_errors(target):
        check_target(target)
    return make_plan(store, project, options, scratch, target)


def export_corpus(
    store: Store,
    project: Project,
    options: CorpusOptions,
    target: Path,
    on_progress: OnProgress = lambda _: None,
    cancellation: Cancellation | None = None,
    *,
    job_id: int | None = None,
) -> Made:
    """Write a corpus, or go on with one that was interrupted.

    Args:
        store: The library.
        project: The collection.
        options: How it is made.
        target: Its folder; it must not exist, or be empty.
        on_progress: Called at each step and after each recording.
        cancellation: Ends the work after the clip at hand; it can go on later.
        job_id: The job of the server that makes it. It waits for the end of an earlier attempt.

    Raises:
        CorpusFolderTaken: The folder has a corpus or other files, cannot be written, or another export
            is writing there.
        DiskFull: There is not enough space; what is written stays, and the export can go on.
        InvalidOperation: An option does not fit.
        CorpusUnsuitable, MediaUnreadable, PackageMissing: See `make_plan`.
        WorkCancelled: `cancellation` was cancelled.
    """
    options, target = options.resolved(), target.resolve()
    folder = target.with_name(f"{target.name}{INCOMPLETE}")
    with _told_errors(target):
        if (target / RELEASE).is_file() and (target / WORK / PLAN).is_file():
            return _settled(store, project, options, target)
        check_target(target)
        _open_work(folder)
        with _only_here(folder, 0.0 if job_id is None else LOCK_WAIT_S):
            if job_id is not None:
                write_whole(folder / JOB_NOTE, str(job_id))
            on_progress(Progress("Planning"))
            plan = _planned(store, project, options, folder, target)
            export = _Export(store, options, plan, folder, on_progress, cancellation)
            n_kept = export.write_shards()
            digest = _finish(store, project, options, export, target)
    return Made(target, plan, digest, n_kept)


@contextmanager
def _told_errors(target: Path) -> Iterator[None]:
    """Turn errors of the disk at or beside the target into those that say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"{target}{INCOMPLETE}") from error
        if not str(error.filename).startswith(str(target)):
            raise
        raise CorpusFolderTaken(
            str(target), f"cannot be written ({error.strerror}); name another folder"
        ) from error


def _settled(store: Store, project: Project, options: CorpusOptions, target: Path) -> Made:
    """End an export that was killed after its folder got its name."""
    before, plan = plan_from_json((target / WORK / PLAN).read_text("utf-8"))
    if before != asked(options, project):
        raise CorpusFolderTaken(
            str(target), "has a release with other options; name another folder"
        )
    _settle(store, project, options, plan, target)
    digest = str(json.loads((target / RELEASE).read_text("utf-8"))["digest"])
    return Made(target, plan, digest, len(plan.shards))


def check_target(target: Path) -> None:
    """Check that a corpus can get this folder's name.

    Raises:
        CorpusFolderTaken: It cannot.
    """
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        raise CorpusFolderTaken(str(target), "is a file; name a folder")
    if (target / RELEASE).is_file():
        raise CorpusFolderTaken(
            str(target), "has a release already, which is never changed; name another folder"
        )
    if any(target.iterdir()):
        raise CorpusFolderTaken(str(target), "has other files; name a new folder")


def _open_work(folder: Path) -> None:
    """Make the folder of the work.

    Raises:
        CorpusFolderTaken: There is a folder of the name that is no interrupted export.
    """
    if folder.exists() and not (folder / WORK).is_dir():
        raise CorpusFolderTaken(str(folder), "is in the way; rename or remove it")
    (folder / WORK).mkdir(parents=True, exist_ok=True)


@contextmanager
def _only_here(folder: Path, wait_s: float) -> Iterator[None]:
    lock = FileLock(folder / WORK / "lock")
    try:
        with lock.acquire(timeout=wait_s):
            yield
    except Timeout as error:
        raise CorpusFolderTaken(
            str(folder), "is being written by another export; wait for it"
        ) from error


def _planned(
    store: Store, project: Project, options: CorpusOptions, folder: Path, target: Path
) -> Plan:
    """The plan of an interrupted export with the same options, or a new one."""
    path = folder / WORK / PLAN
    if path.is_file():
        before, plan = plan_from_json(path.read_text("utf-8"))
        if before != asked(options, project):
            raise CorpusFolderTaken(
                str(folder),
                "has an interrupted export with other options; use the same ones to go on with it, or "
                "remove the folder",
            )
        return plan
    try:
        plan = make_plan(store, project, options, folder / WORK, target)
        longest_ms = max(store.media.get(one.id).duration_ms or 0 for one in plan.recordings)
        require_space(folder, plan.n_bytes + longest_ms * SAMPLE_BYTES_A_MS)
        write_whole(path, plan_to_json(plan, options, project))
    except (TranscribeError, OSError):
        shutil.rmtree(folder)  # nothing is begun that could go on
        raise
    return plan


class _Export:
    """Writes the shards of a plan."""

    def __init__(
        self,
        store: Store,
        options: CorpusOptions,
        plan: Plan,
        folder: Path,
        on_progress: OnProgress,
        cancellation: Cancellation | None,
    ) -> None:
        self._store, self.options, self.plan, self.folder = store, options, plan, folder
        self._on_progress, self._cancellation = on_progress, cancellation or Cancellation()
        self._lengths_ms = {one.id: one.clips_ms for one in plan.recordings}
        self._n_done = self._n_kept = self._done_ms = 0
        self.work = folder / WORK
        self._attempt = self.work / "shard"

    def write_shards(self) -> int:
        """Write the shards that are not finished; returns the number of those that were."""
        (self.work / "shards").mkdir(exist_ok=True)
        self.report("Checking what is finished")
        for shard in self.plan.shards:
            self._cancellation.check()
            if self._is_finished(shard):
                self._n_kept += 1
                self._done_ms += sum(self._lengths_ms[one] for one in shard.recordings)
            else:
                self._write(shard)
            self._n_done += 1
            self.report("Writing")
        return self._n_kept

    def report(self, step: str) -> None:
        """Tell how far the export is."""
        n_shards, total_ms = len(self.plan.shards), self.plan.clips_ms
        self._on_progress(
            Progress(step, self._n_done, n_shards, self._done_ms, total_ms, self._n_kept)
        )

    def rows(self) -> Iterator[Row]:
        """The manifest of all shards."""
        for shard in self.plan.shards:
            yield from read_rows(self._rows_path(shard))

    def digests(self) -> Iterator[str]:
        """A line of path and SHA-256 for each file of the shards."""
        for shard in self.plan.shards:
            yield from self._state_path(shard).read_text("utf-8").splitlines()

    def _rows_path(self, shard: Shard) -> Path:
        return self.work / "shards" / f"{shard.split}-{shard.number:05d}.jsonl"

    def _state_path(self, shard: Shard) -> Path:
        return self.work / "shards" / f"{shard.split}-{shard.number:05d}.sha256"

    def _is_finished(self, shard: Shard) -> bool:
        """Whether a shard has its state, and its files are as they were written."""
        state = self._state_path(shard)
        if not state.is_file():
            return False
        for line in state.read_text("utf-8").splitlines():
            digest, path = line.split("  ", 1)
            if not (self.folder / path).is_file() or sha256_of(self.folder / path) != digest:
                return False
        return True

    def _write(self, shard: Shard) -> None:
        shutil.rmtree(self._attempt, ignore_errors=True)
        files, samples = self._attempt / "files", self._attempt / "samples"
        files.mkdir(parents=True)
        samples.mkdir()
        made = self._rows_of(shard, files, samples)
        with (self._attempt / "rows").open("w", encoding="utf-8", newline="\n") as rows:
            rows.writelines(f"{row.to_json()}\n" for row in made)
        paths = sorted(path for path in files.rglob("*") if path.is_file())
        lines = list(digest_lines(files, paths))
        for path in paths:
            target = self.folder / path.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        (self._attempt / "rows").replace(self._rows_path(shard))
        write_whole(self._state_path(shard), "".join(f"{line}\n" for line in lines))
        shutil.rmtree(self._attempt, ignore_errors=True)

    def _rows_of(self, shard: Shard, files: Path, scratch: Path) -> Iterator[Row]:
        """Write the files of a shard; yields the rows of its clips."""
        place = Place(shard.split, shard.number, shard.n_shards)
        if self.options.whole_recordings:
            return self._whole_recordings(place, shard, files, scratch)
        return self.options.writer.write_shard(
            files, place, self._clips(shard, scratch), self.plan.info
        )

    def _recordings(
        self, shard: Shard, folder: Path
    ) -> Iterator[tuple[PlannedRecording, NDArray[np.int16]]]:
        """The recordings of a shard with their samples, which are there one at a time."""
        planned = {one.id: one for one in self.plan.recordings}
        for media_id in shard.recordings:
            media = self._store.media.get(media_id)
            self._check_same(media, planned[media_id].sha256)
            samples = samples_at(self._store, media, self.options.rate, folder, self._cancellation)
            yield planned[media_id], samples
            forget_pages(samples)
            del samples
            for path in folder.iterdir():
                path.unlink()
            self._done_ms += self._lengths_ms[media_id]
            self.report("Writing")

    def _clips(self, shard: Shard, folder: Path) -> Iterator[CutClip]:
        """The clips of a shard with their audio."""
        rate, audio = self.options.rate, self.options.audio_format
        for recording, samples in self._recordings(shard, folder):
            for planned in read_clips(clips_path(self.work, recording.id)):
                clip, cut = self._cut(planned, samples)
                if self.options.loudness is not None:
                    cut = to_loudness(cut, rate, self.options.loudness)
                cut = self._without(cut, sample_of(clip.start_ms, rate), clip.redacted)
                yield CutClip(clip, encode(cut, rate, audio), len(cut))
            del samples  # else they stay mapped while the next ones are read

    def _cut(self, clip: Clip, samples: NDArray[np.int16]) -> tuple[Clip, NDArray[np.int16]]:
        """A planned clip with its signal-to-noise ratio, and its samples."""
        self._cancellation.check()
        cut = clip_samples(samples, clip.start_ms, clip.end_ms, self.options.rate)
        if clip.snr_db is None:
            clip = replace(clip, snr_db=snr_db(cut, self.options.rate))
        return clip, cut

    def _whole_recordings(
        self, place: Place, shard: Shard, files: Path, scratch: Path
    ) -> Iterator[Row]:
        """Write each recording into a file; yields the rows of the clips in them."""
        rate, audio = self.options.rate, self.options.audio_format
        for number, (recording, samples) in enumerate(self._recordings(shard, scratch)):
            name = short_id(self.plan.info.salt, recording.id)
            path = recording_path(place, number, name, audio.suffix)
            (files / path).parent.mkdir(parents=True, exist_ok=True)
            blocks = whole_blocks(samples, sample_of(recording.file_ms, rate))
            encode_file(self._changed(blocks, recording), rate, audio, files / path)
            for planned in read_clips(clips_path(self.work, recording.id)):
                clip, cut = self._cut(planned, samples)
                first = sample_of(clip.start_ms, rate)
                yield Row(clip, shard.split, path, len(cut), rate, first)
            del samples, blocks  # as in `_clips`

    def _changed(
        self, blocks: Iterator[NDArray[np.int16]], recording: PlannedRecording
    ) -> Iterator[NDArray[np.int16]]:
        """The blocks of a whole recording without what is redacted."""
        first = 0
        for block in blocks:
            self._cancellation.check()
            yield self._without(block, first, recording.redacted)
            first += len(block)

    def _without(
        self, samples: NDArray[np.int16], first: int, spans: Iterable[tuple[int, int]]
    ) -> NDArray[np.int16]:
        is_tone = self.options.clips.redaction.sound == "tone"
        return replaced(samples, first, spans, self.options.rate, is_tone)

    def _check_same(self, media: Media, sha256: str) -> None:
        if media.sha256 != sha256 or media.deleted_at is not None:
            raise MediaUnreadable(
                media.title,
                "it was deleted or replaced since the export began. Remove "
                f"{self.folder} and begin again.",
            )


def _finish(
    store: Store, project: Project, options: CorpusOptions, export: _Export, target: Path
) -> str:
    """Write what names all clips, and give the folder its name; returns the release's digest."""
    export.report("Writing the manifest and the card")
    options.writer.write_indexes(export.folder, export.rows, export.plan.info)
    made = write_release(
        export.folder, project, options, export.plan, export.rows, export.digests()
    )
    if target.exists():
        target.rmdir()
    export.folder.replace(target)
    _settle(store, project, options, export.plan, target)
    return made.digest


def _settle(
    store: Store, project: Project, options: CorpusOptions, plan: Plan, target: Path
) -> None:
    """Record a release whose folder is whole, and remove the files of the work."""
    digest = str(json.loads((target / RELEASE).read_text("utf-8"))["digest"])
    is_divided = len(options.shares) > 1
    held = [
        ReleasedRecording(one.id, one.split if is_divided else "", one.n_clips)
        for one in plan.recordings
    ]
    store.projects.add_release(
        project.id, version=options.version, format=options.format, folder=str(target),
        digest=digest, recordings=held,
    )  # fmt: skip
    shutil.rmtree(target / WORK, ignore_errors=True)
