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

"""The boxes around solids and the motion that places them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from svr_ros.synthesis.bounds import enclose, enclose_groups
from svr_ros.synthesis.catalogue.parts import box, cone, ellipsoid
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Solid


def _corners(solid: Solid) -> np.ndarray:
    """Return the eight corners of a solid's own box, by the rotation that `Solid` documents."""

    def about(axis: int, angle: float) -> np.ndarray:
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn = np.eye(3)
        turn[i, i] = turn[j, j] = math.cos(angle)
        turn[i, j], turn[j, i] = -math.sin(angle), math.sin(angle)
        return turn

    rotation = about(2, solid.yaw) @ about(0, solid.pitch) @ about(1, solid.roll)
    signs = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
    return signs * [solid.hx, solid.hy, solid.hz] @ rotation.T + [solid.x, solid.y, solid.z]


@pytest.mark.parametrize("make", [box, ellipsoid])
def test_bounds_enclose_turned_solids_tightly(make: Callable[..., Solid]) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        solid = make(
            0, 0, *rng.normal(0, 1, 3), *rng.uniform(0.1, 1, 3), yaw=rng.normal(), pitch=rng.normal(), roll=rng.normal()
        )
        if make is box:
            points = _corners(solid)
        else:
            sphere = rng.normal(0, 1, (20000, 3))
            sphere /= np.linalg.norm(sphere, axis=1, keepdims=True)
            frame = _corners(solid._replace(hx=1.0, hy=1.0, hz=1.0)) - [solid.x, solid.y, solid.z]
            axes = np.array([frame[4] - frame[0], frame[2] - frame[0], frame[1] - frame[0]]) / 2
            points = sphere * [solid.hx, solid.hy, solid.hz] @ axes + [solid.x, solid.y, solid.z]
        low, high = points.min(0), points.max(0)
        assert np.allclose(enclose([solid]), [*low, *high], atol=0.01)


def test_placing_turns_and_moves_points_as_a_rigid_motion() -> None:
    solid = cone(0, 0, 0.3, -0.2, 0.5, 0.5, 0.1, 0.2, yaw=0.4, pitch=0.3, roll=-0.2)
    (moved,) = place([solid], 1.0, 2.0, 0.5, 0.7)
    c, s = math.cos(0.7), math.sin(0.7)
    expected = _corners(solid) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]).T + [1.0, 2.0, 0.5]
    assert np.allclose(_corners(moved), expected)


def test_groups_have_the_boxes_of_their_solids() -> None:
    """Each group's box is that of its solids alone; solids of the group 0 have none."""
    scene = build_room(5)
    groups = scene.instances
    boxes = enclose_groups(scene.solids, groups)
    assert (boxes[0] == 0).all() and len(boxes) == groups.max() + 1 > 3
    for group in range(1, len(boxes)):
        own = [solid for solid, number in zip(scene.solids, groups, strict=True) if number == group]
        np.testing.assert_allclose(boxes[group], enclose(own), atol=1e-12)
    assert enclose_groups([], np.zeros(0, np.int32)).tolist() == [[0.0] * 6]
