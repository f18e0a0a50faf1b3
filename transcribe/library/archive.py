"""Many transcripts as one ZIP archive, made while it is sent: one file is in memory at a time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from transcribe.errors import InvalidOperation, NoText, TranscribeError, UnknownFormat
from transcribe.formats import FORMATS, WRITABLE, Written, parse_options
from transcribe.formats.kinds import OptionValue
from transcribe.library.bulk import require_present
from transcribe.library.import_export import Exported, export, export_name
from transcribe.store import Store
from transcribe.text.disfluencies import CleanOptions
from transcribe.text.filenames import UniqueNames

# The names of the lists of what is missing, and of what formats do not keep, without their suffix .txt.
ERRORS, WARNINGS = "errors", "warnings"
_MODE = 0o644 << 16  # of the files, where they are unpacked on Linux or macOS


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """What an archive contains of each recording.

    Attributes:
        formats: Names of formats with their options. Several formats have a folder each.
        of: The transcript or the translation.
        view: Parts to leave out; None for the verbatim text.
    """

    formats: Mapping[str, Mapping[str, OptionValue]]
    of: Exported = "transcript"
    view: CleanOptions | None = None

    @classmethod
    def read(
        cls,
        formats: Sequence[str],
        given: Mapping[str, str],
        of: Exported = "transcript",
        view: CleanOptions | None = None,
    ) -> Self:
        """Read formats and their options; each format takes those that it has.

        Raises:
            UnknownFormat: There is no such format.
            InvalidOptionValue: An option has no such value.
            InvalidOperation: No format is named, or none of them has an option.
        """
        if not formats:
            raise InvalidOperation("formats", f"at least one of {', '.join(WRITABLE)}")
        parsed = {}
        for name in formats:
            if name not in WRITABLE:
                raise UnknownFormat(name, WRITABLE)
            own = {option.name for option in FORMATS[name].options}
            mine = {option: text for option, text in given.items() if option in own}
            parsed[name] = parse_options(name, mine)
        for option in given:
            if all(option not in one for one in parsed.values()):
                names = ", ".join(parsed)
                raise InvalidOperation("option", f"no format of {names} has the option {option!r}")
        return cls(parsed, of, view)


class _Pieces:
    """A file that cannot seek; what is written into it is taken out in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._pieces.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """What is not yet taken stays."""

    def take(self) -> bytes:
        """What was written since the last call."""
        content = b"".join(self._pieces)
        self._pieces.clear()
        return content


def write_archive(
    store: Store, media_ids: Iterable[str], options: ArchiveOptions
) -> Iterator[bytes]:
    """Make a ZIP archive of many transcripts, piece by piece.

    Each file is named by its recording's title, with a number where several have the same. What cannot
    be exported is listed in `errors.txt`, with the reason, and what a format does not keep of a
    transcript in `warnings.txt`.
    """
    sink = _Pieces()
    failed: list[str] = []
    told: list[str] = []
    names = UniqueNames(ERRORS, WARNINGS)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for media_id in dict.fromkeys(media_ids):
            try:
                require_present(store, media_id)
                title = store.media.get(media_id).title
            except TranscribeError as error:
                failed.append(f"{media_id}: {error}")
                continue
            name = names.take(export_name(store, media_id, options.of))
            for format_ in options.formats:
                try:
                    written = _written(store, media_id, format_, options)
                except TranscribeError as error:
                    failed.append(f"{title} ({media_id}), {format_}: {error}")
                else:
                    path = _path(name, format_, options)
                    _add(archive, path, written.data)
                    told += [f"{path}: {warning}" for warning in written.warnings]
                    yield sink.take()
        for list_name, lines in ((ERRORS, failed), (WARNINGS, told)):
            if lines:
                _add(archive, f"{list_name}.txt", "".join(f"{line}\n" for line in lines).encode())
    yield sink.take()


def _written(store: Store, media_id: str, format_: str, options: ArchiveOptions) -> Written:
    if options.of == "transcript" and store.media.get(media_id).n_segments == 0:
        raise NoText(media_id)
    own = options.formats[format_]
    return export(store, media_id, format_, own, options.of, options.view)


def _path(name: str, format_: str, options: ArchiveOptions) -> str:
    folder = f"{format_}/" if len(options.formats) > 1 else ""
    return f"{folder}{name}{FORMATS[format_].suffix}"


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(path, datetime.now().timetuple()[:6])
    entry.external_attr = _MODE
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
