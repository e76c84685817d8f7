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

"""Serialized messages with arrays against ROS's serialization of one object per element."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from geometry_msgs.msg import Point
from nav_msgs.msg import Odometry
from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import PointCloud2, PointField
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.ros.convert.cdr import ArrayMessage, serialize


def marker(points, colors, **given):
    """Return a marker made of objects, and the same marker made of arrays."""
    of_objects, of_arrays = (Marker(type=Marker.POINTS, **given) for _ in range(2))
    of_objects.points = [Point(x=x, y=y, z=z) for x, y, z in points.tolist()]
    of_objects.colors = [ColorRGBA(r=r, g=g, b=b, a=a) for r, g, b, a in colors.tolist()]
    return of_objects, ArrayMessage(of_arrays, {"points": points, "colors": colors})


@pytest.mark.parametrize("frame", ["", "a", "ab", "abc", "camera"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_ros_reads_markers_of_arrays_as_those_of_objects(frame, count):
    """Frame names and texts of several lengths shift the alignment of everything that follows."""
    random = np.random.default_rng(count)
    pairs = [
        marker(
            random.normal(size=(count, 3)),
            random.random((shades, 4), np.float32),
            header=Header(frame_id=frame),
            ns="möbel",
            id=-shades,
            text="x" * shades,
            frame_locked=True,
        )
        for shades in range(4)
    ]
    expected = MarkerArray(markers=[of_objects for of_objects, _ in pairs])
    data = serialize(ArrayMessage(MarkerArray(), {"markers": [of_arrays for _, of_arrays in pairs]}))
    assert len(data) == len(serialize_message(expected))
    assert deserialize_message(data, MarkerArray) == expected


def test_arrays_of_other_numbers_and_orders_become_those_of_the_message():
    points = np.asfortranarray(np.arange(6, dtype=np.int16).reshape(2, 3))
    back = deserialize_message(serialize(ArrayMessage(Marker(), {"points": points})), Marker)
    assert [(point.x, point.y, point.z) for point in back.points] == [(0, 1, 2), (3, 4, 5)]


def test_messages_that_are_not_filled_and_arrays_of_bytes():
    cloud = PointCloud2(header=Header(frame_id="camera"), height=1, width=2, point_step=3, is_dense=True)
    cloud.fields = [PointField(name="x", offset=1, datatype=2, count=1), PointField(name="label", datatype=7)]
    cloud.data = bytes(range(6))
    assert deserialize_message(serialize(cloud), PointCloud2) == cloud
    same = {name: getattr(cloud, name) for name in ("header", "height", "width", "point_step")}
    sequences = {"fields": cloud.fields, "data": np.arange(6, dtype=np.uint8)}
    filled = ArrayMessage(PointCloud2(**same), sequences)
    assert list(deserialize_message(serialize(filled), PointCloud2).data) == list(range(6))


def test_arrays_of_another_width_are_refused():
    with pytest.raises(ValueError, match="reshape"):
        serialize(ArrayMessage(Marker(), {"points": np.zeros((2, 4))}))


def test_types_with_fixed_arrays_are_refused_rather_than_cut():
    with pytest.raises(TypeError, match=r"double\[36\]; expected numbers, text, messages or sequences"):
        serialize(Odometry())
