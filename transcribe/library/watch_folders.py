"""Watched folders: new recordings in them are added, and results are written beside them.

The folders are polled, because network mounts do not report changes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from transcribe.audio.media_files import EXTENSIONS
from transcribe.errors import (
    DiskFull,
    InvalidWatchFolder,
    MediaUnreadable,
    TranscribeError,
    UnknownFormat,
)
from transcribe.formats import FORMATS, WRITABLE
from transcribe.library.import_export import export
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.integrations.watched_files import Export, WatchedFile
from transcribe.system.file_digest import sha256_of
from transcribe.system.permissions import share

POLL_S = 2.0
STEADY_S = 10.0  # a copy over a network may stall for a few seconds
AGAIN_S = 60.0  # after a temporary error, such as a full disk
RECORDINGS = frozenset(f".{name}" for name in EXTENSIONS | {"ts"})  # also MPEG transport streams

log = logging.getLogger("transcribe.watch")
Look = tuple[int, int]  # size in bytes and time of the last change in ns


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """The watched folders and the options for their recordings.

    Attributes:
        folders: The folders, scanned with their subfolders.
        exports: Formats of the files that are written beside a recording after its draft.
        model: Name of the model for drafts; None for no draft.
        language: Whisper's code, or None to detect it.
        steady_s: How long a file must be unchanged before it is added.
    """

    folders: tuple[Path, ...] = ()
    exports: tuple[str, ...] = ()
    model: str | None = "base"
    language: str | None = None
    steady_s: float = STEADY_S

    def check(self, data: Path) -> None:
        """Refuse options that cannot work.

        Raises:
            WatchImpossible: A folder is none, or is part of the library.
            UnknownFormat: There is no such format to write.
        """
        for folder in self.folders:
            if not folder.is_dir():
                raise InvalidWatchFolder(str(folder), "there is no such folder")
            if folder.resolve().is_relative_to(data.resolve()):
                raise InvalidWatchFolder(str(folder), "it is part of the library")
        unknown = [name for name in self.exports if name not in WRITABLE]
        if unknown:
            raise UnknownFormat(unknown[0], WRITABLE)


class Watcher:
    """Adds files that have stopped growing. The files themselves are only read."""

    def __init__(self, store: Store, options: WatchOptions) -> None:
        self._store, self._options = store, options
        self._folders = tuple(folder.resolve() for folder in options.folders)
        self._since: dict[
            Path, tuple[Look, float]
        ] = {}  # the current state of each file, and since when
        self._settled: dict[Path, Look] = {}  # the state in which each needs no more work
        self._not_before: dict[Path, float] = {}
        self._said: set[Path] = set()

    def step(self) -> float:
        """Scan the folders once; returns the seconds until the next scan."""
        looks = dict(self._recordings())
        now = time.monotonic()
        before = self._since
        self._since = {
            path: before[path] if path in before and before[path][0] == look else (look, now)
            for path, look in looks.items()
        }
        for path, (look, since) in self._since.items():
            is_steady = now - since >= self._options.steady_s
            if is_steady and self._settled.get(path) != look and self._may_try(path):
                self._settle(path, look)
        if self._options.exports:
            self._write_results()
        return POLL_S

    def _recordings(self) -> Iterator[tuple[Path, Look]]:
        for folder in self._folders:
            for place, folders, names in os.walk(folder):
                here = Path(place)
                folders[:] = [
                    name for name in folders
                    if not name.startswith(".") and here / name != self._store.folder
                ]  # fmt: skip
                for name in names:
                    if is_recording(name) and (look := _look(here / name)) is not None:
                        yield here / name, look

    def _may_try(self, path: Path) -> bool:
        return time.monotonic() >= self._not_before.get(path, 0.0)

    def _settle(self, path: Path, look: Look) -> None:
        known = self._store.watched.by_path(str(path))
        if known is None or (known.size_bytes, known.mtime_ns) != look:
            try:
                known = self._take(path, look)
            except (OSError, DiskFull) as error:
                self._say(path, f"could not be taken in and is tried again: {error}")
                self._not_before[path] = time.monotonic() + AGAIN_S
                return
        if known is not None:
            self._settled[path] = look

    def _take(self, path: Path, look: Look) -> WatchedFile | None:
        """Add a file, or recognise it; None if it changed while it was read."""
        sha256 = sha256_of(path)
        known = self._store.watched.by_sha256(sha256)
        if known is None:
            known = self._take_new(path, look, sha256)
        if _look(path) != look:
            return None
        found = replace(
            known, path=str(path), size_bytes=look[0], mtime_ns=look[1],
            exported_job=known.exported_job if known.path == str(path) else None,
        )  # fmt: skip
        self._store.watched.put(found)
        return found

    def _take_new(self, path: Path, look: Look, sha256: str) -> WatchedFile:
        options = AddOptions(
            filename=path.name, model=self._options.model, language=self._options.language
        )
        try:
            media = add_recording(self._store, path, options).media
        except MediaUnreadable as error:
            log.warning("%s was left where it is: %s", path, error)
            return WatchedFile(str(path), *look, sha256, None, str(error))
        log.info("%s was taken in as %s", path, media.id)
        return WatchedFile(str(path), *look, media.sha256, media.id)

    def _say(self, path: Path, message: str) -> None:
        """Log a problem of a file, once per file."""
        if path not in self._said:
            self._said.add(path)
            log.warning("%s %s", path, message)

    def _write_results(self) -> None:
        for file, job_id in self._store.watched.unexported():
            source = Path(file.path)
            is_watched = any(source.is_relative_to(folder) for folder in self._folders)
            if not is_watched or not source.exists() or not self._may_try(source):
                continue
            try:
                for name in dict.fromkeys(self._options.exports):
                    self._write_result(source, file.media_id or "", name)
            except (OSError, TranscribeError) as error:
                self._say(source, f"is drafted, but nothing could be written beside it: {error}")
                self._not_before[source] = time.monotonic() + AGAIN_S
                continue
            self._store.watched.put(replace(file, exported_job=job_id))

    def _write_result(self, source: Path, media_id: str, format_name: str) -> None:
        content = export(self._store, media_id, format_name, {}).data
        suffix = FORMATS[format_name].suffix
        # The second of two formats with the same suffix, and the later of two recordings with the
        # same name, get the longer name.
        places = [
            source.with_suffix(suffix), source.with_name(source.name + suffix),
            source.with_name(f"{source.name}.{format_name}{suffix}"),
        ]  # fmt: skip
        origin = f"{media_id} {format_name}"
        if not any(self._write(place, origin, content) for place in places):
            self._say(places[-1], "is somebody else's; the draft was not written there")

    def _write(self, target: Path, origin: str, content: bytes) -> bool:
        """Write a file completely or not at all; False if a file of another origin exists there."""
        notes, sha256 = self._store.watched, hashlib.sha256(content).hexdigest()
        written = notes.export_at(str(target))
        if written is not None and written.source != origin:
            return False
        present = sha256_of(target) if target.exists() else None
        if present is not None and (written is None or present not in written.sha256.split()):
            return False
        # Both digests until the new file is in place: after a crash, either file may be there.
        notes.put_export(Export(str(target), origin, f"{present or ''} {sha256}".strip()))
        if not _put(target, content, is_new=present is None):
            return False
        notes.put_export(Export(str(target), origin, sha256))
        return True


def is_recording(name: str) -> bool:
    """Whether a file may be a finished recording, by its name."""
    if name.startswith((".", "~")) or name.endswith("~"):
        return False
    return Path(name).suffix.lower() in RECORDINGS


def _look(path: Path) -> Look | None:
    """Size and change time of a file; None if it is not a file, is empty, or was removed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if path.is_file() and found.st_size else None


def _put(target: Path, content: bytes, *, is_new: bool) -> bool:
    """Rename a finished file to its name; False if the name of a new file is in use by now."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            share(part)  # it is in the user's folder
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            return _link(part, target)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def _link(part: Path, target: Path) -> bool:
    """Rename without replacing another file."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except (
        OSError
    ):  # a file system without links, such as exFAT: check and rename are not atomic there
        if target.exists():
            return False
        part.replace(target)
    return True
