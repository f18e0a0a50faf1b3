"""Speaker tasks of a worker: audio in, speech and embeddings out; then those in, turns out."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from transcribe.audio.decode import SAMPLES_PER_MS, to_float
from transcribe.errors import DecoderEnded, MediaUnreadable, WorkerRefused
from transcribe.jobs.kinds.channel_speakers import ReadChannelsTask
from transcribe.jobs.kinds.speakers import AnalyseSpeakersTask, FindSpeakersTask
from transcribe.jobs.tasks import IsStopped, Plain
from transcribe.speakers import weights
from transcribe.speakers.analysis import Piece, analyse
from transcribe.speakers.channel_reading import read_channel_frames
from transcribe.speakers.channel_turns import ChannelTurns, turns_of_channels
from transcribe.speakers.clustering import CountRange
from transcribe.speakers.networks import OnnxNetworks
from transcribe.speakers.track_names import is_mix, names_somebody, read_track_names
from transcribe.speakers.turns import diarize


def run_analysis(task: AnalyseSpeakersTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Analyse a piece; a stopped task returns nothing.

    Raises:
        WorkerRefused: This worker's program has other networks.
        ModelUnavailable, EngineUnavailable: The networks are missing and cannot be had.
    """
    if task.model != weights.model_digest():
        raise WorkerRefused(
            f"its networks for speakers are {weights.model_digest()}, not {task.model}"
        )
    folder = Path(os.environ.get("TRANSCRIBE_WORKER_MODELS") or task.models_folder)
    networks = _CACHE.networks(folder)
    samples = to_float(np.frombuffer(blobs[0], "<i2"))
    first = task.first_ms * SAMPLES_PER_MS
    piece = analyse(networks, samples, first, (task.start_ms, task.end_ms), is_stopped)
    return {"stopped": True} if piece is None else {"model": task.model, **piece.to_plain()}


def run_clustering(task: FindSpeakersTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Find the speakers of analysed pieces."""
    del is_stopped
    pieces = [Piece.from_plain(json.loads(blob)) for blob in blobs]
    found = diarize(pieces, CountRange(task.least, task.most or None))
    return {
        "turns": [[t.start_ms, t.end_ms, t.speaker, round(t.confidence, 4)] for t in found.turns],
        "n_speakers": found.n_speakers,
        "speech_ms": found.speech_ms,
        "is_count_sure": found.is_count_sure,
    }


def run_channels(task: ReadChannelsTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Find the speakers of channels, or say why they tell none; a stopped task returns nothing.

    Raises:
        DecoderEnded: A signal ended ffmpeg.
    """
    del blobs
    try:
        frames = read_channel_frames(
            Path(task.source), name=task.name, stream=task.stream, clock=task.clock,
            total_ms=task.total_ms, is_stopped=is_stopped,
        )  # fmt: skip
        names = read_track_names(Path(task.source))
    except DecoderEnded:
        raise
    except MediaUnreadable as error:
        return {"problem": error.reason.rstrip(".")}
    except OSError as error:
        return {"problem": f"the recording's file cannot be opened ({error.strerror})"}
    if frames is None:
        return {"stopped": True}
    mixes = [channel for channel, name in names.items() if is_mix(name)]
    found = turns_of_channels(frames, is_asked=task.is_asked, passed_over=mixes)
    return _told_channels(task, found, names)


def _told_channels(task: ReadChannelsTask, found: ChannelTurns, names: Mapping[int, str]) -> Plain:
    speakers = {turn.speaker for turn in found.turns}
    if found.problem:
        return {"problem": found.problem}
    allowed = CountRange(task.least, task.most or None)
    if not task.is_asked and not allowed.allows(len(speakers)):
        return {"problem": f"{len(speakers)} channels have a speaker, which is not the number that was given"}  # fmt: skip
    named = {str(n): name for n in speakers if names_somebody(name := names.get(n, ""))}
    return {
        "turns": [[t.start_ms, t.end_ms, t.speaker, round(t.confidence, 4)] for t in found.turns],
        "n_speakers": len(speakers), "speech_ms": found.speech_ms, "is_count_sure": True,
        "source": "channels", "names": named if len(set(named.values())) == len(named) else {},
    }  # fmt: skip


class _Cache:
    """The networks of this process, loaded once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Path, OnnxNetworks] | None = None

    def networks(self, folder: Path) -> OnnxNetworks:
        with self._lock:
            if self._loaded is None or self._loaded[0] != folder:
                weights.pull(folder)
                self._loaded = (folder, OnnxNetworks(folder))
            return self._loaded[1]


_CACHE = _Cache()
