"""Messages against values that were worked out by hand."""

import array
import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import PointCloud2, PointField
from std_msgs.msg import Header
from svr_ros.msg import ClassLegend
from visualization_msgs.msg import Marker

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.reconstruction import PointSet
from svr_ros.labels import COLORS, LEGEND_VERSION, NAMES, UNOBSERVED, Label
from svr_ros.ros import conversions


def header():
    made = Header(frame_id="camera_optical_frame")
    made.stamp.sec, made.stamp.nanosec = 12, 345
    return made


def over_the_wire(message):
    """Return the message as a subscriber gets it: packed arrays must survive serialisation."""
    return deserialize_message(serialize_message(message), type(message))


def test_depth_round_trip():
    depth = np.array([[1.5, np.nan, 2.25], [3, 4, 5]], np.float32)
    message = over_the_wire(conversions.depth_to_image(depth, header()))
    assert (message.width, message.height, message.step, message.encoding) == (3, 2, 12, "32FC1")
    assert message.header == header()
    assert bytes(message.data[:4]) == struct.pack("<f", 1.5)
    np.testing.assert_array_equal(conversions.image_to_depth(message), depth)


def points():
    return PointSet(
        points=np.array([[1, 2, 3], [4, 5, 6], [-1, 0.5, 2]], np.float32),
        labels=np.array([Label.SOFA, Label.WALL, Label.FLOOR], np.uint8),
        confidence=np.array([0.9, 0.4, 0.5], np.float32),
        colors=np.array([[255, 128, 1], [0, 0, 255], [1, 2, 3]], np.uint8),
        tsdf=np.array([0.05, -0.1, 0.0], np.float32),
    )


def test_cloud_layout_byte_for_byte():
    message = over_the_wire(conversions.points_to_cloud(points(), header()))
    assert message.header == header()
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


def test_cloud_leaves_out_what_is_unsure():
    message = conversions.points_to_cloud(points(), header(), min_confidence=0.5)
    assert message.width == 2
    assert conversions.cloud_to_points(message).labels.tolist() == [Label.SOFA, Label.FLOOR]


def test_cloud_of_too_many_points_is_thinned_evenly():
    count = 10_000
    line = PointSet(
        np.stack([np.arange(count), np.zeros(count), np.ones(count)], -1).astype(np.float32),
        np.zeros(count, np.uint8),
        np.ones(count, np.float32),
        np.zeros((count, 3), np.uint8),
        tsdf=np.zeros(count, np.float32),
    )
    x = conversions.cloud_to_points(conversions.points_to_cloud(line, header(), max_points=500)).points[:, 0]
    assert len(set(x)) == 500
    counts, _ = np.histogram(x, bins=10, range=(0, count))
    assert counts.min() > 40


def test_cloud_round_trip():
    given = points()
    back = conversions.cloud_to_points(over_the_wire(conversions.points_to_cloud(given, header())))
    for name in ("points", "labels", "confidence", "colors", "tsdf"):
        np.testing.assert_array_equal(getattr(back, name), getattr(given, name), err_msg=name)


def test_empty_cloud():
    none = PointSet(
        np.zeros((0, 3), np.float32),
        np.zeros(0, np.uint8),
        np.zeros(0, np.float32),
        np.zeros((0, 3), np.uint8),
        tsdf=np.zeros(0, np.float32),
    )
    message = over_the_wire(conversions.points_to_cloud(none, header()))
    assert (message.width, len(message.data)) == (0, 0)
    assert len(conversions.cloud_to_points(message).points) == 0


def test_foreign_cloud_is_refused():
    message = PointCloud2(fields=[PointField(name="x", datatype=PointField.FLOAT32)], width=1, height=1, point_step=4)
    with pytest.raises(InputError, match="cloud has the fields x and 0 bytes; expected x, y, z, tsdf"):
        conversions.cloud_to_points(message)


