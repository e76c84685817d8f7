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

"""Reconstruction of the scene of one image: a scene volume with predictions per pixel, objects and uncertainty."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from svr_ros.geometry import rigid, surface, voxels
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.point_set import PointSet
from svr_ros.geometry.view import CanonicalView
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference import device_forms
from svr_ros.inference.box_fitting import wall_heading
from svr_ros.inference.calibration import UNCALIBRATED, Calibration, ErrorTerms
from svr_ros.inference.certainty import cases, error_terms
from svr_ros.inference.device_forms import DeviceVolume
from svr_ros.inference.ground import find_ground
from svr_ros.inference.instances import CentreOffsets, Segmentation, segment
from svr_ros.inference.object_scores import VisibleClasses
from svr_ros.inference.objects import SceneObject, locate_objects, object_mesh, pixel_instances, visible_footprint
from svr_ros.inference.scene_volume import VISIBLE_TOLERANCE, SceneVolume
from svr_ros.inference.selection import PUBLISHED, Selection
from svr_ros.inference.source import Source
from svr_ros.labels import COLORS, UNOBSERVED


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
        predicted_error: Expected absolute error [D, R, C] of the signed distances in metres, near surfaces, without
            errors of depth; None if the model does not predict it.
        offsets: Offsets from the voxels near surfaces to the centres of their objects; None if the model does not
            predict them.
        floor: Known plane of the floor in the optical frame; None if it is unknown.
        calibration: Calibration of the weights.
        on_device: The scene on the GPU that computes its voxel grids and points; None if the CPU does.
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
    predicted_error: NDArray[np.float32] | None = None
    offsets: CentreOffsets | None = None
    floor: Plane | None = None
    calibration: Calibration = UNCALIBRATED
    on_device: DeviceVolume | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "valid", self.view.valid)
        super().__post_init__()

    def surface_points(self, selection: Selection = PUBLISHED) -> PointSet:
        """Return the zero crossings of the signed distance along the three axes, with normals and errors."""
        if self.on_device is None:
            return super().surface_points(selection)
        return device_forms.surface_points(self.on_device, selection)

    def band_points(self, selection: Selection = PUBLISHED, max_points: int | None = None) -> PointSet:
        """Return the voxels nearer to a surface than the truncation as points; see `SceneVolume.band_points`."""
        if self.on_device is None:
            return super().band_points(selection, max_points)
        return device_forms.band_points(self.on_device, selection, max_points)

    def voxel_grid(
        self,
        voxel_size: float,
        camera_from_grid: ArrayLike = voxels.IDENTITY,
        with_occlusion: bool = False,
        instances: NDArray[np.uint16] | None = None,
    ) -> VoxelGrid:
        """Return the scene as cubic voxels; see `SceneVolume.voxel_grid`. Those with instances are made on the CPU."""
        if self.on_device is None or instances is not None:
            return super().voxel_grid(voxel_size, camera_from_grid, with_occlusion, instances)
        return device_forms.voxel_grid(self.on_device, voxel_size, camera_from_grid, with_occlusion).download()

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
        visible = self._columns_of_pixels(self.pixel_source)
        return np.where(self.occluded & (visible != UNOBSERVED), np.uint8(Source.GUESSED), visible)

    @cached_property
    def occupied_probability(self) -> NDArray[np.float32]:
        """Return the probability [D, R, C] that voxels are occupied; bounded by about 0.002 from 0 and 1."""
        measured = self._columns_of_pixels(self.pixel_source == Source.MEASURED)
        case = cases(self.occluded, np.broadcast_to(measured, self.tsdf.shape))
        return self.calibration.occupied_probability(self.tsdf / np.float32(self.truncation), case)

    def distance_errors(
        self, points: NDArray[np.float32], normals: NDArray[np.float32], occluded: NDArray[np.bool_]
    ) -> NDArray[np.float32] | None:
        """Return the standard deviations [N] in metres of the distance from surface points to the true surface."""
        terms = self.error_terms(points, normals, occluded)
        return None if terms is None else self.calibration.distance_error(terms)

    def error_terms(
        self, points: NDArray[np.float32], normals: NDArray[np.float32], occluded: NDArray[np.bool_]
    ) -> ErrorTerms | None:
        """Return the parts of the errors of surface points, as in `distance_errors`; None if they are not predicted."""
        if self.predicted_error is None or self.log_depth_std is None:
            return None
        volume = torch.from_numpy(self.frustum.to_volume(points))
        depth, row, column = (index.numpy() for index in surface.nearest_voxel(volume, self.tsdf.shape))
        _, pixel_row, pixel_column = (index.numpy() for index in surface.nearest_voxel(volume, (1, *self.valid.shape)))
        return error_terms(
            self.predicted_error[depth, row, column],
            self.log_depth_std[pixel_row, pixel_column],
            self.pixel_source[pixel_row, pixel_column] == Source.MEASURED,
            points,
            normals,
            occluded,
            self.labels[depth, row, column],
            self.floor,
        )

    @cached_property
    def camera_from_ground(self) -> NDArray[np.float64]:
        """Return the transform [4, 4] from the ground frame below the camera (x ahead, y left, z up).

        The ground is the known floor, else the visible floor, else it lies below a camera that is held level.
        """
        return find_ground(self).camera_from_ground

    def objects(self) -> list[SceneObject]:
        """Return the objects of the scene, the most certain one first; see docs/objects.md."""
        # The scene itself keeps none that refers to it: such a cycle would occupy its memory until it is searched for
        return [replace(one, _make_mesh=self._object_mesh) for one in self._located[0]]

    @cached_property
    def instances(self) -> NDArray[np.uint16]:
        """Return the id of the object of each voxel [D, R, C] near a surface; 0 for none."""
        volume = np.zeros(self.tsdf.shape, np.uint16)
        volume.ravel()[self._segmentation.voxels] = self._located[1][self._segmentation.instances]
        return volume

    @cached_property
    def pixel_instances(self) -> NDArray[np.uint16]:
        """Return the id of the object in each pixel [S, S] that shows one and has its class; 0 for none."""
        objects = self._located[0]
        return pixel_instances(self.instances, self.first_surface_depth, self.valid, self.pixel_labels, objects)

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
            wall_heading(self.normals, self.pixel_labels, rigid.inverse(self.camera_from_ground)),
            self._visible_classes,
        )
        return found, ids

    @property
    def _visible_classes(self) -> VisibleClasses | None:
        """Return the classes of the pixels in the middle of each column of the volume; None if there are none."""
        if self.pixel_confidence is None:
            return None
        return VisibleClasses(
            self._columns_of_pixels(self.pixel_labels),
            self._columns_of_pixels(self.pixel_confidence),
            self.frustum.depth_of_slice(self.first_surface_depth),
        )

    def _source_of(self, voxels: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the `Source` of voxels, given as flat indices [N]."""
        slices, rows, columns = self.tsdf.shape
        depth, row, column = np.unravel_index(voxels, (slices, rows, columns))
        visible = self._columns_of_pixels(self.pixel_source)[row, column]
        behind = (depth + 0.5) / slices > self.first_surface_depth[row, column] + VISIBLE_TOLERANCE
        return np.where(behind & (visible != UNOBSERVED), np.uint8(Source.GUESSED), visible)

    def _object_mesh(self, number: int) -> Mesh:
        """Return the surface of the object with an id, coloured by class."""
        return object_mesh(self.frustum, self.tsdf, self.instances, number, self._located[0][number - 1].label)

    def _columns_of_pixels(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Return the value [R, C] of the pixel [S, S] in the middle of each column of the volume."""
        row, column = (containing_cells(side, len(pixels)).numpy() for side in self.tsdf.shape[1:])
        return pixels[row[:, None], column]

    def source_image(self) -> NDArray[np.uint8]:
        """Return the `Source` of the depth of the pixels [H, W] of the input image; 255 outside of the view."""
        return self.view.unwarp(self.pixel_source, UNOBSERVED)

    def depth_image(self) -> NDArray[np.float32]:
        """Return the depths along the optical axis in metres for the pixels [H, W] of the input image; NaN for none."""
        return self.view.unwarp(self.depth, np.nan)

    def label_image(self) -> NDArray[np.uint8]:
        """Return the class ids of the pixels [H, W] of the input image; 255 for none."""
        return self.view.unwarp(self.pixel_labels, UNOBSERVED)

    def _point_colors(self, volume: Tensor, labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return self._image_colors(volume, COLORS[labels])

    def _image_colors(self, volume: Tensor, occluded: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the image's colours [N, 3] at visible volume coordinates [N, 3], and `occluded` at the others."""
        x, y = (volume[:, :2] * len(self.image)).long().clamp(0, len(self.image) - 1).unbind(1)
        return np.where(self._is_visible(volume)[:, None], torch.from_numpy(self.image)[y, x].numpy(), occluded)
