"""Every error that the program raises on purpose.

Each class is named after the situation, carries the values that describe it and builds its own
message: what happened, with the value, and what to do. `web/problems.py` maps the classes to HTTP
problem details, `cli.py` to exit codes.
"""

from __future__ import annotations


class TranscribeError(Exception):
    """Base of every error that a person can act on."""


class FormatError(TranscribeError):
    """A transcript file cannot be read.

    Attributes:
        name: File name as the user knows it, may be empty.
        line: 1-based line where reading stopped, or None where the format has no lines.
        reason: What is wrong, without the position.
    """

    def __init__(self, name: str, line: int | None, reason: str) -> None:
        self.name, self.line, self.reason = name, line, reason
        super().__init__(name, line, reason)

    def __str__(self) -> str:
        where = self.name or "the file"
        return (
            f"{where}, line {self.line}: {self.reason}" if self.line else f"{where}: {self.reason}"
        )


class UnknownFormat(TranscribeError):
    """A format name that no module answers to."""

    def __init__(self, format: str, known: tuple[str, ...]) -> None:
        self.format, self.known = format, known
        super().__init__(format, known)

    def __str__(self) -> str:
        return f"There is no format {self.format!r}. Use one of: {', '.join(self.known)}."


class MediaUnreadable(TranscribeError):
    """A file that no audio can be had from.

    Attributes:
        name: File name as the user knows it.
        reason: What is wrong and what to do, a sentence.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(name, reason)

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class DecoderEnded(MediaUnreadable):
    """ffmpeg was ended from outside in the middle of its work; another try may succeed."""

    def __init__(self, name: str, signal: int) -> None:
        self.signal = signal
        super().__init__(
            name,
            f"ffmpeg was ended by signal {signal} before it was done, perhaps because memory ran "
            "out. Try again.",
        )
        self.args = (name, signal)


class WorkCancelled(TranscribeError):
    """Work that was stopped because nobody wants it any more."""

    def __str__(self) -> str:
        return "This work was cancelled."


class NoAudio(MediaUnreadable):
    """A readable file without any audio stream."""


class MediaTooLong(MediaUnreadable):
    """A recording beyond the length limit."""


class UnsafeMedia(MediaUnreadable):
    """A playlist, script or manifest that would make the decoder open other files or the network."""


class InvalidOperation(TranscribeError):
    """An edit that does not fit the transcript, whatever its revision.

    Attributes:
        operation: Name of the operation.
        reason: What does not fit.
    """

    def __init__(self, operation: str, reason: str) -> None:
        self.operation, self.reason = operation, reason
        super().__init__(operation, reason)

    def __str__(self) -> str:
        return f"{self.operation}: {self.reason}"


class EditTooLarge(InvalidOperation):
    """An edit that holds more than one edit may.

    Attributes:
        what: What there is too much of.
        n: How much of it.
        limit: How much there may be.
    """

    def __init__(self, what: str, n: int, limit: int) -> None:
        self.what, self.n, self.limit = what, n, limit
        super().__init__("edit", f"{n:,} {what}; at most {limit:,} are possible. Make it smaller.")
        self.args = (what, n, limit)


class SegmentMissing(InvalidOperation):
    """An edit of a segment that is not (or no longer) in the transcript."""

    def __init__(self, operation: str, segment_id: int) -> None:
        self.segment_id = segment_id
        super().__init__(operation, f"There is no segment {segment_id}; reload the transcript.")
        self.args = (operation, segment_id)


class EditConflict(TranscribeError):
    """An edit based on an old revision that clashes with what was changed since.

    Attributes:
        base: Revision the edit was made on.
        revision: The transcript's current revision.
        segment_ids: Segments that both sides touched.
        speaker_ids: Speakers that both sides added, renamed or removed.
    """

    def __init__(
        self,
        base: int,
        revision: int,
        segment_ids: tuple[int, ...],
        speaker_ids: tuple[str, ...] = (),
    ) -> None:
        self.base, self.revision = base, revision
        self.segment_ids, self.speaker_ids = segment_ids, speaker_ids
        super().__init__(base, revision, segment_ids, speaker_ids)

    def __str__(self) -> str:
        both = [f"segment {key}" for key in self.segment_ids]
        both += [f"speaker {key}" for key in self.speaker_ids]
        return (
            f"The transcript moved from revision {self.base} to {self.revision} and "
            f"{', '.join(both) or 'what this edit needs'} changed in the meantime. "
            "Look at the current text and apply the edit again."
        )


class NotFound(TranscribeError):
    """Something named by an id that the data folder does not hold."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(kind, key)

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.key}. `transcribe list` shows what there is."


