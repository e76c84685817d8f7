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

"""Simulated depth sensors: their noise, holes, shapes, and that they are functions of the seed."""

from dataclasses import replace

import numpy as np
import pytest

from svr_ros.geometry.frustum import WIDE
from svr_ros.synthesis.camera import depth_sensors
from svr_ros.synthesis.camera.depth_sensors import SENSORS, DepthSensorConfig, Measurement, Scene, measure

SIZE = 128
IDEAL = DepthSensorConfig(scale_error=0.0, shift=0.0, cropped=0.0, max_range=(50.0, 50.0))
DENSE = "structured_light", "stereo", "time_of_flight", "exact"


def wall(depth: float = 2.0) -> Scene:
    """Return a textured wall that faces the camera."""
    grey = np.random.default_rng(0).random((SIZE, SIZE), np.float32) * 0.8 + 0.1
    normals = np.zeros((SIZE, SIZE, 3), np.float32)
    normals[..., 2] = -1
    return Scene(np.full((SIZE, SIZE), depth, np.float32), normals, grey, WIDE)


def step() -> Scene:
    """Return a wall at 3 m whose middle a box at 1.5 m hides."""
    scene = wall(3.0)
    depth = scene.depth.copy()
    depth[40:90, 40:90] = 1.5
    return replace(scene, depth=depth)


def drawn(name: str, scene: Scene, count: int, config: DepthSensorConfig = IDEAL) -> list[Measurement]:
    return [SENSORS[name](scene, np.random.default_rng(seed), config) for seed in range(count)]


@pytest.mark.parametrize("name", SENSORS)
def test_measurements_have_shape_type_and_sigma_and_are_functions_of_the_seed(name: str) -> None:
    scene = step()
    first, again, other = (SENSORS[name](scene, np.random.default_rng(n), DepthSensorConfig()) for n in (3, 3, 4))
    np.testing.assert_array_equal(first.depth, again.depth)
    np.testing.assert_array_equal(first.sigma, again.sigma)
    assert not np.array_equal(first.depth, other.depth, equal_nan=True) or name == "exact"
    for values in (first.depth, first.sigma):
        assert values.shape == (SIZE, SIZE) and values.dtype == np.float32
    found = np.isfinite(first.depth)
    assert found.any() and (first.depth[found] > 0).all() and (first.sigma[found] > 0).all()


@pytest.mark.parametrize("name", DENSE)
@pytest.mark.parametrize("depth", [1.0, 3.0])
def test_errors_on_a_wall_are_as_large_as_stated(name: str, depth: float) -> None:
    ratios = []
    for measured in drawn(name, wall(depth), 12):
        found = np.isfinite(measured.depth)
        assert found.mean() > 0.6
        error = measured.depth[found] - depth
        ratios.append(np.sqrt((error**2).mean()) / measured.sigma[found].mean())
    # Drivers state 0.7 to 1.5 times the noise.
    assert np.mean(ratios) < 1.3 and max(ratios) < 2.0
    if name != "exact":
        assert np.mean(ratios) > 0.4


@pytest.mark.parametrize("name", ["structured_light", "stereo"])
def test_noise_of_triangulation_grows_with_the_square_of_depth(name: str) -> None:
    near, far = (
        np.mean([np.nanstd(measured.depth) for measured in drawn(name, wall(depth), 10)]) for depth in (1.0, 3.0)
    )
    assert 5 < far / near < 15


def test_structured_light_is_quantised() -> None:
    for measured in drawn("structured_light", wall(3.0), 5):
        values = np.unique(measured.depth[np.isfinite(measured.depth)])
        assert 1 < len(values) < 60


@pytest.mark.parametrize("name", ["structured_light", "stereo"])
def test_box_casts_a_shadow_on_one_side(name: str) -> None:
    left, right = [], []
    for measured in drawn(name, step(), 10):
        holes = ~np.isfinite(measured.depth)
        left.append(holes[45:85, 33:38].mean())
        right.append(holes[45:85, 92:97].mean())
    assert max(np.maximum(left, right)) > 0.7
    assert min(np.minimum(left, right)) < 0.2


def test_time_of_flight_has_flying_pixels_at_edges_alone() -> None:
    flying = np.zeros((SIZE, SIZE), bool)
    for measured in drawn("time_of_flight", step(), 10):
        flying |= (measured.depth > 1.7) & (measured.depth < 2.6)
    near_edge = np.zeros((SIZE, SIZE), bool)
    near_edge[37:93, 37:93] = True
    near_edge[44:86, 44:86] = False
    assert flying[near_edge].any() and not flying[~near_edge].any()


def test_time_of_flight_and_structured_light_miss_grazing_surfaces() -> None:
    scene = wall(2.0)
    normals = scene.normals.copy()
    normals[:64] = (0, -0.9998, -0.02)
    for name in ("structured_light", "time_of_flight"):
        for measured in drawn(name, replace(scene, normals=normals), 4):
            assert np.isfinite(measured.depth[56:64]).mean() < 0.1 < np.isfinite(measured.depth[70:]).mean()


