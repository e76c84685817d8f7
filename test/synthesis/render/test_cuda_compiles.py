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

"""Every CUDA kernel compiles to PTX, which needs no GPU.

The simulator in test_cuda.py runs the kernels as Python, without types, and does not see what a compiler refuses.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
import pytest

from svr_ros.geometry.frustum import Frustum
from svr_ros.synthesis.render.world import pack_world

if TYPE_CHECKING:
    from conftest import HandMade

CAPABILITY = 9, 0
FRUSTUM = Frustum()
SIZE, RESOLUTION = 16, 8


def _compiler() -> Any:
    """Return numba-cuda's module; skip the test if it or its compiler NVVM is missing."""
    if importlib.util.find_spec("numba_cuda") is None or importlib.util.find_spec("nvidia") is None:
        pytest.skip("CUDA kernels are NOT compiled here: pip install 'numba-cuda[cu13]' brings numba-cuda and NVVM")
    from numba import cuda

    try:
        cuda.compile(lambda: None, cuda.types.void(), cc=CAPABILITY)
    except Exception as error:
        pytest.skip(f"CUDA kernels are NOT compiled here: NVVM cannot be used ({error})")
    return cuda


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Replace the launch of a kernel by its compilation; return the PTX of the launched kernels by module and name."""
    cuda = _compiler()
    from numba.cuda import dispatcher

    ptx: dict[str, str] = {}

    def launcher(kernel: Any, _grid: Any) -> Callable[..., None]:
        def launch(*args: Any) -> None:
            types = cuda.types.void(*map(numba.typeof, args))
            name = f"{kernel.py_func.__module__.rpartition('.')[2]}.{kernel.py_func.__name__}"
            ptx[name], _ = cuda.compile(kernel.py_func, types, device=False, abi="numba", cc=CAPABILITY)

        return launch

    monkeypatch.setattr(dispatcher.CUDADispatcher, "__getitem__", launcher)
    # Functions for the device are compiled for the current device, which is only asked for its capability
    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=CAPABILITY))
    monkeypatch.setattr(cuda, "device_array", lambda shape, dtype: np.zeros(shape, dtype))
    return ptx


def _kernels(*modules: Any) -> set[str]:
    """Return module and name of all kernels, which are compiled functions that are not for the device alone."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if hasattr(value, "py_func")
        and value.py_func.__module__ == module.__name__
        and not value.targetoptions["device"]
    }


def test_all_kernels_compile(launched: dict[str, str], hand_made: HandMade) -> None:
    from svr_ros.geometry import cuda_visibility
    from svr_ros.synthesis.render import cuda_render, cuda_volumes
    from svr_ros.synthesis.render.worlds import stack_worlds

    worlds = stack_worlds([pack_world(hand_made.scene, hand_made.pose)])
    cuda_render.render_worlds(worlds, FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE, 3)
    cuda_volumes.nearest_surfaces(worlds, np.zeros((1, 4, 3), np.float32))
    cuda_volumes.truncated_volumes(worlds, FRUSTUM, RESOLUTION, 0.15)
    cuda_visibility.classify_volumes(np.zeros((1, RESOLUTION, RESOLUTION, RESOLUTION), np.float32))
    assert set(launched) == _kernels(cuda_render, cuda_volumes, cuda_visibility)
    assert all(".entry" in text for text in launched.values())
