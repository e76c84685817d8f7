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

"""Rooms rendered by the CUDA kernels, on a device or in numba's simulator, equal those rendered on the CPU."""

from __future__ import annotations

import importlib.util
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.visibility import classify_visibility
from svr_ros.labels import Label
from svr_ros.synthesis.render.render import render, render_worlds
from svr_ros.synthesis.render.shapes import nearest_surfaces
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.render.world import World, pack_world
from svr_ros.synthesis.scene import Item, Scene

if TYPE_CHECKING:
    from conftest import HandMade

Arrays = dict[str, NDArray]

FRUSTUM = Frustum()
SIZE, RAYS, RESOLUTION, TRUNCATION = 16, 3, 8, 0.15
SIMULATOR = {"NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}

IN_CHILD = """
import pickle, runpy, sys
script, given, made = sys.argv[1:]
parts = runpy.run_path(script)["on_device"](*pickle.load(open(given, "rb")))
pickle.dump(parts, open(made, "wb"))
"""


def on_device(worlds: list[World], points: NDArray, tsdf: NDArray) -> Arrays:
    """Return everything that the device makes, copied from it."""
    from numba import cuda

    from svr_ros.geometry.cuda_visibility import classify_volumes
    from svr_ros.synthesis.render import cuda_render, cuda_volumes
    from svr_ros.synthesis.render.worlds import stack_worlds

    stacked = cuda_render.upload(stack_worlds(worlds))
    made = cuda_render.render_worlds(stacked, FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE, RAYS)._asdict()
    made |= {
        f"point_{name}": array
        for name, array in cuda_volumes.nearest_surfaces(stacked, cuda.to_device(points))._asdict().items()
    }
    made["volume"], made["volume_labels"] = cuda_volumes.truncated_volumes(stacked, FRUSTUM, RESOLUTION, TRUNCATION)
    made["category"], made["distance"] = classify_volumes(cuda.to_device(tsdf))
    return {name: array.copy_to_host() for name, array in made.items()}


def on_cpu(worlds: list[World], points: NDArray, tsdf: NDArray) -> Arrays:
    """Return the same by the CPU."""
    shown = [render(world, FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE, RAYS) for world in worlds]
    made = {name: np.stack([getattr(one, name) for one in shown]) for name in shown[0]._fields}
    parts = {
        ("point_distance", "point_labels", "point_instances"): [
            nearest_surfaces(world.solids, some) for world, some in zip(worlds, points, strict=True)
        ],
        ("volume", "volume_labels"): [
            truncated_volume(world.solids, FRUSTUM, RESOLUTION, TRUNCATION) for world in worlds
        ],
        ("category", "distance"): [classify_visibility(some) for some in tsdf],
    }
    for names, pairs in parts.items():
        made |= {name: np.stack(values) for name, values in zip(names, zip(*pairs, strict=True), strict=True)}
    return made


@pytest.fixture(scope="module")
def given(hand_made: HandMade) -> tuple[list[World], NDArray, NDArray]:
    """Return two worlds of different sizes with two items each, one with a mirror of glass, points and volumes."""
    items = [
        Item(Label.CABINET, "cabinet", 0, 0, 0, 1, 1, 0, 1, 1, 2),
        Item(Label.SOFA, "sofa", 0, 0, 0, 1, 1, 0, 1, 2, 4),
    ]
    scene = replace(hand_made.scene, items=items)
    materials = list(scene.materials)
    materials[7] = materials[7]._replace(mirror=0.5, clear=0.3, specular=0.3)
    other = Scene(scene.size, scene.solids[:4], materials, scene.lights, items=items)
    rng = np.random.default_rng(0)
    points = FRUSTUM.to_camera(rng.random((2, 20, 3))).astype(np.float32)
    coarse = rng.normal(0.3, 1.0, (2, 4, 4, 4)).astype(np.float32)
    tsdf = np.ascontiguousarray(coarse.repeat(3, 1).repeat(3, 2).repeat(3, 3))
    return [pack_world(one, hand_made.pose) for one in (scene, other)], points, tsdf


def test_all_cores_make_what_one_makes(given: tuple[list[World], NDArray, NDArray]) -> None:
    worlds = given[0]
    for world, shown in zip(worlds, render_worlds(worlds, FRUSTUM.tan_x, FRUSTUM.tan_y, 32, RAYS, 2), strict=True):
        expected = render(world, FRUSTUM.tan_x, FRUSTUM.tan_y, 32, RAYS)
        assert all((one == other).all() for one, other in zip(shown, expected, strict=True))


@pytest.mark.parametrize("simulated", [True, False], ids=["simulator", "device"])
def test_device_makes_what_the_cpu_makes(
    given: tuple[list[World], NDArray, NDArray], simulated: bool, tmp_path: Path
) -> None:
    if not (importlib.util.find_spec("numba.cuda") or importlib.util.find_spec("numba_cuda")):
        pytest.skip("numba has no CUDA here: pip install numba-cuda (the simulator needs no device)")
    if not simulated:
        from numba import cuda

        if not cuda.is_available():
            pytest.skip("no CUDA device here")
    (tmp_path / "given").write_bytes(pickle.dumps(given))
    command = [sys.executable, "-c", IN_CHILD, __file__, str(tmp_path / "given"), str(tmp_path / "made")]
    subprocess.run(command, env=os.environ | (SIMULATOR if simulated else {}), check=True, timeout=550)
    made = pickle.loads((tmp_path / "made").read_bytes())
    assert made["instances"].max() == made["point_instances"].max() == 3
    for name, expected in on_cpu(*given).items():
        assert made[name].dtype == expected.dtype, name
        np.testing.assert_allclose(made[name], expected, atol=1e-5, err_msg=name)
