"""Checks the computer and the data folder, and says what to do about each problem."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from transcribe.asr import encoder_choice, onnx_file
from transcribe.asr.models import files as models
from transcribe.audio.decode import read_origin
from transcribe.audio.ffmpeg import ffmpeg_version
from transcribe.errors import DatabaseUnusable, TranscribeError
from transcribe.store.database import check
from transcribe.system.permissions import is_open_to_others

LOW_DISK_BYTES = 5 << 30
OLDEST_FFMPEG = 8  # major version; FACTS.md, *Media*, has what changed between 7 and 9
IMAGEIO_FFMPEG = "0.8.1"  # carries ffmpeg 9.0.2; pyproject.toml asks for it
UNKNOWN = ""
SHOWN = 5  # recordings that are named
Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `advice` says what to do; it is empty if there is no problem."""

    name: str
    verdict: Verdict
    text: str
    advice: str = ""


def examine(folder: Path, port: int) -> Iterator[Finding]:
    """Check everything that the workstation needs, one finding each; nothing is changed."""
    yield Finding("python", "ok", sys.version.split()[0])
    yield _ffmpeg(folder / "media")
    yield from _origins(folder / "media")
    yield from _data_folder(folder)
    yield _disk(folder)
    yield _models(folder / "models")
    yield from _encoders(folder / "models")
    yield _port(port)


def _ffmpeg(media_folder: Path) -> Finding:
    install = f"pip install 'imageio-ffmpeg>={IMAGEIO_FFMPEG}'"
    try:
        version = ffmpeg_version()
    except (OSError, subprocess.SubprocessError, ValueError, TranscribeError) as error:
        return Finding("ffmpeg", "fail", str(error), f"Install the package again: {install}")
    major = re.match(r"n?(\d+)\.", version)
    if major is not None and int(major[1]) < OLDEST_FFMPEG:
        return Finding(
            "ffmpeg", "warn",
            f"{version}: before version {OLDEST_FFMPEG} the audio of some WebM and MKV files is "
            "decoded 7 to 21 ms late",
            f"Use a newer one: {install}, or set TRANSCRIBE_FFMPEG to another",
        )  # fmt: skip
    made_by = (_origin(pcm) for pcm in media_folder.glob("*/audio.pcm"))
    others = Counter(one for one in made_by if one not in (version, None))
    known = sorted((one, n) for one, n in others.items() if one)
    text = version + "".join(f"; {_decoded_by(one, n)}" for one, n in known)
    if others[UNKNOWN]:
        text += f"; {_decoded_by('an unknown version', others[UNKNOWN])}"
    if not known:
        return Finding("ffmpeg", "ok", text)
    return Finding(
        "ffmpeg", "warn", text,
        "The times of their transcripts match the audio as that version decoded it. Versions differ "
        "by up to 21 ms: before their audio is decoded again (another audio track), set "
        "TRANSCRIBE_FFMPEG to an ffmpeg of that version",
    )  # fmt: skip


def _origin(pcm: Path) -> str | None:
    """The version that decoded the samples, `UNKNOWN`, or None where the file that says so is unreadable."""
    try:
        return read_origin(pcm) or UNKNOWN
    except (OSError, ValueError):
        return None


def _origins(media_folder: Path) -> Iterator[Finding]:
    """The recordings whose `audio.json` is unreadable, if there are any."""
    names = sorted(
        pcm.parent.name for pcm in media_folder.glob("*/audio.pcm") if _origin(pcm) is None
    )
    if names:
        shown = ", ".join(names[:SHOWN]) + (
            f" and {len(names) - SHOWN} more" if names[SHOWN:] else ""
        )
        yield Finding(
            "audio", "warn", f"media/*/audio.json is unreadable: {shown}",
            "Restore these files from a backup, or delete them if other ffmpeg versions never decoded "
            "audio here: they only say which version did",
        )  # fmt: skip


def _decoded_by(version: str, n_recordings: int) -> str:
    return f"{n_recordings} recording{'' if n_recordings == 1 else 's'} decoded by {version}"


