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

"""Scene in the view frustum and its conversions to points, meshes and voxels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.geometry import surface, voxels
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.point_set import PointSet
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.band import Band, band_voxels
from svr_ros.inference.selection import MAX_DISTANCE_ERROR, PUBLISHED, Selection
from svr_ros.labels import COLORS

HIDDEN_COLOR = (255, 105, 180)
"""sRGB colour (pink) of occluded surfaces in meshes with the colours of the image."""

_SMOOTHING_ROUNDS = 30
"""Rounds of averaging of the errors of a mesh's vertices."""

_VISIBLE_ERROR = 0.4
"""Error of visible vertices relative to the limit for hidden ones, for that average."""

_MAX_ERROR = 4.0
"""Maximum error of hidden vertices relative to the limit, for that average."""

_MIN_HOLE_FACES = 150
"""Minimum number of connected faces that are too uncertain; fewer are kept."""

_MIN_PART_FACES = 600
"""Minimum number of faces of a hidden part of a mesh that hangs together."""

VISIBLE_TOLERANCE = 0.02
"""Maximum depth coordinate behind the first surface at which a point still counts as visible."""


@dataclass(frozen=True)
class SceneVolume:
    """Scene in the view frustum, in the camera's optical frame.

    Attributes:
        frustum: Frustum of the volume.
        truncation: Bound of the signed distances in metres.
        tsdf: Signed distances [D, R, C] in metres (depth, row, column), positive in free space.
        labels: Class ids [D, R, C] of the nearest surfaces.
        confidence: Probabilities [D, R, C] of the classes, in 0..1.
        valid: Mask [S, S] of the canonical pixels that the camera covers; all conversions omit the rest of the volume.

    Raises:
        InputError: If the arrays do not fit together or tsdf is not finite.
    """

    frustum: Frustum
    truncation: float
    tsdf: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    valid: NDArray[np.bool_]

    def __post_init__(self) -> None:
        shapes = self.tsdf.shape, self.labels.shape, self.confidence.shape
        if len(self.tsdf.shape) != 3 or min(self.tsdf.shape) < 2 or len(set(shapes)) > 1:
            raise InputError(
                "tsdf, labels and confidence are {}, {} and {}; expected one shape [D, R, C] of at least two voxels "
                "a side".format(*map(list, shapes))
            )
        if not (np.isfinite(self.truncation) and self.truncation > 0):
            raise InputError(f"truncation is {self.truncation:g} m; expected a number above zero")
        if not torch.stack(self._distance.aminmax()).isfinite().all():
            wrong = self.tsdf.size - np.count_nonzero(np.isfinite(self.tsdf))
            raise InputError(f"tsdf is not finite at {wrong} of {self.tsdf.size} voxels; expected metres everywhere")

    @cached_property
    def first_surface_depth(self) -> NDArray[np.float32]:
        """Return the depth coordinate s [R, C] of the first surface in each column of the volume; NaN for none."""
        return surface.first_surface(self._distance).numpy()

    @cached_property
    def occluded(self) -> NDArray[np.bool_]:
        """Return the mask [D, R, C] of the voxels behind the first surface of their column."""
        slices = len(self.tsdf)
        depth = (np.arange(slices, dtype=np.float32) + 0.5) / slices
        # Comparisons with NaN are false: nothing is occluded in a column without a surface.
        return np.asarray(depth[:, None, None] > self.first_surface_depth + VISIBLE_TOLERANCE)

    def surface_points(self, selection: Selection = PUBLISHED) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals and errors."""
        volume = surface.zero_crossings(self._distance)
        volume = volume[self._is_valid(volume)]
        return self._points_of_surface(volume, selection)

    def visible_points(self, selection: Selection = PUBLISHED) -> PointSet:
        """Return the first surface point behind the centre of each column of the volume, with normals and errors."""
        first = torch.from_numpy(self.first_surface_depth)
        row, column = (first.isfinite() & self._valid_columns).nonzero().unbind(1)
        rows, columns = first.shape
        volume = torch.stack([(column + 0.5) / columns, (row + 0.5) / rows, first[row, column]], -1)
        return self._points_of_surface(volume, selection)

    def _points_of_surface(self, volume: Tensor, selection: Selection) -> PointSet:
        voxel = surface.nearest_voxel(volume, self.tsdf.shape)
        labels, confidence = (torch.from_numpy(values)[voxel].numpy() for values in (self.labels, self.confidence))
        kept = selection.keeps(labels, confidence)
        if not kept.all():
            volume, labels, confidence = volume[torch.from_numpy(kept)], labels[kept], confidence[kept]
        points = self.frustum.to_camera(volume).numpy()
        normals = surface.normals_at(self._distance, self.frustum, volume).numpy()
        occluded = ~self._is_visible(volume)
        error = self.distance_errors(points, normals, occluded)
        colors = self._point_colors(volume, labels)
        result = PointSet(points, labels, confidence, colors, normals=normals, occluded=occluded, distance_error=error)
        kept = selection.keeps_certain(error, occluded)
        return result if kept.all() else result.select(kept)

    def distance_errors(
        self, points: NDArray[np.float32], normals: NDArray[np.float32], occluded: NDArray[np.bool_]
    ) -> NDArray[np.float32] | None:
        """Return the standard deviations [N] in metres of the distance from surface points to the true surface.

        They are None if the scene comes without them.

        Args:
            points: Points [N, 3] on surfaces, in the optical frame.
            normals: Unit normals [N, 3] of the points.
            occluded: Mask [N] of the points that the camera does not see.
        """
        return None

    def band_points(self, selection: Selection = PUBLISHED, max_points: int | None = None) -> PointSet:
        """Return the centres of the voxels nearer to a surface than the truncation, with their signed distance.

        At most `max_points`, evenly spread, of the selected points are kept.
        """
        shape = self.tsdf.shape
        band = Band(
            self.tsdf, np.float32(self.truncation), self.labels, selection.labels, self._valid_columns.numpy(),
            self.confidence, np.float32(selection.min_confidence),
        )  # fmt: skip
        index = np.unravel_index(band_voxels(band, max_points), shape)
        position = np.stack(index[::-1], -1).astype(np.float32)
        volume = torch.from_numpy((position + np.float32(0.5)) / np.array(shape[::-1], np.float32))
        labels = self.labels[index]
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            self.confidence[index],
            self._point_colors(volume, labels),
            tsdf=self.tsdf[index],
        )

    def mesh(self, colors: Literal["class", "image"] = "class", max_distance_error: float = MAX_DISTANCE_ERROR) -> Mesh:
        """Return the surface as triangles that face free space.

        Args:
            colors: Colours of the vertices: by class, or by the image (occluded: pink).
            max_distance_error: Maximum standard deviation in metres of the distance of hidden surfaces, if it is
                predicted. It applies to averages over neighbouring vertices, so that cuts are smooth: small patches are
                kept or dropped with what surrounds them, also where they are visible.

        Raises:
            InputError: If colours are others, or those of the image and the scene has none.
        """
        if colors not in ("class", "image"):
            raise InputError(f"mesh colours are {colors!r}; expected 'class' or 'image'")
        # Triangulate, and drop what the camera does not cover
        volume, faces = surface.triangulate(self._distance)
        faces = faces[self._is_valid(volume)[faces.long()].all(1)].long()
        used = torch.zeros(len(volume), dtype=torch.bool)
        used[faces.flatten()] = True
        volume, faces = volume[used], (used.cumsum(0) - 1)[faces]
        # Look up classes and colours
        labels = torch.from_numpy(self.labels)[surface.nearest_voxel(volume, self.tsdf.shape)].numpy()
        points = self.frustum.to_camera(volume).numpy()
        normals = surface.normals_at(self._distance, self.frustum, volume).numpy()
        mesh = Mesh(
            points,
            faces.int().numpy(),
            normals,
            COLORS[labels] if colors == "class" else self._image_colors(volume, np.array(HIDDEN_COLOR, np.uint8)),
            labels,
        )
        # Drop hidden parts that are too uncertain, with smooth cuts: averages mix visible and hidden vertices, which
        # alternate in narrow strips where a surface is parallel to the rays
        occluded = ~self._is_visible(volume)
        error = self.distance_errors(points, normals, occluded)
        if error is None or not np.isfinite(max_distance_error):
            return mesh
        limit = max(max_distance_error, np.finfo(np.float32).tiny)
        relative = np.where(occluded, np.minimum(error / limit, _MAX_ERROR), _VISIBLE_ERROR).astype(np.float32)
        uncertain = mesh.smoothed(relative, _SMOOTHING_ROUNDS, occluded) > 1
        mesh = mesh.without_large_parts(uncertain[mesh.faces].sum(1) >= 2, _MIN_HOLE_FACES)
        return mesh.without_small_parts(_MIN_PART_FACES, ~occluded)

    def voxel_grid(
        self,
        voxel_size: float,
        camera_from_grid: ArrayLike = voxels.IDENTITY,
        with_occlusion: bool = False,
        instances: NDArray[np.uint16] | None = None,
    ) -> VoxelGrid:
        """Return the scene as cubic voxels along the axes of any rigid frame.

        Args:
            voxel_size: Side of the voxels in metres.
            camera_from_grid: Rigid transform [4, 4] from the grid's frame to the camera's optical frame.
            with_occlusion: Whether the grid stores the occluded voxels.
            instances: Ids [D, R, C] of objects for the grid, such as `Reconstruction.instances`.
        """
        return voxels.resample(
            self.frustum,
            self.tsdf,
            self.labels,
            self.confidence,
            self.valid,
            self.truncation,
            voxel_size,
            camera_from_grid,
            self.occluded if with_occlusion else None,
            instances,
        )

    @property
    def _distance(self) -> Tensor:
        return torch.from_numpy(self.tsdf)

    @cached_property
    def _valid_columns(self) -> Tensor:
        """Return the mask [R, C] of the columns of the volume that the camera covers."""
        row, column = (containing_cells(side, len(self.valid)) for side in self.tsdf.shape[1:])
        return torch.from_numpy(self.valid)[row[:, None], column]

    def _is_valid(self, volume: Tensor) -> Tensor:
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return self._valid_columns[row, column]

    def _is_visible(self, volume: Tensor) -> NDArray[np.bool_]:
        """Return whether volume coordinates [N, 3] lie on or before the first surface of their column."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return (volume[:, 2] < torch.from_numpy(self.first_surface_depth)[row, column] + VISIBLE_TOLERANCE).numpy()

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the colours [N, 3] of points at volume coordinates [N, 3] with the classes [N]."""
        return COLORS[labels]

    def _image_colors(self, volume: Tensor, occluded: NDArray[np.uint8]) -> NDArray[np.uint8]:
        raise InputError("mesh colours are 'image', but the scene comes without an image; expected 'class'")