def grid():
    """Make 2 x 1 x 3 voxels (z, y, x) of 0.1 m; the last is not observed."""
    return VoxelGrid(
        origin=np.array([-0.3, 0.2, 1.0]),
        voxel_size=0.1,
        truncation=0.2,
        labels=np.array([[[1, 2, 3]], [[4, 5, UNOBSERVED]]], np.uint8),
        tsdf=np.array([[[0.2, 0.1, 0.0]], [[-0.05, -0.2, -0.2]]], np.float32),
        confidence=np.array([[[1.0, 0.5, 0.25]], [[0.0, 0.2, 0.9]]], np.float32),
    )


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
def test_voxels_by_hand(encoding):
    message = over_the_wire(conversions.grid_to_message(grid(), header(), encoding))
    assert message.header == header()
    assert (message.size_x, message.size_y, message.size_z) == (3, 1, 2)
    assert (message.encoding, message.legend_version) == (encoding, LEGEND_VERSION)
    assert message.voxel_size == pytest.approx(0.1)
    assert message.truncation == pytest.approx(0.2)
    position, rotation = message.origin.position, message.origin.orientation
    assert (position.x, position.y, position.z) == (-0.3, 0.2, 1.0)
    assert (rotation.x, rotation.y, rotation.z, rotation.w) == (0, 0, 0, 1)
    unpack = zlib.decompress if encoding == "zlib" else bytes
    assert list(unpack(message.labels)) == [1, 2, 3, 4, 5, 255]
    # 127, 0.1 / 0.2 * 127 = 63.5 -> 64, 0, -0.05 / 0.2 * 127 = -31.75 -> -32 = 224, -127 = 129, not observed 127
    assert list(unpack(message.tsdf)) == [127, 64, 0, 224, 129, 127]
    assert list(unpack(message.confidence)) == [255, 128, 64, 0, 51, 0]


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
def test_voxels_round_trip_within_a_step(encoding):
    rng = np.random.default_rng(0)
    shape = (5, 6, 7)
    given = VoxelGrid(
        np.array([0.1, -2, 1]),
        0.05,
        0.2,
        rng.integers(0, 10, shape, np.uint8),
        rng.uniform(-0.2, 0.2, shape).astype(np.float32),
        rng.random(shape, np.float32),
    )
    back = conversions.message_to_grid(over_the_wire(conversions.grid_to_message(given, header(), encoding)))
    np.testing.assert_array_equal(back.origin, given.origin)
    np.testing.assert_array_equal(back.labels, given.labels)
    np.testing.assert_allclose(back.tsdf, given.tsdf, atol=0.2 / 127 / 2 + 1e-6)
    np.testing.assert_allclose(back.confidence, given.confidence, atol=0.5 / 255 + 1e-6)
    assert back.tsdf.dtype == back.confidence.dtype == np.float32


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"encoding": "lz4"}, "voxel grid is packed as 'lz4'; expected 'raw' or 'zlib'"),
        ({"labels": bytes(5)}, "labels of the voxel grid hold 5 bytes; expected 2 x 1 x 3 = 6"),
        ({"encoding": "zlib"}, "labels of the voxel grid are no zlib stream"),
        (
            {"encoding": "zlib", "labels": zlib.compress(bytes(10_000_000))},
            "labels of the voxel grid hold 7 bytes; expected 2 x 1 x 3 = 6",
        ),
    ],
)
def test_broken_voxels_are_refused(changes, sentence):
    message = conversions.grid_to_message(grid(), header())
    for name, value in changes.items():
        setattr(message, name, array.array("B", value) if isinstance(value, bytes) else value)
    with pytest.raises(InputError) as failure:
        conversions.message_to_grid(message)
    assert str(failure.value).startswith(sentence)


def test_markers_by_hand():
    message = over_the_wire(conversions.grid_to_markers(grid(), header(), max_points=10, alpha=0.5))
    assert [(marker.ns, marker.id) for marker in message.markers] == list(zip(NAMES, range(10), strict=True))
    shown = {marker.ns: marker for marker in message.markers if marker.action == Marker.ADD}
    # Within half a voxel of a surface: distance 0.0 (label 3) and -0.05 (label 4).
    assert sorted(shown) == ["bath", "sofa"]
    bath = shown["bath"]
    assert (bath.type, bath.header) == (Marker.CUBE_LIST, header())
    assert (bath.scale.x, bath.scale.y, bath.scale.z, bath.pose.orientation.w) == (0.1, 0.1, 0.1, 1.0)
    assert [(p.x, p.y, p.z) for p in bath.points] == [pytest.approx((-0.3 + 0.25, 0.2 + 0.05, 1.0 + 0.05))]
    assert [bath.color.r, bath.color.g, bath.color.b] == pytest.approx((COLORS[Label.BATH] / 255).tolist())
    assert bath.color.a == 0.5
    gone = [marker for marker in message.markers if marker.ns not in shown]
    assert all(marker.action == Marker.DELETE and not marker.points for marker in gone)


def test_markers_leave_out_what_is_unsure():
    message = conversions.grid_to_markers(grid(), header(), max_points=10, min_confidence=0.1)
    assert [marker.ns for marker in message.markers if marker.points] == ["bath"]


def wall_of_voxels(side):
    shape = (1, side, side)
    return VoxelGrid(
        np.zeros(3),
        0.1,
        0.2,
        np.full(shape, Label.WALL, np.uint8),
        np.zeros(shape, np.float32),
        np.ones(shape, np.float32),
    )


def test_markers_are_thinned_evenly_and_always_alike():
    def thinned():
        markers = conversions.grid_to_markers(wall_of_voxels(100), header(), max_points=500).markers
        return np.array([(point.x, point.y) for point in markers[Label.WALL].points])

    kept = thinned()
    assert len(kept) == 500
    np.testing.assert_array_equal(kept, thinned())
    # A quarter of the wall shows about a quarter of the points.
    counts, _, _ = np.histogram2d(*kept.T, bins=2, range=[[0, 10], [0, 10]])
    assert counts.min() > 100


def test_no_markers_when_none_are_allowed():
    message = conversions.grid_to_markers(wall_of_voxels(4), header(), max_points=0)
    assert not any(marker.points for marker in message.markers)


def test_legend_is_the_table_of_labels():
    message = over_the_wire(conversions.legend(header()))
    assert isinstance(message, ClassLegend)
    assert message.version == LEGEND_VERSION
    assert [(one.id, one.name) for one in message.classes] == [(int(label), label.name.lower()) for label in Label]
    colors = [[one.color.r, one.color.g, one.color.b] for one in message.classes]
    np.testing.assert_allclose(colors, COLORS / 255, atol=1e-6)
    assert all(one.color.a == 1 for one in message.classes)


def test_large_fields_are_byte_arrays():
    """rclpy copies array.array("B") in one go and walks through everything else element by element."""
    messages = [
        conversions.depth_to_image(np.ones((4, 4), np.float32), header()).data,
        conversions.points_to_cloud(points(), header()).data,
        *(
            getattr(conversions.grid_to_message(grid(), header(), e), n)
            for e in ("raw", "zlib")
            for n in ("labels", "tsdf")
        ),
    ]
    assert all(isinstance(data, array.array) and data.typecode == "B" for data in messages)
