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

"""Choice of the backend."""

from __future__ import annotations

import importlib.util
import os
from contextlib import suppress
from typing import Literal, get_args

import torch

from svr_ros.errors import InputError
from svr_ros.inference.backends.base import Backend
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.weights import Weights
from svr_ros.precision import Precision

BackendName = Literal["auto", "torch", "onnx", "tensorrt"]
"""Backend: chosen by device and installation, PyTorch, ONNX Runtime, or TensorRT through ONNX Runtime."""

BACKENDS: tuple[BackendName, ...] = get_args(BackendName)

ENVIRONMENT = "SVR_BACKEND"
"""Environment variable that replaces the backend `auto`."""


def create_backend(name: str, weights: Weights, device: torch.device, precision: Precision) -> Backend:
    """Return the backend of a name for weights on a device.

    `auto` is onnx for float32 on a CPU if ONNX Runtime is installed and the weights have been exported, by
    `svr export` or an earlier use of the backend onnx, and torch otherwise.

    Raises:
        InputError: If the name is unknown, the backend is not installed or not for the device, or the weights do not
            fit their config.
    """
    chosen = check(name)
    if chosen == "auto":
        chosen = check(os.environ.get(ENVIRONMENT) or "auto", f"{ENVIRONMENT} is")
    if chosen == "auto" and _prefers_onnx(weights, device, precision):
        chosen = "onnx"
    if chosen in ("auto", "torch"):
        return TorchBackend(weights.model(), device, precision)
    if importlib.util.find_spec("onnxruntime") is None:
        raise InputError(
            f"backend is {chosen!r}, but onnxruntime is not installed; expected `pip install onnx onnxruntime "
            "onnxscript`"
        )
    from svr_ros.inference.backends.onnx_backend import OnnxBackend

    return OnnxBackend(weights, device, precision, tensorrt=chosen == "tensorrt")


def check(name: str, subject: str = "backend is") -> BackendName:
    """Return the name of a backend; raises InputError if it is unknown."""
    if name not in BACKENDS:
        raise InputError(f"{subject} {name!r}; expected {', '.join(BACKENDS[:-1])} or {BACKENDS[-1]}")
    return name


def _prefers_onnx(weights: Weights, device: torch.device, precision: Precision) -> bool:
    """Return whether ONNX Runtime is installed, faster, and ready without an export that takes up to a minute."""
    if device.type != "cpu" or precision != "fp32" or importlib.util.find_spec("onnxruntime") is None:
        return False
    from svr_ros.inference.backends.export import NETWORKS, export_folder

    with suppress(InputError, OSError):  # a cache that cannot be read holds nothing
        return (export_folder(weights) / NETWORKS).is_file()
    return False
