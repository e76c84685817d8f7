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

"""Conversion between voxel grids and SemanticVoxelGrid messages."""

from __future__ import annotations

import array
import zlib

import numpy as np
from geometry_msgs.msg import Point
from numpy.typing import NDArray
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import MAX_VOXELS, QuantizedGrid, VoxelGrid
from svr_ros.labels import LEGEND_VERSION
from svr_ros.msg import SemanticVoxelGrid
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.convert.packing import allocate, fill, quantize

_RAW, _ZLIB = SemanticVoxelGrid.ENCODING_RAW, SemanticVoxelGrid.ENCODING_ZLIB
_ARRAYS = ("labels", "tsdf", "confidence")

TSDF_STEPS, CONFIDENCE_STEPS = SemanticVoxelGrid.TSDF_TRUNCATED, SemanticVoxelGrid.CONFIDENCE_CERTAIN
"""Steps of the truncation, and of the probability 1."""


def grid_to_message(grid: VoxelGrid | QuantizedGrid, header: Header, encoding: str = _RAW) -> SemanticVoxelGrid:
    """Return a voxel grid as a message with arrays encoded as "raw" or "zlib"; instances stay empty without any.

    A quantized grid has TSDF_STEPS and CONFIDENCE_STEPS.

    Raises:
        InputError: If the encoding is neither.
    """
    if encoding not in (_RAW, _ZLIB):
        raise InputError(f"voxel encoding is {encoding!r}; expected 'raw' or 'zlib'")
    size_z, size_y, size_x = grid.labels.shape
    message = SemanticVoxelGrid(
        header=header,
        voxel_size=grid.voxel_size,
        size_x=size_x,
        size_y=size_y,
        size_z=size_z,
        truncation=grid.truncation,
        encoding=encoding,
        legend_version=LEGEND_VERSION,
    )
    fill(message.labels, grid.labels)
    instances = None
    if isinstance(grid, QuantizedGrid):
        fill(message.tsdf, grid.tsdf)
        fill(message.confidence, grid.confidence)
    else:
        quantize(grid.tsdf, TSDF_STEPS / grid.truncation, allocate(message.tsdf, grid.tsdf.size).view(np.int8))
        quantize(grid.confidence, CONFIDENCE_STEPS, allocate(message.confidence, grid.confidence.size))
        instances = grid.instances
    if instances is not None:
        fill(message.instances, instances)
    if encoding == _ZLIB:
        # Use the fastest level: the arrays are mostly constant, so higher levels gain little.
        for name in _ARRAYS:
            data = getattr(message, name)
            setattr(message, name, array.array(data.typecode, zlib.compress(data, 1)))
        if instances is not None:
            packed = zlib.compress(instances.astype("<u2", copy=False), 1)
            message.instances = array.array("H", packed + bytes(len(packed) % 2))
    message.origin.position = Point(**dict(zip("xyz", grid.origin.tolist(), strict=True)))
    return message


def message_to_grid(message: SemanticVoxelGrid) -> VoxelGrid:
    """Return the grid of a message along the grid's own axes; the rotation of its origin is not applied.

    Its instances are None if the message has none.

    Raises:
        InputError: If the encoding is unknown, an array has the wrong length, or there are too many voxels.
    """
    shape = message.size_z, message.size_y, message.size_x
    labels, steps, confidence = (_unpack(name, getattr(message, name), message.encoding, shape) for name in _ARRAYS)
    position = message.origin.position
    return VoxelGrid(
        np.array([position.x, position.y, position.z]),
        message.voxel_size,
        message.truncation,
        labels,
        steps.view(np.int8) * np.float32(message.truncation / TSDF_STEPS),
        confidence / np.float32(CONFIDENCE_STEPS),
        instances=_unpack("instances", message.instances, message.encoding, shape) if len(message.instances) else None,
    )


def _unpack(name: str, data: array.array, encoding: str, shape: tuple[int, int, int]) -> NDArray[np.unsignedinteger]:
    """Return the unsigned integers [Z, Y, X] of an array of a message, of the size of its elements."""
    count, size = shape[0] * shape[1] * shape[2], data.itemsize
    if count > MAX_VOXELS:  # a zlib stream of a few bytes can claim any size
        raise InputError(f"voxel grid has {' x '.join(map(str, shape))} voxels; expected at most {MAX_VOXELS}")
    if encoding == _ZLIB:
        try:
            data = zlib.decompressobj().decompress(data, count * size + 1)  # limits the memory for malformed streams
        except zlib.error as error:
            raise InputError(f"{name} of the voxel grid are not a zlib stream ({error})") from error
    elif encoding != _RAW:
        raise InputError(f"voxel grid is packed as {quoted(encoding)}; expected 'raw' or 'zlib'")
    values = memoryview(data).cast("B")
    if len(values) != count * size:
        factors = " x ".join(map(str, shape if size == 1 else (*shape, size)))
        raise InputError(f"{name} of the voxel grid hold {len(values)} bytes; expected {factors} = {count * size}")
    return np.frombuffer(values, f"<u{size}").reshape(shape)
