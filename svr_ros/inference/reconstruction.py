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
from svr_ros.geometry.forms import Mesh, PointSet
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.selection import Selection, even_share
from svr_ros.labels import COLORS, UNOBSERVED

EVERYTHING = Selection()
HIDDEN_COLOR = (255, 105, 180)
"""Image-coloured meshes show in pink what the camera did not see."""

_VISIBLE_TOLERANCE = 0.02
"""A point this far behind the first surface, in depth coordinates, still counts as what the pixel shows."""


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

    @cached_property
    def hidden(self) -> NDArray[np.bool_]:
        """Return which voxels [D, R, C] lie behind the first surface of their column."""
        slices = len(self.tsdf)
        depth = (np.arange(slices, dtype=np.float32) + 0.5) / slices
        return np.asarray(depth[:, None, None] > self.first + _VISIBLE_TOLERANCE)  # no surface is NaN: nothing hidden

    def surface_points(self, selection: Selection = EVERYTHING) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals."""
        volume = surface.zero_crossings(self._distance)
        volume = volume[self._is_seen(volume)]
        return self._points_of_surface(volume, selection)

    def visible_points(self, selection: Selection = EVERYTHING) -> PointSet:
        """Return the first surface behind the middle of each column of the volume, with normals."""
        first = torch.from_numpy(self.first)
        place = (first.isfinite() & self._seen_columns).nonzero()
        rows, columns = self.first.shape
        row, column = place.unbind(1)
        volume = torch.stack([(column + 0.5) / columns, (row + 0.5) / rows, first[row, column]], -1)
        return self._points_of_surface(volume, selection)

    def _points_of_surface(self, volume: Tensor, selection: Selection) -> PointSet:
        voxel = surface.nearest_voxel(volume, self.tsdf.shape)
        labels, confidence = (torch.from_numpy(values)[voxel].numpy() for values in (self.labels, self.confidence))
        kept = selection.keeps(labels, confidence)
        if not kept.all():
            volume, labels, confidence = volume[torch.from_numpy(kept)], labels[kept], confidence[kept]
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            confidence,
            self._point_colors(volume, labels),
            normals=surface.normals_at(self._distance, self.frustum, volume).numpy(),
            hidden=~self._shown(volume),
        )

    def band_points(self, selection: Selection = EVERYTHING, most: int | None = None) -> PointSet:
        """Return the centres of the voxels that are nearer to a surface than the truncation, with their distance.

        Of more than `most` that are selected an even share is kept.
        """
        band = (self._distance.abs() < self.truncation) & self._seen_columns
        kept = band.numpy() & selection.keeps(self.labels, self.confidence)
        index = np.unravel_index(even_share(np.flatnonzero(kept), most), kept.shape)
        place = np.stack(index[::-1], -1).astype(np.float32)
        volume = torch.from_numpy((place + np.float32(0.5)) / np.array(kept.shape[::-1], np.float32))
        labels = self.labels[index]
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            self.confidence[index],
            self._point_colors(volume, labels),
            tsdf=self.tsdf[index],
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

    def voxel_grid(
        self, voxel_size: float, camera_from_grid: ArrayLike = voxels.IDENTITY, with_hidden: bool = False
    ) -> VoxelGrid:
        """Return the scene as cubes of voxel_size metres, aligned with the axes of any rigid frame.

        camera_from_grid [4, 4] takes that frame's coordinates to the camera's optical frame, which is the default.
        with_hidden: the grid tells what is hidden from the camera.
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
            self.hidden if with_hidden else None,
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

    def _shown(self, volume: Tensor) -> NDArray[np.bool_]:
        """Return which places [N, 3] of the volume are what their pixel shows."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return (volume[:, 2] < torch.from_numpy(self.first)[row, column] + _VISIBLE_TOLERANCE).numpy()

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the colours [N, 3] of points at places [N, 3] of the volume, which have these classes [N]."""
        return COLORS[labels]

    def _image_colors(self, volume: Tensor, otherwise: NDArray[np.uint8]) -> NDArray[np.uint8]:
        raise InputError("mesh colours are 'image', but the scene comes without a picture; expected 'class'")


@dataclass(frozen=True, kw_only=True)
class Reconstruction(SceneVolume):
    """Hold the scene of one image together with that image, its camera, and what was found out about its pixels.

    Of the canonical view, S x S pixels: image uint8 [S, S, 3], normals float32 [S, S, 3], depth float32 [S, S] (NaN:
    none), classes uint8 [S, S] (255: none); what of it is seen, the view knows. class_confidence float32 [S, S], the
    probability of the class, and depth_spread float32 [S, S], the standard deviation of the logarithm of the depth, are
    None where the model does not tell them of pixels.
    """

    seen: NDArray[np.bool_] = field(init=False)
    camera: Camera
    view: CanonicalView
    image: NDArray[np.uint8]
    normals: NDArray[np.float32]
    depth: NDArray[np.float32]
    classes: NDArray[np.uint8]
    class_confidence: NDArray[np.float32] | None = None
    depth_spread: NDArray[np.float32] | None = None

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
        x, y = (volume[:, :2] * len(self.image)).long().clamp(0, len(self.image) - 1).unbind(1)
        return np.where(self._shown(volume)[:, None], torch.from_numpy(self.image)[y, x].numpy(), otherwise)
