"""The ONNX graph of pyannote's segmentation-3.0: who of three local speakers talks in each frame.

Architecture after H. Bredin, "pyannote.audio 2.1 speaker diarization pipeline" (Interspeech 2023) and A. Plaquet,
H. Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization" (Interspeech 2023): sinc filters
(M. Ravanelli, Y. Bengio, "Speaker recognition from raw waveform with SincNet", 2018), two convolutions, four
bidirectional LSTMs, two linear layers, seven classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transcribe.asr.onnx_graph import Graph
from transcribe.speakers.checkpoint import State

RATE = 16_000  # Hz
KERNEL, STRIDE = 251, 10  # of the sinc filters, in samples
MIN_LOW_HZ = MIN_BAND_HZ = 50.0
N_LSTM, N_HIDDEN = 4, 128
N_LINEAR = 2
EPSILON = 1e-5  # of the instance norms
SLOPE = 0.01  # of the leaky rectifiers
N_CLASSES = 7  # nobody, A, B, C, A+B, A+C, B+C


def build(state: State) -> bytes:
    """The model: `waveforms`, float32 in [-1, 1], shape (n_windows, 1, n_samples), to `scores`, log
    probabilities of the classes, shape (n_windows, n_frames, 7).
    """  # noqa: D205
    graph = Graph()
    value = _norm(graph, state, "sincnet.wav_norm1d", "waveforms")
    filters = graph.weight(sinc_filters(state))
    (value,) = graph.node("Conv", [value, filters], strides=(STRIDE,))
    (value,) = graph.node("Abs", [value])
    value = _pooled(graph, state, 0, value)
    for layer in (1, 2):
        name = f"sincnet.conv1d.{layer}"
        weights = [graph.weight(state[f"{name}.{part}"]) for part in ("weight", "bias")]
        (value,) = graph.node("Conv", [value, *weights])
        value = _pooled(graph, state, layer, value)
    (value,) = graph.node("Transpose", [value], perm=(2, 0, 1))
    for layer in range(N_LSTM):
        value = _lstm(graph, state, layer, value)
    (value,) = graph.node("Transpose", [value], perm=(1, 0, 2))
    for layer in range(N_LINEAR):
        value = _linear(graph, state, f"linear.{layer}", value)
        (value,) = graph.node("LeakyRelu", [value], alpha=SLOPE)
    (value,) = graph.node("LogSoftmax", [_linear(graph, state, "classifier", value)], axis=-1)
    return graph.model(
        ("waveforms", ("windows", 1, "samples")),
        ("scores", value, ("windows", "frames", N_CLASSES)),
    )


def sinc_filters(state: State) -> NDArray[np.float32]:
    """The band-pass filters that the learned edges stand for: 40 even and 40 odd ones, shape (80, 1, 251).

    In float32 as in training: the rounding near the middle of a filter is part of what was learned.
    """
    name = "sincnet.conv1d.0.filterbank"
    low = np.float32(MIN_LOW_HZ) + np.abs(state[f"{name}.low_hz_"])
    widened = low + np.float32(MIN_BAND_HZ) + np.abs(state[f"{name}.band_hz_"])
    high = np.clip(widened, MIN_LOW_HZ, RATE / 2)
    window, times = state[f"{name}.window_"], state[f"{name}.n_"]
    band = high - low
    even = (np.sin(high * times) - np.sin(low * times)) / (times / 2) * window
    odd = (np.cos(low * times) - np.cos(high * times)) / (times / 2) * window
    cosines = np.concatenate([even, 2 * band, even[:, ::-1]], axis=1)
    sines = np.concatenate([odd, np.zeros_like(band), -odd[:, ::-1]], axis=1)
    filters = np.concatenate([cosines, sines]) / (2 * np.concatenate([band, band]))
    return np.asarray(filters[:, None, :], np.float32)


def _pooled(graph: Graph, state: State, layer: int, value: str) -> str:
    (value,) = graph.node("MaxPool", [value], kernel_shape=(3,), strides=(3,))
    value = _norm(graph, state, f"sincnet.norm1d.{layer}", value)
    return graph.node("LeakyRelu", [value], alpha=SLOPE)[0]


def _norm(graph: Graph, state: State, name: str, value: str) -> str:
    weights = [graph.weight(state[f"{name}.{part}"]) for part in ("weight", "bias")]
    return graph.node("InstanceNormalization", [value, *weights], epsilon=EPSILON)[0]


def _lstm(graph: Graph, state: State, layer: int, value: str) -> str:
    """A layer in both directions, shape (n_frames, n_windows, width) in and out."""
    ways = [f"l{layer}", f"l{layer}_reverse"]
    given = np.stack([_gates(state[f"lstm.weight_ih_{way}"]) for way in ways])
    recurrent = np.stack([_gates(state[f"lstm.weight_hh_{way}"]) for way in ways])
    biases = np.stack(
        [
            np.concatenate([_gates(state[f"lstm.bias_{part}_{way}"]) for part in ("ih", "hh")])
            for way in ways
        ]
    )
    inputs = [value, *(graph.weight(one) for one in (given, recurrent, biases))]
    (out,) = graph.node("LSTM", inputs, direction="bidirectional", hidden_size=N_HIDDEN)
    (out,) = graph.node("Transpose", [out], perm=(0, 2, 1, 3))
    shape = graph.weight(np.array([0, 0, 2 * N_HIDDEN], np.int64))
    return graph.node("Reshape", [out, shape])[0]


def _gates(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """From PyTorch's order of gates (input, forget, cell, output) to ONNX's (input, output, forget, cell)."""
    given, forget, cell, output = np.split(values, 4)
    return np.concatenate([given, output, forget, cell])


def _linear(graph: Graph, state: State, name: str, value: str) -> str:
    matrix = graph.weight(np.ascontiguousarray(state[f"{name}.weight"].T))
    (product,) = graph.node("MatMul", [value, matrix])
    return graph.node("Add", [product, graph.weight(state[f"{name}.bias"])])[0]