def test_passive_stereo_misses_walls_without_texture() -> None:
    blank = replace(wall(2.0), grey=np.full((SIZE, SIZE), 0.5, np.float32))
    fractions = [np.isfinite(measured.depth).mean() for measured in drawn("stereo", blank, 20)]
    assert min(fractions) == 0 and max(fractions) > 0.8  # some project a pattern


def test_lidar_has_as_many_rings_as_drawn() -> None:
    for rings in (1, 4):
        fractions = []
        for measured in drawn("lidar", wall(), 5, replace(IDEAL, rings=(rings, rings))):
            found = np.isfinite(measured.depth)
            fractions.append(found.mean())
            assert found.sum(0).max() <= rings and found.mean() < 0.08
            assert (np.abs(measured.depth[found] - 2.0) < 0.2).all()
        assert max(fractions) > 0  # some rings pass above or below the view


@pytest.mark.parametrize("count", [5, 300])
def test_sparse_points_are_as_many_as_drawn_and_mostly_right(count: int) -> None:
    for measured in drawn("sparse", wall(), 5, replace(IDEAL, points=(count, count))):
        found = np.isfinite(measured.depth)
        assert found.sum() == count
        error = np.abs(measured.depth[found] - 2.0)
        assert np.median(error) < 0.08 and (error > 0.3).mean() < 0.25


def test_depth_network_is_dense_smooth_and_wrong_in_scale() -> None:
    scales = []
    for measured in drawn("depth_network", wall(), 20):
        log_ratio = np.log(measured.depth / 2.0)
        assert np.isfinite(log_ratio).all()
        assert np.abs(np.diff(log_ratio, axis=1)).max() < 0.02
        scales.append(log_ratio.mean())
    assert 0.03 < np.std(scales) < 0.3


def test_exact_depth_is_exact() -> None:
    for measured in drawn("exact", step(), 2):
        np.testing.assert_array_equal(measured.depth, step().depth)


def test_sensors_have_errors_of_scale_range_and_crop() -> None:
    scaled = drawn("time_of_flight", wall(), 30, replace(IDEAL, scale_error=0.02))
    assert 0.01 < np.std([np.nanmedian(measured.depth) / 2 for measured in scaled]) < 0.04
    near = drawn("structured_light", wall(8.0), 5, replace(IDEAL, max_range=(4.0, 4.0)))
    assert all(np.isnan(measured.depth).all() for measured in near)
    cropped = drawn("time_of_flight", wall(), 10, replace(IDEAL, cropped=1.0))
    assert all(
        not np.isfinite(measured.depth[0]).any() or not np.isfinite(measured.depth).all() for measured in cropped
    )


def test_sensor_is_drawn_by_its_weight() -> None:
    none = dict.fromkeys(SENSORS, 0.0)
    only = replace(IDEAL, **{**none, "lidar": 1.0})
    for seed in range(5):
        assert np.isfinite(measure(wall(), np.random.default_rng(seed), only).depth).mean() < 0.2
    exact = replace(IDEAL, **{**none, "exact": 1.0})
    np.testing.assert_array_equal(measure(wall(), np.random.default_rng(0), exact).depth, 2.0)


def test_shadow_is_as_wide_as_the_jump_of_disparity() -> None:
    disparity = np.full((1, 64), 2.0, np.float32)
    disparity[0, 30:40] = 8.0
    from_left, from_right = (depth_sensors._shadow(disparity, left, 0.6)[0] for left in (True, False))
    assert np.flatnonzero(from_left).tolist() == list(range(40, 46))
    assert np.flatnonzero(from_right).tolist() == list(range(24, 30))


def test_shifted_sensor_measures_nothing_beyond_its_border() -> None:
    """The rows and columns that a misregistration uncovers are holes, not those of the opposite side."""
    row, column = np.indices((SIZE, SIZE), np.float32)
    depth = 1 + row / SIZE + column / SIZE**2  # differs in all pixels
    nothing = np.zeros((SIZE, SIZE), bool)
    directions = set()
    for seed in range(20):
        rng = np.random.default_rng(seed)
        measured = depth_sensors._finish(depth, np.ones_like(depth), nothing, rng, replace(IDEAL, shift=4.0)).depth
        found = np.isfinite(measured)
        rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
        place = int(np.flatnonzero(depth == measured[rows[0], columns[0]])[0])
        dy, dx = rows[0] - place // SIZE, columns[0] - place % SIZE
        assert found.sum() == (SIZE - abs(dy)) * (SIZE - abs(dx))
        np.testing.assert_array_equal(
            measured[found], depth[rows[0] - dy : rows[-1] + 1 - dy, columns[0] - dx : columns[-1] + 1 - dx].ravel()
        )
        assert max(abs(dy), abs(dx)) <= 4
        directions |= {(np.sign(dy), 0), (0, np.sign(dx))}
    assert directions == {(-1, 0), (0, 0), (1, 0), (0, -1), (0, 1)}
