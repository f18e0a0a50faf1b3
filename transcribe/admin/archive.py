"""The file of a backup: a tar archive that can be checked for completeness.

Its members, in this order:

- `backup.json`: the format, and the names of the planned files;
- `transcribe.db` and `media/ID/NAME`: the files;
- `manifest.json`: size and SHA-256 of each file;
- `backup.sha256`: the SHA-256 of all preceding bytes; the last member.

Therefore any changed byte is detected, in a file, a header or the padding, and also truncation at
any length. Archives of version 0.1 have the files only.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from transcribe import __version__
from transcribe.errors import BackupUnusable
from transcribe.system.permissions import make_private_folder

FORMAT = 1
HEAD, DATABASE, MANIFEST, SEAL = "backup.json", "transcribe.db", "manifest.json", "backup.sha256"
BLOCK = tarfile.BLOCKSIZE
COPY_BYTES = 1 << 20
END = bytes(2 * BLOCK)
SEAL_BYTES = 4 * BLOCK  # header, digest, end
MAX_TEXT_BYTES = 1 << 28  # of a manifest: a million files


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup."""

    size: int
    sha256: str


class ArchiveWriter:
    """Writes an archive sequentially.

    Args:
        file: The target, at its start.
        names: The planned files, for a reader of a truncated archive.
    """

    def __init__(self, file: IO[bytes], names: Sequence[str]) -> None:
        self._file, self._digest = file, hashlib.sha256()
        self.entries: dict[str, Entry] = {}
        head = {"format": FORMAT, "program": __version__, "files": list(names)}
        self._add_text(HEAD, head)

    def add(self, path: Path, name: str) -> None:
        """Add a file.

        Raises:
            FileNotFoundError: It does not exist any more; nothing was written.
            BackupUnusable: It changed while it was read.
            OSError: It cannot be read, or the archive cannot be written.
        """
        with path.open("rb") as source:
            before = os.fstat(source.fileno())
            self._write(_header(name, before.st_size, int(before.st_mtime)))
            digest = hashlib.sha256()
            n_left = before.st_size
            while n_left and (block := source.read(min(n_left, COPY_BYTES))):
                digest.update(block)
                self._write(block)
                n_left -= len(block)
            after = os.fstat(source.fileno())
        if n_left or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise BackupUnusable(str(path), "it changed while it was read; run the backup again")
        self._write(_padding(before.st_size))
        self.entries[name] = Entry(before.st_size, digest.hexdigest())

    def finish(self, missing: Sequence[str]) -> str:
        """Write the manifest and the end; returns the digest of the archive.

        Args:
            missing: Files that are expected from the database and are not in the archive.
        """
        files = {name: [entry.size, entry.sha256] for name, entry in self.entries.items()}
        self._add_text(MANIFEST, {"files": files, "missing": list(missing)})
        seal = self._digest.hexdigest()
        self._file.write(_seal(seal))
        return seal

    def _add_text(self, name: str, plain: Any) -> None:
        content = json.dumps(plain, indent=0).encode()
        self._write(_header(name, len(content)) + content + _padding(len(content)))

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self._file.write(content)


def _header(name: str, size: int, mtime: int = 0) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, 0o600
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def _seal(digest: str) -> bytes:
    content = f"{digest}\n".encode()
    return _header(SEAL, len(content)) + content + _padding(len(content)) + END


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing an archive with its manifest.

    Attributes:
        n_files: Number of files read.
        n_bytes: Their total size.
        missing: Files in the manifest that are not in the archive.
        extra: Files in the archive that are not in the manifest.
        changed: Files whose content differs.
        reason: Other errors, such as the place of a truncation; empty if there is none.
        has_manifest: False for an archive of version 0.1, which cannot be compared.
        absent: Files that were missing from the library when the archive was written.
        seal: The computed digest of the archive.
    """

    n_files: int
    n_bytes: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reason: str = ""
    has_manifest: bool = True
    absent: tuple[str, ...] = ()
    seal: str = ""

    @property
    def is_damaged(self) -> bool:
        """Whether a difference was found."""
        return bool(self.missing or self.extra or self.changed or self.reason)

    @property
    def is_whole(self) -> bool:
        """Whether every byte was compared and is equal."""
        return self.has_manifest and not self.is_damaged

    def differences(self, at_most: int = 10) -> str:
        """The differences, in one line; names at most this many files of each kind."""
        parts = [self.reason] if self.reason else []
        for kind in ("missing", "extra", "changed"):
            names: tuple[str, ...] = getattr(self, kind)
            if names:
                more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
                parts.append(f"{kind}: {', '.join(names[:at_most])}{more}")
        return "; ".join(parts)


@dataclass
class _Read:
    """The members read so far."""

    files: dict[str, Entry] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    first: str = ""
    end: int = 0  # end of the last readable member


def read_archive(path: Path, target: Path | None = None) -> Comparison:
    """Read a whole archive and compare it with its manifest.

    Args:
        path: The archive.
        target: An empty folder to which the files are extracted; None to compare only.

    Raises:
        BackupUnusable: It cannot be opened, or is not an archive.
        OSError: `target` cannot be written.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupUnusable(str(path), f"it cannot be read ({error.strerror})") from error
    with file:
        size = os.fstat(file.fileno()).st_size
        source = _Hashed(file, str(path), size - SEAL_BYTES)
        read = _Read()
        reason = _walk(source, read, target)
        source.drain()
        if read.first != HEAD:
            return _unsealed(read, reason or _ending(file, read.end))
        file.seek(max(0, size - SEAL_BYTES))
        is_sealed = file.read() == _seal(source.digest.hexdigest())
    return _compared(read, reason, is_sealed, source.digest.hexdigest())


