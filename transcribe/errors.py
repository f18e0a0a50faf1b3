"""Every error that the program raises on purpose.

Each class is named after the situation, carries the values that describe it and builds its own
message: what happened, with the value, and what to do. `web/problems.py` maps the classes to HTTP
problem details, `cli/main.py` to exit codes.
"""

from __future__ import annotations


class TranscribeError(Exception):
    """Base of every error that a person can act on."""

    def in_shell(self) -> str:
        """Return the message for a user of the command line, where a command can be the remedy."""
        return str(self)


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
    """An unknown format name."""

    def __init__(self, format: str, known: tuple[str, ...]) -> None:
        self.format, self.known = format, known
        super().__init__(format, known)

    def __str__(self) -> str:
        return f"There is no format {self.format!r}. Use one of: {', '.join(self.known)}."


class InvalidFrameRate(TranscribeError):
    """Text or a number that is no frame rate.

    Attributes:
        given: What was given.
        reason: What is wrong with it, a clause without its full stop.
    """

    def __init__(self, given: str, reason: str) -> None:
        self.given, self.reason = given, reason
        super().__init__(given, reason)

    def __str__(self) -> str:
        return (
            f"The frame rate {self.given!r} cannot be used: {self.reason}. "
            "Use one such as 23.976, 24, 25, 29.97, 50 or 30000/1001."
        )


class InvalidTimecode(TranscribeError):
    """A timecode that names no frame.

    Attributes:
        given: What was given.
        reason: What is wrong and what to use instead, a clause without its full stop.
    """

    def __init__(self, given: str, reason: str) -> None:
        self.given, self.reason = given, reason
        super().__init__(given, reason)

    def __str__(self) -> str:
        return f"The timecode {self.given!r} cannot be used: {self.reason}."


class InvalidProfile(TranscribeError):
    """A file of subtitle profiles that cannot be used.

    Attributes:
        file: Its name.
        key: Where in it, such as `profile.mine.lines`; empty for the whole file.
        reason: What is wrong and what is allowed, a clause without its full stop.
    """

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(file, key, reason)

    def __str__(self) -> str:
        return f"{self.file}{f', {self.key}' if self.key else ''}: {self.reason}."


class UnknownProfile(TranscribeError):
    """The name of a subtitle profile that does not exist.

    Attributes:
        known: All names.
        broken: Files of profiles that cannot be used; it may be in one of them.
    """

    def __init__(self, name: str, known: tuple[str, ...], broken: tuple[str, ...] = ()) -> None:
        self.name, self.known, self.broken = name, known, broken
        super().__init__(name, known, broken)

    def __str__(self) -> str:
        said = f"There is no profile {self.name!r}. Use one of: {', '.join(self.known)}."
        if not self.broken:
            return said
        return f"{said} Files that cannot be used: {', '.join(self.broken)} (`transcribe profiles list` says why)."


class SpellingUnavailable(TranscribeError):
    """Spelling that cannot be checked.

    Attributes:
        reason: What is missing and what to do, a clause without its full stop.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"Spelling cannot be checked: {self.reason}."


class MediaUnreadable(TranscribeError):
    """A file from which no audio can be read.

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
    """ffmpeg was killed by a signal before it finished; a retry may succeed."""

    def __init__(self, name: str, signal: int) -> None:
        self.signal = signal
        super().__init__(
            name,
            f"ffmpeg was stopped by signal {signal} before it finished, possibly because memory ran "
            "out. Try again.",
        )
        self.args = (name, signal)


class WorkCancelled(TranscribeError):
    """Work that was stopped because it is no longer needed."""

    def __str__(self) -> str:
        return "This work was cancelled."


class NoAudio(MediaUnreadable):
    """A readable file without any audio stream."""


class MediaTooLong(MediaUnreadable):
    """A recording beyond the length limit."""


