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

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.render.shapes import SolidTable, pack, signed_distance
from svr_ros.synthesis.render.volumes import surfaces_in_frustum, truncated_volume
from svr_ros.synthesis.scene import Scene, Solid, SolidKind

if TYPE_CHECKING:
    from conftest import HandMade

FRUSTUM = Frustum()
TRUNCATION = 0.15


@pytest.fixture(scope="module")
def table(hand_made: HandMade) -> SolidTable:
    """Return the room of every kind of solid, with shells and with many small things."""
    rng = np.random.default_rng(0)
    places = rng.uniform([-2, -1.5, 0.1], [2, 2.3, 2.3], (60, 3))
    turns = rng.uniform(-3, 3, (60, 3))
    box, bowl = (0.1, 0.05, 0.03, 0.01, 0, 0), (0.22, 0.22, 0.2, 0.02, 0.1, 0.2, 1.0)
    small = [Solid(SolidKind.BOX, Label.VOID, 0, *at, *turn, *box) for at, turn in zip(places, turns, strict=True)]
    shells = [
        Solid(SolidKind.SHELL, Label.BATH, 0, *at, *turn, *bowl) for at, turn in zip(places[:8], turns[:8], strict=True)
    ]
    scene = hand_made.scene
    return pack(Scene(scene.size, [*scene.solids, *small, *shells], scene.materials, scene.lights), hand_made.pose)


@pytest.mark.parametrize("resolution", [64, 24])
def test_truncated_volume_is_exact_within_its_truncation(table: SolidTable, resolution: int) -> None:
    points = FRUSTUM.to_camera(FRUSTUM.centres(resolution).astype(np.float64)).reshape(-1, 3)
    exact, classes = (part.reshape((resolution,) * 3) for part in signed_distance(table, points))
    distance, labels = truncated_volume(table, FRUSTUM, resolution, TRUNCATION)
    np.testing.assert_allclose(distance, exact.clip(-TRUNCATION, TRUNCATION), atol=1e-6)
    near = np.abs(exact) < TRUNCATION - 1e-6
    assert 0.1 < near.mean() < 0.9
    assert {Label.BATH, Label.VOID, Label.WALL, Label.FLOOR, Label.SOFA} <= set(np.unique(classes[near]))
    assert (labels == classes)[near].mean() > 0.9999  # rounding decides where two surfaces are equally near


def test_points_of_the_frustum_have_the_distance_that_all_solids_give(table: SolidTable) -> None:
    volume = np.random.default_rng(1).random((5000, 3), np.float32)
    volume[:8] = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1]), -1).reshape(-1, 3)
    exact, classes = signed_distance(table, FRUSTUM.to_camera(volume.astype(np.float64)))
    distance, labels, _ = surfaces_in_frustum(table, FRUSTUM, volume)
    np.testing.assert_allclose(distance, exact, atol=2e-6)
    assert (labels == classes).mean() > 0.9995
