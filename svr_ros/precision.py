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

"""Choice of the number format of the networks: bfloat16 on processors that have instructions for it, else float32."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from svr_ros.errors import InputError

if TYPE_CHECKING:
    import torch

Precision = Literal["auto", "fp32", "bf16"]
"""Number format of convolutions and matrix products: chosen by the processor, float32, or bfloat16."""

PRECISIONS: tuple[Precision, ...] = get_args(Precision)

ENVIRONMENT = "SVR_PRECISION"
"""Environment variable that replaces the precision `auto`."""

_CPU_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})
"""Flags of processors with instructions for bfloat16; others emulate it, four times as slowly as float32."""


def autocast(device: torch.device, precision: Precision = "auto") -> torch.autocast:
    """Return the context in which networks compute on a device.

    Raises InputError if the precision, or that of the environment variable SVR_PRECISION, is unknown.
    """
    import torch

    return torch.autocast(device.type, torch.bfloat16, enabled=resolve(device, precision) == "bf16")


def resolve(device: torch.device, precision: str = "auto") -> Precision:
    """Return "fp32" or "bf16" for a precision on a device; raises InputError if the precision is unknown."""
    chosen = check(precision)
    if chosen == "auto":
        chosen = check(os.environ.get(ENVIRONMENT) or "auto", f"{ENVIRONMENT} is")
    if chosen == "auto":
        chosen = "bf16" if multiplies_bf16(device) else "fp32"
    return chosen


def check(precision: str, subject: str = "precision is") -> Precision:
    """Return a precision; raises InputError if it is unknown."""
    if precision not in PRECISIONS:
        raise InputError(f"{subject} {precision!r}; expected {', '.join(PRECISIONS[:-1])} or {PRECISIONS[-1]}")
    return precision


@cache
def multiplies_bf16(device: torch.device) -> bool:
    """Return whether a CPU or a GPU has instructions for products of bfloat16 numbers."""
    if device.type == "cuda":
        import torch

        return torch.cuda.get_device_capability(device) >= (8, 0)
    return bool(_CPU_FLAGS & cpu_flags())


def cpu_flags(path: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """Return the flags of the first processor that Linux lists; empty if the file is missing."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return frozenset()
    return next((frozenset(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), frozenset())
