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

"""Distributed training in several processes that torchrun starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from svr_ros.errors import InputError


class Rank(NamedTuple):
    """Rank of a process among those that train together; it generates every `world_size`-th room.

    Attributes:
        rank: Index of the process.
        world_size: Number of processes.
    """

    rank: int = 0
    world_size: int = 1

    @classmethod
    def current(cls) -> Rank:
        """Return the rank of this process, which is the only one if torchrun did not start it."""
        return cls(int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1)))


@contextmanager
def process_group(device: torch.device) -> Iterator[torch.device]:
    """Join the processes that torchrun started, if it did, and yield the device of this one.

    Raises InputError if there are more processes on this machine than CUDA devices.
    """
    if Rank.current().world_size == 1:
        yield device
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        if (count := torch.cuda.device_count()) <= device.index:
            raise InputError(f"process {device.index} has no CUDA device, there are {count}; expected one per process")
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield device
    finally:
        distributed.destroy_process_group()


def broadcast(value: bool) -> bool:
    """Return the value of the first process in all processes, so that they end together."""
    if not distributed.is_initialized():
        return value
    values = [value]
    distributed.broadcast_object_list(values)
    return values[0]


def in_parallel(module: nn.Module, device: torch.device) -> nn.Module:
    """Wrap a module so that all processes average its gradients; return it unchanged if there is only one."""
    if not distributed.is_initialized():
        return module
    return DistributedDataParallel(module, device_ids=[device] if device.type == "cuda" else None)
