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

"""Clouds against bytes computed by hand."""

import array
import struct

import numpy as np
import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import PointCloud2, PointField

from svr_ros.errors import InputError
from svr_ros.geometry.point_set import PointSet
from svr_ros.labels import Label
from svr_ros.ros.convert.clouds import (
    band_to_cloud,
    cloud_positions,
    cloud_to_points,
    obstacles_to_cloud,
    read_cloud,
    surface_to_cloud,
)


def points():
    return PointSet(
        points=np.array([[1, 2, 3], [4, 5, 6], [-1, 0.5, 2]], np.float32),
        labels=np.array([Label.SOFA, Label.WALL, Label.FLOOR], np.uint8),
        confidence=np.array([0.9, 0.4, 0.5], np.float32),
        colors=np.array([[255, 128, 1], [0, 0, 255], [1, 2, 3]], np.uint8),
        normals=np.array([[0, -1, 0], [1, 0, 0], [0, 0.6, -0.8]], np.float32),
        tsdf=np.array([0.05, -0.1, 0.0], np.float32),
        distance_error=np.array([0.01, 0.3, 0.25], np.float32),
    )


def test_cloud_layout_byte_for_byte(header, over_the_wire):
    message = over_the_wire(band_to_cloud(points(), header))
    assert message.header == header
    fields = [(field.name, field.offset, field.datatype, field.count) for field in message.fields]
    assert fields == [
        ("x", 0, PointField.FLOAT32, 1),
        ("y", 4, PointField.FLOAT32, 1),
        ("z", 8, PointField.FLOAT32, 1),
        ("tsdf", 12, PointField.FLOAT32, 1),
        ("label", 16, PointField.UINT8, 1),
        ("confidence", 20, PointField.FLOAT32, 1),
        ("rgb", 24, PointField.FLOAT32, 1),
    ]
    assert (message.width, message.height, message.point_step, message.row_step) == (3, 1, 28, 84)
    assert message.is_dense
    assert not message.is_bigendian
    first = struct.pack("<4fB3xf", 1, 2, 3, 0.05, Label.SOFA, 0.9) + bytes([1, 128, 255, 0])  # blue, green, red, unused
    assert bytes(message.data[:28]) == first


def test_surface_cloud_has_the_layout_of_pcl(header, over_the_wire):
    """PointXYZRGBNormal of PCL byte for byte; other fields lie where its curvature and padding are."""
    message = over_the_wire(surface_to_cloud(points(), header))
    fields = {field.name: (field.offset, field.datatype) for field in message.fields}
    assert fields == {
        **{name: (4 * i, PointField.FLOAT32) for i, name in enumerate("xyz")},
        **{f"normal_{name}": (16 + 4 * i, PointField.FLOAT32) for i, name in enumerate("xyz")},
        "rgb": (32, PointField.FLOAT32),
        "label": (36, PointField.UINT32),
        "confidence": (40, PointField.FLOAT32),
        "distance_error": (44, PointField.FLOAT32),
    }
    assert (message.point_step, message.row_step, message.width) == (48, 144, 3)
    third = struct.pack("<3f4x3f4x", -1, 0.5, 2, 0, 0.6, -0.8) + bytes([3, 2, 1, 0])
    assert bytes(message.data[96:144]) == third + struct.pack("<Iff", Label.FLOOR, 0.5, 0.25)


def test_obstacle_cloud_is_small(header, over_the_wire):
    message = over_the_wire(obstacles_to_cloud(points(), header))
    assert [field.name for field in message.fields] == ["x", "y", "z", "label"]
    assert bytes(message.data[16:32]) == struct.pack("<3fI", 4, 5, 6, Label.WALL)


@pytest.mark.parametrize("make", [band_to_cloud, surface_to_cloud, obstacles_to_cloud])
def test_clouds_are_read_by_the_tools_of_ros(header, over_the_wire, make):
    point_cloud2 = pytest.importorskip(
        "sensor_msgs_py.point_cloud2", reason="sensor_msgs_py is not installed here: clouds are not read by it"
    )
    read = point_cloud2.read_points(over_the_wire(make(points(), header)))
    np.testing.assert_array_equal(np.stack([read["x"], read["y"], read["z"]], -1), points().points)
    np.testing.assert_array_equal(read["label"], points().labels)


