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

"""Benchmark of the synthesis: time per step, and samples per second on one core, on all cores and on a CUDA device."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from tqdm import tqdm

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.visibility import classify_visibility
from svr_ros.synthesis.camera.poses import choose_view
from svr_ros.synthesis.camera.sensor import simulate_sensor
from svr_ros.synthesis.instances import instance_centres
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.render.world import World, pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.samples import Sample, make_sample, sample_points
from svr_ros.threads import available_cores, end_with_parent, process_pool, use_one_thread

PARTS = ("room", "view", "pack", "render", "sensor", "points", "volume", "visibility")
"""Steps of a sample in their order."""

FOR_VISIBILITY = ("volume", "visibility")
"""Steps that loss shaping needs."""

SIZE, RAYS, RESOLUTION, TRUNCATION = 256, 3, 64, 0.15
"""Pixels per side, maximum number of rays per pixel, voxels per side, and truncation in metres."""

VISIBLE, SOLID, UNIFORM = 3072, 1536, 3584
"""Points per sample, 8192 in total."""

_GROWTH = 10
"""Factor on the number of samples after which memory is measured again."""

_BATCH = 64
"""Rooms per batch on a CUDA device."""

Result = TypeVar("Result")


class Clock:
    """Stopwatch of the CPU time of each step in milliseconds."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {part: [] for part in PARTS}

    def time(self, part: str, step: Callable[..., Result], *given: Any) -> Result:
        """Run a step, record its time and return its result."""
        started = time.process_time()
        result = step(*given)
        self.times[part].append(1e3 * (time.process_time() - started))
        return result

    def median(self, part: str) -> float:
        """Return the median time of a step in milliseconds."""
        return statistics.median(self.times[part])

    def rate(self, excluded: tuple[str, ...] = ()) -> float:
        """Return the samples per second of all steps but the excluded ones; rejected rooms count as time."""
        samples = len(self.times["render"])
        return 1e3 * samples / sum(sum(times) for part, times in self.times.items() if part not in excluded)


def run(rooms: int) -> str:
    """Measure the times of a number of samples, and the memory of ten times as many, and return a table."""
    use_one_thread()
    # Measure one core, after a sample that compiles
    make_one(0, Clock())
    clock = Clock()
    worlds = [make_one(seed, clock) for seed in tqdm(range(rooms), "one core", leave=False)]
    solids = np.mean([len(world.solids) for world in worlds])
    # Tabulate, and measure all cores, a CUDA device and the memory
    lines = [f"CPU ms per sample, medians of {rooms}; {solids:.0f} solids each"]
    lines += [f"  {part:10} {clock.median(part):7.2f}" for part in PARTS]
    lines += [
        "samples per second",
        f"  one core                {clock.rate():7.1f}",
        f"  one core, no visibility {clock.rate(FOR_VISIBILITY):7.1f}",
        f"  {available_cores()} cores                {_rate_of_all_cores(rooms):7.1f}",
        f"  CUDA                    {_rate_of_device(worlds)}",
        "peak memory of one process",
    ]
    lines += [f"  after {count:5} samples {megabytes:5.0f} MB" for count, megabytes in _memory(rooms)]
    return "\n".join(lines)


def make_one(seed: int, clock: Clock) -> World:
    """Generate one complete sample with a camera that covers the frustum, and return its packed room."""
    # Build a room until there is a view
    frustum, rng = Frustum(), np.random.default_rng(seed)
    pose = None
    while pose is None:
        scene = clock.time("room", build_room, int(rng.integers(1 << 62)))
        pose = clock.time("view", choose_view, scene, rng, frustum)
    # Render and simulate the sensor
    world = clock.time("pack", pack_world, scene, pose)
    rendering = clock.time("render", render, world, frustum.tan_x, frustum.tan_y, SIZE, RAYS)
    image = clock.time("sensor", simulate_sensor, rendering.radiance, rng)
    # Compute points and visibility
    table = world.solids.astype(np.float32)
    valid = np.ones((SIZE, SIZE), np.bool_)
    camera = frustum.camera(SIZE)
    sample = Sample(image, valid, *rendering[1:], instance_centres(scene, pose), table, pose, camera)
    clock.time("points", sample_points, sample, frustum, rng, VISIBLE, SOLID, UNIFORM, TRUNCATION)
    tsdf, _ = clock.time("volume", truncated_volume, table, frustum, RESOLUTION, TRUNCATION)
    clock.time("visibility", classify_visibility, tsdf)
    return world


def _make(seed: int) -> int:
    """Generate one sample in a worker process."""
    make_one(seed, Clock())
    return seed


def _start_process() -> None:
    """Initialize a worker process."""
    end_with_parent()
    use_one_thread()


def _rate_of_all_cores(rooms: int) -> float:
    """Return the samples per second of one process per core, after warm-up."""
    cores = available_cores()
    with process_pool(cores, _start_process) as pool:
        list(pool.map(_make, range(2 * cores)))
        started = time.perf_counter()
        list(tqdm(pool.map(_make, range(rooms)), "all cores", rooms, leave=False))
        return rooms / (time.perf_counter() - started)


def _rate_of_device(worlds: list[World]) -> str:
    """Return the samples per second of a CUDA device from packed rooms, without the sensor."""
    try:
        from numba import cuda
    except ImportError:
        return "none (pip install '.[cuda]')"
    if not cuda.is_available():
        return "no device"
    from svr_ros.geometry.cuda_visibility import classify_volumes
    from svr_ros.synthesis.render import cuda_render, cuda_volumes
    from svr_ros.synthesis.render.worlds import stack_worlds

    # Prepare a batch
    frustum = Frustum()
    batch = [worlds[k % len(worlds)] for k in range(_BATCH)]
    spread = np.random.default_rng(0).random((_BATCH, VISIBLE + SOLID + UNIFORM, 3), np.float32)
    points = frustum.to_camera(spread).astype(np.float32)

    def make() -> float:
        started = time.perf_counter()
        stacked = cuda_render.upload(stack_worlds(batch))
        cuda_render.render_worlds(stacked, frustum.tan_x, frustum.tan_y, SIZE, RAYS)
        cuda_volumes.nearest_surfaces(stacked, cuda.to_device(points))
        tsdf, _ = cuda_volumes.truncated_volumes(stacked, frustum, RESOLUTION, TRUNCATION)
        classify_volumes(tsdf)
        cuda.synchronize()
        return time.perf_counter() - started

    # Compile and measure
    make()
    seconds = statistics.median(make() for _ in tqdm(range(5), "CUDA", leave=False))
    return f"{_BATCH / seconds:7.1f} from finished rooms, batches of {_BATCH}"


def _memory(rooms: int) -> list[tuple[int, float]]:
    """Return the peak memory in MB after a number of samples and after ten times as many."""
    peaks = []
    for sample_index in tqdm(range(_GROWTH * rooms), "memory", leave=False):
        make_sample(sample_index)
        if sample_index + 1 in (rooms, _GROWTH * rooms):
            peaks.append((sample_index + 1, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    return peaks
