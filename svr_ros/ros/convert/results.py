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

"""Derived results of a reconstruction, each computed at most once, when the first topic needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.geometry import rigid
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.occupancy import occupancy
from svr_ros.geometry.point_set import PointSet
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference import device_forms
from svr_ros.inference.device_forms import DeviceGrid
from svr_ros.inference.ground import Ground, find_ground
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.obstacles import obstacles
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.selection import Selection
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.parameters import Settings


@dataclass(frozen=True)
class Results:
    """A reconstruction and the inputs of its messages.

    Attributes:
        reconstruction: The reconstructed scene, in the camera's optical frame.
        image_header: The header of the image.
        info: The CameraInfo of the image.
        output_frame: The frame in which 3D results are published.
        settings: The settings of the node.
        with_instances: Whether the voxel grid stores the ids of objects.
    """

    reconstruction: Reconstruction
    image_header: Header
    info: CameraInfo
    output_frame: OutputFrame
    settings: Settings
    with_instances: bool = False

    @property
    def header(self) -> Header:
        """Return the header of 3D results."""
        return self.output_frame.header

    @cached_property
    def selection(self) -> Selection:
        """Return the filter by class, confidence and error of distance that the settings define."""
        return Selection.of_classes(
            self.settings.class_names, self.settings.min_confidence, self.settings.max_distance_error
        )

    @cached_property
    def band(self) -> PointSet:
        """Return a subset of the voxels near surfaces, as points with signed distances."""
        band = self.reconstruction.band_points(self.selection, self.settings.max_points)
        return band.transformed(self.output_frame.frame_from_camera)

    @cached_property
    def surface(self) -> PointSet:
        """Return the points on surfaces."""
        return self.reconstruction.surface_points(self.selection).transformed(self.output_frame.frame_from_camera)

    @cached_property
    def surface_subsample(self) -> PointSet:
        """Return a subset of the points on surfaces."""
        return self.surface.subsample(self.settings.max_points)

    @cached_property
    def mesh(self) -> Mesh:
        """Return the surface mesh, decimated to the maximum number of triangles."""
        mesh = self.reconstruction.mesh(self.settings.mesh_colors, self.settings.max_distance_error)
        small = mesh.with_labels(self.selection.labels).decimated(self.settings.max_mesh_triangles)
        return small.transformed(self.output_frame.frame_from_camera)

    @cached_property
    def grid(self) -> VoxelGrid:
        """Return the voxel grid along the axes of the output frame."""
        return self.reconstruction.voxel_grid(
            self.settings.voxel_size,
            self.output_frame.camera_from_frame,
            with_occlusion=self.output_frame.upright,
            instances=self.scene.instances if self.with_instances else None,
        )

    @cached_property
    def device_grid(self) -> DeviceGrid | None:
        """Return the voxel grid along the axes of the output frame on the GPU; None if the CPU makes `grid`."""
        if self.with_instances:
            return None
        return self._device_grid(self.output_frame.camera_from_frame, self.output_frame.upright)

    def _device_grid(self, camera_from_grid: NDArray[np.float64], with_occlusion: bool) -> DeviceGrid | None:
        scene = self.reconstruction.on_device
        if scene is None:
            return None
        return device_forms.voxel_grid(scene, self.settings.voxel_size, camera_from_grid, with_occlusion)

    @cached_property
    def scene(self) -> Reconstruction:
        """Return the reconstruction whose objects stand upright in the output frame, if that has its z axis up."""
        if not self.output_frame.upright:
            return self.reconstruction
        frame_from_camera = self.output_frame.frame_from_camera
        floor = Plane(frame_from_camera[2, :3], float(frame_from_camera[2, 3]))
        return replace(self.reconstruction, floor=floor)

    @cached_property
    def objects(self) -> list[SceneObject]:
        """Return the objects of the published classes with the minimum score, in the camera's optical frame."""
        labels, least = self.selection.labels, self.settings.min_object_score
        return [one for one in self.scene.objects() if labels[one.label] and one.score >= least]

    @cached_property
    def ground(self) -> Ground:
        """Return the frame, z up, in which heights are measured: the target frame, or one on the floor."""
        if self.output_frame.upright:
            return Ground(self.output_frame.camera_from_frame, True)
        return find_ground(self.reconstruction)

    @cached_property
    def frame_from_ground(self) -> NDArray[np.float64]:
        """Return the rigid transform [4, 4] from the ground to the output frame."""
        return np.eye(4) if self.output_frame.upright else self.ground.camera_from_ground

    @cached_property
    def upright_grid(self) -> VoxelGrid | DeviceGrid:
        """Return the voxel grid along the axes of the ground."""
        if self.output_frame.upright:
            return self.grid if self.device_grid is None else self.device_grid
        grid = self._device_grid(self.ground.camera_from_ground, with_occlusion=True)
        if grid is not None:
            return grid
        return self.reconstruction.voxel_grid(
            self.settings.voxel_size, self.ground.camera_from_ground, with_occlusion=True
        )

    @cached_property
    def occupancy(self) -> NDArray[np.int8]:
        """Return the occupancy cells [Y, X] of the upright grid between the minimum and maximum obstacle height."""
        settings, grid = self.settings, self.upright_grid
        limits = settings.min_obstacle_height, settings.max_obstacle_height, settings.hidden_confidence
        return grid.occupancy(*limits) if isinstance(grid, DeviceGrid) else occupancy(grid, *limits)

    @cached_property
    def obstacles(self) -> PointSet:
        """Return the surface points between the minimum and maximum obstacle height, one per voxel."""
        settings = self.settings
        return obstacles(
            self.surface,
            rigid.inverse(self.frame_from_ground),
            settings.min_obstacle_height,
            settings.max_obstacle_height,
            settings.hidden_confidence,
            settings.voxel_size,
        )