def test_cloud_round_trip(header, over_the_wire):
    given = points()
    back = cloud_to_points(over_the_wire(band_to_cloud(given, header)))
    for name in ("points", "labels", "confidence", "colors", "tsdf"):
        np.testing.assert_array_equal(getattr(back, name), getattr(given, name), err_msg=name)
    back = cloud_to_points(over_the_wire(surface_to_cloud(given, header)))
    for name in ("points", "labels", "confidence", "colors", "normals"):
        np.testing.assert_array_equal(getattr(back, name), getattr(given, name), err_msg=name)


def test_empty_cloud(header, over_the_wire):
    none = PointSet(
        np.zeros((0, 3), np.float32),
        np.zeros(0, np.uint8),
        np.zeros(0, np.float32),
        np.zeros((0, 3), np.uint8),
        tsdf=np.zeros(0, np.float32),
    )
    message = over_the_wire(band_to_cloud(none, header))
    assert (message.width, len(message.data)) == (0, 0)
    assert len(cloud_to_points(message).points) == 0


def test_foreign_cloud_is_refused():
    message = PointCloud2(fields=[PointField(name="x", datatype=PointField.FLOAT32)], width=1, height=1, point_step=4)
    with pytest.raises(InputError, match="cloud has the fields 'x' and 0 bytes; expected x, y, z, label"):
        cloud_to_points(message)


def test_data_is_a_byte_array(header):
    """rclpy copies array.array("B") at once and other sequences element by element."""
    data = surface_to_cloud(points(), header).data
    assert isinstance(data, array.array) and data.typecode == "B"


@pytest.mark.parametrize(
    "changes",
    [
        {"datatype": 0},
        {"datatype": 9},
        {"offset": 2**32 - 1},
        {"name": "y"},
    ],
)
def test_fields_that_are_none_are_refused_in_one_sentence(changes):
    odd = PointField(name="z", datatype=PointField.FLOAT32, offset=8)
    for name, value in changes.items():
        setattr(odd, name, value)
    named = [PointField(name=name, datatype=PointField.FLOAT32, offset=4 * i) for i, name in enumerate("xy")]
    message = PointCloud2(fields=[*named, odd], width=1, height=1, point_step=12, data=bytes(12))
    with pytest.raises(InputError, match="cloud has the fields") as failure:
        read_cloud(message, ("x", "y"))
    assert len(str(failure.value)) < 1000


def test_colours_of_another_size_are_refused(header):
    message = band_to_cloud(points(), header)
    for field in message.fields:
        if field.name == "rgb":
            field.datatype, field.offset = PointField.UINT8, 24
    with pytest.raises(InputError, match="rgb of the cloud has 1 bytes per point; expected 4"):
        cloud_to_points(message)


@pytest.mark.parametrize("padding", [0, 40])
def test_rows_of_organised_clouds_may_be_padded(padding):
    points = np.arange(60, dtype=np.float32).reshape(4, 5, 3)
    rows = np.concatenate([points.view(np.uint8).reshape(4, 60), np.full((4, padding), 255, np.uint8)], 1)
    fields = [PointField(name=name, datatype=PointField.FLOAT32, offset=4 * i, count=1) for i, name in enumerate("xyz")]
    message = PointCloud2(
        fields=fields, width=5, height=4, point_step=12, row_step=60 + padding, data=rows.tobytes(), is_dense=True
    )
    np.testing.assert_array_equal(cloud_positions(message), points.reshape(-1, 3))
    message.data = rows.tobytes()[:-1]
    with pytest.raises(
        InputError, match=r"cloud has the fields 'x, y, z' and .* bytes; expected x, y, z and 240 bytes"
    ):
        cloud_positions(message)
