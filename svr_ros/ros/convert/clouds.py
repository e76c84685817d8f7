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

"""Conversion between point sets and PointCloud2 messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import PointCloud2, PointField
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.point_set import PointSet
from svr_ros.mapping.map_points import MapPoints
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.convert.packing import allocate

_TYPES = {
    PointField.INT8: "i1",
    PointField.UINT8: "u1",
    PointField.INT16: "i2",
    PointField.UINT16: "u2",
    PointField.INT32: "i4",
    PointField.UINT32: "u4",
    PointField.FLOAT32: "f4",
    PointField.FLOAT64: "f8",
}
_DATATYPES = {name: datatype for datatype, name in _TYPES.items()}


def _layout(size: int, **places: tuple[str, int]) -> np.dtype[Any]:
    """Return the type of points of `size` bytes, given type and byte offset of each field."""
    kinds = ["<" + kind for kind, _ in places.values()]
    offsets = [offset for _, offset in places.values()]
    return np.dtype({"names": list(places), "formats": kinds, "offsets": offsets, "itemsize": size})


_XYZ = {"x": ("f4", 0), "y": ("f4", 4), "z": ("f4", 8)}

BAND = _layout(28, **_XYZ, tsdf=("f4", 12), label=("u1", 16), confidence=("f4", 20), rgb=("f4", 24))
"""Layout of ~/tsdf_points."""

SURFACE = _layout(
    48,
    **_XYZ,
    normal_x=("f4", 16),
    normal_y=("f4", 20),
    normal_z=("f4", 24),
    rgb=("f4", 32),
    label=("u4", 36),
    confidence=("f4", 40),
    distance_error=("f4", 44),
)
"""Layout of ~/surface_points: PCL's PointXYZRGBNormal with its 16-byte padding, and a 32-bit label."""

OBSTACLE = _layout(16, **_XYZ, label=("u4", 12))
"""Layout of ~/obstacle_points."""

MAP = _layout(24, **_XYZ, rgb=("f4", 12), confidence=("f4", 16), label=("u1", 20), layer=("u1", 21))
"""Layout of ~/map_points."""

_NORMAL = ("normal_x", "normal_y", "normal_z")
_MAX_LISTED = 10
"""Maximum number of fields in an error message."""

_CHUNK = 16384
"""Number of points written at a time, so that they stay in the cache while field after field is written."""


def band_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return points near surfaces as a cloud with fields x y z tsdf (metres) label confidence (0 to 1) rgb."""
    return _cloud(BAND, points, header, tsdf=points.tsdf)


def surface_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return surface points as a cloud of positions, normals, colour, class, confidence and error of distance.

    The last one is the standard deviation of the distance in metres, NaN if the weights do not predict it.
    """
    x, y, z = points.normals.T
    error = points.distance_error
    if error is None:
        error = np.full(len(points.points), np.nan, np.float32)
    return _cloud(SURFACE, points, header, normal_x=x, normal_y=y, normal_z=z, distance_error=error)


def obstacles_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return points as a cloud with fields x y z (metres) label."""
    return _cloud(OBSTACLE, points, header)


def map_to_cloud(points: MapPoints, header: Header) -> PointCloud2:
    """Return the points of a map as a cloud with fields x y z (metres) rgb confidence label layer."""
    return _cloud(MAP, points, header, layer=points.layer)


def _cloud(layout: np.dtype[Any], points: PointSet | MapPoints, header: Header, **more: NDArray[Any]) -> PointCloud2:
    # Describe the layout
    names = layout.names or ()
    count = len(points.points)
    message = PointCloud2(
        header=header,
        height=1,
        width=count,
        fields=[_field(name, layout) for name in names],
        is_bigendian=False,
        point_step=layout.itemsize,
        row_step=count * layout.itemsize,
        is_dense=True,
    )

    # Collect the fields
    columns: dict[str, NDArray[Any]] = {
        **dict(zip("xyz", points.points.T, strict=True)),
        "label": points.labels,
        "confidence": points.confidence,
        **more,
    }
    if "rgb" in names:
        columns["rgb"] = _rgb(points.colors)

    # Write the points in place, the only copy
    cloud = allocate(message.data, count * layout.itemsize).view(layout)
    for part in (slice(first, first + _CHUNK) for first in range(0, count, _CHUNK)):
        for name in names:
            cloud[name][part] = columns[name][part]
    return message


def _rgb(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return colours [N, 3] as floats with the bits 0x00rrggbb, the packing of RViz and PCL."""
    packed = np.zeros((len(colors), 4), np.uint8)
    for channel in range(3):  # a loop is three times as fast as one assignment
        packed[:, 2 - channel] = colors[:, channel]
    return packed.view("<f4")[:, 0]


