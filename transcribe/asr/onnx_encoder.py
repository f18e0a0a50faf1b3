"""Whisper's encoder in ONNX Runtime, for the fast engine: int8 where it costs little accuracy.

The encoder takes most of a draft's time, and ONNX Runtime needs less for it than CTranslate2
(docs/develop/benchmarks.md has the figures); decoder and aligner stay CTranslate2's, which takes the output
from outside. All matrices are int8. Their inputs are quantised as they come, with one scale for all of them,
except those of the second feed-forward matrix of each block: with one scale they triple the error, so
they have one for each block of 128.

`encoder_choice` tells when it is used, `onnx_file` how its file is made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.asr.engine import cpu_threads
from transcribe.asr.models.convert import Variables, dimensions, read_variables
from transcribe.asr.onnx_file import ensure
from transcribe.asr.onnx_graph import MICROSOFT, Graph
from transcribe.errors import EncoderUnavailable, ModelUnavailable

EPSILON = 1e-5  # of Whisper's layer norms
MAX_ERROR = 0.3  # rms against CTranslate2's, as a share of the output's deviation; measured: 0.08
PROBE_FRAMES = 400
BLOCK = 128  # inputs of a matrix that share a scale
INT8_INPUTS = 4  # of MatMulNBits: its inputs are int8 too

Features = NDArray[np.float32]
Encode = Callable[[Features], Any]


def load_encoder(folder: Path, own: Encode) -> OnnxEncoder:
    """The encoder of a model, made where it is absent.

    Args:
        folder: Of the model.
        own: CTranslate2's encoder, to compare with: on a processor that adds up int8 products in 16
            bits the output would be wrong.

    Raises:
        EncoderUnavailable: It cannot be made or used; the message is for the user.
    """
    encoder = OnnxEncoder(ensure(folder, build_from))
    encoder.check(own)
    return encoder


def build_from(weights: Path) -> bytes:
    """The encoder of a `model.bin` as an ONNX model.

    Raises:
        EncoderUnavailable: It is not a Whisper model of the usual form, or memory is short.
    """
    try:
        return build(read_variables(weights))
    except (KeyError, ValueError, ModelUnavailable) as error:
        reason = f"{weights} is not built as Whisper's models are ({error})"
        raise EncoderUnavailable(reason) from error
    except MemoryError as error:
        raise EncoderUnavailable("there is not enough memory to make it") from error


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
        except ImportError as error:
            raise EncoderUnavailable(f"ONNX Runtime cannot be loaded ({error})") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cpu_threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # it never gives memory back
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except _failures() as error:
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
            EncoderUnavailable: It cannot be run, or the outputs differ by more than quantisation
                explains.
        """
        rng = np.random.default_rng(1)
        steps = rng.standard_normal((1, self._n_mels, PROBE_FRAMES)).cumsum(axis=2) / 10
        features = np.clip(steps, -1, 1.5).astype(np.float32)
        theirs = np.array(own(features))
        try:
            ours = self.encode(features)
        except _failures() as error:
            raise EncoderUnavailable(f"ONNX Runtime cannot run it here ({error})") from error
        difference = np.sqrt(np.square(ours - theirs).mean()) / theirs.std()
        if not difference <= MAX_ERROR:
            reason = f"its output is wrong on this processor (error {difference:.2f})"
            raise EncoderUnavailable(reason)


def _failures() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises for a model that it cannot load or run."""
    from onnxruntime.capi import onnxruntime_pybind11_state as states  # noqa: PLC0415

    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile",
             "NotImplemented", "RuntimeException", "EPFail")  # fmt: skip
    found = (getattr(states, name, None) for name in names)
    return tuple(one for one in found if one is not None)


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
    return graph.node("Add", [state, _in_blocks(graph, variables, f"{forward}/linear_1", wide)])[0]


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


def _in_blocks(graph: Graph, variables: Variables, name: str, state: str) -> str:
    """A matrix in int8 with one scale for each block of inputs, whose values have one for each block too."""
    matrix = _float(variables, f"{name}/weight")
    n_out, n_in = matrix.shape
    blocks = matrix.reshape(n_out, n_in // BLOCK, BLOCK)
    scale = np.maximum(np.abs(blocks).max(axis=2), 1e-12) / 127
    values = np.round(blocks / scale[:, :, np.newaxis]) + 128  # ONNX Runtime takes 128 for zero
    given = [
        state, graph.weight(values.astype(np.uint8)),
        graph.weight(scale.astype(np.float32).reshape(-1)), "", "",
        graph.weight(_float(variables, f"{name}/bias")),
    ]  # fmt: skip
    return graph.node(
        "MatMulNBits", given, domain=MICROSOFT,
        K=n_in, N=n_out, bits=8, block_size=BLOCK, accuracy_level=INT8_INPUTS,
    )[0]  # fmt: skip
