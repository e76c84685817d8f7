"""The result for one image, and the forms that others want it in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry import surface, voxels
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import COLORS, UNOBSERVED

HIDDEN_COLOR = (255, 105, 180)
"""Image-coloured meshes show in pink what the camera did not see."""

_VISIBLE_TOLERANCE = 0.02
"""A point this far behind the first surface, in depth coordinates, still counts as what the pixel shows."""


@dataclass(frozen=True)
class PointSet:
    """Hold points [N, 3] in metres and their labels [N], confidence [N] in 0..1 and sRGB colors [N, 3].

    Surface points have unit normals [N, 3]; points of the band have their signed distance tsdf [N] in metres.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    colors: NDArray[np.uint8]
    normals: NDArray[np.float32] | None = None
    tsdf: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Mesh:
    """Hold vertices [V, 3] in metres, faces [F, 3]; per vertex unit normals [V, 3], sRGB colors [V, 3], labels [V]."""

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    normals: NDArray[np.float32]
    colors: NDArray[np.uint8]
    labels: NDArray[np.uint8]


@dataclass(frozen=True)
class Reconstruction:
    """Hold the scene of one image, in the camera's optical frame and in metres.

    Of the canonical view, S x S pixels: image uint8 [S, S, 3], seen bool [S, S] (what the camera covers), normals
    float32 [S, S, 3], depth float32 [S, S] (NaN: none), classes uint8 [S, S] (255: none).
    Of the volume, [depth, row, column]: tsdf float32 in metres, positive in free space; labels uint8, the class of the
    nearest surface; confidence float32 in 0..1, the probability of that class.
    """

    camera: Camera
    frustum: Frustum
    truncation: float
    view: CanonicalView
    image: NDArray[np.uint8]
    normals: NDArray[np.float32]
    depth: NDArray[np.float32]
    classes: NDArray[np.uint8]
    tsdf: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Return which pixels [S, S] of the canonical view the camera covers."""
        return self.view.seen

    def depth_image(self) -> NDArray[np.float32]:
        """Return depth along the optical axis in metres for the pixels [H, W] of the input image; NaN: none."""
        return self.view.unwarp(self.depth, np.nan)

    def label_image(self) -> NDArray[np.uint8]:
        """Return the class of each pixel [H, W] of the input image; 255 where there is none."""
        return self.view.unwarp(self.classes, UNOBSERVED)

    def normal_image(self) -> NDArray[np.float32]:
        """Return unit normals [H, W, 3] for the pixels of the input image; zero where there are none."""
        return self.view.unwarp(self.normals, 0.0)

    @cached_property
    def first(self) -> NDArray[np.float32]:
        """Return the depth coordinate s [R, C] of the first surface in each column of the volume; NaN: none."""
        return surface.first_surface(self.tsdf)

    @cached_property
    def _seen_columns(self) -> NDArray[np.bool_]:
        """Return which columns [R, C] of the volume the camera covers."""
        rows, columns = self.tsdf.shape[1:]
        size = len(self.seen)
        return self.seen[
            np.ix_((np.arange(rows) * 2 + 1) * size // (2 * rows), (np.arange(columns) * 2 + 1) * size // (2 * columns))
        ]

    def surface_points(self) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals."""
        volume = surface.zero_crossings(self.tsdf)
        volume = volume[self._is_seen(volume)]
        normals = surface.normals_at(self.tsdf, self.frustum, volume)
        labels = self._label_at(volume)
        return PointSet(
            self.frustum.to_camera(volume).astype(np.float32),
            labels,
            self.confidence[surface.nearest_voxel(volume, self.tsdf.shape)],
            self._image_colors(volume, COLORS[labels]),
            normals=normals,
        )

    def band_points(self) -> PointSet:
        """Return the centres of the voxels that are nearer to a surface than the truncation, with their distance."""
        near = (np.abs(self.tsdf) < self.truncation) & self._seen_columns
        index = np.nonzero(near)
        volume = ((np.stack(index[::-1], -1) + 0.5) / np.array(self.tsdf.shape[::-1])).astype(np.float32)
        labels = self.labels[index]
        return PointSet(
            self.frustum.to_camera(volume).astype(np.float32),
            labels,
            self.confidence[index],
            self._image_colors(volume, COLORS[labels]),
            tsdf=self.tsdf[index],
        )

    def mesh(self, colors: Literal["class", "image"] = "class") -> Mesh:
        """Return the surface as triangles that face free space, coloured by class or by the image (pink: not seen)."""
        if colors not in ("class", "image"):
            raise InputError(f"mesh colours are {colors!r}; expected 'class' or 'image'")
        volume, faces = surface.triangulate(self.tsdf)
        kept = self._is_seen(volume)[faces].all(1) if len(faces) else np.zeros(0, bool)
        used, faces_of_used = np.unique(faces[kept], return_inverse=True)
        volume, faces = volume[used], faces_of_used.reshape(-1, 3).astype(np.int32)
        labels = self._label_at(volume)
        hidden = np.broadcast_to(np.array(HIDDEN_COLOR, np.uint8), (len(volume), 3))
        return Mesh(
            self.frustum.to_camera(volume).astype(np.float32),
            faces,
            surface.normals_at(self.tsdf, self.frustum, volume),
            COLORS[labels] if colors == "class" else self._image_colors(volume, hidden),
            labels,
        )

    def voxel_grid(self, voxel_size: float) -> VoxelGrid:
        """Return the scene as cubes of voxel_size metres, aligned with the camera's optical frame."""
        return voxels.resample(
            self.frustum, self.tsdf, self.labels, self.confidence, self.seen, self.truncation, voxel_size
        )

    def _is_seen(self, volume: NDArray[np.float32]) -> NDArray[np.bool_]:
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return self._seen_columns[row, column]

    def _label_at(self, volume: NDArray[np.float32]) -> NDArray[np.uint8]:
        return self.labels[surface.nearest_voxel(volume, self.tsdf.shape)]

    def _image_colors(self, volume: NDArray[np.float32], otherwise: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the image's colours [N, 3] where places [N, 3] are what the pixel shows, else the given ones."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        with np.errstate(invalid="ignore"):
            shown = volume[:, 2] < self.first[row, column] + _VISIBLE_TOLERANCE
        size = len(self.image)
        pixel = np.minimum((volume[:, :2] * size).astype(np.intp), size - 1)
        return np.where(shown[:, None], self.image[pixel[:, 1], pixel[:, 0]], otherwise)
