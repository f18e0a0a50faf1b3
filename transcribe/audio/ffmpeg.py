"""Calls of ffmpeg: the binary, and the files that it may open.

ffmpeg selects the demuxer by a file's content, and some demuxers (playlists, manifests, scripts,
session descriptions, image sequences) open other files or the network. Only the demuxers listed
here may run, and only on local files.
"""

from __future__ import annotations

import os
import re
import selectors
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from transcribe.errors import DecoderEnded, MediaUnreadable
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation, Child

SAMPLE_RATE = 16_000  # Hz, Whisper's input
STALL_TIMEOUT_S = 60.0
READ_BYTES = 1 << 18
MAX_ERROR_BYTES = 8000
# Errors of a raw output whose filter graph was built again, because the audio's format changed.
RESTARTED = "non monotonically increasing dts to muxer"
RESTARTED_BYTES = RESTARTED.encode()
VERSION_TIMEOUT_S = 30.0

DEMUXERS = (
    "3dostr,aa,aac,ac3,ac4,adp,aea,aiff,amr,amrnb,amrwb,ape,asf,asf_o,ast,au,avi,avs2,bfstm,caf,"
    "codec2,dff,dsf,dts,dtshd,dv,eac3,ec3,flac,flv,g722,g726,g729,gsm,gxf,h264,hevc,iff,ilbc,"
    "iss,ivf,kux,live_flv,loas,latm,matroska,webm,mlp,mmf,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8,"
    "mpeg,mpegts,mpegvideo,mxf,nistsphere,nut,obu,ogg,oma,osq,qcp,qoa,r3d,rm,sbc,sln,sox,spdif,"
    "swf,tak,truehd,tta,voc,vqf,w64,wav,wsd,wtv,wv,xa,xwma,dss"
)
JOINING = "concat,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,wav,aiff,flac"
# ffmpeg looks ahead for streams: audio that begins later in a broadcast or a camera's file would not
# be found. Only files whose header does not describe all streams are read so far.
LOOK_AHEAD = {"probesize": "50000000", "analyzeduration": "60000000"}  # bytes, microseconds


@cache
def ffmpeg_path() -> str:
    """The ffmpeg binary: TRANSCRIBE_FFMPEG, otherwise the one in imageio-ffmpeg."""
    named = os.environ.get("TRANSCRIBE_FFMPEG")
    return named or str(imageio_ffmpeg.get_ffmpeg_exe())


def read_source(path: Path, *, skip_frame: str | None = None, joins: bool = False) -> Any:
    """An ffmpeg-python input node for an untrusted file.

    Args:
        path: The file.
        skip_frame: ffmpeg's `skip_frame`, the video frames that are not decoded; None decodes all.
        joins: It is a concat script of this program, for parts of one file of `audio/parts.py`.

    More than two channels without a layout keep none: they are tracks, not a film's channels.
    Because of the `file:` prefix, a name such as `concat:a|b` or `-y` is only a file name.
    """
    decoding: dict[str, Any] = {"guess_layout_max:a": 2}
    if skip_frame is not None:
        decoding["skip_frame:v"] = skip_frame
    allowed = {"protocol_whitelist": "file,pipe", "format_whitelist": DEMUXERS}
    if joins:
        allowed = {
            "protocol_whitelist": "file,pipe,subfile",
            "format_whitelist": JOINING,
            "safe": "0",
        }
    return ffmpeg.input(
        f"file:{path.resolve()}", **allowed, **LOOK_AHEAD, **decoding,
    )  # fmt: skip


def command(node: Any, graph: str | None = None, *, log_level: str = "error") -> list[str]:
    """The argument list of an ffmpeg-python node, quiet and without a terminal.

    Args:
        node: Outputs of ffmpeg-python.
        graph: A filter graph as text, whose labels the outputs map.
        log_level: How much it writes to standard error.
    """
    arguments: list[str] = ffmpeg.compile(node, cmd=ffmpeg_path(), overwrite_output=True)
    filters = [] if graph is None else ["-filter_complex", graph]
    quiet = ["-nostdin", "-hide_banner", "-loglevel", log_level]
    return [arguments[0], *quiet, *filters, *arguments[1:]]


@cache
def ffmpeg_version() -> str:
    """The version that ffmpeg reports, such as "9.0.2-static".

    Raises:
        OSError: ffmpeg cannot be started.
        SubprocessError: ffmpeg did not answer in time, or failed.
        ValueError: The output is not that of ffmpeg.
    """
    told = child_process.run([ffmpeg_path(), "-version"], timeout_s=VERSION_TIMEOUT_S)
    told.check_returncode()
    found = re.match(r"ffmpeg version (\S+)", told.stdout.decode("utf-8", "replace"))
    if found is None:
        raise ValueError(f"{ffmpeg_path()} is not ffmpeg")
    return found[1]


@contextmanager
def running(
    arguments: list[str],
    name: str,
    cancellation: Cancellation | None = None,
    *,
    cwd: Path | None = None,
    must_succeed: bool = False,
) -> Iterator[tuple[Iterator[bytes], Callable[[], str]]]:
    """Run ffmpeg; yields its standard output in blocks, and a function for its error text.

    ffmpeg ends with the `with` block, with this process, or when the work is cancelled.

    Args:
        arguments: The whole command.
        name: Of the file, for messages.
        cancellation: Ends the work when it is cancelled.
        cwd: Working folder.
        must_succeed: A failure that ffmpeg reports is an error here; else only a signal is.

    Raises:
        MediaUnreadable: No output for a minute, or, with `must_succeed`, ffmpeg failed.
        DecoderEnded: A signal ended ffmpeg, so the output is incomplete.
        WorkCancelled: The work was cancelled.
    """
    cancellation = cancellation or Cancellation()
    with (
        child_process.start(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
        ) as child,
        cancellation.covering(child),
    ):
        errors = bytearray()
        try:
            yield _blocks(child, errors, name), lambda: errors.decode("utf-8", "replace")
        except BaseException:
            child.kill()
            raise
        code = child.wait()
    if code < 0:
        raise DecoderEnded(name, -code)
    if code > 0 and must_succeed:
        said = errors.decode("utf-8", "replace").strip()
        raise MediaUnreadable(name, said.splitlines()[-1] if said else f"ffmpeg failed ({code})")


def _blocks(child: Child, errors: bytearray, name: str) -> Iterator[bytes]:
    """Yield standard output as it arrives; the start of standard error is added to `errors`."""
    assert child.stdout is not None  # noqa: S101 - opened as a pipe above
    assert child.stderr is not None  # noqa: S101
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        ready.register(child.stderr, selectors.EVENT_READ)
        while ready.get_map():
            events = ready.select(STALL_TIMEOUT_S)
            if not events:
                raise MediaUnreadable(
                    name, f"decoding made no progress for {STALL_TIMEOUT_S:.0f} s and was stopped"
                )
            for key, _ in events:
                block = os.read(key.fd, READ_BYTES)
                if not block:
                    ready.unregister(key.fileobj)
                elif key.fileobj is child.stdout:
                    yield block
                elif len(errors) < MAX_ERROR_BYTES or (
                    RESTARTED_BYTES in block and RESTARTED_BYTES not in errors
                ):
                    errors += block
