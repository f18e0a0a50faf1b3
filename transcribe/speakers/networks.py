"""The two networks, loaded into ONNX Runtime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcribe.errors import EngineUnavailable
from transcribe.speakers import weights

THREADS_SETTING = "TRANSCRIBE_SPEAKER_THREADS"
Array = NDArray[np.float32]


class Networks(Protocol):
    """What an analysis needs."""

    def segment(self, waveforms: Array) -> Array:
        """Log probabilities of the classes, (n_windows, 1, n_samples) to (n_windows, n_frames, 7)."""

    def embed(self, features: Array) -> Array:
        """Embeddings, (n_windows, n_frames, 80) to (n_windows, 192)."""


class OnnxNetworks:
    """The networks in a model folder.

    Args:
        models_folder: Where `weights.pull` has put them.
        n_threads: For one operator; by default 1, since other work runs at the same time.

    Raises:
        ModelUnavailable: They are not installed.
        EngineUnavailable: ONNX Runtime is missing.
    """

    def __init__(self, models_folder: Path, n_threads: int | None = None) -> None:
        folder = weights.check(models_folder)
        threads = n_threads or int(os.environ.get(THREADS_SETTING) or 1)
        self._segmentation = _session(folder / weights.SEGMENTATION, threads)
        self._embedding = _session(folder / weights.EMBEDDING, threads)

    def segment(self, waveforms: Array) -> Array:
        """Log probabilities of the classes, shape (n_windows, n_frames, 7)."""
        (scores,) = self._segmentation.run(None, {"waveforms": waveforms})
        return np.asarray(scores, np.float32)

    def embed(self, features: Array) -> Array:
        """Embeddings of voices, shape (n_windows, 192), not of length 1."""
        (embeddings,) = self._embedding.run(None, {"features": features})
        return np.asarray(embeddings, np.float32)


def _session(path: Path, n_threads: int) -> Any:
    try:
        import onnxruntime  # noqa: PLC0415 - not in the server's processes
    except ImportError as error:
        raise EngineUnavailable("onnxruntime", f"it cannot be loaded ({error}).") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # else batches of other sizes leave gaps
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
