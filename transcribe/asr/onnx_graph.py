"""Write ONNX models without the `onnx` package, which is no dependency: only what an encoder needs.

ONNX files are protocol buffers; the field numbers are those of onnx.proto3 (IR version 8).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

IR_VERSION = 8
OPSET = 17
MICROSOFT = "com.microsoft"  # operators of ONNX Runtime itself
_FLOAT = 1  # TensorProto.DataType
_DTYPES = {np.dtype("<f4"): _FLOAT, np.dtype("u1"): 2, np.dtype("i1"): 3, np.dtype("<i8"): 7}
_OF_FLOAT, _OF_INT, _OF_TEXT, _OF_INTS = 1, 2, 3, 7  # AttributeProto.AttributeType
Attribute = float | int | str | Sequence[int]


class Graph:
    """A graph under construction; operators and weights are named by number."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._weights: list[bytes] = []
        self._n_names = 0

    def weight(self, values: NDArray[Any]) -> str:
        """Add a constant; returns its name.

        Args:
            values: float32, uint8, int8 or int64, any shape.
        """
        name = self._name()
        little = values.astype(values.dtype.newbyteorder("<"))
        tensor = b"".join(_integer(1, n) for n in little.shape)
        tensor += _integer(2, _DTYPES[little.dtype]) + _text(8, name)
        self._weights.append(tensor + _bytes(9, np.ascontiguousarray(little).tobytes()))
        return name

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        *,
        domain: str = "",
        n_outputs: int = 1,
        **attributes: Attribute,
    ) -> list[str]:
        """Add an operator; returns the names of its outputs. An empty name leaves an input out."""
        outputs = [self._name() for _ in range(n_outputs)]
        self._add(operator, inputs, outputs, domain, attributes)
        return outputs

    def model(
        self, given: tuple[str, Sequence[str | int]], result: tuple[str, str, Sequence[str | int]]
    ) -> bytes:
        """The finished model.

        Args:
            given: Name and shape of the float32 input; a dimension that varies has a name.
            result: Name of the float32 output, the name that it has in the graph, and its shape.
        """
        name, inner, shape = result
        self._add("Identity", [inner], [name], "", {})
        graph = _each(1, self._nodes) + _text(2, "encoder") + _each(5, self._weights)
        graph += _bytes(11, _value(*given)) + _bytes(12, _value(name, shape))
        opsets = [_text(1, "") + _integer(2, OPSET), _text(1, MICROSOFT) + _integer(2, 1)]
        return _integer(1, IR_VERSION) + _bytes(7, graph) + _each(8, opsets)

    def _name(self) -> str:
        self._n_names += 1
        return f"v{self._n_names}"

    def _add(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        domain: str,
        attributes: dict[str, Attribute],
    ) -> None:
        node = b"".join(_text(1, name) for name in inputs)
        node += b"".join(_text(2, name) for name in outputs) + _text(4, operator)
        node += _each(5, [_attribute(*pair) for pair in attributes.items()]) + _text(7, domain)
        self._nodes.append(node)


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _integer(20, _OF_FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, _OF_INT)
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _integer(20, _OF_TEXT)
    return _text(1, name) + b"".join(_integer(8, n) for n in value) + _integer(20, _OF_INTS)


def _value(name: str, shape: Sequence[str | int]) -> bytes:
    """A ValueInfoProto of a float32 tensor."""
    sizes = [_text(2, size) if isinstance(size, str) else _integer(1, size) for size in shape]
    return _text(1, name) + _bytes(2, _bytes(1, _integer(1, _FLOAT) + _bytes(2, _each(1, sizes))))


def _each(field: int, messages: Iterable[bytes]) -> bytes:
    return b"".join(_bytes(field, message) for message in messages)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _key(field, 2) + _varint(len(content)) + content


def _integer(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(value: int) -> bytes:
    """Base 128, lowest first; negative numbers as 64-bit two's complement."""
    value &= (1 << 64) - 1
    coded = bytearray()
    while value > 127:
        coded.append(value & 127 | 128)
        value >>= 7
    coded.append(value)
    return bytes(coded)