def _field(name: str, layout: np.dtype[Any]) -> PointField:
    kind, offset = layout.fields[name][:2]
    return PointField(name=name, offset=offset, datatype=_DATATYPES[kind.str[1:]], count=1)


def cloud_to_points(message: PointCloud2) -> PointSet:
    """Return the points of a cloud that this module made; missing colours are black, missing confidences 1.

    Raises:
        InputError: If a field x, y, z or label is missing, rgb is not of four bytes, or the number of bytes is wrong.
    """
    cloud = read_cloud(message, ("x", "y", "z", "label"))
    names, count = cloud.dtype.names or (), len(cloud)
    if "rgb" in names and cloud["rgb"].itemsize != 4:
        raise InputError(f"rgb of the cloud has {cloud['rgb'].itemsize} bytes per point; expected 4")
    rgb = np.ascontiguousarray(cloud["rgb"]).view(np.uint32) if "rgb" in names else np.zeros(count, np.uint32)
    confidence = cloud["confidence"].astype(np.float32) if "confidence" in names else np.ones(count, np.float32)
    return PointSet(
        _columns(cloud, ("x", "y", "z")),
        cloud["label"].astype(np.uint8),
        confidence,
        np.stack([rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255], -1).astype(np.uint8),
        normals=_columns(cloud, _NORMAL) if set(_NORMAL) <= set(names) else None,
        tsdf=cloud["tsdf"].astype(np.float32) if "tsdf" in names else None,
    )


def cloud_positions(message: PointCloud2) -> NDArray[np.float32]:
    """Return the positions [N, 3] of all points of any cloud, such as that of a LiDAR, in its unit, metres.

    Positions that are not finite are included.

    Raises:
        InputError: If the cloud is not valid, or has no numbers x, y and z.
    """
    cloud = read_cloud(message, ("x", "y", "z"))
    return _columns(cloud, ("x", "y", "z"))


def _columns(cloud: Mapping[str, NDArray[Any]] | NDArray[Any], names: Sequence[str]) -> NDArray[np.float32]:
    return np.stack([cloud[name] for name in names], -1).astype(np.float32)


def read_cloud(message: PointCloud2, expected: Sequence[str]) -> NDArray[Any]:
    """Return any cloud as a structured array of its points, without a copy unless its rows are padded.

    Raises:
        InputError: If an expected field is missing, a field is not a number within the point, or the number of bytes
            is wrong.
    """
    endian = ">" if message.is_bigendian else "<"
    names = [field.name for field in message.fields]
    count = message.width * message.height
    row_bytes = message.width * message.point_step
    is_padded = message.row_step > row_bytes and len(message.data) == message.height * message.row_step
    if not set(expected) <= set(names) or (len(message.data) != count * message.point_step and not is_padded):
        raise InputError(
            f"cloud has the fields {quoted(', '.join(names))} and {len(message.data)} bytes; "
            f"expected {', '.join(expected)} and {count * message.point_step} bytes"
        )
    try:
        kind = np.dtype(
            {
                "names": names,
                "formats": [endian + _TYPES[field.datatype] for field in message.fields],
                "offsets": [field.offset for field in message.fields],
                "itemsize": message.point_step,
            }
        )
    except (KeyError, ValueError, OverflowError) as error:
        fields = message.fields[:_MAX_LISTED]
        described = ", ".join(f"{quoted(field.name)} of type {field.datatype} at {field.offset}" for field in fields)
        raise InputError(
            f"cloud has the fields {described} in points of {message.point_step} bytes; "
            "expected distinct names, the types 1 to 8, and offsets within the point"
        ) from error
    if is_padded:
        rows = np.frombuffer(message.data, np.uint8).reshape(message.height, message.row_step)
        return np.ascontiguousarray(rows[:, :row_bytes]).view(kind).ravel()
    return np.frombuffer(message.data, kind)
