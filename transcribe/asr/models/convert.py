"""Convert a CTranslate2 Whisper model to openai-whisper: one set of weights for both engines.

The file is little-endian: uint32 version, spec name (uint16 length, NUL-terminated), uint32
revision, uint32 count; each variable: name, uint8 rank, uint32 dims, uint8 dtype, uint32 bytes,
data; then aliases (uint32 count, pairs of names).
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.errors import ModelUnavailable

DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
Variables = dict[str, NDArray[Any]]


def read_variables(path: Path) -> Variables:
    """Read all variables of a `model.bin`, aliases resolved.

    They are views of the mapped file: what is not used takes no memory.

    Raises:
        ModelUnavailable: The file is truncated or not a CTranslate2 model.
    """
    try:
        with path.open("rb") as opened:
            # closed when the last variable is gone
            file = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
            _unpack(file, "<I")
            _name(file)
            _unpack(file, "<I")
            variables = dict(_variable(file) for _ in range(_unpack(file, "<I")))
            for _ in range(_unpack(file, "<I")):
                alias, name = _name(file), _name(file)
                variables[alias] = variables[name]
    except (struct.error, KeyError, ValueError) as error:
        raise ModelUnavailable(
            path.parent.name, f"{path} is not a complete CTranslate2 model."
        ) from error
    return variables


def _unpack(file: mmap.mmap, layout: str) -> int:
    (value,) = struct.unpack(layout, file.read(struct.calcsize(layout)))
    return int(value)


def _name(file: mmap.mmap) -> str:
    return file.read(_unpack(file, "<H")).rstrip(b"\0").decode()


def _variable(file: mmap.mmap) -> tuple[str, NDArray[Any]]:
    name = _name(file)
    shape = [_unpack(file, "<I") for _ in range(_unpack(file, "<B"))]
    dtype = np.dtype(DTYPES[_unpack(file, "<B")])
    size = _unpack(file, "<I")
    values = np.frombuffer(file, dtype, size // dtype.itemsize, file.tell())
    file.seek(size, os.SEEK_CUR)
    return name, values.reshape(shape)


def load_checkpoint(folder: Path) -> Any:
    """Build a `whisper.model.Whisper` from a folder with `model.bin` and `config.json`."""
    import torch  # noqa: PLC0415
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415

    variables = read_variables(folder / "model.bin")
    dims = ModelDimensions(**dimensions(variables))
    model = Whisper(dims)
    state = {
        name: torch.from_numpy(np.array(value, dtype=np.float32))
        for name, value in state_of(variables, dims.n_audio_layer, dims.n_text_layer).items()
    }
    model.load_state_dict(state, strict=True)
    heads = torch.zeros(dims.n_text_layer, dims.n_text_head, dtype=torch.bool)
    for layer, head in json.loads((folder / "config.json").read_text())["alignment_heads"]:
        heads[layer, head] = True
    model.register_buffer("alignment_heads", heads.to_sparse(), persistent=False)
    return model.eval()


def dimensions(variables: Variables) -> dict[str, int]:
    """Whisper's dimensions, from the shapes; a head is 64 wide in every published size."""
    n_audio_ctx, n_audio_state = variables["encoder/position_encodings/encodings"].shape
    n_text_ctx, n_text_state = variables["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": variables["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": n_audio_ctx,
        "n_audio_state": n_audio_state,
        "n_audio_head": n_audio_state // 64,
        "n_audio_layer": _n_layers(variables, "encoder"),
        "n_vocab": variables["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": n_text_ctx,
        "n_text_state": n_text_state,
        "n_text_head": n_text_state // 64,
        "n_text_layer": _n_layers(variables, "decoder"),
    }


def _n_layers(variables: Variables, side: str) -> int:
    return 1 + max(
        int(name.split("/")[1].removeprefix("layer_"))
        for name in variables
        if name.startswith(f"{side}/layer_") and name.split("/")[1] != "layer_norm"
    )


def state_of(variables: Variables, n_audio_layer: int, n_text_layer: int) -> Variables:
    """Rename and split CTranslate2's variables into openai-whisper's state dict."""
    state: Variables = {
        "encoder.positional_embedding": variables["encoder/position_encodings/encodings"],
        "decoder.positional_embedding": variables["decoder/position_encodings/encodings"],
        "decoder.token_embedding.weight": variables["decoder/embeddings/weight"],
    }
    for conv in ("conv1", "conv2"):
        for part in ("weight", "bias"):
            state[f"encoder.{conv}.{part}"] = variables[f"encoder/{conv}/{part}"]
    _norm(state, "encoder.ln_post", variables, "encoder/layer_norm")
    _norm(state, "decoder.ln", variables, "decoder/layer_norm")
    for index in range(n_audio_layer):
        _block(state, f"encoder.blocks.{index}", variables, f"encoder/layer_{index}")
    for index in range(n_text_layer):
        theirs, ours = f"decoder/layer_{index}", f"decoder.blocks.{index}"
        _block(state, ours, variables, theirs)
        _norm(state, f"{ours}.cross_attn_ln", variables, f"{theirs}/attention/layer_norm")
        cross, key_value, out = (
            _linear(variables, f"{theirs}/attention/linear_{n}") for n in range(3)
        )
        width = len(cross[1])
        parts = {"query": cross, "key": _rows(key_value, 0, width),
                 "value": _rows(key_value, width, 2 * width), "out": out}  # fmt: skip
        _attention(state, f"{ours}.cross_attn", parts)
    return state


def _block(state: Variables, ours: str, variables: Variables, theirs: str) -> None:
    _norm(state, f"{ours}.attn_ln", variables, f"{theirs}/self_attention/layer_norm")
    stacked = _linear(variables, f"{theirs}/self_attention/linear_0")
    width = len(stacked[1]) // 3
    parts = {name: _rows(stacked, n * width, (n + 1) * width)
             for n, name in enumerate(("query", "key", "value"))}  # fmt: skip
    parts["out"] = _linear(variables, f"{theirs}/self_attention/linear_1")
    _attention(state, f"{ours}.attn", parts)
    _norm(state, f"{ours}.mlp_ln", variables, f"{theirs}/ffn/layer_norm")
    for n, place in ((0, 0), (1, 2)):
        weight, bias = _linear(variables, f"{theirs}/ffn/linear_{n}")
        state[f"{ours}.mlp.{place}.weight"], state[f"{ours}.mlp.{place}.bias"] = weight, bias


Linear = tuple[NDArray[Any], NDArray[Any]]


def _linear(variables: Variables, name: str) -> Linear:
    return variables[f"{name}/weight"], variables[f"{name}/bias"]


def _rows(linear: Linear, first: int, last: int) -> Linear:
    return linear[0][first:last], linear[1][first:last]


def _attention(state: Variables, ours: str, parts: dict[str, Linear]) -> None:
    for name, (weight, bias) in parts.items():
        state[f"{ours}.{name}.weight"] = weight
        if name != "key":  # openai-whisper's keys have no bias; CTranslate2's is zero
            state[f"{ours}.{name}.bias"] = bias


def _norm(state: Variables, ours: str, variables: Variables, theirs: str) -> None:
    state[f"{ours}.weight"] = variables[f"{theirs}/gamma"]
    state[f"{ours}.bias"] = variables[f"{theirs}/beta"]
