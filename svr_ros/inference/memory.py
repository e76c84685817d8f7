"""Live with a GPU that others fill as well: give up one picture, take less at a time from then on, and say so."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

import torch

from svr_ros.inference.decode import default_batch_bytes

ResultT = TypeVar("ResultT")

_HALVINGS = 4
"""At a sixteenth of the default batch, decoding needs next to nothing beside the networks."""

_GOOD_RUNS = 100
"""So many runs without a shortage double the batch again, up to the default."""


class OutOfMemoryError(RuntimeError):
    """Say in one sentence that memory did not suffice, and what follows from it."""


class DecodingBatch:
    """Hold how many bytes of the decoder's first layer are made at a time: halved at every shortage of memory."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._most = self.bytes = default_batch_bytes(device)
        self._good_runs = 0

    def run(self, work: Callable[[], ResultT]) -> ResultT:
        """Return what work returns; raises OutOfMemoryError, with the batch halved, where memory does not suffice."""
        try:
            result = work()
        except (torch.cuda.OutOfMemoryError, MemoryError) as error:
            # Only its text: its traceback holds the tensors that are to be freed.
            reason = str(error).partition(". ")[0] or type(error).__name__
        else:
            self._recover()
            return result
        least = self._most >> _HALVINGS
        self._good_runs = 0
        self.bytes = max(least, self.bytes // 2)
        free(self._device)
        limit = ", the least" if self.bytes == least else ""
        raise OutOfMemoryError(
            f"memory of {self._device} does not suffice ({reason}): "
            f"blocks are decoded {self.bytes / 2**20:g} MiB at a time from now on{limit}"
        )

    def _recover(self) -> None:
        self._good_runs += 1
        if self.bytes < self._most and self._good_runs >= _GOOD_RUNS:
            self.bytes *= 2
            self._good_runs = 0


def free(device: torch.device) -> None:
    """Give memory that nothing refers to any more back to the other programs on a GPU."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


def allocated(device: torch.device) -> int | None:
    """Return how many bytes of a GPU's memory this process has tensors in; None on a CPU."""
    return torch.cuda.memory_allocated(device) if device.type == "cuda" else None