class FormatChanges(MediaUnreadable):
    """Audio whose rate or channels change inside the stream, where it is read as one format."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "the rate or the channels of its audio change inside the file.")

    def __reduce__(self) -> tuple[object, ...]:
        return FormatChanges, (self.name,)


class UnsafeMedia(MediaUnreadable):
    """A playlist, script or manifest that would make the decoder open other files or the network."""


class InvalidOperation(TranscribeError):
    """An edit that does not fit the transcript, regardless of its revision.

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
    """An edit that exceeds a limit.

    Attributes:
        what: What is counted.
        n: The number in the edit.
        limit: The highest allowed number.
    """

    def __init__(self, what: str, n: int, limit: int) -> None:
        self.what, self.n, self.limit = what, n, limit
        super().__init__("edit", f"{n:,} {what}; at most {limit:,} are allowed. Make it smaller.")
        self.args = (what, n, limit)


class SegmentMissing(InvalidOperation):
    """An edit of a segment that is not (or no longer) in the transcript."""

    def __init__(self, operation: str, segment_id: int) -> None:
        self.segment_id = segment_id
        super().__init__(operation, f"There is no segment {segment_id}; reload the transcript.")
        self.args = (operation, segment_id)


class InvalidVoice(InvalidOperation):
    """A voice that a collection cannot keep, or a name that it cannot have.

    Attributes:
        reason: What does not fit, and what to do, a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("voices", reason)
        self.args = (reason,)

    def __str__(self) -> str:
        return self.reason


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


# The command that lists what a `NotFound` is about, and what it lists.
_LISTS = {
    "recording": ("list", "recordings"),
    "tag": ("tags", "tags"),
    "collection": ("projects", "collections"),
    "release": ("projects releases COLLECTION", "releases"),
    "term": ("glossary list", "terms"),
    "voice": ("voices list COLLECTION", "voices"),
}


class NotFound(TranscribeError):
    """An id that does not exist in the data folder."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind, self.key = kind, key
        super().__init__(kind, key)

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.key}. It may have been deleted, or its address is incomplete."

    def in_shell(self) -> str:
        # Of "job of recording" and the like, the list of recordings helps.
        what = "recording" if self.kind.endswith(" recording") else self.kind
        said = f"There is no {self.kind} {self.key}."
        if what not in _LISTS:
            return said
        command, shows = _LISTS[what]
        return f"{said} `transcribe {command}` shows the {shows}."


class NoText(TranscribeError):
    """A recording without any segment, where its text is needed."""

    def __init__(self, media_id: str) -> None:
        self.media_id = media_id
        super().__init__(media_id)

    def __str__(self) -> str:
        return "It has no text yet. Draft it, or import a transcript."


class DataFolderBusy(TranscribeError):
    """Another process already serves this data folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(folder)

    def __str__(self) -> str:
        return (
            f"Another `transcribe` is already using {self.folder}. "
            "Stop it first, or use another folder with --data."
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
    """A regular expression that takes too long to match."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(pattern)

    def __str__(self) -> str:
        return (
            "The search was stopped because this expression takes too long. The usual reason is "
            "nested repetition, such as (a+)+."
        )


class InvalidTerm(TranscribeError):
    """An invalid glossary entry.

    Attributes:
        term: The term.
        reason: What is wrong.
    """

    def __init__(self, term: str, reason: str) -> None:
        self.term, self.reason = term, reason
        super().__init__(term, reason)

    def __str__(self) -> str:
        return f"“{self.term}” cannot be a term: {self.reason}."


class InvalidTag(TranscribeError):
    """A text that cannot be a tag of a recording.

    Attributes:
        tag: The text.
        reason: What is wrong.
    """

    def __init__(self, tag: str, reason: str) -> None:
        self.tag, self.reason = tag, reason
        super().__init__(tag, reason)

    def __str__(self) -> str:
        return f"{self.tag[:200]!r} cannot be a tag: {self.reason}."


