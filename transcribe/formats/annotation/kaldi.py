"""Kaldi's data folder in an archive: text, segments, wav.scp, utt2spk, spk2utt.

Written as a ZIP file that `utils/validate_data_dir.sh --no-feats` accepts after unpacking (its rules are in
`datasets/kaldi_rules.py`), and read as ZIP or tar. Ids have letters, digits and _ of ASCII; the speaker's id begins that
of the utterance, so that files are sorted by utterance and by speaker at once.
"""

from __future__ import annotations

import io
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import IO

from transcribe.document.model import Segment, Transcript
from transcribe.formats.annotation.nist import as_seconds, recording_field, seconds_ms
from transcribe.formats.losses import Losses, count, note_lengthened
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    one_line,
    ordered_times,
    quoted,
)
from transcribe.text.kaldi_words import kaldi_text, on_one_line

FILES = ("text", "segments", "utt2spk")  # what is read
MAX_UNPACKED = 64 << 20  # bytes of each of them
MAX_MEMBERS = 20_000
UNKNOWN = "unknown"
FOLDER = "data"
_OTHER = re.compile(r"[^A-Za-z0-9]+")
_NUMBER = re.compile(r"\d+$", re.ASCII)
_Times = tuple[str, int, int]  # an utterance, its start and end in ms
_UNREADABLE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, KeyError, OSError, EOFError,
    NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


def is_kaldi(data: bytes) -> bool:
    """Whether bytes begin an archive that has the files of a data folder."""
    is_archive = data.startswith(b"PK\x03\x04") or data[257:262] == b"ustar"
    return is_archive and any(name in data for name in (b"utt2spk", b"wav.scp", b"spk2utt"))


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read the utterances of the first recording, in the order of their times.

    Raises:
        FormatError: It is no archive with `text` and `segments`.
    """
    content = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    files = _unpacked(content, notes)
    texts = {key: rest for _, key, rest in _pairs("text", files)}
    speakers = {key: rest.strip() for _, key, rest in _pairs("utt2spk", files)}
    found = list(_utterances(files, notes))
    builder = Builder(notes)
    for utterance, start_ms, end_ms in sorted(found, key=_order):
        times = ordered_times(start_ms, end_ms, None, notes)
        whose = speakers.get(utterance)
        name = None if whose in {None, "", UNKNOWN, utterance} else whose
        builder.add(*times, one_line(texts.get(utterance, "")), speaker=name)
    known = {utterance for utterance, _, _ in found}
    for utterance in texts:
        if utterance not in known:
            notes.warn(
                None, f"text: {quoted(utterance)} has no segment of this recording; left out"
            )
    return builder.transcript()


def _order(one: _Times) -> tuple[int, int]:
    """By start; those that begin together by the number that ends their id."""
    number = _NUMBER.search(one[0])
    return one[1], int(number[0][-9:]) if number else 0


def _utterances(files: Mapping[str, str], notes: Notes) -> Iterator[_Times]:
    recording = ""
    for number, utterance, rest in _pairs("segments", files):
        fields = rest.split()
        times = [seconds_ms(text) for text in fields[1:3]]
        if len(fields) not in {3, 4} or None in times:
            notes.warn(number, f"segments: left out: {quoted(f'{utterance} {rest}')}")
            continue
        recording = recording or fields[0]
        if fields[0] != recording:
            notes.warn(None, f"segments: only the first recording is read, {quoted(recording)}; "
                       f"left out: {quoted(fields[0])}")  # fmt: skip
            continue
        yield utterance, times[0] or 0, times[1] or 0


def _pairs(name: str, files: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Line number, id and the rest of each line of a file."""
    for number, line in enumerate(files.get(name, "").split("\n"), 1):
        key, _, rest = line.replace("\t", " ").strip().partition(" ")
        if key:
            yield number, key, rest.strip()


def _unpacked(content: bytes, notes: Notes) -> dict[str, str]:
    """The files of the first folder in an archive that has them, by name."""
    try:
        found = _members(content, notes)
    except _UNREADABLE as error:
        raise notes.error(None, f"this is no archive that can be read ({error})") from error
    folders = sorted(
        {path.rpartition("/")[0] for path in found if path.rpartition("/")[2] == "text"}
    )
    if not folders:
        raise notes.error(None, "it is no data folder of Kaldi: it has no file “text”")
    if len(folders) > 1:
        notes.warn(None, f"it has {len(folders)} data folders; only {quoted(folders[0])} was read")
    files = {
        path.rpartition("/")[2]: decode_text(data, notes)
        for path, data in found.items()
        if path.rpartition("/")[0] == folders[0]
    }
    if "segments" not in files:
        raise notes.error(
            None,
            "it has no file “segments”, so its utterances are audio files of their own and have no times",
        )
    return files


