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

"""Handling of out-of-memory on a GPU or CPU, which costs one image, and of GPUs that fail for good."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

import torch

from svr_ros.inference.decode import default_batch_bytes

ResultT = TypeVar("ResultT")

_HALVINGS = 4
"""Maximum number of halvings; with a sixteenth of the default batch, decoding needs less memory than the networks."""

_GOOD_RUNS = 100
"""Number of runs without a shortage after which the batch is doubled again, up to the default."""

_SHORTAGES = (
    "out of memory",  # CUDA's allocator, and its driver
    "NVML_SUCCESS == r INTERNAL ASSERT FAILED",  # CUDA's allocator on a Jetson, which has no NVML to describe more
    "NvMapMemAlloc",  # the driver of a Jetson
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUBLAS_STATUS_NOT_INITIALIZED",  # of the first product, whose handle finds no memory
    "CUDNN_STATUS_ALLOC_FAILED",
    "DEVICE_ALLOCATION_FAILED",  # cuDNN 9
    "HOST_ALLOCATION_FAILED",
    "unable to find a valid cuDNN algorithm",  # none needs as little memory as is left
    "DefaultCPUAllocator",
    "std::bad_alloc",
    "could not create a memory object",  # oneDNN
    "Failed to allocate memory",  # ONNX Runtime
    "cannot allocate memory",  # the system
)
"""Parts of the messages of errors for a shortage of memory, whose types depend on library and version."""

_NO_PRIMITIVE = "could not create a primitive"
"""Whole message of oneDNN for a shortage; "... descriptor" begins those about operations that it does not have."""

_DEVICE_LOST = (
    "illegal memory access",
    "device-side assert",
    "unspecified launch failure",
    "launch timed out",
    "misaligned address",
    "illegal instruction",
    "illegal address",
    "invalid program counter",
    "hardware stack error",
    "uncorrectable ECC error",
    "uncorrectable NVLink error",
    "GPU is lost",
    "fallen off the bus",
    "driver shutting down",
)
"""Parts of the messages of CUDA errors after which all later calls of the process fail as well."""


class OutOfMemoryError(RuntimeError):
    """Out of memory; the message states in one sentence the cause and the consequence."""


class DeviceLostError(RuntimeError):
    """The process cannot use its GPU any more; the message states in one sentence the cause and the remedy."""


class DecodingBatch:
    """Size of the decoding batch, halved at every shortage of memory.

    Attributes:
        bytes: Bytes of the decoder's first layer that are computed at a time.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._default = self.bytes = default_batch_bytes(device)
        self._good_runs = 0

    def run(self, work: Callable[[], ResultT]) -> ResultT:
        """Return the result of `work`.

        Raises:
            OutOfMemoryError: If the device is out of memory; the batch is halved.
            DeviceLostError: If the GPU cannot be used any more by this process.
        """
        try:
            result = work()
        except (RuntimeError, MemoryError) as error:
            lost = is_device_lost(error)
            if not (lost or is_shortage(error)):
                raise
            # Keep the text alone: the traceback refers to the tensors that are to be freed.
            reason = describe_shortage(error)
        else:
            self._recover()
            return result
        if lost:
            raise DeviceLostError(describe_loss(self._device, reason))
        minimum = self._default >> _HALVINGS
        self._good_runs = 0
        self.bytes = max(minimum, self.bytes // 2)
        free(self._device)
        limit = ", the minimum" if self.bytes == minimum else ""
        raise OutOfMemoryError(
            f"out of memory on {self._device} ({reason}): "
            f"blocks are decoded {self.bytes / 2**20:g} MiB at a time from now on{limit}"
        )

    def _recover(self) -> None:
        """Count a run without a shortage, and double the batch after enough of them."""
        self._good_runs += 1
        if self.bytes < self._default and self._good_runs >= _GOOD_RUNS:
            self.bytes *= 2
            self._good_runs = 0


def is_shortage(error: BaseException) -> bool:
    """Return whether an error of Python, NumPy, PyTorch or CUDA's libraries is for a shortage of memory.

    PyTorch has one class for its allocator on GPUs alone: others raise a RuntimeError.
    """
    if isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError, OutOfMemoryError)):
        return True
    if not isinstance(error, RuntimeError) or is_device_lost(error):
        return False
    return _mentions(error, _SHORTAGES) or str(error).strip() == _NO_PRIMITIVE


def describe_shortage(error: BaseException) -> str:
    """Return the reason of an error in one line, without the library's advice and lines of source code."""
    text = str(error).strip()
    first = (text.partition("DefaultCPUAllocator: ")[2] or text).splitlines()
    return first[0].partition(". ")[0].rstrip(".") if first else type(error).__name__


def is_device_lost(error: BaseException) -> bool:
    """Return whether an error means that the process cannot use its GPU any more."""
    return isinstance(error, DeviceLostError) or (isinstance(error, RuntimeError) and _mentions(error, _DEVICE_LOST))


def describe_loss(device: torch.device | str, reason: str) -> str:
    """Return one sentence that says what to do about a GPU that the process cannot use any more."""
    return (
        f"{device} cannot be used any more by this process ({reason}): restart the process, and the machine if the "
        "error repeats"
    )


def free(device: torch.device) -> None:
    """Release unused memory of a GPU to other processes; a lost GPU is left alone."""
    gc.collect()
    if device.type == "cuda":
        try:
            torch.cuda.empty_cache()
        except RuntimeError as error:
            if not is_device_lost(error):
                raise


def allocated(device: torch.device) -> int | None:
    """Return the bytes of a GPU's memory that tensors of this process occupy; None on a CPU."""
    return torch.cuda.memory_allocated(device) if device.type == "cuda" else None


def _mentions(error: BaseException, parts: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(part.lower() in text for part in parts)
