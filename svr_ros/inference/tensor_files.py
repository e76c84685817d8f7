# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Reading and writing of safetensors files: read once, checked, with bounded memory."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as parse
from safetensors.torch import save as serialize
from torch import Tensor
from torch.overrides import TorchFunctionMode

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.inference.files import write_atomically

_PICKLES = b"PK\x03\x04", b"\x80"
"""First bytes of files of torch.save, in the new and the old format."""

_MAX_HEADER = 2**24
"""Maximum size of a header in bytes; it lists the tensors and contains the config."""

_DTYPES = ("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL")
_LARGEST = 65504.0
"""Largest magnitude of a weight, that of half precision."""


@dataclass(frozen=True)
class TensorFile:
    """Content of a safetensors file.

    Attributes:
        metadata: Texts by name.
        tensors: Tensors by name.
        hash: SHA-256 of the file, hexadecimal.
    """

    metadata: dict[str, str]
    tensors: dict[str, Tensor]
    hash: str


def read_tensors(path: Path, kind: str) -> TensorFile:
    """Read a safetensors file once, so that tensors and hash are those of the same content.

    Args:
        path: Path of the file.
        kind: Noun for the file in messages, such as "weights file".

    Raises:
        InputError: If it cannot be read, is damaged, or has tensors of rare types.
    """
    _check_header(path, kind)
    content = paths.read_bytes(path)
    try:
        header = _parse_header(content[8 : 8 + int.from_bytes(content[:8], "little")])
        for name, entry in header.items():
            if entry["dtype"] not in _DTYPES:
                raise ValueError(f"tensor {name} is of type {entry['dtype']}; expected one of {', '.join(_DTYPES)}")
        metadata = _metadata(content)
        tensors = parse(content)
    except Exception as error:  # also errors of the structure of the header
        raise InputError(_damaged(path, kind, paths.describe(error))) from error
    return TensorFile(metadata, tensors, hashlib.sha256(content).hexdigest())


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write a safetensors file, which appears whole or not at all; raises InputError if it cannot be written."""
    content = serialize({name: tensor.contiguous() for name, tensor in tensors.items()}, dict(metadata))
    write_atomically(path, lambda partial: partial.write_bytes(content))


def check_finite(name: str, tensors: Mapping[str, Tensor]) -> None:
    """Raise InputError if a tensor of a network holds anything but finite numbers of half precision's range."""
    for key, tensor in tensors.items():
        if not tensor.is_floating_point():
            raise InputError(f"{name}: tensor {key} holds {tensor.dtype}; expected floating-point numbers")
        if not torch.isfinite(tensor).all():
            raise InputError(f"{name}: tensor {key} holds NaN or infinity; expected finite numbers")
        if tensor.numel() and tensor.abs().max() > _LARGEST:
            raise InputError(f"{name}: tensor {key} holds numbers above {_LARGEST:g}; expected those of half precision")


class AllocationLimit(TorchFunctionMode):
    """Context in which a network is built; one that is much larger than the tensors in its file is refused early."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        """Allow four times the tensors' size, and at least 256 MiB."""
        super().__init__()
        self._left = max(4 * sum(tensor.numel() for tensor in tensors.values()), 2**26)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Call a function of PyTorch and subtract the elements that it allocates; raises InputError at the end."""
        result = func(*args, **(kwargs or {}))
        if func is torch.empty:
            self._left -= result.numel()
            if self._left < 0:
                raise InputError("the config describes a network that is much larger than the tensors in the file")
        return result


def _check_header(path: Path, kind: str) -> None:
    """Check that the sizes in the header fit the file, before the whole is read.

    Raises InputError if they do not, or if the file is a pickle.
    """
    try:
        with path.open("rb") as file:
            start, brace = file.read(8), file.read(1)
            # The length of a header can begin with the byte of a pickle; a header begins with a brace
            if start.startswith(_PICKLES) and brace != b"{":
                if _holds_arrays(path):
                    raise InputError(f"{path} is an archive of NumPy arrays, such as a scene; expected a {kind}")
                raise InputError(f"{path} is a pickle, which can run anything when it is read; expected safetensors")
            length = int.from_bytes(start, "little")
            if len(start) < 8 or not 2 <= length <= _MAX_HEADER:
                raise InputError(_damaged(path, kind, "its header has no valid length"))
            text = brace + file.read(length - 1)
            size = file.seek(0, 2)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {paths.describe(error)}") from error
    try:
        entries = _parse_header(text)
        stated = max((int(entry["data_offsets"][1]) for entry in entries.values()), default=0)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        raise InputError(_damaged(path, kind, paths.describe(error))) from error
    if size != 8 + length + stated:
        raise InputError(_damaged(path, kind, f"it has {size} bytes; its header states {8 + length + stated}"))


def _holds_arrays(path: Path) -> bool:
    """Return whether a file is an archive of NumPy arrays and nothing else, as .npz files are."""
    try:
        with zipfile.ZipFile(path) as archive:
            return all(name.endswith(".npy") for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def _parse_header(text: bytes) -> dict[str, Any]:
    """Return the entries of the tensors by name."""
    header = json.loads(text)
    entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
    for name, entry in entries.items():
        if not all(isinstance(side, int) and side >= 0 for side in entry["shape"]):
            raise ValueError(f"tensor {name} has the shape {entry['shape']}")
    return entries


def _metadata(content: bytes) -> dict[str, str]:
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return {str(key): str(value) for key, value in (header.get("__metadata__") or {}).items()}


def _damaged(path: Path, kind: str, reason: str) -> str:
    return f"{path} is no {kind}, or was cut off ({reason}); expected safetensors"
