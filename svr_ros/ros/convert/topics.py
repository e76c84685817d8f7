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

"""Table of the topics that are published for every image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nav_msgs.msg import OccupancyGrid
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.inference.rendering import color_normals
from svr_ros.msg import SemanticVoxelGrid
from svr_ros.ros.convert.calibration import info_with_header
from svr_ros.ros.convert.clouds import band_to_cloud, obstacles_to_cloud, surface_to_cloud
from svr_ros.ros.convert.grids import CONFIDENCE_STEPS, TSDF_STEPS, grid_to_message
from svr_ros.ros.convert.markers import cubes_to_markers, grid_to_markers, mesh_to_marker
from svr_ros.ros.convert.objects import objects_to_detections, objects_to_markers, vision_messages
from svr_ros.ros.convert.occupancy import occupancy_to_message
from svr_ros.ros.convert.pixel_images import colors_to_image, depth_to_image, instances_to_image, labels_to_image
from svr_ros.ros.convert.results import Results


class Output(NamedTuple):
    """An output topic.

    Attributes:
        kind: The message type.
        make: The function that makes a message, or its serialized bytes, of the results of an image.
    """

    kind: type
    make: Callable[[Results], Any]


def _voxels(results: Results) -> SemanticVoxelGrid:
    on_device = results.device_grid
    grid = results.grid if on_device is None else on_device.quantized(TSDF_STEPS, CONFIDENCE_STEPS)
    return grid_to_message(grid, results.header, results.settings.voxel_encoding)


def _markers(results: Results) -> bytes:
    settings, on_device = results.settings, results.device_grid
    if on_device is not None:
        voxels, labels = on_device.surface_voxels(results.selection, settings.max_marker_points)
        centres = on_device.centres(voxels)
        return cubes_to_markers(centres, labels, on_device.voxel_size, results.header, settings.marker_alpha)
    return grid_to_markers(
        results.grid, results.header, results.selection, settings.max_marker_points, settings.marker_alpha
    )


def _occupancy(results: Results) -> OccupancyGrid:
    grid = results.upright_grid
    return occupancy_to_message(
        results.occupancy, grid.origin[:2], grid.voxel_size, results.header, results.frame_from_ground
    )


def _objects(results: Results) -> Any:
    return objects_to_detections(results.objects, results.header, results.output_frame.frame_from_camera)


def _object_markers(results: Results) -> MarkerArray:
    return objects_to_markers(results.objects, results.header, results.output_frame.frame_from_camera)


def _normals(results: Results) -> Image:
    scene = results.reconstruction
    # Colour the normals before resampling, because the camera image has more pixels.
    return colors_to_image(scene.view.unwarp(color_normals(scene.normals), 0), results.image_header)


OUTPUTS: dict[str, Output] = {
    "voxels": Output(SemanticVoxelGrid, _voxels),
    "tsdf_points": Output(PointCloud2, lambda results: band_to_cloud(results.band, results.header)),
    "surface_points": Output(PointCloud2, lambda results: surface_to_cloud(results.surface_subsample, results.header)),
    "obstacle_points": Output(PointCloud2, lambda results: obstacles_to_cloud(results.obstacles, results.header)),
    "occupancy": Output(OccupancyGrid, _occupancy),
    "markers": Output(MarkerArray, _markers),
    "object_markers": Output(MarkerArray, _object_markers),
    "mesh": Output(Marker, lambda results: mesh_to_marker(results.mesh, results.header, results.settings.marker_alpha)),
    "depth": Output(Image, lambda results: depth_to_image(results.reconstruction.depth_image(), results.image_header)),
    "normals": Output(Image, _normals),
    "classes": Output(
        Image, lambda results: labels_to_image(results.reconstruction.label_image(), results.image_header)
    ),
    "instances": Output(
        Image, lambda results: instances_to_image(results.scene.instance_image(), results.image_header)
    ),
    "camera_info": Output(CameraInfo, lambda results: info_with_header(results.info, results.image_header)),
}
"""Topics in the node's namespace, except the legends and those of `vision_outputs`.

Images have the header of the input image, other messages that of the output frame.
"""


def vision_outputs() -> dict[str, Output]:
    """Return the topics with messages of vision_msgs; raises InputError if it is not installed."""
    return {"objects": Output(vision_messages().Detection3DArray, _objects)}
