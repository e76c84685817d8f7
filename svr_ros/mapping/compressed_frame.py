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

"""Compressed frame: all that a map integrates of a reconstruction, in less than a megabyte."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.cells import containing_cells
from svr_ros.mapping.object_tracking import Instances
from svr_ros.mapping.observation import Observation

_LEVEL = 1
"""Level of zlib: the fastest one, which costs about a tenth of the size."""

_DEPTH_STEPS = 65535
_DISTANCE_STEPS = 127
_PROBABILITY_STEPS = 255
_VOLUME_PROBABILITY_STEPS = 15

_INSIDE = 0.5
"""Depth in metres behind the end of the room that is kept, as maps show the inside of the surface there."""


class _Packed(NamedTuple):
    """An array as bytes of zlib."""

    content: bytes
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class CompressedFrame:
    """Frame of a map, quantised and compressed by zlib.

    Of the volume, what the map never reads is left out: voxels in sight, and those behind the end of the room.
    Depths have steps of 1/65535 of the far plane or the largest depth, distances of 1/127 of their bound.

    Attributes:
        limits: Those of the observation.
        depth_step: Step of the depths in metres.
        distance_step: Step of the distances in metres.
        arrays: The compressed arrays by name.
    """

    limits: NDArray[np.float32]
    depth_step: float
    distance_step: float
    arrays: dict[str, _Packed]

    @classmethod
    def compress(cls, seen: Observation, instances: Instances | None = None) -> CompressedFrame:
        """Return a frame in compressed form, with its objects if there are any."""
        depth = np.nan_to_num(seen.depth)
        depth_step = float(depth.max(initial=2 * seen.limits[1])) / _DEPTH_STEPS
        distance_step = float(np.abs(seen.volume).max(initial=1e-6)) / _DISTANCE_STEPS
        needed = _needed_voxels(seen)
        distance = np.rint(seen.volume / distance_step).astype(np.int8)
        confidence = np.rint(seen.volume_confidence * _VOLUME_PROBABILITY_STEPS).astype(np.uint8)
        arrays: dict[str, NDArray[Any]] = {
            "depth": np.rint(depth / depth_step).astype(np.uint16),
            "sigma": np.nan_to_num(seen.sigma).astype(np.float16),
            "cosine": np.rint(seen.cosine * _PROBABILITY_STEPS).astype(np.uint8),
            "labels": seen.labels,
            "confidence": np.rint(seen.confidence * _PROBABILITY_STEPS).astype(np.uint8),
            "image": seen.image,
            "end": np.rint(np.minimum(seen.end / depth_step, _DEPTH_STEPS)).astype(np.uint16),
            "end_labels": seen.end_labels,
            "volume": np.where(needed, distance, np.int8(_DISTANCE_STEPS)),
            "volume_labels": np.where(needed, seen.volume_labels, np.uint8(0)),
            "volume_confidence": np.where(needed, confidence, np.uint8(0)),
        }
        if instances is not None:
            arrays |= {"instances": instances.volume, "instance_labels": instances.labels}
        return cls(seen.limits, depth_step, distance_step, {name: _pack(array) for name, array in arrays.items()})

    def decompress(self) -> tuple[Observation, Instances | None]:
        """Return the frame, and its objects; None if it has none."""
        arrays = {name: _unpack(packed) for name, packed in self.arrays.items()}
        depth = np.where(arrays["depth"] > 0, arrays["depth"] * np.float32(self.depth_step), np.float32(np.nan))
        observation = Observation(
            self.limits,
            depth.astype(np.float32),
            arrays["sigma"].astype(np.float32),
            arrays["cosine"] / np.float32(_PROBABILITY_STEPS),
            arrays["labels"],
            arrays["confidence"] / np.float32(_PROBABILITY_STEPS),
            arrays["image"],
            np.where(arrays["end"] < _DEPTH_STEPS, arrays["end"] * np.float32(self.depth_step), np.float32(np.inf)),
            arrays["end_labels"],
            arrays["volume"] * np.float32(self.distance_step),
            arrays["volume_labels"],
            arrays["volume_confidence"] / np.float32(_VOLUME_PROBABILITY_STEPS),
        )
        if "instances" not in arrays:
            return observation, None
        return observation, Instances(arrays["instances"], arrays["instance_labels"])

    @property
    def bytes(self) -> int:
        """Return the memory in bytes."""
        return sum(len(packed.content) for packed in self.arrays.values())


def _needed_voxels(seen: Observation) -> NDArray[np.bool_]:
    """Return the mask [D, R, C] of the voxels that guesses are interpolated from: those before the end of the room."""
    from scipy.ndimage import maximum_filter, minimum_filter

    # Find the nearest surface and the farthest end in each column of the volume and its neighbours
    slices, rows, columns = seen.volume.shape
    pixels = len(seen.depth)
    window = 2 * -(-pixels // rows) + 1, 2 * -(-pixels // columns) + 1
    is_open = (seen.depth > 0) & (seen.end > seen.depth)
    nearest = minimum_filter(np.where(is_open, seen.depth, np.inf), window, mode="nearest")
    farthest = maximum_filter(np.where(is_open, seen.end, -np.inf), window, mode="nearest") + _INSIDE
    row, column = (containing_cells(side, pixels).numpy() for side in (rows, columns))
    nearest, farthest = nearest[row[:, None], column], farthest[row[:, None], column]
    # Compare them with the depths of the voxels; one voxel on both sides is needed too
    near, far = seen.limits[:2]
    u = 1 - (np.arange(slices, dtype=np.float32) + 0.5) / slices
    z = (near * far / (near + (far - near) * u * u))[:, None, None]
    needed = (z > nearest) & (z < farthest)
    result = needed.copy()
    result[:-1] |= needed[1:]
    result[1:] |= needed[:-1]
    return result


def _pack(array: NDArray[Any]) -> _Packed:
    return _Packed(zlib.compress(np.ascontiguousarray(array).tobytes(), _LEVEL), array.shape, array.dtype.str)


def _unpack(packed: _Packed) -> NDArray[Any]:
    content = np.frombuffer(zlib.decompress(packed.content), packed.dtype)
    return content.reshape(packed.shape)
