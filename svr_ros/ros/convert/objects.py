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

"""Conversion of objects to detections of vision_msgs and to visualization markers.

vision_msgs is imported on first use: it comes with every distribution of ROS 2, but need not be installed.
"""

from __future__ import annotations

import copy
import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from geometry_msgs.msg import Point, Pose, Quaternion, Vector3
from numpy.typing import NDArray
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.errors import InputError
from svr_ros.geometry.boxes import OrientedBox
from svr_ros.inference.objects import SceneObject
from svr_ros.labels import COLORS, NAMES

BOX_NAMESPACE = "objects"
NAME_NAMESPACE = "object_names"

_IDENTITY = np.eye(4)
_TEXT_HEIGHT = 0.12
"""Height of names in metres."""


def vision_messages() -> Any:
    """Return the module vision_msgs.msg.

    Raises:
        InputError: If vision_msgs is not installed.
    """
    try:
        return importlib.import_module("vision_msgs.msg")
    except ImportError as error:
        raise InputError(
            "vision_msgs is not installed; expected the package ros-$ROS_DISTRO-vision-msgs for topics of objects"
        ) from error


def objects_to_detections(
    objects: Sequence[SceneObject], header: Header, frame_from_camera: NDArray[np.float64] = _IDENTITY
) -> Any:
    """Return objects as a vision_msgs/Detection3DArray: one hypothesis each, with the name of the class as class_id.

    Args:
        objects: Objects in the camera's optical frame, or in the header's frame if there is no transform.
        header: Header of the array and of each detection.
        frame_from_camera: Rigid transform [4, 4] from the frame of the objects to the header's; by default, none.

    Raises:
        InputError: If vision_msgs is not installed.
    """
    types = vision_messages()
    detections = []
    for one in objects:
        box = one.box.transformed(frame_from_camera)
        pose = _pose(box)
        result = types.ObjectHypothesisWithPose()
        result.hypothesis.class_id = one.name
        result.hypothesis.score = float(one.score)
        result.pose.pose = pose
        bounds = types.BoundingBox3D(center=copy.deepcopy(pose), size=_vector(box.size))
        detections.append(types.Detection3D(header=header, results=[result], bbox=bounds, id=str(one.id)))
    return types.Detection3DArray(header=header, detections=detections)


def label_info(header: Header, threshold: float = 0.0) -> Any:
    """Return the names of all classes as a vision_msgs/LabelInfo.

    Args:
        header: Header of the message.
        threshold: Minimum score, in 0..1, of the objects that are published.

    Raises:
        InputError: If vision_msgs is not installed.
    """
    types = vision_messages()
    classes = [types.VisionClass(class_id=label, class_name=name) for label, name in enumerate(NAMES)]
    return types.LabelInfo(header=header, class_map=classes, threshold=float(threshold))


def objects_to_markers(
    objects: Sequence[SceneObject],
    header: Header,
    frame_from_camera: NDArray[np.float64] = _IDENTITY,
    alpha: float = 0.35,
) -> MarkerArray:
    """Return objects as boxes in the colours of their classes, with name and score above them.

    The first marker deletes those of earlier arrays.

    Args:
        objects: Objects in the camera's optical frame, or in the header's frame if there is no transform.
        header: Header of the markers.
        frame_from_camera: Rigid transform [4, 4] from the frame of the objects to the header's; by default, none.
        alpha: Opacity of the boxes, 0 to 1.
    """
    markers = [Marker(header=header, action=Marker.DELETEALL)]
    for one in objects:
        box = one.box.transformed(frame_from_camera)
        red, green, blue = (COLORS[one.label] / 255).tolist()
        solid = Marker(header=header, ns=BOX_NAMESPACE, id=one.id, type=Marker.CUBE, action=Marker.ADD)
        solid.pose, solid.scale = _pose(box), _vector(box.size)
        solid.color = ColorRGBA(r=red, g=green, b=blue, a=float(alpha))
        name = Marker(header=header, ns=NAME_NAMESPACE, id=one.id, type=Marker.TEXT_VIEW_FACING, action=Marker.ADD)
        x, y, z = (box.centre + box.rotation[:, 2] * (box.size[2] / 2 + _TEXT_HEIGHT)).tolist()
        name.pose = Pose(position=Point(x=x, y=y, z=z), orientation=Quaternion(x=0.0, y=0.0, z=0.0, w=1.0))
        name.scale = Vector3(x=0.0, y=0.0, z=_TEXT_HEIGHT)
        name.color = ColorRGBA(r=red, g=green, b=blue, a=1.0)
        name.text = f"{one.name} {one.id} ({one.score:.2f})"
        markers += [solid, name]
    return MarkerArray(markers=markers)


def _pose(box: OrientedBox) -> Pose:
    (px, py, pz), (x, y, z, w) = box.centre.tolist(), box.quaternion().tolist()
    return Pose(position=Point(x=px, y=py, z=pz), orientation=Quaternion(x=x, y=y, z=z, w=w))


def _vector(values: NDArray[np.float64]) -> Vector3:
    x, y, z = values.tolist()
    return Vector3(x=x, y=y, z=z)
