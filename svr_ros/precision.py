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

"""Choice of the number format of the networks: 16 bits on devices that have instructions for it, else float32."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from svr_ros.errors import InputError

if TYPE_CHECKING:
    import torch

Precision = Literal["auto", "fp32", "bf16", "fp16"]
"""Number format of convolutions and matrix products: chosen by the device, float32, bfloat16, or float16."""

PRECISIONS: tuple[Precision, ...] = get_args(Precision)

ENVIRONMENT = "SVR_PRECISION"
"""Environment variable that replaces the precision `auto`."""

_CPU_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})
"""Flags of processors with instructions for bfloat16; others emulate it, four times as slowly as float32."""


def autocast(device: torch.device, precision: Precision) -> torch.autocast:
    """Return the context in which networks compute on a device, given a precision that `resolve` returned."""
    import torch

    return torch.autocast(device.type, dtype_of(precision), enabled=precision != "fp32")


def training_autocast(device: torch.device) -> torch.autocast:
    """Return the context in which networks are trained on a device, in the precision of the environment.

    In float16, small gradients would be lost: devices on which it is the fastest precision train in float32.

    Raises:
        InputError: If the environment variable SVR_PRECISION is unknown or fp16.
    """
    chosen = resolve(device)
    if chosen == "fp16" and os.environ.get(ENVIRONMENT) == "fp16":
        raise InputError("precision is 'fp16', in which networks are not trained; expected auto, fp32 or bf16")
    return autocast(device, "fp32" if chosen == "fp16" else chosen)


def dtype_of(precision: Precision) -> torch.dtype:
    """Return the type of the tensors in a resolved precision."""
    import torch

    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]


def resolve(device: torch.device, precision: str = "auto") -> Precision:
    """Return the precision on a device, which is not `auto`.

    Raises:
        InputError: If the precision, or that of the environment variable, is unknown or not for the device.
    """
    chosen, subject = check(precision), "precision is"
    if chosen == "auto":
        subject = f"{ENVIRONMENT} is"
        chosen = check(os.environ.get(ENVIRONMENT) or "auto", subject)
    if chosen == "fp16" and device.type == "cpu":
        raise InputError(f"{subject} 'fp16', which needs a GPU, but the device is a CPU; expected auto, fp32 or bf16")
    return fastest(device) if chosen == "auto" else chosen


def check(precision: str, subject: str = "precision is") -> Precision:
    """Return a precision; raises InputError if it is unknown."""
    if precision not in PRECISIONS:
        raise InputError(f"{subject} {precision!r}; expected {', '.join(PRECISIONS[:-1])} or {PRECISIONS[-1]}")
    return precision


@cache
def fastest(device: torch.device) -> Precision:
    """Return the precision that a CPU or a GPU has the fastest instructions for.

    bfloat16 has the range of float32, so that it is taken before float16. GPUs of compute capability 7 only emulate it.
    """
    if device.type == "cuda":
        import torch

        capability = torch.cuda.get_device_capability(device)
        return "bf16" if capability >= (8, 0) else "fp16" if capability >= (7, 0) else "fp32"
    return "bf16" if _CPU_FLAGS & cpu_flags() else "fp32"


def cpu_flags(path: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """Return the flags of the first processor that Linux lists; empty if the file is missing."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return frozenset()
    return next((frozenset(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), frozenset())
