"""A scene in the view frustum, with or without the image it was reconstructed from, and its conversions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.geometry import surface, voxels
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane, camera_from_floor
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.point_set import PointSet, subsample_indices
from svr_ros.geometry.view import CanonicalView
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.ground import find_ground
from svr_ros.inference.instances import CentreOffsets, Segmentation, segment
from svr_ros.inference.objects import SceneObject, locate_objects, object_mesh, visible_footprint
from svr_ros.inference.selection import Selection
from svr_ros.inference.source import Source
from svr_ros.labels import COLORS, UNOBSERVED

EVERYTHING = Selection()
HIDDEN_COLOR = (255, 105, 180)
"""sRGB colour (pink) of occluded surfaces in meshes with the colours of the image."""

_VISIBLE_TOLERANCE = 0.02
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
        return np.asarray(depth[:, None, None] > self.first_surface_depth + _VISIBLE_TOLERANCE)

    def surface_points(self, selection: Selection = EVERYTHING) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals."""
        volume = surface.zero_crossings(self._distance)
        volume = volume[self._is_valid(volume)]
        return self._points_of_surface(volume, selection)

    def visible_points(self, selection: Selection = EVERYTHING) -> PointSet:
        """Return the first surface point behind the centre of each column of the volume, with normals."""
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
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            confidence,
            self._point_colors(volume, labels),
            normals=surface.normals_at(self._distance, self.frustum, volume).numpy(),
            occluded=~self._is_visible(volume),
        )

    def band_points(self, selection: Selection = EVERYTHING, max_points: int | None = None) -> PointSet:
        """Return the centres of the voxels nearer to a surface than the truncation, with their signed distance.

        At most `max_points`, evenly spread, of the selected points are kept.
        """
        band = (self._distance.abs() < self.truncation) & self._valid_columns
        kept = band.numpy() & selection.keeps(self.labels, self.confidence)
        index = np.unravel_index(subsample_indices(np.flatnonzero(kept), max_points), kept.shape)
        position = np.stack(index[::-1], -1).astype(np.float32)
        volume = torch.from_numpy((position + np.float32(0.5)) / np.array(kept.shape[::-1], np.float32))
        labels = self.labels[index]
        return PointSet(
            self.frustum.to_camera(volume).numpy(),
            labels,
            self.confidence[index],
            self._point_colors(volume, labels),
            tsdf=self.tsdf[index],
        )

    def mesh(self, colors: Literal["class", "image"] = "class") -> Mesh:
        """Return the surface as triangles that face free space, coloured by class or by the image (occluded: pink).

        Raises InputError for other colours, and for those of the image if the scene has none.
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
        return Mesh(
            self.frustum.to_camera(volume).numpy(),
            faces.int().numpy(),
            surface.normals_at(self._distance, self.frustum, volume).numpy(),
            COLORS[labels] if colors == "class" else self._image_colors(volume, np.array(HIDDEN_COLOR, np.uint8)),
            labels,
        )

    def voxel_grid(
        self, voxel_size: float, camera_from_grid: ArrayLike = voxels.IDENTITY, with_occlusion: bool = False
    ) -> VoxelGrid:
        """Return the scene as cubic voxels along the axes of any rigid frame.

        Args:
            voxel_size: Side of the voxels in metres.
            camera_from_grid: Rigid transform [4, 4] from the grid's frame to the camera's optical frame.
            with_occlusion: Whether the grid stores the occluded voxels.
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
        )

    @property
    def _distance(self) -> Tensor:
        return torch.from_numpy(self.tsdf)

    @cached_property
    def _valid_columns(self) -> Tensor:
        """Return the mask [R, C] of the columns of the volume that the camera covers."""
        row, column = ((2 * torch.arange(side) + 1) * len(self.valid) // (2 * side) for side in self.tsdf.shape[1:])
        return torch.from_numpy(self.valid)[row[:, None], column]

    def _is_valid(self, volume: Tensor) -> Tensor:
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return self._valid_columns[row, column]

    def _is_visible(self, volume: Tensor) -> NDArray[np.bool_]:
        """Return whether volume coordinates [N, 3] lie on or before the first surface of their column."""
        _, row, column = surface.nearest_voxel(volume, self.tsdf.shape)
        return (volume[:, 2] < torch.from_numpy(self.first_surface_depth)[row, column] + _VISIBLE_TOLERANCE).numpy()

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the colours [N, 3] of points at volume coordinates [N, 3] with the classes [N]."""
        return COLORS[labels]

    def _image_colors(self, volume: Tensor, occluded: NDArray[np.uint8]) -> NDArray[np.uint8]:
        raise InputError("mesh colours are 'image', but the scene comes without an image; expected 'class'")


@dataclass(frozen=True, kw_only=True)
class Reconstruction(SceneVolume):
    """Scene of one image, with the image, its camera and the predictions per pixel of the canonical view.

    Attributes:
        camera: Camera of the image.
        view: Canonical view of the camera, which also determines `valid`.
        image: Canonical image, sRGB [S, S, 3].
        normals: Unit normals [S, S, 3] in the camera's optical frame.
        depth: Depths [S, S] along the optical axis in metres; NaN for none.
        pixel_labels: Class ids [S, S]; 255 for none.
        pixel_confidence: Probabilities [S, S] of the pixels' classes; None if the model does not classify pixels.
        log_depth_std: Standard deviation [S, S] of the log depth of pixels; None if the model does not predict depth.
        measured: Mask [S, S] of the pixels whose depth was measured; None if nothing was known.
        distance_error: Expected absolute error [D, R, C] of the signed distances in metres, near surfaces; None if the
            model does not predict it.
        offsets: Offsets from the voxels near surfaces to the centres of their objects; None if the model does not
            predict them.
        floor: Known plane of the floor in the optical frame; None if it is unknown.
    """

    valid: NDArray[np.bool_] = field(init=False)
    camera: Camera
    view: CanonicalView
    image: NDArray[np.uint8]
    normals: NDArray[np.float32]
    depth: NDArray[np.float32]
    pixel_labels: NDArray[np.uint8]
    pixel_confidence: NDArray[np.float32] | None = None
    log_depth_std: NDArray[np.float32] | None = None
    measured: NDArray[np.bool_] | None = None
    distance_error: NDArray[np.float32] | None = None
    offsets: CentreOffsets | None = None
    floor: Plane | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "valid", self.view.valid)
        super().__post_init__()

    @cached_property
    def pixel_source(self) -> NDArray[np.uint8]:
        """Return the `Source` of the depth of each pixel [S, S]: measured or seen; 255 outside of the camera's view."""
        source = np.where(self.valid, np.uint8(Source.SEEN), np.uint8(UNOBSERVED))
        if self.measured is not None:
            source[self.measured & self.valid] = Source.MEASURED
        return source

    @cached_property
    def voxel_source(self) -> NDArray[np.uint8]:
        """Return the `Source` of each voxel [D, R, C]; 255 outside of the camera's view."""
        row, column = ((2 * np.arange(side) + 1) * len(self.valid) // (2 * side) for side in self.tsdf.shape[1:])
        visible = self.pixel_source[row[:, None], column]
        return np.where(self.occluded & (visible != UNOBSERVED), np.uint8(Source.GUESSED), visible)

    @cached_property
    def camera_from_ground(self) -> NDArray[np.float64]:
        """Return the transform [4, 4] from the ground frame below the camera (x ahead, y left, z up).

        The ground is the known floor, else the visible floor, else it lies below a camera that is held level.
        """
        return find_ground(self).camera_from_ground if self.floor is None else camera_from_floor(self.floor)

    def objects(self) -> list[SceneObject]:
        """Return the objects of the scene, the most certain one first; see docs/objects.md."""
        return list(self._located[0])

    @cached_property
    def instances(self) -> NDArray[np.uint16]:
        """Return the id of the object of each voxel [D, R, C] near a surface; 0 for none."""
        volume = np.zeros(self.tsdf.shape, np.uint16)
        volume.ravel()[self._segmentation.voxels] = self._located[1][self._segmentation.instances]
        return volume

    @cached_property
    def pixel_instances(self) -> NDArray[np.uint16]:
        """Return the id of the object in each pixel [S, S] that shows one and has its class; 0 for none."""
        # Look up the first surface of each column of the volume
        slices, size = len(self.tsdf), len(self.valid)
        depth = (np.nan_to_num(self.first_surface_depth) * slices).astype(np.intp).clip(0, slices - 1)
        row, column = np.ix_(*((2 * np.arange(size) + 1) * side // (2 * size) for side in self.tsdf.shape[1:]))
        found = self.instances[depth[row, column], row, column]
        # Keep the pixels that have the class of their object
        labels = np.array([UNOBSERVED, *(one.label for one in self._located[0])], np.uint8)
        return np.where(self.valid & (labels[found] == self.pixel_labels), found, np.uint16(0))

    def instance_image(self) -> NDArray[np.uint16]:
        """Return the ids of the objects in the pixels [H, W] of the input image; 0 for none."""
        return self.view.unwarp(self.pixel_instances.astype(np.int32), 0).astype(np.uint16)

    @cached_property
    def _segmentation(self) -> Segmentation:
        return segment(self.frustum, self.tsdf, self.labels, self._valid_columns.numpy(), self.offsets)

    @cached_property
    def _located(self) -> tuple[list[SceneObject], NDArray[np.int32]]:
        """Return the objects, and the id of each instance of the segmentation."""
        found, ids = locate_objects(
            self.frustum,
            self.tsdf,
            self.labels,
            self.confidence,
            self._segmentation,
            self.camera_from_ground,
            self._source_of,
            visible_footprint(self.first_surface_depth, self.frustum, self.camera_from_ground),
        )
        return [replace(one, _make_mesh=self._object_mesh) for one in found], ids

    def _source_of(self, voxels: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the `Source` of voxels, given as flat indices [N]."""
        slices, rows, columns = self.tsdf.shape
        depth, row, column = np.unravel_index(voxels, (slices, rows, columns))
        size = len(self.valid)
        visible = self.pixel_source[(2 * row + 1) * size // (2 * rows), (2 * column + 1) * size // (2 * columns)]
        behind = (depth + 0.5) / slices > self.first_surface_depth[row, column] + _VISIBLE_TOLERANCE
        return np.where(behind & (visible != UNOBSERVED), np.uint8(Source.GUESSED), visible)

    def _object_mesh(self, number: int) -> Mesh:
        """Return the surface of the object with an id, coloured by class."""
        return object_mesh(self.frustum, self.tsdf, self.instances, number, self._located[0][number - 1].label)

    def source_image(self) -> NDArray[np.uint8]:
        """Return the `Source` of the depth of the pixels [H, W] of the input image; 255 outside of the view."""
        return self.view.unwarp(self.pixel_source, UNOBSERVED)

    def depth_image(self) -> NDArray[np.float32]:
        """Return the depths along the optical axis in metres for the pixels [H, W] of the input image; NaN for none."""
        return self.view.unwarp(self.depth, np.nan)

    def label_image(self) -> NDArray[np.uint8]:
        """Return the class ids of the pixels [H, W] of the input image; 255 for none."""
        return self.view.unwarp(self.pixel_labels, UNOBSERVED)

    def normal_image(self) -> NDArray[np.float32]:
        """Return the unit normals [H, W, 3] of the pixels of the input image; zero for none."""
        return self.view.unwarp(self.normals, 0.0)

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return self._image_colors(volume, COLORS[labels])

    def _image_colors(self, volume: Tensor, occluded: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the image's colours [N, 3] at visible volume coordinates [N, 3], and `occluded` at the others."""
        x, y = (volume[:, :2] * len(self.image)).long().clamp(0, len(self.image) - 1).unbind(1)
        return np.where(self._is_visible(volume)[:, None], torch.from_numpy(self.image)[y, x].numpy(), occluded)
