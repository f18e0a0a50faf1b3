"""Media files built with ffmpeg, and the onsets of sound in what is made of them."""

from __future__ import annotations

import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.probe import probe
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.values import Media

RATE = 48_000
WINDOW_MS = 1
ONSET_S = 1.0  # of the burst in the audio of `make_late`
FEW_MS = 300  # shorter pauses belong to one sound

# Suffix, ffmpeg's format, and codecs of video and audio.
CONTAINERS = [
    ("ts", "mpegts", "libx264", "aac"), ("ts", "mpegts", "mpeg2video", "mp2"),
    ("ts", "mpegts", "libx264", "libopus"), ("m2ts", "mpegts", "libx264", "ac3"),
    ("vob", "vob", "mpeg2video", "ac3"), ("mpg", "mpeg", "mpeg1video", "mp2"),
    ("ogv", "ogg", "libtheora", "libvorbis"), ("ogg", "ogg", "libtheora", "libopus"),
    ("mp4", "mp4", "libx264", "aac"), ("mp4", "mp4", "libx264", "libopus"),
    ("mov", "mov", "libx264", "pcm_s16le"), ("mkv", "matroska", "libx264", "aac"),
    ("mkv", "matroska", "libx264", "ac3"), ("webm", "webm", "libvpx", "libopus"),
    ("webm", "webm", "libvpx", "libvorbis"), ("flv", "flv", "flv1", "aac"),
    ("flv", "flv", "libx264", "libmp3lame"), ("wmv", "asf", "wmv2", "wmav2"),
    ("3gp", "3gp", "h263", "aac"), ("nut", "nut", "libx264", "aac"),
    ("avi", "avi", "mpeg4", "pcm_s16le"),
]  # fmt: skip


def run_ffmpeg(*arguments: object) -> None:
    """Run ffmpeg and fail with its errors."""
    command = [ffmpeg_path(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def write_wav(path: Path, samples: NDArray[Any], rate: int = RATE) -> Path:
    """Write samples of -1 to 1, shape (n,) or (n, n_channels), as a plain 16-bit WAV."""
    frames = samples.reshape(len(samples), -1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(frames.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(frames * 32767, -32768, 32767).astype("<i2").tobytes())
    return path


def burst(from_s: float, to_s: float, total_s: float, seed: int = 1) -> NDArray[np.float64]:
    """Noise between two times, zeros around it."""
    samples = np.zeros(round(total_s * RATE))
    begin, end = round(from_s * RATE), round(to_s * RATE)
    samples[begin:end] = np.random.default_rng(seed).normal(0, 0.15, end - begin)
    return samples


def onsets_s(samples: NDArray[np.int16], share: float = 0.2) -> list[float]:
    """Where sound begins after at least `FEW_MS` of none, in seconds."""
    hop = WINDOW_MS * 16
    whole = samples[: len(samples) // hop * hop].astype(float).reshape(-1, hop)
    level = np.sqrt(np.square(whole).mean(axis=1))
    loud = np.flatnonzero(level > share * level.max())
    begins = np.concatenate([[True], np.diff(loud) * WINDOW_MS > FEW_MS])
    return [float(at) * WINDOW_MS / 1000 for at in loud[begins]]


@dataclass(frozen=True)
class Ingested:
    """A recording after its ingest, with the folder of its files."""

    media: Media
    folder: Path

    @property
    def samples(self) -> NDArray[np.int16]:
        return np.array(open_pcm(self.folder / "audio.pcm"))

    @property
    def played(self) -> NDArray[np.int16]:
        """The playback copy, decoded by ffmpeg."""
        copy = self.folder / str(self.media.proxy)
        channels = probe(copy, name="copy").audio[0].channels
        decode(copy, self.folder / "played.pcm", name="copy", channels=channels)
        return np.array(open_pcm(self.folder / "played.pcm"))

    @property
    def drawn(self) -> NDArray[np.int8]:
        """The finest level of the waveform, shape (n, 2), 100 a second."""
        content = (self.folder / "peaks-0.dat").read_bytes()
        return np.frombuffer(content[24:], np.int8).reshape(-1, 2)


def ingest(store: Store, path: Path, **options: Any) -> Ingested:
    """Add a file and prepare it, without a draft."""
    media = add_recording(store, path, AddOptions(path.name, model=None, **options)).media
    run_ingest(store, media.id, lambda *_: None)
    return Ingested(store.media.get(media.id), store.media_folder(media.id))


def make_late(folder: Path, container: tuple[str, ...], audio_s: float, video_s: float) -> Path:
    """A video with a burst of noise, whose audio and video begin at these times."""
    suffix, name, video, audio = container
    sound = write_wav(folder / "sound.wav", np.stack([burst(ONSET_S, 4, 4)] * 2, axis=1))
    size = "352x288" if video == "h263" else "96x64"
    target = folder / f"made.{suffix}"
    run_ffmpeg(
        "-itsoffset", video_s, "-f", "lavfi", "-i", f"testsrc=s={size}:r=25:d={6 + audio_s}",
        "-itsoffset", audio_s, "-i", sound, "-map", "0:v", "-map", "1:a", "-c:v", video,
        "-c:a", audio, "-strict", "-2", "-pix_fmt", "yuv420p",
        *(["-mpegts_m2ts_mode", 1] if suffix == "m2ts" else []), "-f", name, target,
    )  # fmt: skip
    return target
