"""Boxes of the instances of a scene."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.pose import Pose
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.scene import Scene


def instance_boxes(scene: Scene) -> NDArray[np.float64]:
    """Return the boxes around the instances of a scene [instances + 1, 2, 3] along the room's axes, in metres.

    Row i has the lowest and the highest corner of instance i of `Scene.instances`; row 0, which stands for none, is
    zero.
    """
    numbers = scene.instances
    boxes = np.zeros((int(numbers.max(initial=0)) + 1, 2, 3))
    for instance in range(1, len(boxes)):
        boxes[instance] = np.reshape(
            enclose([scene.solids[row] for row in np.flatnonzero(numbers == instance)]), (2, 3)
        )
    return boxes


def instance_centres(scene: Scene, pose: Pose) -> NDArray[np.float32]:
    """Return the centres of the instances' boxes [instances + 1, 3] in the coordinates of a camera, in metres."""
    return ((instance_boxes(scene).mean(1) - pose.position) @ np.asarray(pose.rotation).T).astype(np.float32)
