"""What the node publishes of a reconstruction, and to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nav_msgs.msg import OccupancyGrid
from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from std_msgs.msg import Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.inference.pictures import color_normals
from svr_ros.msg import ClassLegend, SemanticVoxelGrid
from svr_ros.ros import qos
from svr_ros.ros.calibration import info_with_header
from svr_ros.ros.clouds import band_to_cloud, obstacles_to_cloud, surface_to_cloud
from svr_ros.ros.frames import Frames, Placement
from svr_ros.ros.grids import grid_to_message
from svr_ros.ros.markers import grid_to_markers, legend, mesh_to_marker
from svr_ros.ros.occupancy import occupancy_to_message
from svr_ros.ros.parameters import Settings
from svr_ros.ros.pictures import colors_to_image, depth_to_image, labels_to_image
from svr_ros.ros.results import Results


class Output(NamedTuple):
    """Describe a topic: the type of its messages, and how one is made."""

    kind: type
    make: Callable[[Results], Any]


def _voxels(results: Results) -> SemanticVoxelGrid:
    return grid_to_message(results.grid, results.header, results.settings.voxel_encoding)


def _markers(results: Results) -> MarkerArray:
    settings = results.settings
    return grid_to_markers(
        results.grid, results.header, results.selection, settings.max_marker_points, settings.marker_alpha
    )


def _occupancy(results: Results) -> OccupancyGrid:
    grid = results.upright_grid
    return occupancy_to_message(
        results.occupancy, grid.origin[:2], grid.voxel_size, results.header, results.frame_from_ground
    )


def _normals(results: Results) -> Image:
    scene = results.reconstruction
    # Drawn before they are brought to the camera's pixels, which are many more.
    return colors_to_image(scene.view.unwarp(color_normals(scene.normals), 0), results.image_header)


OUTPUTS: dict[str, Output] = {
    "voxels": Output(SemanticVoxelGrid, _voxels),
    "tsdf_points": Output(PointCloud2, lambda results: band_to_cloud(results.band, results.header)),
    "surface_points": Output(
        PointCloud2,
        lambda results: surface_to_cloud(results.surface.thinned(results.settings.max_points), results.header),
    ),
    "obstacle_points": Output(PointCloud2, lambda results: obstacles_to_cloud(results.obstacles, results.header)),
    "occupancy": Output(OccupancyGrid, _occupancy),
    "markers": Output(MarkerArray, _markers),
    "mesh": Output(Marker, lambda results: mesh_to_marker(results.mesh, results.header, results.settings.marker_alpha)),
    "depth": Output(Image, lambda results: depth_to_image(results.reconstruction.depth_image(), results.image_header)),
    "normals": Output(Image, _normals),
    "classes": Output(
        Image, lambda results: labels_to_image(results.reconstruction.label_image(), results.image_header)
    ),
    "camera_info": Output(CameraInfo, lambda results: info_with_header(results.info, results.image_header)),
}
"""Every topic below the node's name but the legend. Images have their image's header, all else the placement's."""


class Outputs:
    """Own the publishers; make only those messages that have a subscriber, in the target frame where there is one.

    Raises InputError where there is a target frame and tf2_ros is missing.
    """

    def __init__(self, node: LifecycleNode, target_frame: str) -> None:
        self._node = node
        self._frames = Frames(node, target_frame)
        self._publishers = {
            name: node.create_lifecycle_publisher(
                output.kind, f"~/{name}", qos.result_output(), qos_overriding_options=qos.overridable()
            )
            for name, output in OUTPUTS.items()
        }
        self._legend = node.create_lifecycle_publisher(
            ClassLegend, "~/legend", qos.latched_output(), qos_overriding_options=qos.overridable()
        )

    def wanted(self) -> set[str]:
        """Return the names of the topics that someone listens to."""
        return {name for name, publisher in self._publishers.items() if publisher.get_subscription_count()}

    def place(self, header: Header, settings: Settings) -> Placement:
        """Return where the results of the image with this header are to be published.

        Raises DropError where the target frame is not known at the image's stamp.
        """
        return self._frames.place(header, settings.transform_timeout)

    def publish(self, wanted: set[str], results: Results) -> None:
        """Publish the wanted forms of a reconstruction."""
        for name, output in OUTPUTS.items():
            if name in wanted:
                self._publishers[name].publish(output.make(results))
        if wanted & {"occupancy", "obstacle_points"} and not results.ground.seen:
            self._node.get_logger().warning(
                "no floor is seen: heights are measured from the lowest surface, as if the camera were level; "
                "with a target_frame they are measured from its z = 0",
                once=True,
            )

    def publish_legend(self) -> None:
        """Publish the class table, once for all who come later."""
        self._legend.publish(legend(Header(stamp=self._node.get_clock().now().to_msg())))

    def destroy(self) -> None:
        """Give the publishers back, and stop listening for transforms."""
        for publisher in (*self._publishers.values(), self._legend):
            self._node.destroy_lifecycle_publisher(publisher)
        self._frames.close()
