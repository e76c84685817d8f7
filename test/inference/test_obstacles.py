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

import numpy as np

from svr_ros.geometry import rigid
from svr_ros.geometry.point_set import PointSet
from svr_ros.inference.obstacles import obstacles
from svr_ros.labels import Label

# Above the origin of a level optical frame that is 1 m up, z of the ground is 1 - y.
GROUND = rigid.pose([[0, 0, 1], [-1, 0, 0], [0, -1, 0]], [0, 0, 1])


def test_obstacles_by_hand() -> None:
    rows = [  # x, y, z, label, confidence, hidden: wanted
        ((0.01, 0.5, 2.01), Label.SOFA, 0.2, False, True),
        ((0.02, 0.49, 2.02), Label.SOFA, 0.9, False, False),  # in the same cube as the first
        ((0.01, 0.5, 2.11), Label.SOFA, 0.9, False, True),
        ((1.0, 0.95, 2.0), Label.SOFA, 0.9, False, False),  # too low: 5 cm
        ((1.0, -0.9, 2.0), Label.LIGHTING, 0.9, False, False),  # too high: 1.9 m
        ((1.0, -0.7, 2.0), Label.LIGHTING, 0.9, False, True),
        ((1.0, 0.5, 2.0), Label.FLOOR, 0.9, False, False),
        ((2.0, 0.5, 3.0), Label.VOID, 0.6, True, True),
        ((3.0, 0.5, 3.0), Label.WALL, 0.4, True, False),  # hidden and undecided
    ]
    points, labels, confidence, hidden, wanted = (np.array(column) for column in zip(*rows, strict=True))
    surface = PointSet(
        points.astype(np.float32),
        labels.astype(np.uint8),
        confidence.astype(np.float32),
        np.zeros((len(rows), 3), np.uint8),
        occluded=hidden,
    )
    found = obstacles(surface, GROUND, 0.1, 1.8, min_confidence=0.5, spacing=0.1)
    np.testing.assert_array_equal(found.points, surface.points[wanted])
    np.testing.assert_array_equal(found.labels, surface.labels[wanted])
    assert len(obstacles(surface, GROUND, 5, 6, min_confidence=0.5, spacing=0.1).points) == 0
