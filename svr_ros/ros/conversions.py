"""Between messages and arrays: pure functions, one copy of the data at most."""

from __future__ import annotations

import array
import zlib

import numpy as np
from geometry_msgs.msg import Point
from numpy.typing import ArrayLike, NDArray
from sensor_msgs.msg import Image, PointCloud2, PointField
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.reconstruction import PointSet
from svr_ros.labels import COLORS, LEGEND_VERSION, NAMES, UNOBSERVED
from svr_ros.msg import ClassLegend, SemanticClass, SemanticVoxelGrid

_POINT = np.dtype(
    [
        ("x", "<f4"),
        ("y", "<f4"),
        ("z", "<f4"),
        ("tsdf", "<f4"),
        ("label", "u1"),
        ("padding", "V3"),
        ("confidence", "<f4"),
        ("rgb", "u1", 4),  # blue, green, red, nothing: the bytes of the number 0x00rrggbb
    ]
)
_FIELD_TYPES = {
    PointField.INT8: "i1",
    PointField.UINT8: "u1",
    PointField.INT16: "i2",
    PointField.UINT16: "u2",
    PointField.INT32: "i4",
    PointField.UINT32: "u4",
    PointField.FLOAT32: "f4",
    PointField.FLOAT64: "f8",
}
_TSDF_STEPS = 127


def depth_to_image(depth: NDArray[np.float32], header: Header) -> Image:
    """Return a 32FC1 image message of depth [H, W] along the optical axis in metres, NaN where unknown (REP 118)."""
    height, width = depth.shape
    return Image(
        header=header,
        height=height,
        width=width,
        encoding="32FC1",
        is_bigendian=0,
        step=4 * width,
        data=_bytes(depth.astype("<f4", copy=False)),
    )


def image_to_depth(message: Image) -> NDArray[np.float32]:
    """Return depth float32 [H, W] of a 32FC1 image message without row padding: the inverse of depth_to_image."""
    if message.encoding != "32FC1" or len(message.data) != 4 * message.width * message.height:
        raise InputError(
            f"depth image is {message.encoding!r} with {len(message.data)} bytes; "
            f"expected '32FC1' with {4 * message.width * message.height}"
        )
    kind = ">f4" if message.is_bigendian else "<f4"
    return np.frombuffer(message.data, kind).reshape(message.height, message.width)


def points_to_cloud(
    points: PointSet, header: Header, max_points: int | None = None, min_confidence: float = 0.0
) -> PointCloud2:
    """Return a cloud with fields x y z tsdf (metres) label confidence (0..1) rgb of the points that are sure enough.

    Of more than max_points an even share is kept.
    """
    kept = _even_share(np.flatnonzero(points.confidence >= min_confidence), max_points)
    position = points.points[kept]
    count = len(position)
    data = array.array("B", bytes(count * _POINT.itemsize))
    cloud = np.frombuffer(data, _POINT)  # filled in place: the one copy
    for axis, name in enumerate("xyz"):
        cloud[name] = position[:, axis]
    cloud["tsdf"] = points.tsdf[kept] if points.tsdf is not None else 0
    cloud["label"] = points.labels[kept]
    cloud["confidence"] = points.confidence[kept]
    cloud["rgb"][:, :3] = points.colors[kept, ::-1]
    return PointCloud2(
        header=header,
        height=1,
        width=count,
        fields=[_field(name) for name in _POINT.names if name != "padding"],
        is_bigendian=False,
        point_step=_POINT.itemsize,
        row_step=count * _POINT.itemsize,
        data=data,
        is_dense=True,
    )


def _field(name: str) -> PointField:
    # RViz and PCL read the packed colour from a field of type float.
    datatype = PointField.UINT8 if name == "label" else PointField.FLOAT32
    return PointField(name=name, offset=_POINT.fields[name][1], datatype=datatype, count=1)


def cloud_to_points(message: PointCloud2) -> PointSet:
    """Return the points of a cloud as points_to_cloud makes it; raises InputError where fields or sizes are others."""
    endian = ">" if message.is_bigendian else "<"
    offsets = {field.name: (endian + _FIELD_TYPES[field.datatype], field.offset) for field in message.fields}
    names = [name for name in _POINT.names if name != "padding"]
    missing = [name for name in names if name not in offsets]
    count = message.width * message.height
    if missing or len(message.data) != count * message.point_step:
        raise InputError(
            f"cloud has the fields {', '.join(offsets)} and {len(message.data)} bytes; "
            f"expected {', '.join(names)} and {count * message.point_step} bytes"
        )
    kind = np.dtype(
        {
            "names": names,
            "formats": [endian + "u4" if name == "rgb" else offsets[name][0] for name in names],
            "offsets": [offsets[name][1] for name in names],
            "itemsize": message.point_step,
        }
    )
    cloud = np.frombuffer(message.data, kind)
    rgb = cloud["rgb"]
    return PointSet(
        np.stack([cloud["x"], cloud["y"], cloud["z"]], -1).astype(np.float32),
        cloud["label"].astype(np.uint8),
        cloud["confidence"].astype(np.float32),
        np.stack([rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255], -1).astype(np.uint8),
        tsdf=cloud["tsdf"].astype(np.float32),
    )


