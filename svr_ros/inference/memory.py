"""Handling of out-of-memory on a GPU or CPU: drop the current image, halve the decoding batch, report it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

import torch

from svr_ros.inference.decode import default_batch_bytes

ResultT = TypeVar("ResultT")

_HALVINGS = 4
"""Maximum number of halvings; with a sixteenth of the default batch, decoding needs less memory than the networks."""

_CPU_SHORTAGES = ("DefaultCPUAllocator", "std::bad_alloc", "could not create a memory object")
"""Parts of the messages of a RuntimeError for a shortage of memory: PyTorch's allocator, C++, oneDNN."""

_GOOD_RUNS = 100
"""Number of runs without a shortage after which the batch is doubled again, up to the default."""


class OutOfMemoryError(RuntimeError):
    """Out of memory; the message states in one sentence the cause and the consequence."""


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
        """Return the result of `work`; raises OutOfMemoryError, with the batch halved, if memory does not suffice."""
        try:
            result = work()
        except (RuntimeError, MemoryError) as error:
            if not is_shortage(error):
                raise
            # Keep the text alone: the traceback refers to the tensors that are to be freed.
            reason = describe_shortage(error)
        else:
            self._recover()
            return result
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
        self._good_runs += 1
        if self.bytes < self._default and self._good_runs >= _GOOD_RUNS:
            self.bytes *= 2
            self._good_runs = 0


def is_shortage(error: BaseException) -> bool:
    """Return whether an exception of Python, NumPy or PyTorch says that memory, of the GPU or not, is insufficient.

    PyTorch has a class for GPUs alone: its allocator for CPUs raises a RuntimeError.
    """
    if isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error) for text in _CPU_SHORTAGES)


def describe_shortage(error: BaseException) -> str:
    """Return the reason of a shortage of memory in one line, without advice and addresses of the library's source."""
    text = str(error)
    first = text.partition("DefaultCPUAllocator: ")[2] or text
    return first.splitlines()[0].partition(". ")[0] if first else type(error).__name__


def free(device: torch.device) -> None:
    """Release unused memory of a GPU to other processes."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


def allocated(device: torch.device) -> int | None:
    """Return the bytes of a GPU's memory that tensors of this process occupy; None on a CPU."""
    return torch.cuda.memory_allocated(device) if device.type == "cuda" else None