class DataFolderBusy(TranscribeError):
    """Another process already serves this data folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(folder)

    def __str__(self) -> str:
        return (
            f"Another `transcribe` already works on {self.folder}. "
            "Stop it first, or give this one another folder with --data."
        )


class ModelUnavailable(TranscribeError):
    """Model files that are absent, incomplete or not the published bytes."""

    def __init__(self, model: str, reason: str) -> None:
        self.model, self.reason = model, reason
        super().__init__(model, reason)

    def __str__(self) -> str:
        return f"Model {self.model}: {self.reason}"


class InvalidPattern(TranscribeError):
    """A regular expression that cannot be read, or a query without anything to look for.

    Attributes:
        pattern: The expression.
        at: Where in it, in characters.
        reason: What is wrong.
    """

    def __init__(self, pattern: str, at: int, reason: str) -> None:
        self.pattern, self.at, self.reason = pattern, at, reason
        super().__init__(pattern, at, reason)

    def __str__(self) -> str:
        return f"The expression cannot be read at character {self.at + 1}: {self.reason}."


class SearchTooSlow(TranscribeError):
    """An expression that tries too many ways to match."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(pattern)

    def __str__(self) -> str:
        return (
            "The search was stopped because this expression takes too long. Repetitions inside of "
            "repetitions, such as (a+)+, are the usual reason."
        )


class InvalidTerm(TranscribeError):
    """An entry that no glossary can hold.

    Attributes:
        term: The term.
        reason: What is wrong.
    """

    def __init__(self, term: str, reason: str) -> None:
        self.term, self.reason = term, reason
        super().__init__(term, reason)

    def __str__(self) -> str:
        return f"“{self.term}” cannot be a term: {self.reason}."


class EngineUnavailable(TranscribeError):
    """A speech-recognition engine that is unknown or not installed."""

    def __init__(self, engine: str, reason: str) -> None:
        self.engine, self.reason = engine, reason
        super().__init__(engine, reason)

    def __str__(self) -> str:
        return f"Engine {self.engine}: {self.reason}"


class DatabaseUnusable(TranscribeError):
    """The database file cannot be opened, read or written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"The database {self.path} cannot be used: {self.reason}. "
            "See that the disk has room and that this user may write the file and its folder."
        )


class DatabaseDamaged(DatabaseUnusable):
    """The database file has wrong content."""

    def __str__(self) -> str:
        return (
            f"The database {self.path} is damaged: {self.reason}. Restore the last backup into a "
            "new folder: transcribe --data NEW restore FILE"
        )


class DatabaseFull(DatabaseUnusable):
    """There is no room for a change; nothing that was there is lost."""

    def __str__(self) -> str:
        return f"The disk that holds {self.path} is full. Make room, then try again."


class DiskFull(TranscribeError):
    """There is no room for what is to be written.

    Attributes:
        needed: Bytes that are to be written; 0 when it was found out by writing.
        free: Bytes that were left.
    """

    def __init__(self, folder: str, *, needed: int = 0, free: int = 0) -> None:
        self.folder, self.needed, self.free = folder, needed, free
        super().__init__(folder)

    def __reduce__(self) -> tuple[object, ...]:
        return _full_disk, (self.folder, self.needed, self.free)

    def __str__(self) -> str:
        if not self.needed:
            return f"The disk that holds {self.folder} is full. Make room, then try again."
        return (
            f"It needs {_size(self.needed)} on the disk that holds {self.folder}, where "
            f"{_size(self.free)} are free. Make room, then try again."
        )


def _full_disk(folder: str, needed: int, free: int) -> DiskFull:
    return DiskFull(folder, needed=needed, free=free)


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"


class InvalidOption(TranscribeError):
    """An export option that the format does not have."""

    def __init__(self, format: str, option: str, known: tuple[str, ...]) -> None:
        self.format, self.option, self.known = format, option, known
        super().__init__(format, option, known)

    def __str__(self) -> str:
        names = ", ".join(self.known) or "none"
        return f"The format {self.format} has no option {self.option!r}; it has: {names}."


class InvalidOptionValue(TranscribeError):
    """A value that an export option does not take."""

    def __init__(self, format: str, option: str, value: str, choices: tuple[str, ...]) -> None:
        self.format, self.option, self.value, self.choices = format, option, value, choices
        super().__init__(format, option, value, choices)

    def __str__(self) -> str:
        return (
            f"The option {self.option!r} of the format {self.format} does not take {self.value!r}; "
            f"it takes: {', '.join(self.choices)}."
        )


class CrossSiteRequest(TranscribeError):
    """A request by a foreign name or from another site's page."""