def _members(content: bytes, notes: Notes) -> dict[str, bytes]:
    """What is read of an archive, by path; sizes are limited as declared and again while unpacking."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            sizes = [(one.filename, one.file_size) for one in packed.infolist()]
            return {path: _read(packed.open(path), notes) for path in _wanted(sizes, notes)}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        members = {one.name: one for one in archive if one.isreg()}
        paths = _wanted([(name, one.size) for name, one in members.items()], notes)
        opened = ((path, archive.extractfile(members[path])) for path in paths)
        return {path: _read(file, notes) for path, file in opened if file is not None}


def _wanted(sizes: list[tuple[str, int]], notes: Notes) -> list[str]:
    wanted = {path: size for path, size in sizes if path.rpartition("/")[2] in FILES}
    if len(sizes) > MAX_MEMBERS or sum(wanted.values()) > MAX_UNPACKED:
        raise notes.error(
            None, f"it has more than {MAX_MEMBERS:,} files, or {MAX_UNPACKED >> 20} MiB of text"
        )
    return list(wanted)


def _read(file: IO[bytes], notes: Notes) -> bytes:
    with file:
        data = file.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise notes.error(None, f"it has more than {MAX_UNPACKED >> 20} MiB of text")
    return data


def dumps(transcript: Transcript, losses: Losses) -> bytes:
    """Write a ZIP file with the folder `data`.

    `wav.scp` names the recording's file as it was added: put it next to the folder, or change the path there.
    """
    note_lengthened(transcript, losses)
    ids = _speaker_ids(transcript)
    n_names = sum(ids[one.id] != one.name for one in transcript.speakers)
    losses.add(
        "speakers",
        n_names,
        f"changed: {count(n_names, 'speaker')} named by ids of ASCII letters, digits and _",
    )
    shown = [(one, kaldi_text(one.text)) for one in transcript.segments if kaldi_text(one.text)]
    n = sum(kaldi_text(one.text) != one_line(one.text) for one in transcript.segments)
    losses.add("text", n, f"changed: words or white space of {count(n, 'segment')} that Kaldi does not "
               "accept (<s>, </s>, #0, no-break spaces)")  # fmt: skip
    recording = _ascii(recording_field(transcript)) or "recording"
    rows = sorted(
        (f"{_whose(one, ids)}-{max(0, one.start_ms):08d}-{n:06d}", _whose(one, ids), one, text)
        for n, (one, text) in enumerate(shown, 1)
    )
    tables = {
        "segments": [f"{key} {recording} {_span(one)}" for key, _, one, _ in rows],
        "spk2utt": list(_by_speaker((key, whose) for key, whose, _, _ in rows)),
        "text": [f"{key} {text}" for key, _, _, text in rows],
        "utt2spk": [f"{key} {whose}" for key, whose, _, _ in rows],
        "wav.scp": [f"{recording} {on_one_line(transcript.media.filename) or f'{recording}.wav'}"]
        if rows
        else [],
    }
    return _packed(tables)


def _packed(tables: Mapping[str, list[str]]) -> bytes:
    """The same tables are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in tables.items():
            content = "".join(f"{line}\n" for line in lines)
            archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}"), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _span(segment: Segment) -> str:
    start_ms = max(0, segment.start_ms)
    return f"{as_seconds(start_ms)} {as_seconds(max(segment.end_ms, start_ms + 1))}"


def _whose(segment: Segment, ids: Mapping[str, str]) -> str:
    return ids.get(segment.speaker or "", UNKNOWN)


def _by_speaker(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for speaker, some in groupby(pairs, key=lambda pair: pair[1]):
        yield f"{speaker} {' '.join(utterance for utterance, _ in some)}"


def _speaker_ids(transcript: Transcript) -> dict[str, str]:
    """An id for each speaker: the name in ASCII letters, digits and `_`; no two are the same."""
    ids: dict[str, str] = {}
    for n, speaker in enumerate(transcript.speakers, 1):
        name = _ascii(speaker.name) or f"speaker{n}"
        taken = {UNKNOWN, *ids.values()}
        free = (f"{name}_{k}" for k in range(2, len(taken) + 3))
        ids[speaker.id] = (
            name if name not in taken else next(one for one in free if one not in taken)
        )
    return ids


def _ascii(text: str) -> str:
    """A name as an id; accents go, everything that is no ASCII letter or digit becomes `_`."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _OTHER.sub("_", bare).strip("_")
