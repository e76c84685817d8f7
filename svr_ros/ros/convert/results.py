"""What several topics need of one reconstruction: each computed once, when the first asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.geometry import rigid
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.occupancy import occupancy
from svr_ros.geometry.point_set import PointSet
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.ground import Ground, find_ground
from svr_ros.inference.obstacles import obstacles
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.selection import Selection
from svr_ros.ros.convert.output_frame import Placement
from svr_ros.ros.parameters import Settings


@dataclass(frozen=True)
class Results:
    """Hold a reconstruction with its image's header and calibration, where it is published, and the settings."""

    reconstruction: Reconstruction
    image_header: Header
    info: CameraInfo
    placement: Placement
    settings: Settings

    @property
    def header(self) -> Header:
        """Return the header of all that is not an image."""
        return self.placement.header

    @cached_property
    def selection(self) -> Selection:
        """Return what the parameters want to be published."""
        return Selection.of_classes(self.settings.class_names, self.settings.min_confidence)

    @cached_property
    def band(self) -> PointSet:
        """Return an even share of the points around surfaces."""
        band = self.reconstruction.band_points(self.selection, self.settings.max_points)
        return band.transformed(self.placement.frame_from_camera)

    @cached_property
    def surface(self) -> PointSet:
        """Return the points on surfaces."""
        return self.reconstruction.surface_points(self.selection).transformed(self.placement.frame_from_camera)

    @cached_property
    def surface_share(self) -> PointSet:
        """Return an even share of the points on surfaces."""
        return self.surface.subsample(self.settings.max_points)

    @cached_property
    def mesh(self) -> Mesh:
        """Return the surface with as many triangles as are allowed."""
        mesh = self.reconstruction.mesh(self.settings.mesh_colors)
        small = mesh.with_labels(self.selection.labels).decimated(self.settings.max_mesh_triangles)
        return small.transformed(self.placement.frame_from_camera)

    @cached_property
    def grid(self) -> VoxelGrid:
        """Return the voxels along the axes of the frame that is published in."""
        placement = self.placement
        return self.reconstruction.voxel_grid(
            self.settings.voxel_size, placement.camera_from_frame, with_occlusion=placement.upright
        )

    @cached_property
    def ground(self) -> Ground:
        """Return the frame, z up, above whose z = 0 heights are measured: the target frame, or one on the floor."""
        if self.placement.upright:
            return Ground(self.placement.camera_from_frame, True)
        return find_ground(self.reconstruction)

    @cached_property
    def frame_from_ground(self) -> NDArray[np.float64]:
        """Return the transform [4, 4] from the ground to the frame that is published in."""
        return np.eye(4) if self.placement.upright else self.ground.camera_from_ground

    @cached_property
    def upright_grid(self) -> VoxelGrid:
        """Return the voxels along the axes of the ground."""
        if self.placement.upright:
            return self.grid
        return self.reconstruction.voxel_grid(
            self.settings.voxel_size, self.ground.camera_from_ground, with_occlusion=True
        )

    @cached_property
    def occupancy(self) -> NDArray[np.int8]:
        """Return the cells [Y, X] of the upright grid between the two heights."""
        settings = self.settings
        return occupancy(
            self.upright_grid,
            settings.min_obstacle_height,
            settings.max_obstacle_height,
            settings.hidden_confidence,
        )

    @cached_property
    def obstacles(self) -> PointSet:
        """Return the points on what stands on the floor, one in each voxel."""
        settings = self.settings
        return obstacles(
            self.surface,
            rigid.inverse(self.frame_from_ground),
            settings.min_obstacle_height,
            settings.max_obstacle_height,
            settings.hidden_confidence,
            settings.voxel_size,
        )