class PortInUse(TranscribeError):
    """The port that the server should listen on is taken."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        super().__init__(host, port)

    def __str__(self) -> str:
        return f"Port {self.port} on {self.host} is taken. Use another with --port, or --port 0."


class AddressUnusable(TranscribeError):
    """An address that the server cannot listen on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(host, port, reason)

    def __str__(self) -> str:
        return (
            f"The server cannot listen on {self.host}, port {self.port}: {self.reason}. "
            "Use --host 127.0.0.1 for this machine alone, and a port from 1024."
        )


class OpenToNetwork(TranscribeError):
    """An address at which other machines could reach the server, which knows no accounts.

    Attributes:
        host: What was asked for.
        port: Likewise.
        addresses: What it stands for.
    """

    def __init__(self, host: str, port: int, addresses: tuple[str, ...]) -> None:
        self.host, self.port, self.addresses = host, port, addresses
        super().__init__(host, port, addresses)

    def __str__(self) -> str:
        port = self.port or 5000
        resolved = ", ".join(self.addresses)
        meaning = "" if resolved == self.host else f" ({resolved})"
        return (
            f"--host {self.host or repr('')}{meaning} is refused. There are no accounts yet, so "
            "everyone who reaches that address could read and change every recording. To work from "
            f"another machine, start without --host and run on the other one: ssh -L {port}:127.0.0.1:{port} "
            f"USER@THIS-MACHINE, then open http://127.0.0.1:{port}. To let others in, have a "
            "reverse proxy on this machine check who asks, and start: transcribe serve "
            "--trust-proxy --allow-host NAME (docs/operate/server.md)."
        )


class SocketUnusable(TranscribeError):
    """A Unix socket that the server cannot listen on."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"The server cannot listen on the socket {self.path}: {self.reason}. "
            "Name a path of at most 100 characters in a folder that this user may write."
        )


class BackupUnusable(TranscribeError):
    """A backup that cannot be written, or a file that is no backup."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class WorkerRefused(TranscribeError):
    """A worker that must not do this work: another version, other weights.

    Attributes:
        reason: What differs.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"This worker is refused: {self.reason}. Install the same release on both."


class ClusterUnusable(TranscribeError):
    """A cluster that is not set up so that it can be used, or not safely."""


class NoWorker(TranscribeError):
    """Work was asked for that somebody waits for, and nobody is there to do it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(folder)

    def __str__(self) -> str:
        return (
            "No worker runs, so nothing can be transcribed now. "
            "Start the server without --no-worker."
        )


class DraftFailed(TranscribeError):
    """A draft that somebody waits for will not come.

    Attributes:
        name: The file's name as the user knows it.
        reason: Why, a sentence.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(name, reason)

    def __str__(self) -> str:
        return f"{self.name} could not be drafted: {self.reason}"


class ClientDisconnected(TranscribeError):
    """Whoever asked for work has gone away."""


class WebhookRefused(TranscribeError):
    """An address that messages may not be sent to."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(url, reason)

    def __str__(self) -> str:
        return f"No messages are sent to {self.url}: {self.reason}."


class InvalidWatchFolder(TranscribeError):
    """A folder that cannot be watched."""

    def __init__(self, folder: str, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(folder, reason)

    def __str__(self) -> str:
        return f"The folder {self.folder} cannot be watched: {self.reason}."


class RequestTimedOut(TranscribeError):
    """A question to the machine that somebody waited for in vain. `reason` is a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return self.reason


class SpectrogramFailed(TranscribeError):
    """A picture of the sound that could not be made.

    Attributes:
        reason: Why, a sentence without its full stop.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"The sound could not be drawn: {self.reason.rstrip('.')}."
