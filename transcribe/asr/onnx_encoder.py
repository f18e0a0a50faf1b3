"""Whisper's encoder in ONNX Runtime, for the fast engine: int8 where it costs little accuracy.

Off unless TRANSCRIBE_ENCODER is "onnx". The encoder takes most of a draft's time, and ONNX Runtime
needs less for it than CTranslate2 (docs/develop/benchmarks.md has the figures); decoder and aligner stay
CTranslate2's, which takes the output from outside. All matrices are int8 by output channel, their inputs
are quantised as they come, except the second feed-forward matrix of each block: in int8 it triples the error.

The file is made from the model's `model.bin` at first use, in the model's folder.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.asr.engine import cpu_threads
from transcribe.asr.models.convert import Variables, dimensions, read_variables
from transcribe.asr.models.files import sha256_of
from transcribe.asr.onnx_graph import MICROSOFT, Graph
from transcribe.errors import EncoderUnavailable

VERSION = 1  # of the graph that is written
ENCODER, RECORD = "encoder-int8.onnx", "encoder-int8.json"
SETTING = "TRANSCRIBE_ENCODER"
EPSILON = 1e-5  # of Whisper's layer norms
MAX_ERROR = 0.3  # rms against CTranslate2's, as a share of the output's deviation; measured: 0.08
PROBE_FRAMES = 400

log = logging.getLogger(__name__)
Features = NDArray[np.float32]
Encode = Callable[[Features], Any]


def is_wanted() -> bool:
    """Whether the environment asks for this encoder."""
    return os.environ.get(SETTING, "").strip().lower() == "onnx"


def load_encoder(folder: Path, own: Encode) -> OnnxEncoder | None:
    """The encoder of a model, made where it is absent; None, and a message, if it cannot be used.

    Args:
        folder: Of the model.
        own: CTranslate2's encoder, which is used instead, and compared with here: on a processor
            that adds up int8 products in 16 bits the output would be wrong.
    """
    try:
        encoder = OnnxEncoder(ensure(folder))
        encoder.check(own)
    except EncoderUnavailable as error:
        log.warning("%s", error)
        return None
    return encoder


class OnnxEncoder:
    """A loaded encoder.

    Args:
        path: Of its file.

    Raises:
        EncoderUnavailable: ONNX Runtime is missing or cannot load it.
    """

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime  # noqa: PLC0415
            from onnxruntime.capi import onnxruntime_pybind11_state as states  # noqa: PLC0415
        except ImportError as error:
            raise EncoderUnavailable(f"ONNX Runtime cannot be loaded ({error})") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cpu_threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        failures = (states.Fail, states.InvalidGraph, states.InvalidProtobuf, states.NotImplemented)
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except failures as error:
            raise EncoderUnavailable(f"ONNX Runtime cannot load {path} ({error})") from error
        self._n_mels = int(self._session.get_inputs()[0].shape[1])

    def encode(self, features: Features) -> Features:
        """Encode windows.

        Args:
            features: Log-mel, float32, shape (n_chunks, n_mels, n_frames).

        Returns:
            float32, shape (n_chunks, n_frames / 2, width).
        """
        (states,) = self._session.run(None, {"features": features})
        return np.asarray(states, np.float32)

    def check(self, own: Encode) -> None:
        """Compare with another encoder on made-up features.

        Raises:
            EncoderUnavailable: The outputs differ by more than quantisation explains.
        """
        rng = np.random.default_rng(1)
        steps = rng.standard_normal((1, self._n_mels, PROBE_FRAMES)).cumsum(axis=2) / 10
        features = np.clip(steps, -1, 1.5).astype(np.float32)
        theirs = np.array(own(features))
        error = np.sqrt(np.square(self.encode(features) - theirs).mean()) / theirs.std()
        if not error <= MAX_ERROR:
            raise EncoderUnavailable(f"its output is wrong on this processor (error {error:.2f})")


def ensure(folder: Path) -> Path:
    """The encoder's file next to `model.bin`, made if it is absent, damaged or of other weights.

    Raises:
        EncoderUnavailable: It cannot be written.
    """
    path, record = folder / ENCODER, folder / RECORD
    weights = sha256_of(folder / "model.bin")
    if _is_genuine(path, record, weights):
        return path
    try:
        content = build(read_variables(folder / "model.bin"))
        _write(path, content)
        made = {"version": VERSION, "weights": weights, "sha256": sha256_of(path)}
        _write(record, json.dumps(made, indent=2).encode() + b"\n")
    except OSError as error:
        raise EncoderUnavailable(f"{path} cannot be written ({error})") from error
    return path


def _is_genuine(path: Path, record: Path, weights: str) -> bool:
    try:
        made = json.loads(record.read_text(encoding="utf-8"))
        digest = sha256_of(path)
    except (OSError, ValueError):
        return False
    return bool(made == {"version": VERSION, "weights": weights, "sha256": digest})


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all; of several processes the last one stays."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        partial = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            partial.chmod(0o644)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise


def build(variables: Variables) -> bytes:
    """The encoder as an ONNX model.

    Args:
        variables: Those of a CTranslate2 model.
    """
    sizes = dimensions(variables)
    graph = Graph()
    state = _stem(graph, variables)
    for layer in range(sizes["n_audio_layer"]):
        state = _block(graph, variables, f"encoder/layer_{layer}", state, sizes["n_audio_head"])
    state = _norm(graph, variables, "encoder/layer_norm", state)
    return graph.model(
        ("features", ("chunks", sizes["n_mels"], "frames")),
        ("states", state, ("chunks", "steps", sizes["n_audio_state"])),
    )


def _float(variables: Variables, name: str) -> NDArray[np.float32]:
    return variables[name].astype(np.float32)


def _stem(graph: Graph, variables: Variables) -> str:
    """Two convolutions, the second of which halves the frames, and the positions."""
    state = "features"
    for name, stride in (("conv1", 1), ("conv2", 2)):
        weights = [
            graph.weight(_float(variables, f"encoder/{name}/{part}")) for part in ("weight", "bias")
        ]
        (state,) = graph.node("Conv", [state, *weights], pads=(1, 1), strides=(stride,))
        (state,) = graph.node("Gelu", [state], domain=MICROSOFT)
    (state,) = graph.node("Transpose", [state], perm=(0, 2, 1))
    positions = graph.weight(_float(variables, "encoder/position_encodings/encodings"))
    (shape,) = graph.node("Shape", [state], start=1, end=2)
    zero = graph.weight(np.array([0], np.int64))
    (used,) = graph.node("Slice", [positions, zero, shape, zero])
    return graph.node("Add", [state, used])[0]


def _block(graph: Graph, variables: Variables, name: str, state: str, n_heads: int) -> str:
    attention, forward = f"{name}/self_attention", f"{name}/ffn"
    normed = _norm(graph, variables, f"{attention}/layer_norm", state)
    stacked = _int8(graph, variables, f"{attention}/linear_0", normed)
    parts = graph.node("Split", [stacked], n_outputs=3, axis=-1)
    (heard,) = graph.node("MultiHeadAttention", parts, domain=MICROSOFT, num_heads=n_heads)
    (state,) = graph.node("Add", [state, _int8(graph, variables, f"{attention}/linear_1", heard)])
    normed = _norm(graph, variables, f"{forward}/layer_norm", state)
    wide = _int8(graph, variables, f"{forward}/linear_0", normed)
    (wide,) = graph.node("Gelu", [wide], domain=MICROSOFT)
    return graph.node("Add", [state, _float32(graph, variables, f"{forward}/linear_1", wide)])[0]


def _norm(graph: Graph, variables: Variables, name: str, state: str) -> str:
    weights = [graph.weight(_float(variables, f"{name}/{part}")) for part in ("gamma", "beta")]
    return graph.node("LayerNormalization", [state, *weights], axis=-1, epsilon=EPSILON)[0]


def _int8(graph: Graph, variables: Variables, name: str, state: str) -> str:
    """A matrix in int8, symmetrical, with one scale for each output channel."""
    matrix = _float(variables, f"{name}/weight").T  # shape (n_in, n_out)
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / 127
    values = graph.weight(np.round(matrix / scale).astype(np.int8))
    bias = graph.weight(_float(variables, f"{name}/bias"))
    given = [state, values, graph.weight(scale.astype(np.float32)), "", bias]
    return graph.node("DynamicQuantizeMatMul", given, domain=MICROSOFT)[0]


def _float32(graph: Graph, variables: Variables, name: str, state: str) -> str:
    matrix = graph.weight(_float(variables, f"{name}/weight").T)
    (product,) = graph.node("MatMul", [state, matrix])
    return graph.node("Add", [product, graph.weight(_float(variables, f"{name}/bias"))])[0]
