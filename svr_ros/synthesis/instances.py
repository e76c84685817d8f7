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

"""Boxes of the instances of a scene."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid
from svr_ros.geometry.boxes import OrientedBox, upright_box
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose, enclose_groups
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import Scene


class ObjectBox(NamedTuple):
    """The box of an instance along the axes of its item, in the coordinates of a camera."""

    label: Label
    """Class of the instance."""

    name: str
    """Name of the item."""

    box: OrientedBox
    """Box with its third axis up and its first axis towards the item's front (its -y)."""


def instance_boxes(scene: Scene) -> NDArray[np.float64]:
    """Return the boxes around the instances of a scene [instances + 1, 2, 3] along the room's axes, in metres.

    Row i has the lowest and the highest corner of instance i of `Scene.instances`; row 0, which stands for none, is
    zero.
    """
    return enclose_groups(scene.solids, scene.instances).reshape(-1, 2, 3)


def instance_centres(scene: Scene, pose: Pose) -> NDArray[np.float32]:
    """Return the centres of the instances' boxes [instances + 1, 3] in the coordinates of a camera, in metres."""
    return ((instance_boxes(scene).mean(1) - pose.position) @ np.asarray(pose.rotation).T).astype(np.float32)


def object_boxes(scene: Scene, pose: Pose) -> list[ObjectBox]:
    """Return the boxes of the instances 1, 2, ... of a scene, turned as their items, in the coordinates of a camera."""
    numbers = scene.instances
    camera_from_room = rigid.pose(pose.rotation, -np.asarray(pose.rotation) @ pose.position)
    items = {number: item for item in scene.items for number in set(numbers[item.first : item.end]) if number}
    boxes = []
    for number in range(1, int(numbers.max(initial=0)) + 1):
        item, solids = items[number], [scene.solids[row] for row in np.flatnonzero(numbers == number)]
        # Enclose the solids along the axes of the item, and turn the box back into the room
        x0, y0, z0, x1, y1, z1 = enclose(place(solids, 0.0, 0.0, 0.0, -item.yaw))
        c, s = math.cos(item.yaw), math.sin(item.yaw)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        centre = np.array([c * x - s * y, s * x + c * y, (z0 + z1) / 2])
        upright = upright_box(centre, np.array([y1 - y0, x1 - x0, z1 - z0]), item.yaw - math.pi / 2)
        boxes.append(ObjectBox(Label(solids[0].label), item.name, upright.transformed(camera_from_room)))
    return boxes