class InvalidProject(TranscribeError):
    """Fields that a collection of recordings cannot have.

    Attributes:
        reason: What is wrong.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason[:1].upper()}{self.reason[1:]}."


class CorpusUnsuitable(TranscribeError):
    """Clips that a format of corpora cannot hold, or a corpus that cannot be made as asked.

    Attributes:
        what: The format or the collection.
        reason: Why not, and what to do, a sentence without its full stop.
    """

    def __init__(self, what: str, reason: str) -> None:
        self.what, self.reason = what, reason
        super().__init__(what, reason)

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}."


class CorpusFolderTaken(TranscribeError):
    """A folder that a corpus cannot be written into.

    Attributes:
        folder: The folder.
        reason: Why not, and what to do, a sentence without its full stop.
    """

    def __init__(self, folder: str, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(folder, reason)

    def __str__(self) -> str:
        return f"{self.folder} {self.reason}."


class PackageMissing(TranscribeError):
    """An optional package that is not installed.

    Attributes:
        package: Its name.
        extra: The extra of this program that installs it.
        purpose: What it is needed for.
    """

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        self.package, self.extra, self.purpose = package, extra, purpose
        super().__init__(package, extra, purpose)

    def __str__(self) -> str:
        return (
            f"The package {self.package} is not installed; {self.purpose} need it. "
            f'Install it: pip install "transcribe[{self.extra}]"'
        )


class TooManyTags(TranscribeError):
    """More tags than a recording can have.

    Attributes:
        n: How many there would be.
        limit: The highest allowed number.
    """

    def __init__(self, n: int, limit: int) -> None:
        self.n, self.limit = n, limit
        super().__init__(n, limit)

    def __str__(self) -> str:
        return (
            f"A recording has at most {self.limit} tags, not {self.n}. Remove some of them first."
        )


class EngineUnavailable(TranscribeError):
    """A speech-recognition engine that is unknown or not installed."""

    def __init__(self, engine: str, reason: str) -> None:
        self.engine, self.reason = engine, reason
        super().__init__(engine, reason)

    def __str__(self) -> str:
        return f"Engine {self.engine}: {self.reason}"


class FontMissing(TranscribeError):
    """No font of this computer has some characters.

    Attributes:
        characters: By the name of their script.
    """

    def __init__(self, characters: dict[str, str]) -> None:
        self.characters = characters
        super().__init__(characters)

    def __str__(self) -> str:
        scripts = "; ".join(
            f"{script} ({' '.join(found[:8])}{' …' if len(found) > 8 else ''})"
            for script, found in self.characters.items()
        )
        package = "fonts-noto-core"
        if any(script.startswith("Chinese") for script in self.characters):
            package = "fonts-noto-cjk"
        return (
            f"No font on this computer has these characters: {scripts}. Install a font that has them, on "
            f"Debian and Ubuntu `apt install {package}`, and try again."
        )


class NoFonts(TranscribeError):
    """This computer has no fonts at all."""

    def __str__(self) -> str:
        return (
            "There are no fonts on this computer. Install some, on Debian and Ubuntu "
            "`apt install fontconfig fonts-noto-core`, and try again."
        )


class EncoderUnavailable(TranscribeError):
    """The ONNX encoder cannot be made or used; the engine's own is used instead."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return (
            f"The ONNX encoder is not used: {self.reason}. Drafts are made with CTranslate2's own, "
            "which takes longer. TRANSCRIBE_ENCODER=ctranslate2 keeps it so without this message."
        )


