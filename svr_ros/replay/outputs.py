"""The messages of one scene, by the names of the node's topics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.replay import messages

messages.provide()

from svr_ros.ros import calibration, conversions  # noqa: E402  (where there is no ROS, its messages must stand first)

LEGEND = "legend"
LEGEND_TYPE = "svr_ros/msg/ClassLegend"


@dataclass(frozen=True)
class Settings:
    """Hold what can be chosen about the messages; names, units and defaults are those of the node's parameters."""

    voxel_size: float = 0.05
    voxel_encoding: str = "raw"
    min_confidence: float = 0.0
    max_points: int = 250000
    max_marker_points: int = 20000
    marker_alpha: float = 1.0


@dataclass(frozen=True)
class Scene:
    """Hold what messages are made of: a reconstruction, its image's header and calibration."""

    reconstruction: Reconstruction
    header: Any
    info: Any
    settings: Settings

    @cached_property
    def grid(self) -> VoxelGrid:
        """Return the scene as cubes, which several messages show."""
        return self.reconstruction.voxel_grid(self.settings.voxel_size)


class Form(NamedTuple):
    """Name the type of a message and make it of a scene."""

    kind: str
    make: Callable[[Scene], Any]


def _voxels(scene: Scene) -> Any:
    return conversions.grid_to_message(scene.grid, scene.header, scene.settings.voxel_encoding)


def _points(scene: Scene) -> Any:
    settings = scene.settings
    points = scene.reconstruction.band_points()
    return conversions.points_to_cloud(points, scene.header, settings.max_points, settings.min_confidence)


def _markers(scene: Scene) -> Any:
    settings = scene.settings
    return conversions.grid_to_markers(
        scene.grid, scene.header, settings.max_marker_points, settings.marker_alpha, settings.min_confidence
    )


def _depth(scene: Scene) -> Any:
    return conversions.depth_to_image(scene.reconstruction.depth_image(), scene.header)


def _camera_info(scene: Scene) -> Any:
    return calibration.info_with_header(scene.info, scene.header)


FORMS = {
    "voxels": Form("svr_ros/msg/SemanticVoxelGrid", _voxels),
    "tsdf_points": Form("sensor_msgs/msg/PointCloud2", _points),
    "markers": Form("visualization_msgs/msg/MarkerArray", _markers),
    "depth": Form("sensor_msgs/msg/Image", _depth),
    "camera_info": Form("sensor_msgs/msg/CameraInfo", _camera_info),
}
"""Every message that can be made of a scene."""


def make(wanted: Collection[str], scene: Scene) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, type and bytes (CDR) of each wanted message."""
    for name in wanted:
        form = FORMS[name]
        yield name, form.kind, messages.serialize(form.make(scene), form.kind)


def make_legend(header: Any) -> bytes:
    """Return the table of the classes as bytes (CDR)."""
    return messages.serialize(conversions.legend(header), LEGEND_TYPE)
