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

"""Voxel grids as messages against values computed by hand."""

import array
import zlib
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.msg import SemanticVoxelGrid

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import LEGEND_VERSION, UNOBSERVED
from svr_ros.ros.convert.grids import grid_to_message, message_to_grid


def grid():
    """Make 2 x 1 x 3 voxels (z, y, x) of 0.1 m; the last is not observed."""
    return VoxelGrid(
        origin=np.array([-0.3, 0.2, 1.0]),
        voxel_size=0.1,
        truncation=0.2,
        labels=np.array([[[1, 2, 3]], [[4, 5, UNOBSERVED]]], np.uint8),
        tsdf=np.array([[[0.2, 0.1, 0.0]], [[-0.05, -0.2, 0.2]]], np.float32),
        confidence=np.array([[[1.0, 0.5, 0.25]], [[0.0, 0.2, 0.0]]], np.float32),
    )


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
def test_voxels_by_hand(encoding, header, over_the_wire):
    message = over_the_wire(grid_to_message(grid(), header, encoding))
    assert message.header == header
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
def test_voxels_round_trip_within_a_step(encoding, header, over_the_wire):
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
    back = message_to_grid(over_the_wire(grid_to_message(given, header, encoding)))
    np.testing.assert_array_equal(back.origin, given.origin)
    np.testing.assert_array_equal(back.labels, given.labels)
    np.testing.assert_allclose(back.tsdf, given.tsdf, atol=0.2 / 127 / 2 + 1e-6)
    np.testing.assert_allclose(back.confidence, given.confidence, atol=0.5 / 255 + 1e-6)
    assert back.tsdf.dtype == back.confidence.dtype == np.float32


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
@pytest.mark.parametrize("last", range(4))
def test_instances_round_trip(encoding, last, header, over_the_wire):
    # Streams of even and odd lengths, of which the odd ones are padded
    instances = np.array([[[0, 1, 300]], [[65535, 0, last]]], np.uint16)
    message = over_the_wire(grid_to_message(replace(grid(), instances=instances), header, encoding))
    assert message.instances.typecode == "H"
    if encoding == "raw":
        assert message.instances.tolist() == [0, 1, 300, 65535, 0, last]
    else:
        assert zlib.decompress(message.instances) == instances.tobytes()
    np.testing.assert_array_equal(message_to_grid(message).instances, instances)


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
def test_instances_are_empty_unless_they_are_given(encoding, header):
    message = grid_to_message(grid(), header, encoding)
    assert len(message.instances) == 0
    assert message_to_grid(message).instances is None


def test_broken_instances_are_refused(header):
    message = grid_to_message(grid(), header)
    message.instances = array.array("H", [1, 2])
    with pytest.raises(InputError, match="instances of the voxel grid hold 4 bytes; expected 2 x 1 x 3 x 2 = 12"):
        message_to_grid(message)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"encoding": "lz4"}, "voxel grid is packed as 'lz4'; expected 'raw' or 'zlib'"),
        (
            {"size_x": 2**32 - 1, "size_y": 2**32 - 1, "size_z": 2**32 - 1, "encoding": "zlib"},
            "voxel grid has 4294967295 x 4294967295 x 4294967295 voxels; expected at most 100000000",
        ),
        ({"encoding": "x" * 10**6}, "voxel grid is packed as '" + "x" * 100 + "...'; expected 'raw' or 'zlib'"),
        ({"labels": bytes(5)}, "labels of the voxel grid hold 5 bytes; expected 2 x 1 x 3 = 6"),
        ({"encoding": "zlib"}, "labels of the voxel grid are not a zlib stream"),
        (
            {"encoding": "zlib", "labels": zlib.compress(bytes(10_000_000))},
            "labels of the voxel grid hold 7 bytes; expected 2 x 1 x 3 = 6",
        ),
    ],
)
def test_broken_voxels_are_refused(changes, sentence, header):
    message = grid_to_message(grid(), header)
    for name, value in changes.items():
        setattr(message, name, array.array("B", value) if isinstance(value, bytes) else value)
    with pytest.raises(InputError) as failure:
        message_to_grid(message)
    assert str(failure.value).startswith(sentence)


@pytest.mark.parametrize("encoding", ["raw", "zlib"])
def test_arrays_are_byte_arrays(encoding, header):
    message = grid_to_message(grid(), header, encoding)
    for data, code in ((message.labels, "B"), (message.tsdf, "b"), (message.confidence, "B")):
        assert isinstance(data, array.array) and data.typecode == code


def test_constants_of_the_message_are_those_of_its_arrays(header):
    message = grid_to_message(grid(), header)
    assert message.labels[-1] == SemanticVoxelGrid.LABEL_UNOBSERVED == UNOBSERVED
    assert message.tsdf[0] == message.tsdf[-1] == SemanticVoxelGrid.TSDF_TRUNCATED == 127
    assert message.confidence[0] == SemanticVoxelGrid.CONFIDENCE_CERTAIN == 255
    assert message.encoding == SemanticVoxelGrid.ENCODING_RAW
    assert min(message.tsdf) == -127, "distances inside solids are negative numbers, not bytes above 127"
