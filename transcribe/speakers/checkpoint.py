"""Read the weights of a PyTorch checkpoint without PyTorch.

A checkpoint is a ZIP archive: `*/data.pkl` is a pickle in which each tensor names a file `*/data/KEY` with
its numbers. The pickle may build dictionaries and tensors only; anything else in it is refused, so a
checkpoint cannot run code.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.errors import ModelUnavailable

State = dict[str, NDArray[Any]]
_DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def read_state(path: Path) -> State:
    """Read the tensors of a checkpoint, by name.

    Raises:
        ModelUnavailable: The file is not a checkpoint, or holds other things than tensors.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            (pickled,) = (name for name in archive.namelist() if name.endswith("/data.pkl"))
            folder = pickled.removesuffix("data.pkl")
            content = archive.read(pickled)
            found = _Reader(content, lambda key: archive.read(f"{folder}data/{key}")).load()
    except (zipfile.BadZipFile, pickle.UnpicklingError, KeyError, ValueError, EOFError) as error:
        raise ModelUnavailable("speakers", f"{path.name} is not a checkpoint ({error}).") from error
    state: Mapping[str, Any] = found.get("state_dict", found)
    return {name: value for name, value in state.items() if isinstance(value, np.ndarray)}


class _Reader(pickle.Unpickler):
    """An unpickler that knows dictionaries and tensors."""

    def __init__(self, content: bytes, read: Callable[[str], bytes]) -> None:
        super().__init__(io.BytesIO(content))
        self._read = read

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        raise pickle.UnpicklingError(f"it contains {module}.{name}")

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, dtype, key, *_ = pid
        return np.frombuffer(self._read(str(key)), dtype)


def _tensor(
    storage: NDArray[Any], offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> NDArray[Any]:
    """A tensor in its storage; `offset` and `strides` count numbers, not bytes."""
    if not shape:
        return storage[offset : offset + 1].reshape(())
    in_bytes = tuple(n * storage.itemsize for n in strides)
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, in_bytes).copy()
