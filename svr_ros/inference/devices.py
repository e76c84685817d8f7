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

"""Choice and description of the device that computes."""

from __future__ import annotations

import logging

import torch

from svr_ros.errors import InputError

_log = logging.getLogger(__name__)


def describe_device(device: torch.device) -> str:
    """Return the name of a device, of a GPU with its model, compute capability and versions of CUDA and cuDNN."""
    if device.type != "cuda":
        return str(device)
    major, minor = torch.cuda.get_device_capability(device)
    return (
        f"{device} ({torch.cuda.get_device_name(device)}, capability {major}.{minor}, CUDA {torch.version.cuda}, "
        f"cuDNN {torch.backends.cudnn.version()})"
    )


def choose_device(name: str) -> torch.device:
    """Return the device for auto, cpu, cuda or cuda:N; raises InputError if it is not available.

    A warning is logged if auto means the CPU although PyTorch is built for CUDA.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.version.cuda is not None:
            _log.warning(
                "no GPU was found, the CPU is used: PyTorch is built for CUDA %s, whose driver is missing, older, or "
                "sees no device (nvidia-smi); device cpu is without this warning",
                torch.version.cuda,
            )
        return torch.device("cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise InputError(f"device is {name!r}; expected auto, cpu, cuda or cuda:N") from error
    if device.type not in ("cpu", "cuda"):
        raise InputError(f"device is {name!r}; expected auto, cpu, cuda or cuda:N")
    if device.type == "cuda" and not (torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()):
        raise InputError(
            f"device is {name!r}, but there are {torch.cuda.device_count()} CUDA devices; expected one that is there"
        )
    return device
