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

"""A GPU never waits for the host, nor the host for it, between the upload of an image and the download of the results.

No GPU is needed: PyTorch's device "meta" follows types and shapes through all operators. What reads a number from the
device, or a number of elements, fails on it, and tensors of the host that operators would have to copy are counted.
"""

import contextlib
import dataclasses
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.backends import frames
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.transfer import pack
from svr_ros.inference.weights import random_weights
from svr_ros.networks.config import ModelConfig

DEVICE = torch.device("meta")
OLDER = dataclasses.replace(
    ModelConfig(),
    pixels=dataclasses.replace(ModelConfig().pixels, known=False, convex_upsampling=False),
    decoder=dataclasses.replace(ModelConfig().decoder, edge_aware=False, distance_error=False, instance_offsets=False),
)


class Waits(TorchFunctionMode):
    """Count the calls that bring data from the host to the device, or back.

    Attributes:
        counts: Number of these calls by name.
        operators: Number of operators of the device.
    """

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self._operators = _Operators()

    @property
    def operators(self) -> int:
        return self._operators.count

    def __enter__(self) -> "Waits":
        super().__enter__()
        self._operators.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._operators.__exit__(*error)
        super().__exit__(*error)

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        leaves = tree_leaves((args, kwargs, result))
        tensors = [each for each in leaves if isinstance(each, torch.Tensor)]
        # Numbers as tensors without axes are arguments of a kernel, except if they are copied
        copied = getattr(function, "__name__", "") in (
            "to",
            "copy_",
            "cpu",
            "cuda",
            "tensor",
            "as_tensor",
            "new_tensor",
        )
        devices = {each.device.type for each in tensors if each.dim() or copied}
        made = function in (torch.tensor, torch.as_tensor, torch.Tensor.new_tensor) and DEVICE.type in devices
        by_list = function in (torch.Tensor.__getitem__, torch.Tensor.__setitem__) and any(
            isinstance(each, list) for each in (args[1] if isinstance(args[1], tuple) else args[1:2])
        )
        if len(devices) > 1 or made or by_list:
            self.counts[function.__name__] += 1
        return result


class _Operators(TorchDispatchMode):
    """Count operators."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return function(*args, **(kwargs or {}))


def on_meta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let autocast be nothing on the device, as it is in float32."""
    autocast = torch.autocast
    monkeypatch.setattr(
        torch, "autocast", lambda kind, *more, **options: contextlib.nullcontext() if kind == "meta" else
        autocast(kind, *more, **options),
    )  # fmt: skip


@pytest.mark.parametrize("config", [ModelConfig(), OLDER], ids=["compact", "older"])
def test_nothing_waits_between_upload_and_download(config: ModelConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    reconstructor = Reconstructor(random_weights(config), "cpu", backend="torch")
    backend = reconstructor._backend = TorchBackend(random_weights(config).model(), DEVICE, "fp32")
    view = CanonicalView(Camera.from_hfov(640, 480, 1.2), config.frustum, 256, DEVICE)
    on_meta(monkeypatch)
    known = np.zeros((1, 1, 256, 256), np.float32)
    maps = {"depth": known, "sigma": known, "ground": known, "has_ground": known[..., :1, :1]}
    counted: list[Waits] = []
    downloaded: list[torch.Tensor] = []

    def work(given: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        with (waits := Waits()):
            results = reconstructor.compute(view, 128, 1 << 28, given)
            downloaded.append(pack(results))
        counted.append(waits)
        return results

    # The host waits in `fetch` alone, which `download` calls once; see test_frames.py for graphs
    monkeypatch.setattr(frames, "download", lambda tensors: {})
    for more in ({}, maps):
        inputs = {"image": view.window(np.zeros((480, 640, 3), np.uint8)), **more}
        with torch.inference_mode():
            backend.decode(backend.see(torch.empty(1, 3, 256, 256, device=DEVICE), None), 128, 1 << 28)  # makes tables
            backend.run((view,), 128, work, inputs)
    assert len(counted) == 2
    for waits, packed in zip(counted, downloaded, strict=True):
        assert packed.device == DEVICE and packed.dtype == torch.uint8
        assert waits.operators > 500
        assert not waits.counts


def test_waits_are_found() -> None:
    values = torch.empty(3, 4, device=DEVICE)
    with (waits := Waits()):
        values[[0, 1]]
        values[:, [0, 1]] = 2
        values.new_tensor([1.0, 2.0])
        torch.tensor(1.0, device=DEVICE)
        torch.arange(4).to(DEVICE)
        values[torch.arange(2)]
        values + 1
        values * torch.tensor(2.0)
        values[:, None, 1:2] = 3
    assert waits.counts.total() == 6 and waits.operators > 8
    for wait in (
        lambda: values.sum().item(),
        lambda: values.nonzero(),
        lambda: values[values > 0],
        lambda: values + torch.arange(4),
    ):
        with pytest.raises((RuntimeError, NotImplementedError)):
            wait()