class DatabaseUnusable(TranscribeError):
    """The database file cannot be opened, read or written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"The database {self.path} cannot be used: {self.reason}. "
            "Check that the disk has free space and that your user may write the file and its folder."
        )


class DatabaseDamaged(DatabaseUnusable):
    """The database file has wrong content."""

    def __str__(self) -> str:
        return (
            f"The database {self.path} is damaged: {self.reason}. Restore the last backup into a "
            "new folder: transcribe --data NEW restore FILE"
        )


class DatabaseFull(DatabaseUnusable):
    """There is no disk space for a change; existing data is not lost."""

    def __str__(self) -> str:
        return f"The disk that holds {self.path} is full. Free some space, then try again."


class DiskFull(TranscribeError):
    """There is not enough disk space for a file.

    Attributes:
        needed: Bytes to write; 0 if the error was found while writing.
        free: Free bytes.
    """

    def __init__(self, folder: str, *, needed: int = 0, free: int = 0) -> None:
        self.folder, self.needed, self.free = folder, needed, free
        super().__init__(folder)

    def __reduce__(self) -> tuple[object, ...]:
        return _full_disk, (self.folder, self.needed, self.free)

    def __str__(self) -> str:
        if not self.needed:
            return f"The disk that holds {self.folder} is full. Free some space, then try again."
        return (
            f"It needs {_size(self.needed)} on the disk that holds {self.folder}, where "
            f"{_size(self.free)} are free. Free some space, then try again."
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
    """A value that an export option does not accept."""

    def __init__(self, format: str, option: str, value: str, choices: tuple[str, ...]) -> None:
        self.format, self.option, self.value, self.choices = format, option, value, choices
        super().__init__(format, option, value, choices)

    def __str__(self) -> str:
        return (
            f"The option {self.option!r} of the format {self.format} does not accept {self.value!r}; "
            f"it accepts: {', '.join(self.choices)}."
        )


class CrossSiteRequest(TranscribeError):
    """A request with a foreign host name or from a page of another site."""


class PortInUse(TranscribeError):
    """The port that the server should listen on is in use."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        super().__init__(host, port)

    def __str__(self) -> str:
        return f"Port {self.port} on {self.host} is in use. Use another with --port, or --port 0."


class AddressUnusable(TranscribeError):
    """An address that the server cannot listen on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port, self.reason = host, port, reason
        super().__init__(host, port, reason)

    def __str__(self) -> str:
        return (
            f"The server cannot listen on {self.host}, port {self.port}: {self.reason}. "
            "Use --host 127.0.0.1 for this computer only, and a port of 1024 or higher."
        )


class OpenToNetwork(TranscribeError):
    """An address at which other computers could reach the server, which has no accounts.

    Attributes:
        host: The requested host.
        port: The requested port.
        addresses: The addresses to which the host resolves.
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
            "another computer, start without --host and run on the other one: "
            f"ssh -L {port}:127.0.0.1:{port} USER@THIS-COMPUTER, then open http://127.0.0.1:{port}. For "
            "several users, run a reverse proxy with access control on this computer, and start: "
            "transcribe serve --trust-proxy --allow-host NAME (docs/operate/server.md)."
        )


class SocketUnusable(TranscribeError):
    """A Unix socket that the server cannot listen on."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"The server cannot listen on the socket {self.path}: {self.reason}. "
            "Use a path of at most 100 characters in a folder that your user may write."
        )


class BackupUnusable(TranscribeError):
    """A backup that cannot be written, or a file that is not a backup."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class WorkerRefused(TranscribeError):
    """A worker that must not do this work: it has another version or other weights.

    Attributes:
        reason: What differs.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"This worker is refused: {self.reason}. Install the same release on both."


class ClusterUnusable(TranscribeError):
    """A cluster that is not set up, or not set up safely."""


class NoWorker(TranscribeError):
    """A request needs a worker, and no worker runs."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(folder)

    def __str__(self) -> str:
        return (
            "No worker runs, so nothing can be transcribed now. "
            "Start the server without --no-worker."
        )


class DraftFailed(TranscribeError):
    """A draft that a client waits for has failed.

    Attributes:
        name: The file's name as the user knows it.
        reason: The reason, a sentence.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(name, reason)

    def __str__(self) -> str:
        return f"{self.name} could not be drafted: {self.reason}"


class ClientDisconnected(TranscribeError):
    """The client that requested the work has disconnected."""


class WebhookRefused(TranscribeError):
    """An address to which no messages may be sent."""

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
    """An interactive request that was not answered in time. `reason` is a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return self.reason


class SpectrogramFailed(TranscribeError):
    """A spectrogram that could not be computed.

    Attributes:
        reason: The reason, a sentence without its full stop.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"The spectrogram could not be computed: {self.reason.rstrip('.')}."
