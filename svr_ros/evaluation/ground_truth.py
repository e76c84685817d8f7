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

"""Complete ground truth of generated rooms and labelled meshes in a view frustum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.evaluation.surfaces import subsample
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.surface import zero_crossings
from svr_ros.geometry.visibility import Visibility, VisibilityConfig, classify_visibility
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.synthesis.meshes.samples import MeshSample, mesh_volume
from svr_ros.synthesis.render.shapes import signed_distance
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import Sample

Array: TypeAlias = "NDArray[np.floating[Any]]"
Field = Callable[[NDArray[Any]], tuple[NDArray[np.float32], NDArray[np.uint8]]]
"""Function that returns signed distance in metres and class id of the nearest surface for points [N, 3] in metres."""

BAND = 0.12
"""Half width in metres of the band around visible surfaces, and depth to which reachable space extends into solids."""

_SINGLE_VOXELS = VisibilityConfig(before=0, behind=0, radius=0, max_distance=64)
"""Visibility of single voxels without bands around surfaces, with an unlimited flood fill."""


@dataclass(frozen=True)
class GroundTruth:
    """Ground truth of a room in a frustum: canonical view [S, S], volume [R, R, R], and surface points [N, 3].

    Reachable voxels are free ones that a flood fill from visible free space enters, and solid ones at most BAND below
    a surface. The insides of walls and large furniture and closed gaps are not reachable.

    Attributes:
        frustum: View frustum that the volume divides.
        valid: Mask [S, S] of the pixels that the camera covers.
        depth: Depth [S, S] in metres along the optical axis.
        normals: Unit surface normals [S, S, 3] in the camera frame.
        truncation: Truncation of `distance` in metres.
        distance: Signed distance [R, R, R] in metres to the nearest surface, negative in solids, truncated.
        reachable: Mask [R, R, R] of the reachable voxels.
        surface: Points [N, 3] in metres in the camera frame, subsampled from the surfaces of reachable free space
            within the valid pixels.
        surface_labels: Class ids [N] of the points in `surface`.
        field: Signed distance and class of the nearest surface at any point in the camera frame.
        labels: Class ids [R, R, R] of the nearest surfaces.
    """

    frustum: Frustum
    valid: NDArray[np.bool_]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    truncation: float
    distance: NDArray[np.float32]
    reachable: NDArray[np.bool_]
    surface: NDArray[np.float32]
    surface_labels: NDArray[np.uint8]
    field: Field
    labels: NDArray[np.uint8]

    def scene(self) -> SceneVolume:
        """Return the ground truth as a scene that can be drawn, with full confidence."""
        confidence = np.ones(self.distance.shape, np.float32)
        return SceneVolume(self.frustum, self.truncation, self.distance, self.labels, confidence, self.valid)


def ground_truth(sample: Sample | MeshSample, frustum: Frustum, resolution: int, truncation: float) -> GroundTruth:
    """Compute the ground truth of a sample.

    Args:
        sample: View of a generated room or of a labelled mesh.
        frustum: View frustum.
        resolution: Number of voxels per side.
        truncation: Truncation of the distances in metres, raised to BAND if it is smaller.
    """
    # Sample signed distance and classes
    truncation = max(truncation, BAND)
    if isinstance(sample, MeshSample):
        distance, labels = mesh_volume(sample, frustum, resolution, truncation)
        field: Field = sample.signed_distance
    else:
        distance, labels = truncated_volume(sample.table, frustum, resolution, truncation)
        field = partial(signed_distance, sample.table)

    # Find reachable free space
    category = classify_visibility(distance, _SINGLE_VOXELS).category
    free = (category == Visibility.VISIBLE_FREE) | (category == Visibility.OCCLUDED_FREE)

    # Extract the surfaces of that space; unreachable gaps count as solid and have none
    closed = np.where((distance > 0) & ~free, np.float32(-truncation), distance)
    volume = zero_crossings(torch.from_numpy(closed)).numpy()
    points = frustum.to_camera(volume[in_valid_pixels(volume, sample.valid)])
    points = points[subsample(points)]
    return GroundTruth(
        frustum,
        sample.valid,
        sample.depth,
        sample.normals,
        truncation,
        distance,
        free | ((distance <= 0) & (distance >= -BAND)),
        points,
        field(points)[1],
        field,
        labels,
    )


def in_valid_pixels(volume: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask [N] of the points in volume coordinates [N, 3] that project to valid pixels [S, S]."""
    column, row = np.clip((volume[:, :2] * len(valid)).astype(np.intp), 0, len(valid) - 1).T
    return np.asarray(valid[row, column])
