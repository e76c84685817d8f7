"""One run in several processes, as torchrun starts them: who this process is, and how it joins the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel


class Share(NamedTuple):
    """Which of `ranks` processes that train together this one is; it makes every `ranks`-th room from its own on."""

    rank: int = 0
    ranks: int = 1

    @classmethod
    def current(cls) -> Share:
        """Return the share of a process that torchrun started, everything where none did."""
        return cls(int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1)))


@contextmanager
def joined(device: torch.device) -> Iterator[torch.device]:
    """Join the processes that torchrun started and yield the device of this one; nothing to join where it did not."""
    if Share.current().ranks == 1:
        yield device
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield device
    finally:
        distributed.destroy_process_group()


def agreed(value: bool) -> bool:
    """Return the first process's opinion in every process, so that all end together."""
    if not distributed.is_initialized():
        return value
    opinions = [value]
    distributed.broadcast_object_list(opinions)
    return opinions[0]


def in_parallel(module: nn.Module, device: torch.device) -> nn.Module:
    """Return a module whose gradients all processes average; the module itself where there is one process alone."""
    if not distributed.is_initialized():
        return module
    return DistributedDataParallel(module, device_ids=[device] if device.type == "cuda" else None)
