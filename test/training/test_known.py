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

"""Known geometry drawn for training samples."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.pose import Pose
from svr_ros.training.known import KnownConfig, draw_ground, draw_known

SIZE = 64
PITCH = math.radians(25)
# Axes of a camera that looks down by 25 degrees, in a room with z up.
POSE = Pose(
    np.array([[1.0, 0, 0], [0, -math.sin(PITCH), -math.cos(PITCH)], [0, math.cos(PITCH), -math.sin(PITCH)]]),
    np.array([0.5, 0.5, 1.4]),
)


@dataclass
class Wall:
    """A wall at 2 m that the right half of the image shows."""

    image: np.ndarray
    depth: np.ndarray
    normals: np.ndarray
    valid: np.ndarray
    pose: Pose


@pytest.fixture(scope="module")
def sample() -> Wall:
    normals = np.zeros((SIZE, SIZE, 3), np.float32)
    normals[..., 2] = -1
    valid = np.zeros((SIZE, SIZE), bool)
    valid[:, SIZE // 2 :] = True
    image = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3), np.uint8)
    return Wall(image, np.full((SIZE, SIZE), 2.0, np.float32), normals, valid, POSE)


def draw(sample: Wall, seed: int, config: KnownConfig) -> dict[str, np.ndarray]:
    return draw_known(sample, WIDE, np.random.default_rng(seed), config)


def test_maps_are_functions_of_the_seed_and_lie_in_valid_pixels(sample: Wall) -> None:
    config = KnownConfig(depth=1.0, ground=1.0)
    found = 0
    for seed in range(20):
        first, again = draw(sample, seed, config), draw(sample, seed, config)
        for name, values in first.items():
            np.testing.assert_array_equal(values, again[name])
            assert values.dtype == np.float32
        depth, sigma = first["known_depth"][0], first["known_sigma"][0]
        assert not depth[~sample.valid].any() and (depth >= 0).all() and ((depth > 0) == (sigma > 0)).all()
        found += depth.any()
    assert found > 15


def test_nothing_is_known_of_a_third_or_more_by_default(sample: Wall) -> None:
    drawn = [draw(sample, seed, KnownConfig()) for seed in range(300)]
    depth = np.mean([maps["known_depth"].any() for maps in drawn])
    ground = np.mean([maps["known_has_ground"].any() for maps in drawn])
    nothing = np.mean([not maps["known_depth"].any() and not maps["known_has_ground"].any() for maps in drawn])
    assert 0.3 < depth < 0.55 and 0.18 < ground < 0.32 and 0.35 < nothing < 0.6


def test_ground_is_the_floor_of_the_room(sample: Wall) -> None:
    maps = draw(sample, 0, KnownConfig(depth=0.0, ground=1.0, exact_ground=1.0))
    ground = maps["known_ground"][0]
    # A camera at 1.4 m that looks down by 25 degrees meets the floor in its middle at 1.4 / sin(25 degrees).
    assert ground[SIZE // 2, SIZE // 2] == pytest.approx(1.4 / math.sin(PITCH), rel=0.04)
    assert (ground[-1] > 0).all() and ground[-1, 0] < ground[SIZE // 2, 0]
    assert maps["known_has_ground"].item() == 1 and not maps["known_depth"].any()


def test_errors_of_the_ground_are_as_large_as_configured() -> None:
    rng, config = np.random.default_rng(0), KnownConfig(exact_ground=0.0)
    up = POSE.rotation[:, 2]
    planes = [draw_ground(POSE, rng, config) for _ in range(400)]
    heights = np.array([plane.height for plane in planes]) - 1.4
    angles = np.degrees([math.acos(min(1.0, float(plane.normal @ up))) for plane in planes])
    assert np.std(heights) == pytest.approx(config.height_error, rel=0.2)
    assert np.sqrt((angles**2).mean()) == pytest.approx(config.tilt_error * math.sqrt(2), rel=0.2)
    exact = draw_ground(POSE, rng, KnownConfig(exact_ground=1.0))
    np.testing.assert_allclose(exact.normal, up)
    assert exact.height == 1.4
