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

import math

import numpy as np
import pytest

from svr_ros.geometry.boxes import EDGES, OrientedBox, box_iou, upright_box, yaw_of
from svr_ros.geometry.rigid import pose


def box(x: float = 0, y: float = 0, z: float = 0, size: tuple[float, float, float] = (2, 1, 1), yaw: float = 0):
    return upright_box(np.array([x, y, z]), np.array(size), yaw)


def test_iou_of_boxes_by_hand() -> None:
    assert box_iou(box(), box()) == pytest.approx(1)
    assert box_iou(box(), box(1)) == pytest.approx(1 / 3)
    assert box_iou(box(), box(0.5, 0.5, 0.5)) == pytest.approx(1.5 * 0.25 / (4 - 1.5 * 0.25))
    assert box_iou(box(), box(yaw=math.pi / 2)) == pytest.approx(1 / 3)
    # The intersection of two unit squares at 45 degrees is a regular octagon.
    octagon = 2 * (math.sqrt(2) - 1)
    unit = (1, 1, 1)
    assert box_iou(box(size=unit), box(size=unit, yaw=math.pi / 4)) == pytest.approx(octagon / (2 - octagon))


def test_iou_of_boxes_that_touch_or_are_apart_is_zero() -> None:
    assert box_iou(box(), box(2)) == 0
    assert box_iou(box(), box(0, 5)) == 0
    assert box_iou(box(size=(0, 0, 0)), box(size=(0, 0, 0))) == 0


def test_iou_does_not_depend_on_the_frame() -> None:
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    b_from_a = pose(turn, [1, 2, 3])
    first, second = box(yaw=0.3), box(0.4, -0.2, 0.1, yaw=1.0)
    expected = box_iou(first, second)
    assert box_iou(first.transformed(b_from_a), second.transformed(b_from_a)) == pytest.approx(expected)


def test_corners_and_edges() -> None:
    corners = box(1, 2, 3).corners()
    assert corners.min(0).tolist() == [0, 1.5, 2.5] and corners.max(0).tolist() == [2, 2.5, 3.5]
    lengths = np.linalg.norm(corners[EDGES[:, 0]] - corners[EDGES[:, 1]], axis=1)
    assert sorted(lengths) == [1] * 8 + [2] * 4


def test_yaw_turns_the_front_to_the_left() -> None:
    turned = box(yaw=0.5)
    assert yaw_of(turned.rotation) == pytest.approx(0.5)
    assert turned.rotation[:, 0] == pytest.approx([math.cos(0.5), math.sin(0.5), 0])
    assert turned.quaternion() == pytest.approx([0, 0, math.sin(0.25), math.cos(0.25)])


def test_points_in_a_box() -> None:
    turned = box(yaw=math.pi / 2)
    assert turned.contains(np.array([[0, 0.9, 0], [0.9, 0, 0], [0, 0, 0.51]])).tolist() == [True, False, False]
    assert isinstance(turned, OrientedBox)
