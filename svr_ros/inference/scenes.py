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

"""Reading of scenes from .npz files, as `svr reconstruct` and `svr decode` write them."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.scene_volume import SceneVolume

_MAX_ARRAY = 2**29
"""Maximum size of one array in bytes, that of 512^3 voxels of four bytes."""

_NAMES = ("canonical_K", "canonical_size", "near", "far", "truncation", "tsdf", "volume_labels", "confidence", "seen")


def read_scene(path: Path) -> SceneVolume:
    """Return the scene in an .npz file; raises InputError if the file is missing, damaged or holds something else."""
    # Check the path
    path = paths.expanded(path)
    if not paths.is_readable_file(path):
        raise InputError(f"there is no file {path}; expected a scene written by svr reconstruct -o scene.npz")
    if path.suffix.lower() in (".jpg", ".jpeg", ".png"):
        raise InputError(f"{path} is an image; expected a scene, which `svr reconstruct {path} -o scene.npz` writes")
    # Read the arrays, and check what SceneVolume does not
    try:
        arrays = read_arrays(path, _NAMES)
        K = arrays["canonical_K"].astype(np.float64).reshape(3, 3)
        width, height = arrays["canonical_size"].astype(np.float64).reshape(2)
        if not (K[0, 0] > 0 and K[1, 1] > 0):
            raise ValueError(f"focal lengths in canonical_K are {K[0, 0]:g} and {K[1, 1]:g}; expected both above 0")
        frustum = Frustum(
            near=float(arrays["near"].item()),
            far=float(arrays["far"].item()),
            half_angle_x=math.atan(width / 2 / K[0, 0]),
            half_angle_y=math.atan(height / 2 / K[1, 1]),
        )
        valid = arrays["seen"].astype(bool)
        confidence = arrays["confidence"].astype(np.float32)
        if valid.ndim != 2 or valid.shape[0] != valid.shape[1] or not valid.size:
            raise ValueError(f"seen has the shape {list(valid.shape)}")
        if not ((confidence >= 0) & (confidence <= 1)).all():
            raise ValueError("confidence is not within 0 to 1")
        return SceneVolume(
            frustum=frustum,
            truncation=float(arrays["truncation"].item()),
            tsdf=arrays["tsdf"].astype(np.float32),
            labels=arrays["volume_labels"].astype(np.uint8),
            confidence=confidence,
            valid=valid,
        )
    except InputError as error:
        named = str(error) if str(path) in str(error) else f"{path}: {error}"
        raise InputError(named) from error
    except Exception as error:  # damaged archives raise zlib.error, NotImplementedError and others
        raise InputError(f"{path} holds no scene ({paths.describe(error)}); expected one by svr reconstruct") from error


def read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Return the named numeric arrays of an .npz file; sizes are checked before memory is taken.

    Raises ValueError or an error of zipfile, zlib or NumPy if the file is damaged or an array is missing or too large.
    """
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(paths.read_bytes(path))) as archive:
        for name in names:
            try:
                entry = archive.getinfo(f"{name}.npy")
            except KeyError:
                raise ValueError(f"it has no array {name}") from None
            if entry.file_size > _MAX_ARRAY:
                raise ValueError(f"array {name} has {entry.file_size} bytes; expected at most {_MAX_ARRAY}")
            with archive.open(entry) as file:
                content = file.read(_MAX_ARRAY + 1)
            arrays[name] = parse_array(name, content)
    return arrays


def parse_array(name: str, content: bytes) -> NDArray[Any]:
    """Return an array of numbers in NumPy's format; raises ValueError if its header does not fit its bytes."""
    if len(content) > _MAX_ARRAY:
        raise ValueError(f"array {name} is larger than {_MAX_ARRAY} bytes")
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in readers:
        raise ValueError(f"array {name} has version {version}")
    shape, _, dtype = readers[version](stream)
    if dtype.hasobject or dtype.kind not in "biuf":
        raise ValueError(f"array {name} holds {dtype}; expected numbers")
    if math.prod(shape) * dtype.itemsize != len(content) - stream.tell():
        raise ValueError(f"array {name} states the shape {list(shape)}, which does not fit its size")
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)