def _unsealed(read: _Read, reason: str) -> Comparison:
    n_bytes = sum(entry.size for entry in read.files.values())
    return Comparison(len(read.files), n_bytes, reason=reason, has_manifest=False)


def _compared(read: _Read, reason: str, is_sealed: bool, seal: str) -> Comparison:
    found = read.files
    n_bytes = sum(entry.size for entry in found.values())
    manifest = _parsed(read.texts.get(MANIFEST, b""))
    wanted = _entries(manifest)
    if manifest is None or wanted is None:
        planned = _parsed(read.texts[HEAD]) or {"files": ()}
        missing = tuple(str(name) for name in planned["files"] if name not in found)
        cut = reason or "it is truncated or damaged: it has no list of its files"
        return Comparison(len(found), n_bytes, missing=missing, reason=cut)
    absent = manifest.get("missing")
    comparison = Comparison(
        len(found), n_bytes,
        missing=tuple(name for name in wanted if name not in found),
        extra=tuple(name for name in found if name not in wanted),
        changed=tuple(n for n, entry in wanted.items() if n in found and found[n] != entry),
        reason=reason, absent=tuple(absent) if isinstance(absent, list) else (), seal=seal,
    )  # fmt: skip
    if is_sealed or comparison.is_damaged:
        return comparison
    return Comparison(
        len(found), n_bytes, absent=comparison.absent, seal=seal,
        reason="bytes outside its files differ, or its end is truncated",
    )  # fmt: skip


def _parsed(content: bytes) -> dict[str, Any] | None:
    """A manifest or head; None if it is damaged."""
    with suppress(ValueError):
        plain = json.loads(content)
        if isinstance(plain, dict) and isinstance(plain.get("files"), dict | list):
            return plain
    return None


def _entries(manifest: dict[str, Any] | None) -> dict[str, Entry] | None:
    with suppress(TypeError, AttributeError):
        return {name: Entry(*entry) for name, entry in manifest["files"].items()}  # type: ignore[index]
    return None


class _Hashed(io.RawIOBase):
    """A file that is read sequentially, with a digest of its first `n_hashed` bytes."""

    def __init__(self, file: IO[bytes], name: str, n_hashed: int) -> None:
        self._file, self.path, self._n_left = file, name, max(0, n_hashed)
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        try:
            block = self._file.read(size)
        except OSError as error:
            raise BackupUnusable(self.path, f"it cannot be read ({error.strerror})") from error
        self.digest.update(block[: self._n_left])
        self._n_left -= min(self._n_left, len(block))
        return block

    def drain(self) -> None:
        """Read to the end."""
        while self.read(COPY_BYTES):
            pass


def _walk(source: _Hashed, read: _Read, target: Path | None) -> str:
    """Read all members; returns the reason if it had to stop early, else an empty string."""
    name = ""
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # otherwise tarfile keeps all members in memory
                name = member.name
                read.first = read.first or name
                if reason := _refusal(member, read):
                    return reason
                _take(archive, member, read, target)
                read.end = archive.offset
    except (tarfile.TarError, EOFError, ValueError) as error:
        if not name:
            raise BackupUnusable(source.path, f"it is not a backup ({error})") from error
        return f"it is truncated or damaged in {name} or after it ({error})"
    return ""


def _refusal(member: tarfile.TarInfo, read: _Read) -> str:
    parts = Path(member.name).parts
    is_of_media = len(parts) == 3 and parts[0] == "media" and not {"..", "."} & set(parts)
    if not member.isreg() or not (is_of_media or member.name in {HEAD, DATABASE, MANIFEST, SEAL}):
        return f"it contains {member.name!r}: it is not a backup of Transcribe"
    if member.name in read.files or member.name in read.texts:
        return f"it contains {member.name!r} twice"
    return ""


def _take(
    archive: tarfile.TarFile, member: tarfile.TarInfo, read: _Read, target: Path | None
) -> None:
    content = archive.extractfile(member)
    assert content is not None  # noqa: S101 - a regular file has content
    if member.name in {HEAD, MANIFEST, SEAL}:
        read.texts[member.name] = content.read(min(member.size, MAX_TEXT_BYTES))
        return
    digest = hashlib.sha256()
    if target is None:
        _copy(content, digest.update)
    else:
        place = target / member.name
        for folder in (place.parent.parent, place.parent):
            make_private_folder(folder)
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            _copy(content, digest.update, file.write)
        os.utime(place, (member.mtime, member.mtime))
    read.files[member.name] = Entry(member.size, digest.hexdigest())


def _copy(content: IO[bytes], *receivers: Callable[[bytes], object]) -> None:
    while block := content.read(COPY_BYTES):
        for receive in receivers:
            receive(block)


def _ending(file: IO[bytes], end: int) -> str:
    """Check the end of an archive without a seal: only zeros may follow. Returns the error, if any."""
    file.seek(end)
    rest = file.read(len(END))
    if rest != END or any(any(block) for block in iter(lambda: file.read(COPY_BYTES), b"")):
        return "it is truncated or damaged: it does not end as a tar archive does"
    return ""
