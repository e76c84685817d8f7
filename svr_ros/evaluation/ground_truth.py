"""Rooms of which everything is known, generated ones or meshes, as the truth of an evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.evaluation.surfaces import thin
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.surface import zero_crossings
from svr_ros.geometry.visibility import Visibility, VisibilityConfig, classify_visibility
from svr_ros.inference.reconstruction import SceneVolume
from svr_ros.synthesis.meshes.samples import MeshSample, mesh_volume
from svr_ros.synthesis.render.shapes import signed_distance
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import Sample

Array = NDArray[np.floating[Any]]
Field = Callable[[NDArray[Any]], tuple[NDArray[np.float32], NDArray[np.uint8]]]

BAND = 0.12
"""Metres: so far along the axis from the visible surface its band goes, and so far into solids reachable space does."""

_NO_BANDS = VisibilityConfig(before=0, behind=0, radius=0, max_distance=64)
"""Visibility of single voxels, with a flood fill that goes everywhere."""


@dataclass(frozen=True)
class RoomTruth:
    """Hold the truth of a room in a frustum.

    Of the canonical view [S, S]: `seen` by the camera, `depth` in metres along the axis, unit `normals` [S, S, 3].
    Of the volume [R, R, R]: `distance` to the nearest surface in metres, clamped to +-`truncation`, negative in solids;
    which voxels are `reachable`: free ones that a flood fill from the visible ones comes to, and solid ones at most
    BAND below a surface; so not the insides of walls and of large furniture, nor gaps that no one can look into.
    `surface`: points [N, 3] of the camera frame in metres on the surfaces that reachable free space touches, within
    what was seen, one for each cube of 2 cm, of classes `surface_labels` [N]. `field`: signed distance and class of the
    nearest surface at any points [N, 3]. `labels` [R, R, R] are the classes of the nearest surfaces.
    """

    frustum: Frustum
    seen: NDArray[np.bool_]
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
        """Return the truth as a scene, for pictures."""
        sure = np.ones(self.distance.shape, np.float32)
        return SceneVolume(self.frustum, self.truncation, self.distance, self.labels, sure, self.seen)


def know(sample: Sample | MeshSample, frustum: Frustum, resolution: int, truncation: float) -> RoomTruth:
    """Return the truth of a sample at resolution^3 voxels, its distances clamped to +-truncation or BAND (m), the
    larger of them."""
    truncation = max(truncation, BAND)
    if isinstance(sample, MeshSample):
        distance, labels = mesh_volume(sample, frustum, resolution, truncation)
        field: Field = sample.signed_distance
    else:
        distance, labels = truncated_volume(sample.table, frustum, resolution, truncation)
        table = sample.table
        field = lambda points: signed_distance(table, points)  # noqa: E731
    kind = classify_visibility(distance, _NO_BANDS).category
    free = (kind == Visibility.VISIBLE_FREE) | (kind == Visibility.OCCLUDED_FREE)
    # Gaps that no one can look into count as solid: they have no surface.
    closed = np.where((distance > 0) & ~free, np.float32(-truncation), distance)
    volume = zero_crossings(torch.from_numpy(closed)).numpy()
    points = frustum.to_camera(volume[on_seen(volume, sample.valid)])
    points = points[thin(points)]
    return RoomTruth(
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


def on_seen(volume: NDArray[Any], seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points [N, 3] of the volume lie in columns of pixels that were seen [S, S]."""
    column, row = np.clip((volume[:, :2] * len(seen)).astype(np.intp), 0, len(seen) - 1).T
    return np.asarray(seen[row, column])
