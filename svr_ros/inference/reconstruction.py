"""A scene in the view frustum, with or without the picture it was seen in, and the forms that others want it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

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
class SceneVolume:
    """Hold a scene in the view frustum, in the camera's optical frame and in metres.

    Of the volume, [depth, row, column]: tsdf float32 in metres, positive in free space; labels uint8, the class of the
    nearest surface; confidence float32 in 0..1, the probability of that class. seen, bool [S, S]: which pixels of the
    canonical view the camera covered; of the rest of the volume nothing is handed out.
    Raises InputError where the arrays do not fit together or tsdf is not finite.
    """

    frustum: Frustum
    truncation: float
    tsdf: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    seen: NDArray[np.bool_]

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
    def first(self) -> NDArray[np.float32]:
        """Return the depth coordinate s [R, C] of the first surface in each column of the volume; NaN: none."""
        return surface.first_surface(self._distance).numpy()

    def surface_points(self) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals."""
        volume = surface.zero_crossings(self._distance)
        volume = volume[self._is_seen(volume)]
        voxel = surface.nearest_voxel(volume, self.tsdf.shape)
        labels = torch.from_numpy(self.labels)[voxel].numpy()
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            torch.from_numpy(self.confidence)[voxel].numpy(),
            self._point_colors(volume, labels),
            normals=surface.normals_at(self._distance, self.frustum, volume).numpy(),
        )

    def band_points(self) -> PointSet:
        """Return the centres of the voxels that are nearer to a surface than the truncation, with their distance."""
        voxels = ((self._distance.abs() < self.truncation) & self._seen_columns).nonzero()
        volume = (voxels.flip(1) + 0.5) / self._distance.new_tensor(self.tsdf.shape[::-1])
        index = voxels.unbind(1)
        labels = torch.from_numpy(self.labels)[index].numpy()
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            torch.from_numpy(self.confidence)[index].numpy(),
            self._point_colors(volume, labels),
            tsdf=self._distance[index].numpy(),
        )

    def mesh(self, colors: Literal["class", "image"] = "class") -> Mesh:
        """Return the surface as triangles that face free space, coloured by class or by the image (pink: not seen).

        Raises InputError for other colours, and for those of the image where there is none.
        """
        if colors not in ("class", "image"):
            raise InputError(f"mesh colours are {colors!r}; expected 'class' or 'image'")
        volume, faces = surface.triangulate(self._distance)
        faces = faces[self._is_seen(volume)[faces.long()].all(1)].long()
        used = torch.zeros(len(volume), dtype=torch.bool)
        used[faces.flatten()] = True
        volume, faces = volume[used], (used.cumsum(0) - 1)[faces]
        labels = torch.from_numpy(self.labels)[surface.nearest_voxel(volume, self.tsdf.shape)].numpy()
        return Mesh(
            self.frustum.to_camera(volume).numpy(),
            faces.int().numpy(),
            surface.normals_at(self._distance, self.frustum, volume).numpy(),
            COLORS[labels] if colors == "class" else self._image_colors(volume, np.array(HIDDEN_COLOR, np.uint8)),
            labels,
        )

    def voxel_grid(self, voxel_size: float, camera_from_grid: ArrayLike = voxels.IDENTITY) -> VoxelGrid:
        """Return the scene as cubes of voxel_size metres, aligned with the axes of any rigid frame.

        camera_from_grid [4, 4] takes that frame's coordinates to the camera's optical frame, which is the default.
        """
        return voxels.resample(
            self.frustum,
            self.tsdf,
            self.labels,
            self.confidence,
            self.seen,
            self.truncation,
            voxel_size,
            camera_from_grid,
        )

    @property
    def _distance(self) -> Tensor:
        return torch.from_numpy(self.tsdf)

    @cached_property
    def _seen_columns(self) -> Tensor:
        """Return which columns [R, C] of the volume the camera covers."""
        row, column = ((2 * torch.arange(side) + 1) * len(self.seen) // (2 * side) for side in self.tsdf.shape[1:])
        return torch.from_numpy(self.seen)[row[:, None], column]

    def _is_seen(self, volume: Tensor) -> Tensor:
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return self._seen_columns[row, column]

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the colours [N, 3] of points at places [N, 3] of the volume, which have these classes [N]."""
        return COLORS[labels]

    def _image_colors(self, volume: Tensor, otherwise: NDArray[np.uint8]) -> NDArray[np.uint8]:
        raise InputError("mesh colours are 'image', but the scene comes without a picture; expected 'class'")


@dataclass(frozen=True, kw_only=True)
class Reconstruction(SceneVolume):
    """Hold the scene of one image together with that image, its camera, and what was found out about its pixels.

    Of the canonical view, S x S pixels: image uint8 [S, S, 3], normals float32 [S, S, 3], depth float32 [S, S] (NaN:
    none), classes uint8 [S, S] (255: none); what of it is seen, the view knows.
    """

    seen: NDArray[np.bool_] = field(init=False)
    camera: Camera
    view: CanonicalView
    image: NDArray[np.uint8]
    normals: NDArray[np.float32]
    depth: NDArray[np.float32]
    classes: NDArray[np.uint8]

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen", self.view.seen)
        super().__post_init__()

    def depth_image(self) -> NDArray[np.float32]:
        """Return depth along the optical axis in metres for the pixels [H, W] of the input image; NaN: none."""
        return self.view.unwarp(self.depth, np.nan)

    def label_image(self) -> NDArray[np.uint8]:
        """Return the class of each pixel [H, W] of the input image; 255 where there is none."""
        return self.view.unwarp(self.classes, UNOBSERVED)

    def normal_image(self) -> NDArray[np.float32]:
        """Return unit normals [H, W, 3] for the pixels of the input image; zero where there are none."""
        return self.view.unwarp(self.normals, 0.0)

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return self._image_colors(volume, COLORS[labels])

    def _image_colors(self, volume: Tensor, otherwise: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the image's colours [N, 3] where places [N, 3] are what the pixel shows, else the given ones."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        shown = volume[:, 2] < torch.from_numpy(self.first)[row, column] + _VISIBLE_TOLERANCE
        x, y = (volume[:, :2] * len(self.image)).long().clamp(0, len(self.image) - 1).unbind(1)
        return np.where(shown[:, None].numpy(), torch.from_numpy(self.image)[y, x].numpy(), otherwise)