def _data_folder(folder: Path) -> Iterator[Finding]:
    advice = "Allow your user to write there, or use another folder with --data"
    if not folder.exists():
        if os.access(_nearest(folder), os.W_OK | os.X_OK):
            yield Finding("data folder", "ok", f"{folder} (created at the first start)")
        else:
            yield Finding("data folder", "fail", f"{folder} cannot be created", advice)
        return
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            yield _rights(folder)
    except OSError as error:
        yield Finding("data folder", "fail", f"{folder}: {error.strerror}", advice)
        return
    if (folder / "transcribe.db").exists():
        yield _database(folder / "transcribe.db")


def _rights(folder: Path) -> Finding:
    if is_open_to_others(folder):
        return Finding(
            "data folder", "warn", f"{folder} can be read by other users of this computer",
            "Transcribe corrects this the next time the owner starts it, or says why it cannot",
        )  # fmt: skip
    return Finding("data folder", "ok", str(folder))


def _nearest(folder: Path) -> Path:
    """The folder itself, or its nearest existing parent."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _database(path: Path) -> Finding:
    try:
        return Finding("database", "ok", f"intact, {check(path)} recordings")
    except DatabaseUnusable as error:
        return Finding(
            "database", "fail", error.reason,
            "Restore the last backup into a new folder: transcribe --data NEW restore FILE",
        )  # fmt: skip


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest(folder)).free
    text = f"{free / 1e9:.1f} GB free"
    if free < LOW_DISK_BYTES:
        return Finding(
            "disk",
            "warn",
            text,
            "An hour of audio needs about 0.2 GB in addition to its file: free some space",
        )
    return Finding("disk", "ok", text)


def _models(folder: Path) -> Finding:
    present = [name for name in models.model_names(folder) if models.is_present(folder, name)]
    if damaged := models.damaged(folder):
        return Finding(
            "models", "fail", f"incomplete: {', '.join(damaged)}",
            f"Download the missing files: transcribe models pull {damaged[0]}",
        )  # fmt: skip
    if not present:
        name = models.DEFAULT_MODEL
        return Finding(
            "models", "warn", "none yet",
            f"A draft needs one: transcribe models pull {name} ({models.offer(name)})",
        )  # fmt: skip
    return Finding("models", "ok", ", ".join(present))


def _encoders(folder: Path) -> Iterator[Finding]:
    """For each installed model, which encoder its drafts use."""
    for name in models.model_names(folder):
        if models.is_present(folder, name):
            yield _encoder(folder / name)


def _encoder(folder: Path) -> Finding:
    model = folder.name
    if not encoder_choice.is_onnx_wanted(model):
        reason = encoder_choice.own_reason(model)
        if encoder_choice.chosen() == "ctranslate2":
            reason = f"{encoder_choice.SETTING} is ctranslate2"
        return Finding("encoder", "ok", f"{model}: CTranslate2's own; {reason}")
    state = onnx_file.state(folder)
    if state == "made":
        return Finding("encoder", "ok", f"{model}: {onnx_file.ENCODER}")
    if os.access(folder, os.W_OK | os.X_OK):
        again = " again" if state == "damaged" else ""
        return Finding("encoder", "ok", f"{model}: made{again} by the next draft")
    return Finding(
        "encoder", "warn", f"{model}: {folder} cannot be written, so drafts take longer",
        f"Allow your user to write there, or set {encoder_choice.SETTING}=ctranslate2",
    )  # fmt: skip


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return Finding(
                "port", "warn", f"{port}: {error.strerror}",
                "Transcribe may be running already. To use another port: transcribe serve --port 0",
            )  # fmt: skip
    return Finding("port", "ok", f"{port} is free")


MARKS: dict[Verdict, str] = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def report(findings: Iterator[Finding], say: Callable[[str], None]) -> bool:
    """Print one line for each finding; returns False when a check failed."""
    is_well = True
    for finding in findings:
        say(f"{MARKS[finding.verdict]}  {finding.name:12} {finding.text}")
        if finding.advice:
            say(f"{'':20}{finding.advice}")
        is_well = is_well and finding.verdict != "fail"
    return is_well