def grid_to_message(grid: VoxelGrid, header: Header, encoding: str = "raw") -> SemanticVoxelGrid:
    """Return a voxel grid as a message whose arrays are packed as "raw" or "zlib"."""
    if encoding not in ("raw", "zlib"):
        raise InputError(f"voxel encoding is {encoding!r}; expected 'raw' or 'zlib'")
    size_z, size_y, size_x = grid.labels.shape
    steps = np.rint(np.clip(grid.tsdf / grid.truncation, -1, 1) * _TSDF_STEPS).astype(np.int8)
    confidence = np.rint(np.clip(grid.confidence, 0, 1) * 255).astype(np.uint8)
    unobserved = grid.labels == UNOBSERVED
    steps[unobserved] = _TSDF_STEPS
    confidence[unobserved] = 0
    pack = _zlib_bytes if encoding == "zlib" else _bytes
    message = SemanticVoxelGrid(
        header=header,
        voxel_size=grid.voxel_size,
        size_x=size_x,
        size_y=size_y,
        size_z=size_z,
        truncation=grid.truncation,
        encoding=encoding,
        legend_version=LEGEND_VERSION,
        labels=pack(grid.labels),
        tsdf=pack(steps),
        confidence=pack(confidence),
    )
    message.origin.position = Point(**dict(zip("xyz", grid.origin.tolist(), strict=True)))
    return message


def message_to_grid(message: SemanticVoxelGrid) -> VoxelGrid:
    """Return the grid of a message in its own axes: origin is the position, the rotation is left to the caller.

    Raises InputError where encoding or lengths do not fit.
    """
    shape = message.size_z, message.size_y, message.size_x
    labels, steps, confidence = (
        _unpack(name, getattr(message, name), message.encoding, shape) for name in ("labels", "tsdf", "confidence")
    )
    position = message.origin.position
    return VoxelGrid(
        np.array([position.x, position.y, position.z]),
        message.voxel_size,
        message.truncation,
        labels,
        steps.view(np.int8) * np.float32(message.truncation / _TSDF_STEPS),
        confidence / np.float32(255),
    )


def _unpack(name: str, data: array.array, encoding: str, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    count = shape[0] * shape[1] * shape[2]
    if encoding == "zlib":
        try:
            data = zlib.decompressobj().decompress(data, count + 1)  # no more than asked for, whatever the stream holds
        except zlib.error as error:
            raise InputError(f"{name} of the voxel grid are no zlib stream ({error})") from error
    elif encoding != "raw":
        raise InputError(f"voxel grid is packed as {encoding!r}; expected 'raw' or 'zlib'")
    if len(data) != count:
        raise InputError(
            f"{name} of the voxel grid hold {len(data)} bytes; expected {' x '.join(map(str, shape))} = {count}"
        )
    return np.frombuffer(data, np.uint8).reshape(shape)


def grid_to_markers(
    grid: VoxelGrid, header: Header, max_points: int, alpha: float = 1.0, min_confidence: float = 0.0
) -> MarkerArray:
    """Return the voxels on surfaces as one list of cubes for each class.

    Namespace and id of a class never change, so that viewers update in place; a class without voxels is deleted. Of
    more than max_points voxels an even share is kept, and the same ones from image to image.
    """
    surface = (
        (np.abs(grid.tsdf) <= grid.voxel_size / 2) & (grid.labels != UNOBSERVED) & (grid.confidence >= min_confidence)
    )
    voxels = _even_share(np.flatnonzero(surface), max_points)
    z, y, x = np.unravel_index(voxels, grid.labels.shape)
    centres = grid.origin + (np.stack([x, y, z], -1) + 0.5) * grid.voxel_size
    labels = grid.labels.ravel()[voxels]
    return MarkerArray(
        markers=[_cubes(label, centres[labels == label], grid.voxel_size, alpha, header) for label in range(len(NAMES))]
    )


def _even_share(index: NDArray[np.intp], count: int | None) -> NDArray[np.intp]:
    """Return at most count of the indices, chosen by a hash of their value: spread evenly and always the same."""
    if count is None or len(index) <= count:
        return index
    rank = index.astype(np.uint32) * np.uint32(2654435761)  # Knuth's multiplicative hash, modulo 2^32
    return index[np.sort(np.argpartition(rank, count)[:count])]


def _cubes(label: int, centres: NDArray[np.float64], side: float, alpha: float, header: Header) -> Marker:
    marker = Marker(header=header, ns=NAMES[label], id=label, type=Marker.CUBE_LIST, color=_color(COLORS[label], alpha))
    marker.action = Marker.ADD if len(centres) else Marker.DELETE
    marker.pose.orientation.w = 1.0
    marker.scale.x = marker.scale.y = marker.scale.z = side
    marker.points = [Point(x=x, y=y, z=z) for x, y, z in centres.tolist()]
    return marker


def legend(header: Header) -> ClassLegend:
    """Return the table of the classes."""
    classes = [SemanticClass(id=label, name=name, color=_color(COLORS[label], 1.0)) for label, name in enumerate(NAMES)]
    return ClassLegend(header=header, version=LEGEND_VERSION, classes=classes)


def _color(rgb: ArrayLike, alpha: float) -> ColorRGBA:
    red, green, blue = (np.asarray(rgb) / 255).tolist()
    return ColorRGBA(r=red, g=green, b=blue, a=float(alpha))


def _bytes(values: NDArray) -> array.array:
    """Return the bytes of an array in the one form that rclpy takes without going through every element."""
    data = array.array("B")
    data.frombytes(np.ascontiguousarray(values).reshape(-1).view(np.uint8))
    return data


def _zlib_bytes(values: NDArray) -> array.array:
    # The fastest level: the arrays are mostly constant, so that higher levels gain little.
    return array.array("B", zlib.compress(np.ascontiguousarray(values), 1))
