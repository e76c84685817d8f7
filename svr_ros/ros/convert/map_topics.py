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

"""Table of the topics that are published for a map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from nav_msgs.msg import OccupancyGrid
from numpy.typing import NDArray
from sensor_msgs.msg import PointCloud2
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.selection import Selection
from svr_ros.mapping.extraction import Layers
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.msg import SemanticVoxelGrid
from svr_ros.ros.convert.clouds import map_to_cloud
from svr_ros.ros.convert.grids import grid_to_message
from svr_ros.ros.convert.markers import grid_to_markers, mesh_to_marker
from svr_ros.ros.convert.objects import objects_to_detections, objects_to_markers, vision_messages
from svr_ros.ros.convert.occupancy import occupancy_to_message
from svr_ros.ros.map_parameters import MapSettings


@dataclass(frozen=True)
class MapResults:
    """A map and the inputs of its messages; everything is computed at most once.

    Attributes:
        scene: The map.
        header: The header of the messages, in the frame of the map.
        position: The position [3] of the camera in metres.
        settings: The settings of the node.
    """

    scene: SemanticMap
    header: Header
    position: NDArray[np.float64]
    settings: MapSettings

    @property
    def layers(self) -> Layers:
        """Return the layers that are published."""
        return self.settings.map_layers  # type: ignore[return-value]

    @property
    def selection(self) -> Selection:
        """Return the filter by class and confidence that the settings define."""
        return Selection.of_classes(self.settings.class_names, self.settings.min_confidence)

    @cached_property
    def region(self) -> VoxelGrid:
        """Return the voxels around the camera."""
        reach = self.settings.map_region
        try:
            return self.scene.voxel_grid(self.position - reach, self.position + reach)
        except InputError as error:
            raise InputError(f"map_region is {reach:g} m, and {error}") from error

    @cached_property
    def objects(self) -> list[SceneObject]:
        """Return the objects of the published classes with the minimum score, in the frame of the map."""
        labels, least = self.selection.labels, self.settings.min_object_score
        return [one for one in self.scene.objects() if labels[one.label] and one.score >= least]

    @cached_property
    def occupancy(self) -> tuple[NDArray[np.float64], list[NDArray[np.int8]]]:
        """Return the origin [3] of the cells in metres and their values [Y, X] for each range of height."""
        settings = self.settings
        try:
            return self.scene.occupancy(settings.height_ranges, settings.hidden_confidence, self.layers)
        except InputError as error:
            raise InputError(f"the map is too large for one grid: {error} (map_radius bounds it)") from error


class MapOutput(NamedTuple):
    """A topic of the map.

    Attributes:
        kind: The message type.
        make: The function that makes a message, or its serialized bytes.
        latched: Whether late subscribers receive the last message.
    """

    kind: type
    make: Callable[[MapResults], Any]
    latched: bool = False


def map_outputs(ranges: int) -> dict[str, MapOutput]:
    """Return the topics in the node's namespace, given the number of ranges of height."""
    outputs = {
        "map_points": MapOutput(PointCloud2, _points),
        "map_mesh": MapOutput(Marker, _mesh),
        "map_markers": MapOutput(MarkerArray, _markers),
        "map_voxels": MapOutput(SemanticVoxelGrid, _voxels),
    }
    for number in range(ranges):
        name = f"map_occupancy_{number}" if number else "map_occupancy"
        outputs[name] = MapOutput(OccupancyGrid, _occupancy_of(number), latched=True)
    return outputs


def map_object_outputs() -> dict[str, MapOutput]:
    """Return the topics of the objects, except that of `map_vision_outputs`."""
    return {"map_object_markers": MapOutput(MarkerArray, _object_markers)}


def map_vision_outputs() -> dict[str, MapOutput]:
    """Return the topics with messages of vision_msgs; raises InputError if it is not installed."""
    return {"map_objects": MapOutput(vision_messages().Detection3DArray, _objects)}


def _points(results: MapResults) -> PointCloud2:
    points = results.scene.points(results.layers)
    kept = results.selection.keeps(points.labels, points.confidence)
    return map_to_cloud(points.select(kept), results.header)


def _mesh(results: MapResults) -> bytes:
    settings = results.settings
    mesh = results.scene.mesh(results.layers, settings.mesh_colors)
    small = mesh.with_labels(results.selection.labels).decimated(settings.max_mesh_triangles)
    return mesh_to_marker(small, results.header, settings.marker_alpha)


def _markers(results: MapResults) -> bytes:
    settings = results.settings
    return grid_to_markers(
        results.region, results.header, results.selection, settings.max_marker_points, settings.marker_alpha
    )


def _objects(results: MapResults) -> Any:
    return objects_to_detections(results.objects, results.header)


def _object_markers(results: MapResults) -> MarkerArray:
    return objects_to_markers(results.objects, results.header)


def _voxels(results: MapResults) -> SemanticVoxelGrid:
    return grid_to_message(results.region, results.header, results.settings.voxel_encoding)


def _occupancy_of(number: int) -> Callable[[MapResults], OccupancyGrid]:
    def make(results: MapResults) -> OccupancyGrid:
        origin, cells = results.occupancy
        return occupancy_to_message(cells[number], origin[:2], results.settings.map_voxel_size, results.header)

    return make
