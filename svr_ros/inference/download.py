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

"""Copies of several tensors from a device to the host at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def download(tensors: dict[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Return tensors as arrays; those of a GPU are copied in one piece, so that the host waits once.

    The arrays of a GPU's tensors share one block of page-locked memory.
    """
    if all(tensor.device.type == "cpu" for tensor in tensors.values()):
        return {name: tensor.numpy() for name, tensor in tensors.items()}
    packed = pack(tensors)
    host = torch.empty(packed.shape, dtype=torch.uint8, pin_memory=True)
    host.copy_(packed, non_blocking=True)
    torch.cuda.current_stream(packed.device).synchronize()
    return unpack(host, tensors)


def pack(tensors: dict[str, Tensor]) -> Tensor:
    """Return the bytes of tensors, one after the other in the order of `_aligned`."""
    return torch.cat([tensors[name].contiguous().flatten().view(torch.uint8) for name in _aligned(tensors)])


def unpack(packed: Tensor, tensors: dict[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Return views of packed bytes on the host as arrays of the types and shapes of tensors."""
    arrays: dict[str, NDArray[Any]] = {}
    start = 0
    for name in _aligned(tensors):
        like = tensors[name]
        end = start + like.numel() * like.element_size()
        arrays[name] = packed[start:end].view(like.dtype).view(like.shape).numpy()
        start = end
    return {name: np.asarray(arrays[name]) for name in tensors}


def _aligned(tensors: dict[str, Tensor]) -> list[str]:
    """Return the names by decreasing size of the elements, so that each tensor begins at a multiple of it."""
    return sorted(tensors, key=lambda name: -tensors[name].element_size())
