"""Points as PointCloud2, and back: pure functions, one copy of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import PointCloud2, PointField
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.point_set import PointSet
from svr_ros.ros.convert.packing import room

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
    """Return the type of points of so many bytes, from the type and offset of each field."""
    kinds = ["<" + kind for kind, _ in places.values()]
    offsets = [offset for _, offset in places.values()]
    return np.dtype({"names": list(places), "formats": kinds, "offsets": offsets, "itemsize": size})


_XYZ = {"x": ("f4", 0), "y": ("f4", 4), "z": ("f4", 8)}

BAND = _layout(28, **_XYZ, tsdf=("f4", 12), label=("u1", 16), confidence=("f4", 20), rgb=("f4", 24))

SURFACE = _layout(
    48,
    **_XYZ,
    normal_x=("f4", 16),
    normal_y=("f4", 20),
    normal_z=("f4", 24),
    rgb=("f4", 32),
    label=("u4", 36),
    confidence=("f4", 40),
)
"""PCL's PointXYZRGBNormal byte for byte, whose label is of 32 bits, and its padding to 16 bytes."""

OBSTACLE = _layout(16, **_XYZ, label=("u4", 12))

_TOGETHER = 16384
"""Points are filled in so many at a time, which stay in the cache while field after field is written."""


def band_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return points of the band with fields x y z tsdf (metres) label confidence (0..1) rgb."""
    return _cloud(BAND, points, header, tsdf=points.tsdf)


def surface_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return surface points with fields x y z (metres) normal_x normal_y normal_z rgb label confidence (0..1)."""
    x, y, z = points.normals.T
    return _cloud(SURFACE, points, header, normal_x=x, normal_y=y, normal_z=z)


def obstacles_to_cloud(points: PointSet, header: Header) -> PointCloud2:
    """Return points with fields x y z (metres) label."""
    return _cloud(OBSTACLE, points, header)


def _cloud(layout: np.dtype[Any], points: PointSet, header: Header, **more: NDArray[Any]) -> PointCloud2:
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
    cloud = room(message.data, count * layout.itemsize).view(layout)  # filled in place: the one copy
    columns: dict[str, NDArray[Any]] = {
        **dict(zip("xyz", points.points.T, strict=True)),
        "label": points.labels,
        "confidence": points.confidence,
        **more,
    }
    if "rgb" in names:
        columns["rgb"] = _rgb(points.colors)
    for part in (slice(first, first + _TOGETHER) for first in range(0, count, _TOGETHER)):
        for name in names:
            cloud[name][part] = columns[name][part]
    return message


def _rgb(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return colours [N, 3] as the bits of the number 0x00rrggbb in a float, as RViz and PCL read them."""
    packed = np.zeros((len(colors), 4), np.uint8)
    for channel in range(3):  # one by one: three times as fast as all in one
        packed[:, 2 - channel] = colors[:, channel]
    return packed.view("<f4")[:, 0]


def _field(name: str, layout: np.dtype[Any]) -> PointField:
    kind, offset = layout.fields[name][:2]
    return PointField(name=name, offset=offset, datatype=_DATATYPES[kind.str[1:]], count=1)


def cloud_to_points(message: PointCloud2) -> PointSet:
    """Return the points of a cloud as this module makes it, colourless and sure where it tells neither.

    Raises InputError where fields x, y, z or label are missing, or sizes do not fit.
    """
    cloud = read_cloud(message, ("x", "y", "z", "label"))
    names, count = cloud.dtype.names or (), len(cloud)
    rgb = np.ascontiguousarray(cloud["rgb"]).view(np.uint32) if "rgb" in names else np.zeros(count, np.uint32)
    confidence = cloud["confidence"].astype(np.float32) if "confidence" in names else np.ones(count, np.float32)
    return PointSet(
        _columns(cloud, ("x", "y", "z")),
        cloud["label"].astype(np.uint8),
        confidence,
        np.stack([rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255], -1).astype(np.uint8),
        normals=_columns(cloud, ("normal_x", "normal_y", "normal_z")) if "normal_x" in names else None,
        tsdf=cloud["tsdf"].astype(np.float32) if "tsdf" in names else None,
    )


def _columns(cloud: Mapping[str, NDArray[Any]] | NDArray[Any], names: Sequence[str]) -> NDArray[np.float32]:
    return np.stack([cloud[name] for name in names], -1).astype(np.float32)


def read_cloud(message: PointCloud2, expected: Sequence[str]) -> NDArray[Any]:
    """Return any cloud as an array of its points with their fields, without a copy.

    Raises InputError where one of the expected fields is missing, or the number of bytes is wrong.
    """
    endian = ">" if message.is_bigendian else "<"
    names = [field.name for field in message.fields]
    count = message.width * message.height
    if not set(expected) <= set(names) or len(message.data) != count * message.point_step:
        raise InputError(
            f"cloud has the fields {', '.join(names)} and {len(message.data)} bytes; "
            f"expected {', '.join(expected)} and {count * message.point_step} bytes"
        )
    kind = np.dtype(
        {
            "names": names,
            "formats": [endian + _TYPES[field.datatype] for field in message.fields],
            "offsets": [field.offset for field in message.fields],
            "itemsize": message.point_step,
        }
    )
    return np.frombuffer(message.data, kind)
